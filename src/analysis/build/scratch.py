"""Folders that a build works in, and what killed builds have left of theirs."""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

BUILDING = ".building-"
"""What the names of folders that reports are assembled in begin with."""


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
