"""The PDF that Chromium prints a page to on A4 (20, 21)."""

import io
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pypdf import PdfReader
from pypdf.generic import DictionaryObject, NumberObject

from page_checks.viewer import Viewer, where

TEXT_AREA = {"width": 658, "height": 986}
"""Of A4 within margins of 18 mm, in pixels."""
HEADINGS = ("H1", "H2", "H3", "H4", "H5", "H6")


@dataclass
class Element:
    """An element of a PDF's structure: its kind, text alternative and the pages that it is on."""

    kind: str
    alt: str
    pages: set[int] = field(default_factory=set)
    children: list["Element"] = field(default_factory=list)

    def walk(self) -> Iterator["Element"]:
        """Itself and every element in it, in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()

    def all_pages(self) -> set[int]:
        """The pages of it and of whatever is in it."""
        return set().union(*(element.pages for element in self.walk()))

    def find(self, *kinds: str) -> list["Element"]:
        """The elements in it of these kinds."""
        return [element for element in self.walk() if element.kind in kinds]


def printed(viewer: Viewer, path: Path) -> PdfReader:
    """The page as a tagged PDF on A4, its details closed as they are when it is opened."""
    page = viewer.show(path, opened=False)
    return PdfReader(io.BytesIO(page.pdf(format="A4", tagged=True, prefer_css_page_size=True)))


def structure(pdf: PdfReader) -> Element:
    """The tree of tags of a PDF, empty where it has none."""
    root = Element("Root", "")
    tree = pdf.trailer["/Root"].get("/StructTreeRoot")
    numbers = {page.indirect_reference.idnum: n for n, page in enumerate(pdf.pages, start=1)}

    def add(kids: object, parent: Element, page: int | None) -> None:
        for kid in kids if isinstance(kids, list) else [kids]:
            kid = kid.get_object() if hasattr(kid, "get_object") else kid
            if isinstance(kid, NumberObject):
                if page:
                    parent.pages.add(page)
            elif isinstance(kid, DictionaryObject):
                here = numbers[kid.raw_get("/Pg").idnum] if "/Pg" in kid else page
                if kid.get("/S"):
                    element = Element(kid["/S"].removeprefix("/"), str(kid.get("/Alt", "")))
                    parent.children.append(element)
                    add(kid.get("/K", []), element, here)
                elif here:
                    parent.pages.add(here)

    if tree is not None:
        add(tree.get_object().get("/K", []), root, None)
    return root


def tag_problems(viewer: Viewer, path: Path) -> list[str]:
    """What a PDF lacks for a screen reader, and pictures made of dots (20)."""
    pdf = printed(viewer, path)
    root = pdf.trailer["/Root"]
    problems = []
    if not root.get("/MarkInfo", {}).get("/Marked") or "/StructTreeRoot" not in root:
        problems.append("not tagged")
    if root.get("/Lang") != "en-GB":
        problems.append(f"its language is {root.get('/Lang')}")
    title = viewer.page.title()
    if not title or (pdf.metadata and pdf.metadata.title) != title:
        problems.append(f"its title is not '{title}'")
    alts = [figure.alt for figure in structure(pdf).find("Figure") if figure.alt]
    drawn = [
        name.strip()
        for name in viewer.page.locator("svg").evaluate_all(
            "charts => charts.map(chart => (chart.querySelector('title') || {}).textContent || '')"
        )
    ]
    if sorted(alts) != sorted(drawn) or not all(drawn):
        problems.append(f"{len(drawn)} charts, but the text alternatives {alts}")
    rasters = sum(len(sheet.images) for sheet in pdf.pages)
    viewer.figures.high("raster images in a PDF", rasters, where(path))
    viewer.figures.high("pages of a PDF", len(pdf.pages), where(path))
    if rasters:
        problems.append(f"{rasters} raster images")
    return problems


def print_problems(viewer: Viewer, path: Path) -> list[str]:
    """What printing leaves out or parts from what it belongs to (21)."""
    pdf = printed(viewer, path)
    tree = structure(pdf)
    problems = []
    for number, figure in enumerate((f for f in tree.find("Figure") if f.find("Caption")), start=1):
        if len(figure.all_pages()) != 1:
            problems.append(f"chart {number} and its caption are on pages {_list(figure)}")
    for table in tree.find("Table"):
        caption, rows = table.find("Caption"), table.find("TR")
        if caption and len(rows) > 1 and not caption[0].all_pages() & rows[1].all_pages():
            problems.append(f"a caption on page {_list(caption[0])}, its first row elsewhere")
    problems += _stranded(tree)
    viewer.page.set_viewport_size(TEXT_AREA)
    viewer.page.emulate_media(media="print")
    wide = {fact["text"] for fact in viewer.measure("overflows") if fact["what"] == "table"}
    problems += [f"too wide for A4: '{table}'" for table in sorted(wide)]
    viewer.page.emulate_media(media="null")
    words = _squeezed("".join(sheet.extract_text() for sheet in pdf.pages))
    cells = viewer.page.locator("details td, details th, details caption")
    missing = [text for text in cells.all_text_contents() if _squeezed(text) not in words]
    if missing:
        problems.append(f"{len(missing)} cells of closed tables are not printed: {missing[:3]}")
    return problems


def _stranded(tree: Element) -> list[str]:
    """Headings at the foot of a page whose text starts on the next."""
    blocks = [
        e for e in tree.find(*HEADINGS, "P", "Figure", "Table", "L", "DL", "Div") if e.all_pages()
    ]
    return [
        f"a heading alone at the foot of page {_list(heading)}"
        for heading, following in itertools.pairwise(blocks)
        if heading.kind in HEADINGS and max(heading.all_pages()) < min(following.all_pages())
    ]


def _list(element: Element) -> str:
    return ", ".join(str(page) for page in sorted(element.all_pages()))


def _squeezed(text: str) -> str:
    """Without white space and hyphens, which lines of a PDF break at."""
    return re.sub(r"[\s\u00ad\u200b]", "", text)
