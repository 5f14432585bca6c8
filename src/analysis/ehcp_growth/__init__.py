"""How fast EHC plans have grown: what `notebooks/ehcp_growth.ipynb` shows.

`measures` returns frames, `tables` and `page` show them.
"""

from analysis.ehcp_growth.measures import (
    growth_beside_others,
    growth_between,
    indices,
    paper_counts,
    paper_growth,
    placement_mix,
    plans_by_january,
    plans_per_1000,
    series_breaks,
)
from analysis.ehcp_growth.page import (
    bottom_line,
    chart_comparators,
    chart_index,
    chart_placements,
    chart_plans,
)
from analysis.ehcp_growth.tables import (
    table_breaks,
    table_comparators,
    table_growth,
    table_index,
    table_paper_counts,
    table_placements,
    table_plans,
    table_range,
)

__all__ = [
    "TABLES",
    "bottom_line",
    "chart_comparators",
    "chart_index",
    "chart_placements",
    "chart_plans",
    "growth_beside_others",
    "growth_between",
    "indices",
    "paper_counts",
    "paper_growth",
    "placement_mix",
    "plans_by_january",
    "plans_per_1000",
    "series_breaks",
    "table_breaks",
    "table_comparators",
    "table_growth",
    "table_index",
    "table_paper_counts",
    "table_placements",
    "table_plans",
    "table_range",
]

TABLES = ("ehc_plans", "placements", "neighbours", "population")
"""What the report rests on."""
