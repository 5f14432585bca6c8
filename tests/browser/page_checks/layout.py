"""Whether a page fits its window, and its text its boxes (11, 13, 15, 22)."""

from pathlib import Path

from playwright.sync_api import TimeoutError as PlaywrightTimeout

from page_checks.viewer import PHONE, WIDE, Viewer, where

LEAST_CHART_PX = 240
MOST_CHARACTERS = 90
LEAST_TEXT_PX = 16
TEXT_SPACING = """
*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}
p{margin-bottom:2em!important}
"""


def reflow_problems(viewer: Viewer, path: Path) -> list[str]:
    """What does not fit a window 320 pixels wide (13)."""
    page = viewer.show(path, PHONE)
    needed = page.evaluate("document.scrollingElement.scrollWidth")
    viewer.figures.high("widest page at 320 px", needed, where(path))
    problems = [] if needed <= PHONE else [f"the page is {needed} px wide"]
    for chart in page.evaluate(
        "[...document.querySelectorAll('svg')].map(svg => svg.getBoundingClientRect().width)"
    ):
        viewer.figures.low("narrowest chart at 320 px", chart, where(path))
        if chart < LEAST_CHART_PX:
            problems.append(f"a chart is {chart:.0f} px wide")
    for wide in viewer.measure("overflows"):
        if not wide["scrolls"]:
            problems.append(f"{wide['what']} reaches {wide['right']:.0f} px")
    return problems


def scroller_problems(viewer: Viewer, path: Path) -> list[str]:
    """Wide tables that a keyboard cannot scroll, or that have no name, at 320 pixels (13)."""
    page = viewer.show(path, PHONE)
    problems = []
    for scroller in page.locator(".table, table").all():
        if scroller.evaluate("e => e.scrollWidth <= e.clientWidth || e.tagName === 'TABLE'"):
            continue
        named = scroller.evaluate(
            "e => e.getAttribute('role') === 'region' && (e.ariaLabel || "
            "(document.getElementById(e.getAttribute('aria-labelledby')) || {}).textContent)"
        )
        if not named:
            problems.append("a table scrolls in a region without a name")
        if scroller.get_attribute("tabindex") != "0":
            problems.append(f"the Tab key does not reach '{named}'")
            continue
        scroller.focus()
        page.keyboard.press("ArrowRight")
        try:
            page.wait_for_function("e => e.scrollLeft > 0", arg=scroller.element_handle())
        except PlaywrightTimeout:
            problems.append(f"the arrow keys do not scroll '{named}'")
    return problems


def spacing_problems(viewer: Viewer, path: Path) -> list[str]:
    """Text that is cut off once a reader spaces it as WCAG 1.4.12 has it (15)."""
    problems = []
    for width in (WIDE, PHONE):
        page = viewer.show(path, width)
        page.add_style_tag(content=TEXT_SPACING)
        needed = page.evaluate("document.scrollingElement.scrollWidth")
        if needed > width:
            problems.append(f"at {width} the page becomes {needed} px wide")
        problems += [
            f"at {width} {fact['how']}: '{fact['text']}'"
            for fact in viewer.measure("clipped_texts")
        ]
    return problems


def reading_problems(viewer: Viewer, path: Path) -> list[str]:
    """Lines that are too long, and text that is too small, on a wide screen (22)."""
    viewer.show(path, WIDE)
    problems = []
    for block in viewer.measure("lines"):
        viewer.figures.high("longest line at 1280 px (characters)", block["longest"], where(path))
        viewer.figures.low("smallest text at 1280 px", block["size"], where(path))
        if block["longest"] > MOST_CHARACTERS:
            problems.append(f"{block['longest']} characters in a line: '{block['text']}'")
        if block["size"] < LEAST_TEXT_PX:
            problems.append(f"{block['size']:.1f} px: '{block['text']}'")
    return problems


def alignment_problems(viewer: Viewer, path: Path) -> list[str]:
    """Figures in table cells that do not stand to the right, one below the other (11)."""
    viewer.show(path, WIDE)
    return [f"to the left: '{cell['text']}'" for cell in viewer.measure("number_cells")]
