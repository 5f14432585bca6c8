"""What is known of all reports: how they are now, and how they were when they were built."""

from collections.abc import Collection
from datetime import UTC, datetime

from analysis.errors import about
from analysis.folders import Folders
from analysis.papers import read_papers
from analysis.report.data import FOLDER as TABLES
from analysis.report.dependencies import Dependencies, Items
from analysis.report.failed import forget_failures_but
from analysis.report.manifest import Stale, file_hashes, read_manifest
from analysis.report.outcome import Outcome
from analysis.report.plan import Report, plan_reports, read_analyses
from analysis.report.scratch import building_folder

OVERVIEW = "overview"
"""Under which the manifest has the index page and the list of all claims."""

OVERVIEW_FILES = ("index.html", "claims.csv")


class State:
    """What is known of all reports: how they are now, and how they were when they were built."""

    def __init__(self, folders: Folders) -> None:
        self.folders = folders
        self.papers = read_papers(folders)
        self.analyses = read_analyses(folders)
        self.manifest = read_manifest(folders.cache)
        self.dependencies = Dependencies(folders)

    def planned(self) -> list[Report]:
        """All reports, each with the parameters that its paper gives it."""
        return plan_reports(self.papers, self.analyses)

    def why_due(self, report: Report) -> str:
        """Why a report has to be built, or nothing."""
        if not (self.folders.reports / f"{report.name}.html").exists():
            return "it has not been built yet"
        changed = self.manifest.changed(report.name, self.dependencies.of(report))
        damaged = " and ".join(
            words
            for name in (report.name, report.paper.id)
            if (words := self.manifest.damaged(name, self.folders.reports))
        )
        stale = self.manifest.stale.get(report.name)
        return (
            changed
            or (f"published files: {damaged}" if damaged else "")
            or ("it could not be built last time" if stale else "")
        )

    def note_stale(self, due: Collection[str]) -> None:
        """Note which reports are out of date of those that are not due now."""
        for report in self.planned():
            if report.name in due:
                continue
            changed = self.manifest.changed(report.name, self.dependencies.of(report))
            if changed and report.name in self.manifest.reports:
                self._note(report, changed)
            elif not changed:
                self.manifest.stale.pop(report.name, None)

    def note_outcome(self, outcome: Outcome) -> None:
        """Note what a report that is published was made from, or that it could not be built."""
        report = outcome.report
        if outcome.failure:
            self._note(report, outcome.why, outcome.failure)
        else:
            self.manifest.record(report.name, self.dependencies.of(report))
            self.manifest.stale.pop(report.name, None)
            folder = self.folders.reports / report.paper.id
            name = report.analysis.name
            own = [f"{name}.html", f"{name}.ipynb", f"{TABLES}/{name}-*.csv"]
            for key, patterns in {report.name: own, report.paper.id: ["*.xlsx"]}.items():
                files = (file for pattern in patterns for file in folder.glob(pattern))
                self.manifest.published[key] = file_hashes(files, self.folders.reports)

    def forget_dropped(self) -> None:
        """Remove what has been published of reports that there are no more."""
        names = {report.name for report in self.planned()}
        known = {*self.manifest.reports, *self.manifest.stale, *self.manifest.published}
        for name in known - names - set(self.papers) - {OVERVIEW}:
            self.manifest.forget(name, self.folders.reports)
        forget_failures_but(names, self.folders)

    def _note(self, report: Report, changed: str, failed: str = "") -> None:
        before = self.manifest.stale.get(report.name)
        since = before.since if before else datetime.now(UTC).isoformat(timespec="seconds")
        failed = failed or (before.failed if before else "")
        self.manifest.stale[report.name] = Stale(since, changed, failed)

    def write(self) -> None:
        """Put the manifest in place."""
        self.manifest.write(self.folders.cache)

    def publish_overview(self) -> None:
        """Write the index page and the list of all claims, if anything in them may have changed."""
        reports, cache = self.folders.reports, self.manifest
        notebooks = (reports / f"{report.name}.ipynb" for report in self.planned())
        items: dict[str, Items] = {
            **self.dependencies.overview(),
            "reports": file_hashes(notebooks, reports),
            "stale": {name: repr(stale) for name, stale in cache.stale.items()},
        }
        there = all((reports / name).exists() for name in OVERVIEW_FILES)
        if there and not cache.changed(OVERVIEW, items) and not cache.damaged(OVERVIEW, reports):
            return
        # pandas is needed only here and where reports are made: to find nothing to do takes less
        from analysis.ledger import to_csv_text
        from analysis.processed import build_processed, read_processed
        from analysis.report.index import index_page

        build_processed(self.folders)
        ledger = read_processed("ledger", self.folders)
        page = index_page(self.folders, self.papers, self.analyses, ledger, cache.stale)
        texts = dict(zip(OVERVIEW_FILES, (page, to_csv_text(ledger)), strict=True))
        with building_folder(reports) as scratch:
            for name, text in texts.items():
                with about(reports / name):
                    (scratch / name).write_text(text, encoding="utf-8", newline="\n")
            for name in texts:
                with about(reports / name):
                    (scratch / name).replace(reports / name)
        cache.record(OVERVIEW, items)
        cache.published[OVERVIEW] = file_hashes((reports / name for name in texts), reports)
