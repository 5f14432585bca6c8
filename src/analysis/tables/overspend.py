"""Tables of the STLS overspend."""

import pandas as pd

from analysis.quantities import money, percent
from analysis.tables.table import Column, Table


def by_strand(overspends: pd.DataFrame) -> Table:
    """Budget, forecast and overspend of each strand: see `measures.overspend.by_strand`."""
    return Table(
        "Budget, forecast and overspend by strand",
        overspends,
        [
            Column("strand", "Strand"),
            Column("budget_gbp", "Budget (£)", money),
            Column("forecast_gbp", "Forecast (£)", money),
            Column("overspend_gbp", "Overspend (£)", money),
            Column("overspend_pct", "Overspend (% of budget)", percent),
        ],
        total_rows=[len(overspends) - 1],
    )


def budget_by_funding(budgets: pd.DataFrame) -> Table:
    """Budget by strand and funding: the frame of `measures.overspend.budget_by_funding`."""
    return Table(
        "Budget by strand and funding",
        budgets,
        [
            Column("strand", "Strand"),
            Column("funding", "Funding"),
            Column("budget_gbp", "Budget (£)", money),
        ],
    )


def bridge(steps: pd.DataFrame) -> Table:
    """The bridge of overspends: the frame of `measures.overspend.bridge`."""
    return Table(
        "From the strands’ overspends to the reported total",
        steps,
        [
            Column("step", "Step"),
            Column("amount_gbp", "Amount (£)", money),
            Column("to_gbp", "Running total (£)", money),
        ],
        total_rows=[len(steps) - 1],
    )


def expenditure_by_type(expenditure: pd.DataFrame) -> Table:
    """Forecast by type: the frame of `measures.overspend.expenditure_by_type`."""
    return Table(
        "Forecast by expenditure type",
        expenditure,
        [
            Column("type", "Expenditure type"),
            Column("forecast_gbp", "Forecast (£)", money),
            Column("share_pct", "Share (%)", percent),
        ],
        total_rows=[len(expenditure) - 1],
    )


def option_costs(costs: pd.DataFrame) -> Table:
    """Each option by year: the frame of `measures.overspend.option_costs`."""
    wide = costs.pivot(index="option", columns="year", values="cost_gbp")
    wide = wide.loc[costs["option"].unique()].reset_index()
    years = [Column(year, f"Year {year} (£)", money) for year in costs["year"].unique()]
    return Table("Cost of each option by year", wide, [Column("option", "Option"), *years])


def option_totals(totals: pd.DataFrame) -> Table:
    """Each option over the term: the frame of `measures.overspend.option_totals`."""
    return Table(
        "Cost of each option over the whole term",
        totals,
        [
            Column("option", "Option"),
            Column("total_gbp", "Total (£)", money),
            Column("extra_gbp", "More than holding the budget (£)", money),
            Column("unfunded_gbp", "Left unfunded if costs rise (£)", money),
        ],
    )
