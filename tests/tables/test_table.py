"""A table of a report, as HTML and as text."""

import re
from xml.etree import ElementTree

import pandas as pd
import pytest

from analysis.quantities import money, number
from analysis.tables.table import Column, Table

FRAME = pd.DataFrame(
    {
        "strand": ["District", "Sensory <b> & hearing", None],
        "budget": [1250.0, float("nan"), -3.0],
        "plans": pd.array([7, None, 0], dtype="Int64"),
        "remark": ["as <b>before</b>", None, "x" * 200],
        "unused": ["x", "y", "z"],
    }
)
COLUMNS = [
    Column("strand", 'Strand "and" <i>service</i>'),
    Column("budget", "Budget (£)", money),
    Column("plans", "Plans", number),
    Column("remark", "Remark"),
]


@pytest.fixture
def table():
    return Table("Budget <b>by</b> strand", FRAME, COLUMNS, total_rows=(2,), note="A < B & C")


@pytest.fixture
def page(table):
    """The HTML, which has to be well formed."""
    return ElementTree.fromstring(f"<body>{table.to_html()}</body>")


def test_a_table_is_named_by_its_caption(page):
    region = page.find("div")
    caption = region.find("table/caption")
    assert caption.text == "Budget <b>by</b> strand"
    assert region.attrib["aria-labelledby"] == caption.attrib["id"]
    assert re.fullmatch(r"[a-z][a-z0-9-]*", caption.attrib["id"])
    assert (region.attrib["role"], region.attrib["tabindex"]) == ("region", "0")


def test_every_header_has_its_scope(page):
    assert [(th.text, th.attrib["scope"]) for th in page.iter("th")] == [
        ('Strand "and" <i>service</i>', "col"),
        ("Budget (£)", "col"),
        ("Plans", "col"),
        ("Remark", "col"),
        ("District", "row"),
        ("Sensory <b> & hearing", "row"),
        (None, "row"),
    ]


def test_numbers_and_their_headers_are_marked_as_numbers(page):
    def are_numbers(row):
        return ["number" in (cell.get("class") or "") for cell in row]

    assert are_numbers(page.find(".//thead/tr")) == [False, True, True, False]
    for row in page.findall(".//tbody/tr"):
        assert are_numbers(row) == [False, True, True, False]


def test_a_missing_number_is_said_to_be_missing_and_zero_is_zero(page):
    assert [[td.text for td in row.findall("td")][:2] for row in page.findall(".//tbody/tr")] == [
        ["£1,250", "7"],
        ["not available", "not available"],
        ["−£3", "0"],
    ]


def test_total_rows_are_marked(page):
    assert [row.get("class") for row in page.findall(".//tbody/tr")] == [None, None, "total"]


def test_whatever_is_shown_is_escaped(table, page):
    html = table.to_html()
    assert "<b>" not in html
    assert "<i>" not in html
    assert page.find("p").text == "A < B & C"
    assert [row.findall("td")[2].text for row in page.findall(".//tbody/tr")] == [
        "as <b>before</b>",
        None,
        "x" * 200,
    ]


def test_a_table_without_a_note_has_no_paragraph():
    assert "<p" not in Table("Title", FRAME, COLUMNS).to_html()


def test_in_plain_text_nothing_is_escaped_or_cut():
    long = "A statement that a paper makes at some length, " * 5
    text = Table("Title", FRAME.assign(strand=long), COLUMNS).to_text()
    assert text.splitlines()[0] == "Title"
    assert text.count(long) == 3
    assert text.count("not available") == 2


def test_a_table_without_rows_still_has_its_headers():
    table = Table("Title", FRAME.head(0), COLUMNS)
    page = ElementTree.fromstring(f"<body>{table.to_html()}</body>")
    assert len(page.findall(".//thead/tr/th")) == 4
    assert page.findall(".//tbody/tr") == []


def test_jupyter_gets_html_and_text(table):
    assert table._repr_mimebundle_() == {
        "text/html": table.to_html(),
        "text/plain": table.to_text(),
    }


def test_showing_a_table_does_not_modify_its_frame():
    before = FRAME.copy(deep=True)
    table = Table("Title", FRAME, COLUMNS)
    table.to_html()
    table.to_text()
    pd.testing.assert_frame_equal(FRAME, before)
