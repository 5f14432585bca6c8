"""`built.json`: what the reports of one folder were made from, and which files they are.

It lies in the folder that it tells of and arrives with it, so that the two cannot disagree. It is
believed only where the files are there with the content that it names; what it does not vouch for
is built again.
"""

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from analysis.build.dependencies import Items, changes, file_hash
from analysis.errors import about
from analysis.files import replace_file

NAME = "built.json"
FORMAT = 1


@dataclass(frozen=True)
class Stale:
    """A published report whose inputs have changed, from when that was first seen."""

    since: str
    changed: str
    failed: str = ""
    """Why it could not be built again, where that was tried."""

    @classmethod
    def noted(cls, changed: str, failed: str = "", before: "Stale | None" = None) -> "Stale":
        """Return what is to be noted now of a report that may have been out of date before."""
        if before:
            return cls(before.since, changed, failed or before.failed)
        return cls(datetime.now(UTC).isoformat(timespec="seconds"), changed, failed)


@dataclass(frozen=True)
class PublishedFile:
    """A file as it was published: by content, with what tells quickly that it is still the same."""

    sha256: str
    size: int
    modified_ns: int

    @classmethod
    def of(cls, file: Path) -> "PublishedFile":
        """Return a file as it is now."""
        found = file.stat()
        return cls(file_hash(file), found.st_size, found.st_mtime_ns)

    def is_same(self, file: str) -> bool:
        """Whether a file has this content; it is read only where its size or time is another."""
        try:
            found = os.stat(file)  # noqa: PTH116 - of 12,000 files, for which Path takes too long
        except OSError:
            return False
        if found.st_size != self.size:
            return False
        return found.st_mtime_ns == self.modified_ns or file_hash(Path(file)) == self.sha256


@dataclass(frozen=True)
class Built:
    """What is known of the reports in one folder."""

    made_from: Mapping[str, Mapping[str, Items]] = field(default_factory=dict)
    """Report → kind of dependency → its items."""
    stale: Mapping[str, Stale] = field(default_factory=dict)
    files: Mapping[str, PublishedFile] = field(default_factory=dict)
    """File below the folder → how it was published."""

    def changed(self, report: str, now: Mapping[str, Items]) -> str:
        """Return what has changed since a report was made, in words, or nothing."""
        before = self.made_from.get(report)
        if before is None:
            return "there is no record of how it was built"
        return "; ".join(
            f"{kind}: {changes(before.get(kind, {}), items)}"
            for kind, items in now.items()
            if before.get(kind) != items
        )

    def damaged(self, folder: Path) -> list[str]:
        """Return the files that are not there as they were published."""
        return [name for name, file in self.files.items() if not file.is_same(f"{folder}/{name}")]

    def write(self, folder: Path) -> None:
        """Put it in place, by rename."""
        text = json.dumps({"format": FORMAT, **asdict(self)}, ensure_ascii=False)
        folder.mkdir(parents=True, exist_ok=True)
        write_text(folder / NAME, text + "\n")


def read_built(folder: Path) -> Built:
    """Return what a folder's `built.json` says: nothing where there is none that can be read."""
    try:
        text: Any = json.loads((folder / NAME).read_text(encoding="utf-8"))
        if text["format"] != FORMAT:
            return Built()
        stale = {name: Stale(**found) for name, found in text["stale"].items()}
        for one in stale.values():
            datetime.fromisoformat(one.since)
        files = {name: PublishedFile(**found) for name, found in text["files"].items()}
        made_from = {str(name): _kinds(kinds) for name, kinds in text["made_from"].items()}
        return Built(made_from, stale, files)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Built()


def _kinds(kinds: Any) -> dict[str, Items]:
    return {kind: dict(items) for kind, items in kinds.items()}


def published_files(folder: Path, names: Iterable[str]) -> dict[str, PublishedFile]:
    """Return those of the files of a folder that there are, as they are now."""
    return {name: PublishedFile.of(folder / name) for name in names if (folder / name).is_file()}


def write_text(file: Path, text: str) -> None:
    """Put a text in place as a file, at one instant."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with about(file):
        replace_file(file, lambda part: part.write_text(text, encoding="utf-8", newline="\n"))
