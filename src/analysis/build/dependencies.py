"""What a report depends on, by content, and what of it has changed."""

import hashlib
import platform
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from analysis import __version__
from analysis.build.plan import Report
from analysis.build.subject import Subject
from analysis.folders import Folders

LIBRARY = Path(__file__).resolve().parents[1]
TEMPLATES = LIBRARY / "build" / "templates"
LOCK = "requirements.lock"
PACKAGE = "high-needs-analysis"
MOST_NAMED = 3

Items = Mapping[str, str]
"""Name of a file, a parameter or a package → hash or value."""


@dataclass(frozen=True)
class Dependencies:
    """The dependencies of the reports of one project: what they share is read once."""

    folders: Folders

    def of(self, report: Report) -> dict[str, Items]:
        """Kind of dependency → its items, for one report."""
        return {
            "notebook": self._hashes([report.analysis.notebook]),
            "parameters": {name: repr(value) for name, value in report.values.items()},
            "data": self._data(report.subject),
            **self.shared(),
        }

    def shared(self) -> dict[str, Items]:
        """Kind → items of what all reports and their index pages depend on."""
        return {"library": self._library, "template": self._template, "packages": self._packages}

    def hashes(self, files: Iterable[Path]) -> Items:
        """The files that there are, each with its hash."""
        return self._hashes(file for file in files if file.is_file())

    @cached_property
    def _template(self) -> Items:
        return {_name(file, LIBRARY): file_hash(file) for file in _files(TEMPLATES)}

    @cached_property
    def _library(self) -> Items:
        return {
            _name(file, LIBRARY): file_hash(file)
            for file in _files(LIBRARY)
            if file.suffix in (".py", ".mplstyle", ".toml")
        }

    @cached_property
    def _packages(self) -> Items:
        lock = self.folders.root / LOCK
        return {
            "Python": platform.python_version(),
            PACKAGE: __version__,
            **({LOCK: file_hash(lock)} if lock.exists() else {}),
        }

    def _data(self, subject: Subject) -> Items:
        if subject.folder not in self._found:
            self._found[subject.folder] = self._hashes(data_files(subject))
        return self._found[subject.folder]

    @cached_property
    def _found(self) -> dict[str, Items]:
        return {}

    @cached_property
    def _read(self) -> dict[Path, str]:
        return {}

    def _hashes(self, files: Iterable[Path]) -> Items:
        items = {}
        for file in files:
            if file not in self._read:
                self._read[file] = file_hash(file)
            items[_name(file, self.folders.root)] = self._read[file]
        return items


@dataclass(frozen=True)
class Origin:
    """What every page, notebook and workbook says that it was made from."""

    data: str
    version: str


def origin_of(subject: Subject) -> Origin:
    """A short hash of the data behind a subject's reports, and the version of this package."""
    digest = hashlib.sha256()
    for file in data_files(subject):
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return Origin(digest.hexdigest()[:12], __version__)


def data_files(subject: Subject) -> list[Path]:
    """The files that a subject's reports rest on."""
    return sorted(
        file
        for place in subject.data
        for file in (_files(place) if place.is_dir() else [place] if place.exists() else [])
    )


def file_hash(file: Path) -> str:
    """SHA-256 of a file."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def changes(before: Items, now: Items) -> str:
    """What has changed: `claims.csv changed, notes.csv added`, at most three by name."""
    words = [
        *(f"{name} changed" for name in now if name in before and before[name] != now[name]),
        *(f"{name} added" for name in now if name not in before),
        *(f"{name} removed" for name in before if name not in now),
    ]
    return named(words)


def named(items: Sequence[str]) -> str:
    """Return `a, b, c and 4 more`: three items at most."""
    more = f" and {len(items) - MOST_NAMED} more" if len(items) > MOST_NAMED else ""
    return ", ".join(items[:MOST_NAMED]) + more


def _files(folder: Path) -> Iterator[Path]:
    hidden = ("__pycache__", ".ipynb_checkpoints")
    for file in sorted(folder.rglob("*")):
        if file.is_file() and not any(part in hidden for part in file.parts):
            yield file


def _name(file: Path, root: Path) -> str:
    return file.relative_to(root).as_posix()
