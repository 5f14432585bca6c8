"""The process that kernels are forked from: run by `warm.WarmProcess`, not by hand.

It reads one question a line: `{"argv", "environment", "folder"}` to fork a kernel or `{"call"}`,
with a folder, to fork a call, each answered with the process id; or `{"poll"}` with a process id,
answered with null or its exit status. At the end of the questions, which is how the build ends in
whatever way, it kills what it has forked.
"""

import contextlib
import gc
import importlib.util
import json
import os
import pickle
import random
import shutil
import signal
import socket
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from analysis.report.warm import ANSWER, CALL, end_group

IMPORTED = (
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "ipykernel.debugger",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "tornado.platform.asyncio",
    "zmq.utils.garbage",
    "analysis.charts",
    "analysis.findings",
    "analysis.ledger",
    "analysis.measures",
    "analysis.processed",
    "analysis.report.in_kernel",
    "analysis.report.workbook",
    "analysis.tables",
    "pandas.core.arrays.arrow._arrow_utils",
    "pandas.core.arrays.arrow.extension_types",
    "pandas.core.methods.to_dict",
    "pandas.core.reshape.reshape",
    "pandas.io.formats.string",
    "pyarrow.dataset",
    "pyarrow.parquet",
)
"""What kernels, notebooks and workbooks import, that which libraries leave until it is used too."""

SET_BY_IMPORTS = {"PYDEVD_USE_FRAME_EVAL": "NO"}
"""Of the environment of a kernel: what importing `ipykernel.debugger` sets."""


def main() -> None:
    """Answer questions until there are no more."""
    del sys.path[0]  # the folder that the build was started in: no place to import from
    questions = socket.socket(fileno=int(sys.argv[1]))
    folder = sys.argv[2]
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    warm_up(sys.argv[3:])
    forked: set[int] = set()
    with contextlib.suppress(ConnectionError):
        for line in questions.makefile("rb"):
            question = json.loads(line)
            if "poll" in question:
                answer = status(question["poll"], forked)
            else:
                answer = fork(question, questions)
                forked.add(answer)
            questions.sendall(json.dumps(answer).encode() + b"\n")
    for pid in forked:
        end_group(pid)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, 0)
    shutil.rmtree(folder, ignore_errors=True)


def warm_up(of_authorities: Sequence[str] = ()) -> None:
    """Import what notebooks import, and draw one chart so that fonts are found and styles read.

    Of a project whose reports on authorities are to be built, given by its root, work out what is
    the same for all of them.
    """
    # As in a kernel, or matplotlib would choose its backend before there is one.
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    for module in IMPORTED:
        importlib.import_module(module)
    import pandas as pd

    from analysis import all_areas, charts
    from analysis.folders import Folders
    from analysis.verdicts import SHAPES

    claims = pd.DataFrame({"verdict": list(SHAPES), "claims": 1, "meaning": ""})
    charts.ledger.verdicts(claims, source="")
    for root in of_authorities:
        all_areas.prepare(Folders(Path(root)))
    gc.collect()
    gc.freeze()  # so that collecting garbage in a kernel does not copy what it shares


def fork(question: dict[str, Any], questions: socket.socket) -> int:
    """The process id of a new kernel or call, which leads a process group of its own."""
    pid = os.fork()
    if pid == 0:
        # Or the build would not see this process end while a kernel lives.
        os.close(questions.detach())
        status = 1
        try:
            os.setsid()
            if "call" in question:
                run_call(Path(question["call"]))
            else:
                run_kernel(question["argv"], question["environment"], question["folder"])
            status = 0
        finally:
            os._exit(status)
    return pid


def run_call(folder: Path) -> None:
    """Call the function in a folder, and write there what it returns or raises."""
    function, arguments = pickle.loads((folder / CALL).read_bytes())
    try:
        answer = function(*arguments), None
    except Exception as error:  # for the process that asked
        answer = None, error
    (folder / ANSWER).write_bytes(pickle.dumps(answer))


def run_kernel(argv: list[str], environment: dict[str, str], folder: str) -> None:
    """Become the kernel that `argv` would have started, in its folder and environment."""
    os.environ.clear()
    os.environ.update({**SET_BY_IMPORTS, **environment})
    os.chdir(folder)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    reseed()
    from ipykernel import kernelapp

    launcher = importlib.util.find_spec("ipykernel_launcher")
    given = argv[argv.index("ipykernel_launcher") + 1 :]
    sys.argv = [launcher.origin or "" if launcher else "", *given]
    # So that the kernel ends with this process, however that ends.
    parent = f"--IPKernelApp.parent_handle={os.getppid()}"
    kernelapp.launch_new_instance(argv=[*given, parent])


def reseed() -> None:
    """Give this kernel random numbers of its own, as any new process has."""
    import numpy as np

    random.seed()
    np.random.seed()


def status(pid: int, forked: set[int]) -> int | None:
    """None while a forked process runs, then its exit status, or the signal it died of as a negative."""
    try:
        ended, code = os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return -signal.SIGKILL
    if not ended:
        return None
    forked.discard(pid)
    return os.waitstatus_to_exitcode(code)


if __name__ == "__main__":
    main()
