"""The benchmark of the made-up releases, worked out from tables as they were imported."""

import pandas as pd

from analysis import measures
from analysis.measures.benchmark import Benchmark, Country
from analysis.official.store import Official


def country_of(official: Official) -> Country:
    """Every measure of every authority of the imported releases."""
    return measures.benchmark.country(
        official.section251,
        official.benchmark_placements,
        official.population,
        official.placements,
        official.areas,
    )


def comparators_of(areas: pd.DataFrame, code: str, near: list[str]) -> pd.DataFrame:
    """A frame as of `AuthorityData.comparators`: the authority, England, region, neighbours."""
    rows = areas.set_index("code")
    own = rows.loc[code]
    kinds = [(code, "authority"), ("E92000001", "England"), (own["region_code"], "region")]
    kinds += [(one, "statistical neighbour") for one in near]
    return pd.DataFrame(
        {
            "code": [one for one, _ in kinds],
            "name": [rows["name"].get(one, f"Neighbour {n}") for n, (one, _) in enumerate(kinds)],
            "kind": [kind for _, kind in kinds],
            "rank": pd.array([None, None, None, *range(1, len(near) + 1)], dtype="Int64"),
            "closeness": "",
            "model": "May 2025",
            "note": "",
        }
    )


def place(official: Official, code: str, near: list[str]) -> Benchmark:
    """Where an authority of the imported releases stands."""
    comparators = comparators_of(official.areas, code, near)
    return measures.benchmark.place_authority(country_of(official), comparators)
