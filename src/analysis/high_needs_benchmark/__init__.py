"""Where an authority's high needs spending and placements stand: what the notebook calls.

`place` returns an authority's standing by every measure, and the other functions take it: charts,
tables and the bottom line. What is said of a measure, and its figures, are from its entry in
`comparison/measures.toml` alone. Measures of a family, such as "per_head_planned", are shown
together; `place(data).measures` lists them.
"""

from analysis.high_needs_benchmark.charts import chart_areas, chart_mix, chart_range
from analysis.high_needs_benchmark.placing import TABLES, Benchmark, farthest, place
from analysis.high_needs_benchmark.sentences import bottom_line
from analysis.high_needs_benchmark.tables import (
    table_amounts,
    table_cautions,
    table_comparators,
    table_measures,
    table_neighbours,
    table_standing,
)

__all__ = [
    "TABLES",
    "Benchmark",
    "bottom_line",
    "chart_areas",
    "chart_mix",
    "chart_range",
    "farthest",
    "place",
    "table_amounts",
    "table_cautions",
    "table_comparators",
    "table_measures",
    "table_neighbours",
    "table_standing",
]
