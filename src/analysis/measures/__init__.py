"""Pure functions from tidy tables to tidy tables: overspend, unit cost, growth, plan, budget."""

from analysis.measures import benchmark, budget, growth, overspend, plan, unit_cost

__all__ = ["benchmark", "budget", "growth", "overspend", "plan", "unit_cost"]
