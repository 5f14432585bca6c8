"""A project to import into, and the made-up releases in it."""

from collections.abc import Callable
from pathlib import Path

import made_up_releases as made_up
import pytest

from analysis.folders import ROOT_VARIABLE, Folders
from analysis.official import areas as authorities
from analysis.official import benchmarking
from analysis.official.importing import Imported, import_paths


@pytest.fixture
def empty_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Folders:
    """A project without any data, in which the made-up authorities were reorganised."""
    root = tmp_path / "project"
    (root / "data" / "raw").mkdir(parents=True)
    monkeypatch.setenv(ROOT_VARIABLE, str(root))
    monkeypatch.setattr(authorities, "REORGANISATIONS", made_up.REORGANISATIONS)
    monkeypatch.setattr(authorities, "RECODED", made_up.RECODED)
    monkeypatch.setattr(benchmarking, "OUTTURN_YEARS", made_up.OUTTURN_YEARS)
    return Folders(root)


@pytest.fixture
def downloads(tmp_path: Path) -> Path:
    """The four files as they are downloaded, by other names than the department's."""
    folder = tmp_path / "downloads"
    folder.mkdir()
    made_up.write_zip(folder / "earlier.zip", made_up.earlier_members())
    made_up.write_zip(folder / "later.zip", made_up.later_members())
    made_up.write_workbook(folder / "benchmarks.xlsx", made_up.benchmark_rows())
    made_up.write_workbook(folder / "near.xlsx", made_up.neighbour_rows(), "LA SN Groups")
    return folder


@pytest.fixture
def imported(empty_project: Folders) -> Callable[..., Imported]:
    """Import files into the project."""

    def run(*paths: Path) -> Imported:
        return import_paths(paths, empty_project)

    return run
