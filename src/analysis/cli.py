"""The command line: `python -m analysis build | list | claims | import`."""

import errno
import shutil
import signal
import sys
from collections import Counter
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from analysis.build.outcome import STATES
from analysis.build.processes import STOPPING
from analysis.build.settings import Limits, Settings, default_jobs
from analysis.display.verdicts import VERDICTS
from analysis.errors import AnalysisError, UsageError, system_error
from analysis.folders import Folders, find_folders

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from analysis.build.due import Index
    from analysis.build.outcome import Outcome
    from analysis.build.plan import Report
    from analysis.build.record import Record

BUILT, FAILED, UNUSABLE = 0, 1, 2
MENDABLE = (
    *(errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM),
    *(errno.EEXIST, errno.ENOTDIR, errno.EISDIR, errno.EBUSY, errno.EIO),
)
"""What the person at the keyboard can do something about: a full disk, a folder not writable, a
file in the place of a folder.
"""

PAPER = click.option(
    "--paper", "papers", multiple=True, metavar="ID", help="Only this paper. Repeatable."
)
ANALYSIS = click.option(
    "--analysis", "analyses", multiple=True, metavar="NAME", help="Only this analysis. Repeatable."
)
AUTHORITIES = click.option(
    "--authorities",
    multiple=True,
    metavar="WHICH",
    help="Reports on authorities instead of papers: a name, an ONS code, a region or all. "
    "Repeatable. Needs imported releases.",
)
SETTING = click.option(
    "-p",
    "settings",
    multiple=True,
    metavar="NAME=VALUE",
    help="Set a parameter of the notebooks, such as start=2018. Repeatable.",
)


class Commands(click.Group):
    """Commands that show an error of use or data without a traceback, and exit with 2."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except (AnalysisError, OSError) as error:
            if isinstance(error, OSError) and error.errno not in MENDABLE:
                raise
            click.echo(f"Error: {_in_words(error)}", err=True)
            ctx.exit(UNUSABLE)


def _in_words(error: Exception) -> str:
    return system_error(error) if isinstance(error, OSError) else str(error)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Check the figures in council papers on high needs funding."""


@main.command()
@PAPER
@AUTHORITIES
@ANALYSIS
@SETTING
@click.option("--force", is_flag=True, help="Also build reports that are up to date.")
@click.option("--explain", is_flag=True, help="Say for each report why it is out of date.")
@click.option("--jobs", type=click.IntRange(1), help="Reports at a time. [one for each processor]")
@click.option(
    "--kernels", is_flag=True, help="Run each notebook in an ordinary Jupyter kernel: slower."
)
@click.option(
    "--timeout",
    type=click.FloatRange(0, min_open=True),
    default=Limits.seconds,
    show_default=True,
    metavar="SECONDS",
    help="Stop a report that takes longer than this.",
)
@click.option(
    "--memory",
    type=click.IntRange(512),
    default=Limits.memory_mb,
    show_default=True,
    metavar="MB",
    help="Stop a report that takes more memory than this (on Linux).",
)
def build(
    papers: tuple[str, ...],
    authorities: tuple[str, ...],
    analyses: tuple[str, ...],
    settings: tuple[str, ...],
    force: bool,
    explain: bool,
    jobs: int | None,
    kernels: bool,
    timeout: float,
    memory: int,
) -> None:
    """Build the reports that are out of date.

    Without options, this builds the reports of all papers. --paper or --authorities chooses what
    they are about, --analysis which ones are built.

    Exit status: 0 when all reports are up to date, 1 when one failed, 2 when nothing could be run.
    A report that failed keeps its last good version; its failed run is in reports/failed. The
    result of each report is in .cache/last-build.json. More in docs/builds.md.
    """
    from analysis.build.build import Listener
    from analysis.build.build import build as build_reports

    folders = find_folders()
    how = Settings(jobs or default_jobs(), kernels, force, Limits(timeout, memory))
    with _stopped_by_signals(), _recorded(folders) as record:
        planned, index = _planned(papers, authorities, analyses, settings)
        shown = _Bar if sys.stderr.isatty() else _Lines
        with closing(shown(len(planned))) as progress:
            why = _explain if explain else lambda *_: None
            changes: list[int] = []
            listener = Listener(progress.say, why, progress.tell, changes.append)
            outcomes = build_reports(planned, folders, how, listener, index)
        status = FAILED if any(outcome.failure for outcome in outcomes) else BUILT
        record.end(status, outcomes, sum(changes))
    click.echo(f"{_summary(outcomes)}: {_page(index)}")
    for number in changes:
        words = "change" if number == 1 else "changes"
        click.echo(f"{number or 'no'} {words} in tables: reports/changes.html")
    _say_what_failed(outcomes, folders)
    sys.exit(status)


def _say_what_failed(outcomes: "Sequence[Outcome]", folders: Folders) -> None:
    for outcome in outcomes:
        if outcome.failure:
            click.echo(f"FAILED {outcome.report.name}: {outcome.failure}", err=True)
            run = f"reports/failed/{outcome.report.name}.ipynb"
            if (folders.root / run).exists():
                click.echo(f"       to read: {run}", err=True)


def _summary(outcomes: "Sequence[Outcome]") -> str:
    """`4 built, 16 up to date, of 20 reports`."""
    counts = Counter(outcome.state for outcome in outcomes)
    words = ", ".join(f"{counts[state]} {state}" for state in STATES if counts[state])
    return f"{words}, of {len(outcomes)} reports"


def _page(index: "Index") -> str:
    return Path("reports", index.folder, index.files[0]).as_posix()


def _explain(report: "Report", why: str) -> None:
    click.echo(f"{report.name}: {why or 'up to date'}")


@contextmanager
def _recorded(folders: Folders) -> "Iterator[Record]":
    """The record of a build, which also says what stopped one that could not be run."""
    from analysis.build.record import Record

    record = Record(folders.cache)
    try:
        yield record
    except (AnalysisError, OSError) as error:
        record.end(UNUSABLE, error=_in_words(error))
        raise
    except SystemExit as stop:
        record.end(int(stop.code or 0), error="stopped before its end")
        raise


@contextmanager
def _stopped_by_signals() -> "Iterator[None]":
    """Have a build end in order when it is told to, unless it is not to hear, as under `nohup`."""

    def stop(number: int, _: object) -> None:
        for other in heard:
            signal.signal(other, signal.SIG_IGN)  # so that nothing is left half ended
        sys.exit(128 + number)

    before = {number: signal.getsignal(number) for number in STOPPING}
    heard = {number: handler for number, handler in before.items() if handler != signal.SIG_IGN}
    restored = heard
    try:
        for number in heard:
            signal.signal(number, stop)
        yield
    except SystemExit:
        click.echo("Stopped. Reports that were not finished are as they were.", err=True)
        restored = {}  # the process is about to end: told again, it is not to end otherwise
        raise
    finally:
        for number, handler in restored.items():
            signal.signal(number, handler)


@main.command(name="list")
@PAPER
@AUTHORITIES
@ANALYSIS
@SETTING
@click.option("--explain", is_flag=True, help="Say for each report why it is out of date.")
def list_reports(
    papers: tuple[str, ...],
    authorities: tuple[str, ...],
    analyses: tuple[str, ...],
    settings: tuple[str, ...],
    explain: bool,
) -> None:
    """List reports and their parameters, without building.

    Takes the options of `build`. Notebooks that are no analysis are listed with the reason.
    """
    from analysis.build.build import why_due
    from analysis.build.plan import passed_over

    for line in passed_over(find_folders()):  # first, for it may be why planning fails
        click.echo(f"not an analysis: {line}", err=True)
    planned, index = _planned(papers, authorities, analyses, settings)
    for report, why in zip(planned, why_due(planned, find_folders(), index), strict=True):
        values = " ".join(f"{name}={value}" for name, value in report.parameters.items())
        reason = f": {why or 'up to date'}" if explain else ""
        click.echo(f"{report.name} {values}".rstrip() + reason)


@main.command()
@PAPER
@click.option(
    "--verdict",
    "verdicts",
    multiple=True,
    type=click.Choice(list(VERDICTS)),
    help="Only these. Repeatable.",
)
def claims(papers: tuple[str, ...], verdicts: tuple[str, ...]) -> None:
    """Print each claim with its recomputed value and verdict."""
    from analysis.papers.catalogue import pick_paper, read_papers
    from analysis.papers.terminal import claim_lines
    from analysis.processed import build_processed, read_processed

    folders = find_folders()
    known = read_papers(folders)
    chosen = [pick_paper(known, paper).id for paper in papers] or list(known)
    build_processed(folders)
    ledger = read_processed("ledger", folders)
    ledger = ledger[ledger["paper"].isin(chosen)]
    shown = ledger[ledger["verdict"].isin(verdicts or list(VERDICTS))]
    for line in claim_lines(shown, shutil.get_terminal_size().columns):
        click.echo(line)
    click.echo(f"{len(shown)} of {len(ledger)} claims")


@main.command(name="import")
@click.argument(
    "paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH..."
)
def import_releases(paths: tuple[Path, ...]) -> None:
    """Import official releases as they were downloaded.

    PATH is a file or a folder. The releases are "Education, health and care plans" (its zip or its
    csv files), the high needs benchmarking workbook and the statistical neighbours workbook. A file
    is recognised by its content. Everything is checked before anything is replaced. Earlier imports
    stay; a release imported again replaces its old version. More in docs/official-figures.md.
    """
    from analysis.official.importing import import_paths
    from analysis.official.store import official_folder
    from analysis.official.summary import summary_lines

    folders = find_folders()
    imported = import_paths(paths, folders, lambda line: click.echo(line, err=True))
    for line in summary_lines(imported, official_folder(folders)):
        click.echo(line)


def _planned(
    papers: tuple[str, ...],
    authorities: tuple[str, ...],
    analyses: tuple[str, ...],
    settings: tuple[str, ...],
) -> "tuple[list[Report], Index]":
    """The reports that the options select, and the index that lists them."""
    folders = find_folders()
    overrides = dict(_split(setting) for setting in settings)
    if papers and authorities:
        raise UsageError(
            "--paper and --authorities select different reports: build one, then the other"
        )
    if authorities:
        from analysis.build.authorities import AuthorityReports

        reports = AuthorityReports(folders, authorities, analyses, overrides)
        return reports.selected(), reports
    from analysis.build.papers_index import PapersIndex
    from analysis.build.plan import plan_reports

    index = PapersIndex(folders)
    return plan_reports(index.papers, index.analyses, papers, analyses, overrides), index


def _split(setting: str) -> tuple[str, str]:
    name, equals, value = setting.partition("=")
    if not equals or not name:
        raise UsageError(f"-p {setting}: NAME=VALUE was expected, such as -p start=2016")
    return name, value


class _Lines:
    """A plain line for each report that has ended, but for those up to date."""

    def __init__(self, total: int) -> None:
        self.done, self.total = 0, total

    def say(self, words: str) -> None:
        """Show a sentence."""
        click.echo(words, err=True)

    def tell(self, outcome: "Outcome") -> None:
        """Show that a report has ended."""
        self.done += 1
        if outcome.why:
            word = "FAILED" if outcome.failure else "built"
            self.say(
                f"[{self.done}/{self.total}] {word} {outcome.report.name} ({outcome.seconds:.1f} s)"
            )

    def close(self) -> None:
        """Show no more."""


class _Bar(_Lines):
    """A bar instead, for a terminal."""

    def __init__(self, total: int) -> None:
        super().__init__(total)
        from tqdm import tqdm

        self.bar = tqdm(total=total, unit="report", leave=False)

    def tell(self, outcome: "Outcome") -> None:
        """Show that a report has ended."""
        self.bar.set_postfix_str(outcome.report.name)
        self.bar.update()

    def close(self) -> None:
        """Remove the bar."""
        self.bar.close()
