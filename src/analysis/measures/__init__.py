"""Pure functions from tidy tables to tidy tables: overspend, unit cost, growth, plan, budget."""

from analysis.measures import overspend

__all__ = ["overspend"]
