"""Tidy tables built from raw, kept as Parquet in `data/processed/` and rebuilt when raw changes."""

import hashlib
from pathlib import Path

import pandas as pd
import pyarrow.parquet

from analysis.errors import DataError, about
from analysis.files import replace_file
from analysis.folders import Folders
from analysis.papers.catalogue import Paper, read_papers
from analysis.papers.inputs import check_inputs
from analysis.papers.ledger import build_ledger

RELEASE_FILES = {
    "ehc_plans": "ehc_plans.csv",
    "placements": "placements.csv",
    "section251": "section251_top_up.csv",
}
"""Processed table → the reference file that it is built from."""

TABLES = ("ledger", "timelines", "implied", *RELEASE_FILES)
STAMP = "built-from.txt"
CODE_READ_WITH = ("papers/*.py", "official/*.py", "display/*.py", "csv_files.py", "processed.py")
"""The modules that what is in `data/processed` depends on."""


def read_processed(table: str, folders: Folders) -> pd.DataFrame:
    """Return one of the processed tables, as it stands in `data/processed`."""
    # Alone and without threads: what reads many files at once takes twice as long for one as small.
    with pyarrow.parquet.ParquetFile(_file(table, folders)) as file:
        return file.read(use_threads=False).to_pandas()


def build_processed(folders: Folders) -> None:
    """Validate raw and write every processed table, unless they are up to date.

    Nothing is written before all of raw has been found right; each file is put in place by rename
    and the stamp, removed first, comes last, so that a build cut short is done again.
    """
    digest, stamp = _digest(folders), folders.processed / STAMP
    files = {name: _file(name, folders) for name in TABLES}
    if all(file.exists() for file in (stamp, *files.values())) and stamp.read_text() == digest:
        return
    tables = _tidy_tables(folders)
    folders.processed.mkdir(parents=True, exist_ok=True)
    stamp.unlink(missing_ok=True)
    for name, file in files.items():
        with about(file):
            replace_file(file, tables[name].to_parquet)
    with about(stamp):
        replace_file(stamp, lambda part: part.write_text(digest))


def built_from(folders: Folders) -> str:
    """Return a hash of what the processed tables were built from."""
    return (folders.processed / STAMP).read_text(encoding="utf-8")


def _file(table: str, folders: Folders) -> Path:
    return folders.processed / f"{table}.parquet"


def _tidy_tables(folders: Folders) -> dict[str, pd.DataFrame]:
    from analysis.official import reference  # with pandera, which a notebook seldom needs

    papers = read_papers(folders).values()
    if not papers:
        raise DataError(f"{folders.papers} holds no paper")
    found = [_read_paper(paper) for paper in papers]
    return {
        **{name: pd.concat([one[name] for one in found], ignore_index=True) for name in found[0]},
        "ehc_plans": reference.read_ehc_plans(folders.dfe),
        "placements": reference.read_placements(folders.dfe),
        "section251": reference.read_top_up(folders.dfe),
    }


def _read_paper(paper: Paper) -> dict[str, pd.DataFrame]:
    from analysis.papers import claims_csv, implied_csv

    ledger = build_ledger(paper.id, claims_csv.read_claims(paper), paper.folder / "claims.csv")
    check_inputs(paper, ledger)
    return {
        "ledger": ledger,
        "timelines": claims_csv.read_timeline(paper).assign(paper=paper.id),
        "implied": implied_csv.read_implied(paper, ledger).assign(paper=paper.id),
    }


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
