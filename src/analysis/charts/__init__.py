"""Charts of the reports in one house style: one function a chart, each with a text alternative."""

from analysis.charts import against, benchmark, growth, ledger, overspend, plan, unit_cost

__all__ = ["against", "benchmark", "growth", "ledger", "overspend", "plan", "unit_cost"]
