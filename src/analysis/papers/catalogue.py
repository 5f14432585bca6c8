"""The catalogue: which papers there are and which reports each gets."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from analysis.display.parts import SourceItem
from analysis.errors import DataError, UsageError, check_known, nearest_and_all
from analysis.folders import Folders

RESERVED = ("authorities", "failed", "overview")
"""What `reports` keeps failed runs under, and all that is of no one paper."""


@dataclass(frozen=True)
class ReportPlan:
    """What `paper.toml` says of one analysis: its parameters, and the claims and tables it uses."""

    parameters: Mapping[str, Any] = field(default_factory=dict)
    inputs: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Paper:
    """A council's published document and the reports it gets.

    `tables` has the title and paragraph of each table that was transcribed from it as printed.
    """

    id: str
    folder: Path
    title: str
    council: str
    authority_code: str
    meeting: str
    date: str
    about: str
    source_file: str
    source_sha256: str
    tables: Mapping[str, Mapping[str, str]]
    analyses: Mapping[str, ReportPlan]

    @property
    def citation(self) -> str:
        """Return how a report names the paper."""
        return f"{self.council}, {self.meeting}, {self.date}: {self.title}"

    @property
    def source_item(self) -> SourceItem:
        """Return how a list of sources names the paper, with the checksum of its text."""
        details = f". Text {self.source_file}"
        return SourceItem(self.citation, details, self.citation, checksum=self.source_sha256)


def read_papers(folders: Folders) -> dict[str, Paper]:
    """Return all papers by id, in order. Raises DataError for a `paper.toml` that is not right."""
    below = sorted(folders.papers.iterdir()) if folders.papers.is_dir() else []
    return {f.name: _read_paper(f) for f in below if f.is_dir() and not f.name.startswith(".")}


def pick_paper(papers: Mapping[str, Paper], paper_id: str) -> Paper:
    """Return the paper of that id. Raises UsageError naming those that there are."""
    if paper_id not in papers:
        rest = nearest_and_all(paper_id, papers, "The papers are")
        raise UsageError(f"There is no paper '{paper_id}'{rest}.")
    return papers[paper_id]


TEXTS = ("title", "council", "authority_code", "meeting", "date", "about")


def _read_paper(folder: Path) -> Paper:
    paper_id, file = folder.name, folder / "paper.toml"
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", paper_id):
        raise DataError(
            f"{folder}: '{paper_id}' is no paper id, which has lower-case letters, digits and "
            "single hyphens only"
        )
    if paper_id in RESERVED:
        raise DataError(f"{folder}: '{paper_id}' is no paper id: it is needed for something else")
    try:
        text = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DataError(f"{folder} has no paper.toml") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError(f"{file} is not valid TOML: {error}") from None
    required = dict.fromkeys(TEXTS, str) | {"source": dict, "analyses": dict}
    _check_keys(file, "", text, required, {"tables": dict})
    _check_keys(file, "source.", text["source"], {"file": str, "sha256": str})
    if not re.fullmatch(r"[EWN]\d{8}", text["authority_code"]):
        raise DataError(
            f"{file}: authority_code is '{text['authority_code']}'; "
            "an ONS code such as E10000016 was expected"
        )
    for name, table in text.get("tables", {}).items():
        _check_keys(file, f"tables.{name}.", table, {"title": str, "paragraph": str})
    for name, plan in text["analyses"].items():
        _check_keys(file, f"analyses.{name}.", plan, {}, {"parameters": dict, "inputs": dict})
    return Paper(
        id=paper_id,
        folder=folder,
        source_file=text["source"]["file"],
        source_sha256=text["source"]["sha256"],
        tables=text.get("tables", {}),
        analyses={name: ReportPlan(**plan) for name, plan in text["analyses"].items()},
        **{key: text[key] for key in TEXTS},
    )


def _check_keys(
    file: Path,
    prefix: str,
    given: Any,
    required: Mapping[str, type],
    optional: Mapping[str, type] | None = None,
) -> None:
    allowed = {**required, **(optional or {})}
    if not isinstance(given, dict):
        raise DataError(f"{file}: '{prefix.rstrip('.')}' has to be a table of keys")
    for key in given:
        check_known(key, allowed, f"{file}: unknown key '{prefix}{key}'", "Allowed here")
    for key, kind in allowed.items():
        if key not in given and key in required:
            raise DataError(f"{file}: '{prefix}{key}' is missing")
        if key in given and (not isinstance(given[key], kind) or given[key] == ""):
            expected = "a table of keys" if kind is dict else "text"
            raise DataError(f"{file}: '{prefix}{key}' is {given[key]!r}; {expected} was expected")
