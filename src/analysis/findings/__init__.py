"""What a report found, in words computed from the data."""

from analysis.findings import against, benchmark, growth, overspend, plan, unit_cost

__all__ = ["against", "benchmark", "growth", "overspend", "plan", "unit_cost"]
