"""Cells of CSV files: numbers as they are, and text that no spreadsheet takes for a formula."""

import re

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001
_HARMLESS = re.compile(r"[-+]?£?\d[\d,]*(\.\d+)?%?")
"""Text that is nothing but a printed number, such as `-501,396` or `+1.8%`."""


def is_formula(text: str) -> bool:
    """Return whether a spreadsheet may run the text as a formula."""
    return text.startswith(FORMULA_STARTS) and not _HARMLESS.fullmatch(text)


def escape_formula(text: str) -> str:
    """Return the text, after an apostrophe where a spreadsheet may otherwise run it as a formula.

    Lines end in a line feed alone: a bare carriage return would not be quoted, and so end the row.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return f"'{lines}" if is_formula(text) else lines


def plain_number(value: float) -> str:
    """Write at most six decimals, none that say nothing, no separators and no negative zero."""
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
