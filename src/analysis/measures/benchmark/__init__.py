"""The former registry of measures, which `figures_used` alone still reads: see `comparison`."""

from analysis.measures.benchmark.registry import PERIOD_COLUMNS, build_registry, read_periods

__all__ = ["TABLES", "build_registry", "read_periods"]

TABLES = tuple(PERIOD_COLUMNS)
"""The tables of `official.store.Official` that the measures are of."""
