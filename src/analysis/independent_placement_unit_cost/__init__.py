"""What an independent placement costs: what `independent_placement_unit_cost.ipynb` calls."""

from analysis.independent_placement_unit_cost.measures import (
    maintained_special,
    moves,
    placements_by_january,
    unit_costs,
)
from analysis.independent_placement_unit_cost.page import (
    bottom_line,
    chart_comparators,
    chart_placements,
    chart_unit_costs,
)
from analysis.independent_placement_unit_cost.tables import (
    table_beside_paper,
    table_definitions,
    table_moves,
    table_phase_checks,
    table_phases,
    table_range,
    table_shares,
    table_unit_costs,
)

TABLES = ("placements", "section251", "neighbours")
"""The official figures that the report rests on."""

__all__ = [
    "TABLES",
    "bottom_line",
    "chart_comparators",
    "chart_placements",
    "chart_unit_costs",
    "maintained_special",
    "moves",
    "placements_by_january",
    "table_beside_paper",
    "table_definitions",
    "table_moves",
    "table_phase_checks",
    "table_phases",
    "table_range",
    "table_shares",
    "table_unit_costs",
    "unit_costs",
]
