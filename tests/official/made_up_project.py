"""A project to import the made-up releases into: fixtures for whoever tests on it."""

from collections.abc import Callable
from pathlib import Path

import made_up_releases as made_up
import pytest

from analysis.folders import ROOT_VARIABLE, Folders
from analysis.official import areas as authorities
from analysis.official import benchmarking
from analysis.official.importing import Imported, import_paths
from analysis.official.store import Official


@pytest.fixture
def empty_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folders:
    """A project without any data, in which the made-up authorities were reorganised."""
    return _project(tmp_path, monkeypatch)


@pytest.fixture
def downloads(tmp_path: Path) -> Path:
    """The four files as they are downloaded, by other names than the department's."""
    return _downloads(tmp_path)


@pytest.fixture
def imported(empty_project: Folders) -> Callable[..., Imported]:
    """Import files into the project."""

    def run(*paths: Path) -> Imported:
        return import_paths(paths, empty_project)

    return run


@pytest.fixture(scope="session")
def imported_once(tmp_path_factory: pytest.TempPathFactory) -> Official:
    """All four files imported, for tests that only read them."""
    folder = tmp_path_factory.mktemp("imported")
    with pytest.MonkeyPatch.context() as monkeypatch:
        return import_paths([_downloads(folder)], _project(folder, monkeypatch)).official


def _project(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Folders:
    root = folder / "project"
    (root / "data" / "raw").mkdir(parents=True)
    monkeypatch.setenv(ROOT_VARIABLE, str(root))
    monkeypatch.setattr(authorities, "REORGANISATIONS", made_up.REORGANISATIONS)
    monkeypatch.setattr(authorities, "RECODED", made_up.RECODED)
    monkeypatch.setattr(benchmarking, "OUTTURN_YEARS", made_up.OUTTURN_YEARS)
    return Folders(root)


def _downloads(within: Path) -> Path:
    folder = within / "downloads"
    folder.mkdir()
    made_up.write_zip(folder / "earlier.zip", made_up.earlier_members())
    made_up.write_zip(folder / "later.zip", made_up.later_members())
    made_up.write_workbook(folder / "benchmarks.xlsx", made_up.benchmark_rows())
    made_up.write_workbook(folder / "near.xlsx", made_up.neighbour_rows(), "LA SN Groups")
    return folder
