"""A drawn figure as an SVG element that stands in a page."""

import io
import re
from xml.etree import ElementTree

from matplotlib.figure import Figure

from analysis.display.canvas import text_width, visible_texts

SVG = "http://www.w3.org/2000/svg"
_FONT_FAMILY = re.compile(r"font-family: [^;]+;? ?")
"""Only the size is the chart's: the family is that of the page."""
_ANCHORS = {"right": ("end", 1.0), "center": ("middle", 0.5)}
_ANCHORED = re.compile(r"(right|center)-([\d.]+)")


def to_svg(figure: Figure, prefix: str) -> str:
    """Return the figure as an SVG element for a page: no size, metadata, font or unused id.

    Ids start with `prefix`.
    """
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
            _anchor_lines(group, marked[1], marked[2])
    used = set(re.findall(r"#([\w-]+)", ElementTree.tostring(root, encoding="unicode")))
    for element in root.iter():
        if element.get("id") not in used:
            element.attrib.pop("id", None)
        if "style" in element.attrib:
            element.set("style", _FONT_FAMILY.sub("", element.attrib["style"]))
    ElementTree.register_namespace("", SVG)
    ElementTree.register_namespace("xlink", "http://www.w3.org/1999/xlink")
    text = ElementTree.tostring(root, encoding="unicode")
    text = re.sub(r'id="([\w-]+)"', rf'id="{prefix}-\1"', text)
    text = re.sub(r'(href="|url\()#([\w-]+)', rf"\1#{prefix}-\2", text)
    return re.sub(r">\s+<", "><", text)


def _mark_lines(figure: Figure) -> None:
    """Name each label of several lines by its alignment and font size, for `_anchor_lines`."""
    for text in visible_texts(figure):
        if "\n" in text.get_text() and text.get_horizontalalignment() in _ANCHORS:
            text.set_gid(f"{text.get_horizontalalignment()}-{text.get_fontsize():g}")


def _anchor_lines(group: ElementTree.Element, alignment: str, size: str) -> None:
    """Have each line of a label end, or have its middle, where it does in matplotlib's font.

    matplotlib starts each line where it has to start in its own font. In the page's, which is
    narrower, the ends would be ragged.
    """
    anchor, share = _ANCHORS[alignment]
    for line in group.iter(f"{{{SVG}}}text"):
        place = re.fullmatch(r"translate\((\S+) (\S+)\)", line.get("transform", ""))
        if place:
            width = text_width("".join(line.itertext()), size=float(size))
            line.set("transform", f"translate({float(place[1]) + share * width:.2f} {place[2]})")
            line.set("style", f"{line.get('style')}; text-anchor: {anchor}")
