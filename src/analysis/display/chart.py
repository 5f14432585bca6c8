"""What every chart carries, how it is shown, and the check that it can be read."""

import base64
import io
import os
import textwrap
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any, TypedDict, Unpack, cast

from IPython.display import display
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Annotation, Text
from PIL import Image

from analysis.display.canvas import lay_out, visible_texts
from analysis.display.svg import to_svg
from analysis.display.table import Table
from analysis.display.words import slug
from analysis.errors import AnalysisError

BUILD_VARIABLE = "ANALYSIS_BUILD"
"""Set to 1 by the build, in which a chart that nobody could read is an error."""

PICTURE_WIDTH_PX = 600
PICTURE_DPI = 144
"""The picture for the notebook has more pixels than it is shown in, to be sharp on any screen."""

BESIDE_CHART = {"beside_chart": True}
"""Marks an output that a report leaves out, since its figure says the same."""

ALT_LENGTHS = range(20, 251)


class ChartError(AnalysisError):
    """A chart that nobody could read: a text alternative is missing, or labels clip or overlap."""


class ChartWarning(UserWarning):
    """What is a ChartError in a build, shown to an analyst, who gets the chart all the same."""


class Words(TypedDict):
    """What every chart is given in words, and the table of what it draws.

    The title states the finding, the subtitle says what is measured and in which unit. The text
    alternative `alt` has 20 to 250 characters.
    """

    title: str
    subtitle: str
    source: str
    alt: str
    data: Table


@dataclass(frozen=True)
class Chart:
    """A drawn chart. What is changed at its `figure` shows in the figure alone."""

    title: str
    subtitle: str
    source: str
    alt: str
    data: Table
    svg: str
    png: bytes
    figure: Figure = field(repr=False, compare=False)

    def plot(self) -> Figure:
        """Return the figure, without the title, to be restyled or saved: `chart.plot().axes[0]`."""
        return self.figure

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        # A picture is all that JupyterLab shows of a notebook from elsewhere, and GitHub of any:
        # what the report's template needs for its accessible figure travels in the metadata.
        picture = base64.b64encode(self.png).decode()
        names = ("svg", "title", "subtitle", "source", "alt")
        chart = {name: getattr(self, name) for name in names}
        chart |= {"data": self.data.to_html(), "table": self.data.to_data()}
        metadata = {"image/png": {"alt": self.alt, "width": PICTURE_WIDTH_PX}, "alt": self.alt}
        words = f"{self.title}\n{self.alt}"
        return {"image/png": picture, "text/plain": words}, {**metadata, "chart": chart}

    def _ipython_display_(self) -> None:
        """Show the picture and, in words below it, what viewers of notebooks leave unsaid."""
        bundle, metadata = self._repr_mimebundle_()
        display(bundle, metadata=metadata, raw=True)
        words = f"Source: {self.source}. In words: {self.alt}"
        display({"text/markdown": words, "text/plain": words}, metadata=BESIDE_CHART, raw=True)


def finish(figure: Figure, **words: Unpack[Words]) -> Chart:
    """Return the chart: SVG for the report, PNG with the title in it for the notebook.

    Where the text alternative is not of 20 to 250 characters, or a label is clipped or lies on
    another, warns with ChartWarning or, in a build, raises ChartError.
    """
    words["alt"] = words["alt"].strip()
    title, alt = words["title"], words["alt"]
    if len(alt) not in ALT_LENGTHS:
        _complain(
            f"The chart '{title}' needs a text alternative of {ALT_LENGTHS.start} to "
            f"{ALT_LENGTHS.stop - 1} characters, not {len(alt)}: '{alt}'"
        )
    for text in visible_texts(figure):
        if isinstance(text, Annotation):
            text.set_annotation_clip(False)  # or it is asked over and over whether it is outside
    lay_out(figure)
    figure.set_layout_engine(None)  # with one, even "none", savefig draws twice
    svg = to_svg(figure, prefix=slug(title))
    for complaint in unreadable(figure):
        _complain(f"The chart '{title}' {complaint}")
    png = _png(figure, title)
    figure.set_layout_engine("constrained")  # for an analyst who changes its labels
    return Chart(**words, svg=svg, png=png, figure=figure)


def fit_alt(first: str, *parts: str) -> str:
    """Return a text alternative of as many parts, in their order, as there is room for."""
    text = first
    for place, part in enumerate(parts):
        longer = f"{text}{'; ' if place else ': '}{part}"
        if len(longer) + 1 >= ALT_LENGTHS.stop:
            break
        text = longer
    return f"{text[: ALT_LENGTHS.stop - 2]}."


def _complain(message: str) -> None:
    if os.environ.get(BUILD_VARIABLE) == "1":
        raise ChartError(message)
    warnings.warn(message, ChartWarning, stacklevel=5)


def unreadable(figure: Figure) -> Iterator[str]:
    """Yield what is wrong with each text of a drawn figure that is clipped or on another."""
    renderer = cast(FigureCanvasAgg, figure.canvas).get_renderer()
    beyond = {id(text) for text in _undrawn(figure)}
    shown = [text for text in visible_texts(figure) if id(text) not in beyond]
    boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in shown]
    for words, box in boxes:
        if box.x0 < -1 or box.y0 < -1 or box.x1 > figure.bbox.x1 + 1 or box.y1 > figure.bbox.y1 + 1:
            yield f"clips the label '{words}'"
    for (words, box), (others, other) in combinations(boxes, 2):
        width = min(box.x1, other.x1) - max(box.x0, other.x0)
        height = min(box.y1, other.y1) - max(box.y0, other.y0)
        if width > 1 and height > 1:
            yield f"draws the label '{words}' over '{others}'"


def _undrawn(figure: Figure) -> Iterator[Text]:
    """Yield the tick labels of axes that are off, and those beyond the axes' limits."""
    for axes in figure.axes:
        for axis in (one for one in (axes.xaxis, axes.yaxis) if one.get_visible()):
            low, high = sorted(axis.get_view_interval())
            slack = (high - low) * 1e-9
            for tick in axis.get_major_ticks() + axis.get_minor_ticks():
                if not (axes.axison and low - slack <= tick.get_loc() <= high + slack):
                    yield from (tick.label1, tick.label2)


def _png(figure: Figure, title: str) -> bytes:
    """Return the picture with the title above; the figure is left as it was."""
    lines = textwrap.wrap(title, 45)
    before, dpi = figure.get_figheight(), figure.get_dpi()
    places = [axes.get_position() for axes in figure.axes]
    after = before + 0.28 * len(lines)
    figure.set_figheight(after)
    for axes, (x, y, width, height) in zip(figure.axes, (p.bounds for p in places), strict=True):
        axes.set_position((x, y * before / after, width, height * before / after))
    heading = figure.text(0.01, 1 - 0.05 / after, "\n".join(lines), va="top", fontweight="bold")
    figure.set_dpi(PICTURE_DPI)
    canvas = cast(FigureCanvasAgg, figure.canvas)
    canvas.draw()
    pixels = Image.frombuffer("RGBA", canvas.get_width_height(), canvas.buffer_rgba())
    # a chart has hardly more than 256 colours, all along the edges of letters: a third of the bytes
    octree, plain = Image.Quantize.FASTOCTREE, Image.Dither.NONE
    picture = pixels.convert("RGB").quantize(256, octree, dither=plain)
    heading.remove()
    figure.set_dpi(dpi)
    figure.set_figheight(before)
    for axes, place in zip(figure.axes, places, strict=True):
        axes.set_position(place)
        axes.set_in_layout(True)  # which set_position ends
    drawn = io.BytesIO()
    # a higher compression takes half as long again, for pictures 1% or 2% smaller
    picture.save(drawn, format="png", dpi=(PICTURE_DPI, PICTURE_DPI), compress_level=3)
    return drawn.getvalue()
