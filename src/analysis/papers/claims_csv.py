"""Read what was transcribed from a paper: its claims, its tables as printed, its dated steps."""

import re
from collections.abc import Collection, Mapping
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from analysis.csv_files import (
    ANY,
    NAME,
    SOME_TEXT,
    column,
    is_number,
    matching,
    one_of,
    read_checked,
    read_text_table,
)
from analysis.errors import DataError, check_known, numbered_rows
from analysis.papers.catalogue import Paper
from analysis.papers.claims import BASE_UNITS, BOUNDS

CLAIMS_SCHEMA = pa.DataFrameSchema(
    {
        "claim": NAME,
        **dict.fromkeys(("paragraph", "statement", "printed"), SOME_TEXT),
        "value": column("a number", is_number),
        "unit": one_of(tuple(BASE_UNITS)),
        "resolution": column(
            "a number above zero", lambda text: is_number(text) and float(text) > 0
        ),
        "bound": one_of(BOUNDS),
        **dict.fromkeys(("formula", "reconciliation", "table", "row", "column"), ANY),
        **dict.fromkeys(("covered_by", "note"), ANY),
    }
)

Cell = tuple[str, str, str]
"""Table, row and column."""

MONTH = matching("a month such as 2021-07", r"\d{4}-(0[1-9]|1[0-2])")
TIMELINE_SCHEMA = pa.DataFrameSchema(
    {"step": SOME_TEXT, "start": MONTH, "end": MONTH, "paragraph": SOME_TEXT}
)


def read_claims(paper: Paper) -> pd.DataFrame:
    """Return the claims of a paper as printed, all columns text, one row a claim.

    Raises DataError for a bad cell, a printed figure that does not say its value, a table cell that
    is no claim or a claim that is not what its table cell says, and an analysis that the paper does
    not get.
    """
    path = paper.folder / "claims.csv"
    claims = read_checked(path, CLAIMS_SCHEMA)
    for where, claim in numbered_rows(path, claims):
        check_printed(where, claim["printed"], claim["value"], claim["unit"])
        for analysis in claim["covered_by"].split():
            said = f"{where}, column 'covered_by': '{analysis}' is no analysis of paper.toml"
            check_known(analysis, paper.analyses, said, "The analyses are")
    for file in sorted((paper.folder / "tables").glob("*.csv")):
        said = f"{file}: paper.toml has no [tables.{file.stem}]"
        check_known(file.stem, paper.tables, said, "The tables are")
    tables = {name: read_printed_table(paper, name) for name in paper.tables}
    claimed: set[Cell] = set()
    for where, claim in numbered_rows(path, claims):
        if cell := _check_cell(where, claim, tables):
            if cell in claimed:
                raise DataError(f"{where}: another claim already stands for cell {cell}")
            claimed.add(cell)
    _refuse_unclaimed(path, tables, claimed)
    return claims


# ---------------------------------------------------------------------- a figure and its value

UP_TO_NINETEEN = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
NUMBER_WORDS = {word: number for number, word in enumerate(UP_TO_NINETEEN.split(), start=1)} | {
    word: 10 * number for number, word in enumerate(TENS.split(), start=2)
}
NOT_READ_IN_WORDS = {"half", "third", "quarter", "hundred", "thousand", "million"}

FIGURE = re.compile(r"(?P<minus>[-−]?)(?P<pound>£?)(?P<digits>\d[\d,]*(\.\d+)?)")
SCALE = re.compile(r"[km]\b|\s?(%|per ?cent\b|thousand\b|million\b)", re.IGNORECASE)
UNIT_OF_SCALE = {
    **dict.fromkeys(("k", "thousand"), "thousand pounds"),
    **dict.fromkeys(("m", "million"), "million pounds"),
    **dict.fromkeys(("%", "percent"), "percent"),
}


def check_printed(where: str, printed: str, value: str, unit: str) -> None:
    """Check the printed characters and the value, transcribed separately, by each other."""
    figure = FIGURE.search(printed)
    if figure is None:
        read = _in_words(printed)
    else:
        read = Fraction(figure["digits"].replace(",", "")) * (-1 if figure["minus"] else 1)
    # neither digits nor a word, such as "the past year": nothing to check the value against
    if read is not None and read != Fraction(value):
        raise DataError(f"{where}, column 'value': printed '{printed}' but value '{value}'")
    if figure is None:
        return
    scale = SCALE.match(printed, figure.end())
    expected = UNIT_OF_SCALE[scale[0].lower().replace(" ", "")] if scale else unit
    if unit != expected or (figure["pound"] and BASE_UNITS[unit][0] != "pounds"):
        raise DataError(f"{where}, column 'unit': printed '{printed}' but unit '{unit}'")


def _in_words(printed: str) -> Fraction | None:
    """Return 2 for `two years`, 1 for `a further year`, 21 for `twenty-one`, else nothing."""
    words = re.findall(r"[a-z]+", printed.lower())
    if NOT_READ_IN_WORDS & set(words):
        return None
    for word, following in zip(words, [*words[1:], ""], strict=True):
        if word in NUMBER_WORDS:
            number = NUMBER_WORDS[word]
            ones = NUMBER_WORDS.get(following, 0) if number >= 20 else 0
            return Fraction(number + (ones if ones < 10 else 0))
    return Fraction(1) if {"a", "an"} & set(words) else None


# ---------------------------------------------------------------------- tables as printed


def _check_cell(
    where: str, claim: Mapping[str, str], tables: Mapping[str, pd.DataFrame]
) -> Cell | None:
    """Return the cell that a claim stands in, if any, once it says the same."""
    name, row, heading = claim["table"], claim["row"], claim["column"]
    if not name:
        if row or heading:
            raise DataError(f"{where}, column 'table': a row or column is given, but no table")
        return None
    said = f"{where}, column 'table': '{name}' is no table of paper.toml"
    check_known(name, tables, said, "The tables are")
    table = tables[name]
    said = f"{where}, column '{{0}}': table {name} has no {{0}} '{{1}}'"
    check_known(row, table.index, said.format("row", row))
    check_known(heading, table.columns, said.format("column", heading))
    printed = str(table.loc[row, heading])
    if printed != claim["printed"]:
        raise DataError(
            f"{where}, column 'printed': '{claim['printed']}' found, but the table's cell "
            f"({row}, {heading}) says '{printed}'"
        )
    return name, row, heading


def _refuse_unclaimed(
    path: Path, tables: Mapping[str, pd.DataFrame], claimed: Collection[Cell]
) -> None:
    for name, table in tables.items():
        for (label, heading), printed in table.stack().items():
            is_figure = re.fullmatch(r"[-−]?£?\d[\d,.]*\s?[%km]?", printed, re.IGNORECASE)
            if is_figure and (name, label, heading) not in claimed:
                raise DataError(
                    f"{path}: no claim stands for '{printed}' "
                    f"in table {name}, row '{label}', column '{heading}'"
                )


def read_printed_table(paper: Paper, name: str) -> pd.DataFrame:
    """Return a transcribed table as printed: text cells, by the labels of its first column."""
    path = paper.folder / "tables" / f"{name}.csv"
    table = read_text_table(path)
    labels = table[table.columns[0]]
    if labels.duplicated().any():
        row = int(labels.duplicated().to_numpy().argmax())
        raise DataError(f"{path}, row {row + 2}: a second row called '{labels.iloc[row]}'")
    return table.set_index(table.columns[0])


def read_timeline(paper: Paper) -> pd.DataFrame:
    """Return the dated steps: step, start, end (months as text), paragraph; perhaps none."""
    path = paper.folder / "timeline.csv"
    timeline = read_checked(path, TIMELINE_SCHEMA, optional=True)
    for where, step in numbered_rows(path, timeline):
        if step["end"] < step["start"]:
            raise DataError(
                f"{where}, column 'end': the step ends in {step['end']}, "
                f"before it starts in {step['start']}"
            )
    return timeline
