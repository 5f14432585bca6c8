"""Checks of what a release holds, and messages that say file, table, row, column and value."""

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from analysis.errors import DataError, listing, nearest

SHOWN_PROBLEMS = 5

Cell = tuple[str, str]
"""What may stand in a cell: a pattern for all of it, and words for a message."""


def one_of(words: Sequence[str]) -> Cell:
    """Return a cell that is one of a few words."""
    return "|".join(words), f"one of {listing(words)}"


def figure(kind: str, symbols: Sequence[str]) -> Cell:
    """Return a cell with a `count` or an `amount`, or one of the symbols instead."""
    number, words = {"count": (r"\d+", "a whole number")}.get(kind, (r"-?\d+(\.\d+)?", "a number"))
    shown = listing(symbol or "(empty)" for symbol in symbols)
    return "|".join([number, *symbols]), f"{words} or one of {shown}"


def check_columns(where: str, found: Sequence[str], needed: Sequence[str]) -> None:
    """Raise DataError for each needed column that is missing or stands twice."""
    missing = [column for column in needed if column not in found][:SHOWN_PROBLEMS]
    others = [column for column in found if column and column not in needed]
    problems = [f"{where}: column '{name}' is missing{nearest(name, others)}" for name in missing]
    if missing:
        problems.append(f"other columns are: {listing(others)}")
    twice = [column for column in needed if found.count(column) > 1]
    problems += [f"{where}: two columns are called '{column}'" for column in twice]
    if problems:
        raise DataError("\n".join(problems))


def check_cells(where: str, table: pd.DataFrame, columns: Mapping[str, Cell]) -> None:
    """Raise DataError for up to five cells that are not as expected.

    The table's index is the row in the file.
    """
    wrong = [
        (row, f"{where}, row {row}, column '{name}': '{value}' found, {words} expected")
        for name, (pattern, words) in columns.items()
        for row, value in table.loc[~table[name].str.fullmatch(pattern), name].items()
    ]
    problems = [problem for _, problem in sorted(wrong, key=lambda one: one[0])]
    if len(problems) > SHOWN_PROBLEMS:
        problems[SHOWN_PROBLEMS:] = [f"and {len(problems) - SHOWN_PROBLEMS} more"]
    if problems:
        raise DataError("\n".join(problems))


def check_known(where: str, cells: pd.Series, known: Iterable[str]) -> None:
    """Raise DataError for the first cell that is not among the known ones, naming the nearest."""
    allowed = list(known)
    unknown = cells[~cells.isin(allowed)]
    if len(unknown):
        word = unknown.iloc[0]
        raise DataError(
            f"{where}, row {unknown.index[0]}, column '{cells.name}': '{word}' found"
            f"{nearest(word, allowed)}; one of {listing(allowed)} expected"
        )


def check_repeats(where: str, table: pd.DataFrame, key: Sequence[str]) -> None:
    """Raise DataError where two rows are of the same area, time and kind."""
    rows = table[list(key)]
    repeated = table.index[rows.duplicated()]
    if len(repeated):
        values = rows.loc[repeated[0]]
        first = table.index[(rows == values).all(axis="columns")][0]
        raise DataError(
            f"{where}, row {repeated[0]}: a second row for {listing(filter(None, values))}, "
            f"after row {first}"
        )
