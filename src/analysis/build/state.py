"""What is known of all reports: how they are now, and how they were when they were built."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from analysis.errors import about
from analysis.folders import Folders
from analysis.build.data import FOLDER as TABLES
from analysis.build.dependencies import Dependencies, Items
from analysis.build.failed import forget_failures
from analysis.build.manifest import Stale, file_hashes, read_manifest
from analysis.build.outcome import Outcome
from analysis.build.plan import Report
from analysis.build.scratch import building_folder
from analysis.build.warm import WarmProcess, called


class Index(Protocol):
    """The index pages of some reports: where they are, what they rest on, and their text."""

    name: str
    files: Sequence[str]

    def planned(self) -> list[Report]:
        """All reports that they list, each with the parameters that it is built with."""

    def owns(self, name: str) -> bool:
        """Whether a report of that name would be one of them."""

    def data(self) -> Sequence[Path]:
        """The files that they rest on besides the reports."""

    def texts(self, stale: Mapping[str, Stale]) -> dict[str, str]:
        """File below `reports/` → its text."""


class State:
    """What is known of all reports: how they are now, and how they were when they were built."""

    def __init__(self, folders: Folders, index: Index) -> None:
        self.folders = folders
        self.index = index
        self.planned = index.planned()
        self.manifest = read_manifest(folders.cache)
        self.dependencies = Dependencies(folders)
        self._damage: dict[str, str] = {}

    def why_due(self, report: Report) -> str:
        """Why a report has to be built, or nothing."""
        if not (self.folders.reports / f"{report.name}.html").exists():
            return "it has not been built yet"
        changed = self.manifest.changed(report.name, self.dependencies.of(report))
        damaged = " and ".join(
            words for name in (report.name, report.subject.folder) if (words := self._damaged(name))
        )
        stale = self.manifest.stale.get(report.name)
        return (
            changed
            or (f"published files: {damaged}" if damaged else "")
            or ("it could not be built last time" if stale else "")
        )

    def _damaged(self, name: str) -> str:
        if name not in self._damage:
            self._damage[name] = self.manifest.damaged(name, self.folders.reports)
        return self._damage[name]

    def note_stale(self, due: Collection[str]) -> None:
        """Note which reports are out of date of those that are not due now."""
        for report in self.planned:
            if report.name in due:
                continue
            changed = self.manifest.changed(report.name, self.dependencies.of(report))
            if changed and report.name in self.manifest.reports:
                self._note(report, changed)
            elif not changed:
                self.manifest.stale.pop(report.name, None)

    def note_outcomes(self, outcomes: Sequence[Outcome]) -> None:
        """Note what reports that are published were made from, or that they could not be built."""
        for outcome in outcomes:
            report = outcome.report
            if outcome.failure:
                self._note(report, outcome.why, outcome.failure)
                continue
            self.manifest.record(report.name, self.dependencies.of(report))
            self.manifest.stale.pop(report.name, None)
            name = report.analysis.name
            own = [f"{name}.html", f"{name}.ipynb", f"{TABLES}/{name}-*.csv"]
            self._note_files(report.name, report.subject.folder, own)
        for folder in {o.report.subject.folder for o in outcomes if not o.failure}:
            self._note_files(folder, folder, ["*.xlsx"])  # which its reports share

    def _note_files(self, name: str, folder: str, patterns: Sequence[str]) -> None:
        place = self.folders.reports / folder
        files = (file for pattern in patterns for file in place.glob(pattern))
        self.manifest.published[name] = file_hashes(files, self.folders.reports)

    def forget_dropped(self) -> None:
        """Remove what has been published of reports that there are no more."""
        names = {report.name for report in self.planned}
        folders = {report.subject.folder for report in self.planned}
        known = {*self.manifest.reports, *self.manifest.stale, *self.manifest.published}
        for name in known - names - folders - {self.index.name}:
            if self.index.owns(name):
                self.manifest.forget(name, self.folders.reports)
        forget_failures(lambda name: self.index.owns(name) and name not in names, self.folders)

    def _note(self, report: Report, changed: str, failed: str = "") -> None:
        before = self.manifest.stale.get(report.name)
        since = before.since if before else datetime.now(UTC).isoformat(timespec="seconds")
        failed = failed or (before.failed if before else "")
        self.manifest.stale[report.name] = Stale(since, changed, failed)

    def write(self) -> None:
        """Put the manifest in place."""
        self.manifest.write(self.folders.cache)

    def publish(self, warm: WarmProcess | None) -> None:
        """Write the index pages, if anything that they show or are made with may have changed."""
        index, reports, manifest = self.index, self.folders.reports, self.manifest
        notebooks = (reports / f"{report.name}.ipynb" for report in self.planned)
        items: dict[str, Items] = {
            "data": self.dependencies.hashes(index.data()),
            "reports": file_hashes(notebooks, reports),
            "stale": {r.name: repr(manifest.stale.get(r.name)) for r in self.planned},
            **self.dependencies.shared(),
        }
        there = all((reports / name).exists() for name in index.files)
        if (
            there
            and not manifest.changed(index.name, items)
            and not manifest.damaged(index.name, reports)
        ):
            return
        texts = called(warm, index.texts, manifest.stale)
        with building_folder(reports) as scratch:
            for name, text in texts.items():
                with about(reports / name):
                    (scratch / name).parent.mkdir(exist_ok=True)
                    (scratch / name).write_text(text, encoding="utf-8", newline="\n")
            for name in texts:
                with about(reports / name):
                    (reports / name).parent.mkdir(exist_ok=True)
                    (scratch / name).replace(reports / name)
        manifest.record(index.name, items)
        manifest.published[index.name] = file_hashes((reports / name for name in texts), reports)
