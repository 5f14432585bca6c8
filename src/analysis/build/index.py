"""The index page: what each report found, by council, with the claims that differ first."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
import pandas as pd

from analysis.build.built import Stale
from analysis.build.dependencies import TEMPLATES
from analysis.build.plan import Analysis
from analysis.build.workbook_contents import NAME
from analysis.display import Standing, listed, marked, quantity
from analysis.folders import Folders
from analysis.papers.catalogue import Paper
from analysis.papers.ledger import verdict_counts


@dataclass(frozen=True)
class Entry:
    """One report on the index page: built, or only planned."""

    title: str
    bottom_line: str
    page: str
    notebook: str
    stale: str = ""
    """Since when and why it is out of date, if it is."""


@dataclass(frozen=True)
class DifferingClaim:
    """A claim that cannot be true, for the top of the page."""

    paper: Paper
    paragraph: str
    statement: str
    printed: str
    recomputed: str
    note: str


def index_page(
    folders: Folders,
    papers: Mapping[str, Paper],
    analyses: Mapping[str, Analysis],
    ledger: pd.DataFrame,
    stale: Mapping[str, Stale],
) -> str:
    """The page that links every report that has been published, read from their notebooks."""
    councils: dict[str, list[Paper]] = {}
    for paper in sorted(papers.values(), key=lambda p: (p.council, p.id)):
        councils.setdefault(paper.council, []).append(paper)
    return render_page(
        "index_page.html.j2",
        councils=councils,
        entries={
            paper.id: [
                _entry(folders, paper, analyses[name], stale.get(f"{paper.id}/{name}"))
                for name in paper.analyses
            ]
            for paper in papers.values()
        },
        workbooks={
            paper: f"{paper}/{NAME}"
            for paper in papers
            if (folders.reports / paper / NAME).exists()
        },
        differing=_differing(papers, ledger),
        counts={paper: _counts(ledger[ledger["paper"] == paper]) for paper in papers},
        claims=len(ledger),
        verdicts=verdict_counts(ledger).to_dict("records"),
        marked=marked,
    )


def render_page(template: str, **values: Any) -> str:
    """An index page, in the style of the reports; all text in it is escaped."""
    style = (TEMPLATES / "council" / "style.css").read_text(encoding="utf-8")
    return _environment().get_template(template).render(style=style, **values).strip() + "\n"


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
    )


def _entry(folders: Folders, paper: Paper, analysis: Analysis, stale: Stale | None) -> Entry:
    base = f"{paper.id}/{analysis.name}"
    notebook = folders.reports / f"{base}.ipynb"
    line = published_bottom_line(notebook) if notebook.exists() else ""
    words = out_of_date(stale) if stale else ""
    return Entry(analysis.title, line, f"{base}.html", f"{base}.ipynb", words)


def out_of_date(stale: Stale) -> str:
    """`Out of date since 22 November 2026, 13:50 UTC (data: claims.csv changed). …`."""
    since = datetime.fromisoformat(stale.since)
    words = f"Out of date since {since.day} {since:%B %Y, %H:%M} UTC ({stale.changed})."
    return f"{words} It could not be built again: {stale.failed}." if stale.failed else words


def published_bottom_line(notebook: Path) -> str:
    """Return the bottom line of a published report, from the outputs of its notebook."""
    return str(_bottom_line(notebook).get("text", ""))


def published_standing(notebook: Path) -> Standing | None:
    """The figure by which a published report sets its authority beside others, if it has one."""
    standing = _bottom_line(notebook).get("standing")
    try:
        return Standing(**standing) if standing else None
    except TypeError:  # of another version of this library
        return None


def _bottom_line(notebook: Path) -> dict[str, Any]:
    """Nothing of one that has been damaged, for which others are not to be kept off the page."""
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    except (ValueError, KeyError, TypeError):
        return {}
    for cell in cells:
        for output in cell.get("outputs", []):
            if found := output.get("metadata", {}).get("bottom_line"):
                return dict(found)
    return {}


def _differing(papers: Mapping[str, Paper], ledger: pd.DataFrame) -> Sequence[DifferingClaim]:
    differs = ledger[ledger["verdict"] == "differs"]
    return [
        DifferingClaim(
            papers[row["paper"]],
            row["paragraph"],
            row["statement"],
            row["printed"],
            quantity(row["recomputed"], row["unit"]),
            row["note"],
        )
        for row in differs.to_dict("records")
    ]


def _counts(ledger: pd.DataFrame) -> str:
    """`48 claims: 28 agree …` in words."""
    counts = verdict_counts(ledger).to_dict("records")
    return f"{len(ledger)} claims: " + listed(
        [f"{row['claims']} {row['verdict']}" for row in counts if row["claims"]]
    )
