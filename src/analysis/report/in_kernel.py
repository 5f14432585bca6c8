"""An extension that IPython loads into the kernel of each report."""

from typing import Any

import zmq


def load_ipython_extension(shell: Any) -> None:
    """Have the kernel wait where outputs come faster than they are read, and drop none.

    Called by IPython. By default ZeroMQ drops what is beyond the thousandth that waits.
    """
    thread = shell.kernel.iopub_thread
    thread.schedule(lambda: thread.socket.setsockopt(zmq.XPUB_NODROP, 1))
