"""What a report found, in words computed from the data."""

from analysis.findings import benchmark, budget, growth, ledger, overspend, plan, unit_cost

__all__ = ["benchmark", "budget", "growth", "ledger", "overspend", "plan", "unit_cost"]
