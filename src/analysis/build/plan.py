"""Which reports there are to build: analyses, papers and the parameters of each."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.build.parameters import SUBJECT, check_parameters
from analysis.build.subject import Subject, paper_subject
from analysis.errors import DataError, UsageError, listing, nearest_and_all
from analysis.folders import Folders
from analysis.papers.catalogue import Paper, pick_paper

NAME = re.compile(r"[a-z0-9_]+")
"""Of an analysis: it stands in the names of files, in links and on the command line."""


FOR_PAPERS, FOR_AUTHORITIES = "for-papers", "for-authorities"
"""Tags of the parameters cell: which subjects a report is made of."""


@dataclass(frozen=True)
class Analysis:
    """One parameterised notebook, and the tags of its parameters cell."""

    name: str
    notebook: Path
    title: str
    tags: tuple[str, ...] = ()


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
        """The parameters that its notebook is run with, its subject included."""
        return {SUBJECT: self.subject.id, **self.parameters}


def read_analyses(folders: Folders) -> dict[str, Analysis]:
    """Return the analyses by name, in its order: see `passed_over` for other notebooks."""
    found = (_read_analysis(notebook, folders) for notebook in _notebooks(folders))
    return {analysis.name: analysis for analysis in found if isinstance(analysis, Analysis)}


def passed_over(folders: Folders) -> list[str]:
    """Return a line for each notebook that is no analysis, with the reason."""
    found = (_read_analysis(notebook, folders) for notebook in _notebooks(folders))
    return [reason for reason in found if isinstance(reason, str)]


def _notebooks(folders: Folders) -> list[Path]:
    return sorted(folders.notebooks.glob("*.ipynb"))


def _read_analysis(notebook: Path, folders: Folders) -> Analysis | str:
    """Return the analysis of a notebook, or why it is none: an analyst may keep others beside."""
    module = folders.library / notebook.stem
    has_module = module.with_suffix(".py").exists() or (module / "__init__.py").exists()
    if not NAME.fullmatch(notebook.stem) or not has_module:
        return f"{notebook.name}: the library has no module analysis.{notebook.stem}"
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        sources = ["".join(cell["source"]) for cell in cells]
        tags = [tuple(map(str, cell["metadata"].get("tags", []))) for cell in cells]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        return f"{notebook.name}: not a notebook with cells ({error})"
    of_parameters = [found for found in tags if "parameters" in found]
    if not {FOR_PAPERS, FOR_AUTHORITIES} & {tag for found in of_parameters for tag in found}:
        return (
            f"{notebook.name}: no cell is tagged 'parameters' with '{FOR_PAPERS}' or "
            f"'{FOR_AUTHORITIES}'"
        )
    if not sources[0].startswith("# "):
        return f"{notebook.name}: the first cell is not its title, '# ...'"
    title = sources[0].removeprefix("# ").splitlines()[0].strip()
    return Analysis(notebook.stem, notebook, title, of_parameters[0])


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
            _check_planned(file, name, paper, analyses)
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
        rest = nearest_and_all(name, analyses, "The analyses are")
        raise UsageError(f"There is no analysis '{name}'{rest}.")
    return analyses[name]


def _check_planned(file: Path, name: str, paper: Paper, analyses: Mapping[str, Analysis]) -> None:
    """Raise DataError for an analysis of `paper.toml` that a paper cannot have."""
    if name not in analyses:
        rest = nearest_and_all(name, analyses, "The analyses are")
        raise DataError(
            f"{file}: there is no analysis '{name}'{rest}. `python -m analysis list` says which "
            "notebooks are none, and why."
        )
    if FOR_PAPERS not in analyses[name].tags:
        raise DataError(
            f"{file}: {name} is made for authorities alone: remove [analyses.{name}], and "
            f"build it with --authorities {paper.authority_code}"
        )
