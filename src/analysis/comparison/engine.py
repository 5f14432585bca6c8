"""Every measure of every area, worked out at once; own, England, ranks and ranges are selections.

Nothing missing is taken for zero: each figure that is not there keeps the reason, and each sum,
range and rank says of how many authorities it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

import numpy as np
import pandas as pd

from analysis.comparison.measure import Measures
from analysis.comparison.registry import build_measures, find_periods
from analysis.comparison.working import work_out
from analysis.display.parts import NotAvailable
from analysis.display.words import listed
from analysis.errors import UsageError
from analysis.official.areas import ENGLAND_CODE, LOCAL
from analysis.official.figures import REFERENCE_ONLY, Figures

RANGE: Mapping[str, float] = {
    "lowest": 0.0,
    "lower_quartile": 0.25,
    "median": 0.5,
    "upper_quartile": 0.75,
    "highest": 1.0,
}
"""Column of the range of all authorities → share of them at or below it, between two linearly."""

NOT_COUNTED = "in no imported release of EHC plans"
"""Why a comparator that is not among the areas has no figure."""


@dataclass(frozen=True, eq=False)
class Comparison:
    """Measures of every area of some figures.

    All frames have the codes of `figures.areas` as index and the keys of `measures` as columns.
    `numerators` and `denominators` are the two parts as they are (of England and the regions, in a
    measure of `both`, those of the authorities that have both), `values` the measures, `reasons`
    why one is missing, else nothing. `there` says whether an authority was there on the measure's
    day: one that was not has no value.
    """

    figures: Figures
    measures: Measures
    numerators: pd.DataFrame
    denominators: pd.DataFrame
    values: pd.DataFrame
    reasons: pd.DataFrame
    there: pd.DataFrame

    @cached_property
    def authorities(self) -> pd.DataFrame:
        """Return the values of authorities alone."""
        areas = self.figures.areas
        return self.values.loc[areas.loc[areas["level"] == LOCAL, "code"]]

    @cached_property
    def ranks(self) -> pd.DataFrame | NotAvailable:
        """Return the rank of each authority with a figure, 1 the highest; equal ones share it."""
        if not self.figures.every_authority:
            return REFERENCE_ONLY
        return self.authorities.rank(ascending=False, method="min")

    @cached_property
    def ranges(self) -> pd.DataFrame | NotAvailable:
        """Return lowest, quartiles, median and highest of all authorities: one row a measure."""
        if not self.figures.every_authority:
            return REFERENCE_ONLY
        return self.authorities.quantile(list(RANGE.values())).set_axis(list(RANGE)).T

    def standing(self, code: str, neighbours: Sequence[str] | NotAvailable) -> pd.DataFrame:
        """Return where an authority stands: one row a measure, its key the index.

        Columns value, reason, numerator, denominator, england, region, neighbours_median,
        neighbours (how many have a figure), of_neighbours, those of `RANGE`, rank (1 the highest),
        those of `coverage`, and these of its region, prefixed `region_`. What the figures have no
        others for is missing.
        """
        near = [] if isinstance(neighbours, NotAvailable) else list(neighbours)
        others, region = self.values.reindex(near), self._region_of[code]
        frame = pd.DataFrame(
            {
                "value": self.values.loc[code],
                "reason": self.reasons.loc[code],
                "numerator": self.numerators.loc[code].where(self.there.loc[code]),
                "denominator": self.denominators.loc[code].where(self.there.loc[code]),
                "england": self.values.loc[ENGLAND_CODE],
                "region": self.values.reindex([region]).iloc[0],
                "neighbours_median": others.median(),
                "neighbours": others.notna().sum(),
                "of_neighbours": len(near),
            }
        )
        if isinstance(self.ranges, NotAvailable) or isinstance(self.ranks, NotAvailable):
            of_region = [f"region_{name}" for name in COVERAGE]
            return frame.reindex(columns=[*frame, *RANGE, "rank", *COVERAGE, *of_region])
        frame = frame.join(self.ranges).assign(rank=self.ranks.loc[code])
        return frame.join(self.coverage()).join(self.coverage(region).add_prefix("region_"))

    @cache  # noqa: B019  (there are few comparisons, and they are kept as long as the process)
    def coverage(self, region: str | None = None) -> pd.DataFrame:
        """Return on how many authorities, of England or a region, each measure rests.

        Columns authorities (with a figure), there_were, missing (names of those without).
        """
        values = self.authorities
        if region is not None:
            values = values[self._region_of.reindex(values.index) == region]
        there = self.there.loc[values.index]
        without = there & values.isna()
        names = pd.Series(self.figures.names)
        missing = {key: ", ".join(sorted(names[without.index[without[key]]])) for key in without}
        parts = (values.notna().sum(), there.sum(), missing)
        return pd.DataFrame(dict(zip(COVERAGE, parts, strict=True)))

    def everyone(self, key: str) -> pd.DataFrame:
        """Return one measure of every area.

        Columns code, name, level, numerator, denominator, value, place (of an authority among all
        with a figure, 1 the highest), present (whether it was there on the measure's day), reason.
        """
        areas = self.figures.areas[["code", "name", "level"]].set_index("code")
        return areas.assign(
            numerator=self.numerators[key],
            denominator=self.denominators[key],
            value=self.values[key],
            place=np.nan if isinstance(self.ranks, NotAvailable) else self.ranks[key],
            present=self.there[key],
            reason=self.reasons[key],
        ).reset_index()

    def rows(self, key: str, comparators: pd.DataFrame) -> pd.DataFrame:
        """Return one measure of comparators, in their order, beside what each is.

        Columns of `comparators` (code, name, kind ...) and of `everyone`, without its level. One
        that no imported release counts has no figure, and a reason that says so.
        """
        figures = self.everyone(key).drop(columns=["name", "level"]).set_index("code")
        rows = comparators.join(figures, on="code")
        return rows.assign(
            present=rows["present"].eq(True),
            reason=rows["reason"].fillna(NOT_COUNTED),
        )

    def spread(self, key: str) -> pd.DataFrame | NotAvailable:
        """Return the range of all authorities: a row each of lowest, quartiles, median, highest.

        Columns case, value, name (of the authority with the lowest and the highest), authorities
        (how many have a figure), present (how many were there), left_out (why the others have
        none, in words).
        """
        if isinstance(self.ranges, NotAvailable):
            return self.ranges
        rows = self.everyone(key)
        local = rows[rows["level"] == LOCAL]
        known = local.dropna(subset="value").sort_values(["value", "name"])["name"]
        first, last = (known.iloc[0], known.iloc[-1]) if len(known) else ("", "")
        return pd.DataFrame(
            {
                "case": [name.replace("_", " ") for name in RANGE],
                "value": self.ranges.loc[key].to_numpy(),
                "name": [first, "", "", "", last],
                "authorities": len(known),
                "present": int(local["present"].sum()),
                "left_out": _left_out(local[local["present"] & local["value"].isna()]),
            }
        )

    @cached_property
    def _region_of(self) -> pd.Series:
        return self.figures.areas.set_index("code")["region_code"]


COVERAGE = ("authorities", "there_were", "missing")
MOST_NAMED = 8


def _left_out(without: pd.DataFrame) -> str:
    """Return `Plymouth and Wakefield (£0 is recorded ...); …`: by reason, or nothing."""
    named = {str(reason): sorted(names) for reason, names in without.groupby("reason")["name"]}
    return "; ".join(
        f"{listed(names) if len(names) <= MOST_NAMED else f'{len(names)} authorities'} ({reason})"
        for reason, names in named.items()
    )


@lru_cache(maxsize=4)
def comparison_of(figures: Figures) -> Comparison:
    """Return every measure that there are figures for: worked out once for the same figures.

    Growth among them is from January 2015 to the latest: see `growth_of` for other years.
    """
    return compute(figures, build_measures(find_periods(figures)))


@lru_cache(maxsize=8)
def growth_of(figures: Figures, start: int, end: int) -> Comparison:
    """Return the measures `growth` and `growth_a_year` between two Januaries."""
    measures = build_measures(find_periods(figures), start, end)
    return compute(figures, Measures(measures.family("growth")))


def prepare(figures: Figures) -> None:
    """Work everything out now, for the processes that will be forked from this one."""
    figures.prepare()
    comparison = comparison_of(figures)
    _ = comparison.ranks, comparison.ranges, comparison.coverage()


def compute(figures: Figures, measures: Measures) -> Comparison:
    """Work measures out for every area of some figures."""
    return Comparison(figures, measures, **work_out(figures, measures))


def index(
    figures: Figures, code: str, neighbours: Sequence[str] | NotAvailable, start: int, end: int
) -> pd.DataFrame:
    """Return EHC plans and statements as an index, January `start` = 100.

    Columns january, authority, england, region (missing where there is none), neighbours (median
    of the indices of those that have every January), neighbours_counted (how many those are).
    Raises UsageError where the authority has not both Januaries.
    """
    totals = figures.wide("ehc_plans")["total"].unstack("period")
    totals = totals.reindex(columns=range(start, end + 1))
    if code not in totals.index or totals.loc[code, [start, end]].isna().any():
        raise UsageError(f"There are no EHC plans of {code} in January {start} and January {end}")
    indices = 100 * totals.div(totals[start], axis="index")
    near = [] if isinstance(neighbours, NotAvailable) else list(neighbours)
    known = indices.reindex(near).dropna()
    region = figures.areas.set_index("code")["region_code"][code]
    return pd.DataFrame(
        {
            "january": range(start, end + 1),
            "authority": indices.loc[code].to_numpy(),
            "england": indices.loc[ENGLAND_CODE].to_numpy(),
            "region": indices.reindex([region]).iloc[0].to_numpy(),
            "neighbours": known.median().to_numpy(),
            "neighbours_counted": len(known),
        }
    )
