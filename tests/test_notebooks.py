"""The notebooks are thin, committed clean, and run anywhere by plain papermill."""

import ast
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import made_up_releases as made_up
import nbformat
import pandas as pd
import pytest
from nbclient import NotebookClient

from analysis.build.parameters import read_parameters
from analysis.build.plan import FOR_AUTHORITIES, FOR_PAPERS, read_analyses
from analysis.build.render import OPTIONAL
from analysis.folders import Folders
from analysis.official import areas
from analysis.official.importing import import_paths

FOLDERS = Folders(Path(__file__).resolve().parents[1])
NOTEBOOKS = {name: analysis.notebook for name, analysis in read_analyses(FOLDERS).items()}
EXPLORE = {path.stem: path for path in sorted((FOLDERS.notebooks / "explore").glob("*.ipynb"))}
MOST_CELLS, MOST_LINES, MOST_ARGUMENTS = 25, 5, 3
LOGIC = (
    *(ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda),
    *(ast.For, ast.While, ast.If, ast.IfExp, ast.ListComp, ast.DictComp, ast.GeneratorExp),
)

each_notebook = pytest.mark.parametrize("name", NOTEBOOKS)
each_walk = pytest.mark.parametrize("name", EXPLORE)


Cells = list[dict[str, Any]]


def read(path: Path) -> Cells:
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return [{**cell, "source": "".join(cell["source"])} for cell in cells]


def code(cells: Cells) -> Cells:
    return [cell for cell in cells if cell["cell_type"] == "code"]


def tags(cell: dict[str, Any]) -> set[str]:
    return set(cell["metadata"].get("tags", []))


# ------------------------------------------------------------------------- how they are written


@pytest.mark.parametrize("path", [*NOTEBOOKS.values(), *EXPLORE.values()], ids=lambda p: p.stem)
def test_it_is_committed_without_outputs(path: Path) -> None:
    assert all(not cell["outputs"] and cell["execution_count"] is None for cell in code(read(path)))


@each_notebook
def test_it_is_short_and_says_its_method_and_its_sources(name: str) -> None:
    cells = read(NOTEBOOKS[name])
    assert len(cells) <= MOST_CELLS
    for cell in code(cells):
        lines = [line for line in cell["source"].splitlines() if line.strip()]
        assert len(lines) <= MOST_LINES, cell["source"]
    text = "\n".join(cell["source"] for cell in cells)
    assert "## Method" in text and "## Sources" in text


@each_notebook
def test_its_logic_is_in_the_library_and_a_call_has_few_arguments(name: str) -> None:
    cells = code(read(NOTEBOOKS[name]))
    nodes = [node for cell in cells for node in ast.walk(ast.parse(cell["source"]))]
    assert any(isinstance(node, ast.Call) for node in nodes)
    for node in nodes:
        assert not isinstance(node, (*LOGIC, ast.Import)), ast.unparse(node)
        if isinstance(node, ast.ImportFrom):
            assert node.module == "analysis", ast.unparse(node)
        if isinstance(node, ast.Call):
            assert len([*node.args, *node.keywords]) <= MOST_ARGUMENTS, ast.unparse(node)


@each_notebook
def test_its_parameters_begin_with_the_subject_and_are_explained(name: str) -> None:
    (cell,) = (c for c in code(read(NOTEBOOKS[name])) if "parameters" in tags(c))
    made_for = tags(cell) - {"parameters"}
    assert made_for and made_for <= {FOR_PAPERS, FOR_AUTHORITIES}
    for line in cell["source"].splitlines():
        assert isinstance(ast.parse(line).body[0], ast.AnnAssign) and "  # " in line, line
    parameters = list(read_parameters(NOTEBOOKS[name]))
    assert parameters[0] == "subject"
    # papermill passes over what it cannot read, such as `float | None`
    assert len(parameters) == len(cell["source"].splitlines())


@each_notebook
def test_a_whole_section_is_optional_or_none_of_it(name: str) -> None:
    section: set[bool] = set()
    for cell in read(NOTEBOOKS[name]):
        assert tags(cell) <= {OPTIONAL} or "parameters" in tags(cell)
        if cell["cell_type"] == "markdown" and cell["source"].startswith("## "):
            section = set()
        section.add(OPTIONAL in tags(cell))
        assert len(section) == 1, cell["source"]


# ------------------------------------------------------------------------------ how they run


@pytest.mark.slow
@each_notebook
def test_it_runs_by_plain_papermill_without_releases(
    tmp_path: Path, papers: Folders, name: str
) -> None:
    command = [sys.executable, "-m", "papermill", NOTEBOOKS[name], "out.ipynb"]
    subprocess.run([*command, "--no-progress-bar"], cwd=tmp_path, check=True)
    assert [path.name for path in tmp_path.iterdir()] == ["out.ipynb"]
    cells = code(read(tmp_path / "out.ipynb"))
    outputs = [output for cell in cells for output in cell["outputs"]]
    assert all("text/plain" in output.get("data", {}) for output in outputs)  # nothing is printed
    kinds = [kind for output in outputs for kind in output["metadata"]]
    if FOR_PAPERS in read_analyses(FOLDERS)[name].tags:
        assert kinds[0] == "bottom_line" and kinds.count("bottom_line") == 1
    else:  # an authority's place among all of them, which needs releases
        assert kinds[0] == "not_available" and "bottom_line" not in kinds


# ---------------------------------------------------------------------- those to explore with


def walk(name: str) -> None:
    """Run a notebook as JupyterLab runs all its cells: an error stands where one is expected."""
    notebook = nbformat.read(EXPLORE[name], as_version=4)
    NotebookClient(notebook, timeout=60).execute()
    outputs = [output for cell in code(notebook.cells) for output in cell["outputs"]]
    assert not [output for output in outputs if output.get("name") == "stderr"]


@each_walk
def test_a_walk_runs_without_releases(papers: Folders, name: str) -> None:
    walk(name)


KNOWN = {"Ambridge": "Kent", "Borchester": "Medway", "Penny Hassett": "Bromley"}
"""Made-up authority → the name that it has in a walk, which is of real ones."""


@pytest.mark.slow
@each_walk
def test_a_walk_runs_with_releases(
    project: Folders, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    def known(table: pd.DataFrame) -> pd.DataFrame:
        return table.replace({"la_name": KNOWN})

    def known_rows(rows: list[list[object]]) -> list[list[object]]:
        return [[KNOWN.get(str(cell), cell) for cell in row] for row in rows]

    budgets, near = known_rows(made_up.benchmark_rows()), known_rows(made_up.neighbour_rows())
    files = [
        made_up.write_zip(project.root / "earlier.zip", made_up.earlier_members(known, known)),
        made_up.write_zip(project.root / "later.zip", made_up.later_members(known)),
        made_up.write_workbook(project.root / "benchmarks.xlsx", budgets),
        made_up.write_workbook(project.root / "near.xlsx", near, "LA SN Groups"),
    ]
    monkeypatch.setattr(areas, "REORGANISATIONS", made_up.REORGANISATIONS)
    monkeypatch.setattr(areas, "RECODED", made_up.RECODED)
    import_paths(files, project)
    walk(name)


def test_what_is_to_explore_with_is_no_analysis_and_not_published() -> None:
    assert EXPLORE and NOTEBOOKS and not set(EXPLORE) & set(NOTEBOOKS)
    assert not {path.stem for path in FOLDERS.reports.rglob("*.ipynb")} & set(EXPLORE)
