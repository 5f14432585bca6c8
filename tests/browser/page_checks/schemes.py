"""How a page looks in a dark scheme and in forced colours, by its pixels (18, 19)."""

from pathlib import Path

import numpy as np

from page_checks.colour import WHITE, contrast, luminance
from page_checks.viewer import DARK, FORCED, FORCED_DARK, TABLET, Scheme, Viewer, where

DARKEST_LIGHT = 0.1
LEAST_TEXT_CONTRAST = 4.5


def dark_problems(viewer: Viewer, path: Path) -> list[str]:
    """A page that stays light in a dark scheme, or a chart off its white panel (18)."""
    return _problems(viewer, path, DARK)


def forced_colours_problems(viewer: Viewer, path: Path) -> list[str]:
    """Charts or text that forced colours make unreadable, on light and on dark (19)."""
    return _problems(viewer, path, FORCED) + _problems(viewer, path, FORCED_DARK)


def _problems(viewer: Viewer, path: Path, scheme: Scheme) -> list[str]:
    viewer.show(path, TABLET, scheme)
    shown = viewer.picture()
    problems = []
    corner = float(luminance(shown[-2, 1]))
    if scheme.colours == "dark" and corner > DARKEST_LIGHT:
        problems.append(f"{scheme.name}: the page is light")
    texts = viewer.measure("boxes", "h1, h2, p, li, td, th, summary")
    problems += _invisible(viewer, path, shown, texts, scheme)
    problems += _invisible(viewer, path, shown, viewer.measure("boxes", "svg text"), scheme)
    for chart in viewer.measure("boxes", "svg"):
        left, top, right, bottom = (round(edge) for edge in chart["box"])
        edge = [shown[top + 1, left + 1], shown[bottom - 2, right - 2], shown[top + 1, right - 2]]
        if any(contrast(pixel, WHITE) > 1.01 for pixel in edge):
            problems.append(f"{scheme.name}: a chart is not on white")
    return problems


def _invisible(
    viewer: Viewer, path: Path, shown: np.ndarray, texts: list[dict], scheme: Scheme
) -> list[str]:
    """Texts whose pixels are all alike."""
    problems = []
    for text in texts:
        left, top, right, bottom = (max(0, round(edge)) for edge in text["box"])
        light = luminance(shown[top:bottom, left:right])
        if light.size == 0:
            continue
        ratio = (float(light.max()) + 0.05) / (float(light.min()) + 0.05)
        viewer.figures.low(f"least contrast seen in a text, {scheme.name}", ratio, where(path))
        if ratio < LEAST_TEXT_CONTRAST:
            problems.append(f"{scheme.name}: {ratio:.1f}:1 in '{text['text']}'")
    return problems
