"""A project to import the made-up releases into: fixtures for whoever tests on it."""

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import made_up_releases as made_up
import pytest

from analysis.folders import ROOT_VARIABLE, Folders
from analysis.official import areas as authorities
from analysis.official import importing
from analysis.official.formats import LAYOUTS
from analysis.official.importing import Imported, ReadFile, import_paths
from analysis.official.store import Official, official_folder

ROOT = Path(__file__).resolve().parents[2]
RELEASES = ROOT.parent / "shared" / "dfe"
READ = importing._read
READ_BEFORE: dict[tuple[str, str], ReadFile] = {}


@pytest.fixture
def empty_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folders:
    """A project without any data, in which the made-up authorities were reorganised."""
    return _project(tmp_path, monkeypatch)


@pytest.fixture(scope="session")
def downloaded_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The four files as they are downloaded, by other names than the department's."""
    folder = tmp_path_factory.mktemp("downloads")
    made_up.write_zip(folder / "earlier.zip", made_up.earlier_members())
    made_up.write_zip(folder / "later.zip", made_up.later_members())
    made_up.write_workbook(folder / "benchmarks.xlsx", made_up.benchmark_rows())
    made_up.write_workbook(folder / "near.xlsx", made_up.neighbour_rows(), "LA SN Groups")
    return folder


@pytest.fixture
def downloads(downloaded_once: Path, tmp_path: Path) -> Path:
    """A copy of them, which a test may break as it likes."""
    return Path(shutil.copytree(downloaded_once, tmp_path / "downloads"))


@pytest.fixture
def imported_project(empty_project: Folders, imported_once: Official) -> Folders:
    """The same project after all four files have been imported."""
    shutil.copytree(imported_once.folder.parent, official_folder(empty_project))
    return empty_project


@pytest.fixture
def imported(empty_project: Folders) -> Callable[..., Imported]:
    """Import files into the project."""

    def run(*paths: Path) -> Imported:
        return import_paths(paths, empty_project)

    return run


@pytest.fixture(scope="session")
def imported_once(downloaded_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Official:
    """All four files imported, for tests that only read them."""
    folder = tmp_path_factory.mktemp("imported")
    with pytest.MonkeyPatch.context() as monkeypatch:
        return import_paths([downloaded_once], _project(folder, monkeypatch)).official


@pytest.fixture(scope="session")
def real_releases(tmp_path_factory: pytest.TempPathFactory) -> Imported:
    """The releases beside the repository, imported once, for tests that only read them."""
    if not RELEASES.exists():
        pytest.skip("the releases are not beside the repository")
    folder = tmp_path_factory.mktemp("real")
    (folder / "data" / "raw").mkdir(parents=True)
    return import_paths([RELEASES], Folders(folder))


def copy_notebooks(folders: Folders) -> None:
    """Put the repository's notebooks into a project, each an analysis with a module of its name."""
    unwanted = shutil.ignore_patterns(".ipynb_checkpoints")
    shutil.copytree(ROOT / "notebooks", folders.notebooks, ignore=unwanted)
    folders.library.mkdir(parents=True)
    for notebook in folders.notebooks.glob("*.ipynb"):
        (folders.library / f"{notebook.stem}.py").touch()


def read_once(path: Path) -> ReadFile:
    """Read a file to be imported, unless one of its name and content has been read before."""
    key = (path.name, hashlib.sha256(path.read_bytes()).hexdigest())
    if key not in READ_BEFORE:
        READ_BEFORE[key] = READ(path)
    file = READ_BEFORE[key]
    tables = [replace(table, rows=table.rows.copy()) for table in file.tables]
    return replace(file, path=path, tables=tuple(tables))


def _project(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Folders:
    root = folder / "project"
    (root / "data" / "raw").mkdir(parents=True)
    monkeypatch.setenv(ROOT_VARIABLE, str(root))
    monkeypatch.setattr(authorities, "REORGANISATIONS", made_up.REORGANISATIONS)
    monkeypatch.setattr(authorities, "RECODED", made_up.RECODED)
    monkeypatch.setitem(LAYOUTS["data sheet"], "outturns", made_up.OUTTURNS)
    monkeypatch.setattr(importing, "_read", read_once)
    return Folders(root)
