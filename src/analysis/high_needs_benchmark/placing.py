"""Where an authority stands by every measure of the page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from analysis.comparison import Measure, Measures, comparison_of, tables_behind
from analysis.comparison.comparators import NEIGHBOUR, REGION
from analysis.comparison.engine import NOT_COUNTED
from analysis.display import NotAvailable, is_missing, number
from analysis.subject import Subject

FIGURES = ("section251", "benchmark_placements", "population", "ehc_plans", "placements")
TABLES = (*FIGURES, "neighbours")
"""What the page rests on."""

FAMILIES = (
    "amounts_planned",
    "per_head_planned",
    "per_plan_planned",
    "per_placement_planned",
    "amounts_outturn",
    "per_head_outturn",
    "per_plan_outturn",
    "per_placement_outturn",
    "plans_per_1000",
    "mix",
    "latest_mix",
)
"""The families of measures that the page shows."""


@dataclass(frozen=True, eq=False)
class Benchmark:
    """Where one authority stands by every measure of the page.

    `standing` has a row a measure, its key the index: see `Comparison.standing`. `values` and
    `reasons` have a column a measure and a row a comparator, in the order of `comparators`.
    """

    name: str
    region: str
    measures: Measures = field(repr=False)
    subject: Subject = field(repr=False)
    comparators: pd.DataFrame = field(repr=False)
    standing: pd.DataFrame = field(repr=False)
    values: pd.DataFrame = field(repr=False)
    reasons: pd.DataFrame = field(repr=False)

    def row(self, key: str) -> Mapping[str, Any]:
        """Return what `standing` has of one measure."""
        return self._rows[key]

    def rows(self, measures: Sequence[Measure]) -> pd.DataFrame:
        """Return what `standing` has of measures, with their labels and `rank_of` in words."""
        rows = self.standing.loc[[measure.key for measure in measures]].reset_index(drop=True)
        one_family = len({measure.family for measure in measures}) == 1
        return rows.assign(
            label=[measure.label if one_family else measure.name for measure in measures],
            rank_of=[rank_of(row) for row in rows.to_dict("records")],
        )

    def cite(self, measures: Sequence[Measure], *others: str) -> str:
        """Return how a chart names the releases behind measures, and behind other tables."""
        return self.subject.cite(*tables_behind(measures), *others)

    @cached_property
    def _rows(self) -> dict[str, dict[str, Any]]:
        return {str(key): row for key, row in self.standing.to_dict("index").items()}


def place(data: Subject) -> Benchmark | NotAvailable:
    """Return where an authority stands, by the imported releases."""
    comparators = data.comparators
    if isinstance(comparators, NotAvailable):
        return comparators
    for table in FIGURES:
        if not data.country.has(table):
            return NotAvailable(f"{data.country.explain_missing(table)}.")
    comparison = comparison_of(data.country)
    measures = Measures(comparison.measures.family(*FAMILIES))
    keys, codes = list(measures), comparators["code"]
    near = list(comparators.loc[comparators["kind"] == NEIGHBOUR, "code"])
    return Benchmark(
        name=data.name,
        region=comparators.loc[comparators["kind"] == REGION, "name"].iloc[0],
        measures=measures,
        subject=data,
        comparators=comparators,
        standing=comparison.standing(data.code, near).loc[keys],
        values=comparison.values[keys].reindex(codes).reset_index(drop=True),
        reasons=comparison.reasons[keys]
        .reindex(codes, fill_value=NOT_COUNTED)
        .reset_index(drop=True),
    )


def farthest(own: Benchmark, measures: Sequence[Measure]) -> Measure | None:
    """Return the measure, not of all together, by which the authority is farthest from England."""
    rows = own.standing.loc[[measure.key for measure in measures if not measure.together]]
    gaps = (rows["value"] - rows["england"]).abs().dropna()
    return own.measures[str(gaps.idxmax())] if len(gaps) else None


def rank_of(row: Mapping[Any, Any]) -> str | None:
    """Return `45 of 150` of a row of `standing`, or nothing without a figure."""
    if is_missing(row["rank"]):
        return None
    return f"{number(row['rank'])} of {number(row['authorities'])}"
