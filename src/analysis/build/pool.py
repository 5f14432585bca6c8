"""Run functions in processes of their own, several at a time, within limits of time and memory."""

import contextlib
import math
import multiprocessing
import os
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from analysis.build.outputs import beginning
from analysis.build.processes import (
    CAN_FORK,
    Guard,
    adopt_orphans,
    be_alone,
    descendants,
    end,
    kill,
    signals_held,
)
from analysis.build.settings import Limits
from analysis.errors import AnalysisError, system_error

if sys.platform == "linux":
    import resource

CONTEXT: Any = multiprocessing.get_context("fork" if CAN_FORK else "spawn")
GRACE_S = 3
"""What a function has to end by itself once its time is over."""

LOOKED_EVERY_S = 0.5
MEGABYTE = 1024**2
LONGEST_ERROR = 500
"""Characters of what is said of a failure: some errors quote all the data that they are about."""


@dataclass(frozen=True)
class Task:
    """A function to call in a process of its own, and what it may take; `key` tells whose it is."""

    key: Any
    function: Callable[..., Any]
    arguments: tuple[Any, ...] = ()
    limits: Limits | None = None


@dataclass(frozen=True)
class Ended:
    """What became of a task: what the function returned, or in one line why it did not."""

    task: Task
    seconds: float
    result: Any = None
    failure: str = ""


@dataclass(frozen=True)
class _Running:
    task: Task
    process: BaseProcess
    started: float

    @property
    def over(self) -> bool:
        """Whether its time is over, and the grace as well."""
        limits = self.task.limits
        most = limits.seconds + GRACE_S if limits else math.inf
        return time.monotonic() - self.started > most


def run(tasks: deque[Task], jobs: int) -> Iterator[Ended]:
    """Yield each task as it ends; more may be appended meanwhile. None is left running at the end.

    Whatever a function has started ends with it. If this process is killed outright, a guard ends
    all of them.
    """
    adopt_orphans()
    guard = Guard()
    others = descendants(os.getpid())
    running: dict[Connection, _Running] = {}
    try:
        while tasks or running:
            while tasks and len(running) < jobs:
                with signals_held():
                    pipe, one = _start(tasks.popleft(), guard)
                    running[pipe] = one
            ready = wait(list(running), timeout=LOOKED_EVERY_S)
            for pipe, one in list(running.items()):
                if pipe in ready or one.over or not one.process.is_alive():
                    yield _ended(pipe, running.pop(pipe))
    finally:
        for one in running.values():
            end(one.process)
        guard.close()
        # What has left its session and its parent has come to this process.
        kill(descendants(os.getpid()) - others)


def too_long(limits: Limits) -> str:
    """Return what is said of a report whose time is over."""
    return f"it took longer than {limits.seconds:g} seconds, which --timeout allows"


def too_large(limits: Limits) -> str:
    """Return what is said of a report that has no memory left."""
    return f"it ran out of memory, more than {limits.memory_mb} MB, which --memory allows"


def _start(task: Task, guard: Guard) -> tuple[Connection, _Running]:
    ours, theirs = CONTEXT.Pipe(duplex=False)
    process = CONTEXT.Process(target=_call, args=(task, theirs, guard))
    process.start()
    guard.tell(process)
    theirs.close()
    return ours, _Running(task, process, time.monotonic())


def _ended(pipe: Connection, one: _Running) -> Ended:
    """Return what became of a task, and end what there may still be of it."""
    seconds, answer = time.monotonic() - one.started, None
    with pipe, contextlib.suppress(EOFError):
        if pipe.poll():
            answer = pipe.recv()
    if answer is None and not one.over:
        one.process.join(GRACE_S)
    end(one.process)
    if answer is None and one.over and one.task.limits:
        answer = None, too_long(one.task.limits)
    result, failure = answer or (None, _death(one.process.exitcode))
    return Ended(one.task, seconds, result, failure)


def _death(status: int | None) -> str:
    if status == -signal.SIGKILL:
        return "its process was killed (SIGKILL), as when the machine has no memory left"
    if status and status < 0:
        return f"its process died of {signal.Signals(-status).name}"
    return f"its process ended itself with exit status {status}"


def _call(task: Task, pipe: Connection, guard: Guard) -> None:
    """Call the function of a task in its process, and send what it returns, or why it does not."""
    if CAN_FORK:
        guard.leave()
        be_alone()
        adopt_orphans()
        signal.signal(signal.SIGINT, signal.default_int_handler)
        if task.limits:
            _limit_memory(task.limits)
    answer: tuple[Any, str]
    try:
        answer = task.function(*task.arguments), ""
    except Exception as error:  # whatever is wrong with one, the others go on
        answer = None, error_line(error)
    if CAN_FORK:
        kill(descendants(os.getpid()))
    pipe.send(answer)
    if CAN_FORK:
        os._exit(0)  # neither what runs at exit nor a thread of a notebook holds the build up


def _limit_memory(limits: Limits) -> None:
    """Have this process get no more memory of its own than this beside what it was forked with."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    inherited_kb = int(status.partition("VmData:")[2].split()[0])
    most = inherited_kb * 1024 + limits.memory_mb * MEGABYTE
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))


def error_line(error: Exception) -> str:
    """Return an error as one line for the person who can put it right."""
    if isinstance(error, OSError) and error.errno:
        return system_error(error)
    words = beginning(str(error), LONGEST_ERROR)
    return words if isinstance(error, AnalysisError) else f"{type(error).__name__}: {words}"
