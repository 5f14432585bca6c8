"""The house style, and what every chart carries: title, source, text alternative and data."""

import base64
import io
import re
import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any, cast
from xml.etree import ElementTree

import matplotlib.style
from afcharts.af_colours import get_af_colours
from IPython.display import display
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.text import Annotation, Text
from matplotlib.textpath import text_to_path
from PIL import Image

from analysis.errors import AnalysisError
from analysis.slugs import slug
from analysis.tables.table import Table

WIDTH_IN = 6.0
"""At 6 inches, 14 point text is still 9 pixels high on a screen 320 pixels wide."""

PICTURE_WIDTH_PX = 600
PICTURE_DPI = 144
"""The picture for the notebook has more pixels than it is shown in, to be sharp on any screen."""

PICTURE_COMPRESSION = 3
"""Of 9. Higher ones take half as long again for pictures 1% or 2% smaller."""

PICTURE_COLOURS = 256
"""A chart has hardly more, all of them along the edges of letters; a third of the bytes."""

BESIDE_CHART = {"beside_chart": True}
"""Marks an output that a report leaves out, since its figure says the same."""

ALT_LENGTHS = range(20, 251)
TITLE_CHARACTERS_A_LINE = 45

DARK_BLUE, TURQUOISE, DARK_PINK, ORANGE = get_af_colours("categorical", number_of_colours=4)
GREY = "#6B7276"
PALE_GREY = "#BFC1C3"
"""For a shaded stretch: too pale to be seen by everyone, so it has an outline."""
INK = "#1A1A1A"


class ChartError(AnalysisError):
    """A chart that nobody could read: a text alternative is missing, or labels clip or overlap."""


@dataclass(frozen=True)
class Chart:
    """A drawn chart: the title states the finding, the subtitle says what is measured."""

    title: str
    subtitle: str
    source: str
    alt: str
    data: Table
    svg: str
    png: bytes

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        # A picture is all that JupyterLab shows of a notebook from elsewhere, and GitHub of any:
        # what the report's template needs for its accessible figure travels in the metadata.
        bundle = {
            "image/png": base64.b64encode(self.png).decode(),
            "text/plain": f"{self.title}\n{self.alt}",
        }
        chart = {
            "svg": self.svg,
            "title": self.title,
            "subtitle": self.subtitle,
            "source": self.source,
            "alt": self.alt,
            "data": self.data.to_html(),
            "table": self.data.to_data(),
        }
        picture = {"alt": self.alt, "width": PICTURE_WIDTH_PX}
        return bundle, {"image/png": picture, "alt": self.alt, "chart": chart}

    def _ipython_display_(self) -> None:
        """Show the picture and, in words below it, what viewers of notebooks leave unsaid."""
        bundle, metadata = self._repr_mimebundle_()
        display(bundle, metadata=metadata, raw=True)
        words = f"Source: {self.source}. In words: {self.alt}"
        display({"text/markdown": words, "text/plain": words}, metadata=BESIDE_CHART, raw=True)


@contextmanager
def house_style() -> Iterator[None]:
    """Draw in the house style: afcharts, and on top of it what is in `house.mplstyle`.

    Below both is what matplotlib comes with, whatever a user's own `matplotlibrc` says.
    """
    house = Path(__file__).parent / "house.mplstyle"
    with matplotlib.style.context(["default", "afcharts.afcharts", house]):
        yield


def canvas(height_in: float) -> tuple[Figure, Axes]:
    """An empty figure of the house width, outside pyplot, so that nothing shows or leaks."""
    figure = Figure(figsize=(WIDTH_IN, height_in), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_label_coords(0, 0)  # or matplotlib searches a place for the label that none has
    return figure, axes


def finish(
    figure: Figure, *, title: str, subtitle: str, source: str, alt: str, data: Table
) -> Chart:
    """The chart as SVG for the report and PNG, with its title in the picture, for the notebook.

    Raises ChartError where the text alternative is missing or not of 20 to 250 characters, or where
    a label is clipped or lies on another.
    """
    alt = alt.strip()
    if len(alt) not in ALT_LENGTHS:
        raise ChartError(
            f"The chart '{title}' needs a text alternative of {ALT_LENGTHS.start} to "
            f"{ALT_LENGTHS.stop - 1} characters, not {len(alt)}: '{alt}'"
        )
    for text in _visible_texts(figure):
        if isinstance(text, Annotation):
            text.set_annotation_clip(False)  # or it is asked over and over whether it is outside
    lay_out(figure)
    figure.set_layout_engine(None)  # with one, even "none", savefig draws twice
    svg = _svg(figure, prefix=slug(title))
    refuse_unreadable(figure, title)
    return Chart(title, subtitle, source, alt, data, svg, _png(figure, title))


def lay_out(figure: Figure) -> None:
    """Give the axes the place that the texts around them leave, without drawing anything."""
    figure.get_layout_engine().execute(figure)  # type: ignore[union-attr]


def refuse_unreadable(figure: Figure, title: str) -> None:
    """Raise ChartError where a text of a drawn figure lies outside of it or on another text."""
    renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
    shown = _drawn(figure, list(_visible_texts(figure)))
    boxes = [(text.get_text(), text.get_window_extent(renderer)) for text in shown]
    for words, box in boxes:
        if box.x0 < -1 or box.y0 < -1 or box.x1 > figure.bbox.x1 + 1 or box.y1 > figure.bbox.y1 + 1:
            raise ChartError(f"The chart '{title}' clips the label '{words}'")
    for (words, box), (others, other) in combinations(boxes, 2):
        width = min(box.x1, other.x1) - max(box.x0, other.x0)
        height = min(box.y1, other.y1) - max(box.y0, other.y0)
        if width > 1 and height > 1:
            raise ChartError(f"The chart '{title}' draws the label '{words}' over '{others}'")


def _visible_texts(artist: Artist) -> Iterator[Text]:
    """The texts within an artist, not counting what is in hidden ones.

    `findobj` would go into hidden axes too, which make their ticks only when asked for them.
    """
    if not artist.get_visible():
        return
    if isinstance(artist, Text) and artist.get_text().strip():
        yield artist
    for child in artist.get_children():
        yield from _visible_texts(child)


def _drawn(figure: Figure, texts: list[Text]) -> list[Text]:
    """Without what is not drawn: axes that are off, and tick labels beyond the axes' limits."""
    beyond = set()
    for axes in figure.axes:
        for axis, (low, high) in ((axes.xaxis, axes.get_xlim()), (axes.yaxis, axes.get_ylim())):
            if not axis.get_visible():
                continue
            low, high = sorted((low, high))
            slack = (high - low) * 1e-9
            for tick in axis.get_major_ticks() + axis.get_minor_ticks():
                if not low - slack <= tick.get_loc() <= high + slack:
                    beyond |= {id(tick.label1), id(tick.label2)}
        if not axes.axison:
            beyond |= {id(text) for text in axes.get_xticklabels() + axes.get_yticklabels()}
    return [text for text in texts if id(text) not in beyond]


def _png(figure: Figure, title: str) -> bytes:
    lines = textwrap.wrap(title, TITLE_CHARACTERS_A_LINE)
    before = figure.get_figheight()
    after = before + 0.28 * len(lines)
    figure.set_figheight(after)
    for axes in figure.axes:
        x, y, width, height = axes.get_position().bounds
        axes.set_position((x, y * before / after, width, height * before / after))
    figure.text(0.01, 1 - 0.05 / after, "\n".join(lines), va="top", fontweight="bold")
    figure.set_dpi(PICTURE_DPI)
    canvas = cast(FigureCanvasAgg, figure.canvas)
    canvas.draw()
    pixels = Image.frombuffer("RGBA", canvas.get_width_height(), canvas.buffer_rgba())
    picture = pixels.convert("RGB").quantize(
        PICTURE_COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE
    )
    drawn = io.BytesIO()
    resolution = (PICTURE_DPI, PICTURE_DPI)
    picture.save(drawn, format="png", dpi=resolution, compress_level=PICTURE_COMPRESSION)
    return drawn.getvalue()


SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
_FONT_FAMILY = re.compile(r"font-family: [^;]+;? ?")
"""Only the size is the chart's: the family is that of the page."""
_ANCHORS = {"right": ("end", 1.0), "center": ("middle", 0.5)}
_ANCHORED = re.compile(r"(right|center)-([\d.]+)")


def _svg(figure: Figure, prefix: str) -> str:
    """The figure as an SVG element to stand in a page: no size, metadata, font or unused id."""
    _mark_lines(figure)
    drawn = io.StringIO()
    figure.savefig(drawn, format="svg", metadata={"Date": None})
    root = ElementTree.fromstring(drawn.getvalue())
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag in (f"{{{SVG}}}metadata", f"{{{SVG}}}style") or "work/" in child.tag:
                parent.remove(child)
    for size in ("width", "height", "version"):
        root.attrib.pop(size, None)
    for group in root.iter(f"{{{SVG}}}g"):
        if marked := _ANCHORED.fullmatch(group.get("id", "")):
            _anchor_lines(group, *marked.groups())
    used = set(re.findall(r"#([\w-]+)", ElementTree.tostring(root, encoding="unicode")))
    for element in root.iter():
        if element.get("id") not in used:
            element.attrib.pop("id", None)
        if "style" in element.attrib:
            element.set("style", _FONT_FAMILY.sub("", element.attrib["style"]))
    ElementTree.register_namespace("", SVG)
    ElementTree.register_namespace("xlink", XLINK)
    text = ElementTree.tostring(root, encoding="unicode")
    text = re.sub(r'id="([\w-]+)"', rf'id="{prefix}-\1"', text)
    text = re.sub(r'(href="|url\()#([\w-]+)', rf"\1#{prefix}-\2", text)
    return re.sub(r">\s+<", "><", text)


def _mark_lines(figure: Figure) -> None:
    """Name each label of several lines by its alignment and font size, for `_anchor_lines`."""
    for text in _visible_texts(figure):
        if "\n" in text.get_text() and text.get_horizontalalignment() in _ANCHORS:
            text.set_gid(f"{text.get_horizontalalignment()}-{text.get_fontsize():g}")


def _anchor_lines(group: ElementTree.Element, alignment: str, size: str) -> None:
    """Have each line of a label end, or have its middle, where it does in matplotlib's font.

    matplotlib starts each line where it has to start in its own font. In the page's, which is
    narrower, the ends would be ragged.
    """
    anchor, share = _ANCHORS[alignment]
    font = FontProperties(size=float(size))
    for line in group.iter(f"{{{SVG}}}text"):
        place = re.fullmatch(r"translate\((\S+) (\S+)\)", line.get("transform", ""))
        if place:
            words = "".join(line.itertext())
            width, _, _ = text_to_path.get_text_width_height_descent(words, font, False)
            line.set("transform", f"translate({float(place[1]) + share * width:.2f} {place[2]})")
            line.set("style", f"{line.get('style')}; text-anchor: {anchor}")


def wrapped(label: str, characters: int = 18) -> str:
    """A label broken into lines that leave room for the chart."""
    return "\n".join(textwrap.wrap(label, characters, break_long_words=False))


def label_height_in(label: str, characters: int = 18) -> float:
    """The room that a bar and its label, broken into lines, need."""
    return max(0.5, 0.24 * (wrapped(label, characters).count("\n") + 1) + 0.16)


def bar_canvas(
    labels: Sequence[str], characters: int = 18, legend_rows: int = 0
) -> tuple[Figure, Axes]:
    """An empty figure for horizontal bars, first label on top, as high as its labels need.

    The bars carry their values as text, so there is no value axis.
    """
    heights = [label_height_in(label, characters) for label in labels]
    figure, axes = canvas(sum(heights) + 0.26 * legend_rows + 0.15)
    axes.set_yticks(range(len(labels)), [wrapped(label, characters) for label in labels])
    axes.set_ylim(len(labels) - 0.5, -0.5)
    axes.tick_params(left=False)
    axes.grid(visible=False)
    axes.xaxis.set_visible(False)
    axes.spines["bottom"].set_visible(False)
    axes.spines["left"].set_visible(True)
    return figure, axes


def end_labels(
    axes: Axes,
    ends: Sequence[float],
    texts: Sequence[str],
    room: float = 0.3,
    places: Sequence[float] | None = None,
) -> None:
    """A text at the end of each bar: right of it or, for a negative value, left of it.

    `room` is the share of the value axis kept free for the texts on either side that has any;
    `places` are those of the bars where they are not 0, 1, 2 and so on.
    """
    places = range(len(ends)) if places is None else places
    low, high = min(0.0, *ends), max(0.0, *ends)
    span = (high - low) or 1.0
    right = room * span if high > 0 or low == 0 else 0.02 * span
    left = room * span if low < 0 else 0.0
    axes.set_xlim(low - left, high + right)
    for position, end, text in zip(places, ends, texts, strict=True):
        axes.annotate(
            text,
            (end, position),
            xytext=(9 if end >= 0 else -9, 0),
            textcoords="offset points",
            ha="left" if end >= 0 else "right",
            va="center",
            color=INK,
        )


def legend_above(axes: Axes, columns: int) -> None:
    """The legend above the chart, where a phone shows it first."""
    axes.legend(
        loc="lower left",
        bbox_to_anchor=(0, 1),
        ncols=columns,
        borderaxespad=0.2,
        handlelength=1.0,
        columnspacing=1.2,
        handletextpad=0.5,
    )
