"""The shapes of charts over years: lines, and bars on a time axis, with breaks in the series.

# one line a column: its name and role; the name and the last value stand at its end
line_chart(indices, "january", {"authority_index": ("Kent", "own"),
                                "england_index": ("England", "england")},
           breaks=[Break(2023, 2023, "Person-level")], **words)

# bars of each year, parts on one another, texts above some years, and points with texts
yearly_bars(counts, "january", {"ehc_plans": ("EHC plans", "part 1"),
                                "statements": ("Statements of SEN", "part 2")},
            texts={2015: "8,204", 2025: "21,000"},
            points=[Point(2021.5, 252, "252")], points_label="The paper’s own counts",
            breaks=[Break(2014, 2018, "Statements converted")], **words)
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, Unpack

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from analysis.display.canvas import (
    LINE_IN,
    canvas,
    house_style,
    lay_out,
    legend_above,
    text_width,
    wrapped,
)
from analysis.display.chart import Chart, Words, finish
from analysis.display.colours import GREY, INK, PALE_GREY, ROLES
from analysis.display.marks import Parts
from analysis.display.words import number

CHARACTER_IN = 0.125
"""The room that a character of 14 point text takes, with a little to spare."""
PLOT_WIDTH_IN = 5.4
"""The width of a chart beside its value axis."""
END_LABEL_CHARACTERS = 13


@dataclass(frozen=True)
class Break:
    """A change in how a series is counted: from the first to the last year that it concerns.

    Of one year, it is a line before that year; of several, a band.
    """

    first: int
    last: int
    label: str


@dataclass(frozen=True)
class Point:
    """A figure at a time, such as 2021.5, and its text."""

    at: float
    value: float
    text: str


def line_chart(
    rows: pd.DataFrame,
    time: str,
    lines: Parts,
    *,
    breaks: Sequence[Break] = (),
    write: Callable[[float], str] = number,
    **words: Unpack[Words],
) -> Chart:
    """Draw a line a column, named at its end. A column with a missing figure is left out.

    The own line is drawn last, over the others. Breaks outside the years shown are left out.
    """
    shown = {column: how for column, how in lines.items() if rows[column].notna().all()}
    values = rows[list(shown)].astype("float64")
    start, end = int(rows[time].iloc[0]), int(rows[time].iloc[-1])
    inside = [one for one in breaks if start < one.first <= end]
    ends = [
        (float(values[column].iloc[-1]), f"{name} {write(values[column].iloc[-1])}")
        for column, (name, _) in shown.items()
    ]
    with house_style():
        figure, axes = canvas(4.0 + 0.3 * max(0, len(shown) - 2) + 0.2 * max(0, len(inside) - 1))
        for column, (_, role) in sorted(shown.items(), key=lambda one: one[1][1] == "own"):
            look = ROLES[role]
            colour = ROLES["neighbour" if role == "median" else role].colour  # not a white line
            axes.plot(rows[time], values[column], look.line, color=colour, linewidth=look.width)
        low, high = values.min().min(), values.max().max()
        span = (high - low) or 1.0
        axes.set_ylim(low - 0.12 * span, high + (0.32 + 0.04 * len(inside)) * span)
        right = end + max(_share_of_lines(text) for _, text in ends) * (end - start)
        axes.set_xlim(start, max([right, *(_right_of_label(one, start) for one in inside)]))
        axes.set_xticks(_years(start, end))
        value_ticks(axes, high)
        _, line = text_size(figure, axes)
        mark_breaks(axes, inside, line, before=False)
        _label_line_ends(axes, end, ends, line, number_of_breaks=len(inside))
        return finish(figure, **words)


def yearly_bars(
    rows: pd.DataFrame,
    time: str,
    parts: Parts,
    *,
    texts: Mapping[int, str],
    points: Sequence[Point] = (),
    points_label: str = "",
    breaks: Sequence[Break] = (),
    **words: Unpack[Words],
) -> Chart:
    """Draw upright bars on a time axis, their parts on one another, and points with their texts.

    `texts` stand above the bars of those years.
    """
    values = rows[list(parts)].astype("float64").fillna(0.0)
    totals = values.sum(axis="columns")
    first, last = int(rows[time].iloc[0]), int(rows[time].iloc[-1])
    with house_style():
        figure, axes = canvas(4.1 + 0.2 * bool(points))
        handles = _draw_parts(axes, rows[time], values, parts)
        if points:
            handles += _draw_points(axes, points, points_label)
        axes.set_xlim(first - 0.6, last + 0.6)
        axes.set_ylim(0, 1.42 * max(totals.max(), *(point.value for point in points), 0.0))
        every = 5 if last - first > 5 else 1
        axes.set_xticks(range(every * ceil(first / every), last + 1, every))
        value_ticks(axes, totals.max())
        legend_above(axes, handles)
        character, line = text_size(figure, axes)
        mark_breaks(axes, breaks, line, before=True)
        bars = {int(at): float(total) for at, total in zip(rows[time], totals, strict=True)}
        marked = [(float(at), bars[at], text, "center") for at, text in texts.items()]
        marked += [(point.at, point.value, point.text, "right") for point in points]
        _label_above(axes, marked, bars, character, line)
        return finish(figure, **words)


def value_ticks(axes: Axes, highest: float) -> None:
    """Set at most five ticks, none well above the highest value, where labels of breaks are."""
    low = axes.get_ylim()[0]
    ticks = MaxNLocator(4, integer=True, steps=[1, 2, 2.5, 5, 10]).tick_values(low, highest)
    axes.set_yticks([tick for tick in ticks if low <= tick <= 1.01 * highest])
    axes.yaxis.set_major_formatter(lambda value, _: number(value))


def text_size(figure: Figure, axes: Axes) -> tuple[float, float]:
    """Return the width of a character and the height of a line, on the scales of the axes."""
    lay_out(figure)
    left, right = axes.get_xlim()
    low, top = axes.get_ylim()
    width_in, height_in = axes.bbox.width / figure.dpi, axes.bbox.height / figure.dpi
    return CHARACTER_IN * (right - left) / width_in, LINE_IN * (top - low) / height_in


def mark_breaks(axes: Axes, breaks: Sequence[Break], line: float, before: bool) -> None:
    """Draw a band or a line for each break, with the labels in rows at the top.

    `before` puts labels left of their line, the latest break in the top row; otherwise, and where
    there is no room, they stand right of it, the earliest in the top row: so no label crosses
    another's line.
    """
    low, top = axes.get_ylim()
    left, right = axes.get_xlim()
    for place, one in enumerate(reversed(breaks) if before else breaks):
        y = top - place * line
        x = one.first - 0.5
        if one.first != one.last:
            x = one.last + 0.5
            share = (y - line - low) / (top - low)
            look: dict[str, Any] = {"facecolor": (PALE_GREY, 0.4), "edgecolor": GREY}
            look |= {"linewidth": 1, "zorder": 0}
            axes.axvspan(one.first - 0.5, x, 0, share, **look)
        else:
            axes.plot([x, x], [low, y], color=GREY, linewidth=1.2, linestyle="--")
        room = (x - left) / (right - left) * 72 * PLOT_WIDTH_IN
        on_left = before and text_width(one.label) < room
        axes.annotate(
            one.label,
            (x, y),
            xytext=(-4 if on_left else 4, 0),
            textcoords="offset points",
            ha="right" if on_left else "left",
            va="top",
            color=INK,
        )


def _draw_parts(axes: Axes, years: pd.Series, values: pd.DataFrame, parts: Parts) -> list[Any]:
    """Draw the parts on one another: return the entries of a legend, of those that there are."""
    start = pd.Series(0.0, values.index)
    handles: list[Any] = []
    for column, (name, role) in parts.items():
        some = values[column] > 0
        if some.any():
            colour = ROLES[role].colour
            axes.bar(years[some], values[column][some], bottom=start[some], color=colour)
            handles.append(Patch(facecolor=colour, label=name))
        start = start + values[column]
    return handles


def _draw_points(axes: Axes, points: Sequence[Point], label: str) -> list[Any]:
    return axes.plot(
        [point.at for point in points],
        [point.value for point in points],
        "D",
        color=ROLES["paper"].colour,
        markeredgecolor="white",
        markersize=9,
        label=label,
    )


def _years(start: int, end: int) -> range:
    """Return at most five years with the same distance, the first and the last among them."""
    steps = range(1, end - start + 1)
    step = next((n for n in steps if n * 4 >= end - start and (end - start) % n == 0), 1)
    return range(start, end + 1, step)


def _share_of_lines(text: str) -> float:
    """Return the room that a label at the end of a line needs, as a share of that of the lines."""
    width_in = text_width(wrapped(text, END_LABEL_CHARACTERS)) / 72 + 0.15
    return width_in / (PLOT_WIDTH_IN - width_in)


def _right_of_label(one: Break, start: int) -> float:
    """Return the year up to which the time axis goes for the label of a break to have its room."""
    share = (text_width(one.label) / 72 + 0.15) / PLOT_WIDTH_IN
    return start + (one.last + 0.5 - start) / (1 - min(share, 0.8))


def _label_line_ends(
    axes: Axes, end: int, ends: Sequence[tuple[float, str]], line: float, number_of_breaks: int
) -> None:
    """Write the texts right of the lines, moved apart where the lines end close together.

    All stay below the rows of labels of the breaks.
    """
    texts = [(value, wrapped(text, END_LABEL_CHARACTERS)) for value, text in sorted(ends)]
    heights = [line * (text.count("\n") + 1) for _, text in texts]
    centre, top = [], float("-inf")
    for (value, _), height in zip(texts, heights, strict=True):
        centre.append(max(value, top + height / 2))
        top = centre[-1] + height / 2
    bottom = axes.get_ylim()[1] - number_of_breaks * line
    for place in reversed(range(len(texts))):
        centre[place] = min(centre[place], bottom - heights[place] / 2)
        bottom = centre[place] - heights[place] / 2
    for y, (_, text) in zip(centre, texts, strict=True):
        axes.annotate(
            text,
            (end, y),
            xytext=(6, 0),
            textcoords="offset points",
            va="center",
            color=INK,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1},
        )


def _label_above(
    axes: Axes,
    labels: Sequence[tuple[float, float, str, str]],
    bars: Mapping[int, float],
    character: float,
    line: float,
) -> None:
    """Write texts at or left of a place on the time axis, above the bars and texts below them.

    Each is place, value, text and alignment; all stay within the axes.
    """
    left, right = axes.get_xlim()
    placed: list[tuple[float, float, float]] = []
    for place, value, text, alignment in labels:
        width = len(text) * character
        end = min(place + width / 2 if alignment == "center" else place, right)
        start = max(end - width, left)
        end = start + width
        below = [value]
        below += [bar for year, bar in bars.items() if start < year + 0.4 and end > year - 0.4]
        y = max(below) + 0.2 * line
        for other_start, other_end, top in sorted(placed, key=lambda one: one[2]):
            if start < other_end and end > other_start and y < top:
                y = top
        placed.append((start, end, y + line))
        axes.text(end, y, text, ha="right", va="bottom", color=INK)
