"""The manifest: what each published report was made from, and which files it is made of.

It is trusted only where the files it names are there with the content that it names, so that it may
be lost or out of date without harm: what it does not vouch for is built again.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from analysis.errors import about
from analysis.files import replace_file
from analysis.build.dependencies import Items, changes, digest_of, file_hash
from analysis.build.failed import remove

NAME = "manifest.json"
FORMAT = 2


@dataclass(frozen=True)
class Stale:
    """A published report whose inputs have changed, from when that was first seen."""

    since: str
    changed: str
    failed: str = ""
    """Why it could not be built again, where that was tried."""


@dataclass
class Manifest:
    """Kinds of dependency → digest of their items, for each report and for the overview."""

    reports: dict[str, dict[str, str]] = field(default_factory=dict)
    stale: dict[str, Stale] = field(default_factory=dict)
    published: dict[str, dict[str, str]] = field(default_factory=dict)
    """Report, paper for what its reports share, or the overview → file below `reports/` → hash."""
    items: dict[str, Items] = field(default_factory=dict)
    """Digest → the items that it stands for, to say which of them changed."""

    def record(self, name: str, dependencies: Mapping[str, Items]) -> None:
        """Note what a report, or the overview, has now been made from."""
        self.reports[name] = {kind: digest_of(items) for kind, items in dependencies.items()}
        for items in dependencies.values():
            self.items[digest_of(items)] = items

    def changed(self, name: str, dependencies: Mapping[str, Items]) -> str:
        """What has changed since a report was made, in words, or nothing."""
        if name not in self.reports:
            return "there is no record of how it was built"
        before = self.reports[name]
        return "; ".join(
            f"{kind}: {changes(self.items.get(before.get(kind, ''), {}), items)}"
            for kind, items in dependencies.items()
            if before.get(kind) != digest_of(items)
        )

    def damaged(self, name: str, reports: Path) -> str:
        """Which files published under a name are not as they were, in words, or nothing."""
        before = self.published.get(name, {})
        return changes(before, file_hashes((reports / file for file in before), reports))

    def forget(self, name: str, reports: Path) -> None:
        """Forget a report, or what the reports of a paper share, and remove what it published.

        A file that somebody has changed since stays.
        """
        for file, before in self.published.pop(name, {}).items():
            if (reports / file).is_file() and file_hash(reports / file) == before:
                remove(reports / file, reports)
        self.reports.pop(name, None)
        self.stale.pop(name, None)

    def write(self, cache: Path) -> None:
        """Put the manifest in place, by rename."""
        used = {digest for kinds in self.reports.values() for digest in kinds.values()}
        text = json.dumps(
            {
                "format": FORMAT,
                "reports": self.reports,
                "stale": {name: vars(stale) for name, stale in self.stale.items()},
                "published": self.published,
                "items": {name: self.items[name] for name in sorted(used & self.items.keys())},
            },
            indent=1,
            sort_keys=True,
        )
        write_text(cache / NAME, text + "\n")


def read_manifest(cache: Path) -> Manifest:
    """The manifest of the last build, or an empty one where there is none that can be read."""
    try:
        text: Any = json.loads((cache / NAME).read_text(encoding="utf-8"))
        if text["format"] != FORMAT:
            return Manifest()
        parts = [text[name] for name in ("reports", "stale", "published", "items")]
        if not all(_is_mapping(part, levels=2) for part in parts):
            return Manifest()
        reports, stales, published, items = parts
        stale = {name: Stale(**found) for name, found in stales.items()}
        for one in stale.values():
            datetime.fromisoformat(one.since)
        return Manifest(reports, stale, published, items)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return Manifest()


def _is_mapping(value: Any, levels: int) -> bool:
    """Whether a value is a mapping to mappings, of so many levels, and at last to texts."""
    if not levels:
        return isinstance(value, str)
    return isinstance(value, dict) and all(_is_mapping(v, levels - 1) for v in value.values())


def file_hashes(files: Iterable[Path], below: Path) -> dict[str, str]:
    """The files that there are of these, by their path below a folder, each with its hash."""
    found = (file for file in files if file.is_file())
    return {file.relative_to(below).as_posix(): file_hash(file) for file in sorted(found)}


def write_text(file: Path, text: str) -> None:
    """Put a text in place as a file, at one instant."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with about(file):
        replace_file(file, lambda part: part.write_text(text, encoding="utf-8", newline="\n"))
