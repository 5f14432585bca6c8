"""Cells of CSV files: numbers as they are, and text that a spreadsheet leaves as it is."""

import re

BYTE_ORDER_MARK = "\ufeff"
"""At the start of a CSV file, so that Excel reads its £ as one."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001
_HARMLESS = re.compile(r"[-+]?£?\d[\d,]*(\.\d+)?%?")
"""Text that is nothing but a printed number, such as `-501,396` or `+1.8%`."""
_CHANGED = re.compile(r"0\d+|\d+\.\d*0|\d+[eE]\d+|\d{1,2}[-/]\d{1,2}([-/]\d{2,4})?|\d{16,}")
"""Text that is another as a number or a date, such as paragraph `3.20` or an age of `5-10`."""


def is_formula(text: str) -> bool:
    """Return whether a spreadsheet may run the text as a formula."""
    return text.startswith(FORMULA_STARTS) and not _HARMLESS.fullmatch(text)


def escape_formula(text: str) -> str:
    """Return the text, after an apostrophe where a spreadsheet would run it or read another.

    Lines end in a line feed alone: a bare carriage return would not be quoted, and so end the row.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return f"'{lines}" if is_formula(text) or _CHANGED.fullmatch(text) else lines


def plain_number(value: float) -> str:
    """Write at most six decimals, none that say nothing, no separators and no negative zero."""
    text = f"{value:.6f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
