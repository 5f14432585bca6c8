"""The workbook of a folder of reports: every table, as the guidance on spreadsheets asks.

Cover, contents, notes, then one sheet a table. The same tables make the same bytes, and no text can
become a formula or a link, whatever it begins with.
"""

import io
import math
import re
import textwrap
import threading
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd
from gptables import Cover, GPTable, produce_workbook
from gptables.core.wrappers import GPWorksheet

from analysis.build.data import Cell, DataTable
from analysis.build.workbook_contents import Contents
from analysis.display.csv_cells import is_formula

NOT_AVAILABLE, NOT_APPLICABLE = "[x]", "[z]"
SHORTHAND = {
    NOT_AVAILABLE: "[x] means not available.",
    NOT_APPLICABLE: "[z] means not applicable.",
}
CREATED = datetime(1980, 1, 1)
"""Fixed, as is the time of every file in the workbook, so that two builds give the same bytes."""

SHEET_NAME_CHARACTERS = 30
NARROWEST, WIDEST, LINE = 10, 50, 100
"""Characters of a column: longer text is wrapped. The last is of contents and notes."""

WIDTH_A_CHARACTER = 1.2
"""The sheets are in 12 point, where the unit of width is a digit in 11 point."""

WRAPPED = 1.1
"""Running text has more characters to a line than a column has digits."""

COVER_CHARACTERS = 80
HEIGHT_A_LINE_POINTS = {12: 16, 14: 20, 16: 24}
"""Font size → height of a line."""

A4 = 9
ONE_AT_A_TIME = threading.Lock()
"""For workbooks of several threads, which share what warnings are shown."""

PLAIN_STRINGS = {"mode.string_storage": "python"}
"""Option of pandas: gptables takes cells one by one, which Arrow's strings are slow at."""


@dataclass(frozen=True)
class _Sheet:
    name: str
    title: str
    reports: Sequence[str]
    number: int
    table: DataTable


def workbook(contents: Contents, tables: Mapping[str, Sequence[DataTable]]) -> bytes:
    """The xlsx file of a folder of reports: its tables by title of the report that shows them.

    A table that stands in several reports gets one sheet. There has to be at least one table.
    """
    sheets = list(_sheets(tables))
    title = contents.subject.tables_title
    notes = pd.DataFrame(
        [[_reference(s), _text(s.table.note)] for s in sheets if s.table.note],
        columns=["Reference", "Note"],
    )
    cover = _cover(contents, title, list(tables))
    gptables = {sheet.name: _gptable(sheet) for sheet in sheets}
    made = io.BytesIO()
    with ONE_AT_A_TIME, pd.option_context(PLAIN_STRINGS), warnings.catch_warnings():
        # What gptables uses of pandas that is on its way out is for gptables to mend.
        warnings.simplefilter("ignore", DeprecationWarning)
        warnings.simplefilter("ignore", FutureWarning)
        if notes.empty:
            warnings.filterwarnings("ignore", "No note text provided", UserWarning)
        book = produce_workbook(
            made,
            gptables,
            cover=cover,
            contentsheet_options={
                "column_names": ["Sheet", "Table"],
                "instructions": "This worksheet contains one table. Each sheet name is a link.",
            },
            notes_table=None if notes.empty else notes,
            auto_width=False,
            workbook_options={
                "in_memory": True,
                "strings_to_formulas": False,
                "strings_to_numbers": False,
                "strings_to_urls": False,
            },
        )
    _lay_out_cover(book.get_worksheet_by_name("Cover"), cover)
    lists = {"Contents": (SHEET_NAME_CHARACTERS, LINE), "Notes": (NARROWEST, LINE)}
    for name, widths in lists.items():
        if sheet := book.get_worksheet_by_name(name):
            _lay_out_columns(sheet, widths)
    if notes_sheet := book.get_worksheet_by_name("Notes"):
        texts = [["Note number", "Note"], *([" ", note] for note in notes["Note"])]
        _lay_out_rows(notes_sheet, 2, texts, lists["Notes"])
    for name, gptable in gptables.items():
        _lay_out_table(book.get_worksheet_by_name(name), gptable)
    book.set_properties(
        {
            "title": title,
            "subject": contents.subject.citation,
            "category": "High needs funding",
            "created": CREATED,
        }
    )
    book.close()
    return made.getvalue()


def _sheets(tables: Mapping[str, Sequence[DataTable]]) -> Iterator[_Sheet]:
    """Each different table once, numbered, with a title that no other has."""
    reports: dict[int, list[str]] = {}
    different: list[DataTable] = []
    for report, shown in tables.items():
        for table in shown:
            if table not in different:
                different.append(table)
            reports.setdefault(different.index(table), []).append(report)
    titles = [table.title for table in different]
    for index, table in enumerate(different):
        title, number = table.title, index + 1
        if titles.count(title) > 1:
            title = f"{title}, in “{reports[index][0]}”"
        yield _Sheet(sheet_name(number, table.title), title, reports[index], number, table)


def sheet_name(number: int, title: str) -> str:
    """`3 Budget by strand and funding`: at most 30 characters, none of them barred by Excel."""
    plain = " ".join(re.sub(r"[^\w ,.%£&-]+", " ", title).split())
    short = textwrap.shorten(
        f"{number} {plain}", SHEET_NAME_CHARACTERS, placeholder="", break_on_hyphens=False
    )
    return short.rstrip(" ,.&-")


def _gptable(sheet: _Sheet) -> GPTable:
    table = sheet.table
    rows = [[_value(cell) for cell in row] for row in table.rows] or [
        ["This table has no rows", *[NOT_APPLICABLE] * (len(table.labels) - 1)]
    ]
    written = {cell for row in rows for cell in row}
    instructions = "This worksheet contains one table."
    if table.note:
        instructions += f" It has a note on the worksheet Notes: $${_reference(sheet)}$$"
    return GPTable(
        table=pd.DataFrame(rows, columns=[_text(label) for label in table.labels], dtype=object),
        table_name=f"table_{sheet.number}",
        title=f"Table {sheet.number}: {_text(sheet.title)}",
        subtitles=[f"In the report “{_text(report)}”" for report in sheet.reports],
        instructions=instructions,
        legend=[words for symbol, words in SHORTHAND.items() if symbol in written],
        source=f"Source: {_text(table.source)}" if table.source else None,
        index_columns={2: 0},
        additional_formatting=list(_formatting(table)),
    )


def _formatting(table: DataTable) -> Iterator[dict[str, Any]]:
    """What differs from the theme of gptables: each format once, which takes long to apply."""
    columns = range(len(table.labels))
    yield _of_columns(columns, {"valign": "top"})
    # Or text would touch the numbers to its left, which are aligned to the right.
    texts = [column for column in columns if column > 0 and not table.formats[column]]
    if texts:
        yield _of_columns(texts, {"indent": 1})
    for code in dict.fromkeys(code for code in table.formats if code):
        numbers = [column for column in columns if table.formats[column] == code]
        yield _of_columns(numbers, {"num_format": _with_decimals(code)}, include_names=False)
        if code != _with_decimals(code):
            # Excel would leave a point after a whole number: `5.`
            whole = {"num_format": code.partition(".")[0]}
            for row, cells in enumerate(table.rows, start=1):
                for column in numbers:
                    if _is_whole(cells[column], code):
                        yield {"cell": {"cells": (row, column), "format": whole}}
    # A cell is stored as text in any case; with the prefix it also is after somebody has edited it.
    for row, cells in enumerate([table.labels, *table.rows]):
        for column, cell in enumerate(cells):
            if isinstance(cell, str) and is_formula(cell):
                yield {"cell": {"cells": (row, column), "format": {"quote_prefix": True}}}
    if table.totals:
        yield {"row": {"rows": [row + 1 for row in table.totals], "format": {"bold": True}}}


def _of_columns(
    columns: Sequence[int], form: Mapping[str, str | int], *, include_names: bool = True
) -> dict[str, Any]:
    """A format of whole columns, or of all but their headers."""
    return {
        "column": {"columns": list(columns), "format": form, "include_names": include_names},
    }


def _with_decimals(code: str) -> str:
    """`#,##0.0#` for `#,##0.##`."""
    return code.replace(".#", ".0", 1)


def _is_whole(cell: Cell, code: str) -> bool:
    """Whether a number has no decimals once it is rounded to those that the format leaves open."""
    if cell is None or isinstance(cell, str):
        return False
    return float(round(cell, code.count("#", code.index(".")))).is_integer()


def _value(cell: Cell) -> str | int | float:
    if cell is None:
        return NOT_AVAILABLE
    if not isinstance(cell, str):
        return cell
    if not cell.strip():
        return NOT_APPLICABLE
    # gptables refuses a cell without letters and digits, which a screen reader may not read out.
    return _text(cell) if re.search("[a-zA-Z0-9]", cell) else f"the characters {_text(cell)}"


def _text(text: str) -> str:
    """Text without what gptables takes for a link or for a reference to a note."""
    return re.sub(r"\$(?=\$)", "$ ", text.replace("](", "] ("))


def _reference(sheet: _Sheet) -> str:
    return f"note{sheet.number}"


def _cover(contents: Contents, title: str, reports: Sequence[str]) -> Cover:
    subject = contents.subject
    return Cover(
        title=_text(title),
        intro=[
            *map(_text, subject.intro),
            "These are all tables of its reports, the data of every chart included: "
            + _text("; ".join(reports))
            + ".",
        ],
        about=[
            "Units are in the column headers. Figures are not rounded further than to six "
            "decimals: cells may show fewer than they hold. Rows in bold are totals.",
            f"No cell is empty. {' '.join(SHORTHAND.values())}",
            *map(_text, subject.sources),
            "Licence: official figures are published under the Open Government Licence v3.0; the "
            "analysis is published under the MIT licence.",
            f"Made from raw data {contents.origin.data} by version {contents.origin.version} of "
            "the analysis.",
            *(
                _text(f"Not so the tables of “{report}”, which are those of an earlier report.")
                for report in contents.older
            ),
        ],
    )


def _lay_out_cover(sheet: GPWorksheet, cover: Cover) -> None:
    rows = [(16, cover.title)]
    for words in (cover.intro, cover.about):
        rows += [(14, "heading"), *((12, text) for text in words)]
    for row, (size, text) in enumerate(rows):
        lines = len(textwrap.wrap(text, COVER_CHARACTERS * 12 // size))
        sheet.set_row(row, lines * HEIGHT_A_LINE_POINTS[size])
    _fit_page(sheet)


def _lay_out_table(sheet: GPWorksheet, gptable: GPTable) -> None:
    """Widths of the columns, and heights of the rows of their wrapped text."""
    header, rows = list(gptable.table.columns), gptable.table.values.tolist()
    widths = [
        _width(label, cells) for label, cells in zip(header, zip(*rows, strict=True), strict=True)
    ]
    start = gptable.data_range[0]
    _lay_out_columns(sheet, widths)
    sheet.set_row(0, HEIGHT_A_LINE_POINTS[16])
    for subtitle in range(len(gptable.subtitles)):
        sheet.set_row(1 + subtitle, HEIGHT_A_LINE_POINTS[14])
    _lay_out_rows(sheet, start, [header, *rows], widths)
    sheet.repeat_rows(start)


def _width(label: str, cells: Sequence[str | int | float]) -> int:
    """Characters that a column needs, a header on three lines where it is longer than a cell."""
    longest = [*map(len, label.split()), math.ceil(len(label) / 3)]
    longest += [len(cell) if isinstance(cell, str) else len(f"{cell:,.2f}") for cell in cells]
    return min(max(NARROWEST, *longest), WIDEST)


def _lay_out_columns(sheet: GPWorksheet, widths: Sequence[int]) -> None:
    for column, width in enumerate(widths):
        sheet.set_column(column, column, WIDTH_A_CHARACTER * width + 2)
    _fit_page(sheet)


def _lay_out_rows(
    sheet: GPWorksheet,
    start: int,
    rows: Sequence[Sequence[str | int | float]],
    widths: Sequence[int],
) -> None:
    """Heights of rows of text: not every program works them out when it opens a workbook."""
    for row, cells in enumerate(rows, start=start):
        lines = [
            len(textwrap.wrap(cell, int(WRAPPED * width), break_on_hyphens=False))
            for cell, width in zip(cells, widths, strict=True)
            if isinstance(cell, str)
        ]
        sheet.set_row(row, max([1, *lines]) * HEIGHT_A_LINE_POINTS[12])


def _fit_page(sheet: GPWorksheet) -> None:
    """As wide as the page that it is printed on."""
    sheet.set_paper(A4)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
