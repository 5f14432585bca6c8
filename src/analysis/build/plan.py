"""Which reports there are to build: analyses, papers and the parameters of each."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.errors import DataError, UsageError, listing, nearest
from analysis.folders import Folders
from analysis.papers.catalogue import Paper, pick_paper
from analysis.build.parameters import check_parameters, read_parameters
from analysis.build.subject import Subject, paper_subject

NAME = re.compile(r"[a-z0-9_]+")
"""Of an analysis: it stands in the names of files, in links and on the command line."""


@dataclass(frozen=True)
class Analysis:
    """One parameterised notebook."""

    name: str
    notebook: Path
    title: str


@dataclass(frozen=True)
class Report:
    """One analysis to be run for one paper or authority."""

    subject: Subject
    analysis: Analysis
    parameters: Mapping[str, Any]

    @property
    def name(self) -> str:
        """`kent-stls-2021/stls_overspend`: where it is below `reports/`, without the ending."""
        return f"{self.subject.folder}/{self.analysis.name}"

    @property
    def values(self) -> dict[str, Any]:
        """The parameters that its notebook is run with, which paper or authority included."""
        taken = read_parameters(self.analysis.notebook)
        named = {n: value for n, value in self.subject.parameters.items() if n in taken}
        return {**named, **self.parameters}


def read_analyses(folders: Folders) -> dict[str, Analysis]:
    """The analyses by name, in its order. Raises DataError for a notebook that cannot be read."""
    analyses = {}
    for notebook in sorted(folders.notebooks.glob("*.ipynb")):
        if not NAME.fullmatch(notebook.stem):
            raise DataError(
                f"{notebook}: '{notebook.stem}' is no name of an analysis, which has lower-case "
                "letters, digits and underscores only"
            )
        try:
            cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
            first = "".join(cells[0]["source"])
        except (ValueError, KeyError, IndexError) as error:
            raise DataError(f"{notebook} is not a notebook with cells: {error}") from None
        if not first.startswith("# "):
            raise DataError(f"{notebook}: the first cell has to be its title, '# ...'")
        title = first.removeprefix("# ").splitlines()[0].strip()
        analyses[notebook.stem] = Analysis(notebook.stem, notebook, title)
    return analyses


def plan_reports(
    papers: Mapping[str, Paper],
    analyses: Mapping[str, Analysis],
    paper_ids: Sequence[str] = (),
    analysis_names: Sequence[str] = (),
    overrides: Mapping[str, str] | None = None,
) -> list[Report]:
    """The reports asked for, all of them unless papers or analyses are named, each checked.

    Raises UsageError for a paper, analysis or parameter that does not exist or a value that does
    not fit, DataError for a `paper.toml` that asks for one.
    """
    for name in analysis_names:
        pick_analysis(analyses, name)
    chosen = [pick_paper(papers, paper_id) for paper_id in paper_ids] or list(papers.values())
    reports = []
    for paper in papers.values():
        subject = paper_subject(paper)
        for name, planned in paper.analyses.items():
            file = paper.folder / "paper.toml"
            if name not in analyses:
                raise DataError(
                    f"{file}: there is no analysis '{name}'{nearest(name, analyses)}. "
                    f"The analyses are: {listing(analyses)}."
                )
            selected = paper in chosen and (not analysis_names or name in analysis_names)
            values = check_parameters(
                analyses[name].notebook,
                planned.parameters,
                (overrides or {}) if selected else {},
                f"{file}: analyses.{name}.parameters",
            )
            if selected:
                reports.append(Report(subject, analyses[name], values))
    if not reports:
        raise UsageError(
            f"None of {listing(p.id for p in chosen)} gets {listing(analysis_names)}: "
            "`python -m analysis list` shows which paper gets which analysis."
        )
    return reports


def pick_analysis(analyses: Mapping[str, Analysis], name: str) -> Analysis:
    """The analysis of that name. Raises UsageError naming those that there are."""
    if name not in analyses:
        raise UsageError(
            f"There is no analysis '{name}'{nearest(name, analyses)}. "
            f"The analyses are: {listing(analyses)}."
        )
    return analyses[name]
