"""Charts of the STLS overspend."""

import pandas as pd
import seaborn as sns

from analysis.charts.chart import (
    DARK_BLUE,
    DARK_PINK,
    GREY,
    INK,
    ORANGE,
    TURQUOISE,
    Chart,
    bar_canvas,
    end_labels,
    finish,
    house_style,
    legend_above,
)
from analysis.quantities import listed, money, money_short, percent
from analysis.tables import overspend as tables

FUNDING_COLOURS = (DARK_BLUE, TURQUOISE, ORANGE)
STEP_COLOURS = {"strand": DARK_PINK, "funding": TURQUOISE, "total": DARK_BLUE}


def budget_against_forecast(
    budgets: pd.DataFrame, overspends: pd.DataFrame, financial_year: str, source: str
) -> Chart:
    """Budget by funding, stacked, with the forecast marked: frames of `measures.overspend`."""
    rows = overspends.iloc[::-1].reset_index(drop=True)
    grid = budgets.pivot(index="strand", columns="funding", values="budget_gbp").fillna(0)
    grid.loc[rows["strand"].iloc[0]] = grid.sum()
    grid = grid.loc[rows["strand"], budgets["funding"].unique()]
    with house_style():
        figure, axes = bar_canvas(list(rows["strand"]), legend_rows=2)
        start = pd.Series(0.0, grid.index)
        for funding, colour in zip(grid.columns, FUNDING_COLOURS, strict=False):
            axes.barh(range(len(grid)), grid[funding], left=start, color=colour, label=funding)
            start = start + grid[funding]
        forecast = rows["forecast_gbp"]
        axes.plot(forecast, rows.index, "D", color=INK, markersize=8, label="Forecast")
        texts = [f"{money_short(f)}" for f in forecast]
        end_labels(axes, [max(pair) for pair in zip(forecast, start, strict=True)], texts, 0.44)
        legend_above(axes, columns=2)
        total, strands = rows.iloc[0], rows.iloc[1:]
        over = strands[strands["overspend_gbp"] > 0]
        return finish(
            figure,
            title=f"Forecast spending is above budget in {len(over)} of {len(strands)} strands",
            subtitle=f"Budget by funding, and forecast, {financial_year} (£)",
            source=source,
            alt=(
                f"Bars of budget by funding with the forecast marked. All strands: budget "
                f"{money_short(total['budget_gbp'])}, forecast "
                f"{money_short(total['forecast_gbp'])}. The forecast is above budget in "
                f"{listed(list(over['strand']))}."
            ),
            data=tables.budget_by_funding(budgets),
        )


def bridge(steps: pd.DataFrame, source: str) -> Chart:
    """From the strands' overspends to the reported total: see `measures.overspend.bridge`."""
    with house_style():
        figure, axes = bar_canvas(list(steps["step"]))
        axes.barh(
            steps.index,
            steps["amount_gbp"].where(steps["kind"] != "total", steps["to_gbp"]),
            left=steps["from_gbp"],
            color=[STEP_COLOURS[kind] for kind in steps["kind"]],
        )
        for step, to in enumerate(steps["to_gbp"][:-1]):
            axes.plot([to, to], [step - 0.4, step + 1.4], color=GREY, linewidth=1)
        ends = steps[["from_gbp", "to_gbp"]].max(axis="columns")
        end_labels(axes, list(ends), [money(amount) for amount in steps["amount_gbp"]], 0.42)
        strands = steps.loc[steps["kind"] == "strand", "amount_gbp"].sum()
        unsplit = -steps.loc[steps["kind"] == "funding", "amount_gbp"].item()
        reported = steps.loc[steps["kind"] == "total", "amount_gbp"].item()
        return finish(
            figure,
            title=(
                f"The strands overspend by {money(strands)}; "
                f"{money(unsplit)} of funding in no strand leaves {money(reported)}"
            ),
            subtitle="Overspend by strand, and the funding that is only in the total (£)",
            source=source,
            alt=(
                f"Bridge of overspends: {_steps_in_words(steps)} make {money(strands)}; less "
                f"{money(unsplit)} of funding in no strand, the reported overspend is "
                f"{money(reported)}."
            ),
            data=tables.bridge(steps),
        )


def _steps_in_words(steps: pd.DataFrame) -> str:
    strands = steps[steps["kind"] == "strand"]
    return listed([f"{s.step} {money(s.amount_gbp)}" for s in strands.itertuples()])


def expenditure_by_type(
    expenditure: pd.DataFrame, strand: str, financial_year: str, source: str
) -> Chart:
    """Shares of the forecast: the frame of `measures.overspend.expenditure_by_type`."""
    types = expenditure.iloc[:-1]
    with house_style():
        figure, axes = bar_canvas([kind.split(" (")[0] for kind in types["type"]])
        sns.barplot(
            x=types["share_pct"],
            y=range(len(types)),
            orient="h",
            color=DARK_BLUE,
            saturation=1,
            ax=axes,
        )
        end_labels(axes, list(types["share_pct"]), [percent(share) for share in types["share_pct"]])
        largest = types.loc[types["share_pct"].idxmax()]
        total = expenditure["forecast_gbp"].iloc[-1]
        return finish(
            figure,
            title=f"{largest['type']} is {percent(largest['share_pct'])} of the {strand} forecast",
            subtitle=f"Share of forecast expenditure by type, {financial_year} (%)",
            source=source,
            alt=(
                f"Bars of {len(types)} expenditure types. {largest['type']} is the largest with "
                f"{percent(largest['share_pct'])} of {money_short(total)}; the others are "
                f"{percent(types['share_pct'].sort_values().iloc[-2])} or less each."
            ),
            data=tables.expenditure_by_type(expenditure),
        )


def option_totals(
    totals: pd.DataFrame, inflation_pct: float, term_years: int, source: str
) -> Chart:
    """What options cost beyond holding the budget: see `measures.overspend.option_totals`."""
    others = totals.iloc[1:].reset_index(drop=True)
    with house_style():
        figure, axes = bar_canvas(list(others["option"]))
        sns.barplot(
            x=others["extra_gbp"],
            y=range(len(others)),
            orient="h",
            color=DARK_BLUE,
            saturation=1,
            ax=axes,
        )
        end_labels(
            axes, list(others["extra_gbp"]), [money_short(x) for x in others["extra_gbp"]], 0.5
        )
        rebase = others.iloc[0]
        return finish(
            figure,
            title=(
                f"Rebasing to forecast costs {money_short(rebase['extra_gbp'])} more than holding "
                f"the budget over {term_years} years"
            ),
            subtitle=f"Beyond holding the budget, inflation {percent(inflation_pct)} a year (£)",
            source=source,
            alt=(
                f"Bars of what options cost beyond holding the budget over {term_years} years: "
                + listed([f"{o.option} {money_short(o.extra_gbp)}" for o in others.itertuples()])
                + "."
            ),
            data=tables.option_totals(totals),
        )
