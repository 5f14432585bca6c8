"""What a report found, in words computed from the data."""

from analysis.findings import against, budget, growth, ledger, overspend, plan, unit_cost

__all__ = ["against", "budget", "growth", "ledger", "overspend", "plan", "unit_cost"]
