"""Small notebooks to run, made in a test's own project, and builds as processes of their own."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
import psutil
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from analysis.folders import ROOT_VARIABLE, Folders

PARAMETERS = 'subject: str = "kent-stls-2021"  # a paper id'
FINDS = "from analysis.display import BottomLine\nBottomLine('A finding of {}.'.format(subject))"
SOURCES = "from analysis import load\nload(subject).sources()"


@pytest.fixture
def write_notebook(small_project: Folders):
    """Write `notebooks/<name>.ipynb`: a title, a parameters cell, a code cell for each text.

    What a report has to have comes around them: a bottom line first, and its sources last.
    """

    def write(
        name: str,
        *sources: str,
        parameters: str = PARAMETERS,
        title: str = "# A title",
        first: str = FINDS,
        last: str = SOURCES,
        tags: tuple[str, ...] = ("for-papers",),
    ):
        cells = [
            new_markdown_cell(title),
            new_code_cell(parameters, metadata={"tags": ["parameters", *tags]}),
            *(new_code_cell(source) for source in (first, *sources, last) if source),
        ]
        for number, cell in enumerate(cells):
            cell["id"] = f"cell-{number}"
        notebook = new_notebook(cells=cells)
        notebook.metadata["kernelspec"] = {
            "name": "python3",
            "display_name": "Python 3",
            "language": "python",
        }
        path = small_project.notebooks / f"{name}.ipynb"
        nbformat.write(notebook, path)
        (small_project.library / f"{name}.py").touch()
        return path

    return write


@pytest.fixture
def plan_analyses(small_project: Folders):
    """Have the made-up paper get just these analyses, given as `name="key = value lines"`."""

    def plan(**analyses: str) -> None:
        (file,) = small_project.papers.glob("*/paper.toml")
        head = file.read_text(encoding="utf-8").split("[analyses.")[0]
        tables = [
            f"[analyses.{name}.parameters]\n{parameters}\n" for name, parameters in analyses.items()
        ]
        file.write_text(head + "\n".join(tables), encoding="utf-8")
        claims = file.with_name("claims.csv")
        covered = claims.read_text(encoding="utf-8").replace("independent_placement_unit_cost", "")
        claims.write_text(covered, encoding="utf-8")

    return plan


TABLE = """import pandas as pd
from analysis.display import Table
frame = pd.DataFrame({{'strand': ['A', 'B'], 'budget': [{}, None]}})
Table('costs', 'Costs', frame, {{'strand': 'Strand', 'budget': 'Budget (£)'}})"""
PAPERS = ("ambridge-outreach-2024", "borchester-outreach-2024")
RUN = "from analysis.cli import main\nmain(prog_name='analysis')"
LONG_S = 60
"""More than any build here takes: nothing is measured, but no test may wait for ever."""
SOON_S = 30
"""Nothing that a build does at once takes so long, nor do its kernels outlive it by so much."""


@dataclass(frozen=True)
class Ended:
    """A build that has ended: its exit status, what it printed, and its lines on stderr."""

    status: int
    out: str
    err: list[str]

    @property
    def errors(self) -> list[str]:
        """The lines on stderr but for those that show progress."""
        return [line for line in self.err if not line.startswith("[")]


class Builds:
    """Builds of a project, each a process of its own, and what is to be seen of them outside."""

    def __init__(self, folders: Folders, temporary: Path) -> None:
        self.folders = folders
        self.temporary = temporary

    def start(self, *args: str, before: str = "", **settings) -> subprocess.Popen:
        """Start `python -m analysis build`, after some Python in the same process, if any."""
        environment = {
            **os.environ,
            ROOT_VARIABLE: str(self.folders.root),
            "TMPDIR": str(self.temporary),
        }
        code = ["-c", f"{before}\n{RUN}"] if before else ["-m", "analysis"]
        return subprocess.Popen(
            [sys.executable, *code, "build", *args],
            env=environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            # Tests may run in the background of a shell, where Ctrl-C is ignored.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
            **settings,
        )

    def end(self, build: subprocess.Popen) -> Ended:
        """Wait for the end of a build, which prints no traceback."""
        out, err = build.communicate(timeout=LONG_S)
        assert "Traceback" not in err and "Exception" not in err, err
        return Ended(build.returncode, out, err.splitlines())

    def run(self, *args: str, before: str = "", **settings) -> Ended:
        """Run a build to its end."""
        return self.end(self.start(*args, before=before, **settings))

    def kill(self, build: subprocess.Popen) -> None:
        """Kill a build and wait until nothing of it runs."""
        build.kill()
        self.wait_for_no_process()
        build.communicate()

    def wait_for_no_process(self) -> None:
        """Wait until nothing of the project runs, as soon after the end of a build."""
        self.wait_for(lambda: not self.processes())

    @staticmethod
    def wait_for(happened: Callable[[], object]) -> None:
        """Wait until something has happened that is a matter of seconds."""
        end = time.monotonic() + SOON_S
        while not happened():
            assert time.monotonic() < end, f"not within {SOON_S} seconds"
            time.sleep(0.02)

    def processes(self) -> list[psutil.Process]:
        """Every process of the project that runs: builds, reports, kernels."""
        found = []
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error):
                own = process.environ().get(ROOT_VARIABLE) == str(self.folders.root)
                if own and process.pid != os.getpid() and process.status() != "zombie":
                    found.append(process)
        return found

    def published(self) -> dict[str, bytes]:
        """Every file below reports/ but those whose name is hidden, with its bytes."""
        found = (file for file in sorted(self.folders.reports.rglob("*")) if file.is_file())
        files = {file.relative_to(self.folders.reports).as_posix(): file for file in found}
        hidden = (".", "built.json", "changes.")
        return {n: f.read_bytes() for n, f in files.items() if not f.name.startswith(hidden)}

    def record(self) -> dict:
        """What the last build has recorded."""
        return json.loads((self.folders.cache / "last-build.json").read_text(encoding="utf-8"))

    def left_over(self) -> list[str]:
        """What builds have left that no later one has a use for."""
        folders = (self.folders.reports, self.folders.cache, self.folders.processed)
        hidden = [file for folder in folders for file in folder.glob(".*")]
        return [str(f) for f in [*hidden, *self.temporary.iterdir()] if f.name != ".lock"]


@pytest.fixture
def builds(small_project: Folders) -> Iterator[Builds]:
    """Builds of the small project as processes, none of which outlives the test."""
    # Not below tmp_path, whose name is too long for the sockets of kernels.
    temporary = Path(tempfile.mkdtemp(prefix="faults-"))
    made = Builds(small_project, temporary)
    yield made
    for process in made.processes():
        with contextlib.suppress(psutil.Error):
            process.kill()
    shutil.rmtree(temporary, ignore_errors=True)


@dataclass(frozen=True)
class TwoPapers:
    """A project of two papers with three reports, all built, that are out of date by now."""

    builds: Builds
    old: dict[str, bytes]
    """What is published."""
    new: dict[str, bytes]
    """What a clean build publishes."""
    made: Path
    """The folder of that clean build."""

    def version(self, name: str) -> str:
        """Whether a paper, or a file, is published in its `old` version or in its `new` one, with
        all of its files; nothing if none is there.
        """
        now, old, new = (
            {file: content for file, content in files.items() if file.startswith(name)}
            for files in (self.builds.published(), self.old, self.new)
        )
        assert old != new
        if not now:
            return ""
        return "old" if now == old else "new" if now == new else "mixed"

    def versions(self) -> list[str]:
        """The version of each paper, and of the index and the list of all claims."""
        return [self.version(name) for name in (*PAPERS, "index.html")]

    def reset(self) -> None:
        """Have everything be as it was at first."""
        folders = self.builds.folders
        for folder in (folders.reports, folders.cache):
            shutil.rmtree(folder)
            shutil.copytree(self.made.parent / "old" / folder.name, folder)


WAIT = """import os, time
from pathlib import Path
Path('{0}/pid-of-' + subject).write_text(str(os.getpid()))
while not Path('{0}/go').exists():
    time.sleep(0.02)"""


@dataclass(frozen=True)
class Waiting:
    """A build whose notebooks wait."""

    build: subprocess.Popen
    processes: dict[str, int]
    """Paper id → process id."""
    sign: Path
    """The file that the notebooks wait for."""


@pytest.fixture
def waiting(two_papers: TwoPapers, write_notebook, tmp_path: Path) -> Callable[..., Waiting]:
    """Start a build of two papers and wait until the second notebook of each waits, and the first
    one, of the first paper, is made and ready to be published with it.
    """
    write_notebook("second", WAIT.format(tmp_path), title="# Second")
    files = {paper: tmp_path / f"pid-of-{paper}" for paper in PAPERS}

    def start(*args: str) -> Waiting:
        build = two_papers.builds.start(*args)
        two_papers.builds.wait_for(
            lambda: all(f.exists() and f.read_text() for f in files.values())
        )
        ready = f".building-*/runs/{PAPERS[0]}/first/tables/*.csv"
        two_papers.builds.wait_for(lambda: list(two_papers.builds.folders.reports.glob(ready)))
        processes = {paper: int(file.read_text()) for paper, file in files.items()}
        return Waiting(build, processes, tmp_path / "go")

    return start


@pytest.fixture(scope="session")
def built_twice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of two builds of two papers, made once for all tests."""
    return tmp_path_factory.mktemp("two_papers")


@pytest.fixture
def two_papers(builds: Builds, write_notebook, plan_analyses, built_twice: Path) -> TwoPapers:
    """A project of two papers with three reports, all built, that are out of date by now."""
    folders = builds.folders
    plan_analyses(first="", second="")
    shutil.copytree(folders.papers / PAPERS[0], folders.papers / PAPERS[1])
    plan = folders.papers / PAPERS[1] / "paper.toml"
    text = plan.read_text(encoding="utf-8").replace("[analyses.first.parameters]\n", "")
    plan.write_text(text, encoding="utf-8")
    for number, version in enumerate(("old", "new")):
        finds = FINDS.replace("A finding", f"The {version} finding")
        write_notebook("first", TABLE.format(number), title="# First", first=finds)
        write_notebook("second", TABLE.format(number + 5), title="# Second", first=finds)
        if not (built_twice / version).exists():
            shutil.rmtree(folders.reports, ignore_errors=True)
            assert builds.run().status == 0
            for folder in (folders.reports, folders.cache, folders.processed):
                shutil.copytree(folder, built_twice / version / folder.name)
    shutil.copytree(built_twice / "new" / "processed", folders.processed, dirs_exist_ok=True)
    shutil.rmtree(folders.reports, ignore_errors=True)
    shutil.copytree(built_twice / "new" / "reports", folders.reports)
    new = builds.published()
    for folder in (folders.reports, folders.cache):
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(built_twice / "old" / folder.name, folder)
    return TwoPapers(builds, builds.published(), new, built_twice / "new")
