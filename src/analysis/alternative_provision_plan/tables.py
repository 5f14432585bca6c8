"""The tables of the report on a commissioning plan."""

import pandas as pd

from analysis.alternative_provision_plan.measures import NOW, payback, plan_years, unit_cost_change
from analysis.display import (
    FIGURE_TEXT,
    NOT_APPLICABLE,
    PLAIN,
    Table,
    money,
    or_missing,
    two_decimals,
)

PAYBACK_FORMATS = {
    **dict.fromkeys(("value", "range"), FIGURE_TEXT),
    **dict.fromkeys(("figure", "low", "high"), PLAIN),
}
PUPILS_NOTE = (
    "Other providers are what the contracted provider’s pupils leave of all; the paper’s two "
    "counts for now need not be of the same date."
)
CHANGE_NOTE = (
    "A minus is less than now. Cost per additional pupil is the change in yearly cost divided by "
    "the change in pupils: below zero, more pupils are supported for less."
)


def table_costs(costs: pd.DataFrame) -> Table:
    """Return cost and changes by year."""
    return Table(
        "costs",
        "Cost by year against the baseline",
        costs,
        {
            "year": "Year",
            "cost_gbp": "Cost (£)",
            "change_gbp": "Change from the year before (£)",
            "in_year_gbp": "Against the baseline (£)",
            "cumulative_gbp": "Cumulative (£)",
        },
        formulas={
            "change_gbp": "{cost_gbp} - {cost_gbp:above}",
            "in_year_gbp": "{cost_gbp} - {cost_gbp:first}",
            "cumulative_gbp": "SUM({in_year_gbp:so_far})",
        },
        note="A minus is a saving. The baseline has no earlier year to be set against.",
    )


def table_cumulative(costs: pd.DataFrame) -> Table:
    """Return the cumulative cost by year, and what rounding allows."""
    years = plan_years(costs)
    columns = {
        "year": "Year",
        "in_year_gbp": "In the year (£)",
        "cumulative_gbp": "Cumulative (£)",
    }
    ranges = map(money_range, years["cumulative_low_gbp"], years["cumulative_high_gbp"])
    return Table(
        "cumulative-cost",
        "Cumulative cost against the baseline",
        years.assign(range=list(ranges)),
        {**columns, "range": "Cumulative, as rounding allows (£)"},
        data_columns={
            **columns,
            "cumulative_low_gbp": "Cumulative, lowest (£)",
            "cumulative_high_gbp": "Cumulative, highest (£)",
        },
        formulas={"cumulative_gbp": "SUM({in_year_gbp:so_far})"},
        note="A minus is a saving.",
    )


def table_payback(costs: pd.DataFrame) -> Table:
    """Return when the extra spending is repaid, and what rounding allows."""
    row, none = payback(costs).iloc[0], NOT_APPLICABLE
    times = " to ".join(or_missing(_years, row[end]) for end in ("years_low", "years_high"))
    at_end = (row["at_end_low_gbp"], row["at_end_high_gbp"])
    rows = pd.DataFrame(
        [
            ("Largest cumulative cost above the baseline", row["largest_extra_gbp"], "pounds"),
            ("Year in which it is repaid", row["year"], none),
            ("Repaid after", row["years"], "years"),
            ("Cumulative cost at the end of the plan", row["at_end_gbp"], "pounds"),
        ],
        columns=["measure", "figure", "unit"],
    ).assign(
        value=[
            money(row["largest_extra_gbp"]),
            row["year"],
            or_missing(_years, row["years"]),
            money(row["at_end_gbp"]),
        ],
        range=["", "", None if row["year"] is None else times, money_range(*at_end)],
        low=[none, none, row["years_low"], at_end[0]],
        high=[none, none, row["years_high"], at_end[1]],
    )
    return Table(
        "payback",
        "Payback",
        rows,
        {"measure": "Measure", "value": "Value", "range": "As rounding allows"},
        formats=PAYBACK_FORMATS,
        data_columns={
            "measure": "Measure",
            "figure": "Value",
            "unit": "Unit",
            "low": "Lowest",
            "high": "Highest",
        },
    )


def table_pupils(pupils: pd.DataFrame, end: str) -> Table:
    """Return the pupils supported now and in the year `end`."""
    return Table(
        "pupils",
        "Pupils supported",
        pupils,
        {
            "provision": "Provision",
            "now_pupils": NOW,
            "end_pupils": end,
            "change_pupils": "Change",
            "change_pct": "Change (%)",
        },
        formulas={
            "change_pupils": "{end_pupils} - {now_pupils}",
            "change_pct": "100 * {change_pupils} / {now_pupils}",
        },
        note=PUPILS_NOTE if len(pupils) > 1 else "",
    )


def table_unit_costs(unit_costs: pd.DataFrame) -> Table:
    """Return the cost per pupil now and at the end of the plan, and what rounding allows."""
    columns = {
        "moment": "Moment",
        "cost_gbp": "Cost (£)",
        "pupils": "Pupils supported",
        "unit_cost_gbp": "Unit cost per pupil (£)",
    }
    ranges = map(money_range, unit_costs["low_gbp"], unit_costs["high_gbp"])
    return Table(
        "unit-costs",
        "Unit cost per pupil",
        unit_costs.assign(range=list(ranges)),
        {**columns, "range": "As rounding allows (£)"},
        data_columns={
            **columns,
            "low_gbp": "Unit cost per pupil, lowest (£)",
            "high_gbp": "Unit cost per pupil, highest (£)",
        },
        formulas={"unit_cost_gbp": "{cost_gbp} / {pupils}"},
    )


def table_change(unit_costs: pd.DataFrame) -> Table:
    """Return the change of cost, pupils and unit cost from now to the end of the plan."""
    return Table(
        "change",
        "Change from now to the end of the plan",
        unit_cost_change(unit_costs).assign(measure="Change"),
        {
            "measure": "Measure",
            "cost_change_gbp": "Yearly cost (£)",
            "pupils_change": "Pupils supported",
            "unit_cost_change_gbp": "Unit cost per pupil (£)",
            "unit_cost_change_pct": "Unit cost per pupil (%)",
            "per_additional_pupil_gbp": "Cost per additional pupil (£)",
        },
        note=CHANGE_NOTE,
        formulas={"per_additional_pupil_gbp": "{cost_change_gbp} / {pupils_change}"},
    )


def money_range(low: float, high: float) -> str:
    """Return `£441,000 to £443,000`, the end nearer to zero first."""
    return " to ".join(money(end) for end in sorted((low, high), key=abs))


def _years(value: float) -> str:
    return f"{two_decimals(value)} years"
