"""Functions run in processes of their own, within limits, and leave nothing running."""

import os
import signal
import subprocess
import sys
import time
from collections import deque

import pytest

from analysis.build.pool import Task, run
from analysis.build.processes import CAN_FORK, descendants
from analysis.build.settings import Limits
from analysis.errors import ReportError

pytestmark = pytest.mark.skipif(not CAN_FORK, reason="processes are forked on Linux alone")

LIMITS = Limits(seconds=0.5, memory_mb=64)
SLEEP = [sys.executable, "-c", "import time; time.sleep(300)"]


def returns():
    """Start what stays behind, and return."""
    subprocess.Popen(SLEEP, start_new_session=True)
    return os.getpid()


def raises():
    raise ValueError("no such column\nand more")


def refuses():
    raise ReportError("a line for a person")


def leaves():
    subprocess.Popen(SLEEP, start_new_session=True)
    os._exit(3)


def crashes():
    os.kill(os.getpid(), signal.SIGSEGV)


def hangs():
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    time.sleep(300)


def takes_memory():
    return len(bytearray(10**9))


FAILURES = {
    returns: "",
    raises: "ValueError: no such column",
    refuses: "a line for a person",
    leaves: "its process ended itself with exit status 3",
    crashes: "its process died of SIGSEGV",
    hangs: "it took longer than 0.5 seconds, which --timeout allows",
    takes_memory: "MemoryError: ",
}


def test_each_ends_in_its_own_way_and_the_others_go_on():
    before = descendants(os.getpid())
    ended = {one.task.key: one for one in run(deque(Task(f, f, (), LIMITS) for f in FAILURES), 3)}
    assert {function: one.failure for function, one in ended.items()} == FAILURES
    assert ended[returns].result not in (None, os.getpid())
    assert descendants(os.getpid()) == before


def test_more_may_be_asked_for_meanwhile_and_an_end_before_the_end_ends_all():
    before = descendants(os.getpid())
    tasks = deque([Task("first", os.getpid)])
    ended = run(tasks, 2)
    assert next(ended).task.key == "first"
    tasks.extend([Task("second", os.getpid), Task("third", time.sleep, (300,))])
    assert next(ended).task.key == "second"
    ended.close()
    assert descendants(os.getpid()) == before
