"""Charts of the growth of EHC plans and of the change of placement mix."""

from collections.abc import Mapping, Sequence
from math import ceil

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from analysis.charts.chart import (
    DARK_BLUE,
    DARK_PINK,
    GREY,
    INK,
    ORANGE,
    PALE_GREY,
    TURQUOISE,
    Chart,
    bar_canvas,
    canvas,
    finish,
    house_style,
    lay_out,
    legend_above,
    wrapped,
)
from analysis.measures.growth import WIDENED
from analysis.quantities import listed, number, or_missing, percent
from analysis.shown import or_sentence
from analysis.tables import growth as tables

LINE_OF_TEXT_IN = 0.25
CHARACTER_IN = 0.125
"""The room that 14 point text takes, with a little to spare."""

LABEL_CHARACTER_IN, PLOT_WIDTH_IN = 0.115, 5.4
"""The width of a character of a name, and of a chart beside its value axis."""

END_LABEL_CHARACTERS = 13
LONG_LABELS = {
    "conversion": "Statements converted",
    "release": "{release} release from {first}",
    "collection": "Person-level data from {first}",
}
SHORT_LABELS = {"release": "{release} release", "collection": "Person-level"}


def by_january(
    counts: pd.DataFrame,
    breaks: pd.DataFrame,
    own: pd.DataFrame,
    growth: pd.DataFrame,
    source: str,
    paper_source: str,
    change: str = "",
) -> Chart:
    """Statements and plans each January, with the breaks and the paper's own counts.

    Frames of `measures.growth`: `by_january`, `series_breaks`, `own_counts` and `summary`. `change`
    says that the authority began or ended, where it did.
    """
    row = growth.iloc[0]
    first, last = counts["january"].iloc[0], counts["january"].iloc[-1]
    totals = counts["total"].astype("float64")
    ceiling = 1.42 * max(totals.max(), *own["plans"], 0)
    with house_style():
        figure, axes = canvas(4.6 + 0.2 * (not own.empty))
        years = counts["january"]
        plans = counts["ehc_plans"].fillna(0).astype("float64")
        parts = {
            "EHC plans": (DARK_BLUE, plans, plans * 0),
            "Statements of SEN": (TURQUOISE, totals - plans, plans),
        }
        for label, (colour, part, under) in parts.items():
            some = part > 0
            if some.any():
                axes.bar(years[some], part[some], bottom=under[some], color=colour, label=label)
        if not own.empty:
            axes.plot(
                own["at"],
                own["plans"],
                "D",
                color=DARK_PINK,
                markeredgecolor="white",
                markersize=9,
                label="The paper’s own counts",
            )
        axes.set_xlim(first - 0.6, last + 0.6)
        axes.set_ylim(0, ceiling)
        every = 5 if last - first > 5 else 1
        axes.set_xticks(range(every * ceil(first / every), last + 1, every))
        value_ticks(axes, totals.max())
        legend_above(axes, columns=2)
        character, line = text_size(figure, axes)
        mark_breaks(axes, breaks, LONG_LABELS, line, before=True)
        marked = [
            (year, count, number(count), "center")
            for year, count in zip(years, totals, strict=True)
            if year in (row["start"], row["end"])
        ]
        marked += [(m.at, m.plans, m.printed, "right") for m in own.itertuples(index=False)]
        bars = dict(zip(years, totals, strict=True))
        _label_above(axes, marked, bars, character, line)
        return finish(
            figure,
            title=_rise_words(row),
            subtitle=f"Children and young people with a statement or a plan, each January, {first} "
            f"to {last}" + (f". It {change}" if change else ""),
            source=source if own.empty else f"{source}; {paper_source}",
            alt=(
                f"Bars of each January {first} to {last}. {_rise_words(row)}. "
                + _own_words(own)
                + (f"It {change}. " if change else "")
                + f"Breaks are marked: {_break_words(breaks)}."
            ),
            data=tables.by_january(counts),
        )


def _rise_words(row: pd.Series) -> str:
    return (
        f"{tables.counted(row)} in {row['area']} {tables.moved(row['growth_pct'])} from "
        f"{number(row['start_plans'])} in January {row['start']} to "
        f"{number(row['end_plans'])} in January {row['end']}"
    )


def _own_words(own: pd.DataFrame) -> str:
    if own.empty:
        return ""
    marks = [f"{m.printed} in {tables.month_words(m.month)}" for m in own.itertuples(index=False)]
    return f"The paper’s own counts: {listed(marks)}. "


def _break_words(breaks: pd.DataFrame) -> str:
    return listed([str(year) for year in sorted(set(breaks["first"]))])


def value_ticks(axes: Axes, highest: float) -> None:
    """At most five ticks, none well above the highest value, where the labels of the breaks are."""
    low = axes.get_ylim()[0]
    ticks = MaxNLocator(4, integer=True, steps=[1, 2, 2.5, 5, 10]).tick_values(low, highest)
    axes.set_yticks([tick for tick in ticks if low <= tick <= 1.01 * highest])
    axes.yaxis.set_major_formatter(lambda value, _: number(value))


def mark_breaks(
    axes: Axes, breaks: pd.DataFrame, labels: Mapping[str, str], line: float, before: bool
) -> None:
    """A band or a line for each break that has a label, with the labels in rows at the top.

    `before` puts labels left of their line, the latest break in the top row; otherwise they stand
    right of it, the earliest in the top row: so no label crosses another's line.
    """
    shown = [row for row in breaks.itertuples(index=False) if row.kind in labels]
    low, top = axes.get_ylim()
    for place, row in enumerate(reversed(shown) if before else shown):
        y = top - place * line
        x = row.first - 0.5
        if row.first != row.last:
            x = row.last + 0.5
            share = (y - line - low) / (top - low)
            band = {"facecolor": (PALE_GREY, 0.4), "edgecolor": GREY, "linewidth": 1, "zorder": 0}
            axes.axvspan(row.first - 0.5, x, 0, share, **band)
        else:
            axes.plot([x, x], [low, y], color=GREY, linewidth=1.2, linestyle="--")
        axes.annotate(
            labels[row.kind].format(first=row.first, release=row.release),
            (x, y),
            xytext=(-4 if before else 4, 0),
            textcoords="offset points",
            ha="right" if before else "left",
            va="top",
            color=INK,
        )


def text_size(figure: Figure, axes: Axes) -> tuple[float, float]:
    """The width of a character and the height of a line of text, on the scales of the axes."""
    lay_out(figure)
    left, right = axes.get_xlim()
    low, top = axes.get_ylim()
    width_in, height_in = axes.bbox.width / figure.dpi, axes.bbox.height / figure.dpi
    return CHARACTER_IN * (right - left) / width_in, LINE_OF_TEXT_IN * (top - low) / height_in


def _label_above(
    axes: Axes,
    labels: Sequence[tuple[float, float, str, str]],
    bars: Mapping[int, float],
    character: float,
    line: float,
) -> None:
    """Texts at or left of a place on the time axis, above the bars and texts that they stand over.

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


@or_sentence
def index(
    indices: pd.DataFrame,
    breaks: pd.DataFrame,
    growth: pd.DataFrame,
    source: str,
) -> Chart:
    """The authority's index against England's.

    Frames of `measures.growth`: `index`, `series_breaks` and `summary`.
    """
    start, end = indices["january"].iloc[0], indices["january"].iloc[-1]
    authority = growth["area"].iloc[0]
    own, england = indices["authority_index"].iloc[-1], indices["england_index"].iloc[-1]
    with house_style():
        figure, axes = canvas(4.0)
        names = {"authority_index": authority, "england_index": "England"}
        for column, colour, width in (
            ("england_index", ORANGE, 2.5),
            ("authority_index", DARK_BLUE, 3.5),
        ):
            axes.plot(indices["january"], indices[column], color=colour, linewidth=width)
        values = indices[list(names)]
        low, high = values.min().min(), values.max().max()
        span = (high - low) or 1.0
        axes.set_ylim(low - 0.08 * span, high + 0.32 * span)
        longest = max(widest(authority, own), 0.36)
        axes.set_xlim(start, end + longest * (end - start))
        step = next(
            n for n in range(1, end - start + 1) if n * 4 >= end - start and (end - start) % n == 0
        )
        axes.set_xticks(range(start, end + 1, step))
        value_ticks(axes, high)
        inside = breaks[(breaks["first"] > start) & (breaks["first"] <= end)]
        _, line = text_size(figure, axes)
        mark_breaks(axes, inside, SHORT_LABELS, line, before=False)
        ends = {name: values[column].iloc[-1] for column, name in names.items()}
        label_line_ends(axes, end, ends, line, breaks=len(inside))
        return finish(
            figure,
            title=_beside_england(authority, start, end, own, england),
            subtitle=f"EHC plans and statements together, each January, index (January {start} = "
            "100)",
            source=source,
            alt=(
                f"Lines of an index of EHC plans and statements, January {start} = 100. In January "
                f"{end} {authority} is at {number(own, 1)} and England at {number(england, 1)}."
            ),
            data=tables.index(indices, authority),
        )


def _beside_england(authority: str, start: int, end: int, own: float, england: float) -> str:
    dates = f"from January {start} to January {end}"
    indices = f"index {number(own)} against {number(england)}"
    if own < 100:
        theirs = "grew" if england > 100 else "fell"
        return f"Plans fell in {authority} and {theirs} in England {dates}: {indices}"
    if round(own) == round(england):
        return f"Plans changed about as much in {authority} as in England {dates}: {indices}"
    less_or_more = "less" if own < england else "more"
    return f"Plans grew {less_or_more} in {authority} than in England {dates}: {indices}"


def widest(name: str, value: float) -> float:
    """The room that a label at the end of a line needs, as a share of the room of the lines."""
    text = wrapped(f"{name} {number(value)}", END_LABEL_CHARACTERS)
    width_in = LABEL_CHARACTER_IN * max(map(len, text.split("\n"))) + 0.15
    return width_in / (PLOT_WIDTH_IN - width_in)


def label_line_ends(
    axes: Axes, end: int, ends: Mapping[str, float], line: float, breaks: int
) -> None:
    """Name and value right of each line, moved apart where the lines end close together.

    All stay below the rows of labels of the breaks.
    """
    texts = [
        (value, wrapped(f"{name} {number(value)}", END_LABEL_CHARACTERS))
        for name, value in sorted(ends.items(), key=lambda one: one[1])
    ]
    heights = [line * (text.count("\n") + 1) for _, text in texts]
    centre, top = [], float("-inf")
    for (value, _), height in zip(texts, heights, strict=True):
        centre.append(max(value, top + height / 2))
        top = centre[-1] + height / 2
    bottom = axes.get_ylim()[1] - breaks * line
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


@or_sentence
def placement_mix(mix: pd.DataFrame, authority: str, source: str) -> Chart:
    """Shares of all plans by group at two dates: the frame of `measures.growth.placement_mix`."""
    groups = mix.iloc[:-1]
    first, last = mix["first"].iloc[0], mix["last"].iloc[0]
    with house_style():
        figure, axes = bar_canvas(list(groups["group"]), legend_rows=1)
        figure.set_figheight(figure.get_figheight() + 0.1 * len(groups))
        shares = groups[["first_pct", "last_pct"]]
        axes.set_xlim(0, 1.3 * shares.max().max())
        for column, colour, year, shift in (
            ("first_pct", TURQUOISE, first, -0.2),
            ("last_pct", DARK_BLUE, last, 0.2),
        ):
            places = [place + shift for place in range(len(groups))]
            axes.barh(places, shares[column], height=0.36, color=colour, label=f"January {year}")
            for place, share in zip(places, shares[column], strict=True):
                axes.annotate(
                    or_missing(percent, share),
                    (0 if pd.isna(share) else share, place),
                    xytext=(5, 0),
                    textcoords="offset points",
                    va="center",
                    color=INK,
                )
        legend_above(axes, columns=2)
        comparable = groups[~groups["group"].isin(WIDENED)].dropna(subset="change_points")
        shown = groups.set_index("group")
        most = None
        title = (
            f"How placements in {authority} changed from January {first} to January {last} is "
            "not available"
        )
        if len(comparable):
            most = comparable.loc[comparable["change_points"].abs().idxmax()]
            title = (
                f"{most['group']} {tables.moved(most['change_points'])} from "
                f"{percent(most['first_pct'])} of {authority}’s plans in January {first} to "
                f"{percent(most['last_pct'])} in January {last}"
            )
        return finish(
            figure,
            title=title,
            subtitle=f"EHC plans by placement, January {first} and January {last} (% of all plans)",
            source=source,
            alt=(
                f"Paired bars of shares of plans, January {first} and {last}: "
                + listed([_shares_in_words(shown, group) for group in _in_words(most)])
                + "."
            ),
            data=tables.placement_mix(mix, authority),
        )


def _in_words(most: "pd.Series[object] | None") -> list[str]:
    """The groups that a text alternative names: the one that changed most, and two of interest."""
    first = [] if most is None else [str(most["group"])]
    return list(dict.fromkeys([*first, "NMSS or independent", "Educated elsewhere"]))


def _shares_in_words(shares: pd.DataFrame, group: str) -> str:
    first, last = shares.loc[group, "first_pct"], shares.loc[group, "last_pct"]
    return f"{group} {or_missing(percent, first)} then {or_missing(percent, last)}"
