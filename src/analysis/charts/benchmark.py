"""Charts of `high_needs_benchmark`: every word on a measure is from its entry in the registry."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.patches import Patch

from analysis.charts.chart import (
    ALT_LENGTHS,
    DARK_BLUE,
    GREY,
    INK,
    ORANGE,
    PALE_GREY,
    TURQUOISE,
    Chart,
    bar_canvas,
    end_labels,
    finish,
    house_style,
    legend_above,
    wrapped,
)
from analysis.measures.benchmark.registry import Measure, caption, lower_first
from analysis.measures.benchmark.standing import Benchmark, farthest
from analysis.quantities import MISSING, number
from analysis.tables import benchmark as tables

LOOKS: dict[str, dict[str, Any]] = {
    "authority": {"color": DARK_BLUE},
    "England": {"facecolor": ORANGE, "hatch": "//"},
    "region": {"facecolor": TURQUOISE, "hatch": "xx"},
    "median": {"facecolor": "white", "hatch": "\\\\"},
    "statistical neighbour": {"facecolor": PALE_GREY},
}
"""Kind → how its bar looks: never by colour alone."""

LABEL_CHARACTERS = 22
LANE = 0.2


def bars(own: Benchmark, key: str, source: str) -> Chart:
    """One measure: the authority among England, its region and its neighbours, highest first."""
    measure, rows = own.registry[key], tables.bars(own, key)
    row = own.row(key)
    with house_style():
        figure, axes = bar_canvas(list(rows["label"]), LABEL_CHARACTERS)
        most = max(wrapped(label, LABEL_CHARACTERS).count("\n") + 1 for label in rows["label"])
        figure.set_figheight(max(figure.get_figheight(), len(rows) * (0.26 * most + 0.02) + 0.15))
        for position, (kind, value) in enumerate(zip(rows["kind"], rows["value"], strict=True)):
            look = {"edgecolor": INK} | LOOKS[kind]
            axes.barh(position, 0 if math.isnan(value) else value, 0.7, linewidth=0.8, **look)
        ends = list(rows["value"].fillna(0))
        end_labels(axes, ends, [measure.text(value) for value in rows["value"]], room=0.75)
        for label, kind in zip(axes.get_yticklabels(), rows["kind"], strict=True):
            label.set_fontweight("bold" if kind == "authority" else "normal")
        return finish(
            figure,
            title=_bars_title(own, measure),
            subtitle=(
                f"{measure.caption}. Bold: {own.name}; hatched: England, region and the median of "
                "neighbours; the others are its statistical neighbours"
            ),
            source=source,
            alt=fitting(
                f"Bars of {lower_first(measure.name)} ({measure.unit})",
                f"{own.name} {_figure(own, measure)}",
                f"England {measure.text(row['england'])}",
                measure.over,
                f"median of neighbours {measure.text(row['neighbours_median'])}",
                f"{own.region} {measure.text(row['region'])}",
            ),
            data=tables.of_measure(own, key),
        )


def strip(own: Benchmark, family: str, source: str) -> Chart:
    """The range of all authorities by measure, with the authority, England and neighbours."""
    measures = own.family(family)
    rows = [own.row(measure.key) for measure in measures]
    with house_style():
        figure, axes = bar_canvas([m.label for m in measures], 18, legend_rows=4)
        figure.set_figheight(figure.get_figheight() + 0.1 * len(rows))
        for position, row in enumerate(rows):
            _range(axes, position, row)
        for column, label, marker, size, colour in (
            ("england", "England", "o", 10, ORANGE),
            ("neighbours_median", "Median of neighbours", "|", 18, INK),
            ("value", own.name, "D", 9, DARK_BLUE),
        ):
            axes.plot(
                [_scaled(row, row[column]) for row in rows],
                range(len(rows)),
                linestyle="none",
                marker=marker,
                markersize=size,
                markeredgewidth=2.5 if marker == "|" else 1,
                color=colour,
                markeredgecolor=INK,
                label=wrapped(label, 24),
                zorder=3,
            )
        for position, measure in enumerate(measures):
            axes.annotate(_with_rank(own, measure), (1.07, position), va="center", color=INK)
        axes.set_xlim(-0.04, 1.75)
        _legend(
            axes, [Patch(facecolor=PALE_GREY, edgecolor=GREY, label="Middle half of authorities")]
        )
        return finish(
            figure,
            title=_farthest_title(own, measures),
            subtitle=(
                f"{caption(measures)}. Each row has its own scale, from the lowest authority to "
                "the highest; beside it the figure and the rank, 1 being the highest"
            ),
            source=source,
            alt=fitting(
                f"Range of authorities for {lower_first(measures[0].family.title)}",
                *_extremes(own, measures),
            ),
            data=tables.strip(own, family),
        )


def mix(own: Benchmark, family: str, source: str) -> Chart:
    """Shares of placement groups, the authority beside England."""
    measures = own.family(family)
    rows = own.standing.loc[[measure.key for measure in measures]]
    with house_style():
        figure, axes = bar_canvas([m.label for m in measures], 22, legend_rows=3)
        figure.set_figheight(figure.get_figheight() + 0.12 * len(rows))
        highest = rows[["value", "england"]].max().max()
        axes.set_xlim(0, 1.6 * (1.0 if math.isnan(highest) else highest))
        for column, label, lane, kind in (
            ("value", own.name, -LANE, "authority"),
            ("england", "England", LANE, "England"),
        ):
            places = [position + lane for position in range(len(rows))]
            look = {"edgecolor": INK} | LOOKS[kind]
            values = rows[column]
            axes.barh(
                places, values.fillna(0), 0.38, linewidth=0.8, label=wrapped(label, 22), **look
            )
            for place, value, measure in zip(places, values, measures, strict=True):
                axes.annotate(
                    measure.text(value),
                    (0 if math.isnan(value) else max(value, 0), place),
                    xytext=(7, 0),
                    textcoords="offset points",
                    va="center",
                    color=INK,
                )
        legend_above(axes, columns=1)
        return finish(
            figure,
            title=_farthest_title(own, measures),
            subtitle=caption(measures),
            source=source,
            alt=fitting(
                f"Bars of {lower_first(measures[0].family.title)}",
                *_extremes(own, measures),
            ),
            data=tables.mix(own, family),
        )


def fitting(first: str, *parts: str) -> str:
    """A text alternative of as many parts, in their order, as there is room for."""
    text = first
    for number_of_part, part in enumerate(parts):
        longer = f"{text}{': ' if number_of_part == 0 else '; '}{part}"
        if len(longer) + 1 >= ALT_LENGTHS.stop:
            break
        text = longer
    return f"{text[: ALT_LENGTHS.stop - 2]}."


def _range(axes: Axes, position: int, row: Mapping[str, Any]) -> None:
    """Lowest to highest as a line, the middle half as a box."""
    if math.isnan(row["lowest"]):
        return
    axes.plot([0, 1], [position, position], "|-", color=GREY, linewidth=1.5, zorder=1)
    low, high = _scaled(row, row["lower_quartile"]), _scaled(row, row["upper_quartile"])
    axes.barh(
        position, high - low, 0.42, left=low, color=PALE_GREY, edgecolor=GREY, linewidth=1, zorder=2
    )


def _scaled(row: Mapping[str, Any], value: float) -> float:
    """A value as a share of the way from the lowest authority to the highest."""
    span = row["highest"] - row["lowest"]
    return (value - row["lowest"]) / span if span else (0.5 if not math.isnan(value) else math.nan)


def _legend(axes: Axes, more: Sequence[Patch]) -> None:
    """The legend above the chart, in one column: names of authorities are long."""
    handles, _ = axes.get_legend_handles_labels()
    axes.legend(
        handles=[handles[2], handles[0], handles[1], *more],
        loc="lower left",
        bbox_to_anchor=(0, 1),
        ncols=1,
        borderaxespad=0.2,
        handlelength=1.0,
        handletextpad=0.5,
    )


def _with_rank(own: Benchmark, measure: Measure) -> str:
    row = own.row(measure.key)
    if math.isnan(row["value"]):
        return MISSING.replace(" ", "\n")
    return f"{measure.text(row['value'])}\n{number(row['rank'])} of {number(row['authorities'])}"


def _figure(own: Benchmark, measure: Measure) -> str:
    """The authority's figure and rank, or that it is not available and why."""
    row = own.row(measure.key)
    if math.isnan(row["value"]):
        return f"{MISSING} ({row['reason']})"
    place = f"rank {number(row['rank'])} of {number(row['authorities'])}"
    return f"{measure.text(row['value'])}" + (f", {place}" if measure.family.ranked else "")


def _compared(own: Benchmark, measure: Measure) -> str:
    """`£727 in Kent, more than England’s £673`."""
    row = own.row(measure.key)
    value, england = measure.text(row["value"]), measure.text(row["england"])
    if math.isnan(row["england"]):
        return f"{value} in {own.name}; England’s is {MISSING}"
    if value == england:
        return f"{value} in {own.name}, as in England"
    way = "more" if row["value"] > row["england"] else "less"
    return f"{value} in {own.name}, {way} than England’s {england}"


def _bars_title(own: Benchmark, measure: Measure) -> str:
    if math.isnan(own.row(measure.key)["value"]):
        return f"{measure.name} is {MISSING} for {own.name}"
    return f"{measure.name} is {_compared(own, measure)}"


def _farthest_title(own: Benchmark, measures: Sequence[Measure]) -> str:
    measure = farthest(own, measures)
    if measure is None:
        return f"{measures[0].family.title} is {MISSING} for {own.name}"
    return (
        f"{measures[0].family.title} differs most from England’s for {measure.label}: "
        f"{_compared(own, measure)}"
    )


def _extremes(own: Benchmark, measures: Sequence[Measure]) -> list[str]:
    """The measures farthest from England first, and over what; or why nothing is there."""
    over = f"{measures[0].unit}, {measures[0].over}"
    missing = [measure for measure in measures if math.isnan(own.row(measure.key)["value"])]
    if len(missing) == len(measures):
        return [f"{own.name} {_figure(own, measures[0])}", over]
    words = [f"{own.name}: {MISSING} for {len(missing)} of {len(measures)}"] if missing else []
    by_distance = sorted(
        (measure for measure in measures if measure not in missing),
        key=lambda measure: (measure.together, -_distance(own.row(measure.key))),
    )
    for measure in by_distance:
        england = measure.text(own.row(measure.key)["england"])
        place = f"{measure.label} {_figure(own, measure)} (England {england})"
        words.append(place if words else f"{own.name}, {place}")
    return [words[0], over, *words[1:]]


def _distance(row: Mapping[str, Any]) -> float:
    distance = abs(row["value"] - row["england"])
    return -1.0 if math.isnan(distance) else float(distance)
