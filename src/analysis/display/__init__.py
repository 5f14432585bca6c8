# ruff: noqa: F403
"""Everything that a report shows: numbers in words, tables, charts, the bottom line.

A name's module is imported when the name is first asked for: matplotlib and pandas take a second,
which a build with nothing to do does without.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    # the names of `_NAMES` for whoever checks types
    from analysis.display.canvas import *
    from analysis.display.chart import *
    from analysis.display.colours import *
    from analysis.display.lines import *
    from analysis.display.marks import *
    from analysis.display.parts import *
    from analysis.display.shapes import *
    from analysis.display.table import *
    from analysis.display.verdicts import *
    from analysis.display.words import *

_NAMES = {
    "chart": "Chart finish fit_alt",
    "canvas": "end_labels house_style row_canvas",
    "colours": "KIND_ROLES ROLES",
    "lines": "Break Point line_chart stacked_bars yearly_bars",
    "marks": "Band Dots Rule",
    "parts": "BottomLine Headline NotAvailable Paragraph Standing",
    "shapes": "bars bridge dot_ranges grouped_bars stacked_rows strip timeline verdict_bars",
    "table": "Table",
    "verdicts": "VERDICTS marked",
    "words": """
        FIGURE_TEXT MISSING MONEY NOT_APPLICABLE NUMBER ONE_DECIMAL PERCENT PLAIN POINTS TEXT
        TRIMMED TWO_DECIMALS YEAR Format is_missing listed lower_first money money_short month_words
        number or_missing percent plain quantity say slug trimmed two_decimals upper_first
    """,
}
_MODULE_OF = {name: module for module, names in _NAMES.items() for name in names.split()}
__all__ = list(_MODULE_OF)


def __getattr__(name: str) -> Any:
    if name not in _MODULE_OF:
        raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
    return getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
