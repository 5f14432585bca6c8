"""Charts of the reports in one house style: one function a chart, each with a text alternative."""

from analysis.charts import against, benchmark, budget, growth, ledger, overspend, plan

__all__ = ["against", "benchmark", "budget", "growth", "ledger", "overspend", "plan"]
