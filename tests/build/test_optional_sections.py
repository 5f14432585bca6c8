"""Sections that are left out of a page, because nothing of them is available."""

import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from analysis.build.dependencies import Origin
from analysis.build.plan import Report, read_analyses
from analysis.build.render import OPTIONAL, render
from analysis.build.subject import paper_subject
from analysis.display import NotAvailable
from analysis.papers.catalogue import read_papers

PARAMETERS = 'subject: str = "x"  # a paper id\ncost: "Optional[float]" = None  # pounds'
MISSING = "Kent has no figures."


def text(source, *tags):
    return new_markdown_cell(source, metadata={"tags": list(tags)})


def code(*shown, tags=(OPTIONAL,)):
    """A cell that shows these: None for what is available."""
    outputs = []
    for reason in shown:
        bundle, metadata = {"text/html": "<p>A finding.</p>"}, {}
        if reason is not None:
            bundle, metadata = NotAvailable(reason)._repr_mimebundle_()
        outputs.append(new_output("display_data", bundle, metadata=metadata))
    return new_code_cell("shows", outputs=outputs, metadata={"tags": list(tags)})


@pytest.fixture
def page(small_project, write_notebook):
    """A page of these cells, between a section before and one after."""
    write_notebook("sample", parameters=PARAMETERS)
    (paper,) = read_papers(small_project).values()
    report = Report(paper_subject(paper), read_analyses(small_project)["sample"], {})

    def shown(*cells):
        cells = [new_markdown_cell("# Title"), text("## Before"), *cells, text("## After")]
        html = render(report, new_notebook(cells=cells), [], Origin("a", "1"))
        return BeautifulSoup(html, "html.parser")

    return shown


def headings(page):
    """Those of the page, which are those of its contents."""
    found = [heading.get_text() for heading in page.main("h2")]
    assert found[0] == "Contents" and found[1:] == [a.get_text() for a in page.nav("a")]
    return found[1:-1]


HEADING = text("## Claims", OPTIONAL)


@pytest.mark.parametrize(
    ("cells", "kept"),
    [
        ([HEADING, code(MISSING)], False),
        ([HEADING, code(MISSING, MISSING), text("Words.", OPTIONAL), code(MISSING)], False),
        ([HEADING, code(MISSING, None)], True),
        ([HEADING, code(MISSING), code(None)], True),
        ([HEADING, code(MISSING), text("Words that hold always.")], True),
        ([HEADING, code(MISSING, tags=())], True),
        ([text("## Claims"), code(MISSING)], True),
        ([HEADING, text("Words.", OPTIONAL)], True),
    ],
)
def test_a_section_goes_with_its_heading_where_all_is_optional_and_nothing_available(
    page, cells, kept
):
    shown = page(*cells)
    assert headings(shown) == ["Before", *(["Claims"] if kept else []), "After"]
    has_reason = any(MISSING in str(cell) for cell in cells)
    assert (MISSING in shown.get_text()) == (kept and has_reason)
    assert ("Words" in shown.get_text()) == (kept and "Words" in str(cells))


def test_one_section_goes_and_another_stays(page):
    other = text("### Below\n\nmore", OPTIONAL), code(None)
    shown = page(HEADING, code(MISSING), text("## Plans", OPTIONAL), *other)
    assert headings(shown) == ["Before", "Plans", "After"]


def test_a_reason_is_text_whatever_it_holds(page):
    hostile = "<script>alert(1)</script> {{ 7*7 }} [x](javascript:alert(1)) &lt;b&gt;"
    shown = page(text("## Claims"), code(hostile))
    assert hostile in shown.get_text() and not shown.find("script")
    assert hostile not in page(HEADING, code(hostile)).get_text()


def test_a_page_lists_the_parameters_and_none_is_called_none(page):
    rows = page().find(id="this-report").parent.tbody("tr")
    cells = {row.th.get_text(): row.td.get_text() for row in rows}
    assert cells == {"subject": "ambridge-outreach-2024", "cost": "not set"}
