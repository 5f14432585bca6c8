"""Tables of the reports: a title, a tidy frame and how each column is written."""

from analysis.tables import ledger, overspend

__all__ = ["ledger", "overspend"]
