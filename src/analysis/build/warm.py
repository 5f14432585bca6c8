"""Warm kernels: one process imports the libraries once and forks a kernel for each report.

What else needs those libraries can be called in a fork of it too.
"""

import contextlib
import json
import os
import pickle
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar, cast

CAN_FORK = sys.platform == "linux"
"""macOS has fork too, but its system libraries do not all survive it."""

CLOSING_S = 5

CALL, ANSWER = "call", "answer"
"""Files of a call in its folder: function and arguments, then what was returned or raised."""

SPARING = {"ARROW_DEFAULT_MEMORY_POOL": "system", "OPENBLAS_NUM_THREADS": "1"}
"""Environment of all kernels: pyarrow's own allocator sets aside a gigabyte that it never uses, and
that would count as memory of the report; OpenBLAS's threads keep a processor busy waiting."""


Result = TypeVar("Result")


class WarmProcessLost(Exception):
    """The warm process has ended, so that it starts no kernel and knows of none."""


class WarmProcess:
    """The process that `warm_process` runs in, and the socket that it is asked by.

    It is asked by several threads, one at a time. When this end of the socket closes, however this
    process ends, it kills the kernels that it has forked, removes `folder` and ends. It imports
    `modules`, those of the notebooks. Where the root of a project is given, it works out what all
    reports on authorities of that project need.
    """

    def __init__(
        self, folder: Path, of_authorities: Path | None = None, modules: Sequence[str] = ()
    ) -> None:
        here, there = socket.socketpair()
        with there:
            self._process = subprocess.Popen(
                [
                    sys.executable,
                    "-Xfrozen_modules=off",
                    "-m",
                    "analysis.build.warm_process",
                    str(there.fileno()),
                    folder,
                    of_authorities or "",
                    *modules,
                ],
                env={**os.environ, **SPARING, "IPYTHONDIR": f"{folder}/ipython"},
                pass_fds=[there.fileno()],
                stdin=subprocess.DEVNULL,
                start_new_session=True,  # so that Ctrl-C in a terminal reaches the build alone
            )
        self._folder = folder
        self._socket = here
        self._answers = here.makefile("r", encoding="utf-8")
        self._lock = threading.Lock()

    @property
    def pid(self) -> int:
        """Of the process."""
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the process is still there."""
        return self._process.poll() is None

    def fork(self, argv: Sequence[str], environment: Mapping[str, str], folder: str) -> int:
        """Start a kernel: its process id. Raises WarmProcessLost."""
        return int(self._ask({"argv": argv, "environment": environment, "folder": folder}))

    def poll(self, pid: int) -> int | None:
        """None while the kernel runs, then its exit status, as of `subprocess`."""
        return self._ask({"poll": pid})

    def call(self, function: Callable[..., Result], *arguments: Any) -> Result:
        """What a function of a module returns, or raises, in a process forked for it alone.

        Raises WarmProcessLost where it cannot, or has ended without either.
        """
        try:
            with tempfile.TemporaryDirectory(dir=self._folder, prefix="call-") as folder:
                call = Path(folder, CALL)
                call.write_bytes(pickle.dumps((function, arguments)))
                if ForkedProcess(self, int(self._ask({"call": folder}))).wait():
                    raise WarmProcessLost
                result, raised = pickle.loads(Path(folder, ANSWER).read_bytes())
        except OSError:
            raise WarmProcessLost from None
        if raised:
            raise raised
        return cast(Result, result)

    def close(self) -> None:
        """End the process and all of its kernels."""
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        try:
            self._process.wait(CLOSING_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _ask(self, question: Mapping[str, Any]) -> Any:
        try:
            with self._lock:
                self._socket.sendall(json.dumps(question).encode() + b"\n")
                return json.loads(self._answers.readline())
        except (OSError, ValueError):
            raise WarmProcessLost from None


def end_group(pid: int) -> None:
    """Kill a kernel and what it has started; one just forked does not lead its group yet."""
    if sys.platform == "win32":
        os.kill(pid, signal.SIGTERM)
        return
    for kill in (os.kill, os.killpg):
        with contextlib.suppress(ProcessLookupError):
            kill(pid, signal.SIGKILL)


@contextlib.contextmanager
def warm_process(
    folder: Path, of_authorities: Path | None = None, modules: Sequence[str] = ()
) -> Iterator[WarmProcess]:
    """The process for a build, whose kernels keep their sockets in `folder`: see `WarmProcess`."""
    process = WarmProcess(folder, of_authorities, modules)
    try:
        yield process
    finally:
        process.close()


def called(warm: WarmProcess | None, function: Callable[..., Result], *arguments: Any) -> Result:
    """What a function returns: called in a fork of the warm process where there is one, or here."""
    if warm:
        with contextlib.suppress(WarmProcessLost):
            return warm.call(function, *arguments)
    return function(*arguments)


class ForkedProcess:
    """As much of `subprocess.Popen` as jupyter_client uses, for a child of the warm process."""

    stdin = stdout = stderr = None

    def __init__(self, warm: WarmProcess, pid: int) -> None:
        self._warm = warm
        self.pid = pid
        self.returncode: int | None = None

    @classmethod
    def start(cls, warm: WarmProcess, cmd: Sequence[str], **settings: Any) -> "ForkedProcess":
        """Fork a kernel in the folder and environment that `subprocess.Popen` would be given.

        Raises WarmProcessLost.
        """
        environment = {**settings["env"], "JPY_PARENT_PID": str(warm.pid)}
        folder = settings.get("cwd") or Path.cwd()
        return cls(warm, warm.fork(cmd, environment, str(folder)))

    def poll(self) -> int | None:
        """None while it runs, then its exit status; of a lost warm process it ends with."""
        if self.returncode is None:
            try:
                self.returncode = self._warm.poll(self.pid)
            except WarmProcessLost:
                self.kill()
                self.returncode = -signal.SIGKILL
        return self.returncode

    def wait(self) -> int:
        """Its exit status, once it has one."""
        while (status := self.poll()) is None:
            time.sleep(0.01)
        return status

    def send_signal(self, number: int) -> None:
        """Send a signal to the process."""
        if self.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)
