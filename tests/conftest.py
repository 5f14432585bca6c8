"""Projects to test on, each a copy that a test may break as it likes."""

import hashlib
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from made_up_project import (
    copy_notebooks,
    downloaded_once,
    downloads,
    empty_project,
    imported,
    imported_once,
    imported_project,
    real_releases,
)

from analysis.errors import DataError
from analysis.folders import ROOT_VARIABLE, Folders
from analysis.processed import build_processed, read_processed
from analysis.subject import Subject, load

__all__ = [
    "downloaded_once",
    "downloads",
    "empty_project",
    "imported",
    "imported_once",
    "imported_project",
    "real_releases",
]

ROOT = Path(__file__).resolve().parents[1]
MADE_UP_PAPERS = Path(__file__).parent / "made_up_paper"
MADE_UP = "ambridge-outreach-2024"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folders:
    """The repository's raw data and notebooks, nothing built."""
    folders = _copy(ROOT / "data" / "raw" / "papers", tmp_path)
    monkeypatch.setenv(ROOT_VARIABLE, str(folders.root))
    return folders


@pytest.fixture
def small_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folders:
    """The same notebooks and reference figures, with one made-up paper and no other."""
    folders = _copy(MADE_UP_PAPERS, tmp_path)
    monkeypatch.setenv(ROOT_VARIABLE, str(folders.root))
    return folders


@pytest.fixture(scope="session")
def built_small_project(tmp_path_factory: pytest.TempPathFactory) -> Folders:
    """The made-up paper with its ledger, built once, so not to be modified."""
    folders = _copy(MADE_UP_PAPERS, tmp_path_factory.mktemp("small"))
    build_processed(folders)
    return folders


@pytest.fixture
def up_to_date(small_project: Folders, built_small_project: Folders) -> Folders:
    """The small project with everything in `data/processed`, as it was built elsewhere."""
    shutil.copytree(built_small_project.processed, small_project.processed)
    return small_project


@pytest.fixture(scope="session")
def built_project(tmp_path_factory: pytest.TempPathFactory) -> Folders:
    """The repository's papers with their ledger, built once, so not to be modified."""
    folders = _copy(ROOT / "data" / "raw" / "papers", tmp_path_factory.mktemp("all"))
    build_processed(folders)
    return folders


@pytest.fixture(scope="session")
def ledger_of_all(built_project: Folders) -> pd.DataFrame:
    """The ledger of the repository's papers, not to be modified."""
    return read_processed("ledger", built_project)


@pytest.fixture(scope="session")
def load_paper(built_project: Folders) -> Callable[[str], Subject]:
    """Load a paper of the repository from the folder that is built once."""

    def load_one(paper: str) -> Subject:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv(ROOT_VARIABLE, str(built_project.root))
            return load(paper)

    return load_one


def _copy(papers: Path, folder: Path) -> Folders:
    folders = Folders(folder / "project")
    shutil.copytree(papers, folders.papers)
    shutil.copytree(ROOT / "data" / "raw" / "dfe", folders.dfe)
    copy_notebooks(folders)
    return folders


@pytest.fixture
def refusal(small_project: Folders) -> Callable[..., str]:
    """Break one raw file and build: the error's message, once nothing processed has changed.

    `old` becomes `new` in the file, or all of it does without `old`; without both the file is
    removed. `sealed` puts the checksum of a changed reference file into its sidecar.
    """

    def message(file: str, old: str | None, new: str | None, sealed: bool = True) -> str:
        folder = small_project.dfe if file.startswith("dfe/") else small_project.papers / MADE_UP
        path = folder / file.removeprefix("dfe/")
        change(path, old, new)
        if sealed and file.startswith("dfe/") and path.suffix == ".csv" and path.exists():
            seal(path)
        small_project.processed.mkdir(parents=True)
        for name in ("ledger.parquet", "built-from.txt"):
            (small_project.processed / name).write_text(f"the {name} of an earlier build")
        before = contents(small_project.processed)
        with pytest.raises(DataError) as raised:
            build_processed(small_project)
        assert contents(small_project.processed) == before
        assert raised.value.__cause__ is None  # one error in its own words, none behind it
        assert raised.value.__context__ is None or raised.value.__suppress_context__
        return str(raised.value)

    return message


@pytest.fixture
def reseal() -> Callable[[Path, str, str], None]:
    """Change a reference file and put its new checksum into its sidecar."""

    def changed(path: Path, old: str, new: str) -> None:
        change(path, old, new)
        seal(path)

    return changed


def change(path: Path, old: str | None, new: str | None) -> None:
    """Put `new` for `old` in a file, which has to hold it, or for all that the file holds."""
    if new is None:
        path.unlink()
        return
    text = path.read_text(encoding="utf-8")
    if old is not None:
        assert old in text, f"{path.name} does not hold {old!r}"
        new = text.replace(old, new, 1)
    path.write_text(new, encoding="utf-8")


def seal(path: Path) -> None:
    """Write the checksum of a reference file into its sidecar."""
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    sidecar = path.with_suffix(".toml")
    text = re.sub(r'sha256 = "\w+"', f'sha256 = "{sha256}"', sidecar.read_text(encoding="utf-8"))
    sidecar.write_text(text, encoding="utf-8")


def contents(folder: Path) -> dict[str, bytes]:
    """The bytes of each file in a folder, by name."""
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}
