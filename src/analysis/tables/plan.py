"""Tables of a commissioning plan."""

import pandas as pd

from analysis.quantities import NOT_APPLICABLE, money, number, or_missing, percent, plain
from analysis.tables.table import Column, Table


def money_range(low: float, high: float) -> str:
    """`£441,000 to £443,000`, the end nearer to zero first."""
    return " to ".join(money(end) for end in sorted((low, high), key=abs))


def costs_by_year(costs: pd.DataFrame) -> Table:
    """Cost, changes and payback by year: the frame of `measures.plan.costs_by_year`."""
    return Table(
        "Cost by year against the baseline",
        costs,
        [
            Column("year", "Year"),
            Column("cost_gbp", "Cost (£)", money),
            Column("change_gbp", "Change from the year before (£)", money),
            Column("in_year_gbp", "Against the baseline (£)", money),
            Column("cumulative_gbp", "Cumulative (£)", money),
        ],
        note="A minus is a saving. The baseline has no earlier year to be set against.",
    )


def cumulative(costs: pd.DataFrame) -> Table:
    """Cumulative cost by year with what rounding allows: years of `measures.plan.costs_by_year`."""
    shown = costs.assign(
        range=[
            money_range(row.cumulative_low_gbp, row.cumulative_high_gbp)
            for row in costs.itertuples()
        ]
    )
    return Table(
        "Cumulative cost against the baseline",
        shown,
        [
            Column("year", "Year"),
            Column("in_year_gbp", "In the year (£)", money),
            Column("cumulative_gbp", "Cumulative (£)", money),
            Column("range", "Cumulative, as rounding allows (£)", str),
        ],
        data_columns=[
            Column("year", "Year"),
            Column("in_year_gbp", "In the year (£)", money),
            Column("cumulative_gbp", "Cumulative (£)", money),
            Column("cumulative_low_gbp", "Cumulative, lowest (£)", money),
            Column("cumulative_high_gbp", "Cumulative, highest (£)", money),
        ],
        note="A minus is a saving.",
    )


def payback(paybacks: pd.DataFrame) -> Table:
    """When the extra spending is repaid: the frame of `measures.plan.payback`."""
    row = paybacks.iloc[0]
    shown = pd.DataFrame(
        {
            "what": [
                "Largest cumulative cost above the baseline",
                "Year in which it is repaid",
                "Repaid after",
                "Cumulative cost at the end of the plan",
            ],
            "value": [
                money(row["largest_extra_gbp"]),
                row["year"],
                or_missing(_years, row["after_years"]),
                money(row["at_end_gbp"]),
            ],
            "range": [
                "",
                "",
                " to ".join(or_missing(_years, row[end]) for end in ("low_years", "high_years")),
                money_range(row["at_end_low_gbp"], row["at_end_high_gbp"]),
            ],
            "figure": [
                row["largest_extra_gbp"],
                row["year"],
                row["after_years"],
                row["at_end_gbp"],
            ],
            "unit": ["pounds", NOT_APPLICABLE, "years", "pounds"],
            "low": [NOT_APPLICABLE, NOT_APPLICABLE, row["low_years"], row["at_end_low_gbp"]],
            "high": [NOT_APPLICABLE, NOT_APPLICABLE, row["high_years"], row["at_end_high_gbp"]],
        }
    )
    return Table(
        "Payback",
        shown,
        [
            Column("what", "Measure"),
            Column("value", "Value", str),
            Column("range", "As rounding allows", str),
        ],
        data_columns=[
            Column("what", "Measure"),
            Column("figure", "Value", plain),
            Column("unit", "Unit"),
            Column("low", "Lowest", plain),
            Column("high", "Highest", plain),
        ],
    )


def pupils(counts: pd.DataFrame, end: str) -> Table:
    """Pupils supported now and in the year `end`: the frame of `measures.plan.pupils`."""
    return Table(
        "Pupils supported",
        counts,
        [
            Column("provision", "Provision"),
            Column("now_pupils", "Now", number),
            Column("end_pupils", end, number),
            Column("change_pupils", "Change", number),
            Column("change_pct", "Change (%)", percent),
        ],
        note="Other providers are what the contracted provider’s pupils leave of all; the paper’s "
        "two counts for now need not be of the same date."
        if len(counts) > 1
        else "",
    )


def unit_costs(costs: pd.DataFrame) -> Table:
    """Cost per pupil: the frame of `measures.plan.unit_costs`."""
    shown = costs.assign(
        range=[money_range(row.low_gbp, row.high_gbp) for row in costs.itertuples()]
    )
    return Table(
        "Unit cost per pupil",
        shown,
        [
            Column("moment", "Moment"),
            Column("cost_gbp", "Cost (£)", money),
            Column("pupils", "Pupils supported", number),
            Column("unit_cost_gbp", "Unit cost per pupil (£)", money),
            Column("range", "As rounding allows (£)", str),
        ],
        data_columns=[
            Column("moment", "Moment"),
            Column("cost_gbp", "Cost (£)", money),
            Column("pupils", "Pupils supported", number),
            Column("unit_cost_gbp", "Unit cost per pupil (£)", money),
            Column("low_gbp", "Unit cost per pupil, lowest (£)", money),
            Column("high_gbp", "Unit cost per pupil, highest (£)", money),
        ],
    )


def unit_cost_change(changes: pd.DataFrame) -> Table:
    """From now to the end of the plan: the frame of `measures.plan.unit_cost_change`."""
    return Table(
        "Change from now to the end of the plan",
        changes.assign(measure="Change"),
        [
            Column("measure", "Measure"),
            Column("cost_change_gbp", "Yearly cost (£)", money),
            Column("pupils_change", "Pupils supported", number),
            Column("unit_cost_change_gbp", "Unit cost per pupil (£)", money),
            Column("unit_cost_change_pct", "Unit cost per pupil (%)", percent),
            Column("per_additional_pupil_gbp", "Cost per additional pupil (£)", money),
        ],
        note="A minus is less than now. Cost per additional pupil is the change in yearly cost "
        "divided by the change in pupils: below zero, more pupils are supported for less.",
    )


def _years(value: float) -> str:
    return f"{number(value, 2)} years"
