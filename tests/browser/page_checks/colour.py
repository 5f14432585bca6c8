"""Contrast of two colours, as WCAG 2 defines it."""

import re

import numpy as np

WHITE = (1.0, 1.0, 1.0)


def rgb(css: str) -> tuple[float, float, float] | None:
    """A computed CSS colour from 0 to 1, None where it is none or wholly transparent."""
    found = re.fullmatch(r"rgba?\((\d+), (\d+), (\d+)(?:, ([\d.]+))?\)", css.strip())
    if found is None or found[4] in ("0", "0.0"):
        return None
    red, green, blue = (int(part) / 255 for part in found.groups()[:3])
    return red, green, blue


def luminance(colours: np.ndarray) -> np.ndarray:
    """Relative luminance of an array whose last axis is red, green and blue."""
    colours = np.asarray(colours)
    linear = np.where(colours <= 0.04045, colours / 12.92, ((colours + 0.055) / 1.055) ** 2.4)
    return linear @ np.array([0.2126, 0.7152, 0.0722])


def contrast(one: object, other: object) -> float:
    """From 1, the same colour, to 21, black on white."""
    low, high = sorted((float(luminance(one)), float(luminance(other))))
    return (high + 0.05) / (low + 0.05)
