"""What a chart is called, and whether its text and its series can be seen (2, 3, 14, 16)."""

from itertools import combinations
from pathlib import Path

from page_checks.colour import WHITE, contrast, rgb
from page_checks.viewer import PHONE, TABLET, WIDE, Viewer, where

NAME_LENGTHS = range(20, 251)
BOILERPLATE = ("no description", "image", "chart", "figure")
LEAST_TEXT_PX = {PHONE: 9, TABLET: 12}
LEAST_TEXT_CONTRAST, LEAST_SHAPE_CONTRAST = 4.5, 3.0
MOST_SERIES = 4
OVERLAP_PX = 1


def name_problems(viewer: Viewer, path: Path) -> list[str]:
    """Charts that a screen reader would not name, by the browser's own accessibility tree (2)."""
    page = viewer.show(path)
    captions = page.locator("figcaption").all_inner_texts()
    charts = page.locator("svg").count()
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    images = [
        node
        for node in nodes
        if not node["ignored"] and node.get("role", {}).get("value") in ("image", "img")
    ]
    problems = [] if len(images) == charts else [f"{charts} charts are {len(images)} images"]
    for image in images:
        name = image.get("name", {}).get("value", "")
        if len(name) not in NAME_LENGTHS:
            problems.append(f"a name of {len(name)} characters: '{name}'")
        elif name in captions or name.lower().startswith(BOILERPLATE):
            problems.append(f"a name that says nothing more: '{name}'")
        viewer.figures.low("shortest chart name (characters)", len(name), where(path))
        viewer.figures.high("longest chart name (characters)", len(name), where(path))
    return problems


def company_problems(viewer: Viewer, path: Path) -> list[str]:
    """Charts without a visible caption, source and data table that opens (3)."""
    page = viewer.show(path, opened=False)
    problems = []
    if page.locator("svg").count() != page.locator("figure svg").count():
        problems.append("a chart outside a figure")
    for figure in page.locator("figure").all():
        caption = figure.locator("figcaption")
        if caption.count() != 1 or not caption.inner_text().strip():
            problems.append("no caption")
        if not figure.get_by_text("Source: ").is_visible():
            problems.append("no source")
        data = figure.locator("xpath=following-sibling::*[1][self::details]")
        if data.count() != 1:
            problems.append("no data")
            continue
        data.locator("summary").click()
        if not data.locator("table tbody tr").first.is_visible():
            problems.append("its data does not open")
    return problems


def text_size_problems(viewer: Viewer, path: Path) -> list[str]:
    """Chart text that is too small on a phone or a tablet (14)."""
    problems = []
    for width, least in LEAST_TEXT_PX.items():
        viewer.show(path, width)
        for text in viewer.measure("chart_texts"):
            if text["size"] < least:
                problems.append(f"{text['size']:.2f} px at {width}: '{text['text']}'")
            viewer.figures.low(f"smallest chart text at {width} px", text["size"], where(path))
    return problems


def label_problems(viewer: Viewer, path: Path) -> list[str]:
    """Labels that are cut off or lie on each other, in the font of the browser."""
    problems = []
    for width in (WIDE, PHONE):
        viewer.show(path, width)
        for number, texts in _by_chart(viewer.measure("chart_texts")):
            problems += [
                f"chart {number} at {width} clips '{text['text']}'"
                for text in texts
                if text["outside"] > OVERLAP_PX
            ]
            problems += [
                f"chart {number} at {width} draws '{one['text']}' over '{other['text']}'"
                for one, other in combinations(texts, 2)
                if _overlap(one["box"], other["box"])
            ]
    return problems


def _by_chart(texts: list[dict]) -> list[tuple[int, list[dict]]]:
    numbers = sorted({text["chart"] for text in texts})
    return [(n, [text for text in texts if text["chart"] == n]) for n in numbers]


def _overlap(one: list[float], other: list[float]) -> bool:
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    return width > OVERLAP_PX and height > OVERLAP_PX


def chart_contrast_problems(viewer: Viewer, path: Path) -> list[str]:
    """Chart text, and series, that do not stand out from what is behind them (16)."""
    viewer.show(path)
    problems = []
    for text in viewer.measure("chart_texts"):
        ink = rgb(text["fill"])
        for behind in {*text["behind"]}:
            ratio = contrast(ink, rgb(behind) or WHITE) if ink else 1.0
            viewer.figures.low("least contrast of chart text", ratio, where(path))
            if ratio < LEAST_TEXT_CONTRAST:
                problems.append(f"{ratio:.1f}:1 for '{text['text']}' on {behind}")
    series: dict[int, set[str]] = {}
    for shape in viewer.measure("chart_shapes"):
        ratio = max(contrast(rgb(colour) or WHITE, WHITE) for colour in shape["colours"])
        viewer.figures.low("least contrast of a series", ratio, where(path))
        series.setdefault(shape["chart"], set()).add(shape["colours"][0])
        if ratio < LEAST_SHAPE_CONTRAST:
            problems.append(f"{ratio:.1f}:1 for the series {shape['colours'][0]}")
    for chart, colours in series.items():
        viewer.figures.high("most series of a chart", len(colours), where(path))
        if len(colours) > MOST_SERIES:
            problems.append(
                f"chart {chart} has {len(colours)} series: {', '.join(sorted(colours))}"
            )
    return problems
