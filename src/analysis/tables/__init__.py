"""Tables of the reports: a title, a tidy frame and how each column is written."""

from analysis.tables import against, benchmark, budget, ledger, overspend, plan, unit_cost

__all__ = ["against", "benchmark", "budget", "ledger", "overspend", "plan", "unit_cost"]
