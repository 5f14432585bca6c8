"""Read csv files as text and check them cell by cell, before anything is converted.

So a message can show the very characters that stand in the file.
"""

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from analysis.errors import DataError, check_known, listing

SHOWN_PROBLEMS = 5


def read_text_table(path: Path) -> pd.DataFrame:
    """Return a csv as text, nothing converted. Raises DataError if missing, empty or malformed."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = list(csv.reader(file, strict=True))
    except FileNotFoundError:
        raise DataError(f"{path} is missing") from None
    except UnicodeDecodeError as error:
        raise DataError(f"{path} is not a csv in UTF-8: {error}") from None
    except csv.Error as error:
        raise DataError(f"{path} is not a readable csv: {error}") from None
    while lines and not any(lines[-1]):
        lines.pop()
    if len(lines) < 2:
        raise DataError(f"{path} is empty: a header and at least one row were expected")
    header, *rows = lines
    for column in header:
        if header.count(column) > 1:
            raise DataError(f"{path}: two columns are called '{column}'")
    for number, cells in enumerate(rows, start=2):
        if len(cells) != len(header):
            raise DataError(
                f"{path}, row {number}: {len(cells)} cells found, "
                f"{len(header)} expected as in the header"
            )
    return pd.DataFrame(rows, columns=header, dtype=str)


def read_checked(path: Path, schema: pa.DataFrameSchema, optional: bool = False) -> pd.DataFrame:
    """Return a csv as text whose columns and cells are as the schema has them.

    An optional file that is not there has no rows.
    """
    if optional and not path.exists():
        return pd.DataFrame(columns=list(schema.columns), dtype=str)
    table = read_text_table(path)
    check_table(path, table, schema)
    return table


def check_table(path: Path, table: pd.DataFrame, schema: pa.DataFrameSchema) -> None:
    """Raise DataError naming file, row, column, value and expectation of up to five problems."""
    for column in table.columns:
        said = f"{path}: unknown column '{column}'"
        check_known(column, schema.columns, said, "The columns are")
    for column in schema.columns:
        if column not in table.columns:
            raise DataError(f"{path}: column '{column}' is missing")
    try:
        schema.validate(table, lazy=True)
    except SchemaErrors as errors:
        raise DataError(_describe(path, errors.failure_cases)) from None


def _describe(path: Path, cases: pd.DataFrame) -> str:
    cases = cases.drop_duplicates(subset=["index", "column", "check"])
    cases = cases.sort_values("index", kind="stable")
    cases = cases.replace({"check": {"field_uniqueness": "a value that no other row has"}})
    problems = [
        f"{path}, row {int(case['index']) + 2}, column '{case['column']}': "
        f"'{case['failure_case']}' found, {case['check']} expected"
        for _, case in cases.head(SHOWN_PROBLEMS).iterrows()
    ]
    if len(cases) > SHOWN_PROBLEMS:
        problems.append(f"and {len(cases) - SHOWN_PROBLEMS} more")
    return "\n".join(problems)


def is_number(text: str) -> bool:
    """Return whether the text is a plain decimal number such as -1250.5."""
    return re.fullmatch(r"-?\d+(\.\d+)?", text) is not None


def column(expectation: str, test: Callable[[str], bool], unique: bool = False) -> pa.Column:
    """Return a column of text of which each cell passes a test; `expectation` is for messages."""
    check = pa.Check(test, element_wise=True, error=expectation)
    return pa.Column(str, check, unique=unique, coerce=False)


def matching(expectation: str, pattern: str, unique: bool = False) -> pa.Column:
    """Return a column whose cells match a pattern."""
    return column(expectation, lambda text: bool(re.fullmatch(pattern, text)), unique)


def one_of(allowed: tuple[str, ...]) -> pa.Column:
    """Return a column whose cells are among the allowed ones."""
    return column(f"one of {listing(a or '(empty)' for a in allowed)}", lambda t: t in allowed)


ANY = matching("text", r"(?s).*")
SOME_TEXT = matching("some text, without a space before it", r"(?s)\S.*")
NAME = matching(
    "a name of lower-case letters, digits and underscores", r"[a-z][a-z0-9_]*", unique=True
)
COUNT = matching("a whole number", r"\d+")
JANUARY = matching("a year from 2010", r"20[1-9]\d")
