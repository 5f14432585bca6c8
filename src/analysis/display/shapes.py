"""The shapes of charts with a row a bar: each function draws a frame and returns a `Chart`.

Every shape takes the frame, the column with the labels, what to draw, and as keywords the words
`title, subtitle, source, alt, data` (see `chart.Words`), here `**words`. Shapes that stand upright
(`line_chart`, `yearly_bars`, `stacked_bars`) are in `lines`.

    bars(rows, "name", "growth_pct", percent, role="role",
         band=Band(lower, upper, "Middle half of all authorities"), **words)
    dot_ranges(rows, "definition", [Dots("unit_cost", "low", "high", "Kent", "own"),
                                    Dots("e", "e_low", "e_high", "England", "england")], money,
               rule=Rule(41_000, "Paper: £41,000"), divide_by="basis", **words)

A `text` is a column, or what writes the value. A `role` is one of `colours.ROLES`, or a column with
the role of each row: "own" among others stands in bold. `parts` are column → what it is, and its
role: `{"first_pct": ("January 2019", "part 2"), "last_pct": ("January 2024", "own")}`.
"""

from collections.abc import Callable, Sequence
from typing import Any, Unpack

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from analysis.display import marks
from analysis.display.canvas import (
    BAR_IN,
    LABEL_CHARACTERS,
    LINE_IN,
    add_height,
    end_labels,
    house_style,
    legend_above,
    row_canvas,
)
from analysis.display.chart import Chart, Words, finish
from analysis.display.colours import GREY, INK, ROLES
from analysis.display.marks import LANE_IN, Band, Dots, Parts, Rule, Written, drawn_numbers
from analysis.display.verdicts import marked
from analysis.display.words import or_missing


@house_style()
def bars(
    rows: pd.DataFrame,
    label: str,
    value: str,
    text: Written,
    *,
    role: str = "own",
    band: Band | None = None,
    rule: float | None = None,
    characters: int = LABEL_CHARACTERS,
    **words: Unpack[Words],
) -> Chart:
    """Draw one bar a row, with its text at its end. `rule` is a value marked across all rows."""
    values, roles = drawn_numbers(rows[value]), marks.row_roles(rows, role)
    texts = marks.row_texts(rows, rows[value], text)
    figure, axes, places = row_canvas(rows[label], characters, texts=texts, roles=roles)
    marks.draw_bars(axes, places, values, BAR_IN, roles)
    if values.min() < 0:
        axes.axvline(0, color=INK, linewidth=1)
        axes.spines["left"].set_visible(False)
    ends = list(values)
    if rule is not None:
        axes.axvline(rule, color=INK, linewidth=1.5)
        # or the line would go through the text of a bar that ends before it
        ends = [max(end, rule) if end >= 0 else end for end in ends]
    end_labels(axes, places, ends, texts, on_white=band is not None)
    marks.draw_band(axes, band)
    return finish(figure, **words)


@house_style()
def grouped_bars(
    rows: pd.DataFrame,
    label: str,
    parts: Parts,
    write: Callable[[Any], str],
    *,
    characters: int = LABEL_CHARACTERS,
    **words: Unpack[Words],
) -> Chart:
    """Draw several bars a row, one a part, each with its value at its end."""
    figure, axes, places = row_canvas(rows[label], characters, LANE_IN * len(parts) + 0.18)
    lanes = marks.lane_places(places, len(parts))
    for lane, (column, (_, role)) in zip(lanes, parts.items(), strict=True):
        roles = [role] * len(rows)
        marks.draw_bars(axes, lane, drawn_numbers(rows[column]), LANE_IN - 0.02, roles)
    values = pd.concat([rows[column] for column in parts])
    texts = [or_missing(write, one) for one in values]
    at = [place for lane in lanes for place in lane]
    end_labels(axes, at, list(drawn_numbers(values)), texts)
    legend_above(axes, marks.patches(parts))
    return finish(figure, **words)


@house_style()
def stacked_rows(
    rows: pd.DataFrame,
    label: str,
    parts: Parts,
    text: str,
    *,
    mark: tuple[str, str] | None = None,
    **words: Unpack[Words],
) -> Chart:
    """Draw the parts of each row beside one another, with the text of a column at the end.

    `mark` is a column, and what it is: its value is a diamond on the row.
    """
    figure, axes, places = row_canvas(rows[label], texts=rows[text])
    start = pd.Series(0.0, rows.index)
    for column, (_, role) in parts.items():
        values = drawn_numbers(rows[column])
        axes.barh(places, values, BAR_IN, left=start, color=ROLES[role].colour)
        start = start + values
    handles = marks.patches(parts)
    if mark is not None:
        column, name = mark
        handles += axes.plot(rows[column], places, "D", color=INK, markersize=8, label=name)
        start = start.combine(drawn_numbers(rows[column]), max)
    end_labels(axes, places, list(start), list(rows[text]))
    legend_above(axes, handles)
    return finish(figure, **words)


@house_style()
def bridge(
    rows: pd.DataFrame,
    label: str,
    start: str,
    end: str,
    text: Written,
    *,
    role: str = "own",
    **words: Unpack[Words],
) -> Chart:
    """Draw steps, each from where it starts to where it ends, with a line to the next.

    A step that is a total starts at 0. A `text` that writes a value is given end less start.
    """
    starts, ends = drawn_numbers(rows[start]), drawn_numbers(rows[end])
    texts = marks.row_texts(rows, rows[end] - rows[start], text)
    colours = [ROLES[one].colour for one in marks.row_roles(rows, role)]
    figure, axes, places = row_canvas(rows[label], texts=texts)
    axes.barh(places, ends - starts, BAR_IN, left=starts, color=colours)
    for to, here, following in zip(ends, places, places[1:], strict=False):
        axes.plot([to, to], [here, following], color=GREY, linewidth=1)
    farthest = [
        max(pair) if max(pair) > 0 else min(pair) for pair in zip(starts, ends, strict=True)
    ]
    end_labels(axes, places, farthest, texts)
    return finish(figure, **words)


@house_style()
def dot_ranges(
    rows: pd.DataFrame,
    label: str,
    dots: Sequence[Dots],
    write: Callable[[Any], str],
    *,
    band: Band | None = None,
    rule: Rule | None = None,
    divide_by: str | None = None,
    **words: Unpack[Words],
) -> Chart:
    """Draw dots on lines from low to high, the dot's value written at the line's end.

    A line across divides rows where the column `divide_by` changes.
    """
    roles, least_in = marks.row_roles(rows, dots[0].role), max(0.5, LANE_IN * len(dots) + 0.18)
    figure, axes, places = row_canvas(rows[label], least_in=least_in, roles=roles)
    lanes = marks.lane_places(places, len(dots))
    for lane, one in zip(lanes, dots, strict=True):
        marks.draw_dots(axes, lane, rows, one)
    handles = [marks.dot(one.label, one.role) for one in dots if one.label]
    if rule is not None:
        handles.append(marks.draw_rule(axes, rule))
    if divide_by is not None:
        marks.draw_divides(axes, places, list(rows[divide_by]))
    ends = [end for one in dots for end in drawn_numbers(rows[one.high])]
    texts = [or_missing(write, value) for one in dots for value in rows[one.value]]
    at = [place for lane in lanes for place in lane]
    end_labels(axes, at, ends, texts, on_white=True)
    if rule is not None:
        axes.set_xlim(right=max(axes.get_xlim()[1], 1.05 * rule.value))
    marks.draw_band(axes, band, handles)
    if handles and band is None:
        legend_above(axes, handles)
    return finish(figure, **words)


@house_style()
def strip(rows: pd.DataFrame, label: str, parts: Parts, text: str, **words: Unpack[Words]) -> Chart:
    """Draw the range of all in each row, on a scale of its own, and marks of those of interest.

    The frame has lowest, lower_quartile, upper_quartile and highest beside the columns of `parts`,
    which are drawn in their order; the text of a column stands at the right.
    """
    figure, axes, places = row_canvas(rows[label], least_in=0.6, texts=rows[text])
    scaled = marks.scaled_to_range(rows, [*marks.RANGE, *parts])
    for place, row in zip(places, scaled.to_dict("records"), strict=True):
        marks.draw_range(axes, place, row)
    handles: list[Any] = [
        axes.add_line(marks.dot(name, role, list(scaled[column]), places))
        for column, (name, role) in parts.items()
    ]
    end_labels(axes, places, [1.04] * len(rows), list(rows[text]))
    axes.set_xlim(left=-0.04)
    middle = Patch(label="Middle half of authorities", **marks.BOX)
    legend_above(axes, [*reversed(handles), middle])
    return finish(figure, **words)


def verdict_bars(counts: pd.DataFrame, **words: Unpack[Words]) -> Chart:
    """Draw how many claims have each verdict: columns verdict and claims."""
    rows = counts.assign(_label=counts["verdict"].map(marked))
    return bars(rows, "_label", "claims", str, role="verdict", **words)


@house_style()
def timeline(
    rows: pd.DataFrame,
    label: str,
    start: str,
    end: str,
    *,
    shaded: Sequence[tuple[pd.Period, pd.Period]] = (),
    **words: Unpack[Words],
) -> Chart:
    """Draw one dated step a row, of columns of month periods; one of a month is a diamond.

    First and last month are both included. `shaded` are stretches behind all rows.
    """
    figure, axes, places = row_canvas(rows[label], 22)
    for first, last in shaded:
        axes.axvspan(first.ordinal - 0.5, last.ordinal + 0.5, **marks.BOX)
    for place, first, last in zip(places, rows[start], rows[end], strict=True):
        months = last.ordinal - first.ordinal + 1
        if months == 1:
            axes.plot(first.ordinal, place, "D", color=ROLES["paper"].colour, markersize=11)
        else:
            colour = ROLES["own"].colour
            axes.barh(place, months, BAR_IN, left=first.ordinal - 0.5, color=colour)
    _label_months(axes, rows[start].min(), rows[end].max())
    return finish(figure, **words)


def _label_months(axes: Axes, first: pd.Period, last: pd.Period) -> None:
    """Write at most six labels of two lines, so that there is room for each."""
    add_height(axes, 2 * LINE_IN + 0.1)
    axes.set_xlim(first.ordinal - 0.8, last.ordinal + 0.8)
    span = last.ordinal - first.ordinal + 1
    years = -(-span // 72)
    step = next((months for months in (1, 2, 3, 6) if span <= 6 * months), 12 * years)
    labelled = pd.period_range(first, last, freq="M")[::step]
    axes.xaxis.set_visible(True)
    axes.spines["bottom"].set_visible(True)
    texts = [month.strftime("%b\n%Y") for month in labelled]
    axes.set_xticks([month.ordinal for month in labelled], texts)
