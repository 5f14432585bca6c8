"""Amounts that a paper states or that follow from its claims: `implied.csv`, one row an amount.

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
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pandas as pd

from analysis.display.bottom_line import MOST_HEADLINES
from analysis.display.words import MISSING, listed, money
from analysis.errors import DataError, listing, nearest
from analysis.papers.catalogue import Paper
from analysis.papers.claims import BASE_UNITS, Formula, Interval, Number, parse_formula
from analysis.papers.implied_words import exact_words, short_words

FILE = "implied.csv"
COLUMNS = ["amount", "quantity", "formula", "unit", "basis", "bridge", "headline"]

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
WORDS_OF_REPORT = {"bottom_line": tuple(PARAMETERS), "yearly_title": ()}
"""Inputs of `paper.toml` that are words about the amounts → what else they can name."""

IN_BRACES = re.compile(r"{([^{}]*)}")


# ---------------------------------------------------------------------- reading and checking


def read_implied(paper: Paper) -> pd.DataFrame:
    """Return the rows of `implied.csv`, all columns text; none where the paper has no such file.

    Raises DataError for a bad cell. What the rows name is checked by `check_implied`.
    """
    path = paper.folder / FILE
    if not path.exists():
        return pd.DataFrame(columns=COLUMNS, dtype=str)
    # pandera is needed only where raw is read: a notebook whose data is up to date starts without
    import pandera.pandas as pa

    from analysis.csv_files import ANY, SOME_TEXT, check_table, matching, one_of, read_text_table

    name = "a name of lower-case letters, digits and underscores"
    rows = read_text_table(path)
    columns = {
        "amount": matching(name, r"[a-z][a-z0-9_]*", unique=True),
        "quantity": SOME_TEXT,
        "formula": ANY,
        "unit": one_of(tuple(UNITS)),
        "basis": SOME_TEXT,
        "bridge": one_of(("", *BRIDGE)),
        "headline": ANY,
    }
    check_table(path, rows, pa.DataFrameSchema(columns))
    return rows


def check_implied(paper: Paper, rows: pd.DataFrame, ledger: pd.DataFrame) -> None:
    """Raise DataError where an amount names what there is not above it, or has a wrong unit.

    So too for words of `paper.toml` that name no amount, a bridge that does not close, a fifth
    headline, and a formula that cannot be worked out. `ledger` has the claims of the paper alone.
    """
    path = paper.folder / FILE
    units = {str(claim.claim): str(claim.unit) for claim in ledger.itertuples()}
    known = units | dict.fromkeys(PARAMETERS, "a number")
    for number, row in enumerate(rows.to_dict("records"), start=2):
        later = set(rows["amount"].iloc[number - 2 :])
        _check_row(f"{path}, row {number}", row, units, known, later)
        known[row["amount"]] = UNITS[row["unit"]][0]
    _check_words_of_report(paper, list(rows["amount"]))
    figures = work_out(rows, ledger, PARAMETERS, str(path))
    if sum(figures["headline"] != "") > MOST_HEADLINES:
        raise DataError(f"{path}: more than {MOST_HEADLINES} amounts have a headline")
    _check_bridge(str(path), figures)


def _check_row(
    where: str,
    row: Mapping[str, str],
    claims: Mapping[str, str],
    known: Mapping[str, str],
    later: Iterable[str],
) -> None:
    """Check one row: `known` has the base unit of all that it can name."""
    name, unit = row["amount"], row["unit"]
    if row["formula"] == "":
        if name not in claims:
            raise DataError(
                f"{where}, column 'amount': '{name}' has no formula, and is no claim of this paper"
                f"{nearest(name, claims)}"
            )
        if UNITS[unit][0] != claims[name]:
            raise DataError(
                f"{where}, column 'unit': '{unit}' found, but claim '{name}' is in {claims[name]}: "
                f"one of {listing(one for one in UNITS if UNITS[one][0] == claims[name])} expected"
            )
    elif name in known:
        kind = "a claim of this paper" if name in claims else "a parameter of the report"
        raise DataError(f"{where}, column 'amount': '{name}' has a formula, but is {kind}")
    else:
        formula = _parse(where, row["formula"])
        _refuse_unknown(f"{where}, column 'formula'", formula.names, known, later)
        _check_unit(where, formula, unit, known)
    for column in ("quantity", "basis"):
        _refuse_unknown(f"{where}, column '{column}'", names_in(row[column]), known, later)


def _parse(where: str, text: str) -> Formula:
    try:
        return parse_formula(text)
    except DataError as error:
        raise DataError(f"{where}, column 'formula': {error}") from None


def _check_unit(where: str, formula: Formula, unit: str, known: Mapping[str, str]) -> None:
    powers = {name: int(base == "pounds") for name, base in known.items()}
    try:
        power = formula.power_of_pounds(powers)
    except ValueError as error:
        raise DataError(f"{where}, column 'formula': '{formula.text}' {error}") from None
    if power != int(UNITS[unit][0] == "pounds"):
        gives = "pounds" if power == 1 else "no amount of pounds"
        raise DataError(
            f"{where}, column 'unit': '{unit}' found, "
            f"but the formula '{formula.text}' gives {gives}"
        )


def _refuse_unknown(
    where: str, names: Iterable[str], known: Iterable[str], later: Iterable[str] = ()
) -> None:
    for name in names:
        if name in known:
            continue
        if name in later:
            raise DataError(
                f"{where}: '{name}' is this amount or one of a row below: an amount follows from "
                "claims and from amounts above it, so that none goes in a circle"
            )
        raise DataError(
            f"{where}: '{name}' is no claim, no amount above and no parameter{nearest(name, known)}"
        )


def _check_words_of_report(paper: Paper, amounts: list[str]) -> None:
    for analysis, plan in paper.analyses.items():
        for key, parameters in WORDS_OF_REPORT.items():
            given = plan.inputs.get(key, [])
            where = f"{paper.folder / 'paper.toml'}: analyses.{analysis}.inputs.{key}"
            for sentence in [given] if isinstance(given, str) else given:
                if not isinstance(sentence, str):
                    raise DataError(f"{where}: {sentence!r} found, sentences were expected")
                names = [re.sub(r"\.(low|high)$", "", name) for name in names_in(sentence)]
                _refuse_unknown(where, names, [*amounts, *parameters])


def _check_bridge(path: str, figures: pd.DataFrame) -> None:
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


# ---------------------------------------------------------------------- working out

FIGURE_COLUMNS = [
    "amount",
    "quantity",
    "value",
    "low",
    "high",
    "unit",
    "basis",
    "paragraph",
    "verdict",
    "bridge",
    "headline",
]


@dataclass(frozen=True)
class _Known:
    """What a formula or words can name: a value in base units, None where it is missing."""

    value: Number | None
    interval: Interval
    words: str
    claims: frozenset[str] = frozenset()


def work_out(
    rows: pd.DataFrame, ledger: pd.DataFrame, parameters: Mapping[str, int], path: str = FILE
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
    for place, row in enumerate(rows.to_dict("records"), start=2):
        found = _amount(row, known, f"{path}, row {place}")
        known[row["amount"]] = found
        words = {name: one.words for name, one in known.items()}
        figures.append(
            {
                **{
                    column: row[column]
                    for column in ("amount", "formula", "unit", "bridge", "headline")
                },
                **_in_unit(found, row["unit"]),
                "quantity": fill(row["quantity"], words),
                "basis": fill(row["basis"], words),
                "paragraph": listed(
                    ledger["paragraph"][ledger["claim"].isin(found.claims)].unique()
                ),
                "verdict": "" if row["formula"] else verdicts[row["amount"]],
            }
        )
    frame = pd.DataFrame(figures, columns=[*FIGURE_COLUMNS, "formula"])
    numbers = dict.fromkeys(("value", "low", "high"), "float64")
    return frame.astype(numbers).drop_duplicates("quantity", ignore_index=True)


def _claim(claim: Mapping[Any, Any]) -> _Known:
    """Return a claim of the ledger, exact where it is a term or a number of days."""
    unit = str(claim["unit"])
    value, low, high = (
        Fraction(str(claim[column])) for column in ("published", "published_low", "published_high")
    )
    interval = Interval(value, value) if unit in EXACT_UNITS else Interval(low, high)
    whole_years = unit == "months" and value % 12 == 0
    words = (
        exact_words(float(value / 12), "years") if whole_years else exact_words(float(value), unit)
    )
    return _Known(value, interval, words, frozenset([str(claim["claim"])]))


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
        return dict.fromkeys(("value", "low", "high"))
    scale = UNITS[unit][1]
    ends = {"value": found.value, "low": found.interval.low, "high": found.interval.high}
    return {name: float(number / scale) for name, number in ends.items()}


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
