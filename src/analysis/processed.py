"""Tidy tables built from raw, kept as Parquet in `data/processed/` and rebuilt when raw changes."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd
import pyarrow.parquet

from analysis.authorities import AuthorityData, load_authority
from analysis.errors import DataError, UsageError, about
from analysis.files import replace_file
from analysis.findings.sources import Sources
from analysis.folders import Folders, find_folders
from analysis.official.releases import Release, cite, read_sidecar
from analysis.papers.catalogue import Paper, pick_paper, read_papers
from analysis.papers.claims import Claim
from analysis.papers.inputs import INPUTS, check_inputs, read_inputs
from analysis.papers.ledger import build_ledger
from analysis.quantities import listed
from analysis.shown import Sentence

RELEASE_FILES = {
    "ehc_plans": "ehc_plans.csv",
    "placements": "placements.csv",
    "top_up": "section251_top_up.csv",
}
"""Processed table → the reference file that it is built from."""

OF_AUTHORITIES = ("neighbours", "population")
"""Tables that an analysis rests on for an authority alone: see `PaperData.comparators`."""

TABLES = ("ledger", "timelines", "implied", *RELEASE_FILES)
STAMP = "built-from.txt"
CODE_READ_WITH = (
    "papers/*.py",
    "official/reference.py",
    "official/releases.py",
    "official/sen2.py",
    "csv_files.py",
    "processed.py",
    "quantities.py",
)
"""The modules that what is in `data/processed` depends on."""

Shown = TypeVar("Shown")


@dataclass(frozen=True)
class PaperData:
    """Everything that the analyses of one paper rest on."""

    paper: Paper
    folders: Folders

    def inputs(self, analysis: str) -> Any:
        """The inputs of an analysis, checked: an object of its class in `inputs.INPUTS`."""
        return read_inputs(self.paper, analysis, INPUTS[analysis])

    @property
    def council(self) -> str:
        """The council whose paper it is, as the reference figures call it."""
        return self.paper.council

    @property
    def code(self) -> str:
        """The ONS code of the council."""
        return self.paper.authority_code

    def of_paper(self, shown: Shown) -> Shown:
        """What a report shows of the paper: itself, where a report of an authority shows none."""
        return shown

    def of_authority(self, *_: Any) -> Sentence:
        """In the place of comparators, which no paper's report has, where to find them."""
        return self.comparators

    @property
    def comparators(self) -> Sentence:
        """A report of a paper rests on its reference figures alone, which have no comparators.

        Measures, charts and tables of comparators pass this sentence on.
        """
        return Sentence(
            f"{self.council} beside its region, its statistical neighbours and all authorities is "
            "in the report of the authority, from the official releases once they are imported: "
            f"python -m analysis build --authorities {self.code}"
        )

    areas = population = comparators

    history = change = ""

    def at_most(self, asked: int, _: int) -> int:
        """How many placements to move, as it is given: more than there are is an error."""
        return asked

    def years(self, start: int, end: int) -> tuple[int, int]:
        """The two Januaries as they are given: one that is not there is an error."""
        return start, end

    def cite_paper(self, *paragraphs: str) -> str:
        """How a chart names the paper, and the paragraphs that its figures are in."""
        word = "paragraph" if len(paragraphs) == 1 else "paragraphs"
        named = f", {word} {listed(list(paragraphs))}" if paragraphs else ""
        return f"{self.paper.council}, {self.paper.meeting}, {self.paper.date}{named}"

    def cite(self, *tables: str) -> str:
        """How a chart names the releases behind processed tables."""
        return cite(self._releases(tables))

    def sources(self, *tables: str) -> Sources:
        """The paper and the releases behind processed tables, for the end of a report."""
        return Sources(self.paper, self._releases(tables))

    def _releases(self, tables: Iterable[str]) -> list[Release]:
        own = [table for table in tables if table not in OF_AUTHORITIES]
        return [read_sidecar(self.folders.dfe / RELEASE_FILES[table]) for table in own]

    @cached_property
    def ledger(self) -> pd.DataFrame:
        """The paper's claims, judged: one row a claim, see `ledger.build_ledger`."""
        return self._of_this_paper("ledger")

    @cached_property
    def timeline(self) -> pd.DataFrame:
        """The paper's dated steps: step, start, end (months as text), paragraph."""
        return self._of_this_paper("timelines")

    @cached_property
    def ehc_plans(self) -> pd.DataFrame:
        """Statements and EHC plans each January, all authorities: see `official.reference`."""
        return read_processed("ehc_plans", self.folders)

    @cached_property
    def placements(self) -> pd.DataFrame:
        """EHC plans by placement each January: see `reference.read_placements`."""
        return read_processed("placements", self.folders)

    @cached_property
    def top_up(self) -> pd.DataFrame:
        """Section 251 top-up funding in pounds: see `reference.read_top_up`."""
        return read_processed("top_up", self.folders)

    def _of_this_paper(self, table: str) -> pd.DataFrame:
        rows = read_processed(table, self.folders)
        return rows[rows["paper"] == self.paper.id].reset_index(drop=True)


def load(paper: str | None = None, authority: str | None = None) -> PaperData | AuthorityData:
    """The data of a paper or, where an authority is given, of that authority and no paper.

    An authority comes from imported releases: see `authorities.load_authority`. A paper comes from
    `data/processed`, which is brought up to date first. Raises UsageError for neither of them or
    an unknown one, and DataError for raw data that is not right.
    """
    if authority is not None:
        return load_authority(authority)
    if paper is None:
        raise UsageError("Neither a paper nor an authority is given: one of them was expected")
    return load_paper(paper)


def load_paper(paper_id: str) -> PaperData:
    """The data of one paper: see `load`."""
    folders = find_folders()
    build_processed(folders)
    return PaperData(pick_paper(read_papers(folders), paper_id), folders)


def read_processed(table: str, folders: Folders) -> pd.DataFrame:
    """One of the processed tables, as it stands in `data/processed`."""
    # Alone and without threads: what reads many files at once takes twice as long for one as small.
    with pyarrow.parquet.ParquetFile(_file(table, folders)) as file:
        return file.read(use_threads=False).to_pandas()


def build_processed(folders: Folders) -> None:
    """Validate raw and write every processed table, unless they are up to date.

    Nothing is written before all of raw has been found right; each file is put in place by rename
    and the stamp, removed first, comes last, so that a build cut short is done again.
    """
    digest = _digest(folders)
    stamp = folders.processed / STAMP
    if _built_from(stamp) == digest and all(_file(name, folders).exists() for name in TABLES):
        return
    tables = _tidy_tables(folders)
    folders.processed.mkdir(parents=True, exist_ok=True)
    stamp.unlink(missing_ok=True)
    for name in TABLES:
        with about(_file(name, folders)):
            replace_file(_file(name, folders), tables[name].to_parquet)
    with about(stamp):
        replace_file(stamp, lambda part: part.write_text(digest))


def _built_from(stamp: Path) -> str:
    try:
        return stamp.read_text()
    except FileNotFoundError:
        return ""


def _file(table: str, folders: Folders) -> Path:
    return folders.processed / f"{table}.parquet"


def _tidy_tables(folders: Folders) -> dict[str, pd.DataFrame]:
    # pandera is needed only where raw is read: a notebook whose data is up to date starts without
    from analysis.official import reference
    from analysis.papers import implied, transcription

    papers = read_papers(folders)
    if not papers:
        raise DataError(f"{folders.papers} holds no paper")
    ledgers, timelines, amounts = [], [], []
    for paper in papers.values():
        ledger = build_ledger(paper.id, *_claims(paper))
        check_inputs(paper, ledger)
        ledgers.append(ledger)
        timelines.append(transcription.read_timeline(paper).assign(paper=paper.id))
        amounts.append(implied.read_implied(paper).assign(paper=paper.id))
        implied.check_implied(paper, amounts[-1], ledger)
    return {
        "ledger": pd.concat(ledgers, ignore_index=True),
        "timelines": pd.concat(timelines, ignore_index=True),
        "implied": pd.concat(amounts, ignore_index=True),
        "ehc_plans": reference.read_ehc_plans(folders.dfe),
        "placements": reference.read_placements(folders.dfe),
        "top_up": reference.read_top_up(folders.dfe),
    }


def _claims(paper: Paper) -> tuple[pd.DataFrame, dict[str, Claim]]:
    from analysis.papers import transcription

    printed = transcription.read_claims(paper)
    return printed, transcription.to_claims(paper.folder / "claims.csv", printed)


def _digest(folders: Folders) -> str:
    """Hash of all raw data and of the code that reads it."""
    raw, code = folders.root / "data" / "raw", Path(__file__).parent
    files = {f.relative_to(raw).as_posix(): f for f in sorted(raw.rglob("*")) if f.is_file()}
    files |= {
        f.relative_to(code).as_posix(): f
        for pattern in CODE_READ_WITH
        for f in sorted(code.glob(pattern))
    }
    digest = hashlib.sha256()
    for name, file in files.items():
        digest.update(f"{name}\0".encode())
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()
