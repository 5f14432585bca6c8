"""The notebooks of failed reports, kept to be read until the report builds again."""

from collections.abc import Callable
from pathlib import Path

from analysis.folders import Folders
from analysis.build.plan import Report

FAILED = "failed"


def failed_run(report: Report, folders: Folders) -> Path:
    """Where the notebook of a report that failed is kept."""
    return folders.reports / FAILED / f"{report.name}.ipynb"


def forget_failure(report: Report, folders: Folders) -> None:
    """A report that builds again has no failed run left to read."""
    remove(failed_run(report, folders), folders.reports)


def forget_failures(gone: Callable[[str], bool], folders: Folders) -> None:
    """Nor has a report that there is no more."""
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
