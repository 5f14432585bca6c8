"""Make a report, and the folder of all reports on a subject, ready to be put in place."""

import json
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import nbformat

from analysis.build.data import DataTable, csv_name, csv_text, tables_of
from analysis.build.dependencies import origin_of
from analysis.build.execute import execute
from analysis.build.kernels import Kernels
from analysis.build.plan import Analysis, Report
from analysis.build.subject import Subject
from analysis.build.warm import WarmProcess, called
from analysis.build.workbook_contents import NAME, Contents, Findings, findings_of, workbook_of

GENERATED = (".html", ".ipynb", ".csv", ".xlsx")
"""What a build makes: other files in a folder of reports are somebody's own and stay there."""


MADE_FROM = "made_from"
"""The key of a published notebook's metadata that says what it was made from."""


@dataclass(frozen=True)
class Made:
    """A report that has been made, with the tables that it shows and what it says at its head."""

    report: Report
    folder: Path
    tables: Sequence[DataTable]
    findings: Findings


def make_report(report: Report, kernels: Kernels, folder: Path) -> Made:
    """Run a notebook and write its page, itself and its tables into `folder`.

    Raises ReportError; the notebook as far as it ran is then in the folder.
    """
    run = folder / f"{report.analysis.name}.ipynb"
    run.parent.mkdir(parents=True, exist_ok=True)
    notebook = execute(report, kernels, run)
    # Imported here, while the first kernels run, which would wait for it otherwise.
    from analysis.build.render import render

    made = Made(report, folder, tables_of(notebook), findings_of(notebook))
    origin = origin_of(report.subject)
    notebook.metadata[MADE_FROM] = asdict(origin)
    nbformat.write(notebook, run)
    write(run.with_suffix(".html"), render(report, notebook, made.tables, origin))
    for table in made.tables:
        write(folder / csv_name(report.analysis.name, table.id), csv_text(table))
    return made


def assemble(
    subject: Subject,
    made: Sequence[Made],
    planned: Sequence[Analysis],
    before: Path,
    folder: Path,
    warm: WarmProcess | None,
) -> None:
    """Make the folder of all reports planned on a subject: those just made, the others as they were
    published `before`, the workbook of all tables, and whatever somebody else has put there.
    """
    for one in made:
        for new in sorted(one.folder.rglob("*")):
            if new.is_file():  # moved, for a disk may not have the space for a second copy
                place = folder / new.relative_to(one.folder)
                place.parent.mkdir(parents=True, exist_ok=True)
                new.replace(place)
    origin = origin_of(subject)
    tables = {one.report.analysis.name: one.tables for one in made}
    findings = {one.report.analysis.name: one.findings for one in made}
    older = []
    for analysis in planned:
        files = [f"{analysis.name}.ipynb", f"{analysis.name}.html"]
        if analysis.name not in tables and all((before / file).exists() for file in files):
            notebook = json.loads((before / files[0]).read_text(encoding="utf-8"))
            shown = tables[analysis.name] = tables_of(notebook)
            findings[analysis.name] = findings_of(notebook)
            if notebook["metadata"].get(MADE_FROM) != asdict(origin):
                older.append(analysis.title)
            for file in [*files, *(csv_name(analysis.name, table.id) for table in shown)]:
                copy(before / file, folder / file)
    for other in before.rglob("*"):
        if other.is_file() and other.suffix not in GENERATED:
            copy(other, folder / other.relative_to(before))
    titled = {one.title: tables[one.name] for one in planned if one.name in tables}
    if any(titled.values()):
        # In a process of its own: here it would keep other threads from answering their kernels.
        said = {one.title: findings[one.name] for one in planned if one.name in findings}
        book = called(warm, workbook_of, Contents(subject, origin, older, said), titled)
        (folder / NAME).write_bytes(book)


def write(file: Path, text: str) -> None:
    """Write a text with the line ends that it has, on any system."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8", newline="")


def copy(file: Path, place: Path) -> None:
    """Copy a file, and make its folder."""
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(file, place)
