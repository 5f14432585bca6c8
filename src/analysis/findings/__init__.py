"""What a report found, in words computed from the data."""

from analysis.findings import against, benchmark, budget, ledger, overspend, plan, unit_cost

__all__ = ["against", "benchmark", "budget", "ledger", "overspend", "plan", "unit_cost"]
