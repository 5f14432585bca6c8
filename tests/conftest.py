"""Projects to test on, each a copy that a test may break as it likes."""

import hashlib
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from analysis.errors import DataError
from analysis.folders import ROOT_VARIABLE, Folders
from analysis.processed import build_processed, read_processed
from analysis.subject import Subject, load

pytest_plugins = ["made_up_project"]

ROOT = Path(__file__).resolve().parents[1]
PAPERS, MADE_UP_PAPERS = ROOT / "data" / "raw" / "papers", Path(__file__).parent / "made_up_paper"
MADE_UP = "ambridge-outreach-2024"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folders:
    """The repository's raw data and notebooks, nothing built."""
    return _chosen(_copy(PAPERS, tmp_path), monkeypatch)


@pytest.fixture
def small_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folders:
    """The same notebooks and reference figures, with one made-up paper and no other."""
    return _chosen(_copy(MADE_UP_PAPERS, tmp_path), monkeypatch)


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
    folders = _copy(PAPERS, tmp_path_factory.mktemp("all"))
    build_processed(folders)
    return folders


@pytest.fixture
def papers(built_project: Folders, monkeypatch: pytest.MonkeyPatch) -> Folders:
    """The same, as the project that `load` takes."""
    return _chosen(built_project, monkeypatch)


@pytest.fixture(scope="session")
def ledger_of_all(built_project: Folders) -> pd.DataFrame:
    """The ledger of the repository's papers, not to be modified."""
    return read_processed("ledger", built_project)


@pytest.fixture(scope="session")
def load_paper(built_project: Folders) -> Callable[[str], Subject]:
    """Load a paper of the repository from the folder that is built once."""

    def load_one(paper: str) -> Subject:
        with pytest.MonkeyPatch.context() as patch:
            _chosen(built_project, patch)
            return load(paper)

    return load_one


def _copy(papers: Path, folder: Path) -> Folders:
    from made_up_project import copy_notebooks  # a plugin, which is to be loaded as one

    folders = Folders(folder / "project")
    shutil.copytree(papers, folders.papers)
    shutil.copytree(ROOT / "data" / "raw" / "dfe", folders.dfe)
    copy_notebooks(folders)
    return folders


def _chosen(folders: Folders, monkeypatch: pytest.MonkeyPatch) -> Folders:
    monkeypatch.setenv(ROOT_VARIABLE, str(folders.root))
    return folders


@pytest.fixture
def refusal(up_to_date: Folders) -> Callable[..., str]:
    """Break one raw file and build: the error's message, once nothing processed has changed.

    `old` becomes `new` in the file, or all of it does without `old`; without both the file is
    removed. `sealed` puts the checksum of a changed reference file into its sidecar.
    """

    def message(file: str, old: str | None, new: str | None, sealed: bool = True) -> str:
        is_reference = file.startswith("dfe/")
        folder = up_to_date.dfe if is_reference else up_to_date.papers / MADE_UP
        path = folder / file.removeprefix("dfe/")
        change(path, old, new)
        if sealed and is_reference and path.suffix == ".csv" and path.exists():
            seal(path)
        before = contents(up_to_date.processed)
        with pytest.raises(DataError) as raised:
            build_processed(up_to_date)
        assert contents(up_to_date.processed) == before
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
