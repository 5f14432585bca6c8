"""A high needs budget: what a paper states, what that implies, and its dated steps."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from fractions import Fraction

import pandas as pd

from analysis.errors import UsageError
from analysis.papers.claims import Formula, Interval, parse_formula
from analysis.papers.inputs import NOT_CLAIMS, BudgetInputs
from analysis.papers.ledger import claim_row
from analysis.quantities import listed, money_short, quantity

WEEKS_IN_A_YEAR = 52

AMOUNT_COLUMNS = [
    "key",
    "quantity",
    "amount",
    "low",
    "high",
    "unit",
    "basis",
    "paragraph",
    "verdict",
]


@dataclass(frozen=True)
class _Line:
    """One row of `amounts`: it is there where the paper has every claim that its formula names.

    The formula names inputs; quantity and basis can name them too, in braces.
    """

    key: str
    quantity: str
    formula: str
    unit: str
    basis: str = "As stated"
    if_yearly: bool = False
    """Only for a paper that also speaks of the contract's value as a yearly one."""


ONE_YEAR = "As stated; read as the cost of one year"

LINES = (
    _Line("deficit", "High needs deficit at the end of {year}", "deficit", "pounds"),
    _Line("overspend", "High needs overspend in {year}", "overspend", "pounds"),
    _Line(
        "opening_deficit",
        "High needs deficit at the start of {year}",
        "deficit - overspend",
        "pounds",
        "{deficit} less {overspend}",
    ),
    _Line(
        "overspend_share",
        "Overspend as a share of the deficit at the end of the year",
        "100 * overspend / deficit",
        "percent",
        "{overspend} divided by {deficit}",
    ),
    _Line(
        "doubling",
        "Time in which overspends of this size would add the same deficit again",
        "deficit / overspend",
        "years",
        "{deficit} divided by {overspend} a year",
    ),
    _Line(
        "independent",
        "Independent placements",
        "independent_cost",
        "pounds a year",
        ONE_YEAR,
    ),
    _Line(
        "alternative_provision",
        "Alternative provision",
        "alternative_provision",
        "pounds a year",
        ONE_YEAR,
    ),
    _Line("cap_term", "Term of the cap on alternative provision", "cap_term", "years"),
    _Line(
        "cap_total",
        "Alternative provision over the term of the cap",
        "alternative_provision * cap_term",
        "pounds",
        "{alternative_provision} a year for {cap_term}",
    ),
    _Line("top_slice", "Top slice of the schools block", "top_slice", "pounds"),
    _Line("top_slice_term", "Term of the top slice", "top_slice_term", "years"),
    _Line(
        "top_slice_year",
        "Top slice for each year of its term",
        "top_slice / top_slice_term",
        "pounds a year",
        "{top_slice} over {top_slice_term}",
    ),
    _Line(
        "block_transfer",
        "Transfer from the schools block, as a share of it",
        "block_transfer",
        "percent",
    ),
    _Line("block_transfer_term", "Term of the transfer", "block_transfer_term", "years"),
    _Line(
        "equal_block",
        "Schools block at which the transfer would be as much as the top slice",
        "100 * top_slice / block_transfer",
        "pounds",
        "The amount of which {block_transfer} is {top_slice}",
    ),
    _Line(
        "recovery_plan",
        "Recovery plan funding from the high needs block",
        "recovery_plan",
        "pounds a year",
    ),
    _Line("recovery_plan_term", "Term of the recovery plan budget", "recovery_plan_term", "years"),
    _Line(
        "recovery_plan_total",
        "Recovery plan funding over that term",
        "recovery_plan * recovery_plan_term",
        "pounds",
        "{recovery_plan} a year for {recovery_plan_term}, if that budget is of this funding",
    ),
    _Line("contract_value", "Value of the contract", "contract_value", "pounds"),
    _Line("contract_term", "Term of the contract", "contract_term", "years"),
    _Line("contract_days", "Time bought by the contract", "contract_days", "days a week"),
    _Line(
        "contract_days_rise",
        "Rise in the time bought",
        "100 * (contract_days / contract_days_now - 1)",
        "percent",
        "{contract_days} against {contract_days_now} now",
    ),
    _Line(
        "contract_year",
        "Contract, spread over its term",
        "contract_value / contract_term",
        "pounds a year",
        "{contract_value} over {contract_term}",
    ),
    _Line(
        "contract_share",
        "Contract as a share of recovery plan funding",
        "100 * contract_value / contract_term / recovery_plan",
        "percent",
        "{contract_value} over {contract_term}, divided by {recovery_plan}",
    ),
    _Line(
        "contract_day",
        "Contract for each day bought, {weeks} weeks a year",
        "contract_value / contract_term / (contract_days * weeks)",
        "pounds a day",
        "{contract_value} over {contract_term}, {contract_days} in {weeks} weeks a year",
    ),
    _Line(
        "contract_day_all_weeks",
        "Contract for each day bought, {all_weeks} weeks a year",
        "contract_value / contract_term / (contract_days * all_weeks)",
        "pounds a day",
        "{contract_value} over {contract_term}, {contract_days} in {all_weeks} weeks a year",
    ),
    _Line(
        "yearly_contract",
        "Contract, if its value is for each year",
        "contract_value",
        "pounds a year",
        "Paragraph {annual_paragraph} speaks of an annual contract",
        if_yearly=True,
    ),
    _Line(
        "yearly_contract_share",
        "Share of recovery plan funding, if the value is for each year",
        "100 * contract_value / recovery_plan",
        "percent",
        "{contract_value} divided by {recovery_plan}",
        if_yearly=True,
    ),
    _Line(
        "yearly_contract_day",
        "Each day bought, {weeks} weeks a year, if the value is for each year",
        "contract_value / (contract_days * weeks)",
        "pounds a day",
        "{contract_value} a year, {contract_days} in {weeks} weeks a year",
        if_yearly=True,
    ),
)


def amounts(ledger: pd.DataFrame, inputs: BudgetInputs, weeks_per_year: int) -> pd.DataFrame:
    """What the paper states and what that implies: only the rows that the paper has claims for.

    Columns key (of `LINES`), quantity, amount, low, high (what rounding of the printed figures
    allows), unit (pounds, pounds a year, pounds a day, percent, years or days a week), basis (how
    it is worked out), paragraph, verdict (of a figure that is stated, empty if it is implied).
    What would be divided by a figure that may be zero is missing.
    Terms and days a week are what is agreed and so exact. The contract is worked out on 52 weeks a
    year too. Raises UsageError where `weeks_per_year` is not from 1 to 52.
    """
    if not 1 <= weeks_per_year <= WEEKS_IN_A_YEAR:
        raise UsageError(
            f"weeks_per_year is {weeks_per_year}; from 1 to {WEEKS_IN_A_YEAR} are allowed"
        )
    claims = {
        one.name: claim_row(ledger, getattr(inputs, one.name))
        for one in fields(inputs)
        if one.name not in NOT_CLAIMS and getattr(inputs, one.name)
    }
    values: dict[str, Fraction] = {}
    intervals: dict[str, Interval] = {}
    words: dict[str, str] = {}
    for name, claim in claims.items():
        values[name], intervals[name], words[name] = _printed(name, claim)
    given = {"weeks": weeks_per_year}
    if weeks_per_year != WEEKS_IN_A_YEAR:
        given["all_weeks"] = WEEKS_IN_A_YEAR
    for name, weeks in given.items():
        values[name], words[name] = Fraction(weeks), str(weeks)
        intervals[name] = Interval(values[name], values[name])
    words["year"] = inputs.financial_year or "the year"
    words["annual_paragraph"] = inputs.annual_paragraph
    rows = []
    for line in LINES:
        formula = parse_formula(line.formula)
        named = dict.fromkeys((*formula.names, *re.findall(r"{(\w+)}", line.basis)))
        if not named.keys() <= words.keys() or (line.if_yearly and not inputs.annual_paragraph):
            continue
        amount, low, high = _worked_out(formula, values, intervals)
        stated = line.basis.startswith("As stated")
        rows.append(
            {
                "key": line.key,
                "quantity": line.quantity.format(**words),
                "amount": amount,
                "low": low,
                "high": high,
                "unit": line.unit,
                "basis": line.basis.format(**words),
                "paragraph": listed(
                    _paragraphs(ledger, [getattr(inputs, name) for name in named if name in claims])
                ),
                "verdict": claims[line.formula]["verdict"] if stated else "",
            }
        )
    return pd.DataFrame(rows, columns=AMOUNT_COLUMNS)


def _printed(name: str, claim: pd.Series) -> tuple[Fraction, Interval, str]:
    """What a claim states, in years where it is a term: its value, its interval, and in words."""
    value, low, high = (
        Fraction(str(claim[column])) for column in ("published", "published_low", "published_high")
    )
    if name.endswith("_term"):
        years = value / 12
        return years, Interval(years, years), quantity(float(years), "years")
    if claim["unit"] == "days a week":
        return value, Interval(value, value), quantity(float(value), "days a week")
    if claim["unit"] == "pounds" and value % 10_000 == 0:
        return value, Interval(low, high), money_short(float(value))
    return value, Interval(low, high), quantity(float(value), str(claim["unit"]))


def _worked_out(
    formula: Formula, values: Mapping[str, Fraction], intervals: Mapping[str, Interval]
) -> tuple[float, float, float]:
    """The value and its range; missing where that divides by what may be zero."""
    try:
        interval = formula.interval(intervals)
        return float(formula.value(values)), float(interval.low), float(interval.high)
    except ZeroDivisionError:
        return float("nan"), float("nan"), float("nan")


def _paragraphs(ledger: pd.DataFrame, claims: list[str]) -> list[str]:
    """Where the claims stand, in the paper's order."""
    return list(ledger.loc[ledger["claim"].isin(claims), "paragraph"].unique())


def deficit_bridge(figures: pd.DataFrame) -> pd.DataFrame:
    """From the opening to the closing deficit, of the frame of `amounts`: empty without a deficit.

    Columns step, amount_gbp, low_gbp, high_gbp, paragraph, from_gbp, to_gbp.
    """
    rows = figures.set_index("key")
    keys = ["opening_deficit", "overspend", "deficit"]
    if not set(keys) <= set(rows.index):
        keys = []
    steps = rows.loc[keys, ["quantity", "amount", "low", "high", "paragraph"]]
    steps = steps.reset_index(drop=True)
    steps.columns = pd.Index(["step", "amount_gbp", "low_gbp", "high_gbp", "paragraph"])
    starts = [0.0, steps["amount_gbp"].iloc[0], 0.0] if keys else []
    steps["from_gbp"] = pd.Series(starts, dtype="float64")
    steps["to_gbp"] = steps["from_gbp"] + steps["amount_gbp"]
    return steps


def yearly_amounts(figures: pd.DataFrame) -> pd.DataFrame:
    """The amounts in pounds a year and the overspend of the year, largest first, of `amounts`."""
    yearly = figures[(figures["unit"] == "pounds a year") | (figures["key"] == "overspend")]
    return yearly.sort_values("amount", ascending=False, kind="stable").reset_index(drop=True)


def timeline(steps: pd.DataFrame) -> pd.DataFrame:
    """The paper's dated steps in order of their start.

    Columns step, start, end (month periods), months (how many, both ends included), paragraph.
    """
    dated = steps.assign(
        start=pd.PeriodIndex(steps["start"], freq="M"), end=pd.PeriodIndex(steps["end"], freq="M")
    )
    dated["months"] = [_months(row.start, row.end) for row in dated.itertuples()]
    dated = dated.sort_values("start", kind="stable").reset_index(drop=True)
    return dated[["step", "start", "end", "months", "paragraph"]]


def overlaps(dated: pd.DataFrame) -> pd.DataFrame:
    """Steps of more than a month that run at the same time: of the frame of `timeline`.

    Columns first, second (steps), start, end (month periods), months (both ends included).
    """
    long = list(dated[dated["months"] > 1].itertuples())
    rows = []
    for number, first in enumerate(long):
        for second in long[number + 1 :]:
            start, end = max(first.start, second.start), min(first.end, second.end)
            if start <= end:
                rows.append((first.step, second.step, start, end, _months(start, end)))
    return pd.DataFrame(rows, columns=["first", "second", "start", "end", "months"])


def _months(start: pd.Period, end: pd.Period) -> int:
    return (end.year - start.year) * 12 + end.month - start.month + 1
