"""Charts of a commissioning plan."""

from collections.abc import Sequence

import pandas as pd

from analysis.charts.chart import (
    DARK_BLUE,
    DARK_PINK,
    GREY,
    INK,
    TURQUOISE,
    Chart,
    bar_canvas,
    end_labels,
    finish,
    house_style,
)
from analysis.measures.plan import plan_years
from analysis.quantities import listed, money, money_short, number, percent
from analysis.tables import plan as tables


def cost_by_year(costs: pd.DataFrame, source: str) -> Chart:
    """Cost of each year with the baseline as a line: the frame of `measures.plan.costs_by_year`."""
    baseline, years = costs.iloc[0], plan_years(costs)
    with house_style():
        figure, axes = bar_canvas(list(costs["year"]))
        changes = costs["in_year_gbp"].fillna(0)
        axes.barh(costs.index, costs["cost_gbp"], color=[GREY, *_colours(changes.iloc[1:])])
        axes.axvline(baseline["cost_gbp"], color=INK, linewidth=1.5)
        texts = [
            number(baseline["cost_gbp"] / 1000),
            *(
                f"{number(y.cost_gbp / 1000)} ({_signed(y.in_year_gbp)})"
                for y in years.itertuples()
            ),
        ]
        furthest = costs["cost_gbp"].clip(lower=baseline["cost_gbp"])
        end_labels(axes, list(furthest), texts, 0.55)
        last = years.iloc[-1]
        return finish(
            figure,
            title=_against_title(years),
            subtitle="Cost (£ thousand), in brackets against the baseline, which is the black line",
            source=source,
            alt=(
                f"Bars of cost against a baseline of {money(baseline['cost_gbp'])}. Highest in "
                f"{years.loc[years['cost_gbp'].idxmax(), 'year']} with "
                f"{money(years['cost_gbp'].max())}; {last['year']} costs "
                f"{money(last['cost_gbp'])}, {_against(last['in_year_gbp'])}."
            ),
            data=tables.costs_by_year(costs),
        )


def _against_title(years: pd.DataFrame) -> str:
    order = list(years["year"])
    above = list(years.loc[years["in_year_gbp"] > 0, "year"])
    below = list(years.loc[years["in_year_gbp"] < 0, "year"])
    if above and below:
        return (
            f"Spending is above the baseline in {_span(above, order)} and below it in "
            f"{_span(below, order)}"
        )
    if not above and not below:
        return "Spending is the same as the baseline in every year"
    way = "above" if above else "below"
    return f"Spending is {way} the baseline in {_span(above or below, order)}"


def cumulative(costs: pd.DataFrame, paybacks: pd.DataFrame, source: str) -> Chart:
    """Cumulative cost above or below the baseline, with the year that pays it back marked.

    Takes the frames of `measures.plan.costs_by_year` and `measures.plan.payback`.
    """
    years, payback = plan_years(costs), paybacks.iloc[0]
    totals = years["cumulative_gbp"]
    with house_style():
        figure, axes = bar_canvas(list(years["year"]))
        axes.barh(years.index, totals, color=_colours(totals))
        axes.axvline(0, color=INK, linewidth=1.5)
        axes.spines["left"].set_visible(False)
        end_labels(axes, list(totals), [_signed(total) for total in totals], 0.25)
        if payback["year"] is not None:
            axes.annotate(
                f"◀ repaid after\n{number(payback['after_years'], 1)} years",
                (0, int(years.index[years["year"] == payback["year"]][0])),
                xytext=(7, 0),
                textcoords="offset points",
                va="center",
            )
        end = f"{years['year'].iloc[-1]} ends {_against(payback['at_end_gbp'])}"
        return finish(
            figure,
            title=_payback_title(payback, years),
            subtitle="Cumulative cost above or below (−) the baseline, end of year (£ thousand)",
            source=source,
            alt=(
                f"Bars of cumulative cost against the baseline. It is "
                f"{money(payback['largest_extra_gbp'])} above at most; {_repaid(payback)}. {end}."
            ),
            data=tables.cumulative(years),
        )


def _payback_title(payback: pd.Series, years: pd.DataFrame) -> str:
    if payback["year"] is None:
        return _repaid(payback).capitalize()
    return (
        f"The extra {money(payback['largest_extra_gbp'])} is repaid in {payback['year']}; "
        f"by {years['year'].iloc[-1]} spending is {money(-payback['at_end_gbp'])} less in total"
    )


def _repaid(payback: pd.Series) -> str:
    if payback["year"] is not None:
        after = number(payback["after_years"], 1)
        return f"it is repaid in {payback['year']}, after {after} years"
    if payback["largest_extra_gbp"] == 0:
        return "spending never rises above the baseline, so nothing is to be repaid"
    return "the extra spending is not repaid within the plan"


def pupils(counts: pd.DataFrame, end: str, source: str) -> Chart:
    """Pupils supported now and in the year `end`: the frame of `measures.plan.pupils`."""
    total = counts.iloc[0]
    bars = [
        (f"{row.provision}: {moment}".replace("Year ", "Year\N{NO-BREAK SPACE}"), value, colour)
        for row in counts.itertuples()
        for moment, value, colour in (
            ("now", row.now_pupils, GREY),
            (end, row.end_pupils, TURQUOISE),
        )
    ]
    with house_style():
        figure, axes = bar_canvas([label for label, _, _ in bars], characters=22)
        axes.barh(
            range(len(bars)), [value for _, value, _ in bars], color=[colour for *_, colour in bars]
        )
        end_labels(
            axes, [value for _, value, _ in bars], [number(value) for _, value, _ in bars], 0.2
        )
        parts = [
            f"{row.provision.lower()} {number(row.now_pupils)} to {number(row.end_pupils)}"
            for row in counts.iloc[1:].itertuples()
        ]
        way = "rises" if total["change_pupils"] >= 0 else "falls"
        return finish(
            figure,
            title=(
                f"The number of pupils supported {way} from {number(total['now_pupils'])} to "
                f"{number(total['end_pupils'])}"
            ),
            subtitle=f"Pupils supported now and in {end}",
            source=source,
            alt=(
                f"Bars of pupils supported. All: {number(total['now_pupils'])} now, "
                f"{number(total['end_pupils'])} in {end}, a change of "
                f"{percent(total['change_pct'])}" + (f"; {listed(parts)}." if parts else ".")
            ),
            data=tables.pupils(counts, end),
        )


def unit_cost(costs: pd.DataFrame, source: str) -> Chart:
    """Cost per pupil now and at the end: the frame of `measures.plan.unit_costs`."""
    now, between, end = (row for _, row in costs.iterrows())
    way = "falls" if end["unit_cost_gbp"] <= now["unit_cost_gbp"] else "rises"
    with house_style():
        figure, axes = bar_canvas(list(costs["moment"]))
        axes.barh(costs.index, costs["unit_cost_gbp"], color=[GREY, TURQUOISE, DARK_BLUE])
        end_labels(
            axes, list(costs["unit_cost_gbp"]), [money(cost) for cost in costs["unit_cost_gbp"]]
        )
        return finish(
            figure,
            title=(
                f"Unit cost per pupil {way} from {money(now['unit_cost_gbp'])} to "
                f"{money(end['unit_cost_gbp'])}"
            ),
            subtitle="Yearly cost divided by pupils supported (£)",
            source=source,
            alt=(
                f"Bars of unit cost per pupil: {money(now['unit_cost_gbp'])} now, "
                f"{money(end['unit_cost_gbp'])} in {end['moment']}. The baseline cost spread over "
                f"the pupils of {end['moment']} would be {money(between['unit_cost_gbp'])} each."
            ),
            data=tables.unit_costs(costs),
        )


def _colours(differences: Sequence[float] | pd.Series) -> list[str]:
    return [DARK_PINK if difference > 0 else DARK_BLUE for difference in differences]


def _signed(value_gbp: float) -> str:
    """In thousands of pounds, with its sign: `+454`."""
    text = number(value_gbp / 1000)
    return f"+{text}" if value_gbp > 0 else text


def _against(difference_gbp: float) -> str:
    way = "above" if difference_gbp > 0 else "below"
    return f"{money_short(abs(difference_gbp))} {way} the baseline"


def _span(names: list[str], order: list[str]) -> str:
    """`Year 1`, `Year 2 to Year 5` where they follow each other, or a list."""
    first = order.index(names[0])
    if len(names) > 2 and order[first : first + len(names)] == names:
        return f"{names[0]} to {names[-1]}"
    return listed(names)
