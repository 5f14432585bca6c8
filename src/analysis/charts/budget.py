"""Charts of a high needs budget: None where the paper has nothing for one."""

import pandas as pd
from matplotlib.axes import Axes

from analysis.charts.chart import (
    DARK_BLUE,
    DARK_PINK,
    GREY,
    PALE_GREY,
    TURQUOISE,
    Chart,
    bar_canvas,
    end_labels,
    finish,
    house_style,
)
from analysis.quantities import money_short, percent, quantity, trimmed
from analysis.tables import budget as tables

MOST_MONTH_LABELS = 6
MONTHS_BETWEEN_LABELS = (1, 2, 3, 6)
"""Beyond these, whole years."""
MOST_AMOUNTS_IN_WORDS = 3


def deficit_bridge(steps: pd.DataFrame, source: str) -> Chart | None:
    """Opening deficit, overspend, closing deficit: frame of `measures.budget.deficit_bridge`."""
    if steps.empty:
        return None
    opening, overspend, closing = steps.itertuples()
    with house_style():
        figure, axes = bar_canvas(list(steps["step"]))
        axes.barh(
            steps.index,
            steps["amount_gbp"],
            left=steps["from_gbp"],
            color=[TURQUOISE, DARK_PINK, DARK_BLUE],
        )
        for step, to in enumerate(steps["to_gbp"][:-1]):
            axes.plot([to, to], [step - 0.4, step + 1.4], color=GREY, linewidth=1)
        texts = [
            f"{_millions(row.amount_gbp)}\n({_millions(row.low_gbp)} to {_millions(row.high_gbp)})"
            for row in steps.itertuples()
        ]
        end_labels(axes, list(steps["to_gbp"]), texts, 0.85)
        implied = f"{money_short(opening.low_gbp)} to {money_short(opening.high_gbp)}"
        return finish(
            figure,
            title=(
                f"A deficit of {money_short(closing.amount_gbp)} after an overspend of "
                f"{money_short(overspend.amount_gbp)} implies one of "
                f"{money_short(opening.amount_gbp)} before"
            ),
            subtitle="Deficit and overspend, in brackets what rounding allows (£ million)",
            source=source,
            alt=(
                f"Bridge from an implied opening deficit of {money_short(opening.amount_gbp)} "
                f"({implied}), by an overspend of {money_short(overspend.amount_gbp)}, to the "
                f"stated deficit of {money_short(closing.amount_gbp)}."
            ),
            data=tables.deficit_bridge(steps),
        )


def yearly_amounts(figures: pd.DataFrame, yearly: pd.DataFrame, source: str) -> Chart | None:
    """Yearly amounts, if there are two: `measures.budget.amounts` and `yearly_amounts`."""
    if len(yearly) < 2:
        return None
    with house_style():
        figure, axes = bar_canvas(list(yearly["quantity"]))
        axes.barh(yearly.index, yearly["amount"], color=DARK_BLUE)
        end_labels(
            axes,
            list(yearly["amount"]),
            [money_short(amount) for amount in yearly["amount"]],
            0.52,
        )
        bars = [f"{row.quantity} {money_short(row.amount)}" for row in yearly.itertuples()]
        if len(bars) > MOST_AMOUNTS_IN_WORDS:
            bars[MOST_AMOUNTS_IN_WORDS:] = [f"{len(bars) - MOST_AMOUNTS_IN_WORDS} smaller"]
        return finish(
            figure,
            title=_yearly_title(figures, yearly),
            subtitle="Amounts that the paper states or implies (£ a year)",
            source=source,
            alt=f"Bars of yearly amounts: {'; '.join(bars)}.",
            data=tables.yearly_amounts(yearly),
        )


def _yearly_title(figures: pd.DataFrame, yearly: pd.DataFrame) -> str:
    shares = figures.set_index("key")["amount"]
    if "contract_share" not in shares:
        largest = yearly.iloc[0]
        what = largest["quantity"][0].lower() + largest["quantity"][1:]
        return f"The largest yearly amount is {money_short(largest['amount'])}, for {what}"
    title = f"The contract is {percent(shares['contract_share'])} of yearly recovery plan funding"
    if "yearly_contract_share" in shares:
        title += f", or {percent(shares['yearly_contract_share'])} if its value is for each year"
    return title


def timeline(dated: pd.DataFrame, overlaps: pd.DataFrame, source: str) -> Chart | None:
    """The dated steps by month, overlaps shaded: `measures.budget.timeline` and `overlaps`."""
    if dated.empty:
        return None
    first, last = dated["start"].min(), dated["end"].max()
    with house_style():
        figure, axes = bar_canvas(list(dated["step"]), characters=22, legend_rows=2)
        for row in overlaps.itertuples():
            axes.axvspan(
                row.start.ordinal - 0.5,
                row.end.ordinal + 0.5,
                facecolor=PALE_GREY,
                edgecolor=GREY,
                linewidth=1,
            )
        for position, row in enumerate(dated.itertuples()):
            if row.months == 1:
                axes.plot(row.start.ordinal, position, "D", color=DARK_PINK, markersize=11)
            else:
                axes.barh(position, row.months, left=row.start.ordinal - 0.5, color=DARK_BLUE)
        _label_months(axes, first, last)
        span = quantity(last.ordinal - first.ordinal + 1, "months")
        return finish(
            figure,
            title=_timeline_title(dated, overlaps, span),
            subtitle="Steps by month; a diamond is a step of one month"
            + ("; shaded: two steps overlap" if len(overlaps) else ""),
            source=source,
            alt=(
                f"Timeline of {len(dated)} steps from {tables.month(first)} to "
                f"{tables.month(last)}. {_longest(dated)} {_overlapping(overlaps)}"
            ).strip(),
            data=tables.timeline(dated, overlaps),
        )


def _label_months(axes: Axes, first: pd.Period, last: pd.Period) -> None:
    """A label every so many months, so that there is room for each."""
    axes.set_xlim(first.ordinal - 0.8, last.ordinal + 0.8)
    span = last.ordinal - first.ordinal + 1
    years = -(-span // (12 * MOST_MONTH_LABELS))
    fitting = (m for m in MONTHS_BETWEEN_LABELS if span <= m * MOST_MONTH_LABELS)
    step = next(fitting, 12 * years)
    shown = pd.period_range(first, last, freq="M")[::step]
    axes.xaxis.set_visible(True)
    axes.spines["bottom"].set_visible(True)
    axes.set_xticks(
        [month.ordinal for month in shown], [month.strftime("%b\n%Y") for month in shown]
    )


def _timeline_title(dated: pd.DataFrame, overlaps: pd.DataFrame, span: str) -> str:
    if len(overlaps) == 1:
        return tables.overlaps_in_words(overlaps).removesuffix(".")
    return f"The dated steps of the paper run over {span}, to {tables.month(dated['end'].max())}"


def _overlapping(overlaps: pd.DataFrame) -> str:
    if len(overlaps) > 1:
        return f"{len(overlaps)} pairs of steps overlap."
    return tables.overlaps_in_words(overlaps)


def _longest(dated: pd.DataFrame) -> str:
    longest = dated.loc[dated["months"].idxmax()]
    name = longest["step"].split(":")[0]
    return f"The longest is {name}, {quantity(longest['months'], 'months')}."


def _millions(value_gbp: float) -> str:
    return trimmed(value_gbp / 1_000_000, 2)
