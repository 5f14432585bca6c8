"""Tables of the reports: a title, a tidy frame and how each column is written."""

from analysis.tables import against, benchmark, budget, growth, ledger, overspend, plan

__all__ = ["against", "benchmark", "budget", "growth", "ledger", "overspend", "plan"]
