"""A table of a report, as HTML, as text and as data."""

import json
import re
from dataclasses import replace
from xml.etree import ElementTree

import pandas as pd
import pytest

from analysis.errors import AnalysisError
from analysis.quantities import money, number, percent
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
    bundle, metadata = table._repr_mimebundle_()
    assert bundle == {"text/html": table.to_html(), "text/plain": table.to_text()}
    assert metadata == {"table": table.to_data()}


def test_as_data_numbers_are_numbers_and_what_is_missing_is_null(table):
    assert json.loads(json.dumps(table.to_data())) == {
        "title": "Budget <b>by</b> strand",
        "note": "A < B & C",
        "totals": [2],
        "columns": [
            ['Strand "and" <i>service</i>', ""],
            ["Budget (£)", "#,##0"],
            ["Plans", "#,##0"],
            ["Remark", ""],
        ],
        "rows": [
            ["District", 1250, 7, "as <b>before</b>"],
            ["Sensory <b> & hearing", None, None, ""],
            ["", -3, 0, "x" * 200],
        ],
    }


@pytest.mark.parametrize(
    ("value", "write", "stored"),
    [
        (1 / 3, percent, 0.333333),
        (2020, None, 2020),
        ("6.11", None, "6.11"),
        (12.0, str, "12.0"),
        (pd.NA, number, None),
        (None, None, ""),
        ("not available", str, None),
        ("not applicable", number, ""),
        (pd.Period("2022-09", "M"), None, "2022-09"),
    ],
)
def test_a_cell_is_stored_as_what_it_is(value, write, stored):
    cell = Column("a", "A", write).stored(value)
    assert (cell, type(cell)) == (stored, type(stored))


def test_a_word_among_numbers_is_shown_as_it_is():
    assert Column("a", "A", number).text("not applicable") == "not applicable"


def test_a_year_has_no_thousands_separator():
    frame = pd.DataFrame({"january": [2020, 2021]})
    table = Table("Title", frame, [Column("january", "January")])
    assert table.to_data()["columns"] == [["January", "0"]]


def test_the_data_can_have_columns_of_its_own(table):
    other = replace(table, data_columns=[Column("unused", "Only as data"), COLUMNS[2]])
    assert other.to_html() == table.to_html()
    assert other.to_data()["columns"] == [["Only as data", ""], ["Plans", "#,##0"]]
    assert other.to_data()["rows"] == [["x", 7], ["y", None], ["z", 0]]


@pytest.mark.parametrize("labels", [("A", "A"), ("A", " ")])
def test_columns_without_a_label_of_their_own_are_refused(labels):
    columns = [Column("budget", labels[0], money), Column("plans", labels[1], number)]
    with pytest.raises(AnalysisError, match="'Title' needs different labels"):
        Table("Title", FRAME, columns).to_data()


def test_a_way_of_writing_without_a_number_format_is_refused():
    def in_words(value):
        return f"{value} in words"

    table = Table("Title", FRAME, [Column("plans", "Plans", in_words)])
    with pytest.raises(AnalysisError, match="in_words writes a column and has no number format"):
        table.to_data()


def test_showing_a_table_does_not_modify_its_frame():
    before = FRAME.copy(deep=True)
    table = Table("Title", FRAME, COLUMNS)
    table.to_html()
    table.to_text()
    pd.testing.assert_frame_equal(FRAME, before)
