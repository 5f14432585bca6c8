"""Checks of what a release holds, and messages that say file, table, row, column and value."""

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from analysis.errors import DataError, listing, nearest

SHOWN_PROBLEMS = 5


def matching(expectation: str, pattern: str) -> pa.Column:
    """A column of text, each cell of which the pattern matches from end to end."""
    check = pa.Check(lambda cells: cells.str.fullmatch(pattern), error=expectation)
    return pa.Column(str, check, coerce=False)


def one_of(allowed: Sequence[str]) -> pa.Column:
    """A column of text, each cell of which is one of a few."""
    check = pa.Check(
        lambda cells: cells.isin(list(allowed)),
        error=f"one of {listing(word or '(empty)' for word in allowed)}",
    )
    return pa.Column(str, check, coerce=False)


def check_columns(where: str, found: Sequence[str], required: Iterable[str]) -> None:
    """Raise DataError for each required column that is missing or stands twice."""
    missing = [column for column in required if column not in found]
    unclaimed = [column for column in found if column not in required]
    problems = [
        f"{where}: column '{column}' is missing{nearest(column, unclaimed)}" for column in missing
    ]
    if missing:
        problems.append(f"the columns are: {listing(found)}")
    problems += [
        f"{where}: two columns are called '{column}'"
        for column in required
        if found.count(column) > 1
    ]
    if problems:
        raise DataError("\n".join(problems))


def check_cells(where: str, table: pd.DataFrame, columns: Mapping[str, pa.Column]) -> None:
    """Raise DataError for up to five cells that are not as expected.

    The table's index is the row in the file.
    """
    try:
        pa.DataFrameSchema(dict(columns)).validate(table, lazy=True)
    except SchemaErrors as errors:
        cases = errors.failure_cases
    else:
        return
    cases = cases.sort_values("index", kind="stable")
    problems = [
        f"{where}, row {case['index']}, column '{case['column']}': "
        f"'{case['failure_case']}' found, {case['check']} expected"
        for case in cases.head(SHOWN_PROBLEMS).to_dict("records")
    ]
    if len(cases) > SHOWN_PROBLEMS:
        problems.append(f"and {len(cases) - SHOWN_PROBLEMS} more")
    raise DataError("\n".join(problems))


def check_known(where: str, cells: pd.Series, known: Iterable[str]) -> None:
    """Raise DataError for the first cell that is not among the known ones, naming the nearest."""
    allowed = list(known)
    unknown = cells[~cells.isin(allowed)]
    if len(unknown):
        word = str(unknown.iloc[0])
        raise DataError(
            f"{where}, row {unknown.index[0]}, column '{cells.name}': '{word}' found"
            f"{nearest(word, allowed)}; one of {listing(allowed)} expected"
        )


def check_repeats(where: str, table: pd.DataFrame, key: Sequence[str]) -> None:
    """Raise DataError where two rows are of the same area, time and kind."""
    repeated = table.duplicated(list(key))
    if repeated.any():
        row = table[repeated].iloc[0]
        same = (table[list(key)] == row[list(key)]).all(axis="columns")
        values = listing(str(row[name]) for name in key if row[name] != "")
        raise DataError(
            f"{where}, row {table.index[repeated][0]}: a second row for {values}, "
            f"after row {table.index[same][0]}"
        )
