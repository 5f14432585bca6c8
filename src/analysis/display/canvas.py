"""What charts are drawn on: the house style, empty figures, and labels that find their room.

For a chart that no shape of `shapes` draws:

    with house_style():
        figure, axes, places = row_canvas(["Phase 1", "Phase 2"])
        axes.barh(places, [3, 5], BAR_IN, color=ROLES["own"].colour)
        end_labels(axes, places, [3, 5], ["3 months", "5 months"])
        return finish(figure, title=..., subtitle=..., source=..., alt=..., data=table)
"""

import textwrap
from collections.abc import Iterator, Sequence
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
LABEL_GAP = 9
"""Points between the end of a bar and its label."""
MARGIN = 14
"""Points that the paddings of the layout and of the tick labels take of the width."""
LABEL_CHARACTERS = 18
CHARACTER_POINTS = 8.6
"""The width of a character of a name; figures are wider."""
LEGEND_MARK = 38
"""Points of a mark in a legend, with the gaps beside it."""


@contextmanager
def house_style() -> Iterator[None]:
    """Draw in the house style: afcharts, and on top of it what is in `house.mplstyle`.

    Below both is what matplotlib comes with, whatever a user's own `matplotlibrc` says.
    """
    house = Path(__file__).parent / "house.mplstyle"
    with matplotlib.style.context(["default", "afcharts.afcharts", house]):
        yield


class HouseFigure(Figure):
    """A figure that JupyterLab shows when a cell ends on it, without pyplot."""

    def _repr_png_(self) -> bytes:
        drawn = BytesIO()
        self.savefig(drawn, format="png", dpi=SHOWN_DPI, bbox_inches="tight")
        return drawn.getvalue()


SHOWN_DPI = 100


def canvas(height_in: float) -> tuple[Figure, Axes]:
    """Return an empty figure of the house width, outside pyplot: nothing shows by itself or leaks.

    To be called, as all that draws, within `house_style`.
    """
    figure = HouseFigure(figsize=(WIDTH_IN, height_in), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_label_coords(0, 0)  # or matplotlib searches a place for the label that none has
    return figure, axes


def row_canvas(
    labels: Sequence[str],
    characters: int = LABEL_CHARACTERS,
    least_in: float = 0.5,
    bold: Sequence[bool] = (),
) -> tuple[Figure, Axes, list[float]]:
    """Return an empty figure for horizontal bars, its axes and the place of each row.

    The first label is on top. Places are in inches from the top: a label of more lines (each of at
    most so many `characters`) has more room, and each at least `least_in`. There is no value axis,
    since bars carry their values as text.
    """
    lines = [wrapped(label, characters) for label in labels]
    heights = [max(least_in, LINE_IN * (text.count("\n") + 1) + 0.16) for text in lines]
    places = [sum(heights[:row]) + height / 2 for row, height in enumerate(heights)]
    figure, axes = canvas(sum(heights) + 0.15)
    axes.set_yticks(places, lines)
    for label, is_bold in zip(axes.get_yticklabels(), bold, strict=False):
        label.set_fontweight("bold" if is_bold else "normal")
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


def text_width(text: str, bold: bool = False) -> float:
    """Return the width of a text, of its longest line, in points."""
    font = FontProperties(size=FONT_POINTS, weight="bold" if bold else "normal")
    return max(
        text_to_path.get_text_width_height_descent(line, font, False)[0]
        for line in text.split("\n")
    )


def plot_width(axes: Axes) -> float:
    """Return the width in points that the labels left of the axes leave for what is drawn.

    An estimate, since nothing is laid out: it is a little less than what there is.
    """
    labels = [label for label in axes.get_yticklabels() if label.get_text()]
    widest = max(
        (text_width(one.get_text(), one.get_fontweight() == "bold") for one in labels), default=0.0
    )
    return 72 * WIDTH_IN - widest - MARGIN


def end_labels(
    axes: Axes,
    places: Sequence[float],
    ends: Sequence[float],
    texts: Sequence[str],
    on_white: bool = False,
) -> None:
    """Write a text at the end of each bar: right of it or, for a negative value, left of it.

    Sets the limits of the value axis so that each text has its room. `on_white` clears what is
    behind the texts, such as a band.
    """
    widths = [LABEL_GAP + text_width(text) + 3 for text in texts]
    axes.set_xlim(*_limits_with_room(ends, widths, plot_width(axes)))
    for place, end, text in zip(places, ends, texts, strict=True):
        label_beside(axes, place, end, text, on_white)


def label_beside(
    axes: Axes, place: float, end: float, text: str, on_white: bool = False, gap: float = LABEL_GAP
) -> None:
    """Write a text right of a point of a row or, for a negative value, left of it."""
    white = {"facecolor": "white", "edgecolor": "none", "pad": 0.5}
    axes.annotate(
        text,
        (end, place),
        xytext=(gap if end >= 0 else -gap, 0),
        textcoords="offset points",
        ha="left" if end >= 0 else "right",
        va="center",
        color=INK,
        bbox=white if on_white else None,
    )


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


def legend_above(axes: Axes, handles: Sequence[Any] | None = None) -> None:
    """Put the legend above the chart, where a phone shows it first, and add its height to it.

    In as many columns as there is room for; long names are broken into lines.
    """
    handles = list(axes.get_legend_handles_labels()[0] if handles is None else handles)
    width = plot_width(axes)
    characters = max(12, int((width - LEGEND_MARK) / CHARACTER_POINTS))
    labels = [wrapped(str(handle.get_label()), characters) for handle in handles]
    widest = max(map(text_width, labels)) + LEGEND_MARK
    columns = max(1, min(len(labels), int(width / widest)))
    rows = -(-len(labels) // columns)
    # matplotlib fills the columns one after the other
    by_column = [labels[start : start + rows] for start in range(0, len(labels), rows)]
    lines = max(sum(label.count("\n") + 1 for label in column) for column in by_column)
    figure = axes.get_figure(root=True)
    assert figure is not None
    figure.set_figheight(figure.get_figheight() + (LINE_IN + 0.01) * lines)
    axes.legend(
        handles,
        labels,
        loc="lower left",
        bbox_to_anchor=(0, 1),
        ncols=columns,
        borderaxespad=0.2,
        handlelength=1.0,
        columnspacing=1.2,
        handletextpad=0.5,
    )


def lay_out(figure: Figure) -> None:
    """Give the axes the place that the texts around them leave, without drawing anything."""
    engine = figure.get_layout_engine()
    if engine is not None:
        engine.execute(figure)


def visible_texts(artist: Artist) -> Iterator[Text]:
    """Yield the texts within an artist, not counting what is in hidden ones.

    `findobj` would go into hidden axes too, which make their ticks only when asked for them.
    """
    if not artist.get_visible():
        return
    if isinstance(artist, Text) and artist.get_text().strip():
        yield artist
    for child in artist.get_children():
        yield from visible_texts(child)
