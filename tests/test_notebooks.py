"""The notebooks are thin, committed clean, and run anywhere by plain papermill."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import made_up_releases as made_up
import pytest

from analysis.build.parameters import read_parameters
from analysis.build.render import OF_AUTHORITY, OF_PAPER
from analysis.folders import ROOT_VARIABLE, Folders
from analysis.official import areas as authorities
from analysis.official.importing import import_paths

NOTEBOOKS = sorted((Path(__file__).resolve().parents[1] / "notebooks").glob("*.ipynb"))
ANALYSES = {
    "alternative_provision_plan",
    "claims",
    "ehcp_growth",
    "high_needs_benchmark",
    "high_needs_budget",
    "independent_placement_unit_cost",
    "stls_overspend",
}
MOST_CELLS = 32
MOST_LINES = 6
LIBRARY = "analysis"

pytestmark = pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)


def cells(notebook, kind="code"):
    every = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in every if cell["cell_type"] == kind]


def test_it_is_one_of_the_seven_analyses(notebook):
    assert notebook.stem in ANALYSES and len(NOTEBOOKS) == len(ANALYSES)


def test_it_is_committed_without_outputs(notebook):
    assert all(not cell["outputs"] and cell["execution_count"] is None for cell in cells(notebook))


def test_it_is_thin(notebook):
    every = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    assert len(every) <= MOST_CELLS
    for cell in cells(notebook):
        lines = [line for line in cell["source"] if line.strip()]
        assert len(lines) <= MOST_LINES, "".join(cell["source"])


def test_its_logic_is_in_the_library(notebook):
    for cell in cells(notebook):
        for node in ast.walk(ast.parse("".join(cell["source"]))):
            assert not isinstance(
                node, ast.FunctionDef | ast.ClassDef | ast.Lambda | ast.For | ast.While | ast.If
            ), ast.unparse(node)
            if isinstance(node, ast.ImportFrom):
                assert node.module.split(".")[0] == LIBRARY, ast.unparse(node)
            assert not isinstance(node, ast.Import), ast.unparse(node)


def test_its_cells_have_no_tag_that_nothing_reads(notebook):
    both = {"paper", "authority"} <= set(read_parameters(notebook))
    known = {"parameters"} | ({OF_PAPER, OF_AUTHORITY} if both else set())
    for cell in [*cells(notebook), *cells(notebook, "markdown")]:
        tags = set(cell["metadata"].get("tags", []))
        assert tags <= known
        source = "".join(cell["source"])
        assert ("data.of_paper(" in source) <= (OF_PAPER in tags)
        assert ("data.of_authority(" in source) <= (OF_AUTHORITY in tags)


def test_its_parameters_are_typed_and_explained(notebook):
    (cell,) = [c for c in cells(notebook) if "parameters" in c["metadata"].get("tags", [])]
    for line in cell["source"]:
        assert isinstance(ast.parse(line).body[0], ast.AnnAssign), line
        assert "  # " in line
    # papermill passes over what it cannot read, such as `float | None`
    assert len(read_parameters(notebook)) == len(cell["source"])


def test_it_says_its_method_and_its_sources(notebook):
    text = "\n".join("".join(cell["source"]) for cell in cells(notebook, "markdown"))
    for heading in ("## Method", "## Sources"):
        assert heading in text


@pytest.fixture
def given(notebook, tmp_path_factory, monkeypatch):
    """What papermill is given: for an analysis of an authority alone, one of made-up releases."""
    if "paper" in read_parameters(notebook):
        return []
    folder = tmp_path_factory.mktemp("imported")
    (folder / "data" / "raw").mkdir(parents=True)
    made_up.write_zip(folder / "earlier.zip", made_up.earlier_members())
    made_up.write_zip(folder / "later.zip", made_up.later_members())
    made_up.write_workbook(folder / "benchmarks.xlsx", made_up.benchmark_rows())
    made_up.write_workbook(folder / "near.xlsx", made_up.neighbour_rows(), "LA SN Groups")
    monkeypatch.setattr(authorities, "REORGANISATIONS", made_up.REORGANISATIONS)
    monkeypatch.setattr(authorities, "RECODED", made_up.RECODED)
    monkeypatch.setenv(ROOT_VARIABLE, str(folder))
    import_paths([*folder.glob("*.zip"), *folder.glob("*.xlsx")], Folders(folder))
    return ["-p", "authority", "Ambridge"]


def test_it_runs_by_plain_papermill_from_any_folder(notebook, given, tmp_path):
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "papermill",
            notebook,
            tmp_path / "out.ipynb",
            "--no-progress-bar",
            *given,
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-2000:]
    outputs = [cell["outputs"] for cell in cells(tmp_path / "out.ipynb")]
    assert any("finding" in output.get("metadata", {}) for one in outputs for output in one)
    assert [path.name for path in tmp_path.iterdir()] == ["out.ipynb"]
