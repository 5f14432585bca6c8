"""The reports on one subject: each made in a process of its own, all put in place at once."""

import contextlib
import json
import os
import shutil
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import nbformat

from analysis.build.banner import banner
from analysis.build.built import NAME as BUILT
from analysis.build.built import Built, Stale, published_files, read_built
from analysis.build.changes import Change, table_changes
from analysis.build.data import csv_name, csv_text, tables_of
from analysis.build.dependencies import origin_of
from analysis.build.due import Content
from analysis.build.failed import failed_run, forget_failure
from analysis.build.index import out_of_date
from analysis.build.outcome import Outcome
from analysis.build.plan import Report
from analysis.build.pool import Task, run
from analysis.build.render import render
from analysis.build.run import execute
from analysis.build.scratch import building_folder
from analysis.build.settings import Settings
from analysis.build.swap import put_folder
from analysis.build.workbook import workbook
from analysis.build.workbook_contents import NAME as WORKBOOK
from analysis.build.workbook_contents import Contents, findings_of
from analysis.display.chart import BUILD_VARIABLE
from analysis.folders import ROOT_VARIABLE, Folders

GENERATED = (".html", ".ipynb", ".csv", ".xlsx")
"""What a build makes: other files in a folder of reports are somebody's own and stay there."""

MADE_FROM = "made_from"
"""The key of a published notebook's metadata that says what it was made from."""


@dataclass(frozen=True)
class Published:
    """What became of a folder: the outcome of each report that was due."""

    content: Content
    outcomes: Sequence[Outcome]
    changes: Sequence[Change] = ()
    """What differs in its tables from those that were there before."""


def build_subject(content: Content, folders: Folders, settings: Settings) -> Published:
    """Build one folder of reports and put it in place: `reports/<subject>`, `built.json` included.

    A report that fails leaves its published files as they were but for a line on its page, and its
    run in `reports/failed/`.
    """
    with building_folder(folders.reports) as scratch:
        (published,) = build_subjects([content], folders, settings, scratch)
    return published


def build_subjects(
    contents: Sequence[Content], folders: Folders, settings: Settings, scratch: Path
) -> Iterator[Published]:
    """Build folders of reports side by side, and yield each as it is put in place."""
    due = {content.subject.folder: len(content.due) for content in contents}
    ended: dict[str, list[Outcome]] = {content.subject.folder: [] for content in contents}
    by_folder = {content.subject.folder: content for content in contents}
    tasks: deque[Task] = deque()
    for content in contents:
        tasks += [
            Task(report, make_report, (report, settings, folders, scratch), settings.limits)
            for report in content.planned
            if report.name in content.due
        ] or [_publication(content, [], folders, scratch)]
    for one in run(tasks, settings.jobs):
        if isinstance(one.task.key, Report):
            report = one.task.key
            folder = report.subject.folder
            why = by_folder[folder].due[report.name]
            ended[folder].append(Outcome(report, why, one.seconds, one.failure))
            if len(ended[folder]) == due[folder]:
                tasks.appendleft(_publication(by_folder[folder], ended[folder], folders, scratch))
        else:
            content, outcomes = one.task.key
            if one.failure:
                place = folders.reports / content.subject.folder
                why = f"{place} was left as it was: {one.failure}"
                outcomes = [replace(o, failure=o.failure or why) for o in outcomes]
            yield Published(content, outcomes, one.result or [])


def _publication(
    content: Content, outcomes: Sequence[Outcome], folders: Folders, scratch: Path
) -> Task:
    failures = {outcome.report.name: outcome.failure for outcome in outcomes if outcome.failure}
    return Task((content, outcomes), publish, (content, failures, folders, scratch))


def make_report(report: Report, settings: Settings, folders: Folders, scratch: Path) -> None:
    """Run a notebook and write its page, itself and its tables into its folder of `scratch/runs`.

    The process is this report's own, and says in its environment which project it is of and that it
    is a build. Raises ReportError; the notebook as far as it ran is then in the folder.
    """
    folder = scratch / "runs" / report.name
    os.environ |= {ROOT_VARIABLE: str(folders.root), BUILD_VARIABLE: "1"}
    try:
        _make_report(report, settings, folder, scratch / "profile")
    except OSError:
        shutil.rmtree(folder, ignore_errors=True)  # others have a use for the space
        raise


def _make_report(report: Report, settings: Settings, folder: Path, profile: Path) -> None:
    run = folder / f"{report.analysis.name}.ipynb"
    run.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(report.analysis.notebook, run)  # should it end before it can save
    notebook = execute(report, settings, run, profile)
    tables = tables_of(notebook)
    origin = origin_of(report.subject)
    notebook.metadata[MADE_FROM] = asdict(origin)
    nbformat.write(notebook, run)
    write(run.with_suffix(".html"), render(report, notebook, tables, origin))
    for table in tables:
        write(folder / csv_name(report.analysis.name, table.id), csv_text(table))


def publish(
    content: Content, failures: Mapping[str, str], folders: Folders, scratch: Path
) -> list[Change]:
    """Make the folder of all reports planned on a subject, put it in place and return its changes.

    It has the reports just made, the others as they were published before, the workbook of all
    tables, and whatever somebody else has put there.
    """
    place = folders.reports / content.subject.folder
    runs, folder = scratch / "runs", scratch / "published" / content.subject.folder
    try:
        for report in content.planned:
            if report.name in failures:
                _keep_run(report, runs / report.name, folders)
        _assemble(content, failures, runs, place, folder)
        changes = table_changes(place, folder, content.subject.folder)
        place.parent.mkdir(exist_ok=True)
        put_folder(folder, place)
    finally:
        shutil.rmtree(folder, ignore_errors=True)  # with what was in place, or is not to be
    for name in content.due.keys() - failures:
        forget_failure(name, folders)
    return changes


def _assemble(
    content: Content, failures: Mapping[str, str], runs: Path, place: Path, folder: Path
) -> None:
    """Make in `folder` what is to come in place of what is there."""
    folder.mkdir(parents=True)
    for report in content.planned:
        if report.name in content.due and report.name not in failures:
            shutil.copytree(
                runs / report.name, folder, dirs_exist_ok=True, copy_function=os.replace
            )
    copied = _copy_published(content, place, folder)
    _write_workbook(content, folder)
    before = read_built(place)
    built = _built(content, failures, before)
    # A file that somebody has changed is still not as it was published.
    damaged = {name: before.files[name] for name in before.damaged(folder) if name in copied}
    for report in content.planned:
        page = folder / f"{report.analysis.name}.html"
        if report.name in failures and page.exists() and page.name not in damaged:
            words = out_of_date(built.stale[report.name])
            write(page, banner(page.read_text(encoding="utf-8"), words))
    files = sorted(f.relative_to(folder).as_posix() for f in folder.rglob("*") if f.is_file())
    generated = published_files(folder, [name for name in files if name.endswith(GENERATED)])
    replace(built, files=generated | damaged).write(folder)


def _keep_run(report: Report, run_folder: Path, folders: Folders) -> None:
    """Keep the notebook of a failed report, as far as it ran, to be read, and nothing else."""
    run = run_folder / f"{report.analysis.name}.ipynb"
    place = failed_run(report.name, folders)
    with contextlib.suppress(OSError):
        if run.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            run.replace(place)
    shutil.rmtree(run_folder, ignore_errors=True)


def _copy_published(content: Content, place: Path, folder: Path) -> set[str]:
    """Add the reports that were published before and are not made anew, and other files.

    Return the files of those reports.
    """
    copied = set()
    for report in content.planned:
        name = report.analysis.name
        pages = [f"{name}.html", f"{name}.ipynb"]
        if not (folder / pages[0]).exists() and all((place / file).exists() for file in pages):
            tables = tables_of(_read_notebook(place / pages[1]))
            copied |= {*pages, *(csv_name(name, table.id) for table in tables)}
    others = {
        file.relative_to(place).as_posix()
        for file in place.rglob("*")
        if file.is_file() and file.suffix not in GENERATED and file.name != BUILT
    }
    for name in copied | others:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(place / name, folder / name)
    return copied


def _write_workbook(content: Content, folder: Path) -> None:
    """Write the workbook of all tables of the reports in a folder, if there are any."""
    origin = origin_of(content.subject)
    tables, older, findings = {}, [], {}
    for report in content.planned:
        file, title = folder / f"{report.analysis.name}.ipynb", report.analysis.title
        if file.exists():
            notebook = _read_notebook(file)
            tables[title], findings[title] = tables_of(notebook), findings_of(notebook)
            if notebook["metadata"].get(MADE_FROM) != asdict(origin):
                older.append(title)
    if any(tables.values()):
        book = workbook(Contents(content.subject, origin, older, findings), tables)
        (folder / WORKBOOK).write_bytes(book)


def _built(content: Content, failures: Mapping[str, str], before: Built) -> Built:
    """Return what is known of a folder now, but for its files."""
    made_from, stale = {}, {}
    for name in (report.name for report in content.planned):
        if name in content.due and name not in failures:
            made_from[name] = content.made_from[name]
        elif name in before.made_from:
            made_from[name] = before.made_from[name]
        if name in failures:
            stale[name] = Stale.noted(content.due[name], failures[name], before.stale.get(name))
        elif name in before.stale and name not in content.due:
            stale[name] = before.stale[name]
    return Built(made_from, stale)


def _read_notebook(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8"))


def write(file: Path, text: str) -> None:
    """Write a text with the line ends that it has, on any system."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8", newline="")
