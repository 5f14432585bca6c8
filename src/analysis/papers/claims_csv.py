"""Read what was transcribed from a paper: its claims, its tables as printed, its dated steps."""

import re
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from analysis.csv_files import (
    ANY,
    SOME_TEXT,
    check_table,
    column,
    is_number,
    matching,
    one_of,
    read_text_table,
)
from analysis.errors import DataError, listing, nearest
from analysis.papers.catalogue import Paper
from analysis.papers.claims import BASE_UNITS, BOUNDS, Claim

UP_TO_NINETEEN = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
NUMBER_WORDS = {word: number for number, word in enumerate(UP_TO_NINETEEN.split(), start=1)} | {
    word: 10 * number for number, word in enumerate(TENS.split(), start=2)
}
NOT_READ_IN_WORDS = {"half", "third", "quarter", "hundred", "thousand", "million"}


_MONTH = matching("a month such as 2021-07", r"\d{4}-(0[1-9]|1[0-2])")
CLAIMS_SCHEMA = pa.DataFrameSchema(
    {
        "claim": matching(
            "a name of lower-case letters, digits and underscores", r"[a-z][a-z0-9_]*", unique=True
        ),
        "paragraph": SOME_TEXT,
        "statement": SOME_TEXT,
        "printed": SOME_TEXT,
        "value": column("a number", is_number),
        "unit": one_of(tuple(BASE_UNITS)),
        "resolution": column(
            "a number above zero", lambda text: is_number(text) and float(text) > 0
        ),
        "bound": one_of(BOUNDS),
        "formula": ANY,
        "reconciliation": ANY,
        "table": ANY,
        "row": ANY,
        "column": ANY,
        "covered_by": ANY,
        "note": ANY,
    }
)

TIMELINE_SCHEMA = pa.DataFrameSchema(
    {"step": SOME_TEXT, "start": _MONTH, "end": _MONTH, "paragraph": SOME_TEXT}
)


def read_claims(paper: Paper) -> pd.DataFrame:
    """The claims of a paper as printed, all columns text, one row a claim.

    Raises DataError for a bad cell, a printed figure that does not say its value, a table cell that
    is no claim or a claim that is not what its table cell says, and an analysis that the paper does
    not get.
    """
    path = paper.folder / "claims.csv"
    claims = read_text_table(path)
    check_table(path, claims, CLAIMS_SCHEMA)
    for row, claim in enumerate(claims.to_dict("records"), start=2):
        _check_printed(f"{path}, row {row}", claim["printed"], claim["value"], claim["unit"])
        for analysis in claim["covered_by"].split():
            if analysis not in paper.analyses:
                raise DataError(
                    f"{path}, row {row}, column 'covered_by': '{analysis}' is no analysis of "
                    f"paper.toml{nearest(analysis, paper.analyses)}; "
                    f"the analyses are: {listing(paper.analyses)}"
                )
    for file in sorted((paper.folder / "tables").glob("*.csv")):
        if file.stem not in paper.tables:
            raise DataError(
                f"{file}: paper.toml has no [tables.{file.stem}]"
                f"{nearest(file.stem, paper.tables)}; the tables are: {listing(paper.tables)}"
            )
    _check_cells(path, claims, {name: read_printed_table(paper, name) for name in paper.tables})
    return claims


def to_claims(path: Path, claims: pd.DataFrame) -> dict[str, Claim]:
    """The rows of `claims.csv` as claims in base units, by name."""
    result = {}
    for row, claim in enumerate(claims.to_dict("records"), start=2):
        scale = BASE_UNITS[claim["unit"]][1]
        result[claim["claim"]] = Claim(
            name=claim["claim"],
            value=Fraction(claim["value"]) * scale,
            resolution=Fraction(claim["resolution"]) * scale,
            bound=claim["bound"],
            formula=claim["formula"],
            reconciliation=claim["reconciliation"],
            where=f"{path}, row {row}",
        )
    return result


FIGURE = re.compile(r"(?P<minus>[-−]?)(?P<pound>£?)(?P<digits>\d[\d,]*(\.\d+)?)")
SCALE = re.compile(r"[km]\b|\s?(%|per ?cent\b|thousand\b|million\b)", re.IGNORECASE)
UNIT_OF_SCALE = {
    "k": "thousand pounds",
    "thousand": "thousand pounds",
    "m": "million pounds",
    "million": "million pounds",
    "%": "percent",
    "percent": "percent",
}


def _check_printed(where: str, printed: str, value: str, unit: str) -> None:
    """The printed characters and the value are transcribed separately: each checks the other."""
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
    """`two years` → 2, `a further year` → 1, `twenty-one` → 21; nothing for what is less plain."""
    words = re.findall(r"[a-z]+", printed.lower())
    if NOT_READ_IN_WORDS & set(words):
        return None
    for word, following in zip(words, [*words[1:], ""], strict=True):
        if word in NUMBER_WORDS:
            number = NUMBER_WORDS[word]
            ones = NUMBER_WORDS.get(following, 0) if number >= 20 else 0
            return Fraction(number + (ones if ones < 10 else 0))
    return Fraction(1) if {"a", "an"} & set(words) else None


def _check_cells(path: Path, claims: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> None:
    claimed: set[tuple[str, str, str]] = set()
    for row, claim in enumerate(claims.to_dict("records"), start=2):
        where = f"{path}, row {row}"
        if not claim["table"]:
            if claim["row"] or claim["column"]:
                raise DataError(f"{where}, column 'table': a row or column is given, but no table")
            continue
        if claim["table"] not in tables:
            raise DataError(
                f"{where}, column 'table': '{claim['table']}' is no table of paper.toml"
                f"{nearest(claim['table'], tables)}; the tables are: {listing(tables)}"
            )
        table = tables[claim["table"]]
        for axis, labels in (("row", list(table.index)), ("column", list(table.columns))):
            if claim[axis] not in labels:
                raise DataError(
                    f"{where}, column '{axis}': table {claim['table']} has no {axis} "
                    f"'{claim[axis]}'{nearest(claim[axis], labels)}"
                )
        cell = (claim["table"], claim["row"], claim["column"])
        printed = str(table.loc[claim["row"], claim["column"]])
        if printed != claim["printed"]:
            raise DataError(
                f"{where}, column 'printed': '{claim['printed']}' found, but the table's cell "
                f"({claim['row']}, {claim['column']}) says '{printed}'"
            )
        if cell in claimed:
            raise DataError(f"{where}: another claim already stands for cell {cell}")
        claimed.add(cell)
    for name, table in tables.items():
        for label, cells in table.iterrows():
            for heading, printed in cells.items():
                is_figure = re.fullmatch(r"[-−]?£?\d[\d,.]*\s?[%km]?", printed, re.IGNORECASE)
                if is_figure and (name, label, heading) not in claimed:
                    raise DataError(
                        f"{path}: no claim stands for '{printed}' "
                        f"in table {name}, row '{label}', column '{heading}'"
                    )


def read_printed_table(paper: Paper, name: str) -> pd.DataFrame:
    """A transcribed table as printed: text cells, indexed by the first column's labels."""
    path = paper.folder / "tables" / f"{name}.csv"
    table = read_text_table(path)
    labels = table[table.columns[0]]
    if labels.duplicated().any():
        row = int(labels.duplicated().to_numpy().argmax())
        raise DataError(f"{path}, row {row + 2}: a second row called '{labels.iloc[row]}'")
    return table.set_index(table.columns[0])


def read_timeline(paper: Paper) -> pd.DataFrame:
    """The dated steps of a paper: step, start, end (months as text), paragraph; perhaps none."""
    path = paper.folder / "timeline.csv"
    if not path.exists():
        return pd.DataFrame(columns=list(TIMELINE_SCHEMA.columns), dtype=str)
    timeline = read_text_table(path)
    check_table(path, timeline, TIMELINE_SCHEMA)
    for row, step in enumerate(timeline.itertuples(), start=2):
        if str(step.end) < str(step.start):
            raise DataError(
                f"{path}, row {row}, column 'end': the step ends in {step.end}, "
                f"before it starts in {step.start}"
            )
    return timeline
