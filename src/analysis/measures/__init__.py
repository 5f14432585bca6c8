"""Pure functions from tidy tables to tidy tables: overspend, unit cost, growth."""

from analysis.measures import against, benchmark, growth, overspend, plan, unit_cost

__all__ = ["against", "benchmark", "growth", "overspend", "plan", "unit_cost"]
