"""Folders that a build works in, and what killed builds have left of theirs."""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout

KERNELS = "high-needs-"
"""What the names of folders for sockets and keys begin with."""

SHORT = Path("/tmp")
LONGEST = 60
"""Characters: with those that follow, the path of a socket must not have more than some 100."""

BUILDING = ".building-"
"""What the names of folders that reports are assembled in begin with."""

HELD = "held"


@contextlib.contextmanager
def kernel_folder() -> Iterator[Path]:
    """A folder that no other user can look into, for the sockets and keys of kernels.

    Those that killed builds have left behind are removed: nobody holds their lock any more.
    """
    place = Path(tempfile.gettempdir())
    if len(str(place)) > LONGEST and SHORT.is_dir():
        place = SHORT
    for left in place.glob(f"{KERNELS}*"):
        with contextlib.suppress(Timeout, OSError), FileLock(left / HELD, timeout=0):
            shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=KERNELS, dir=place))
    try:
        with FileLock(folder / HELD):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def building_folder(reports: Path) -> Iterator[Path]:
    """A folder beside the reports, and so on their file system, to put them in place by rename.

    To be used by the one build that holds the lock of `reports`: what is left is of killed ones.
    """
    for left in reports.glob(f"{BUILDING}*"):
        shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(dir=reports, prefix=BUILDING))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
