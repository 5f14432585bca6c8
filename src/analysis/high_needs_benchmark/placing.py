"""Where an authority stands by every measure of the page."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from analysis.comparison import Measure, Measures, comparison_of, tables_behind
from analysis.comparison.comparators import NEIGHBOUR, REGION
from analysis.comparison.engine import NOT_COUNTED
from analysis.display import NotAvailable, say
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

    `standing` has a row a measure, its key the index: the columns of `Comparison.standing`, and
    `rank_of`, the rank in words. `values` and `reasons` have a column a measure and a row a
    comparator, in the order of `comparators`.
    """

    subject: Subject = field(repr=False)
    measures: Measures = field(repr=False)
    comparators: pd.DataFrame = field(repr=False)
    standing: pd.DataFrame = field(repr=False)
    values: pd.DataFrame = field(repr=False)
    reasons: pd.DataFrame = field(repr=False)

    @property
    def name(self) -> str:
        """Return the name of the authority."""
        return self.subject.name

    @cached_property
    def region(self) -> str:
        """Return the name of its region."""
        return str(self.comparators.loc[self.comparators["kind"] == REGION, "name"].iloc[0])

    def rows(self, measures: Sequence[Measure]) -> pd.DataFrame:
        """Return what `standing` has of measures, with their labels."""
        rows = self.standing.loc[[measure.key for measure in measures]].reset_index(drop=True)
        one_family = len({measure.family for measure in measures}) == 1
        return rows.assign(label=[one.label if one_family else one.name for one in measures])

    def words(self, measure: Measure) -> dict[str, Any]:
        """Return a measure and its figures, as templates take them: `value`, `england` in words."""
        row = self._rows[measure.key]
        areas = ("value", "england", "region", "neighbours_median")
        figures = {area: measure.text(row[area]) for area in areas}
        names = {"name": self.name, "region_name": self.region}
        return {"measure": measure, "row": row, **names, **figures}

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
    standing = comparison.standing(data.code, list(codes[comparators["kind"] == NEIGHBOUR]))
    reasons = comparison.reasons[keys].reindex(codes, fill_value=NOT_COUNTED)
    return Benchmark(
        subject=data,
        measures=measures,
        comparators=comparators,
        standing=standing.loc[keys].assign(rank_of=_ranks_in_words),
        values=comparison.values[keys].reindex(codes).reset_index(drop=True),
        reasons=reasons.reset_index(drop=True),
    )


def _ranks_in_words(standing: pd.DataFrame) -> pd.Series:
    """Return `45 of 150` of each row, or nothing without a figure."""
    texts = [say(RANK_OF, **row) or None for row in standing.to_dict("records")]
    return pd.Series(texts, standing.index, dtype="object")


def farthest(own: Benchmark, measures: Sequence[Measure]) -> Measure | None:
    """Return the measure, not of all together, by which the authority is farthest from England."""
    rows = own.standing.loc[[measure.key for measure in measures if not measure.together]]
    gaps = (rows["value"] - rows["england"]).abs().dropna()
    return own.measures[str(gaps.idxmax())] if len(gaps) else None


RANK_OF = "{% if rank is not missing %}{{ rank|number }} of {{ authorities|number }}{% endif %}"
