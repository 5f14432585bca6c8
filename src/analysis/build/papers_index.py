"""The index page of all papers and the list of all claims, as a build sees them."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from analysis.build.built import Stale
from analysis.build.plan import Report, plan_reports, read_analyses
from analysis.build.subject import AUTHORITIES
from analysis.folders import Folders
from analysis.papers.catalogue import read_papers


class PapersIndex:
    """The index page of all papers' reports, and the list of all claims."""

    name: str = "overview"
    title: str = "All papers and reports"
    folder: str = "."
    files: Sequence[str] = ("index.html", "claims.csv")
    data_files: Sequence[str] = ()

    def __init__(self, folders: Folders) -> None:
        self.folders = folders
        self.papers = read_papers(folders)
        self.analyses = read_analyses(folders)

    def planned(self) -> list[Report]:
        """All reports, each with the parameters that its paper gives it."""
        return plan_reports(self.papers, self.analyses)

    def owns(self, name: str) -> bool:
        """Whether a report is on a paper."""
        return not name.startswith(AUTHORITIES)

    def data(self) -> list[Path]:
        """The papers: their titles and claims, and the reports that they get."""
        return sorted(self.folders.papers.rglob("*"))

    def write_data(self, place: Path) -> None:
        """Write nothing: papers have no such files."""

    def write(self, place: Path, stale: Mapping[str, Stale]) -> None:
        """Write the page and the list."""
        # pandas is needed only here: a build with nothing to do takes less time without
        from analysis.build.index import index_page
        from analysis.papers.ledger import to_csv_text
        from analysis.processed import build_processed, read_processed

        build_processed(self.folders)
        ledger = read_processed("ledger", self.folders)
        page = index_page(self.folders, self.papers, self.analyses, ledger, stale)
        for name, text in zip(self.files, (page, to_csv_text(ledger)), strict=True):
            (place / name).write_text(text, encoding="utf-8", newline="\n")
