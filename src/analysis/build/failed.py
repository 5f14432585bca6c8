"""The notebooks of failed reports, kept to be read until the report builds again."""

import contextlib
from collections.abc import Callable
from pathlib import Path

from analysis.folders import Folders

FAILED = "failed"


def failed_run(report: str, folders: Folders) -> Path:
    """Return where the notebook of a report that failed is kept."""
    return folders.reports / FAILED / f"{report}.ipynb"


def forget_failure(report: str, folders: Folders) -> None:
    """Remove the failed run of a report that builds again."""
    with contextlib.suppress(OSError):
        remove(failed_run(report, folders), folders.reports)


def forget_failures(gone: Callable[[str], bool], folders: Folders) -> None:
    """Remove the failed runs of reports that there are no more."""
    below = folders.reports / FAILED
    for run in list(below.rglob("*.ipynb")):
        if gone(run.relative_to(below).with_suffix("").as_posix()):
            remove(run, folders.reports)


def remove(file: Path, top: Path) -> None:
    """Remove a file, if it is there, and the folders between it and `top` that are empty then."""
    file.unlink(missing_ok=True)
    for folder in file.parents:
        if folder == top or (folder.is_dir() and any(folder.iterdir())):
            return
        if folder.is_dir():
            folder.rmdir()
