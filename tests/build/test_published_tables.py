"""Every published workbook and CSV file is as the guidance on spreadsheets asks, and small."""

import csv
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest

REPORTS = Path(__file__).resolve().parents[2] / "reports"
PAPERS = sorted(folder for folder in REPORTS.iterdir() if (folder / "claims.html").exists())
LARGEST_WORKBOOK_BYTES = 80_000

pytestmark = pytest.mark.parametrize("paper", PAPERS, ids=lambda folder: folder.name)


@pytest.fixture
def book(paper):
    return openpyxl.load_workbook(paper / "tables.xlsx")


def cells(sheet):
    return [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]


def test_a_workbook_is_small_and_has_no_merged_cells_or_link_to_elsewhere(paper):
    assert (paper / "tables.xlsx").stat().st_size < LARGEST_WORKBOOK_BYTES
    with zipfile.ZipFile(paper / "tables.xlsx") as archive:
        for name in archive.namelist():
            xml = archive.read(name).decode()
            for mark in ("<mergeCell", "TargetMode", "$$"):
                assert mark not in xml, name


def test_sheets_are_titled_and_their_tables_marked_up_and_filled(book):
    titles = [sheet["A1"].value for sheet in book]
    assert all(titles) and len(set(titles)) == len(titles)
    assert book.properties.title == titles[0]
    for sheet in book.worksheets[1:]:
        (table,) = sheet.tables.values()
        assert all(cell.value is not None for row in sheet[table.ref] for cell in row)


def test_what_looks_like_a_number_is_one_and_has_a_format(book):
    for sheet in book.worksheets[3:]:
        (table,) = sheet.tables.values()
        header, *rows = sheet[table.ref]
        for label, *column in zip(header, *rows, strict=True):
            for cell in column:
                if cell.data_type == "n":
                    assert cell.number_format != "General", (sheet.title, cell)
                elif label.value not in ("Printed", "Paragraph"):
                    assert not re.fullmatch(r"[−-]?£?[\d,.]+%?", cell.value), (sheet.title, cell)


def test_every_note_and_shorthand_is_explained(book):
    notes = {str(row[0].value) for row in book["Notes"].iter_rows(min_row=4)}
    for sheet in book.worksheets[3:]:
        words = [str(cell.value) for cell in cells(sheet)]
        assert set(re.findall(r"\[note (\d+)\]", " ".join(words))) <= notes
        for symbol in {"[x]", "[z]"} & set(words):
            assert any(text.startswith(f"{symbol} means") for text in words)


def test_every_csv_file_is_linked_and_rectangular(paper):
    pages = "".join(page.read_text(encoding="utf-8") for page in paper.glob("*.html"))
    files = sorted((paper / "tables").glob("*.csv"))
    assert files
    for file in files:
        assert f'href="tables/{file.name}"' in pages
        with file.open(encoding="utf-8-sig", newline="") as opened:
            header, *rows = csv.reader(opened)
        assert {len(row) for row in rows} == {len(header)}, file.name
        assert b"\r" not in file.read_bytes()
