"""The command line: `python -m analysis build | list | claims`."""

import shutil
import sys
from typing import TYPE_CHECKING

import click

from analysis.claims import VERDICTS
from analysis.errors import AnalysisError, UsageError
from analysis.folders import find_folders

if TYPE_CHECKING:
    from analysis.report.build import Outcome
    from analysis.report.plan import Report

BUILT, FAILED, UNUSABLE = 0, 1, 2

PAPER = click.option("--paper", "papers", multiple=True, metavar="ID", help="Only this paper.")
ANALYSIS = click.option(
    "--analysis", "analyses", multiple=True, metavar="NAME", help="Only this analysis."
)


class Commands(click.Group):
    """Says an error of the library in its own words, without a traceback, and exits with 2."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except AnalysisError as error:
            click.echo(f"Error: {error}", err=True)
            ctx.exit(UNUSABLE)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Recompute, judge and draw what council papers on high needs funding state."""


@main.command()
@PAPER
@ANALYSIS
@click.option("-p", "settings", multiple=True, metavar="NAME=VALUE", help="Set a parameter.")
def build(papers: tuple[str, ...], analyses: tuple[str, ...], settings: tuple[str, ...]) -> None:
    """Run the notebooks and publish their reports.

    Without options every report is built. --paper and --analysis select, and may be repeated; -p
    sets a parameter of the selected analyses. The exit status is 0 when all were built, 1 when one
    failed (its last good report stays, the failed run is in reports/failed), 2 for a usage or data
    error, before anything has run.
    """
    from analysis.report.build import build as build_reports

    planned = _planned(papers, analyses, settings)
    unmade: list[str] = []
    with _Progress(len(planned)) as progress:
        outcomes = build_reports(planned, find_folders(), progress.tell, unmade.append)
    failed = [outcome for outcome in outcomes if not outcome.built]
    click.echo(
        f"{len(outcomes) - len(failed)} of {len(outcomes)} reports built: reports/index.html"
    )
    for outcome in failed:
        click.echo(f"FAILED {outcome.report.name}: {outcome.reason}", err=True)
        click.echo(f"       to read: reports/failed/{outcome.report.name}.ipynb", err=True)
    for words in unmade:
        click.echo(words, err=True)
    sys.exit(FAILED if failed else BUILT)


@main.command(name="list")
@PAPER
@ANALYSIS
@click.option("-p", "settings", multiple=True, metavar="NAME=VALUE", help="Set a parameter.")
def list_reports(
    papers: tuple[str, ...], analyses: tuple[str, ...], settings: tuple[str, ...]
) -> None:
    """Show what `build` with the same options would run."""
    for report in _planned(papers, analyses, settings):
        values = " ".join(f"{name}={value}" for name, value in report.parameters.items())
        click.echo(f"{report.name} {values}".rstrip())


@main.command()
@PAPER
@click.option(
    "--verdict", "verdicts", multiple=True, type=click.Choice(list(VERDICTS)), help="Only these."
)
def claims(papers: tuple[str, ...], verdicts: tuple[str, ...]) -> None:
    """Print the claims of the papers with what they recompute to and their verdicts."""
    from analysis.papers import pick_paper, read_papers
    from analysis.processed import build_processed, read_processed
    from analysis.terminal import claim_lines

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


def _planned(
    papers: tuple[str, ...], analyses: tuple[str, ...], settings: tuple[str, ...]
) -> "list[Report]":
    from analysis.papers import read_papers
    from analysis.report.plan import plan_reports, read_analyses

    folders = find_folders()
    overrides = dict(_split(setting) for setting in settings)
    return plan_reports(read_papers(folders), read_analyses(folders), papers, analyses, overrides)


def _split(setting: str) -> tuple[str, str]:
    name, equals, value = setting.partition("=")
    if not equals or not name:
        raise UsageError(f"-p {setting}: NAME=VALUE was expected, such as -p start=2016")
    return name, value


class _Progress:
    """A bar on a terminal, a plain line a report elsewhere."""

    def __init__(self, total: int) -> None:
        from tqdm import tqdm

        self.bar = tqdm(total=total, unit="report", disable=not sys.stderr.isatty(), leave=False)
        self.done, self.total = 0, total

    def __enter__(self) -> "_Progress":
        return self

    def __exit__(self, *_: object) -> None:
        self.bar.close()

    def tell(self, outcome: "Outcome") -> None:
        """Show that a report has ended."""
        self.done += 1
        self.bar.set_postfix_str(outcome.report.name)
        self.bar.update()
        if self.bar.disable:
            word = "built" if outcome.built else "FAILED"
            click.echo(
                f"[{self.done}/{self.total}] {word} {outcome.report.name} "
                f"({outcome.seconds:.1f} s)",
                err=True,
            )
