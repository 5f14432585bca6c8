r"""The shapes of the charts: each function draws a frame, one row a bar, and returns a `Chart`.

Every shape takes the frame, the column with the labels, what to draw, and as keywords the words
`title, subtitle, source, alt, data` (see `chart.Words`), here `**words`. Shapes of years on a time
axis (`line_chart`, `yearly_bars`) are in `lines`.

    # one bar a row; `text` is a column, or writes the value; `role` is one of `colours.ROLES`, or a
    # column with the role of each row: "own" among others stands in bold
    bars(rows, "name", "growth_pct", percent, role="role",
         band=Band(lower, upper, "Middle half of all authorities"), **words)
    bars(costs, "year", "cost_gbp", "text", role="role", rule=baseline, **words)

    # two or more bars a row: column -> what it is, and its role
    grouped_bars(mix, "group", {"first_pct": ("January 2019", "part 2"),
                                "last_pct": ("January 2024", "own")}, percent, **words)

    # parts beside one another in a row, and a diamond on it, with a text at the end
    stacked_rows(budgets, "strand", {"schools": ("Schools block", "part 1"),
                                     "dsg": ("High needs block", "part 2")}, "text",
                 mark=("forecast_gbp", "Forecast"), **words)

    # the same upright, with a text of one or two lines above each; `break_before` is a row
    stacked_bars(rows, "january", {"special": ("Independent special", "part 1")}, "text",
                 break_before=(8, "Collected by person\nfrom 2023"), **words)

    # steps from one amount to another
    bridge(steps, "step", "from_gbp", "to_gbp", "text", role="role", **words)

    # dots on lines from low to high: one or more to a row; `role` as in `bars`
    dot_ranges(rows, "definition", [Dots("unit_cost", "low", "high", "Kent", "own"),
                                    Dots("e", "e_low", "e_high", "England", "england")], money,
               rule=Rule(41_000, "Paper: £41,000"), divide_by="basis", **words)

    # where one stands in the range of all, each row on its own scale: the frame has the columns
    # lowest, lower_quartile, upper_quartile, highest; marks are drawn in their order
    strip(rows, "label", {"england": ("England", "england"),
                          "neighbours_median": ("Median of neighbours", "median"),
                          "value": ("Kent", "own")}, "text", **words)

    # how many claims have each verdict: columns verdict and claims
    verdict_bars(counts, **words)

What one chart alone has is drawn by a function of its own, given as `more` to `bars` or
`stacked_rows`: it takes the axes and the places of the rows.
"""

from collections.abc import Callable, Sequence
from typing import Any, Unpack

import pandas as pd
from matplotlib.patches import Patch
from matplotlib.ticker import NullLocator

from analysis.display.canvas import (
    BAR_IN,
    LABEL_CHARACTERS,
    canvas,
    end_labels,
    house_style,
    legend_above,
    row_canvas,
)
from analysis.display.chart import Chart, Words, finish
from analysis.display.colours import GREY, INK, PALE_GREY, ROLES
from analysis.display.marks import (
    LANE_IN,
    RANGE,
    Band,
    Dots,
    More,
    Parts,
    Rule,
    Text,
    dot,
    draw_band,
    draw_bars,
    draw_break,
    draw_divides,
    draw_dots,
    draw_range,
    draw_rule,
    draw_texts_above,
    drawn_numbers,
    lane_places,
    own_among_others,
    patch,
    row_roles,
    row_texts,
    scaled_to_range,
    text_height,
)
from analysis.display.verdicts import marked
from analysis.display.words import or_missing


def bars(
    rows: pd.DataFrame,
    label: str,
    value: str,
    text: Text,
    *,
    role: str = "own",
    band: Band | None = None,
    rule: float | None = None,
    characters: int = LABEL_CHARACTERS,
    more: More | None = None,
    **words: Unpack[Words],
) -> Chart:
    """Draw one bar a row, with its text at its end. `rule` is a value marked across all rows."""
    values = drawn_numbers(rows[value])
    texts = row_texts(rows, value, text)
    roles = row_roles(rows, role)
    with house_style():
        figure, axes, places = row_canvas(
            [str(one) for one in rows[label]],
            characters,
            text_height(texts),
            bold=own_among_others(roles),
        )
        draw_bars(axes, places, values, BAR_IN, roles)
        if values.min() < 0:
            axes.axvline(0, color=INK, linewidth=1)
            axes.spines["left"].set_visible(False)
        ends = list(values)
        if rule is not None:
            axes.axvline(rule, color=INK, linewidth=1.5)
            # or the line would go through the text of a bar that ends before it
            ends = [max(end, rule) if end >= 0 else end for end in ends]
        end_labels(axes, places, ends, texts, on_white=band is not None)
        draw_band(axes, band)
        if more is not None:
            more(axes, places)
        return finish(figure, **words)


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
    with house_style():
        figure, axes, places = row_canvas(
            [str(one) for one in rows[label]], characters, LANE_IN * len(parts) + 0.18
        )
        lanes = lane_places(places, len(parts))
        at: list[float] = []
        ends: list[float] = []
        texts: list[str] = []
        for lane, (column, (_, role)) in zip(lanes, parts.items(), strict=True):
            values = drawn_numbers(rows[column])
            draw_bars(axes, lane, values, LANE_IN - 0.02, [role] * len(rows))
            at += lane
            ends += list(values)
            texts += [or_missing(write, one) for one in rows[column]]
        end_labels(axes, at, ends, texts)
        legend_above(axes, [patch(name, role) for name, role in parts.values()])
        return finish(figure, **words)


def stacked_rows(
    rows: pd.DataFrame,
    label: str,
    parts: Parts,
    text: str,
    *,
    mark: tuple[str, str] | None = None,
    more: More | None = None,
    **words: Unpack[Words],
) -> Chart:
    """Draw the parts of each row beside one another, with the text of a column at the end.

    `mark` is a column, and what it is: its value is a diamond on the row.
    """
    texts = list(rows[text])
    with house_style():
        figure, axes, places = row_canvas(
            [str(one) for one in rows[label]], least_in=text_height(texts)
        )
        start = pd.Series(0.0, rows.index)
        for column, (_, role) in parts.items():
            values = drawn_numbers(rows[column])
            axes.barh(places, values, BAR_IN, left=start, color=ROLES[role].colour)
            start = start + values
        handles: list[Any] = [patch(name, role) for name, role in parts.values()]
        ends = start
        if mark is not None:
            column, name = mark
            handles += axes.plot(rows[column], places, "D", color=INK, markersize=8, label=name)
            ends = pd.concat([start, drawn_numbers(rows[column])], axis="columns").max(
                axis="columns"
            )
        end_labels(axes, places, list(ends), texts)
        legend_above(axes, handles)
        if more is not None:
            more(axes, places)
        return finish(figure, **words)


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
    with house_style():
        figure, axes = canvas(3.7)
        places = list(range(len(rows)))
        start = pd.Series(0.0, rows.index)
        for column, (_, role) in parts.items():
            values = drawn_numbers(rows[column])
            axes.bar(places, values, 0.78, bottom=start, color=ROLES[role].colour)
            start = start + values
        draw_texts_above(axes, list(start), list(rows[text]))
        axes.set_ylim(0, 1.55 * (start.max() or 1.0))
        axes.set_xlim(-0.5, len(rows) - 0.5)
        axes.set_xticks(places, [str(one) for one in rows[label]])
        axes.grid(visible=False)
        axes.yaxis.set_major_locator(NullLocator())
        axes.spines["left"].set_visible(False)
        axes.tick_params(bottom=False)
        if break_before is not None:
            draw_break(axes, len(rows), *break_before)
        legend_above(axes, [patch(name, role) for name, role in parts.values()])
        return finish(figure, **words)


def bridge(
    rows: pd.DataFrame,
    label: str,
    start: str,
    end: str,
    text: Text,
    *,
    role: str = "own",
    **words: Unpack[Words],
) -> Chart:
    """Draw steps, each from where it starts to where it ends, with a line to the next.

    A step that is a total starts at 0. A `text` that writes a value is given end less start.
    """
    starts, ends = drawn_numbers(rows[start]), drawn_numbers(rows[end])
    texts = row_texts(rows.assign(_change=rows[end] - rows[start]), "_change", text)
    farthest = [
        max(pair) if max(pair) > 0 else min(pair) for pair in zip(starts, ends, strict=True)
    ]
    colours = [ROLES[one].colour for one in row_roles(rows, role)]
    with house_style():
        figure, axes, places = row_canvas(
            [str(one) for one in rows[label]], least_in=text_height(texts)
        )
        axes.barh(places, ends - starts, BAR_IN, left=starts, color=colours)
        for to, here, following in zip(ends, places, places[1:], strict=False):
            axes.plot([to, to], [here, following], color=GREY, linewidth=1)
        end_labels(axes, places, farthest, texts)
        return finish(figure, **words)


def dot_ranges(
    rows: pd.DataFrame,
    label: str,
    dots: Sequence[Dots],
    write: Callable[[Any], str],
    *,
    band: Band | None = None,
    rule: Rule | None = None,
    divide_by: str | None = None,
    characters: int = LABEL_CHARACTERS,
    **words: Unpack[Words],
) -> Chart:
    """Draw dots on lines from low to high, the dot's value written at the line's end.

    A line across divides rows where the column `divide_by` changes.
    """
    with house_style():
        figure, axes, places = row_canvas(
            [str(one) for one in rows[label]],
            characters,
            max(0.5, LANE_IN * len(dots) + 0.18),
            bold=own_among_others(row_roles(rows, dots[0].role)),
        )
        lanes = lane_places(places, len(dots))
        for lane, one in zip(lanes, dots, strict=True):
            draw_dots(axes, lane, rows, one)
        ends = [end for one in dots for end in drawn_numbers(rows[one.high])]
        texts = [or_missing(write, value) for one in dots for value in rows[one.value]]
        handles: list[Any] = [dot(one.label, one.role) for one in dots if one.label]
        if rule is not None:
            handles += draw_rule(axes, rule)
        if divide_by is not None:
            draw_divides(axes, places, list(rows[divide_by]))
        end_labels(axes, [at for lane in lanes for at in lane], ends, texts, on_white=True)
        if rule is not None:
            axes.set_xlim(right=max(axes.get_xlim()[1], 1.05 * rule.value))
        draw_band(axes, band, handles)
        if handles and band is None:
            legend_above(axes, handles)
        return finish(figure, **words)


def strip(
    rows: pd.DataFrame,
    label: str,
    marks: Parts,
    text: str,
    *,
    range_label: str = "Middle half of authorities",
    **words: Unpack[Words],
) -> Chart:
    """Draw the range of all in each row, on a scale of its own, and marks of those of interest.

    `rows` has the columns lowest, lower_quartile, upper_quartile and highest beside those of the
    marks; the text of a column, such as the figure and its rank, stands at the right.
    """
    texts = list(rows[text])
    with house_style():
        figure, axes, places = row_canvas(
            [str(one) for one in rows[label]], least_in=max(0.6, text_height(texts))
        )
        scaled = scaled_to_range(rows, [*RANGE, *marks])
        for place, row in zip(places, scaled.to_dict("records"), strict=True):
            draw_range(axes, place, row)
        handles: list[Any] = [
            dot(name, role, list(scaled[column]), places) for column, (name, role) in marks.items()
        ]
        for handle in handles:
            axes.add_line(handle)
        end_labels(axes, places, [1.04] * len(rows), texts)
        axes.set_xlim(left=-0.04)
        patch = Patch(facecolor=PALE_GREY, edgecolor=GREY, label=range_label)
        legend_above(axes, [*reversed(handles), patch])
        return finish(figure, **words)


def verdict_bars(counts: pd.DataFrame, **words: Unpack[Words]) -> Chart:
    """Draw how many claims have each verdict: columns verdict and claims."""
    rows = counts.assign(_label=counts["verdict"].map(marked))
    return bars(rows, "_label", "claims", str, role="verdict", **words)
