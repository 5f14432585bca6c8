"""Files that are put in place whole."""

import contextlib
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

LEFT_S = 60
"""A part that nobody has written to for so long is of a process that was killed."""


def replace_file(path: Path, write: Callable[[Path], object]) -> None:
    """Write a file beside its place and rename it there: no reader ever sees half of it.

    Several processes may do so at once, and the last one's stays.
    """
    clear_parts(path, LEFT_S)
    handle, part = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    os.close(handle)
    try:
        write(Path(part))
        Path(part).chmod(0o644)
        Path(part).replace(path)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise


def clear_parts(path: Path, left_s: float = 0) -> None:
    """Remove what killed processes have left beside a file: what has that age, in seconds."""
    for part in path.parent.glob(f".{path.name}.*"):
        with contextlib.suppress(OSError):
            if time.time() - part.stat().st_mtime >= left_s:
                part.unlink()
