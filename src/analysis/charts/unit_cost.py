"""Charts of the unit cost of independent placements."""

import math

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import NullLocator

from analysis.charts.chart import (
    DARK_BLUE,
    DARK_PINK,
    GREY,
    INK,
    ORANGE,
    TURQUOISE,
    Chart,
    bar_canvas,
    canvas,
    finish,
    house_style,
    legend_above,
)
from analysis.measures.unit_cost import PaperUnitCost
from analysis.official.sen2 import FIRST_PERSON_LEVEL, PLACEMENT_KINDS
from analysis.quantities import MISSING, listed, money, number, or_missing, percent
from analysis.shown import Sentence
from analysis.tables import unit_cost as tables

KIND_COLOURS = (DARK_BLUE, TURQUOISE, ORANGE)
ROOM_ABOVE_BARS = 1.55
ROOM_BESIDE_DOTS = 1.42
LANE = 0.2
LONGEST_BESIDE_ENGLAND = 20
"""Characters of a name that leave room for another beside it in the legend."""


def by_january(rows: pd.DataFrame, council: str, source: str) -> Chart:
    """Placements by kind, stacked, with total and share: `measures.unit_cost.by_january`."""
    with house_style():
        figure, axes = canvas(4.2)
        start = pd.Series(0.0, rows.index)
        for (kind, label), colour in zip(PLACEMENT_KINDS.items(), KIND_COLOURS, strict=True):
            counts = rows[kind].fillna(0)
            axes.bar(rows.index, counts, 0.78, bottom=start, color=colour, label=label)
            start = start + counts
        for position, (total, share) in enumerate(
            zip(rows["placements"], rows["share_pct"], strict=True)
        ):
            axes.annotate(
                _total_and_share(total, share),
                (position, start.iloc[position]),
                xytext=(0, 4),
                textcoords="offset points",
                ha="center",
                va="bottom",
                rotation=90 if math.isnan(total) else 0,  # as wide as its bar would be
                color=INK,
            )
        axes.set_ylim(0, ROOM_ABOVE_BARS * (start.max() or 1.0))
        axes.set_xlim(-0.5, len(rows) - 0.5)
        axes.set_xticks(range(len(rows)), [str(january) for january in rows["january"]])
        _no_value_axis(axes)
        _mark_break(axes, list(rows["january"]))
        legend_above(axes, columns=2)
        known = rows.dropna(subset="placements")
        return finish(
            figure,
            title=_placements_title(known, council),
            subtitle="NMSS or independent placements each January, and their share of plans (%)",
            source=source,
            alt=_placements_alt(known, council) + _not_available(rows),
            data=tables.by_kind(rows, council),
        )


def _total_and_share(total: float, share: float) -> str:
    if math.isnan(total):
        return MISSING
    return f"{number(total)}\n{or_missing(percent, share)}"


def _no_value_axis(axes: Axes) -> None:
    axes.grid(visible=False)
    axes.yaxis.set_major_locator(NullLocator())
    axes.spines["left"].set_visible(False)
    axes.tick_params(bottom=False)


def _mark_break(axes: Axes, januaries: list[int]) -> None:
    if FIRST_PERSON_LEVEL not in januaries[1:]:
        return
    between = januaries.index(FIRST_PERSON_LEVEL) - 0.5
    right = len(januaries) - 0.5 - between >= 0.35 * len(januaries)
    axes.axvline(between, color=GREY, linewidth=1, linestyle="--")
    axes.annotate(
        f"Collected by person\nfrom {FIRST_PERSON_LEVEL}",
        (between, 1),
        xycoords=("data", "axes fraction"),
        xytext=(6 if right else -6, 0),
        textcoords="offset points",
        ha="left" if right else "right",
        va="top",
        color=INK,
    )


def _placements_title(known: pd.DataFrame, council: str) -> str:
    if known.empty:
        return f"NMSS or independent placements in {council} are {MISSING}"
    first, last = known.iloc[0], known.iloc[-1]
    if len(known) == 1:
        return (
            f"There were {number(first['placements'])} NMSS or independent placements in {council} "
            f"in {first['january']:.0f}"
        )
    way = "rose from" if last["placements"] > first["placements"] else "fell from"
    if last["placements"] == first["placements"]:
        way = "were the same:"
    return (
        f"NMSS or independent placements in {council} {way} {number(first['placements'])} in "
        f"{first['january']:.0f} to {number(last['placements'])} in {last['january']:.0f}"
    )


def _not_available(rows: pd.DataFrame) -> str:
    missing = rows.loc[rows["placements"].isna(), "january"]
    if missing.empty or len(missing) == len(rows):
        return ""
    return f" January {listed([str(january) for january in missing])}: {MISSING}."


def _placements_alt(known: pd.DataFrame, council: str) -> str:
    if known.empty:
        return f"Stacked bars without data: placements in {council} are {MISSING}."
    first, last = known.iloc[0], known.iloc[-1]
    if len(known) == 1:
        return f"Stacked bar: {_placements_title(known, council)}."
    return (
        f"Stacked bars of NMSS or independent placements in {council}: "
        f"{number(first['placements'])} in January {first['january']:.0f}, "
        f"{or_missing(percent, first['share_pct'])} of plans; {number(last['placements'])} in "
        f"January {last['january']:.0f}, {or_missing(percent, last['share_pct'])}."
    )


def band(
    rows: pd.DataFrame,
    limits: pd.DataFrame,
    council: str,
    paper: PaperUnitCost | None,
    source: str,
) -> Chart | Sentence:
    """Unit cost by definition, of the authority and of England, and the paper's own as a line.

    `rows` is the frame of `measures.unit_cost.by_definition`, `limits` that of `band`. A dot is
    over the average of both Januaries, the line through it spans the unit costs over either alone.
    A sentence where no definition gives a unit cost.
    """
    if limits["unit_cost_gbp"].isna().all():
        return Sentence(
            f"No definition gives a unit cost of {council}: its cost or its placements are "
            f"{MISSING} or none, as the table below shows. England’s is in the table too."
        )
    with house_style():
        columns = 2 if len(council) <= LONGEST_BESIDE_ENGLAND else 1
        entries = 2 if paper is None else 3
        figure, axes = bar_canvas(
            list(rows["definition"]), 15, legend_rows=math.ceil(entries / columns)
        )
        figure.set_figheight(figure.get_figheight() + 0.12 * len(rows))
        _dots(axes, rows, "", -LANE, "o", DARK_BLUE, council)
        _dots(axes, rows, "england_", LANE, "D", ORANGE, "England")
        if paper is not None:
            axes.axvline(
                paper.unit_cost_gbp,
                color=DARK_PINK,
                linestyle="--",
                zorder=1,
                label=f"Paper: {money(paper.unit_cost_gbp)}",
            )
        highest = rows[["high_gbp", "england_high_gbp"]].max().max()
        axes.set_xlim(0, ROOM_BESIDE_DOTS * highest)
        for position in range(1, len(rows)):
            if rows["basis"][position] != rows["basis"][position - 1]:
                axes.axhline(position - 0.5, color=GREY, linewidth=1)
        legend_above(axes, columns)
        low, high = limits["unit_cost_gbp"].iloc[0], limits["unit_cost_gbp"].iloc[-1]
        own, england = limits.loc[
            limits["case"] == "standard", ["unit_cost_gbp", "england_unit_cost_gbp"]
        ].iloc[0]
        stated = f" The paper’s own is {money(paper.unit_cost_gbp)}." if paper is not None else ""
        return finish(
            figure,
            title=(
                f"An independent placement costs {council} {money(low)} to {money(high)} a year, "
                "depending on the definition"
            ),
            subtitle=(
                "Unit cost (£ a year): dot, average of two Januaries; line, each January alone. "
                "Planned is what was meant to be spent, outturn what was spent"
            ),
            source=source,
            alt=(
                f"Dots of unit cost by definition. {council}: {money(low)} to {money(high)}, "
                f"{or_missing(money, own)} by the standard; "
                f"England {or_missing(money, england)} by the standard.{stated}"
            ),
            data=tables.ranges(rows, council),
        )


def _dots(
    axes: Axes, rows: pd.DataFrame, prefix: str, lane: float, marker: str, colour: str, label: str
) -> None:
    places = [position + lane for position in range(len(rows))]
    low, high = rows[f"{prefix}low_gbp"], rows[f"{prefix}high_gbp"]
    axes.hlines(places, low, high, color=colour, linewidth=3)
    unit_costs = rows[f"{prefix}unit_cost_gbp"]
    axes.plot(unit_costs, places, marker, color=colour, markersize=9, label=label)
    for place, unit_cost, end in zip(places, unit_costs, high, strict=True):
        axes.annotate(
            or_missing(money, unit_cost),
            (0 if math.isnan(end) else end, place),
            xytext=(9, 0),
            textcoords="offset points",
            va="center",
            color=INK,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.5},
        )
