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
import select
import shutil
import signal
import socket
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from analysis.build.quick_imports import UNUSED_BY_KERNELS, quick_imports
from analysis.build.warm import ANSWER, CALL, end_group

IMPORTED = (
    "analysis.processed",  # first, for it is what a build needs first
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
    "analysis.subject",
    "analysis.display.shapes",
    "analysis.display.lines",
    "analysis.build.in_kernel",
    "pandas.core.arrays.arrow._arrow_utils",
    "pandas.core.arrays.arrow.extension_types",
    "pandas.core.methods.to_dict",
    "pandas.core.reshape.reshape",
    "pandas.io.formats.string",
)
"""What a kernel and the notebooks import, that which libraries leave until it is used included."""

LATER = "analysis.build.workbook"
"""Imported once the first kernels have been forked, which would wait for it otherwise."""

IDLE_S = 0.05
"""The first kernels are asked for one right after the other."""

SET_BY_IMPORTS = {"PYDEVD_USE_FRAME_EVAL": "NO"}
"""Of the environment of a kernel: what importing `ipykernel.debugger` sets."""


def main() -> None:
    """Answer questions until there are no more."""
    del sys.path[0]  # the folder that the build was started in: no place to import from
    questions = Questions(socket.socket(fileno=int(sys.argv[1])))
    folder = sys.argv[2]
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with contextlib.suppress(ConnectionError, EOFError):
        for _ in warm_up(sys.argv[3], sys.argv[4:]):
            questions.answer_waiting()
        questions.answer(IDLE_S)
        importlib.import_module(LATER)
        gc.freeze()
        questions.answer()
    for pid in questions.forked:
        end_group(pid)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, 0)
    shutil.rmtree(folder, ignore_errors=True)
    os._exit(0)  # the build waits, and Python takes its time to let go of all that is imported


class Questions:
    """What the build asks, one question at a time, and what has been forked for it."""

    def __init__(self, asked: socket.socket) -> None:
        self.forked: set[int] = set()
        self._asked = asked
        self._lines = asked.makefile("rb")
        self._held: Any = None

    def answer_waiting(self) -> None:
        """Answer a question that waits, but for that of a kernel, which has to be a warm one.

        Raises EOFError where there are to be no more.
        """
        if self._held is None and self._one_comes_within(0):
            question = self._next()
            if "argv" in question:
                self._held = question
            else:
                self._answer(question)

    def answer(self, within_s: float | None = None) -> None:
        """Answer questions as long as each comes that soon after the other, or however late.

        Raises EOFError where there are to be no more.
        """
        if self._held is not None:
            self._answer(self._held)
            self._held = None
        while self._one_comes_within(within_s):
            self._answer(self._next())

    def _one_comes_within(self, seconds: float | None) -> bool:
        return bool(select.select([self._asked], [], [], seconds)[0])

    def _next(self) -> dict[str, Any]:
        line = self._lines.readline()
        if not line:
            raise EOFError
        return dict(json.loads(line))

    def _answer(self, question: dict[str, Any]) -> None:
        if "poll" in question:
            answer = status(question["poll"], self.forked)
        else:
            answer = fork(question, self._asked)
            self.forked.add(answer)
        self._asked.sendall(json.dumps(answer).encode() + b"\n")


def warm_up(root: str = "", modules: Sequence[str] = ()) -> Iterator[None]:
    """Import what notebooks import, and draw one chart so that fonts are found and styles read.

    `modules` are those of the notebooks. Of a project whose reports on authorities are to be built,
    given by its root, work out what is the same for all of them. Yields wherever there is time for
    other things.
    """
    # As in a kernel, or matplotlib would choose its backend before there is one.
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    with quick_imports(UNUSED_BY_KERNELS):
        for module in IMPORTED:
            importlib.import_module(module)
            yield
        for module in modules:
            with contextlib.suppress(Exception):  # its own report says what is wrong with it
                importlib.import_module(module)
            yield
    import pandas as pd

    from analysis.display import VERDICTS, Table, verdict_bars

    claims = pd.DataFrame({"verdict": list(VERDICTS), "claims": 1})
    data = Table("verdicts", "Verdicts", claims, {"verdict": "Verdict", "claims": "Claims"})
    words = dict.fromkeys(("title", "subtitle", "source", "alt"), "Drawn to have the fonts found")
    verdict_bars(claims, data=data, **words)
    if root:
        prepare_authorities(Path(root))
    gc.collect()
    gc.freeze()  # so that collecting garbage in a kernel does not copy what it shares


def prepare_authorities(root: Path) -> None:
    """Work out the figures and measures of all authorities, for the processes forked from this one.

    What cannot be worked out is left to the report that asks for it, which says why.
    """
    from analysis.comparison import comparison_of
    from analysis.errors import AnalysisError
    from analysis.folders import Folders
    from analysis.subject import figures_of_authorities

    with contextlib.suppress(AnalysisError):
        figures = figures_of_authorities(Folders(root))
        figures.prepare()
        comparison = comparison_of(figures)
        _ = comparison.ranks, comparison.ranges


def fork(question: dict[str, Any], questions: socket.socket) -> int:
    """The process id of a new kernel or call, which leads a process group of its own."""
    pid = os.fork()
    if pid == 0:
        # Or the build would not see this process end while a kernel lives.
        os.close(questions.detach())
        exit_status = 1
        try:
            os.setsid()
            if "call" in question:
                run_call(Path(question["call"]))
            else:
                run_kernel(question["argv"], question["environment"], question["folder"])
            exit_status = 0
        finally:
            os._exit(exit_status)
    return pid


def run_call(folder: Path) -> None:
    """Call the function in a folder, and write there what it returns or raises."""
    function, arguments = pickle.loads((folder / CALL).read_bytes())
    result, raised = None, None
    try:
        result = function(*arguments)
    except Exception as error:  # for the process that asked
        raised = error
    (folder / ANSWER).write_bytes(pickle.dumps((result, raised)))


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
    """None while a fork runs, then its exit status, or the signal it died of as a negative."""
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
