"""What the report on a high needs budget found."""

from typing import Any

import pandas as pd

from analysis.findings.finding import MOST_HEADLINES, Finding, Headline
from analysis.papers.inputs import BudgetInputs
from analysis.quantities import money, money_short, percent, quantity
from analysis.tables.budget import written

HEADLINES = (
    ("deficit", "Deficit at the end of {year}"),
    ("overspend", "Overspend in {year}"),
    ("opening_deficit", "Implied deficit at the start of {year}"),
    ("independent", "Independent placements"),
    ("top_slice", "Top slice of the schools block"),
    ("block_transfer", "Transfer from the schools block"),
    ("equal_block", "Schools block at which the two are equal"),
    ("recovery_plan", "Recovery plan funding"),
    ("contract_value", "Value of the contract"),
    ("contract_year", "Contract, spread over its term"),
    ("contract_day", "Contract for each day bought"),
)
"""Key of `measures.budget.amounts` → label, in order of weight: the first that there are lead."""

NOTHING = "The paper states no deficit, top slice, contract or cap of the high needs budget."

Rows = dict[str, dict[str, Any]]


def budget(
    figures: pd.DataFrame, council: str, inputs: BudgetInputs, weeks_per_year: int
) -> Finding:
    """The bottom line of whatever the paper states: the frame of `measures.budget.amounts`."""
    rows: Rows = {str(row["key"]): row for row in figures.to_dict("records")}
    year = inputs.financial_year or "the year"
    sentences = []
    if "opening_deficit" in rows:
        sentences.append(_deficit(rows, council, year))
    if "cap_total" in rows:
        sentences.append(_cap(rows))
    if "top_slice_term" in rows:
        sentences.append(_top_slice(rows))
    if "equal_block" in rows:
        sentences.append(_transfer(rows))
    if "contract_day" in rows:
        sentences.append(_contract(rows, weeks_per_year))
    if "yearly_contract" in rows:
        sentences.append(_yearly_contract(rows, inputs.annual_paragraph))
    headlines = [
        Headline(label.format(year=year), _text(rows, key), rows[key]["verdict"])
        for key, label in HEADLINES
        if key in rows
    ]
    return Finding(sentences or [NOTHING], headlines[:MOST_HEADLINES])


def _deficit(rows: Rows, council: str, year: str) -> str:
    return (
        f"The stated deficit of {_text(rows, 'deficit')} and overspend of "
        f"{_short(rows, 'overspend')} imply that {council} began {year} "
        f"{_text(rows, 'opening_deficit')} in deficit ({_between(rows, 'opening_deficit')})."
    )


def _cap(rows: Rows) -> str:
    return (
        f"The cap of {money(rows['alternative_provision']['amount'])} a year on alternative "
        f"provision comes to {money(rows['cap_total']['amount'])} over {_text(rows, 'cap_term')}."
    )


def _top_slice(rows: Rows) -> str:
    return (
        f"The top slice takes {_text(rows, 'top_slice')} from the schools block for "
        f"{_text(rows, 'top_slice_term')}."
    )


def _transfer(rows: Rows) -> str:
    return (
        f"A transfer of {_text(rows, 'block_transfer')} would be as much as the top slice if the "
        f"schools block were {_text(rows, 'equal_block')} ({_between(rows, 'equal_block')}), and "
        "more if the block is larger."
    )


def _contract(rows: Rows, weeks_per_year: int) -> str:
    share = (
        f", {_text(rows, 'contract_share')} of recovery plan funding,"
        if "contract_share" in rows
        else ""
    )
    return (
        f"The contract of {_text(rows, 'contract_value')} over {_text(rows, 'contract_term')} "
        f"comes to {_text(rows, 'contract_year')}{share} and to {_short(rows, 'contract_day')} for "
        f"each day that it buys in {weeks_per_year} weeks a year."
    )


def _yearly_contract(rows: Rows, paragraph: str) -> str:
    return (
        f"Paragraph {paragraph} speaks of an annual contract: if the value is for each year, these "
        f"double to {_text(rows, 'yearly_contract')} and {_text(rows, 'yearly_contract_day')}."
    )


def _text(rows: Rows, key: str) -> str:
    """The amount with its unit, a million and more in short."""
    unit = rows[key]["unit"]
    return f"{_short(rows, key)}{unit.removeprefix('pounds') if unit.startswith('pounds') else ''}"


def _short(rows: Rows, key: str) -> str:
    """The amount without its period."""
    value, unit = rows[key]["amount"], rows[key]["unit"]
    if unit == "percent":
        return percent(value)
    if not unit.startswith("pounds"):
        return quantity(value, unit)
    return money_short(value) if abs(value) >= 1_000_000 else written(value, "pounds")


def _between(rows: Rows, key: str) -> str:
    low, high = rows[key]["low"], rows[key]["high"]
    return f"between {money_short(low)} and {money_short(high)}, given rounding"
