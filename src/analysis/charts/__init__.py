"""Charts of the reports in one house style: one function a chart, each with a text alternative."""

from analysis.charts import overspend

__all__ = ["overspend"]
