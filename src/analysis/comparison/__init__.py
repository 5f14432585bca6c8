"""Measures of an authority beside England, its region, its neighbours and all authorities."""

from analysis.comparison.compared import Compared, compare
from analysis.comparison.engine import (
    Comparison,
    comparison_of,
    compute,
    growth_of,
    index,
    prepare,
)
from analysis.comparison.measure import (
    Measure,
    Measures,
    caption,
    caveats,
    tables_behind,
)
from analysis.comparison.registry import build_measures, definitions, find_periods, measures

__all__ = [
    "Compared",
    "Comparison",
    "Measure",
    "Measures",
    "build_measures",
    "caption",
    "caveats",
    "compare",
    "comparison_of",
    "compute",
    "definitions",
    "find_periods",
    "growth_of",
    "index",
    "measures",
    "prepare",
    "tables_behind",
]
