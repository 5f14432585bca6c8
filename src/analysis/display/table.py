"""A table of a report: as accessible HTML, as plain text and as data.

    Table(
        "by-strand",
        "Budget by strand",
        frame,
        {"strand": "Strand", "budget_gbp": "Budget (£)", "ratio": "Times England’s"},
        formats={"ratio": TWO_DECIMALS},
        total_rows=[len(frame) - 1],
        note="A minus is a saving.",
    )

The first column holds the row headers. A number is written by the unit in its header: `(£` money,
`%` per cent, `points)` signed points, `January` or `Year` alone a year, anything else a number
without decimals; `formats` names the few columns that are written otherwise. A column of words is
text, on the left; words under a header with a unit are figures that are written already, such as
`£1 to £3`, and stand on the right: give `FIGURE_TEXT` where the header has no unit.

`formulas` says how a column is worked out from others of the table, for the workbook, whose cells
then are formulas wherever that gives the published figure: `{"saving_gbp": "{cost_gbp:above} -
{cost_gbp}"}`. Beside `{column}`, the cell of the same row, there are `{column:above}`,
`{column:first}`, `{column:last}` and `{column:3}` for that of another row, `SUM({column:1-6})` and
`SUM({column:so_far})`. A list has a formula a row. Totals of `total_rows` need none where they are
the sum of the rows above.

A missing number is said to be `not available`. The words NOT_APPLICABLE (or MISSING) in a column of
numbers stand for themselves, and are empty cells of the CSV file.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from numbers import Real
from typing import TYPE_CHECKING, Any

from analysis.display.words import (
    FIGURE_TEXT,
    MISSING,
    MONEY,
    NOT_APPLICABLE,
    NUMBER,
    PERCENT,
    POINTS,
    TEXT,
    YEAR,
    Format,
    is_missing,
)
from analysis.errors import AnalysisError

if TYPE_CHECKING:
    import pandas as pd

LONG_TEXT_CHARACTERS = 30
STORED_DECIMALS = 6
"""As in `claims.csv`: more would be noise of floating point."""

ID = re.compile(r"[a-z]+[a-z0-9]*(-[a-z0-9]+)*")
REFERENCE = re.compile(r"\{(\w+)(:[\w-]+)?\}")
"""Of a formula to a column, and perhaps to another row."""
UNITS = {"(£": MONEY, "%": PERCENT, "points)": POINTS}
"""What a header holds → how its numbers are written."""
YEARS = ("January", "Year")


@dataclass(frozen=True)
class Table:
    """A titled table: see the head of this module for how columns are written.

    `id` names its CSV file: stable words with hyphens, without year, place or figure. `columns` are
    column of the frame → header. `data_columns` are those of the workbook and the CSV file where
    people are shown less or other than what can be computed with: a range in words, amounts of
    several units in one column. `total_rows` are the positions of rows that are totals.
    """

    id: str
    title: str
    frame: "pd.DataFrame"
    columns: Mapping[str, str]
    note: str = ""
    total_rows: Sequence[int] = ()
    formats: Mapping[str, Format] = field(default_factory=dict)
    data_columns: Mapping[str, str] = field(default_factory=dict)
    formulas: Mapping[str, str | Sequence[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not ID.fullmatch(self.id):
            raise AnalysisError(
                f"The id '{self.id}' of the table '{self.title}' has to be words with hyphens"
            )

    def format_of(self, column: str, header: str) -> Format:
        """Return how a column is written, by `formats`, by its cells or by its header's unit."""
        if column in self.formats:
            return self.formats[column]
        by_unit = next((how for unit, how in UNITS.items() if unit in header), None)
        if _is_text(self.frame[column]):
            return FIGURE_TEXT if by_unit else TEXT
        return by_unit or (YEAR if header in YEARS else NUMBER)

    def cells(self) -> list[list[str]]:
        """Return the body as text, one list a row."""
        columns = [
            [_shown(value, how) for value in self.frame[column]]
            for column, how in zip(self.columns, self._formats(self.columns), strict=True)
        ]
        return [list(row) for row in zip(*columns, strict=True)]

    def to_html(self) -> str:
        """Return caption, scoped headers and right-aligned numbers, in a region that can scroll."""
        caption = f"table-{self.id}"
        rows = self.cells()
        classes = [
            _css_class(how, [row[place] for row in rows])
            for place, how in enumerate(self._formats(self.columns))
        ]
        head = "".join(
            f'<th scope="col"{kind}>{escape(header)}</th>'
            for header, kind in zip(self.columns.values(), classes, strict=True)
        )
        body = "".join(
            _html_row(cells, classes, place in self.total_rows) for place, cells in enumerate(rows)
        )
        note = f'<p class="note">{escape(self.note)}</p>' if self.note else ""
        return (
            f'<div class="table" role="region" aria-labelledby="{caption}" tabindex="0">'
            f'<table><caption id="{caption}">{escape(self.title)}</caption>'
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>{note}"
        )

    def to_text(self) -> str:
        """Return the table in plain text, for a terminal or a viewer that strips HTML."""
        import pandas as pd

        shown = pd.DataFrame(self.cells(), columns=list(self.columns.values()))
        return f"{self.title}\n{shown.to_string(index=False)}"

    def to_data(self) -> dict[str, Any]:
        """Return the table as plain values, for the metadata of the notebook that shows it.

        Keys id, title, note, totals (row positions), columns (header and number format, which is
        empty for text) and rows: numbers in the unit of the header, to six decimals, text, None for
        a figure that is not available, empty for one that cannot be; and formulas, if there are
        any: one a column or a list of one a row, with positions of columns in braces. Raises
        AnalysisError where two columns have one header, one has none, or a formula is of a column
        that is not there.
        """
        columns = self.data_columns or self.columns
        headers = list(columns.values())
        different = {header.strip().casefold() for header in headers} - {""}
        if len(different) < len(headers):
            raise AnalysisError(f"The table '{self.title}' needs different headers, not {headers}")
        formats = self._formats(columns)
        stored = [
            [_stored(value, how) for value in self.frame[column]]
            for column, how in zip(columns, formats, strict=True)
        ]
        return {
            "id": self.id,
            "title": self.title,
            "note": self.note,
            "totals": list(self.total_rows),
            "columns": [
                [header, how.number_format] for header, how in zip(headers, formats, strict=True)
            ],
            "rows": [list(row) for row in zip(*stored, strict=True)],
            **({"formulas": self._formulas(list(columns))} if self.formulas else {}),
        }

    def _formulas(self, columns: list[str]) -> list[str | list[str]]:
        def position(found: re.Match[str]) -> str:
            if found[1] not in columns:
                raise AnalysisError(f"The table '{self.title}' has no '{found[1]}' for a formula")
            return f"{{{columns.index(found[1])}{found[2] or ''}}}"

        every = [self.formulas.get(column, "") for column in columns]
        return [
            REFERENCE.sub(position, one)
            if isinstance(one, str)
            else [REFERENCE.sub(position, formula) for formula in one]
            for one in every
        ]

    def _formats(self, columns: Mapping[str, str]) -> list[Format]:
        return [self.format_of(column, header) for column, header in columns.items()]

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        bundle = {"text/html": self.to_html(), "text/plain": self.to_text()}
        return bundle, {"table": self.to_data()}


def _is_text(column: "pd.Series") -> bool:
    """Return whether a column has words and no number; those for a missing figure are none."""
    from pandas.api.types import is_numeric_dtype

    if is_numeric_dtype(column.dtype):
        return False
    there = [value for value in column if not is_missing(value)]
    if any(isinstance(value, Real) for value in there):
        return False
    if not there:  # NaN among objects is a number that is missing, None a word
        return not (column.dtype == "object" and any(isinstance(value, Real) for value in column))
    return any(value not in (MISSING, NOT_APPLICABLE) for value in there)


def _shown(value: Any, how: Format) -> str:
    """Return a cell as people read it: a missing figure says that it is missing."""
    if is_missing(value):
        return "" if how.is_name else MISSING
    return value if isinstance(value, str) else how.write(value)


def _stored(value: Any, how: Format) -> str | int | float | None:
    if is_missing(value):
        return "" if how.is_name else None
    if isinstance(value, str) or not isinstance(value, Real) or not how.number_format:
        return {MISSING: None, NOT_APPLICABLE: ""}.get(str(value), str(value))
    rounded = round(float(value), STORED_DECIMALS)
    return int(rounded) if rounded.is_integer() else rounded


def _css_class(how: Format, cells: Sequence[str]) -> str:
    """Numbers stand to the right; a column of long text is kept wide enough to read."""
    if not how.is_name:
        return ' class="number"'
    longest = max(map(len, cells), default=0)
    return ' class="long"' if longest > LONG_TEXT_CHARACTERS else ""


def _html_row(cells: Sequence[str], classes: Sequence[str], is_total: bool) -> str:
    row = f'<th scope="row">{escape(cells[0])}</th>' + "".join(
        f"<td{kind}>{escape(cell)}</td>" for cell, kind in zip(cells[1:], classes[1:], strict=True)
    )
    return f'<tr class="total">{row}</tr>' if is_total else f"<tr>{row}</tr>"
