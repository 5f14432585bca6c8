"""Pure functions from tidy tables to tidy tables: overspend, unit cost, growth."""

from analysis.measures import against, benchmark, budget, growth, unit_cost

__all__ = ["against", "benchmark", "budget", "growth", "unit_cost"]
