"""What a report found, in words computed from the data."""

from analysis.findings import budget, growth, ledger, overspend, plan, unit_cost

__all__ = ["budget", "growth", "ledger", "overspend", "plan", "unit_cost"]
