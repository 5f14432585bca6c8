"""Charts of the reports in one house style: one function a chart, each with a text alternative."""

from analysis.charts import benchmark, budget, ledger, overspend, plan, unit_cost

__all__ = ["benchmark", "budget", "ledger", "overspend", "plan", "unit_cost"]
