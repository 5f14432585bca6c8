"""An extension that IPython loads into an ordinary kernel of a build: it loses no output."""

from typing import Any

import zmq


def load_ipython_extension(shell: Any) -> None:
    """Have outputs wait: by default ZeroMQ drops those beyond the thousandth that waits."""
    thread = shell.kernel.iopub_thread
    thread.schedule(lambda: thread.socket.setsockopt(zmq.XPUB_NODROP, 1))
