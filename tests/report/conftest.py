"""Small notebooks to run, made in a test's own project."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from analysis.folders import Folders

PARAMETERS = 'paper: str = "kent-stls-2021"  # paper id'
FINDS = "from analysis.findings.finding import Finding\nFinding(['A finding of {}.'.format(paper)])"
SOURCES = "from analysis.processed import load\nload(paper).sources()"


@pytest.fixture
def write_notebook(small_project: Folders):
    """Write `notebooks/<name>.ipynb`: a title, a parameters cell, a code cell for each text.

    What a report has to have comes around them: a bottom line first, and its sources last.
    """

    def write(
        name: str,
        *sources: str,
        parameters: str = PARAMETERS,
        title: str = "# A title",
        first: str = FINDS,
        last: str = SOURCES,
    ):
        cells = [
            new_markdown_cell(title),
            new_code_cell(parameters, metadata={"tags": ["parameters"]}),
            *(new_code_cell(source) for source in (first, *sources, last) if source),
        ]
        for number, cell in enumerate(cells):
            cell["id"] = f"cell-{number}"
        notebook = new_notebook(cells=cells)
        notebook.metadata["kernelspec"] = {
            "name": "python3",
            "display_name": "Python 3",
            "language": "python",
        }
        path = small_project.notebooks / f"{name}.ipynb"
        nbformat.write(notebook, path)
        return path

    return write


@pytest.fixture
def plan_analyses(small_project: Folders):
    """Have the made-up paper get just these analyses, given as `name="key = value lines"`."""

    def plan(**analyses: str) -> None:
        (file,) = small_project.papers.glob("*/paper.toml")
        head = file.read_text(encoding="utf-8").split("[analyses.")[0]
        tables = [
            f"[analyses.{name}.parameters]\n{parameters}\n" for name, parameters in analyses.items()
        ]
        file.write_text(head + "\n".join(tables), encoding="utf-8")
        claims = file.with_name("claims.csv")
        covered = claims.read_text(encoding="utf-8").replace("independent_placement_unit_cost", "")
        claims.write_text(covered, encoding="utf-8")

    return plan
