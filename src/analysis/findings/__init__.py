"""What a report found, in words computed from the data."""

from analysis.findings import against, benchmark, budget, growth, ledger, overspend, plan

__all__ = ["against", "benchmark", "budget", "growth", "ledger", "overspend", "plan"]
