"""A table of a report, as accessible HTML and as plain text."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import pandas as pd

from analysis.quantities import MISSING
from analysis.slugs import slug

LONG_TEXT_CHARACTERS = 30


@dataclass(frozen=True)
class Column:
    """How one column of a frame is shown. Without `write` it is text and aligned left."""

    name: str
    label: str
    write: Callable[[Any], str] | None = None

    def text(self, value: Any) -> str:
        """A cell as people read it: a missing number says that it is missing."""
        if value is None or pd.isna(value):
            return MISSING if self.write else ""
        return self.write(value) if self.write else str(value)


@dataclass(frozen=True)
class Table:
    """A titled table: the first column holds the row headers, `total_rows` are marked as totals."""

    title: str
    frame: pd.DataFrame
    columns: Sequence[Column]
    total_rows: Sequence[int] = ()
    note: str = ""

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

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/html": self.to_html(), "text/plain": self.to_text()}
