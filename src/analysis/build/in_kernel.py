"""An extension that IPython loads into the kernel of each report."""

import os
from pathlib import Path
from typing import Any

import zmq
from ipykernel import get_connection_file

LINGER_MS = 3_000


def load_ipython_extension(shell: Any) -> None:
    """Have the kernel lose no output, and listen where this user alone can connect.

    Called by IPython. By default ZeroMQ drops what is beyond the thousandth that waits, and
    ipykernel listens on a port for what the forks of its process print.
    """
    thread = shell.kernel.iopub_thread
    thread.schedule(lambda: thread.socket.setsockopt(zmq.XPUB_NODROP, 1))
    if os.name != "posix":
        return
    address = f"ipc://{Path(get_connection_file()).parent}/forks"

    def listen() -> None:
        inlet = thread._pipe_in.socket
        inlet.unbind(inlet.last_endpoint)
        inlet.bind(address)

    def connect() -> tuple[zmq.Context[Any], zmq.Socket[Any]]:
        context = zmq.Context()
        outlet = context.socket(zmq.PUSH)
        outlet.linger = LINGER_MS
        outlet.connect(address)
        return context, outlet

    thread.schedule(listen)
    thread._setup_pipe_out = connect
