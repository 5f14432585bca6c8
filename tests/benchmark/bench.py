"""Measure the speed of the build against other ways to make the same reports.

Every way runs once while its memory is sampled, which also warms the caches of the system, and
then in rounds, so that a busy moment meets all of them alike. Writes docs/performance.md.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TypeVar

import machine
from document import MEASURED, NATIONAL, NEW, measured, national, put_part
from memory import Peak, sampled
from national import SAMPLED_EVERY_S, is_imported, measure_national
from project import ROOT, BenchmarkError, Project, Workshop, planned_reports
from timing import Result, Run, timed
from ways import Build, Way, all_ways
from where import find_where

from analysis.build.plan import Report
from analysis.folders import Folders

Measured = TypeVar("Measured")

FOLDERS = Folders(ROOT)
DOCUMENT = ROOT / "docs" / "performance.md"
JOBS_A_PROCESSOR = 2
"""As in the build."""

HOW_NATIONAL = (
    "Each size is built once, in a fresh copy of the project with no report built, while the "
    f"memory is sampled every {SAMPLED_EVERY_S} seconds. The smaller sizes are authorities from "
    "all over the list."
)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line: 0 when everything was measured, 1 when a way failed."""
    given = parser().parse_args(arguments)
    text = given.output.read_text(encoding="utf-8") if given.output.exists() else NEW
    on = f"{machine.described()}. Load average at the start: {machine.load():.1f}."
    try:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            if not given.national:
                text = put_part(text, MEASURED, ways_measured(given, Path(folder), on))
            if is_imported(FOLDERS) and not given.quick:
                text = put_part(text, NATIONAL, national_measured(given, Path(folder), on))
            else:
                say("The national run is left out: it needs imported releases, and --quick not.")
    except BenchmarkError as error:
        print(f"Error: {error}", file=sys.stderr)
        return 1
    print(text)
    given.output.write_text(text, encoding="utf-8", newline="\n")
    return 0


def ways_measured(given: argparse.Namespace, folder: Path, on: str) -> str:
    """The part of the document on the ways to build the reports of the papers."""
    reports, selection = planned_reports(), list[str]()
    repeats, slow_repeats = given.repeats, min(given.slow_repeats, given.repeats)
    if given.quick:
        reports, repeats, slow_repeats = reports[:1], 0, 0
        selection = options_for(reports[0])
    workshop, build = Workshop(folder, reports), Build(given.jobs, tuple(selection))
    results = measure(all_ways(build), workshop, repeats, slow_repeats)
    say("where the time goes")
    where = find_where(workshop, build)
    conditions = [
        f"Reports: {len(reports)}, {given.jobs} at a time in this build and in the floor. "
        f"Date: {date.today().isoformat()}.",
        on,
        how_measured(repeats, slow_repeats),
    ]
    return measured(results, where, conditions, machine.processors())


def national_measured(given: argparse.Namespace, folder: Path, on: str) -> str:
    """The part of the document on the national run."""
    say("the national run")
    sizes = measure_national(Workshop(folder, []), Build(given.jobs, ()), FOLDERS)
    conditions = [
        f"Authorities as there are now, in the releases imported; {given.jobs} reports at a time. "
        f"Date: {date.today().isoformat()}.",
        on,
        HOW_NATIONAL,
    ]
    return national(sizes, conditions)


def parser() -> argparse.ArgumentParser:
    """The options."""
    options = argparse.ArgumentParser(prog="make bench", description=__doc__.splitlines()[0])
    options.add_argument(
        "--repeats", type=positive, default=3, metavar="N", help="measured runs (default 3)"
    )
    options.add_argument(
        "--slow-repeats",
        type=positive,
        default=1,
        metavar="N",
        help="measured runs of the three ways that take minutes (default 1)",
    )
    options.add_argument(
        "--jobs",
        type=positive,
        default=JOBS_A_PROCESSOR * machine.processors(),
        metavar="N",
        help="reports at a time, and processes of the floor (default 2 for each processor)",
    )
    options.add_argument(
        "--output",
        type=Path,
        default=DOCUMENT,
        metavar="FILE",
        help="the document (default docs/performance.md)",
    )
    options.add_argument(
        "--national",
        action="store_true",
        help="the national run alone, of the releases that are imported here",
    )
    options.add_argument(
        "--quick",
        action="store_true",
        help="one report, one run: to see that it works, not for its figures",
    )
    return options


def positive(text: str) -> int:
    """A number from 1."""
    number = int(text)
    if number < 1:
        raise ValueError
    return number


def options_for(report: Report) -> list[str]:
    """What the build's command line is told to build this report alone."""
    return ["--paper", report.subject.folder, "--analysis", report.analysis.name]


def measure(
    ways: Sequence[Way], workshop: Workshop, repeats: int, slow_repeats: int
) -> Mapping[str, Result]:
    """Run every way, first to sample its memory, then as often as is asked for.

    Without repeats the first run, which the sampling makes slower, is the one that counts.
    """
    peaks, runs = dict[str, Peak](), dict[str, list[Run]]()
    reports = dict[str, int]()
    for way in ways:
        say(f"first run: {way.name}")
        (peaks[way.name], run), reports[way.name] = run_once(way, workshop, sampled_and_timed)
        runs[way.name] = [] if repeats else [run]
    for number in range(repeats):
        due = [way for way in ways if number < slow_repeats or not way.is_slow]
        # There and back, so that no way always comes first.
        for way in due if number % 2 == 0 else reversed(due):
            run, reports[way.name] = run_once(way, workshop, timed)
            runs[way.name].append(run)
            say(f"run {number + 1} of {repeats}: {run.wall_s:.2f} s: {way.name}")
    return {
        way.name: Result(reports[way.name], tuple(runs[way.name]), peaks[way.name]) for way in ways
    }


def sampled_and_timed(action: Callable[[], None]) -> tuple[Peak, Run]:
    """Do it once: the memory and the time that it took."""
    return sampled(lambda: timed(action))


def run_once(
    way: Way, workshop: Workshop, measured_by: Callable[[Callable[[], None]], Measured]
) -> tuple[Measured, int]:
    """Run a way once: what was measured of it, and how many reports it made."""
    with ready(way, workshop) as project:
        before = project.pages()
        result = measured_by(lambda: way.run(project))
        made = project.made_since(before) if way.makes_pages else len(project.reports)
        return result, made


@contextmanager
def ready(way: Way, workshop: Workshop) -> Iterator[Project]:
    """The copy of the project to run a way in."""
    if way.prepare is None:
        with workshop.fresh() as project:
            yield project
    else:
        project = workshop.kept(way.name)
        way.prepare(project)
        yield project


def how_measured(repeats: int, slow_repeats: int) -> str:
    """What the figures are, in words."""
    copies = (
        "Each run has a fresh copy of the project with no report built; a build of changes has the "
        "copy that it built before."
    )
    if not repeats:
        return f"One run of each way, made slower by the sampling of its memory. {copies}"
    return (
        f"Seconds are the median of the runs: {repeats}, or {slow_repeats} of the first three "
        "ways, in rounds of all ways. Before these, every way ran once while its memory was "
        f"sampled, which also warmed the caches of the system. {copies}"
    )


def say(words: str) -> None:
    """Tell the person who waits."""
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
