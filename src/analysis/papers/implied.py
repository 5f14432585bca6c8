"""Amounts that a paper states or that follow from its claims, worked out: see `implied_csv`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.display.words import MISSING, listed
from analysis.errors import DataError, numbered_rows
from analysis.papers.claims import BASE_UNITS
from analysis.papers.formulas import Interval, Number, parse_formula
from analysis.papers.implied_words import exact_words, short_words

FILE = Path("implied.csv")

PARAMETERS = {"weeks_per_year": 52}
"""What formulas and words can name of a report's parameters → the value that checks take."""

UNITS = {
    **{base: (base, 1) for base, _ in BASE_UNITS.values()},
    "years": ("months", 12),
    "pounds a year": ("pounds", 1),
    "pounds a day": ("pounds", 1),
}
"""Unit of an amount → base unit of its formula, and how many of these it is."""

EXACT_UNITS = ("months", "days a week")
"""Terms and days are agreed, so that no rounding leaves a range."""

BRIDGE = ("start", "change", "end")

NUMBERS = ["value", "low", "high"]
WORDS = ["unit", "basis", "paragraph", "verdict", "bridge", "headline"]
FIGURE_COLUMNS = ["amount", "quantity", *NUMBERS, *WORDS]

IN_BRACES = re.compile(r"{([^{}]*)}")


@dataclass(frozen=True)
class _Known:
    """What a formula or words can name: a value in base units, None where it is missing."""

    value: Number | None
    interval: Interval
    words: str
    claims: frozenset[str] = frozenset()


def work_out(
    rows: pd.DataFrame, ledger: pd.DataFrame, parameters: Mapping[str, int], path: Path = FILE
) -> pd.DataFrame:
    """Return what the rows of `implied.csv` come to, with their words filled in.

    Columns amount, quantity, value, low, high (what rounding of the printed figures allows), unit,
    basis, paragraph (of the claims that it rests on, in the paper's order), verdict (of a claim,
    empty for what follows), bridge, headline and formula. What would be divided by a figure that
    may be zero is missing. A row whose quantity is that of one above is left out.
    """
    known = {str(claim["claim"]): _claim(claim) for claim in ledger.to_dict("records")}
    for name, number in parameters.items():
        exact = Fraction(number)
        known[name] = _Known(exact, Interval(exact, exact), str(number))
    verdicts = ledger.set_index("claim")["verdict"]
    figures = []
    for where, row in numbered_rows(path, rows):
        found = _amount(row, known, where)
        known[row["amount"]] = found
        words = {name: one.words for name, one in known.items()}
        paragraphs = ledger["paragraph"][ledger["claim"].isin(found.claims)].unique()
        figures.append(
            {
                **row,
                **_in_unit(found, row["unit"]),
                "quantity": fill(row["quantity"], words),
                "basis": fill(row["basis"], words),
                "paragraph": listed(paragraphs),
                "verdict": "" if row["formula"] else verdicts[row["amount"]],
            }
        )
    frame = pd.DataFrame(figures, columns=[*FIGURE_COLUMNS, "formula"])
    return frame.astype(dict.fromkeys(NUMBERS, "float64")).drop_duplicates(
        "quantity", ignore_index=True
    )


def _claim(claim: Mapping[Any, Any]) -> _Known:
    """Return a claim of the ledger, exact where it is a term or a number of days."""
    unit = str(claim["unit"])
    value, low, high = (
        Fraction(str(claim[column])) for column in ("published", "published_low", "published_high")
    )
    interval = Interval(value, value) if unit in EXACT_UNITS else Interval(low, high)
    in_years = unit == "months" and value % 12 == 0
    shown = (float(value / 12), "years") if in_years else (float(value), unit)
    return _Known(value, interval, exact_words(*shown), frozenset([str(claim["claim"])]))


def _amount(row: Mapping[str, str], known: Mapping[str, _Known], where: str) -> _Known:
    """Return the amount of a row. Raises DataError for a formula that cannot be worked out."""
    if not row["formula"]:
        return known[row["amount"]]
    formula = parse_formula(row["formula"])
    inputs = {name: known[name] for name in formula.names}
    named = [*inputs.values(), *(known[name] for name in names_in(row["basis"]))]
    claims = frozenset[str]().union(*(one.claims for one in named))
    try:
        values = {name: one.value for name, one in inputs.items() if one.value is not None}
        if len(values) < len(inputs):
            raise ZeroDivisionError
        value = formula.value(values)
        interval = formula.interval({name: one.interval for name, one in inputs.items()})
    except ZeroDivisionError:
        return _Known(None, Interval(0, 0), MISSING, claims)
    except (ValueError, OverflowError) as error:
        raise DataError(
            f"{where}, column 'formula': '{formula.text}' cannot be worked out: {error}"
        ) from None
    words = exact_words(float(value / UNITS[row["unit"]][1]), row["unit"])
    return _Known(value, interval, words, claims)


def _in_unit(found: _Known, unit: str) -> dict[str, float | None]:
    if found.value is None:
        return dict.fromkeys(NUMBERS)
    numbers = (found.value, found.interval.low, found.interval.high)
    return {name: float(one / UNITS[unit][1]) for name, one in zip(NUMBERS, numbers, strict=True)}


# ---------------------------------------------------------------------- in words


def names_in(words: str) -> list[str]:
    """Return the names that stand in braces."""
    return IN_BRACES.findall(words)


def fill(words: str, texts: Mapping[str, str]) -> str:
    """Return words with a text in the place of each name in braces."""
    return IN_BRACES.sub(lambda name: texts[name[1]], words)


def texts_of(figures: pd.DataFrame, parameters: Mapping[str, int]) -> dict[str, str]:
    """Return what words of the report can name: `deficit`, `deficit.low`, `deficit.high`."""
    texts = {name: str(number) for name, number in parameters.items()}
    for row in figures.to_dict("records"):
        texts[row["amount"]] = exact_words(row["value"], row["unit"])
        for end in ("low", "high"):
            texts[f"{row['amount']}.{end}"] = short_words(row[end], row["unit"])
    return texts
