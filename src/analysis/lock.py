"""One build at a time for a folder of reports, and one import for what is imported."""

import contextlib
import json
import os
import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

NAME = ".lock"


@contextlib.contextmanager
def only_one(what: str, folder: Path, say: Callable[[str], None]) -> Iterator[None]:
    """Hold the lock of a folder, after any other `build` or `import`: `say` gets who that one is.

    The system lets go of the lock of a process that has ended in whatever way, so that the one of a
    killed build holds nobody up.
    """
    file = folder / NAME
    lock = FileLock(file)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        say(f"Waiting for another {what} of {folder} to end: {_holder(file)}")
        lock.acquire()
    try:
        now = datetime.now(UTC).isoformat(timespec="seconds")
        holder = {"process": os.getpid(), "host": socket.gethostname(), "since": now}
        file.write_text(json.dumps(holder), encoding="utf-8")
        yield
    finally:
        lock.release()


def _holder(file: Path) -> str:
    try:
        holder = json.loads(file.read_text(encoding="utf-8"))
        return f"process {holder['process']} on {holder['host']}, since {holder['since']}"
    except (OSError, ValueError, KeyError):
        return "it has only just begun"
