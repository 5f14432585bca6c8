"""Build reports: run, render, publish only what is whole, and go on when one fails."""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from analysis.errors import UsageError, listing
from analysis.folders import Folders
from analysis.ledger import to_csv_text
from analysis.papers import Paper, read_papers
from analysis.processed import build_processed, read_processed
from analysis.releases import read_sidecar
from analysis.report import workbook
from analysis.report.data import FOLDER as TABLES
from analysis.report.data import csv_name, csv_text, read_tables, tables_of
from analysis.report.execute import ReportError, execute
from analysis.report.index import index_page
from analysis.report.plan import Report, read_analyses
from analysis.report.render import data_digest, package_version, render

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
    reports: Sequence[Report],
    folders: Folders,
    tell: Callable[[Outcome], None] = lambda _: None,
    say: Callable[[str], None] = lambda _: None,
) -> list[Outcome]:
    """Build every report, each told of as it ends, then the workbooks, `claims.csv` and the index.

    Raw data is checked first: a DataError is raised before any kernel starts or file changes. A
    report that fails leaves its published files and its paper's workbook as they were, and its run
    in `reports/failed/`. `say` gets a sentence for each workbook that is not made.
    """
    build_processed(folders)
    with _scratch(folders) as scratch:
        outcomes = []
        for report in reports:
            outcomes.append(_build_one(report, folders, scratch))
            tell(outcomes[-1])
        for paper in {
            outcome.report.paper.id: outcome.report.paper for outcome in outcomes
        }.values():
            failed = [o for o in outcomes if o.report.paper == paper and not o.built]
            if reason := _workbook_missing(paper, failed, folders):
                say(f"{paper.id}/{workbook.NAME} was not made: {reason}")
            else:
                _publish_workbook(paper, folders, scratch)
            _remove_stale_tables(paper, folders)
        _publish_overview(folders, scratch)
    return outcomes


def _build_one(report: Report, folders: Folders, scratch: Path) -> Outcome:
    start = time.monotonic()
    run = scratch / f"{report.analysis.name}.ipynb"
    page = run.with_suffix(".html")
    try:
        notebook = execute(report, folders, run)
        tables = tables_of(notebook)
        page.write_text(render(report, notebook, folders), encoding="utf-8", newline="\n")
    except ReportError as error:
        _put(run, folders.reports / FAILED / f"{report.name}.ipynb")
        return Outcome(report, time.monotonic() - start, str(error))
    for table in tables:
        made = scratch / "table.csv"
        made.write_text(csv_text(table), encoding="utf-8", newline="")
        place = csv_name(report.analysis.name, table.title)
        _put(made, folders.reports / report.paper.id / place)
    _put(page, folders.reports / f"{report.name}.html")
    _put(run, folders.reports / f"{report.name}.ipynb")
    _forget_failure(folders, report)
    return Outcome(report, time.monotonic() - start)


def _workbook_missing(paper: Paper, failed: Sequence[Outcome], folders: Folders) -> str:
    """Why the workbook cannot be of all the paper's reports as they now are; empty if it can."""
    if failed:
        return f"{listing(o.report.analysis.name for o in failed)} failed"
    unbuilt = [name for name, notebook in _notebooks(paper, folders) if not notebook.exists()]
    return f"{listing(unbuilt)} not built yet" if unbuilt else ""


def _notebooks(paper: Paper, folders: Folders) -> list[tuple[str, Path]]:
    """The published notebook of each analysis that the paper gets, whether or not it is there."""
    return [(name, folders.reports / paper.id / f"{name}.ipynb") for name in paper.analyses]


def _publish_workbook(paper: Paper, folders: Folders, scratch: Path) -> None:
    """Put the workbook of all published reports of the paper in place; none if none has a table."""
    analyses = read_analyses(folders)
    tables = {
        analyses[name].title: read_tables(notebook) for name, notebook in _notebooks(paper, folders)
    }
    place = folders.reports / paper.id / workbook.NAME
    if not any(tables.values()):
        place.unlink(missing_ok=True)
        return
    releases = [read_sidecar(sidecar) for sidecar in sorted(folders.dfe.glob("*.toml"))]
    origin = workbook.Origin(paper, releases, package_version(), data_digest(paper, folders))
    made = scratch / workbook.NAME
    made.write_bytes(workbook.workbook(origin, tables))
    _put(made, place)


def _remove_stale_tables(paper: Paper, folders: Folders) -> None:
    """Remove CSV files of tables that no published report of the paper has any more."""
    folder = folders.reports / paper.id
    current = {
        folder / csv_name(notebook.stem, table.title)
        for notebook in folder.glob("*.ipynb")
        for table in read_tables(notebook)
    }
    for file in (folder / TABLES).glob("*.csv"):
        if file not in current:
            file.unlink()


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
