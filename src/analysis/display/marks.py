"""What the shapes of charts are made of: bars, dots, bands and lines, drawn by role."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from analysis.display.canvas import legend_above
from analysis.display.colours import GREY, INK, PALE_GREY, ROLES
from analysis.display.words import is_missing, or_missing

LANE_IN = 0.28
"""The height of one of several bars or dots of a row."""
RANGE = ("lowest", "lower_quartile", "upper_quartile", "highest")
BOX: Mapping[str, Any] = {"facecolor": PALE_GREY, "edgecolor": GREY, "linewidth": 1}
SHADE: Mapping[str, Any] = {**BOX, "facecolor": (PALE_GREY, 0.4), "zorder": 0}

Written = str | Callable[[Any], str]
"""A column of texts, or what writes a value."""
Parts = Mapping[str, tuple[str, str]]
"""Column → what it is, in words, and its role."""


@dataclass(frozen=True)
class Band:
    """A stretch of the value axis behind the bars, such as the middle half of all authorities."""

    low: float
    high: float
    label: str


@dataclass(frozen=True)
class Rule:
    """A line across all rows at a value, as a paper states it."""

    value: float
    label: str


@dataclass(frozen=True)
class Dots:
    """Columns of a dot and of the line through it, what they are of, and their role.

    Without a label they are not in the legend. `role` is one of ROLES or a column of roles.
    """

    value: str
    low: str
    high: str
    label: str = ""
    role: str = "own"


def drawn_numbers(column: pd.Series) -> pd.Series:
    """Return the column to draw: a missing figure has no length."""
    return column.astype("float64").fillna(0.0)


def row_texts(rows: pd.DataFrame, values: pd.Series, text: Written) -> list[str]:
    """Return the text of each row: of a column, or the value as it is written."""
    if isinstance(text, str):
        return [or_missing(str, one) for one in rows[text]]
    return [or_missing(text, one) for one in values]


def row_roles(rows: pd.DataFrame, role: str) -> list[str]:
    """Return the role of each row."""
    return list(rows[role]) if role in rows else [role] * len(rows)


def lane_places(places: Sequence[float], number_of_lanes: int) -> list[list[float]]:
    """Return for each lane its place in every row."""
    middle = (number_of_lanes - 1) / 2
    return [
        [place + (lane - middle) * LANE_IN for place in places] for lane in range(number_of_lanes)
    ]


def fill(role: str, outlined: bool) -> dict[str, Any]:
    """Return how a bar of a role is filled."""
    look: dict[str, Any] = {"facecolor": ROLES[role].colour, "hatch": ROLES[role].hatch}
    return look | ({"edgecolor": INK, "linewidth": 0.8} if outlined else {})


def draw_bars(
    axes: Axes, places: Sequence[float], values: pd.Series, height: float, roles: Sequence[str]
) -> None:
    """Draw bars by role; where one is hatched, all have an outline."""
    outlined = any(ROLES[role].hatch for role in roles)
    for place, value, role in zip(places, values, roles, strict=True):
        axes.barh(place, value, height, **fill(role, outlined))


def patches(parts: Parts) -> list[Any]:
    """Return the entries of a legend for bars of several parts."""
    return [
        Patch(label=name, **fill(role, bool(ROLES[role].hatch))) for name, role in parts.values()
    ]


def dot(name: str, role: str, values: Sequence[float] = (), places: Sequence[float] = ()) -> Line2D:
    """Return dots of a role, which are the entry of a legend too."""
    look = ROLES[role]
    is_line = look.marker == "|"
    return Line2D(
        values,
        places,
        linestyle="none",
        marker=look.marker,
        markersize=look.size,
        markeredgewidth=2.5 if is_line else 1,
        color=INK if is_line else look.colour,
        markeredgecolor=INK,
        label=name,
        zorder=3,
    )


def draw_dots(axes: Axes, places: Sequence[float], rows: pd.DataFrame, dots: Dots) -> None:
    """Draw the dot of each row on its line, by role."""
    columns = (rows[column] for column in (dots.value, dots.low, dots.high))
    looks = [ROLES[role] for role in row_roles(rows, dots.role)]
    for place, look, value, low, high in zip(places, looks, *columns, strict=True):
        if not (is_missing(value) and is_missing(low)):
            axes.hlines(place, low, high, color=look.colour, linewidth=3)
            axes.plot([value], [place], look.marker, color=look.colour, markersize=look.size)


def draw_divides(axes: Axes, places: Sequence[float], groups: Sequence[Any]) -> None:
    """Draw a line between rows of different groups."""
    for row in range(1, len(groups)):
        if groups[row] != groups[row - 1]:
            axes.axhline((places[row - 1] + places[row]) / 2, color=GREY, linewidth=1)


def draw_band(axes: Axes, band: Band | None, handles: Sequence[Any] = ()) -> None:
    """Draw the band behind all, and name it above."""
    if band is not None and not is_missing(band.low):
        span = axes.axvspan(band.low, band.high, label=band.label, **SHADE)
        legend_above(axes, [*handles, span])


def draw_rule(axes: Axes, rule: Rule) -> Line2D:
    """Draw a line across all rows, the entry of a legend too."""
    look: dict[str, Any] = {"color": ROLES["paper"].colour, "linestyle": "--", "linewidth": 2}
    return axes.axvline(rule.value, label=rule.label, zorder=1, **look)


def scaled_to_range(rows: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Return values as shares of the way from the lowest to the highest of their row."""
    values = rows[list(columns)].astype("float64")
    span = values["highest"] - values["lowest"]
    shares = values.sub(values["lowest"], axis="index").div(span.where(span != 0), axis="index")
    return shares.mask(values.notna() & shares.isna(), 0.5)  # all are the same: in the middle


def draw_range(axes: Axes, place: float, row: Mapping[Any, Any]) -> None:
    """Draw a row of `scaled_to_range`: lowest to highest as a line, the middle half as a box."""
    if is_missing(row["lowest"]):
        return
    axes.plot([0, 1], [place, place], "|-", color=GREY, linewidth=1.5, zorder=1)
    low, width = row["lower_quartile"], row["upper_quartile"] - row["lower_quartile"]
    axes.barh(place, width, 0.4, left=low, zorder=2, **BOX)
