"""A table of a report, as HTML, as text and as data."""

import json
from dataclasses import replace
from xml.etree import ElementTree

import pandas as pd
import pytest

from analysis.display.table import Table
from analysis.display.words import (
    FIGURE_TEXT,
    MONEY,
    NUMBER,
    ONE_DECIMAL,
    PERCENT,
    PLAIN,
    POINTS,
    TEXT,
    TRIMMED,
    TWO_DECIMALS,
    YEAR,
    Format,
)
from analysis.errors import AnalysisError

FRAME = pd.DataFrame(
    {
        "strand": ["District", "Sensory <b> & hearing", None],
        "budget": [1250.0, float("nan"), -3.0],
        "plans": pd.array([7, None, 0], dtype="Int64"),
        "remark": ["as <b>before</b>", None, "x" * 200],
        "unused": ["x", "y", "z"],
    }
)
COLUMNS = {
    "strand": 'Strand "and" <i>service</i>',
    "budget": "Budget (£)",
    "plans": "Plans",
    "remark": "Remark",
}


@pytest.fixture
def table():
    return Table(
        "by-strand", "Budget <b>by</b> strand", FRAME, COLUMNS, total_rows=(2,), note="A < B & C"
    )


@pytest.fixture
def page(table):
    """The HTML, which has to be well formed."""
    return ElementTree.fromstring(f"<body>{table.to_html()}</body>")


def test_a_table_is_named_by_its_caption(page):
    region = page.find("div")
    caption = region.find("table/caption")
    assert caption.text == "Budget <b>by</b> strand"
    assert region.attrib["aria-labelledby"] == caption.attrib["id"]
    assert caption.attrib["id"] == "table-by-strand"
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
    assert "<p" not in Table("an-id", "Title", FRAME, COLUMNS).to_html()


def test_in_plain_text_nothing_is_escaped_or_cut():
    long = "A statement that a paper makes at some length, " * 5
    text = Table("an-id", "Title", FRAME.assign(strand=long), COLUMNS).to_text()
    assert text.splitlines()[0] == "Title"
    assert text.count(long) == 3
    assert text.count("not available") == 2


def test_a_table_without_rows_still_has_its_headers():
    table = Table("an-id", "Title", FRAME.head(0), COLUMNS)
    page = ElementTree.fromstring(f"<body>{table.to_html()}</body>")
    assert len(page.findall(".//thead/tr/th")) == 4
    assert page.findall(".//tbody/tr") == []


def test_jupyter_gets_html_and_text(table):
    bundle, metadata = table._repr_mimebundle_()
    assert bundle == {"text/html": table.to_html(), "text/plain": table.to_text()}
    assert metadata == {"table": table.to_data()}


def test_as_data_numbers_are_numbers_and_what_is_missing_is_null(table):
    assert json.loads(json.dumps(table.to_data())) == {
        "id": "by-strand",
        "title": "Budget <b>by</b> strand",
        "note": "A < B & C",
        "totals": [2],
        "columns": [
            ['Strand "and" <i>service</i>', ""],
            ["Budget (£)", '"£"#,##0'],
            ["Plans", "#,##0"],
            ["Remark", ""],
        ],
        "rows": [
            ["District", 1250, 7, "as <b>before</b>"],
            ["Sensory <b> & hearing", None, None, ""],
            ["", -3, 0, "x" * 200],
        ],
    }


def one_column(values, header="Plans", **how):
    """A table of one column, beside that of the row headers."""
    frame = pd.DataFrame({"name": [str(n) for n in range(len(values))], "x": pd.Series(values)})
    formats = {"x": how["format"]} if how else {}
    return Table("an-id", "Title", frame, {"name": "Name", "x": header}, formats=formats)


@pytest.mark.parametrize(
    ("values", "header", "shown", "number_format"),
    [
        ([1250.4], "Cost (£)", "£1,250", '"£"#,##0'),
        ([1250.4], "Unit cost (£ a year)", "£1,250", '"£"#,##0'),
        ([12.46], "Growth (%)", "12.5%", '#,##0.0"%"'),
        ([12.46], "Overspend (% of budget)", "12.5%", '#,##0.0"%"'),
        ([1.84], "Change (percentage points)", "+1.8", "+#,##0.0;-#,##0.0;0.0"),
        ([1.84], "Kent less England (points)", "+1.8", "+#,##0.0;-#,##0.0;0.0"),
        ([2021], "January", "2021", "0"),
        ([2021.0], "Year", "2021", "0"),
        ([2021], "January 2021", "2,021", "#,##0"),
        ([2021], "Plans", "2,021", "#,##0"),
        (["2021-22"], "Year", "2021-22", ""),
        (["£1 to £3"], "Range (£)", "£1 to £3", ""),
    ],
)
def test_the_unit_in_the_header_says_how_a_column_is_written(values, header, shown, number_format):
    table = one_column(values, header)
    assert table.cells() == [["0", shown]]
    assert table.to_data()["columns"] == [["Name", ""], [header, number_format]]


@pytest.mark.parametrize(
    ("how", "shown", "number_format"),
    [
        (MONEY, "£3", '"£"#,##0'),
        (NUMBER, "3", "#,##0"),
        (PERCENT, "2.6%", '#,##0.0"%"'),
        (POINTS, "+2.6", "+#,##0.0;-#,##0.0;0.0"),
        (ONE_DECIMAL, "2.6", "#,##0.0"),
        (TWO_DECIMALS, "2.55", "#,##0.00"),
        (TRIMMED, "2.6", "#,##0.#"),
        (PLAIN, "2.55", "#,##0.##"),
        (YEAR, "3", "0"),
        (TEXT, "2.55", ""),
    ],
)
def test_a_column_can_be_written_otherwise(how, shown, number_format):
    table = one_column([2.55], "Cost (£)", format=how)
    assert table.cells() == [["0", shown]]
    assert table.to_data()["columns"][1] == ["Cost (£)", number_format]


@pytest.mark.parametrize(
    ("value", "how", "stored"),
    [
        (1 / 3, PERCENT, 0.333333),
        (2020, YEAR, 2020),
        (2020.0, YEAR, 2020),
        ("6.11", TEXT, "6.11"),
        (12.0, FIGURE_TEXT, "12.0"),
        (None, NUMBER, None),
        (None, TEXT, ""),
        (None, FIGURE_TEXT, None),
        ("not available", FIGURE_TEXT, None),
        ("not applicable", NUMBER, ""),
        (pd.Period("2022-09", "M"), TEXT, "2022-09"),
    ],
)
def test_a_cell_is_stored_as_what_it_is(value, how, stored):
    cell = one_column([value], format=how).to_data()["rows"][0][1]
    assert (cell, type(cell)) == (stored, type(stored))


def test_missing_cells_are_told_apart_from_those_that_cannot_be():
    table = one_column([5.0, None, "not applicable", "not available"])
    assert [cell for _, cell in table.cells()] == [
        "5",
        "not available",
        "not applicable",
        "not available",
    ]
    assert [cell for _, cell in table.to_data()["rows"]] == [5, None, "", None]


@pytest.mark.parametrize(
    ("values", "number_format"),
    [
        (["not applicable", "not applicable"], "#,##0"),
        (["not available", None], "#,##0"),
        ([float("nan"), float("nan")], "#,##0"),
        (["", ""], ""),
        ([None, None], ""),
        (["words", "not available"], ""),
        ([pd.Period("2022-09", "M"), None], ""),
    ],
)
def test_a_column_of_words_is_text_unless_they_say_that_a_number_is_missing(values, number_format):
    assert one_column(pd.Series(values, dtype="object")).to_data()["columns"][1][1] == (
        number_format
    )


def test_figures_that_are_written_already_stand_on_the_right_and_words_on_the_left():
    figures = one_column(["£1 to £3"], "Range (£)").to_html()
    assert '<td class="number">£1 to £3</td>' in figures
    assert "<td>agrees</td>" in one_column(["agrees"], "Verdict").to_html()
    assert '<td class="long">' in one_column(["words " * 6], "Note").to_html()


@pytest.mark.parametrize("wrong", ["", "By strand", "by_strand", "2021-plans", "a--b", "../x"])
def test_an_id_that_cannot_name_a_file_is_refused(wrong):
    with pytest.raises(AnalysisError, match="has to be words with hyphens"):
        Table(wrong, "Title", FRAME, COLUMNS)


def test_the_data_can_have_columns_of_its_own(table):
    other = replace(table, data_columns={"unused": "Only as data", "plans": "Plans"})
    assert other.to_html() == table.to_html()
    assert other.to_data()["columns"] == [["Only as data", ""], ["Plans", "#,##0"]]
    assert other.to_data()["rows"] == [["x", 7], ["y", None], ["z", 0]]


@pytest.mark.parametrize("labels", [("A", "A"), ("A", " ")])
def test_columns_without_a_label_of_their_own_are_refused(labels):
    columns = dict(zip(["budget", "plans"], labels, strict=True))
    with pytest.raises(AnalysisError, match="'Title' needs different headers"):
        Table("an-id", "Title", FRAME, columns).to_data()


def test_a_room_can_have_a_format_of_its_own():
    halves = Format(lambda value: f"{value:.1f} halves", "0.0")
    table = one_column([3], format=halves)
    assert table.cells() == [["0", "3.0 halves"]]
    assert table.to_data()["rows"] == [["0", 3]]


def test_showing_a_table_does_not_modify_its_frame():
    before = FRAME.copy(deep=True)
    table = Table("an-id", "Title", FRAME, COLUMNS)
    table.to_html()
    table.to_text()
    pd.testing.assert_frame_equal(FRAME, before)
