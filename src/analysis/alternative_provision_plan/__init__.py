"""A commissioning plan: its costs against a baseline, when it pays back, and its unit cost."""

from analysis.alternative_provision_plan.measures import (
    costs_by_year,
    payback,
    pupils_supported,
    unit_cost_change,
    unit_costs,
)
from analysis.alternative_provision_plan.page import (
    bottom_line,
    chart_costs,
    chart_cumulative,
    chart_pupils,
    chart_unit_costs,
    year_on_year,
)
from analysis.alternative_provision_plan.tables import table_change, table_payback

__all__ = [
    "bottom_line",
    "chart_costs",
    "chart_cumulative",
    "chart_pupils",
    "chart_unit_costs",
    "costs_by_year",
    "payback",
    "pupils_supported",
    "table_change",
    "table_payback",
    "unit_cost_change",
    "unit_costs",
    "year_on_year",
]
