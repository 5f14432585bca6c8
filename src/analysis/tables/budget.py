"""Tables of a high needs budget."""

import pandas as pd

from analysis.quantities import MISSING, money, number, plain, quantity, trimmed
from analysis.tables.table import Column, Table

PENCE_BELOW = 1_000
"""Amounts below this many pounds are shown with pence where they have any."""


def written(value: float, unit: str) -> str:
    """A value in a unit of `measures.budget.amounts`: `£32,500 a year`, `2.6 years`."""
    if pd.isna(value):
        return MISSING
    if unit == "percent":
        return f"{trimmed(value, 2 if abs(value) < 1 else 1)}%"
    if not unit.startswith("pounds"):
        return quantity(value, unit)
    amount = quantity(value, "pounds") if abs(value) < PENCE_BELOW else money(value)
    return f"{amount}{unit.removeprefix('pounds')}"


def written_range(low: float, high: float, unit: str) -> str:
    """`£11,950,000 to £13,050,000`, or that the value is exact or known to the pound."""
    if pd.isna(low):
        return MISSING
    if low == high:
        return "exact"
    if unit.startswith("pounds") and high - low <= 1 and low >= PENCE_BELOW:
        return "known to the pound"
    plain = "pounds" if unit.startswith("pounds") else unit
    return f"{written(low, plain)} to {written(high, plain)}"


def amounts(figures: pd.DataFrame) -> Table:
    """What the paper states and what it implies: the frame of `measures.budget.amounts`."""
    shown = figures.assign(
        amount_text=[written(row.amount, row.unit) for row in figures.itertuples()],
        range_text=[written_range(row.low, row.high, row.unit) for row in figures.itertuples()],
    )
    return Table(
        "What the paper states and what it implies",
        shown,
        [
            Column("quantity", "Quantity"),
            Column("amount_text", "Amount", str),
            Column("range_text", "As rounding allows", str),
            Column("basis", "How it is worked out"),
            Column("paragraph", "Paragraph"),
        ],
        data_columns=[
            Column("quantity", "Quantity"),
            Column("amount", "Amount", plain),
            Column("unit", "Unit"),
            Column("low", "Lowest", plain),
            Column("high", "Highest", plain),
            Column("basis", "How it is worked out"),
            Column("paragraph", "Paragraph"),
        ],
    )


def deficit_bridge(steps: pd.DataFrame) -> Table:
    """From the opening to the closing deficit: the frame of `measures.budget.deficit_bridge`."""
    shown = steps.assign(
        range=[written_range(row.low_gbp, row.high_gbp, "pounds") for row in steps.itertuples()]
    )
    return Table(
        "From the deficit at the start of the year to the deficit at its end",
        shown,
        [
            Column("step", "Step"),
            Column("amount_gbp", "Amount (£)", money),
            Column("range", "As rounding allows (£)", str),
        ],
        total_rows=[len(steps) - 1],
        data_columns=[
            Column("step", "Step"),
            Column("amount_gbp", "Amount (£)", money),
            Column("low_gbp", "Lowest (£)", money),
            Column("high_gbp", "Highest (£)", money),
        ],
    )


def yearly_amounts(yearly: pd.DataFrame) -> Table:
    """Amounts in pounds a year: the frame of `measures.budget.yearly_amounts`."""
    shown = yearly.assign(
        range=[written_range(row.low, row.high, row.unit) for row in yearly.itertuples()]
    )
    return Table(
        "Yearly amounts",
        shown,
        [
            Column("quantity", "Quantity"),
            Column("amount", "Amount a year (£)", money),
            Column("range", "As rounding allows (£)", str),
            Column("basis", "How it is worked out"),
        ],
        data_columns=[
            Column("quantity", "Quantity"),
            Column("amount", "Amount a year (£)", money),
            Column("low", "Lowest (£)", money),
            Column("high", "Highest (£)", money),
            Column("basis", "How it is worked out"),
        ],
    )


def timeline(dated: pd.DataFrame, overlaps: pd.DataFrame) -> Table:
    """The dated steps: the frames of `measures.budget.timeline` and `overlaps`."""
    shown = dated.assign(
        first=[month(start) for start in dated["start"]],
        last=[month(end) for end in dated["end"]],
    )
    return Table(
        "Dated steps",
        shown,
        [
            Column("step", "Step"),
            Column("first", "First month"),
            Column("last", "Last month"),
            Column("months", "Months, both included", number),
            Column("paragraph", "Paragraph"),
        ],
        note=overlaps_in_words(overlaps),
    )


def overlaps_in_words(overlaps: pd.DataFrame) -> str:
    """`Phase 2 and Phase 3 overlap in September 2022.`: frame of `measures.budget.overlaps`."""
    sentences = []
    for row in overlaps.itertuples():
        first, second = (step.split(":")[0] for step in (row.first, row.second))
        when = (
            f"in {month(row.start)}"
            if row.months == 1
            else f"from {month(row.start)} to {month(row.end)}"
        )
        sentences.append(f"{first} and {second} overlap {when}.")
    return " ".join(sentences)


def month(period: pd.Period) -> str:
    """`September 2022`."""
    return period.strftime("%B %Y")
