"""Pure functions from tidy tables to tidy tables: overspend, unit cost, growth, plan, budget."""

from analysis.measures import budget, growth, overspend, plan, unit_cost

__all__ = ["budget", "growth", "overspend", "plan", "unit_cost"]
