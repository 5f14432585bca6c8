"""Which reports are due, and what was published of reports that there are no more."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from analysis.build.built import NAME, Built, Stale, read_built
from analysis.build.dependencies import Dependencies, Items, named
from analysis.build.failed import forget_failures, remove
from analysis.build.outcome import Outcome
from analysis.build.plan import Report
from analysis.build.subject import Subject
from analysis.folders import Folders


class Index(Protocol):
    """The index pages of some reports: where they are, what they rest on, and their files."""

    name: str
    title: str
    """What a link to the page says."""
    folder: str
    """Below `reports/`, where the first of the files is the page."""
    files: Sequence[str]
    data_files: Sequence[str]
    """Files of official figures beside the page, which rest on `data` alone."""

    def planned(self) -> list[Report]:
        """Return all reports that they list, each with the parameters that it is built with."""

    def owns(self, name: str) -> bool:
        """Whether a report of that name would be one of them."""

    def data(self) -> Sequence[Path]:
        """Return the files that they rest on besides the reports."""

    def write(self, place: Path, stale: Mapping[str, Stale]) -> None:
        """Write the files into a folder."""

    def write_data(self, place: Path) -> None:
        """Write the data files into a folder."""


@dataclass(frozen=True)
class Content:
    """What the folder of the reports on one subject is to hold."""

    subject: Subject
    planned: Sequence[Report]
    due: Mapping[str, str]
    """Name of a report that is to be made → why."""
    made_from: Mapping[str, Mapping[str, Items]]
    """Name of such a report → kind of dependency → its items, as they are now."""


class Due:
    """What is published of all planned reports, and which of them are due."""

    def __init__(self, folders: Folders, index: Index) -> None:
        self.folders = folders
        self.index = index
        self.planned: dict[str, list[Report]] = {}
        """Folder of a subject → its reports."""
        for report in index.planned():
            self.planned.setdefault(report.subject.folder, []).append(report)
        self.dependencies = Dependencies(folders)
        self._built: dict[str, Built] = {}
        self._damage: dict[str, list[str]] = {}

    def built(self, folder: str) -> Built:
        """Return what is known of a folder below `reports/`."""
        if folder not in self._built:
            self._built[folder] = read_built(self.folders.reports / folder)
        return self._built[folder]

    def forget_built(self, folder: str) -> None:
        """Have a folder that has been put in place be read again."""
        self._built.pop(folder, None)

    def why_due(self, report: Report) -> str:
        """Return why a report has to be built, or nothing."""
        folder = report.subject.folder
        if not (self.folders.reports / f"{report.name}.html").exists():
            return "it has not been built yet"
        built = self.built(folder)
        changed = built.changed(report.name, self.dependencies.of(report))
        if changed:
            return changed
        if damaged := self._damaged(folder, report.analysis.name):
            return f"published files: {named(damaged)}"
        noted = built.stale.get(report.name)
        return "it could not be built last time" if noted and noted.failed else ""

    def _damaged(self, folder: str, analysis: str) -> list[str]:
        """Return what is wrong with the files of a report, and with those of its folder."""
        place = self.folders.reports / folder
        if folder not in self._damage:
            self._damage[folder] = self.built(folder).damaged(place)
        return [
            f"{folder}/{name} {'changed' if (place / name).exists() else 'removed'}"
            for name in self._damage[folder]
            if name.endswith(".xlsx") or _is_of(name, analysis)
        ]

    def note_stale(self, due: Collection[str]) -> None:
        """Note which reports are out of date of those that are not due now."""
        for folder, reports in self.planned.items():
            built = self.built(folder)
            stale = dict(built.stale)
            for report in reports:
                if report.name in due or report.name not in built.made_from:
                    continue
                before = stale.get(report.name)
                if changed := built.changed(report.name, self.dependencies.of(report)):
                    stale[report.name] = Stale.noted(changed, before=before)
                elif before and not before.failed:
                    del stale[report.name]
            if stale != built.stale:
                self._built[folder] = replace(built, stale=stale)
                self._built[folder].write(self.folders.reports / folder)

    def contents(self, due: Sequence[Outcome]) -> list[Content]:
        """Return what is to be put together: each folder that has reports due, or too many."""
        why = {outcome.report.name: outcome.why for outcome in due}
        contents = {}
        for folder in [*(outcome.report.subject.folder for outcome in due), *self.dropped()]:
            reports = {report.name: report for report in self.planned.get(folder, [])}
            reports |= {o.report.name: o.report for o in due if o.report.subject.folder == folder}
            contents[folder] = Content(
                next(iter(reports.values())).subject,
                list(reports.values()),
                {name: why[name] for name in reports if name in why},
                {name: self.dependencies.of(reports[name]) for name in reports if name in why},
            )
        return list(contents.values())

    def index_made_from(self) -> dict[str, Items]:
        """Return what the index pages rest on, as it is now."""
        built = {folder: self.built(folder) for folder in self.planned}
        return {
            "data": self.dependencies.hashes(self.index.data()),
            "reports": {
                f"{folder}/{name}": file.sha256
                for folder, known in built.items()
                for name, file in known.files.items()
                if name.endswith(".ipynb")
            },
            "stale": {name: repr(noted) for name, noted in self.stale().items()},
            **self.dependencies.shared(),
        }

    def stale(self) -> dict[str, Stale]:
        """Return which planned reports are out of date, by name."""
        noted: dict[str, Stale] = {}
        for folder in self.planned:
            noted |= self.built(folder).stale
        return noted

    def note_failures(self, outcomes: Sequence[Outcome]) -> None:
        """Note which reports could not be built where their folder does not say so yet."""
        for outcome in outcomes:
            name, folder = outcome.report.name, outcome.report.subject.folder
            before = self.built(folder)
            noted = before.stale.get(name)
            if outcome.failure and (noted is None or noted.failed != outcome.failure):
                stale = {name: Stale.noted(outcome.why, outcome.failure, noted)}
                self._built[folder] = replace(before, stale={**before.stale, **stale})
                with suppress(OSError):  # the index says so in any case
                    self._built[folder].write(self.folders.reports / folder)

    def dropped(self) -> list[str]:
        """Return the folders whose subject has reports that there are no more, among others."""
        return [
            folder
            for folder, reports in self.planned.items()
            if self.built(folder).made_from.keys() - {report.name for report in reports}
        ]

    def forget_gone(self) -> None:
        """Remove what was published on subjects that there are no more.

        A file that somebody has changed since stays.
        """
        for record in (self.folders.reports / self.index.folder).glob(f"*/{NAME}"):
            folder = record.parent.relative_to(self.folders.reports).as_posix()
            if folder in self.planned or not self.index.owns(f"{folder}/"):
                continue
            for name, file in read_built(record.parent).files.items():
                if file.is_same(f"{record.parent}/{name}"):
                    remove(record.parent / name, self.folders.reports)
            remove(record, self.folders.reports)
        names = {report.name for reports in self.planned.values() for report in reports}
        forget_failures(lambda name: self.index.owns(name) and name not in names, self.folders)


def _is_of(file: str, analysis: str) -> bool:
    return file.startswith((f"{analysis}.", f"tables/{analysis}-"))
