"""Sheets of a workbook as text, however Excel keeps them."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from analysis.errors import DataError
from analysis.official.recognise import File


@dataclass(frozen=True)
class Sheet:
    """One sheet: its cells as text, numbers in full, an empty cell as nothing."""

    where: str
    title: str
    rows: tuple[tuple[str, ...], ...]

    def cell(self, row: int, column: int) -> str:
        """The text of a cell, counted from zero; nothing beyond the sheet's end."""
        inside = 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row])
        return self.rows[row][column] if inside else ""

    def letters(self, column: int) -> str:
        """`AB`, as a spreadsheet program names the column, which is counted from zero."""
        from openpyxl.utils import get_column_letter

        return str(get_column_letter(column + 1))

    def place(self, row: int, column: int) -> str:
        """`row 8, column AB`."""
        return f"row {row + 1}, column {self.letters(column)}"


@dataclass(frozen=True)
class Workbook:
    """The visible sheets of a workbook, and when it was made."""

    sheets: tuple[Sheet, ...]
    created: datetime | None

    @cached_property
    def opening(self) -> tuple[str, ...]:
        """What stands in the first cells that are not empty, to say what a workbook is."""
        return tuple(
            cell for sheet in self.sheets for row in sheet.rows[:8] for cell in row if cell
        )


def read_workbook(file: File) -> Workbook:
    """The workbook's sheets. Raises DataError for one that is damaged."""
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(file.content), read_only=True, data_only=True)
        sheets = tuple(_sheets(str(file.path), book))
        created = book.properties.created
        book.close()
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError, SyntaxError) as error:
        raise DataError(f"{file.path} is a damaged workbook ({error}): download it again") from None
    return Workbook(sheets, created)


def _sheets(path: str, book: Any) -> Iterator[Sheet]:
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            rows = tuple(tuple(map(_text, row)) for row in sheet.iter_rows(values_only=True))
            yield Sheet(f"{path}: sheet '{sheet.title}'", sheet.title, rows)


def _text(value: object) -> str:
    """A number in full without an exponent, text with single spaces."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.6f}".rstrip("0").rstrip(".")
    return re.sub(r"\s+", " ", str(value)).strip()
