"""The shapes of charts that stand upright: lines and bars over years, with breaks in the series.

yearly_bars(counts, "january", {"ehc_plans": ("EHC plans", "part 1"),
                                "statements": ("Statements of SEN", "part 2")},
            texts={2015: "8,204", 2025: "21,000"}, points=[Point(2021.5, 252, "252")],
            breaks=[Break(2014, 2018, "Statements converted")], **words)
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, Unpack

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator, NullLocator

from analysis.display.canvas import (
    LINE_IN,
    canvas,
    house_style,
    lay_out,
    legend_above,
    text_width,
    wrapped,
    write,
)
from analysis.display.chart import Chart, Words, finish
from analysis.display.colours import GREY, INK, ROLES
from analysis.display.marks import SHADE, Parts, drawn_numbers, patches
from analysis.display.words import MISSING, number

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


@house_style()
def line_chart(
    rows: pd.DataFrame,
    time: str,
    lines: Parts,
    *,
    breaks: Sequence[Break] = (),
    **words: Unpack[Words],
) -> Chart:
    """Draw a line a column, named at its end. A column with a missing figure is left out.

    The own line is drawn last, over the others. Breaks outside the years shown are left out.
    """
    shown = {column: how for column, how in lines.items() if rows[column].notna().all()}
    values = rows[list(shown)].astype("float64")
    start, end = int(rows[time].iloc[0]), int(rows[time].iloc[-1])
    inside = [one for one in breaks if start < one.first <= end]
    last = values.iloc[-1]
    ends = [
        (last[column], wrapped(f"{name} {number(last[column])}", END_LABEL_CHARACTERS))
        for column, (name, _) in shown.items()
    ]
    figure, axes = canvas(4.0 + 0.3 * max(0, len(shown) - 2) + 0.2 * max(0, len(inside) - 1))
    for column, (_, role) in sorted(shown.items(), key=lambda one: one[1][1] == "own"):
        look = ROLES[role]
        colour = ROLES["neighbour" if role == "median" else role].colour  # not a white line
        axes.plot(rows[time], values[column], look.line, color=colour, linewidth=look.width)
    low, high = values.min().min(), values.max().max()
    span = (high - low) or 1.0
    axes.set_ylim(low - 0.12 * span, high + (0.32 + 0.04 * len(inside)) * span)
    # room for the labels right of the ends, and right of the breaks
    shares = [_share_of_plot(text) for _, text in ends]
    right = end + max(share / (1 - share) for share in shares) * (end - start)
    for one in inside:
        share = min(_share_of_plot(one.label), 0.8)
        right = max(right, start + (one.last + 0.5 - start) / (1 - share))
    axes.set_xlim(start, right)
    axes.set_xticks(_years(start, end))
    _set_value_ticks(axes, high)
    _, line = _text_size(figure, axes)
    _mark_breaks(axes, inside, line, before=False)
    _label_line_ends(axes, end, ends, line, number_of_breaks=len(inside))
    return finish(figure, **words)


@house_style()
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
    first, last = int(rows[time].iloc[0]), int(rows[time].iloc[-1])
    figure, axes = canvas(4.1 + 0.2 * bool(points))
    totals = pd.Series(0.0, rows.index)
    for column, (_, role) in parts.items():
        values = drawn_numbers(rows[column])
        some = values > 0
        colour = ROLES[role].colour
        axes.bar(rows[time][some], values[some], bottom=totals[some], color=colour)
        totals = totals + values
    handles = patches({column: part for column, part in parts.items() if (rows[column] > 0).any()})
    if points:
        at, counts = [point.at for point in points], [point.value for point in points]
        look: dict[str, Any] = {"color": ROLES["paper"].colour, "markeredgecolor": "white"}
        handles += axes.plot(at, counts, "D", markersize=9, label=points_label, **look)
    axes.set_xlim(first - 0.6, last + 0.6)
    axes.set_ylim(0, 1.42 * max(totals.max(), *(point.value for point in points), 0.0))
    every = 5 if last - first > 5 else 1
    axes.set_xticks(range(every * ceil(first / every), last + 1, every))
    _set_value_ticks(axes, totals.max())
    legend_above(axes, handles)
    character, line = _text_size(figure, axes)
    _mark_breaks(axes, breaks, line, before=True)
    bars = {int(at): float(total) for at, total in zip(rows[time], totals, strict=True)}
    labels = [(float(at), bars[at], text, 0.5) for at, text in texts.items()]
    labels += [(point.at, point.value, point.text, 0.0) for point in points]
    _label_above(axes, labels, bars, character, line)
    return finish(figure, **words)


@house_style()
def stacked_bars(
    rows: pd.DataFrame,
    label: str,
    parts: Parts,
    text: str,
    *,
    break_before: tuple[int, str] | None = None,
    **words: Unpack[Words],
) -> Chart:
    """Draw upright bars, their parts on one another, with the text of a column above each.

    A row whose text is "not available" has no bar. `break_before` is the position of the row from
    which figures are collected in another way, and what to say of it in one or two lines.
    """
    figure, axes = canvas(3.7)
    places = range(len(rows))
    totals = pd.Series(0.0, rows.index)
    for column, (_, role) in parts.items():
        values = drawn_numbers(rows[column])
        axes.bar(places, values, 0.78, bottom=totals, color=ROLES[role].colour)
        totals = totals + values
    for place, total, words_above in zip(places, totals, rows[text], strict=True):
        turned = 90 if words_above == MISSING else 0  # as wide as its bar would be
        above: dict[str, Any] = {"ha": "center", "va": "bottom", "rotation": turned}
        write(axes, words_above, (place, total), (0, 4), **above)
    axes.set_ylim(0, 1.55 * (totals.max() or 1.0))
    axes.set_xlim(-0.5, len(rows) - 0.5)
    axes.set_xticks(places, [str(one) for one in rows[label]])
    axes.grid(visible=False)
    axes.yaxis.set_major_locator(NullLocator())
    axes.spines["left"].set_visible(False)
    axes.tick_params(bottom=False)
    if break_before is not None:
        row, why = break_before
        axes.axvline(row - 0.5, color=GREY, linewidth=1, linestyle="--")
        on_left = len(rows) - row < 0.35 * len(rows)
        _write_beside(axes, (row - 0.5, 1), why, 6, on_left, xycoords=("data", "axes fraction"))
    legend_above(axes, patches(parts))
    return finish(figure, **words)


def _set_value_ticks(axes: Axes, highest: float) -> None:
    """Set at most five ticks, none well above the highest value, where labels of breaks are."""
    low = axes.get_ylim()[0]
    ticks = MaxNLocator(4, integer=True, steps=[1, 2, 2.5, 5, 10]).tick_values(low, highest)
    axes.set_yticks([tick for tick in ticks if low <= tick <= 1.01 * highest])
    axes.yaxis.set_major_formatter(lambda value, _: number(value))


def _text_size(figure: Figure, axes: Axes) -> tuple[float, float]:
    """Return the width of a character and the height of a line, on the scales of the axes."""
    lay_out(figure)
    left, right = axes.get_xlim()
    low, top = axes.get_ylim()
    width_in, height_in = axes.bbox.width / figure.dpi, axes.bbox.height / figure.dpi
    return CHARACTER_IN * (right - left) / width_in, LINE_IN * (top - low) / height_in


def _mark_breaks(axes: Axes, breaks: Sequence[Break], line: float, before: bool) -> None:
    """Draw a band or a line for each break, with the labels in rows at the top.

    `before` puts labels left of their line, the latest break in the top row; otherwise, and where
    there is no room, they stand right of it, the earliest in the top row: so no label crosses
    another's line.
    """
    low, top = axes.get_ylim()
    left, right = axes.get_xlim()
    for place, one in enumerate(reversed(breaks) if before else breaks):
        x, y = one.first - 0.5, top - place * line
        if one.first != one.last:
            x = one.last + 0.5
            axes.axvspan(one.first - 0.5, x, 0, (y - line - low) / (top - low), **SHADE)
        else:
            axes.plot([x, x], [low, y], color=GREY, linewidth=1.2, linestyle="--")
        room = (x - left) / (right - left) * 72 * PLOT_WIDTH_IN
        _write_beside(axes, (x, y), one.label, 4, before and text_width(one.label) < room)


def _write_beside(
    axes: Axes, at: tuple[float, float], text: str, gap: float, on_left: bool, **how: Any
) -> None:
    """Write a text below the top of a line, left or right of it."""
    side = "right" if on_left else "left"
    write(axes, text, at, (-gap if on_left else gap, 0), ha=side, va="top", **how)


def _years(start: int, end: int) -> range:
    """Return at most five years with the same distance, the first and the last among them."""
    steps = range(1, end - start + 1)
    step = next((n for n in steps if n * 4 >= end - start and (end - start) % n == 0), 1)
    return range(start, end + 1, step)


def _share_of_plot(text: str) -> float:
    """Return the room that a text needs, as a share of the width of the plot."""
    return (text_width(text) / 72 + 0.15) / PLOT_WIDTH_IN


def _label_line_ends(
    axes: Axes, end: int, ends: Sequence[tuple[float, str]], line: float, number_of_breaks: int
) -> None:
    """Write the texts right of the lines, moved apart where the lines end close together.

    All stay below the rows of labels of the breaks.
    """
    texts = sorted(ends)
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
        write(axes, text, (end, y), (6, 0), cleared=1, va="center")


def _label_above(
    axes: Axes,
    labels: Sequence[tuple[float, float, str, float]],
    bars: Mapping[int, float],
    character: float,
    line: float,
) -> None:
    """Write texts on the time axis, above the bars and the texts below them.

    Each is place, value, text and the share of its width right of the place; all stay within the
    axes.
    """
    left, right = axes.get_xlim()
    placed: list[tuple[float, float, float]] = []
    for place, value, text, share in labels:
        width = len(text) * character
        start = max(min(place + share * width, right) - width, left)
        end = start + width
        below = [bar for year, bar in bars.items() if start < year + 0.4 and end > year - 0.4]
        y = max([value, *below]) + 0.2 * line
        for top, other_start, other_end in sorted(placed):
            if start < other_end and end > other_start and y < top:
                y = top
        placed.append((y + line, start, end))
        axes.text(end, y, text, ha="right", va="bottom", color=INK)
