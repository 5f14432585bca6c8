"""The measures of `high_needs_benchmark`: the registry, and where an authority stands by it."""

import pandas as pd

from analysis.measures.benchmark.registry import (
    PERIOD_COLUMNS,
    Measure,
    Registry,
    build_registry,
    read_periods,
    tables_behind,
)
from analysis.measures.benchmark.standing import (
    Benchmark,
    Country,
    compute_country,
    place_authority,
)

__all__ = [
    "Benchmark",
    "Country",
    "Measure",
    "Registry",
    "build_registry",
    "compute_country",
    "country",
    "place_authority",
    "read_periods",
    "tables_behind",
]

TABLES = tuple(PERIOD_COLUMNS)
"""The tables of `official.store.Official` that the measures are of."""


def country(
    section251: pd.DataFrame,
    benchmark_placements: pd.DataFrame,
    population: pd.DataFrame,
    placements: pd.DataFrame,
    areas: pd.DataFrame,
) -> Country:
    """Every measure of every authority, from tables of `official.store.Official`."""
    frames = (section251, benchmark_placements, population, placements)
    registry = build_registry(read_periods(*frames))
    return compute_country(registry, dict(zip(TABLES, frames, strict=True)), areas)
