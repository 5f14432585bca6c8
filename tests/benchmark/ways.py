"""The ways to build the reports that are compared, each run in a copy of the project."""

import csv
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from machine import processors
from project import Project, script
from work import pieces_of, write_work

from analysis.build.plan import Report

SHELL_LOOP = "papermill, then nbconvert, in a shell loop"
TWO_AT_A_TIME = "the same, two at a time"
ONE_PROCESS = "papermill’s API and one exporter, in one process"
COLD = "this build, everything"
NOT_WARM = "this build, everything, `--no-warm`"
INCREMENTAL = "this build, after the data of one paper changed"
NO_OP = "this build, nothing to do"
FLOOR = "the floor: the same charts and tables in a plain script"
FLOOR_A_PROCESSOR = "the same, one process a processor"

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Way:
    """One way: `run` is measured, in a fresh copy or, with `prepare`, in one that is kept."""

    name: str
    run: Callable[[Project], None]
    prepare: Callable[[Project], None] | None = None
    is_slow: bool = False
    makes_pages: bool = True


def all_ways(build: "Build") -> list[Way]:
    """Every way, as many at a time in the floor as in the build."""
    return [
        Way(SHELL_LOOP, shell_loop, is_slow=True),
        Way(TWO_AT_A_TIME, two_at_a_time, is_slow=True),
        Way(ONE_PROCESS, one_process, is_slow=True),
        Way(COLD, build.everything),
        Way(NOT_WARM, build.not_warm),
        Way(INCREMENTAL, build.what_changed, prepare=build.up_to_date_but_one_paper),
        Way(NO_OP, build.what_changed, prepare=build.what_changed),
        Way(FLOOR, lambda project: floor(project, build.jobs), makes_pages=False),
        Way(FLOOR_A_PROCESSOR, lambda project: floor(project, processors()), makes_pages=False),
    ]


@dataclass(frozen=True)
class Build:
    """`python -m analysis build` with the same options throughout."""

    jobs: int
    selection: tuple[str, ...]

    def command(self, *options: str) -> list[str]:
        """The arguments to Python."""
        return ["-m", "analysis", "build", "--jobs", str(self.jobs), *options, *self.selection]

    def everything(self, project: Project) -> None:
        """Build it all, whatever is there."""
        project.run(sys.executable, *self.command("--force"))

    def not_warm(self, project: Project) -> None:
        """The same, each kernel started the ordinary way."""
        project.run(sys.executable, *self.command("--force", "--no-warm"))

    def what_changed(self, project: Project) -> None:
        """Build what is not up to date."""
        project.run(sys.executable, *self.command())

    def up_to_date_but_one_paper(self, project: Project) -> None:
        """Have everything built, and then the data of one paper changed."""
        self.what_changed(project)
        change_one_paper(project)


def shell_loop(project: Project) -> None:
    """For each report papermill and nbconvert, each a process of its own."""
    for report in project.reports:
        papermill_then_nbconvert(project, report)


def two_at_a_time(project: Project) -> None:
    """The same, two reports at any time."""
    with ThreadPoolExecutor(2) as threads:
        for _ in threads.map(
            lambda report: papermill_then_nbconvert(project, report), project.reports
        ):
            pass


def papermill_then_nbconvert(project: Project, report: Report) -> None:
    """What a person would type for one report."""
    (piece,) = pieces_of([report])
    (project.root / piece.output).parent.mkdir(exist_ok=True)
    settings = [
        word for name, value in piece.parameters.items() for word in ("-p", name, str(value))
    ]
    project.run(script("papermill"), piece.notebook, piece.output, *settings)
    project.run(script("jupyter"), "nbconvert", "--to", "html", piece.output)


def one_process(project: Project) -> None:
    """Papermill’s API and nbconvert’s, without this project’s build."""
    project.run(sys.executable, HERE / "one_process.py", _work_of(project))


def floor(project: Project, jobs: int) -> None:
    """No notebook and no page, so that nothing that draws the same can be much faster."""
    project.run(sys.executable, *floor_command(project, jobs))


def floor_command(project: Project, jobs: int) -> list[str | Path]:
    """The arguments to Python."""
    return [HERE / "floor.py", _work_of(project), "--jobs", str(jobs)]


def change_one_paper(project: Project) -> None:
    """Add to the note of the last claim of the first paper: its content, not only its time."""
    claims = (
        project.root / "data" / "raw" / "papers" / project.reports[0].subject.folder / "claims.csv"
    )
    with claims.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    rows[-1][rows[0].index("note")] += "."
    with claims.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def _work_of(project: Project) -> Path:
    work = project.root / "work.json"
    write_work(work, pieces_of(project.reports))
    return work
