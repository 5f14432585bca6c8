"""A workbook follows the guidance on spreadsheets, and nothing in it is a formula."""

import io
import os
import re
import time
import zipfile
from dataclasses import replace
from datetime import datetime

import openpyxl
import pytest

from analysis.build.data import DataTable
from analysis.build.dependencies import Origin
from analysis.build.subject import paper_subject, source_line
from analysis.build.workbook import sheet_name, workbook
from analysis.build.workbook_contents import Contents
from analysis.official.releases import Release
from analysis.papers.catalogue import read_papers

STARTS = ['=HYPERLINK("http://x.org","y")', "+1+1", "-1+1", "@SUM(A1)", "{=1+1}", "\t=1", "\r=1"]
BUDGET = DataTable(
    "budget",
    "Budget by strand",
    "Pension funding is of no strand.",
    [2],
    ["Strand", "Budget (£)", "Share (%)", "Posts", "January"],
    ["", "#,##0", "#,##0.0", "#,##0.#", "0"],
    [
        ["District", 8201873.25, 87.54, 12, 2020],
        ["Sensory", None, -12.5, 12.5, 2021],
        ["Total", "", 0, -3, 2022],
    ],
    "The paper, table 1",
)
CLAIMS = DataTable("claims", "Claims", "", [], ["Claim", "Verdict"], ["", ""], [["£5", "agrees"]])
OTHER_CLAIMS = replace(CLAIMS, rows=[["£6", ""]], note="Another note.")


@pytest.fixture
def contents(small_project):
    (paper,) = read_papers(small_project).values()
    release = Release("Plans", "The department", "2025", "t", "A licence", "https://x.org/a", "ab")
    subject = paper_subject(paper)
    sources = [*subject.sources, source_line(release)]
    return Contents(replace(subject, sources=sources), Origin("0123456789ab", "1.2.3"))


@pytest.fixture
def make(contents):
    """The workbook of these tables by report, as bytes and read again."""

    def made(**tables):
        content = workbook(contents, tables)
        return content, openpyxl.load_workbook(io.BytesIO(content))

    return made


@pytest.fixture
def book(make):
    """Of two reports: a table that stands in both, and two of one title in one each."""
    return make(Spending=[BUDGET, CLAIMS], Growth=[OTHER_CLAIMS, replace(BUDGET, source="x")])[1]


def parts(content):
    """The XML files of a workbook."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


def texts(sheet):
    return [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]


def body(sheet):
    """The rows below the header of the table of a sheet, as cells."""
    (marked,) = sheet.tables.values()
    return list(sheet[marked.ref])[1:]


def test_cover_contents_and_notes_come_before_one_sheet_a_table(book):
    assert book.sheetnames == [
        "Cover",
        "Contents",
        "Notes",
        "1 Budget by strand",
        "2 Claims",
        "3 Claims",
    ]


def test_each_sheet_has_its_own_title_in_the_first_cell(book):
    titles = [sheet["A1"].value for sheet in book]
    assert titles[0].startswith("High needs funding, ")
    assert titles[1:] == [
        "Table of contents",
        "Notes",
        "Table 1: Budget by strand",
        "Table 2: Claims, in “Spending”",
        "Table 3: Claims, in “Growth”",
    ]


def test_a_table_says_in_which_reports_it_stands_and_what_it_rests_on(book):
    assert [cell.value for cell in book["1 Budget by strand"]["A"]][1:7] == [
        "In the report “Spending”",
        "In the report “Growth”",
        "This worksheet contains one table. It has a note on the worksheet Notes: [note 1]",
        "[x] means not available.",
        "[z] means not applicable.",
        "Source: The paper, table 1",
    ]


def test_the_contents_link_to_every_table(book):
    rows = body(book["Contents"])
    assert [[cell.value for cell in row] for row in rows] == [
        ["1 Budget by strand", "Table 1: Budget by strand"],
        ["2 Claims", "Table 2: Claims, in “Spending”"],
        ["3 Claims", "Table 3: Claims, in “Growth”"],
    ]
    places = [row[0].hyperlink.location for row in rows]
    assert places == [f"'{name}'!A1" for name in book.sheetnames[3:]]


def test_every_note_is_there_once_and_referred_to_by_its_number(book):
    notes = [[cell.value for cell in row] for row in body(book["Notes"])]
    assert notes == [[1, "Pension funding is of no strand."], [2, "Another note."]]
    references = {
        name: re.findall(r"\[note \d\]", " ".join(texts(book[name]))) for name in book.sheetnames
    }
    assert {name: found for name, found in references.items() if found} == {
        "1 Budget by strand": ["[note 1]"],
        "3 Claims": ["[note 2]"],
    }


def test_without_notes_there_is_no_sheet_of_them(make):
    _, book = make(Report=[CLAIMS])
    assert book.sheetnames == ["Cover", "Contents", "1 Claims"]
    assert "note" not in " ".join(texts(book["1 Claims"]))


def test_tables_are_marked_up_nothing_is_merged_and_no_cell_in_them_is_empty(book):
    for sheet in book.worksheets[1:]:
        assert len(sheet.tables) == 1
        assert all(cell.value is not None for row in body(sheet) for cell in row)
    names = [name for sheet in book for name in sheet.tables]
    assert len(set(names)) == len(names)
    assert not any(sheet.merged_cells.ranges for sheet in book)
    assert not any("$$" in text for sheet in book for text in texts(sheet))


def test_numbers_are_numbers_and_missing_ones_are_said_to_be(book):
    rows = [[cell.value for cell in row] for row in body(book["1 Budget by strand"])]
    assert rows == [
        ["District", 8201873.25, 87.54, 12, 2020],
        ["Sensory", "[x]", -12.5, 12.5, 2021],
        ["Total", "[z]", 0, -3, 2022],
    ]
    assert [cell.data_type for cell in body(book["1 Budget by strand"])[0]] == ["s", *"nnnn"]


def test_numbers_have_formats_and_a_whole_number_has_no_point_after_it(book):
    rows = body(book["1 Budget by strand"])
    assert [cell.number_format for cell in rows[0][1:]] == ["#,##0", "#,##0.0", "#,##0", "0"]
    assert [row[3].number_format for row in rows] == ["#,##0", "#,##0.0", "#,##0"]


def test_totals_are_bold_and_other_rows_are_not(book):
    assert [[cell.font.b for cell in row] for row in body(book["1 Budget by strand"])] == [
        [False] * 5,
        [False] * 5,
        [True] * 5,
    ]


def test_the_document_has_its_title_and_a_fixed_date(book):
    assert book.properties.title == book["Cover"]["A1"].value
    assert book.properties.created == book.properties.modified == datetime(1980, 1, 1)


def test_the_cover_says_what_it_is_of_whom_from_what_and_under_which_licence(book, contents):
    cover = " ".join(texts(book["Cover"]))
    paper = contents.subject.paper
    for words in (paper.citation, paper.about, paper.source_file, "Spending; Growth"):
        assert words in cover
    for words in (
        "Plans. The department: 2025. t. A licence. https://x.org/a",
        "1.2.3",
        "0123456789ab",
    ):
        assert words in cover
    assert "Open Government Licence v3.0" in cover and "MIT licence" in cover
    assert "[x] means not available" in cover and "Contact" not in cover


def test_text_can_never_become_a_formula_or_a_link(make, contents):
    links = [
        "[a](http://b.org)",
        "[a](b) and [c](d)",
        "http://x.org",
        "internal:Sheet1!A1",
        "$$a$$",
    ]
    hostile = [*STARTS, *links]
    tables = [
        DataTable("t", text, text, [], [text, "b"], ["", "#,##0"], [[t, t] for t in hostile], text)
        for text in hostile
    ]
    paper = replace(contents.subject.paper, title=STARTS[0], about=STARTS[0])
    contents = replace(contents, subject=paper_subject(paper))
    content = workbook(contents, {STARTS[0]: tables})
    for name, xml in parts(content).items():
        assert "<f>" not in xml and "<f " not in xml, name
        assert "externalLink" not in xml and "TargetMode" not in xml, name
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert len(book.sheetnames) == 3 + len(tables)
    for sheet in book.worksheets[3:]:
        cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
        assert {cell.data_type for cell in cells} == {"s"}
        assert not any(cell.hyperlink for cell in cells)
        written = [row[0] for row in body(sheet)]
        for cell, text in zip(written[:4], STARTS[:4], strict=True):
            assert cell.value == text and cell.quotePrefix


@pytest.mark.parametrize("text", ["-", "–", "?", "…", "\u03b2"])
def test_text_of_signs_alone_is_put_into_words(make, text):
    _, book = make(Report=[replace(CLAIMS, rows=[[text, "agrees"]])])
    assert body(book["1 Claims"])[0][0].value == f"the characters {text}"


def test_a_table_without_rows_says_so(make):
    _, book = make(Report=[replace(CLAIMS, rows=[])])
    assert [cell.value for cell in body(book["1 Claims"])[0]] == ["This table has no rows", "[z]"]


def test_two_runs_elsewhere_and_at_another_time_give_the_same_bytes(
    contents, tmp_path, monkeypatch
):
    def run(folder, zone):
        (tmp_path / folder).mkdir()
        monkeypatch.chdir(tmp_path / folder)
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        content = workbook(contents, {"Report": [BUDGET, CLAIMS]})
        assert os.listdir() == []  # noqa: PTH208
        return content

    first = run("first", "UTC")
    time.sleep(2.1)  # the times in a zip file have a resolution of two seconds
    assert run("second", "Asia/Tokyo") == first
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Budget by strand", "7 Budget by strand"),
        ("Statements and EHC plans each January, Kent and England", "7 Statements and EHC plans"),
        ("[Kent's] plan: cost/income * 2? \\ x", "7 Kent s plan cost income 2 x"),
        ("A" * 50, "7 " + "A" * 28),
        ("'", "7"),
    ],
)
def test_sheets_are_named_by_number_and_short_title(title, name):
    assert sheet_name(7, title) == name
    assert len(name) < 31


def test_making_it_warns_of_nothing(make, recwarn):
    make(Report=[BUDGET, CLAIMS])
    assert not recwarn.list
