"""Formulas of a table's cells: written for a spreadsheet only where they give the published value.

A formula is arithmetic over the columns of its row, `100 * ({2} / {1} - 1)`, with the positions of
columns in braces. `{1:above}`, `{1:first}`, `{1:last}` and `{1:3}` are the cells of other rows;
`SUM({1:1-6})` adds up rows, `SUM({1:so_far})` from the first to this one. Anything else is no
formula, wherever it comes from, so that nothing but arithmetic over the table's own cells is run.
"""

import math
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from types import CodeType
from typing import Any

from xlsxwriter.utility import xl_range, xl_rowcol_to_cell

from analysis.build.data import Cell, DataTable

TOKEN = re.compile(
    r"\{(?P<column>[0-9]+)(:(?P<rows>above|first|last|so_far|[0-9]+(-[0-9]+)?))?\}"
    r"|(?P<number>[0-9]+(\.[0-9]+)?)|SUM\(|[-+*/^(), ]"
)
LONGEST = 500
ROUNDING = 5e-6
"""Cells have six decimals, and a formula a few cells."""


def cell_formula(table: DataTable, row: int, column: int, first_row: int) -> str | None:
    """Return the formula of a cell, the table's first row being `first_row` of its sheet.

    It is what its column declares or, in a row of totals, the sum of the rows above. None where
    there is none, a figure in it is missing, or it does not give what is published.
    """
    published = table.rows[row][column]
    if published is None or isinstance(published, str):
        return None
    for template in _declared(table, row, column):
        try:
            code, tokens = _compile(template)
            cells = [_cells(table, token, row, first_row) for token in tokens]
            values = {f"cell{place}": value for place, (_, value) in enumerate(cells)}
            computed = eval(code, {"__builtins__": {}, "SUM": _add_up}, values)
        except (ArithmeticError, IndexError, SyntaxError, TypeError, ValueError):
            continue
        # A root of a negative number is complex.
        if isinstance(computed, int | float) and math.isclose(
            computed, published, rel_tol=1e-9, abs_tol=ROUNDING
        ):
            return "=" + "".join(name for name, _ in cells)
    return None


def _declared(table: DataTable, row: int, column: int) -> Iterator[str]:
    """Yield the formulas that a cell may have."""
    declared = table.formulas[column] if table.formulas else ""
    template = declared if isinstance(declared, str) else declared[row]
    if template:
        yield template
    start = max((total + 1 for total in table.totals if total < row), default=0)
    if row in table.totals and row > start + 1:
        yield f"SUM({{{column}:{start + 1}-{row}}})"


@lru_cache
def _compile(template: str) -> tuple[CodeType, Sequence[re.Match[str]]]:
    """Return a formula as code in which nothing is left but numbers, signs, cells and SUM.

    Raises ValueError for what is no arithmetic.
    """
    tokens = list(TOKEN.finditer(template))
    is_arithmetic = "".join(token[0] for token in tokens) == template
    if not is_arithmetic or re.search(r"\*\*|//", template) or len(template) > LONGEST:
        raise ValueError(template)
    python = [
        f"cell{place}"
        if token["column"]
        else repr(float(token[0]))
        if token["number"]
        else token[0].replace("^", "**")
        for place, token in enumerate(tokens)
    ]
    return compile("".join(python), "<formula>", "eval"), tokens


def _cells(
    table: DataTable, token: re.Match[str], row: int, first_row: int
) -> tuple[str, Sequence[Cell] | Cell]:
    """Return what a spreadsheet writes for a part of a formula, and its cell or cells."""
    if not token["column"]:
        return token[0], None
    column = int(token["column"])
    first, last = _rows(token["rows"], row, len(table.rows))
    cells = [table.rows[place][column] for place in range(first, last + 1)]
    if first == last:
        return xl_rowcol_to_cell(first_row + first, column), cells[0]
    return xl_range(first_row + first, column, first_row + last, column), cells


def _rows(where: str | None, row: int, rows: int) -> tuple[int, int]:
    """Return the first and the last row that a reference is to."""
    if where and where[0].isdigit():
        numbers = [int(number) - 1 for number in where.split("-")]
        first, last = numbers[0], numbers[-1]
    else:
        last = {"above": row - 1, "first": 0, "last": rows - 1}.get(where or "", row)
        first = 0 if where == "so_far" else last
    if not 0 <= first <= last < rows:
        raise IndexError(where)
    return first, last


def _add_up(*cells: Any) -> float:
    every = [one for cell in cells for one in (cell if isinstance(cell, list) else [cell])]
    return math.fsum(one for one in every if isinstance(one, int | float))
