"""Build reports: run, render, publish only what is whole, and go on when one fails."""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from analysis.errors import UsageError
from analysis.folders import Folders
from analysis.ledger import to_csv_text
from analysis.papers import read_papers
from analysis.processed import build_processed, read_processed
from analysis.report.execute import ReportError, execute
from analysis.report.index import index_page
from analysis.report.plan import Report, read_analyses
from analysis.report.render import render

FAILED = "failed"


@dataclass(frozen=True)
class Outcome:
    """What became of one report: `reason` is empty when it was built."""

    report: Report
    seconds: float
    reason: str = ""

    @property
    def built(self) -> bool:
        """Whether the report was published."""
        return not self.reason


def build(
    reports: Sequence[Report], folders: Folders, tell: Callable[[Outcome], None] = lambda _: None
) -> list[Outcome]:
    """Build every report, each told of as it ends, then `claims.csv` and the index.

    Raw data is checked first: a DataError is raised before any kernel starts or file changes. A
    report that fails leaves its published files as they were, and its run in `reports/failed/`.
    """
    build_processed(folders)
    with _scratch(folders) as scratch:
        outcomes = []
        for report in reports:
            outcomes.append(_build_one(report, folders, scratch))
            tell(outcomes[-1])
        _publish_overview(folders, scratch)
    return outcomes


def _build_one(report: Report, folders: Folders, scratch: Path) -> Outcome:
    start = time.monotonic()
    run = scratch / f"{report.analysis.name}.ipynb"
    page = run.with_suffix(".html")
    try:
        page.write_text(
            render(report, execute(report, folders, run), folders), encoding="utf-8", newline="\n"
        )
    except ReportError as error:
        _put(run, folders.reports / FAILED / f"{report.name}.ipynb")
        return Outcome(report, time.monotonic() - start, str(error))
    _put(page, folders.reports / f"{report.name}.html")
    _put(run, folders.reports / f"{report.name}.ipynb")
    _forget_failure(folders, report)
    return Outcome(report, time.monotonic() - start)


def _publish_overview(folders: Folders, scratch: Path) -> None:
    ledger = read_processed("ledger", folders)
    pages = {
        "claims.csv": to_csv_text(ledger),
        "index.html": index_page(folders, read_papers(folders), read_analyses(folders), ledger),
    }
    for name, text in pages.items():
        (scratch / name).write_text(text, encoding="utf-8", newline="\n")
        _put(scratch / name, folders.reports / name)


@contextmanager
def _scratch(folders: Folders) -> Iterator[Path]:
    """A folder beside the reports, so that what is made in it is put in place by rename."""
    try:
        folders.reports.mkdir(exist_ok=True)
        scratch = Path(tempfile.mkdtemp(dir=folders.reports, prefix=".building-"))
    except OSError as error:
        raise UsageError(f"{folders.reports} cannot be written to: {error.strerror}") from None
    try:
        yield scratch
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _put(made: Path, place: Path) -> None:
    """Put a finished file in its place at one instant."""
    if made.exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        made.replace(place)


def _forget_failure(folders: Folders, report: Report) -> None:
    """A report that builds again has no failed run left to read."""
    failed = folders.reports / FAILED / f"{report.name}.ipynb"
    failed.unlink(missing_ok=True)
    for folder in (failed.parent, failed.parent.parent):
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
