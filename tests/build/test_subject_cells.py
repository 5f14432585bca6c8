"""Cells and parameters of a notebook that only papers have, or only authorities."""

import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from analysis.errors import ReportError
from analysis.papers.catalogue import read_papers
from analysis.build.dependencies import Origin
from analysis.build.plan import Report, read_analyses
from analysis.build.render import OF_AUTHORITY, OF_PAPER, render
from analysis.build.subject import authority_subject, paper_subject

PARAMETERS = """paper: "Optional[str]" = "a-paper"  # paper id
authority: "Optional[str]" = None  # ONS code
cost: "Optional[float]" = None  # pounds
"""


def tagged(cell, tag):
    cell.metadata["tags"] = [tag]
    return cell


@pytest.fixture(params=["paper", "authority"])
def kind(request):
    return request.param


@pytest.fixture
def shown(small_project, write_notebook, kind):
    """A page of a paper, or of an authority, from cells."""
    write_notebook("sample", parameters=PARAMETERS)
    analysis = read_analyses(small_project)["sample"]
    (paper,) = read_papers(small_project).values()
    about = authority_subject("E06000017", "Rutland", "East Midlands", [], small_project.dfe)
    report = Report(paper_subject(paper) if kind == "paper" else about, analysis, {})

    def page(*cells):
        notebook = new_notebook(cells=[new_markdown_cell("# Title"), *cells])
        return BeautifulSoup(render(report, notebook, [], Origin("a", "1")), "html.parser")

    return page


def test_a_page_has_the_cells_of_its_own_kind_alone(shown, kind):
    page = shown(
        new_markdown_cell("## Of both"),
        tagged(new_markdown_cell("## The paper’s counts"), OF_PAPER),
        tagged(new_markdown_cell("## Against others"), OF_AUTHORITY),
    )
    own = {"paper": "The paper’s counts", "authority": "Against others"}[kind]
    headings = [heading.get_text() for heading in page.main("h2")]
    assert headings == ["Contents", "Of both", own, "This report"]
    assert [a.get_text() for a in page.nav("a")] == ["Of both", own, "This report"]


def test_what_is_left_out_shows_no_table_that_the_workbook_would_have(shown, kind):
    table = new_output("display_data", {"text/html": "<p></p>"}, metadata={"table": {"title": "T"}})
    other = OF_AUTHORITY if kind == "paper" else OF_PAPER
    cell = tagged(new_code_cell("table", outputs=[table]), other)
    with pytest.raises(ReportError, match=f"tagged '{other}' shows a chart or table"):
        shown(cell)


def test_parameters_are_those_of_its_own_kind_and_none_is_called_none(shown, kind):
    rows = shown(new_markdown_cell("## Of both")).find(id="this-report").parent.tbody("tr")
    cells = {row.th.get_text(): row.td.get_text() for row in rows}
    assert list(cells) == [kind, "cost"]
    assert cells["cost"] == "not set"
