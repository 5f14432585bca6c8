"""Everything that a report shows: numbers in words, tables, charts, the bottom line.

Charts and tables are imported when they are first asked for: matplotlib and pandas take a second,
which a build with nothing to do does without.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from analysis.display.bottom_line import BottomLine, Headline, Standing
from analysis.display.colours import KIND_ROLES, ROLES
from analysis.display.not_available import NotAvailable
from analysis.display.paragraph import Paragraph
from analysis.display.table import Table
from analysis.display.verdicts import VERDICTS, marked
from analysis.display.words import (
    FIGURE_TEXT,
    MISSING,
    MONEY,
    NOT_APPLICABLE,
    NUMBER,
    ONE_DECIMAL,
    PERCENT,
    PLAIN,
    POINTS,
    TEXT,
    TRIMMED,
    TWO_DECIMALS,
    YEAR,
    Format,
    is_missing,
    listed,
    lower_first,
    money,
    money_short,
    month_words,
    moved,
    number,
    one_decimal,
    or_missing,
    ordinal,
    percent,
    plain,
    points,
    quantity,
    say,
    slug,
    trimmed,
    two_decimals,
    upper_first,
)

if TYPE_CHECKING:
    from analysis.display.canvas import end_labels, house_style, row_canvas
    from analysis.display.chart import Chart, ChartError, ChartWarning, finish, fit_alt
    from analysis.display.lines import Break, Point, line_chart, yearly_bars
    from analysis.display.marks import Band, Dots, Rule
    from analysis.display.shapes import (
        bars,
        bridge,
        dot_ranges,
        grouped_bars,
        stacked_bars,
        stacked_rows,
        strip,
        verdict_bars,
    )
    from analysis.display.timelines import timeline

__all__ = [
    "FIGURE_TEXT",
    "KIND_ROLES",
    "MISSING",
    "MONEY",
    "NOT_APPLICABLE",
    "NUMBER",
    "ONE_DECIMAL",
    "PERCENT",
    "PLAIN",
    "POINTS",
    "ROLES",
    "TEXT",
    "TRIMMED",
    "TWO_DECIMALS",
    "VERDICTS",
    "YEAR",
    "Band",
    "BottomLine",
    "Break",
    "Chart",
    "ChartError",
    "ChartWarning",
    "Dots",
    "Format",
    "Headline",
    "NotAvailable",
    "Paragraph",
    "Point",
    "Rule",
    "Standing",
    "Table",
    "bars",
    "bridge",
    "dot_ranges",
    "end_labels",
    "finish",
    "fit_alt",
    "grouped_bars",
    "house_style",
    "is_missing",
    "line_chart",
    "listed",
    "lower_first",
    "marked",
    "money",
    "money_short",
    "month_words",
    "moved",
    "number",
    "one_decimal",
    "or_missing",
    "ordinal",
    "percent",
    "plain",
    "points",
    "quantity",
    "row_canvas",
    "say",
    "slug",
    "stacked_bars",
    "stacked_rows",
    "strip",
    "timeline",
    "trimmed",
    "two_decimals",
    "upper_first",
    "verdict_bars",
    "yearly_bars",
]

_DRAWING = ("shapes", "lines", "marks", "chart", "canvas", "timelines")


def __getattr__(name: str) -> Any:
    if name in __all__:
        for module in _DRAWING:
            found = vars(import_module(f"{__name__}.{module}"))
            if name in found:
                return found[name]
    raise AttributeError(f"module '{__name__}' has no attribute '{name}'")
