"""Copies of the project to build in, and commands run in them as a person would."""

import os
import shutil
import subprocess
import sysconfig
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from analysis.build.plan import Report, plan_reports, read_analyses
from analysis.folders import ROOT_VARIABLE, Folders
from analysis.papers.catalogue import read_papers

ROOT = Path(__file__).resolve().parents[2]
SHOWN_LINES = 15
NOT_KEPT = "PYTHONDONTWRITEBYTECODE"

Pages = dict[Path, tuple[int, int]]
"""Page of a report → what changes when it is written or put in place again."""


class BenchmarkError(Exception):
    """A way of building did not do what is to be measured."""


def planned_reports(root: Path = ROOT) -> list[Report]:
    """The reports that the papers of a project plan."""
    folders = Folders(root)
    return plan_reports(read_papers(folders), read_analyses(folders))


def keeping_compiled(environment: Mapping[str, str]) -> dict[str, str]:
    """An environment in which Python keeps what it has compiled, as it does by default.

    A shell that forbids it would have every process of every way compile the library again.
    """
    return {name: value for name, value in environment.items() if name != NOT_KEPT}


@dataclass(frozen=True)
class Started:
    """A command that runs, and what it has said."""

    process: "subprocess.Popen[bytes]"
    log: IO[bytes]

    def finish(self) -> None:
        """Wait for the end. Raises BenchmarkError with the last lines if the command failed."""
        status = self.process.wait()
        with self.log:
            self.log.seek(0)
            said = self.log.read().decode(errors="replace").splitlines()[-SHOWN_LINES:]
        if status:
            words = " ".join(map(str, self.process.args))  # type: ignore[arg-type]
            raise BenchmarkError("\n".join([f"exit status {status}: {words}", *said]))


@dataclass(frozen=True)
class Project:
    """A copy of the project, and those of its reports that are to be built."""

    root: Path
    reports: Sequence[Report]

    def start(self, *command: str | Path) -> Started:
        """Start a command in the copy."""
        log = tempfile.TemporaryFile()  # noqa: SIM115
        process = subprocess.Popen(
            command,
            cwd=self.root,
            env={**keeping_compiled(os.environ), ROOT_VARIABLE: str(self.root)},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
        return Started(process, log)

    def run(self, *command: str | Path) -> None:
        """Run a command to its end. Raises BenchmarkError if it fails."""
        self.start(*command).finish()

    def pages(self) -> Pages:
        """The published pages of the reports: none of a hidden folder, where a build makes them."""
        found = {}
        for page in (self.root / "reports").glob("[!.]*/*.html"):
            with suppress(FileNotFoundError):
                stat = page.stat()
                found[page] = (stat.st_ino, stat.st_mtime_ns)
        return found

    def made_since(self, before: Pages) -> int:
        """How many pages have been put in place since."""
        return len(self.pages().items() - before.items())


def script(name: str) -> Path:
    """A command of the environment that this runs in, such as `papermill`."""
    found = shutil.which(name, path=sysconfig.get_path("scripts"))
    if found is None:
        raise BenchmarkError(f"{name} is not installed beside this Python")
    return Path(found)


class Workshop:
    """Makes copies of the project in a folder of its own."""

    def __init__(self, folder: Path, reports: Sequence[Report]) -> None:
        self._folder = folder
        self._reports = reports
        self._kept: dict[str, Project] = {}

    @contextmanager
    def fresh(self) -> Iterator[Project]:
        """A copy in which nothing is built, removed at the end."""
        root = Path(tempfile.mkdtemp(dir=self._folder))
        try:
            yield self._copy(root)
        finally:
            shutil.rmtree(root)

    def kept(self, name: str) -> Project:
        """The copy of that name, as it was left."""
        if name not in self._kept:
            self._kept[name] = self._copy(Path(tempfile.mkdtemp(dir=self._folder)))
        return self._kept[name]

    def _copy(self, root: Path) -> Project:
        shutil.copytree(ROOT / "data" / "raw", root / "data" / "raw")
        unwanted = shutil.ignore_patterns(".ipynb_checkpoints")
        shutil.copytree(ROOT / "notebooks", root / "notebooks", ignore=unwanted)
        # What the locked packages are is something that a build may depend on.
        for name in ("requirements.lock", "pyproject.toml"):
            shutil.copy(ROOT / name, root / name)
        library = Folders(root).library  # an analysis has a module of its notebook's name
        library.mkdir(parents=True)
        for notebook in (root / "notebooks").glob("*.ipynb"):
            (library / f"{notebook.stem}.py").touch()
        (root / "reports").mkdir()
        return Project(root, self._reports)
