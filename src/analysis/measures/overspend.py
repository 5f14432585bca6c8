"""Budget against forecast by strand, and why the strands overspend by more than the total."""

import pandas as pd

from analysis.papers.inputs import OverspendInputs
from analysis.papers.ledger import table_cells

UNSPLIT = "In no strand"
TOTAL = "Reported total"


def by_strand(ledger: pd.DataFrame, inputs: OverspendInputs) -> pd.DataFrame:
    """Overspend of each strand and, last, of the reported total.

    Columns strand, budget_gbp, forecast_gbp, overspend_gbp (forecast less budget: an overspend is
    positive here, which the paper prints as a negative), overspend_pct (of the budget).
    """
    cells = table_cells(ledger, inputs.budget_table)
    cells = cells[[*cells.columns.drop(inputs.total_column), inputs.total_column]]
    budget, forecast = cells.loc[inputs.budget_row], cells.loc[inputs.forecast_row]
    overspend = forecast - budget
    return pd.DataFrame(
        {
            "strand": [*cells.columns.drop(inputs.total_column), TOTAL],
            "budget_gbp": budget.to_numpy(),
            "forecast_gbp": forecast.to_numpy(),
            "overspend_gbp": overspend.to_numpy(),
            "overspend_pct": (100 * overspend / budget).to_numpy(),
        }
    )


def strands_only(overspends: pd.DataFrame) -> pd.DataFrame:
    """The strands of `by_strand`, without the total."""
    return overspends[overspends["strand"] != TOTAL].reset_index(drop=True)


def budget_by_funding(ledger: pd.DataFrame, inputs: OverspendInputs) -> pd.DataFrame:
    """Budget of each strand by funding: columns strand, funding, budget_gbp.

    Funding that the paper does not split appears once, with the strand `UNSPLIT`.
    """
    cells = table_cells(ledger, inputs.budget_table).loc[inputs.funding_rows]
    split = cells.drop(columns=inputs.total_column)
    unsplit = (cells[inputs.total_column] - split.sum(axis="columns")).rename(UNSPLIT)
    tidy = (
        pd.concat([split, unsplit.to_frame()], axis="columns")
        .rename_axis(index="funding", columns="strand")
        .stack()
        .rename("budget_gbp")
        .reset_index()
    )
    some = tidy["budget_gbp"] != 0
    return tidy.loc[some, ["strand", "funding", "budget_gbp"]].reset_index(drop=True)


def bridge(overspends: pd.DataFrame) -> pd.DataFrame:
    """From the strands' overspends to the reported total, step by step.

    Columns step, amount_gbp, from_gbp, to_gbp, kind (`strand`, `funding` or `total`). The step
    between is the budget that is in the total but in no strand.
    """
    strands = strands_only(overspends)
    total = overspends.set_index("strand").loc[TOTAL]
    unsplit = total["budget_gbp"] - strands["budget_gbp"].sum()
    steps = [(s.strand, s.overspend_gbp, "strand") for s in strands.itertuples()]
    steps.append(("Funding in no strand", -unsplit, "funding"))
    frame = pd.DataFrame(steps, columns=["step", "amount_gbp", "kind"])
    frame["to_gbp"] = frame["amount_gbp"].cumsum()
    frame["from_gbp"] = frame["to_gbp"] - frame["amount_gbp"]
    reported = pd.DataFrame(
        {
            "step": ["Reported overspend"],
            "amount_gbp": [total["overspend_gbp"]],
            "kind": ["total"],
            "to_gbp": [total["overspend_gbp"]],
            "from_gbp": [0.0],
        }
    )
    return pd.concat([frame, reported], ignore_index=True)


def expenditure_by_type(ledger: pd.DataFrame, inputs: OverspendInputs) -> pd.DataFrame:
    """Forecast by expenditure type and, last, in total: columns type, forecast_gbp, share_pct."""
    cells = table_cells(ledger, inputs.expenditure_table)[inputs.expenditure_column]
    total = cells[inputs.expenditure_total_row]
    return pd.DataFrame(
        {
            "type": cells.index,
            "forecast_gbp": cells.to_numpy(),
            "share_pct": (100 * cells / total).to_numpy(),
        }
    )


def option_costs(
    budget_gbp: float, forecast_gbp: float, inflation_pct: float, term_years: int
) -> pd.DataFrame:
    """What each option would cost in each year of the term: columns option, year, cost_gbp.

    The first year is at the value of today; with inflation, each later year is `inflation_pct` more
    than the one before.
    """
    growth = 1 + inflation_pct / 100
    options = {
        "Hold the budget": (budget_gbp, 1.0),
        "Rebase to forecast": (forecast_gbp, 1.0),
        "Hold the budget, with inflation": (budget_gbp, growth),
        "Rebase to forecast, with inflation": (forecast_gbp, growth),
    }
    return pd.DataFrame(
        [
            {"option": option, "year": year, "cost_gbp": base * rate ** (year - 1)}
            for option, (base, rate) in options.items()
            for year in range(1, term_years + 1)
        ]
    )


def option_totals(costs: pd.DataFrame) -> pd.DataFrame:
    """Each option over the whole term, beside holding the budget and beside what STLS would cost.

    Columns option, total_gbp, extra_gbp (more than holding the budget), unfunded_gbp (less than the
    forecast with inflation, which is what the service costs if prices rise).
    """
    totals = costs.groupby("option", sort=False)["cost_gbp"].sum()
    return pd.DataFrame(
        {
            "option": totals.index,
            "total_gbp": totals.to_numpy(),
            "extra_gbp": (totals - totals.iloc[0]).to_numpy(),
            "unfunded_gbp": (totals.iloc[-1] - totals).to_numpy(),
        }
    )
