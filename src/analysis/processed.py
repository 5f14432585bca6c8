"""Tidy tables built from raw, kept as Parquet in `data/processed/` and rebuilt when raw changes."""

import hashlib
from pathlib import Path

import pandas as pd
import pyarrow.parquet

from analysis.errors import DataError, about
from analysis.files import replace_file
from analysis.folders import Folders
from analysis.papers.catalogue import Paper, read_papers
from analysis.papers.claims import Claim
from analysis.papers.inputs import check_inputs
from analysis.papers.ledger import build_ledger

RELEASE_FILES = {
    "ehc_plans": "ehc_plans.csv",
    "placements": "placements.csv",
    "top_up": "section251_top_up.csv",
}
"""Processed table → the reference file that it is built from."""

TABLES = ("ledger", "timelines", "implied", *RELEASE_FILES)
STAMP = "built-from.txt"
CODE_READ_WITH = (
    "papers/*.py",
    "official/reference.py",
    "official/releases.py",
    "official/sen2.py",
    "csv_files.py",
    "processed.py",
    "display/words.py",
    "display/verdicts.py",
)
"""The modules that what is in `data/processed` depends on."""


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
