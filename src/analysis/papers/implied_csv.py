"""Read and check `implied.csv`: amounts that a paper states or that follow from its claims.

    amount,quantity,formula,unit,basis,bridge,headline
    deficit,Deficit at the end of the year,,pounds,As stated,end,Deficit
    overspend,Overspend in the year,,pounds,As stated,change,
    opening,Deficit at its start,deficit - overspend,pounds,{deficit} less {overspend},start,

An amount without a formula is the claim of that name. A formula names claims of the paper, amounts
of the rows above and PARAMETERS; like the formulas of claims it is in base units (pounds, percent,
months), whatever unit the amount is then shown in. `quantity` and `basis` are words, which can have
the same names in braces. `bridge` marks the three steps from one deficit to the next.
"""

import math
from collections.abc import Collection, Mapping
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from analysis.csv_files import ANY, NAME, SOME_TEXT, one_of, read_checked
from analysis.display.parts import MOST_HEADLINES
from analysis.display.words import money
from analysis.errors import DataError, check_known, listing, numbered_rows
from analysis.papers.catalogue import Paper
from analysis.papers.formulas import parse_formula
from analysis.papers.implied import BRIDGE, FILE, PARAMETERS, UNITS, names_in, work_out

SCHEMA = pa.DataFrameSchema(
    {
        "amount": NAME,
        "quantity": SOME_TEXT,
        "formula": ANY,
        "unit": one_of(tuple(UNITS)),
        "basis": SOME_TEXT,
        "bridge": one_of(("", *BRIDGE)),
        "headline": ANY,
    }
)

WORDS_OF_REPORT = {"bottom_line": tuple(PARAMETERS), "yearly_title": ()}
"""Inputs of `paper.toml` that are words about the amounts → what else they can name."""


def read_implied(paper: Paper, ledger: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of `implied.csv`, all columns text; none where the paper has no such file.

    Raises DataError for a bad cell, and as `check_implied` does.
    """
    rows = read_checked(paper.folder / FILE, SCHEMA, optional=True)
    check_implied(paper, rows, ledger)
    return rows


def check_implied(paper: Paper, rows: pd.DataFrame, ledger: pd.DataFrame) -> None:
    """Raise DataError where an amount names what there is not above it, or has a wrong unit.

    So too for words of `paper.toml` that name no amount, a bridge that does not close, a fifth
    headline, and a formula that cannot be worked out. `ledger` has the claims of the paper alone.
    """
    path = paper.folder / FILE
    claims = {str(claim.claim): str(claim.unit) for claim in ledger.itertuples()}
    known = claims | dict.fromkeys(PARAMETERS, "a number")
    for where, row in numbered_rows(path, rows):
        _check_amount(where, row, claims, known)
        known[row["amount"]] = UNITS[row["unit"]][0]
    _check_words_of_report(paper, list(rows["amount"]))
    figures = work_out(rows, ledger, PARAMETERS, path)
    if sum(figures["headline"] != "") > MOST_HEADLINES:
        raise DataError(f"{path}: more than {MOST_HEADLINES} amounts have a headline")
    _check_bridge(path, figures)


def _check_amount(
    where: str, row: Mapping[str, str], claims: Mapping[str, str], known: Mapping[str, str]
) -> None:
    """Check one row: `claims` and `known` have the base unit of what it can name."""
    name, unit = row["amount"], row["unit"]
    if row["formula"] == "":
        said = f"{where}, column 'amount': '{name}' has no formula, and is no claim of this paper"
        check_known(name, claims, said)
        if UNITS[unit][0] != claims[name]:
            raise DataError(
                f"{where}, column 'unit': '{unit}' found, but claim '{name}' is in {claims[name]}: "
                f"one of {listing(one for one in UNITS if UNITS[one][0] == claims[name])} expected"
            )
    elif name in known:
        kind = "a claim of this paper" if name in claims else "a parameter of the report"
        raise DataError(f"{where}, column 'amount': '{name}' has a formula, but is {kind}")
    else:
        _check_formula(where, row["formula"], unit, known)
    for column in ("quantity", "basis"):
        _check_names(f"{where}, column '{column}'", names_in(row[column]), known)


def _check_formula(where: str, text: str, unit: str, known: Mapping[str, str]) -> None:
    column = f"{where}, column 'formula'"
    formula = parse_formula(text, f"{column}: ")
    _check_names(column, formula.names, known)
    try:
        power = formula.power_of_pounds({name: int(known[name] == "pounds") for name in known})
    except ValueError as error:
        raise DataError(f"{column}: '{text}' {error}") from None
    if power != int(UNITS[unit][0] == "pounds"):
        gives = "pounds" if power == 1 else "no amount of pounds"
        raise DataError(
            f"{where}, column 'unit': '{unit}' found, but the formula '{text}' gives {gives}"
        )


def _check_names(where: str, names: Collection[str], known: Collection[str]) -> None:
    for name in names:
        said = f"{where}: '{name}' is no claim, no amount of a row above and no parameter"
        check_known(name, known, said)


def _check_words_of_report(paper: Paper, amounts: list[str]) -> None:
    known = [name + end for name in amounts for end in ("", ".low", ".high")]
    for analysis, plan in paper.analyses.items():
        for key, parameters in WORDS_OF_REPORT.items():
            given = plan.inputs.get(key, [])
            where = f"{paper.folder / 'paper.toml'}: analyses.{analysis}.inputs.{key}"
            for sentence in [given] if isinstance(given, str) else given:
                if not isinstance(sentence, str):
                    raise DataError(f"{where}: {sentence!r} found, sentences were expected")
                _check_names(where, names_in(sentence), [*known, *parameters])


def _check_bridge(path: Path, figures: pd.DataFrame) -> None:
    steps = figures[figures["bridge"] != ""]
    if steps.empty:
        return
    if sorted(steps["bridge"]) != sorted(BRIDGE) or set(steps["unit"]) != {"pounds"}:
        raise DataError(
            f"{path}, column 'bridge': one amount each of {listing(BRIDGE)} was expected, in pounds"
        )
    start, change, end = steps.set_index("bridge").loc[list(BRIDGE), "value"]
    if not math.isclose(start + change, end):
        raise DataError(
            f"{path}, column 'bridge': start and change come to {money(start + change)}, and the "
            f"end is {money(end)}: one of the three has to be worked out from the others"
        )
