"""The processes that a build has started, and what they have started: found, and ended."""

import contextlib
import ctypes
import os
import signal
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from multiprocessing.process import BaseProcess
from pathlib import Path

CAN_FORK = sys.platform == "linux"
"""macOS has fork too, but its system libraries do not all survive it."""

STOPPING = [
    getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
]
"""The signals that ask a process to end: Ctrl-C, a scheduler, a terminal that is closed."""

ENDING_S = 5
PR_SET_CHILD_SUBREAPER = 36


def adopt_orphans() -> None:
    """Become the parent of whatever descendants of this process leave behind, to find them by."""
    if CAN_FORK:
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def descendants(pid: int) -> set[int]:
    """Return all processes that a process has started, and these in turn; none but on Linux."""
    children = defaultdict(set)
    for file in Path("/proc").glob("[0-9]*/stat") if CAN_FORK else ():
        with contextlib.suppress(OSError):
            text = file.read_text(encoding="utf-8", errors="replace")
            _, parent = text.rpartition(")")[2].split()[:2]  # after the name, in brackets
            children[int(parent)].add(int(file.parent.name))
    found: set[int] = set()
    waiting = [pid]
    while waiting:
        new = children[waiting.pop()] - found
        found |= new
        waiting += new
    return found


def kill(pids: Iterable[int]) -> None:
    """Kill processes, and wait for those that are children of this one."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGKILL if CAN_FORK else signal.SIGTERM)
    for pid in pids:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, 0)


def end(process: BaseProcess) -> None:
    """Kill a process and all that it has started."""
    started = descendants(process.pid or 0)
    process.kill()
    process.join(ENDING_S)
    kill(started)


@contextlib.contextmanager
def signals_held() -> Iterator[None]:
    """Have a signal to stop wait until a process that is being started is known."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class Guard:
    """A small process that ends what this one has started, should this one be killed outright."""

    def __init__(self) -> None:
        if not CAN_FORK:
            return
        end_of_guard, self.pipe = os.pipe()
        with signals_held():
            self._pid = os.fork()
            if self._pid == 0:
                os.close(self.pipe)
                be_alone()
                _end_all_once_closed(end_of_guard)
        os.close(end_of_guard)

    def tell(self, process: BaseProcess) -> None:
        """Say which process has been started."""
        if CAN_FORK:
            os.write(self.pipe, f"{process.pid}\n".encode())

    def leave(self) -> None:
        """Have a process that was forked from this one not hold the guard up."""
        if CAN_FORK:
            os.close(self.pipe)

    def close(self) -> None:
        """End the guard, once all processes have ended."""
        if CAN_FORK:
            os.close(self.pipe)
            os.waitpid(self._pid, 0)


def be_alone() -> None:
    """Lead a session of this process's own, hear no signal of the terminal, and say nothing."""
    os.setsid()
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(nothing, stream)
    for number in STOPPING:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_SETMASK, [])


def _end_all_once_closed(pipe: int) -> None:
    """Wait for the end of the build, then kill what it has told of that still runs.

    A number may be another process by then, which does not have the build's command line.
    """
    told = b""
    while text := os.read(pipe, 4096):
        told += text
    own = Path("/proc/self/cmdline").read_bytes()
    for pid in map(int, told.split()):
        with contextlib.suppress(OSError):
            if Path(f"/proc/{pid}/cmdline").read_bytes() == own and os.getsid(pid) == pid:
                kill([*descendants(pid), pid])
    os._exit(0)
