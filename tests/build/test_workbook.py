"""A workbook follows the guidance on spreadsheets, and its formulas are arithmetic of its own."""

import io
import math
import re
import shutil
import subprocess
import time
import zipfile
from dataclasses import replace
from datetime import datetime

import openpyxl
import pytest

from analysis.build.data import DataTable
from analysis.build.dependencies import Origin
from analysis.build.subject import paper_subject
from analysis.build.workbook import sheet_name, workbook
from analysis.build.workbook_contents import Contents, Findings, findings_of
from analysis.display import BottomLine, Headline
from analysis.folders import find_folders
from analysis.official.releases import Release
from analysis.papers.catalogue import read_papers

STARTS = ['=HYPERLINK("http://x.org","y")', "+1+1", "-1+1", "@SUM(A1)", "{=1+1}", "\t=1", "\r=1"]
BUDGET = DataTable(
    "budget-by-strand",
    "Budget by strand",
    "Pension funding is of no strand.",
    [3],
    ["Strand", "Budget (£)", "Share (%)", "Posts", "January"],
    ["", '"£"#,##0', '#,##0.0"%"', "#,##0.#", "0"],
    [
        ["District", 8201873.25, 87.54, 12, 2020],
        ["Sensory", None, -12.5, 12.5, 2021],
        ["Early", 8, 24.96, 1, 2021],
        ["Total", "", 100, -3, 2022],
    ],
    "The paper, table 1",
)
CLAIMS = DataTable("claims", "Claims", "", [], ["Claim", "Verdict"], ["", ""], [["£5", "agrees"]])
OTHER_CLAIMS = replace(CLAIMS, rows=[["£6", ""]], note="Another note.")
RELEASE = Release("Plans", "The department", "2025", "t", "A licence", "https://x.org/a", "ab")
SAID = {"Spending": Findings([("Bottom line", "It is less."), ("Claims", "5")], [RELEASE.citation])}


@pytest.fixture
def contents(small_project):
    (paper,) = read_papers(small_project).values()
    unused = replace(RELEASE, title="Not used", release="2019")
    subject = replace(paper_subject(paper), sources=[RELEASE, unused])
    return Contents(subject, Origin("0123456789ab", "1.2.3"), findings=SAID)


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


def values(rows):
    return [[cell.value for cell in row] for row in rows]


def test_cover_contents_summary_and_notes_come_before_one_sheet_a_table(book):
    names = ["1 Budget by strand", "2 Claims", "3 Claims"]
    titles = [
        "Table of contents",
        "Summary of what the reports find",
        "Notes on the tables",
        "Table 1: Budget by strand",
        "Table 2: Claims, in “Spending”",
        "Table 3: Claims, in “Growth”",
    ]
    assert book.sheetnames == ["Cover", "Contents", "Summary", "Notes", *names]
    assert [sheet["A1"].value for sheet in book][1:] == titles
    rows = body(book["Contents"])
    assert values(rows) == [
        list(pair) for pair in zip(book.sheetnames[2:], titles[1:], strict=True)
    ]
    assert [row[0].hyperlink.location for row in rows] == [
        f"'{name}'!A1" for name in book.sheetnames[2:]
    ]


def test_a_table_says_in_which_reports_it_stands_and_what_it_rests_on(book):
    assert [cell.value for cell in book["1 Budget by strand"]["A"]][1:6] == [
        "In the reports “Spending” and “Growth”",
        "This worksheet contains one table. It has a note on the worksheet Notes: [note 1]",
        "[x] means not available.",
        "[z] means not applicable.",
        "Source: The paper, table 1",
    ]
    assert values(body(book["Notes"])) == [
        [1, "Pension funding is of no strand.", "Table 1"],
        [2, "Another note.", "Table 3"],
    ]


def test_the_summary_is_what_reports_say_at_their_heads(book):
    line = BottomLine("It is less.", [Headline("Claims", "5", "agrees")])
    outputs = [
        {"metadata": {"bottom_line": line._repr_mimebundle_()[1]["bottom_line"]}},
        {"metadata": {"sources": ["The department, 2025"]}},
    ]
    assert findings_of({"cells": [{"outputs": outputs}, {}]}) == Findings(
        [("Bottom line", "It is less."), ("Claims", "5 (agrees)")], ["The department, 2025"]
    )
    assert values(body(book["Summary"])) == [
        ["Spending", "Bottom line", "It is less."],
        ["Spending", "Claims", "5"],
    ]


def test_a_table_all_of_which_stands_in_another_is_shown_there(make):
    every = replace(
        CLAIMS,
        title="All claims",
        labels=["Claim", "Formula", "Verdict"],
        formats=[""] * 3,
        rows=[["£4", "1 + 3", "agrees"], ["£5", "", "agrees"]],
    )
    _, book = make(Growth=[CLAIMS], Spending=[OTHER_CLAIMS], All=[every])
    assert book.sheetnames[4:] == ["1 Claims", "2 Claims"]
    assert book["2 Claims"]["A2"].value == "In the reports “All” and “Growth”"


def test_tables_are_marked_up_nothing_is_merged_and_no_cell_in_them_is_empty(book):
    for sheet in book.worksheets[1:]:
        assert len(sheet.tables) == 1
        assert all(cell.value is not None for row in body(sheet) for cell in row)
    names = [name for sheet in book for name in sheet.tables]
    assert len(set(names)) == len(names)
    assert not any(sheet.merged_cells.ranges for sheet in book)


def test_numbers_are_numbers_in_their_formats_and_missing_ones_are_said_to_be(book):
    rows = body(book["1 Budget by strand"])
    assert values(rows)[:2] == [
        ["District", 8201873.25, 87.54, 12, 2020],
        ["Sensory", "[x]", -12.5, 12.5, 2021],
    ]
    assert rows[3][1].value == "[z]"
    assert [cell.data_type for cell in rows[0]] == ["s", *"nnnn"]
    formats = ['"£"#,##0', '#,##0.0"%"', "#,##0", "0"]
    assert [cell.number_format for cell in rows[0][1:]] == formats
    assert [row[3].number_format for row in rows] == ["#,##0", "#,##0.0", "#,##0", "#,##0"]
    assert [[cell.font.b for cell in row] for row in rows] == [[False] * 5] * 3 + [[True] * 5]


def test_header_and_first_column_stay_and_a_long_table_has_filters(make):
    long = replace(CLAIMS, title="Long", rows=[[f"£{number}0", "agrees"] for number in range(16)])
    _, book = make(Report=[CLAIMS, long])
    sheets = [book[name] for name in book.sheetnames[-2:]]
    assert [sheet.freeze_panes for sheet in sheets] == ["B5", "B5"]
    filters = [table.autoFilter for sheet in sheets for table in sheet.tables.values()]
    assert [bool(one) for one in filters] == [False, True]


# ------------------------------------------------------------------------------- formulas

COSTS = DataTable(
    "costs",
    "Costs",
    "",
    [3],
    ["Year", "Cost (£)", "Change (£)", "So far (£)", "Share (%)", "Rate"],
    ["", "#,##0", "#,##0", "#,##0", "#,##0.0", "0.0"],
    [
        ["1", 100, None, 100, 25, 2],
        ["2", 120, 20, 220, 30, 4],
        ["3", 180, 60.01, 400, 45, None],
        ["All", 400, "", 400, 100, 6],
    ],
    formulas=[
        "",
        "",
        "{1} - {1:above}",
        "SUM({1:so_far})",
        "100 * {1} / {1:last}",
        ["", "{5:1} ^ (1 + 1)", "{5:2} + 1", ""],
    ],
)


def test_a_formula_is_written_where_it_gives_the_published_value_and_else_the_value(make):
    content, book = make(Report=[COSTS])
    assert values(body(book.worksheets[-1])) == [
        ["1", 100, "[x]", "=SUM(B7)", "=100 * B7 / B10", 2],
        ["2", 120, "=B8 - B7", "=SUM(B7:B8)", "=100 * B8 / B10", "=F7 ^ (1 + 1)"],
        ["3", 180, 60.01, "=SUM(B7:B9)", "=100 * B9 / B10", "[x]"],
        ["All", "=SUM(B7:B9)", "[z]", 400, "=100 * B10 / B10", "=SUM(F7:F9)"],
    ]
    cached = openpyxl.load_workbook(io.BytesIO(content), data_only=True).worksheets[-1]
    assert [cell.value for cell in cached["D"][6:]] == [100, 220, 400, 400]


HOSTILE = (
    'HYPERLINK("http://x.org") | WEBSERVICE({1}) | {1} + Other!A1 | A1 | {9} | {1:0} | {1:2-9} | '
    "{1} ** 1 | {1} // 1 | 9^9^9^9^9 | {1} / 0 | (0 - 8) ^ 0.5 | 1e2 | 100; 100 | \t=1+1 | 1.2.3"
)


@pytest.mark.parametrize("formula", [*HOSTILE.split(" | "), "(" * 400 + "1"])
def test_nothing_but_arithmetic_over_the_tables_own_cells_is_a_formula(make, formula):
    content, _ = make(Report=[replace(COSTS, totals=[], formulas=["", formula, "", "", "", ""])])
    assert not any("<f>" in xml or "<f " in xml for xml in parts(content).values())


def evaluate(sheet, formula):
    """What a formula of arithmetic and sums comes to, by the values of the sheet."""

    def add_up(found):
        cells = [cell for row in sheet[f"{found[1]}:{found[2] or found[1]}"] for cell in row]
        return str(math.fsum(c.value for c in cells if isinstance(c.value, int | float)))

    def total(found):
        return f"({' + '.join(re.sub(CELLS, add_up, part) for part in found[1].split(','))})"

    summed = re.sub(r"SUM\(([^)]*)\)", total, formula.removeprefix("="))
    plain = re.sub(r"[A-Z]+[0-9]+", lambda name: f"({sheet[name[0]].value!r})", summed)
    assert re.fullmatch(r"[-+*/^(). 0-9e]*", plain), formula
    return eval(plain.replace("^", "**"))


CELLS = r"([A-Z]+[0-9]+)(?::([A-Z]+[0-9]+))?"


def formulas_of(book):
    return [
        cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"
    ]


def without_values(file, place):
    """The workbook without what its formulas come to, so that it has to be worked out."""
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(place, "w") as new:
        for name in old.namelist():
            xml = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", old.read(name))
            new.writestr(name, xml)


@pytest.fixture
def published():
    """The published workbooks of papers."""
    papers = read_papers(find_folders())
    return [find_folders().reports / paper / "tables.xlsx" for paper in papers]


def test_every_published_formula_gives_the_published_value(published):
    counts = [len(formulas_of(openpyxl.load_workbook(file))) for file in published]
    assert min(counts) > 100 or not any(counts)  # none in reports made before there were formulas
    for file in published:
        book, cached = (openpyxl.load_workbook(file, data_only=only) for only in (False, True))
        for cell in formulas_of(book):
            sheet = cached[cell.parent.title]
            value = sheet[cell.coordinate].value
            assert evaluate(sheet, cell.value) == pytest.approx(value, rel=1e-6, abs=1e-5), cell


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_libreoffice_comes_to_the_published_values(published, tmp_path):
    (tmp_path / "bare").mkdir()
    bare = [tmp_path / "bare" / f"{file.parent.name}.xlsx" for file in published]
    for file, place in zip(published, bare, strict=True):
        without_values(file, place)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", "--headless", profile, "--convert-to", "xlsx", "--outdir", tmp_path]
    subprocess.run([*command, *bare], check=True, capture_output=True, timeout=300)
    for file, place in zip(published, bare, strict=True):
        worked_out = openpyxl.load_workbook(tmp_path / place.name, data_only=True)
        cached = openpyxl.load_workbook(file, data_only=True)
        for cell in formulas_of(openpyxl.load_workbook(file)):
            found, value = (
                b[cell.parent.title][cell.coordinate].value for b in (worked_out, cached)
            )
            assert found == pytest.approx(value, rel=1e-6, abs=1e-5), cell


# ------------------------------------------------------------------------------- the rest


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
        "it is only stated",
        "1.2.3",
        "0123456789ab",
    ):
        assert words in cover
    assert "Open Government Licence v3.0" in cover and "MIT licence" in cover
    assert "[x] means not available" in cover and "Not used" not in cover


def test_text_can_never_become_a_formula_or_a_link(make, contents):
    hostile = [*STARTS, "[a](http://b.org)", "http://x.org", "internal:Sheet1!A1", "$$a$$"]
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
    assert len(book.sheetnames) == 4 + len(tables)
    for sheet in book.worksheets[4:]:
        cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
        assert {cell.data_type for cell in cells} == {"s"}
        assert not any(cell.hyperlink for cell in cells)
        written = [row[0] for row in body(sheet)]
        for cell, text in zip(written[:4], STARTS[:4], strict=True):
            assert cell.value == text and cell.quotePrefix


@pytest.mark.parametrize("text", ["–", "…", "\u03b2"])
def test_text_of_signs_alone_is_put_into_words(make, text):
    _, book = make(Report=[replace(CLAIMS, rows=[[text, "agrees"]])])
    assert body(book["1 Claims"])[0][0].value == f"the characters {text}"


def test_a_table_without_rows_says_so(make):
    _, book = make(Report=[replace(CLAIMS, rows=[])])
    assert [cell.value for cell in body(book["1 Claims"])[0]] == ["This table has no rows", "[z]"]


def test_two_runs_at_other_times_and_in_other_zones_give_the_same_bytes(make, monkeypatch):
    def run(zone):
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        return make(Report=[BUDGET, CLAIMS, COSTS])[0]

    first = run("UTC")
    time.sleep(2.1)  # the times in a zip file have a resolution of two seconds
    assert run("Asia/Tokyo") == first
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("table_id", "name"),
    [
        ("budget-by-strand", "7 Budget by strand"),
        ("by-january", "7 By January"),
        ("[Kent's] plan: cost/income * 2? \\ x", "7 Kent s plan cost income 2 x"),
        ("A" * 50, "7 " + "A" * 28),
        ("'", "7"),
    ],
)
def test_sheets_are_named_by_number_and_the_id_of_the_table(table_id, name):
    assert sheet_name(7, table_id) == name
