"""What goes into the workbook of a folder of reports, without what it takes to write one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from analysis.build.data import DataTable, metadata_of
from analysis.build.dependencies import Origin
from analysis.build.subject import Subject

NAME = "tables.xlsx"


@dataclass(frozen=True)
class Findings:
    """What a report says at its head, `(what, words or figure)`, and how it names its sources."""

    found: Sequence[tuple[str, str]] = ()
    sources: Sequence[str] = ()


@dataclass(frozen=True)
class Contents:
    """What a workbook is of and was made from, for its cover and its summary."""

    subject: Subject
    origin: Origin
    older: Sequence[str] = ()
    """Titles of the reports that were made from other data, or by another version."""
    findings: Mapping[str, Findings] = field(default_factory=dict)
    """By title of the report."""


def findings_of(notebook: Mapping[str, Any]) -> Findings:
    """Return what an executed notebook says at its head, and its sources."""
    found = []
    for line in metadata_of(notebook, "bottom_line"):
        found.append(("Bottom line", line["text"]))
        for headline in line["headlines"]:
            verdict = f" ({headline['verdict']})" if headline["verdict"] else ""
            found.append((headline["label"], headline["value"] + verdict))
    sources = [source for listed in metadata_of(notebook, "sources") for source in listed]
    return Findings(found, sources)


def workbook_of(contents: Contents, tables: Mapping[str, Sequence[DataTable]]) -> bytes:
    """What `workbook.workbook` returns, imported where this is called: that takes long."""
    from analysis.build.workbook import workbook

    return workbook(contents, tables)
