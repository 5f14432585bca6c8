"""What charts are drawn on: the house style, empty figures, and labels that find their room.

with house_style():  # a chart that no shape of `shapes` draws
    figure, axes, places = row_canvas(["Phase 1", "Phase 2"])
    axes.barh(places, [3, 5], BAR_IN, color=ROLES["own"].colour)
    end_labels(axes, places, [3, 5], ["3 months", "5 months"])
    return finish(figure, title=..., subtitle=..., source=..., alt=..., data=table)
"""

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import matplotlib.style
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.text import Text
from matplotlib.textpath import text_to_path

from analysis.display.colours import INK

WIDTH_IN = 6.0
"""At 6 inches, 14 point text is still 9 pixels high on a screen 320 pixels wide."""
FONT_POINTS = 14
LINE_IN = 0.25
"""The height of a line of 14 point text, with a little to spare."""
BAR_IN = 0.36
LABEL_GAP = 9  # points between the end of a bar and its label
MARGIN = 14  # points that the paddings of the layout and of the tick labels take of the width
LABEL_CHARACTERS = 18
CHARACTER_POINTS = 8.6  # of a name; figures are wider
LEGEND_MARK = 38  # points of a mark in a legend, with the gaps beside it


@contextmanager
def house_style() -> Iterator[None]:
    """Draw in the house style, afcharts and `house.mplstyle`, whatever a `matplotlibrc` says."""
    house = Path(__file__).with_name("house.mplstyle")
    with matplotlib.style.context(["default", "afcharts.afcharts", house]):
        yield


class HouseFigure(Figure):
    """A figure that JupyterLab shows when a cell ends on it, without pyplot."""

    def _repr_png_(self) -> bytes:
        drawn = BytesIO()
        self.savefig(drawn, format="png", dpi=100, bbox_inches="tight")
        return drawn.getvalue()


def canvas(height_in: float) -> tuple[Figure, Axes]:
    """Return an empty figure of the house width, outside pyplot: nothing shows by itself or leaks.

    All that draws is within `with house_style():`, or a function below `@house_style()`.
    """
    figure = HouseFigure(figsize=(WIDTH_IN, height_in), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_label_coords(0, 0)  # or matplotlib searches a place for the label that none has
    return figure, axes


def row_canvas(
    labels: Iterable[Any],
    characters: int = LABEL_CHARACTERS,
    least_in: float = 0.5,
    texts: Iterable[str] = (),
    roles: Sequence[str] = (),
) -> tuple[Figure, Axes, list[float]]:
    """Return an empty figure for horizontal bars, its axes and the place of each row.

    The first label is on top. Places are in inches from the top: a label of more lines (each of at
    most so many `characters`) has more room, and each row at least `least_in`, or what the longest
    of `texts` needs. Of `roles`, "own" among others has a bold label. There is no value axis, since
    bars carry their values as text.
    """
    lines = [wrapped(str(label), characters) for label in labels]
    least = max([least_in, *(LINE_IN * (text.count("\n") + 1) + 0.1 for text in texts)])
    heights = [max(least, LINE_IN * (text.count("\n") + 1) + 0.16) for text in lines]
    places = [sum(heights[:row]) + height / 2 for row, height in enumerate(heights)]
    figure, axes = canvas(sum(heights) + 0.15)
    axes.set_yticks(places, lines)
    for label, role in zip(axes.get_yticklabels(), roles, strict=False):
        label.set_fontweight("bold" if role == "own" and len(set(roles)) > 1 else "normal")
    axes.set_ylim(sum(heights), 0)
    axes.tick_params(left=False)
    axes.grid(visible=False)
    axes.xaxis.set_visible(False)
    axes.spines["bottom"].set_visible(False)
    axes.spines["left"].set_visible(True)
    return figure, axes, places


def wrapped(label: str, characters: int = LABEL_CHARACTERS) -> str:
    """Return a label broken into lines that leave room for the chart."""
    return "\n".join(textwrap.wrap(label, characters, break_long_words=False))


def text_width(text: str, bold: bool = False, size: float = FONT_POINTS) -> float:
    """Return the width of a text, of its longest line, in points."""
    font = FontProperties(size=size, weight="bold" if bold else "normal")
    return max(
        text_to_path.get_text_width_height_descent(line, font, False)[0]
        for line in text.split("\n")
    )


def plot_width(axes: Axes) -> float:
    """Return an estimate of the points that the labels left of the axes leave for what is drawn."""
    labels = [label for label in axes.get_yticklabels() if label.get_text()]
    widths = [text_width(one.get_text(), one.get_fontweight() == "bold") for one in labels]
    return 72 * WIDTH_IN - max(widths, default=0.0) - MARGIN


def end_labels(
    axes: Axes,
    places: Sequence[float],
    ends: Sequence[float],
    texts: Sequence[str],
    on_white: bool = False,
) -> None:
    """Write a text beyond the end of each bar, and set the limits so that each has its room.

    `on_white` clears what is behind the texts, such as a band.
    """
    widths = [LABEL_GAP + text_width(text) + 3 for text in texts]
    axes.set_xlim(*_limits_with_room(ends, widths, plot_width(axes)))
    for place, end, text in zip(places, ends, texts, strict=True):
        gap, ha = (LABEL_GAP, "left") if end >= 0 else (-LABEL_GAP, "right")
        write(axes, text, (end, place), (gap, 0), 0.5 if on_white else None, ha=ha, va="center")


def write(
    axes: Axes,
    text: str,
    at: tuple[float, float],
    offset: tuple[float, float],
    cleared: float | None = None,
    **look: Any,
) -> None:
    """Write a text some points off a place; `cleared` are the points around it made white."""
    white = {"facecolor": "white", "edgecolor": "none", "pad": cleared}
    box = None if cleared is None else white
    axes.annotate(text, at, offset, textcoords="offset points", color=INK, bbox=box, **look)


def _limits_with_room(
    ends: Sequence[float], widths: Sequence[float], width: float
) -> tuple[float, float]:
    """Return the limits of a value axis `width` points wide that leave room at each end.

    `widths` are the points that each text needs beyond its end. Room on one side takes from that on
    the other, so that the limits are found step by step.
    """
    low, high = min(0.0, *ends), max(0.0, *ends)
    if low == high:
        high = 1.0
    # A text of nearly the whole width would leave nothing to the bars.
    shares = [min(text / width, 0.85) for text in widths]
    for _ in range(30):
        for end, share in zip(ends, shares, strict=True):
            if end >= 0:
                high = max(high, low + (end - low) / (1 - share))
            else:
                low = min(low, high - (high - end) / (1 - share))
    spare = 0.02 * (high - low)
    return (low - spare if min(ends, default=0.0) < 0 else low), high + spare


def legend_above(axes: Axes, handles: Sequence[Any]) -> None:
    """Put the legend above the chart, where a phone shows it first, and add its height to it.

    In as many columns as there is room for; long names are broken into lines.
    """
    width = plot_width(axes)
    characters = max(12, int((width - LEGEND_MARK) / CHARACTER_POINTS))
    labels = [wrapped(str(handle.get_label()), characters) for handle in handles]
    widest = max(map(text_width, labels)) + LEGEND_MARK
    columns = max(1, min(len(labels), int(width / widest)))
    rows = -(-len(labels) // columns)
    # matplotlib fills the columns one after the other
    by_column = [labels[start : start + rows] for start in range(0, len(labels), rows)]
    lines = max(sum(label.count("\n") + 1 for label in column) for column in by_column)
    add_height(axes, (LINE_IN + 0.01) * lines)
    axes.legend(handles, labels, loc="lower left", bbox_to_anchor=(0, 1), ncols=columns)


def add_height(axes: Axes, inches: float) -> None:
    """Make the figure higher, for what stands above or below the axes."""
    figure = axes.get_figure(root=True)
    assert figure is not None
    figure.set_figheight(figure.get_figheight() + inches)


def lay_out(figure: Figure) -> None:
    """Give the axes the place that the texts around them leave, without drawing anything."""
    engine = figure.get_layout_engine()
    if engine is not None:
        engine.execute(figure)


def visible_texts(artist: Artist) -> Iterator[Text]:
    """Yield the texts within an artist, not those within a hidden one, as `findobj` would."""
    if not artist.get_visible():
        return
    if isinstance(artist, Text) and artist.get_text().strip():
        yield artist
    for child in artist.get_children():
        yield from visible_texts(child)
