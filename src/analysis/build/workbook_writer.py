"""Write a workbook as the guidance on spreadsheets asks: a cover, contents, one table a sheet.

The same pages make the same bytes, and no text can become a formula or a link, whatever it begins
with: the formulas are those that `workbook_formulas` makes.
"""

import io
import math
import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from analysis.build.data import Cell, DataTable
from analysis.build.workbook_formulas import cell_formula
from analysis.display.csv_cells import is_formula

SYMBOLS = {"[x]": "[x] means not available.", "[z]": "[z] means not applicable."}
TEXT_IS_TEXT = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
CREATED = datetime(1980, 1, 1)
"""Fixed, as is the time of every file in the workbook, so that two builds give the same bytes."""

ONE_TABLE = "This worksheet contains one table."
LINE, NARROWEST, WIDEST, WIDEST_FIRST = 90, 10, 50, 36
"""Characters of a line of text and of columns, whose text is wrapped. The first column stays where
it is when the others scroll."""

WIDTH_A_CHARACTER = 1.2
"""The sheets are in 12 point, where the unit of width is a digit in 11 point."""

WRAPPED = 1.1
"""Running text has more characters to a line than a column has digits."""

FILTERED_ROWS = 15
"""A table with more rows has filters."""

A4 = 9


@dataclass(frozen=True)
class Page:
    """A sheet of one table, and what stands above it; `widths` are of columns of running text."""

    name: str
    title: str
    above: Sequence[str]
    table: DataTable
    widths: Sequence[int] = ()


def text_page(
    name: str,
    title: str,
    labels: Sequence[str],
    rows: Sequence[Sequence[Any]],
    widths: Sequence[int],
) -> Page:
    """Return a sheet of running text in columns."""
    table = DataTable("", title, "", [], labels, ["0"] * len(labels), rows)
    return Page(name, title, [ONE_TABLE], table, widths)


def write_workbook(
    title: str, subject: str, cover: Mapping[str, Sequence[str]], pages: Sequence[Page]
) -> bytes:
    """Return the xlsx file: a cover of paragraphs by heading, contents with links, the pages."""
    made = io.BytesIO()
    with Workbook(made, TEXT_IS_TEXT) as file:
        book = _Book(file)
        book.write_cover(title, cover)
        listing = [[page.name, page.title] for page in pages]
        contents = text_page(
            "Contents", "Table of contents", ["Sheet", "What it has"], listing, (30, LINE)
        )
        book.write_page(contents)
        for page in pages:
            book.write_page(page)
        link = book.look(font_color="#0000FF", underline=1)
        for row, page in enumerate(pages, start=book.start_of(contents)):
            sheet = file.get_worksheet_by_name("Contents")
            sheet.write_url(row, 0, f"internal:'{page.name}'!A1", link, page.name)
        named = {"title": title, "subject": subject, "category": "High needs funding"}
        file.set_properties({**named, "created": CREATED})
    return made.getvalue()


class _Book:
    """Writes sheets of text and of tables into a workbook."""

    def __init__(self, file: Workbook) -> None:
        self.file = file
        self.formats: dict[tuple[tuple[str, Any], ...], Format] = {}

    def look(self, **properties: Any) -> Format:
        """Return a format of cells, each made once."""
        key = tuple(properties.items())
        if key not in self.formats:
            plain = {"font_name": "Arial", "font_size": 12, "valign": "top"}
            self.formats[key] = self.file.add_format(plain | properties)
        return self.formats[key]

    def write_cover(self, title: str, paragraphs: Mapping[str, Sequence[str]]) -> None:
        """Write headings and paragraphs, one a cell."""
        lines = [(16, title)]
        for heading, texts in paragraphs.items():
            lines += [(14, heading), *((12, text) for text in texts)]
        sheet = self._add("Cover", [LINE])
        for row, (size, text) in enumerate(lines):
            look = self.look(font_size=size, bold=size > 12, text_wrap=True)
            sheet.write_string(row, 0, text, look)
            sheet.set_row(row, _height([text], [LINE * 12 // size], size))

    def start_of(self, page: Page) -> int:
        """Return the position of the first row of the table of a page, below its header."""
        return len(page.above) + 2

    def write_page(self, page: Page) -> None:
        """Write a sheet of one table, below its title and what else is to know of it."""
        table, start = page.table, self.start_of(page)
        if not table.rows:
            nothing = ["This table has no rows", *[""] * (len(table.labels) - 1)]
            table = replace(table, rows=[nothing], totals=(), formulas=())
        widths = page.widths or _widths(table)
        sheet = self._add(page.name, widths)
        for row, text in enumerate([page.title, *page.above]):
            sheet.write_string(row, 0, text, self.look(bold=row == 0, font_size=12 if row else 16))
        sheet.set_row(0, _height([], [], 16))
        self._mark(sheet, table, start)
        for row, cells in enumerate([table.labels, *table.rows], start - 1):
            sheet.set_row(row, _height(cells, widths))
        for column in range(len(table.labels)):
            self._write_column(sheet, table, column, start)
        sheet.freeze_panes(start, 0 if page.widths else 1)
        sheet.repeat_rows(start - 1)

    def _add(self, name: str, widths: Sequence[int]) -> Worksheet:
        """Add a sheet that is printed as wide as a page."""
        sheet = self.file.add_worksheet(name)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, WIDTH_A_CHARACTER * width + 2)
        sheet.set_paper(A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        return sheet

    def _mark(self, sheet: Worksheet, table: DataTable, start: int) -> None:
        """Mark the cells as a table, with its header."""
        columns = []
        for column, label in enumerate(table.labels):
            sides = _side(table, column) | _quoted(label)
            look = self.look(bold=True, text_wrap=True, bottom=1, **sides)
            columns.append({"header": label, "header_format": look})
        options = {
            "name": f"table_{self.file.worksheets_objs.index(sheet)}",
            "columns": columns,
            "style": None,
            "autofilter": len(table.rows) > FILTERED_ROWS,
        }
        sheet.add_table(start - 1, 0, start + len(table.rows) - 1, len(columns) - 1, options)

    def _write_column(self, sheet: Worksheet, table: DataTable, column: int, start: int) -> None:
        """Write text as text, and a number as the formula that gives it, if there is one."""
        side, code = _side(table, column), table.formats[column]
        for row, cells in enumerate(table.rows):
            cell, place = cells[column], (start + row, column)
            look = {**side, "bold": True} if row in table.totals else side
            if cell is None or isinstance(cell, str):
                text = cell_text(cell)
                wrapped = self.look(text_wrap=True, **look, **_quoted(text))
                sheet.write_string(*place, text, wrapped)
                continue
            number = self.look(num_format=_number_format(cell, code), **look)
            if formula := cell_formula(table, row, column, start):
                sheet.write_formula(*place, formula, number, cell)
            else:
                sheet.write_number(*place, cell, number)


@lru_cache(maxsize=10_000)
def cell_text(cell: str | None) -> str:
    """Return what a cell without a number says: never nothing."""
    if cell is None:
        return "[x]"
    if not cell.strip():
        return "[z]"
    # A screen reader may not read out signs alone.
    return cell if re.search("[a-zA-Z0-9]", cell) else f"the characters {cell}"


def _number_format(value: float, code: str) -> str:
    """Return `#,##0.0#` for `#,##0.##`, or `#,##0` for a whole number: Excel writes `5.`."""
    if ".#" not in code:
        return code
    is_whole = float(round(value, code.count("#", code.index(".")))).is_integer()
    return code.partition(".")[0] if is_whole else code.replace(".#", ".0", 1)


def _side(table: DataTable, column: int) -> dict[str, Any]:
    """Return that figures stand to the right, and text not close to those on its left."""
    if table.formats[column] not in ("", "0"):
        return {"align": "right"}
    return {"align": "left", "indent": 1 if column else 0}


@lru_cache(maxsize=10_000)
def _quoted(text: str) -> dict[str, bool]:
    """Return the mark by which text stays text even after somebody has edited the cell."""
    return {"quote_prefix": True} if is_formula(text) else {}


def _widths(table: DataTable) -> list[int]:
    """Return the characters that columns need, a header on three lines where it is long."""
    widths = []
    for column, label in enumerate(table.labels):
        cells = {row[column] for row in table.rows}
        longest = [*map(len, label.split()), math.ceil(len(label) / 3)]
        longest += [
            len(cell_text(c)) if isinstance(c, str | None) else len(f"{c:,.2f}") for c in cells
        ]
        widths.append(min(max(NARROWEST, *longest), WIDEST if column else WIDEST_FIRST))
    return widths


def _height(cells: Sequence[Cell], widths: Sequence[int], size: int = 12) -> float:
    """Return the points of a row of wrapped text: not every program works them out."""
    texts = [
        textwrap.wrap(cell, int(WRAPPED * width), break_on_hyphens=False)
        for cell, width in zip(cells, widths, strict=True)
        if isinstance(cell, str) and len(cell) > width
    ]
    return size * 4 / 3 * max([1, *map(len, texts)])
