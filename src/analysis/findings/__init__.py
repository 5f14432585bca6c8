"""What a report found, in words computed from the data."""

from analysis.findings import overspend

__all__ = ["overspend"]
