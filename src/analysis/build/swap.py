"""Put a finished folder in the place of another at one instant."""

import contextlib
import ctypes
import errno
import os
import shutil
import sys
from pathlib import Path

from analysis.errors import ReportError

REPLACED = ".replaced-"
"""What the name of a folder begins with while another takes its place in two steps."""

AT_FDCWD = -100
RENAME_EXCHANGE = 2
RENAME_SWAP = 2
NOT_SUPPORTED = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP)


def put_folder(made: Path, place: Path) -> None:
    """Have `made` be in `place`; what was there before is then in `made`, if anything was.

    Both have to be on one file system. On Linux and macOS the two change places at one instant;
    where that cannot be had, in two steps that `recover` undoes if the second is never taken.
    Raises OSError, and ReportError where there is something but a folder, which somebody else has
    put there and would miss; nothing has changed then.
    """
    if place.is_symlink() or (place.exists() and not place.is_dir()):
        raise ReportError("it is not a folder of its own, which could be replaced")
    if not place.exists():
        made.rename(place)
    elif not _exchanged(made, place):
        aside = place.with_name(f"{REPLACED}{place.name}")
        place.rename(aside)
        try:
            made.rename(place)
        except OSError:
            aside.rename(place)
            raise
        with contextlib.suppress(OSError):  # what was there before is not in place any more
            aside.rename(made)


def recover(folder: Path) -> None:
    """Undo what a killed build had begun to replace in `folder`."""
    for aside in folder.glob(f"{REPLACED}*"):
        place = folder / aside.name.removeprefix(REPLACED)
        if place.exists():
            shutil.rmtree(aside, ignore_errors=True)
        else:
            aside.rename(place)


def _exchanged(one: Path, other: Path) -> bool:
    """Whether the system has exchanged two paths. Raises OSError for a reason but lack of it."""
    if sys.platform not in ("linux", "darwin"):
        return False
    library = ctypes.CDLL(None, use_errno=True)
    paths = os.fsencode(one), os.fsencode(other)
    if hasattr(library, "renameat2"):
        failed = library.renameat2(AT_FDCWD, paths[0], AT_FDCWD, paths[1], RENAME_EXCHANGE)
    elif hasattr(library, "renamex_np"):
        failed = library.renamex_np(*paths, RENAME_SWAP)
    else:
        return False
    if failed and (number := ctypes.get_errno()) not in NOT_SUPPORTED:
        raise OSError(number, os.strerror(number), str(other))
    return not failed
