"""Charts of an authority beside England, its region, statistical neighbours and all authorities."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

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
    end_labels,
    finish,
    house_style,
    label_height_in,
    legend_above,
    wrapped,
)
from analysis.charts.growth import (
    SHORT_LABELS,
    label_line_ends,
    mark_breaks,
    text_size,
    value_ticks,
    widest,
)
from analysis.measures.against import AUTHORITY, ENGLAND, FIGURE, NEIGHBOUR, REGION
from analysis.quantities import MISSING, listed, money, number, or_missing
from analysis.shown import or_sentence
from analysis.tables import against as tables
from analysis.tables.against import dated, in_words, named, ordinal

COLOURS = {AUTHORITY: DARK_BLUE, ENGLAND: ORANGE, REGION: ORANGE, NEIGHBOUR: TURQUOISE}
MIDDLE_HALF = "Middle half of all authorities"
ROOM_BESIDE_DOTS = 1.4
BAR_IN = 0.34


@or_sentence
def growth(compared: pd.DataFrame, spread: pd.DataFrame, source: str) -> Chart:
    """Growth of the comparators, highest first: `measures.against.chosen` and `spread`."""
    rows = _sorted(compared, "growth")
    write = in_words("growth").write
    with house_style():
        figure, axes, places = _rows_canvas(rows)
        values = rows["growth_pct"]
        axes.barh(places, values.fillna(0), BAR_IN, color=rows["kind"].map(COLOURS))
        axes.axvline(0, color=GREY, linewidth=1)
        texts = [or_missing(write, value) for value in values]
        end_labels(axes, list(values.fillna(0)), texts, places=places)
        _set_against_all(axes, rows, spread)
        return finish(
            figure,
            title=_title(compared, spread, "growth"),
            subtitle=f"{in_words('growth').title}, {dated(compared, 'growth')} (%)",
            source=source,
            alt=_alt("Sorted bars of growth", compared, spread, "growth"),
            data=tables.growth(compared, spread),
        )


@or_sentence
def unit_cost(compared: pd.DataFrame, spread: pd.DataFrame, source: str) -> Chart:
    """Unit cost of the comparators by the standard (dot) and every definition (line)."""
    rows = _sorted(compared, "unit_cost")
    with house_style():
        figure, axes, places = _rows_canvas(rows)
        for place, row in zip(places, rows.to_dict("records"), strict=True):
            colour = COLOURS[row["kind"]]
            marker = "D" if row["kind"] == AUTHORITY else "o"
            axes.hlines(place, row["low_gbp"], row["high_gbp"], color=colour, linewidth=3)
            axes.plot(row["unit_cost_gbp"], place, marker, color=colour, markersize=10)
            axes.annotate(
                or_missing(money, row["unit_cost_gbp"]),
                (0 if pd.isna(row["high_gbp"]) else row["high_gbp"], place),
                xytext=(9, 0),
                textcoords="offset points",
                va="center",
                color=INK,
            )
        axes.set_xlim(0, ROOM_BESIDE_DOTS * rows["high_gbp"].max())
        _set_against_all(axes, rows, spread)
        return finish(
            figure,
            title=_title(compared, spread, "unit_cost"),
            subtitle=(
                f"Unit cost (£ a year), {dated(compared, 'unit_cost')}: dot and number, the "
                "standard definition; line, from the lowest definition to the highest"
            ),
            source=source,
            alt=_alt("Dots of unit cost", compared, spread, "unit_cost"),
            data=tables.unit_cost(compared, spread),
        )


@or_sentence
def index(lines: pd.DataFrame, breaks: pd.DataFrame, compared: pd.DataFrame, source: str) -> Chart:
    """Indices of the authority, England, region and neighbours: `measures.against.index`.

    `breaks` is the frame of `measures.growth.series_breaks`.
    """
    start, end = int(lines["january"].iloc[0]), int(lines["january"].iloc[-1])
    authority, region = named(compared, AUTHORITY), named(compared, REGION)
    names = {
        "england": (ENGLAND, ORANGE, "--", 2.5),
        "region": (region, DARK_PINK, ":", 3.0),
        "neighbours": ("Neighbours’ median", TURQUOISE, "-.", 2.5),
        "authority": (authority, DARK_BLUE, "-", 3.5),
    }
    shown = {column: how for column, how in names.items() if lines[column].notna().all()}
    ends = {how[0]: float(lines[column].iloc[-1]) for column, how in shown.items()}
    with house_style():
        figure, axes = canvas(5.2)
        for column, (_, colour, style, width) in shown.items():
            axes.plot(lines["january"], lines[column], style, color=colour, linewidth=width)
        values = lines[list(shown)]
        low, high = values.min().min(), values.max().max()
        span = (high - low) or 1.0
        axes.set_ylim(low - 0.2 * span, high + 0.4 * span)
        room = max(widest(name, value) for name, value in ends.items())
        axes.set_xlim(start, end + room * (end - start))
        axes.set_xticks(_years(start, end))
        value_ticks(axes, high)
        inside = breaks[(breaks["first"] > start) & (breaks["first"] <= end)]
        inside = inside[inside["kind"].isin(SHORT_LABELS)]
        _, line = text_size(figure, axes)
        mark_breaks(axes, inside, SHORT_LABELS, line, before=False)
        label_line_ends(axes, end, ends, line, breaks=len(inside))
        others = [f"{name} {number(value)}" for name, value in ends.items() if name != authority]
        return finish(
            figure,
            title=(
                f"By January {end} plans in {authority} were at {number(ends[authority])} for "
                f"every 100 in January {start}, in England at {number(ends[ENGLAND])}"
            ),
            subtitle=f"EHC plans and statements together, each January, index (January {start} = "
            f"100). {_median_of(lines)}",
            source=source,
            alt=(
                f"Lines of an index, January {start} = 100. In January {end} {authority} is at "
                f"{number(ends[authority])}; {listed(others)}."
            ),
            data=tables.index(lines, authority, region),
        )


def _median_of(lines: pd.DataFrame) -> str:
    counted = lines["neighbours_counted"].iloc[0]
    if not counted:
        return "No statistical neighbour has every January"
    return f"The neighbours’ median is of {counted} that have every January"


def _years(start: int, end: int) -> range:
    steps = range(1, end - start + 1)
    step = next(n for n in steps if n * 4 >= end - start and (end - start) % n == 0)
    return range(start, end + 1, step)


def _sorted(compared: pd.DataFrame, measure: str) -> pd.DataFrame:
    """Highest first; those without a figure last, in their own order."""
    return compared.sort_values(
        FIGURE[measure], ascending=False, kind="stable", ignore_index=True, na_position="last"
    )


def _rows_canvas(rows: pd.DataFrame) -> tuple[Figure, Axes, list[float]]:
    """An empty figure, its axes and the place of each row: a label of more lines has more room."""
    labels = _labels(rows)
    figure, axes = bar_canvas(labels, legend_rows=1)
    heights = [label_height_in(label) for label in labels]
    places = [sum(heights[:row]) + height / 2 for row, height in enumerate(heights)]
    axes.set_yticks(places, [wrapped(label) for label in labels])
    axes.set_ylim(sum(heights), 0)
    return figure, axes, places


def _labels(rows: pd.DataFrame) -> list[str]:
    also = {AUTHORITY: ", this authority", REGION: " (region)"}
    return [
        f"{name}{also.get(kind, '')}" for name, kind in zip(rows["name"], rows["kind"], strict=True)
    ]


def _set_against_all(axes: Axes, rows: pd.DataFrame, spread: pd.DataFrame) -> None:
    """The band of the middle half behind the rows, named above, and the authority in bold."""
    _clear_behind(axes)
    _middle_half(axes, spread)
    _mark_own(axes, rows)
    legend_above(axes, columns=1)


def _clear_behind(axes: Axes) -> None:
    """White behind the figures, which may stand on the edge of the band."""
    for text in axes.texts:
        text.set_bbox({"facecolor": "white", "edgecolor": "none", "pad": 0.5})


def _mark_own(axes: Axes, rows: pd.DataFrame) -> None:
    """The label of the authority in bold, so that it is not told by colour alone."""
    for label, kind in zip(axes.get_yticklabels(), rows["kind"], strict=True):
        if kind == AUTHORITY:
            label.set_fontweight("bold")


def _middle_half(axes: Axes, spread: pd.DataFrame) -> None:
    """A band from the lower to the upper quartile of all authorities."""
    lower, upper = _quartiles(spread)
    if pd.isna(lower):
        return
    axes.axvspan(
        lower,
        upper,
        facecolor=(PALE_GREY, 0.4),
        edgecolor=GREY,
        linewidth=1,
        zorder=0,
        label=MIDDLE_HALF,
    )


def _quartiles(spread: pd.DataFrame) -> tuple[float, float]:
    values = spread.set_index("case")["value"]
    return float(values["lower quartile"]), float(values["upper quartile"])


def _title(compared: pd.DataFrame, spread: pd.DataFrame, measure: str) -> str:
    words = in_words(measure)
    row = compared[compared["kind"] == AUTHORITY].iloc[0]
    subject = words.short[0].upper() + words.short[1:]
    when = dated(compared, measure)
    if pd.isna(row[FIGURE[measure]]):
        return f"{subject} in {row['name']}, {when}, is {MISSING}"
    place = f"{ordinal(int(row['place']))} highest of {number(spread['authorities'].iloc[0])}"
    return (
        f"{subject} in {row['name']}, {when}, is {words.write(row[FIGURE[measure]])}: {place} "
        "authorities"
    )


def _alt(what: str, compared: pd.DataFrame, spread: pd.DataFrame, measure: str) -> str:
    words, figure = in_words(measure), FIGURE[measure]
    parts = [
        f"{row['name']} {or_missing(words.write, row[figure])}"
        for row in compared[compared["kind"] != NEIGHBOUR].to_dict("records")
    ]
    near = compared.loc[compared["kind"] == NEIGHBOUR, figure].dropna()
    if len(near):
        parts.append(
            f"{len(near)} neighbours {words.write(near.min())} to {words.write(near.max())}"
        )
    lower, upper = (or_missing(words.write, value) for value in _quartiles(spread))
    return f"{what}: {listed(parts)}. The middle half of all authorities: {lower} to {upper}."
