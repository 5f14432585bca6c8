"""A table of a report: as accessible HTML, as plain text and as data."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from numbers import Real
from typing import Any

import pandas as pd

from analysis.errors import AnalysisError
from analysis.quantities import MISSING, NOT_APPLICABLE
from analysis.slugs import slug
from analysis.tables.formats import YEAR, number_format

LONG_TEXT_CHARACTERS = 30
STORED_DECIMALS = 6
"""As in `claims.csv`: more would be noise of floating point."""


@dataclass(frozen=True)
class Column:
    """How one column of a frame is shown. Without `write` it is text and aligned left.

    In a column with `write`, a word such as `not applicable` stands for itself.
    """

    name: str
    label: str
    write: Callable[[Any], str] | None = None

    def text(self, value: Any) -> str:
        """A cell as people read it: a missing number says that it is missing."""
        if value is None or pd.isna(value):
            return MISSING if self.write else ""
        return str(value) if self.write is None or isinstance(value, str) else self.write(value)

    def stored(self, value: Any) -> str | int | float | None:
        """A cell as data: number or text, None for what is not available, empty for what cannot be.

        Numbers are in the unit of the label, to six decimals.
        """
        if value is None or pd.isna(value):
            return None if self.write else ""
        text = str(value)
        if text in (MISSING, NOT_APPLICABLE):
            return None if text == MISSING else ""
        if isinstance(value, str) or not isinstance(value, Real) or self.write is str:
            return text
        rounded = round(float(value), STORED_DECIMALS)
        return int(rounded) if rounded.is_integer() else rounded

    def number_format(self, cells: Sequence[str | int | float | None]) -> str:
        """How a spreadsheet shows the numbers of the column; empty for a column of text."""
        if self.write is not None and self.write is not str:
            return number_format(self.write)
        return YEAR if any(not isinstance(cell, str) for cell in cells if cell is not None) else ""


@dataclass(frozen=True)
class Table:
    """A titled table: the first column holds the row headers, `total_rows` are marked as totals.

    `data_columns` are the columns of the workbook and the CSV file where people are shown less or
    other than what can be computed with: a range in words, amounts of several units in one column.
    """

    title: str
    frame: pd.DataFrame
    columns: Sequence[Column]
    total_rows: Sequence[int] = ()
    note: str = ""
    data_columns: Sequence[Column] = ()

    def cells(self) -> list[list[str]]:
        """The body as text, one list a row."""
        picked = self.frame[[column.name for column in self.columns]]
        return [
            [column.text(value) for column, value in zip(self.columns, row, strict=True)]
            for row in picked.itertuples(index=False, name=None)
        ]

    def to_html(self) -> str:
        """Caption, scoped headers and right-aligned numbers, in a named region that can scroll."""
        caption = f"table-{slug(self.title)}"
        rows = self.cells()
        classes = [self._class(number, rows) for number in range(len(self.columns))]
        head = "".join(
            f'<th scope="col"{kind}>{escape(column.label)}</th>'
            for column, kind in zip(self.columns, classes, strict=True)
        )
        body = "".join(
            self._row(cells, classes, number in self.total_rows)
            for number, cells in enumerate(rows)
        )
        note = f'<p class="note">{escape(self.note)}</p>' if self.note else ""
        return (
            f'<div class="table" role="region" aria-labelledby="{caption}" tabindex="0">'
            f'<table><caption id="{caption}">{escape(self.title)}</caption>'
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>{note}"
        )

    @staticmethod
    def _row(cells: Sequence[str], classes: Sequence[str], is_total: bool) -> str:
        row = f'<th scope="row">{escape(cells[0])}</th>' + "".join(
            f"<td{kind}>{escape(cell)}</td>"
            for cell, kind in zip(cells[1:], classes[1:], strict=True)
        )
        return f'<tr class="total">{row}</tr>' if is_total else f"<tr>{row}</tr>"

    def _class(self, column: int, rows: Sequence[Sequence[str]]) -> str:
        """Numbers stand to the right; a column of long text is kept wide enough to read."""
        if self.columns[column].write:
            return ' class="number"'
        longest = max((len(row[column]) for row in rows), default=0)
        return ' class="long"' if longest > LONG_TEXT_CHARACTERS else ""

    def to_text(self) -> str:
        """The table in plain text, for a terminal or a viewer that strips HTML."""
        shown = pd.DataFrame(self.cells(), columns=[column.label for column in self.columns])
        return f"{self.title}\n{shown.to_string(index=False)}"

    def to_data(self) -> dict[str, Any]:
        """The table as plain values, for the metadata of the notebook that shows it.

        Keys title, note, totals (row numbers), columns (label and number format, which is empty for
        text) and rows (see `Column.stored`). Raises AnalysisError where two columns have one label,
        or a column is written in a way that has no number format.
        """
        columns = self.data_columns or self.columns
        labels = [column.label for column in columns]
        if len(set(labels)) < len(labels) or not all(label.strip() for label in labels):
            raise AnalysisError(f"The table '{self.title}' needs different labels, not {labels}")
        stored = [[column.stored(cell) for cell in self.frame[column.name]] for column in columns]
        return {
            "title": self.title,
            "note": self.note,
            "totals": list(self.total_rows),
            "columns": [
                [column.label, column.number_format(cells)]
                for column, cells in zip(columns, stored, strict=True)
            ],
            "rows": [list(row) for row in zip(*stored, strict=True)],
        }

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        bundle = {"text/html": self.to_html(), "text/plain": self.to_text()}
        return bundle, {"table": self.to_data()}
