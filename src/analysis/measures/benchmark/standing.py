"""The figures of every measure for all authorities, and where one of them stands.

Nothing missing is taken for zero: each figure that is not there keeps the reason, and each sum,
range and rank says of how many authorities it is.
"""

import math
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from analysis.measures.benchmark.registry import (
    PERIOD_COLUMNS,
    SOURCES,
    Measure,
    Quantity,
    Registry,
    Term,
)
from analysis.measures.unit_cost import FEW_PLACEMENTS
from analysis.official.areas import BETWEEN, ENGLAND_CODE, LOCAL, REGIONAL, existing
from analysis.official.symbols import BLANK, DROPPED, MEANINGS
from analysis.official.totals import sum_of_authorities
from analysis.quantities import listed, trimmed

AUTHORITY, ENGLAND, REGION, NEIGHBOUR = "authority", "England", "region", "statistical neighbour"
"""Kinds of comparators, as in the frame of `authorities.AuthorityData.comparators`."""

KINDS = (AUTHORITY, ENGLAND, REGION, NEIGHBOUR)

NUMERATOR, DENOMINATOR = "numerator", "denominator"


@dataclass(frozen=True)
class Country:
    """Every measure of every authority, of the regions and of England.

    `figures` has a row an authority and measure of those that there were on the measure's day: key,
    code, numerator, denominator, value, reason (in words, why the value is missing, or empty).
    `sums` has a row a measure and England or region: key, code, value, authorities (with both
    figures), there_were, missing (names of those without). `ranges` has the columns of `RANGE` by
    key, and `ranks` the rank of each row of `figures` among the authorities, 1 the highest.
    """

    registry: Registry
    areas: pd.DataFrame
    figures: pd.DataFrame
    sums: pd.DataFrame
    ranges: pd.DataFrame
    ranks: pd.Series


@dataclass(frozen=True)
class Benchmark:
    """Where one authority stands, beside its comparators.

    `comparators` is the frame of `authorities.AuthorityData.comparators`. `values` has a row a
    measure and comparator: key, code, name, kind, value, reason. `standing` has a row a measure,
    its key the index: value, reason, england, region, neighbours_median, neighbours (how many have
    a figure), of_neighbours, lowest, lower_quartile, median, upper_quartile, highest, rank (1 is
    the highest), authorities (with a figure), there_were, missing (names of those without), and
    these three of the region, prefixed `region_`; denominator (the authority's).
    """

    registry: Registry
    name: str
    region: str
    comparators: pd.DataFrame
    values: pd.DataFrame
    standing: pd.DataFrame

    def family(self, *keys: str) -> list[Measure]:
        """The measures of families of the registry."""
        return self.registry.family(*keys)

    def rows(self, key: str) -> pd.DataFrame:
        """The values of one measure: authority, England, region, neighbours."""
        return self.values[self.values["key"] == key].reset_index(drop=True)

    def row(self, key: str) -> Mapping[str, Any]:
        """Column of `standing` → what it has of one measure."""
        return self._rows[key]

    def missing(self, keys: Collection[str], kinds: Collection[str]) -> list[tuple[str, str]]:
        """Name and reason, each pair once, of comparators of these kinds without a figure."""
        without = [row for row in self._missing if row[0] in keys and row[1] in kinds]
        return list(dict.fromkeys((name, reason) for _, _, name, reason in without))

    @cached_property
    def _rows(self) -> dict[str, dict[str, Any]]:
        return {str(key): row for key, row in self.standing.to_dict("index").items()}

    @cached_property
    def _missing(self) -> list[tuple[str, str, str, str]]:
        rows = self.values.loc[self.values["value"].isna(), ["key", "kind", "name", "reason"]]
        return list(rows.itertuples(index=False, name=None))


def compute_country(
    registry: Registry, tables: Mapping[str, pd.DataFrame], areas: pd.DataFrame
) -> Country:
    """Every measure from tables of `official.store.Official`, by name, and its table of areas."""
    local = areas[areas["level"] == LOCAL].set_index("code")
    there = {
        day: list(existing(areas, day)["code"])
        for day in dict.fromkeys(measure.family.day for measure in registry.measures)
    }
    wide = _Wide(tables, registry, list(local.index))
    figures = pd.concat(
        [_figures(measure, wide, there[measure.family.day]) for measure in registry.measures],
        ignore_index=True,
    )
    values = figures.groupby("key")["value"]
    ranges = pd.DataFrame({column: values.quantile(share) for column, share in RANGE.items()})
    ranks = values.rank(ascending=False, method="min")
    return Country(registry, areas, figures, _sums(registry, figures, areas), ranges, ranks)


class _Wide:
    """The terms of the registry as arrays over the same authorities: values, and why missing."""

    def __init__(
        self, tables: Mapping[str, pd.DataFrame], registry: Registry, codes: list[str]
    ) -> None:
        self.codes = codes
        self.place = {code: number for number, code in enumerate(codes)}
        self._terms: dict[Term, tuple[np.ndarray, np.ndarray]] = {}
        self._quantities: dict[Quantity, tuple[np.ndarray, np.ndarray]] = {}
        quantities = [q for m in registry.measures for q in (m.numerator, m.denominator) if q]
        self._add(tables, [term for quantity in quantities for term in quantity.terms])

    def _add(self, tables: Mapping[str, pd.DataFrame], terms: list[Term]) -> None:
        for name in dict.fromkeys(term.table for term in terms):
            columns = PERIOD_COLUMNS[name]
            wanted = list(dict.fromkeys(term.key for term in terms if term.table == name))
            rows = tables[name]
            for column, words in zip(columns, zip(*wanted, strict=True), strict=True):
                rows = rows[rows[column].isin(set(words))]
            nowhere = f"not in the release ‘{SOURCES[name]}’"
            values = {key: np.full(len(self.codes), np.nan) for key in wanted}
            reasons = {key: np.full(len(self.codes), nowhere, dtype=object) for key in wanted}
            keys = zip(*(rows[column].tolist() for column in columns), strict=True)
            figures = rows["value"].astype("float64").tolist()
            cells = zip(rows["code"].tolist(), keys, figures, rows["symbol"].tolist(), strict=True)
            for code, key, figure, symbol in cells:
                if code in self.place and key in values:
                    values[key][self.place[code]] = figure
                    reason = _meaning(symbol, SOURCES[name]) if figure != figure else ""
                    reasons[key][self.place[code]] = reason
            for term in terms:
                if term.table == name:
                    self._terms[term] = (term.weight * values[term.key], reasons[term.key])

    def amounts(self, quantity: Quantity) -> tuple[np.ndarray, np.ndarray]:
        """The quantity of each authority, and why it is missing."""
        if quantity not in self._quantities:
            total = np.zeros(len(self.codes))
            reason = np.full(len(self.codes), "", dtype=object)
            for term in quantity.terms:
                value, words = self._terms[term]
                total = total + value
                reason = np.where(reason == "", words, reason)
            self._quantities[quantity] = (total, reason)
        return self._quantities[quantity]


def _meaning(symbol: object, release: str) -> str:
    """Why a figure is missing, by what stands in its place."""
    meaning = MEANINGS.get(str(symbol), "not available")
    shown = meaning if symbol in (BLANK, DROPPED) else f"‘{symbol}’, {meaning},"
    return f"{shown} in the release ‘{release}’"


def _figures(measure: Measure, wide: _Wide, there: list[str]) -> pd.DataFrame:
    chosen = [wide.place[code] for code in there]
    numerator, reason = (array[chosen] for array in wide.amounts(measure.numerator))
    denominator = np.full(len(there), np.nan)
    value = numerator
    if measure.denominator is not None:
        denominator, lacking = (array[chosen] for array in wide.amounts(measure.denominator))
        lacking = np.where(lacking == "", "", "its denominator is " + lacking)
        reason = np.where(reason == "", lacking, reason)
        none = f"none to divide by: {measure.denominator.words}"
        reason = np.where((reason == "") & (denominator == 0), none, reason)
        if measure.family.nothing_is_elsewhere:
            nothing = (reason == "") & (numerator <= 0)
            reason = np.where(nothing, f"£0 is recorded: {measure.numerator.words}", reason)
            numerator = np.where(nothing, np.nan, numerator)
        value = measure.family.times * _ratio(numerator, denominator)
    return pd.DataFrame(
        {
            "key": measure.key,
            "code": there,
            NUMERATOR: numerator,
            DENOMINATOR: denominator,
            "value": value,
            "reason": reason,
        }
    )


def _ratio(numerator: np.ndarray, denominator: np.ndarray) -> np.ndarray:
    there = denominator > 0
    return np.where(there, numerator / np.where(there, denominator, 1.0), np.nan)


def _sums(registry: Registry, figures: pd.DataFrame, areas: pd.DataFrame) -> pd.DataFrame:
    """England and the regions: sum of numerators ÷ sum of denominators of the same authorities."""
    both = figures["value"].notna()
    long = pd.concat(
        [
            figures[["key", "code"]].assign(part=part, value=figures[part].where(both))
            for part in (NUMERATOR, DENOMINATOR)
        ],
        ignore_index=True,
    )
    long["value"] = long["value"].astype("Float64")
    times = {m.key: m.family.times for m in registry.measures}
    amounts = {m.key for m in registry.measures if m.denominator is None}
    found = []
    # there are only authorities of one day in a measure, so none is a relative of another
    apart = areas.assign(predecessors="", successors="")
    for level, group in (("National", pd.Series(ENGLAND_CODE, figures.index)), (REGIONAL, None)):
        sums = sum_of_authorities(long, apart, level).set_index(["key", "code"])
        top, below = (sums[sums["part"] == part] for part in (NUMERATOR, DENOMINATOR))
        over = below["value"].astype("float64").to_numpy(copy=True)
        value = _ratio(top["value"].astype("float64").to_numpy(), over)
        rows = top[["value", "authorities", "missing"]].reset_index()
        amount = rows["key"].isin(amounts)
        rows["value"] = np.where(
            amount, rows["value"].astype("float64"), rows["key"].map(times) * value
        )
        if group is None:
            group = figures["code"].map(areas.set_index("code")["region_code"])
        counted = figures.groupby(["key", group.rename("of")])["value"].size()
        rows["there_were"] = counted.reindex(
            pd.MultiIndex.from_frame(rows[["key", "code"]])
        ).to_numpy()
        found.append(rows)
    return pd.concat(found, ignore_index=True)


def place_authority(country: Country, comparators: pd.DataFrame) -> Benchmark:
    """Where an authority stands: the first row of its frame of comparators."""
    own = comparators[comparators["kind"] == AUTHORITY].iloc[0]
    region = comparators.loc[comparators["kind"] == REGION, "name"].iloc[0]
    values = _values(country, comparators)
    return Benchmark(
        country.registry,
        own["name"],
        region,
        comparators,
        values,
        _standing(country, values, own["code"]),
    )


def _values(country: Country, comparators: pd.DataFrame) -> pd.DataFrame:
    keys = [measure.key for measure in country.registry.measures]
    shown = comparators[["code", "name", "kind"]]
    rows = pd.DataFrame({"key": keys}).merge(shown, how="cross")
    sums = country.sums.assign(reason="")
    known = [part[part["code"].isin(shown["code"])] for part in (country.figures, sums)]
    known = pd.concat(known, ignore_index=True)[["key", "code", "value", "reason"]]
    rows = rows.merge(known, on=["key", "code"], how="left")
    not_there = rows["code"].map(_why_not_there(country.areas, shown["code"]))
    no_sum = "no authority there has a figure"
    fallback = not_there.where(~rows["kind"].isin([ENGLAND, REGION]), no_sum)
    rows["reason"] = rows["reason"].where(rows["reason"].fillna("") != "", fallback)
    rows["reason"] = rows["reason"].where(rows["value"].isna(), "").astype("str")
    return rows


def _why_not_there(areas: pd.DataFrame, codes: pd.Series) -> dict[str, str]:
    """Code → why an authority was not there on a measure's day, its relatives named."""
    names = dict(zip(areas["code"], areas["name"], strict=True))
    rows = areas.set_index("code")
    words = {}
    for code in codes:
        if code not in rows.index:
            words[code] = "in no imported release of EHC plans"
            continue
        area, notes = rows.loc[code], []
        for column, day, said in (
            ("predecessors", "start", "began on {day}; before, the area was of {names}"),
            ("successors", "end", "ended on {day}; since, the area is of {names}"),
        ):
            others = [names.get(one, one) for one in area[column].split(BETWEEN) if one]
            if others:
                when = date.fromisoformat(area[day])
                words_of_day = f"{when.day} {when:%B %Y}"
                notes.append(said.format(day=words_of_day, names=listed(others)))
        words[code] = "; ".join(notes) or "not there at the time"
    return words


def _standing(country: Country, values: pd.DataFrame, code: str) -> pd.DataFrame:
    index = [measure.key for measure in country.registry.measures]
    frame = pd.DataFrame(index=pd.Index(index, name="key"))
    own = values[values["kind"] == AUTHORITY].set_index("key")
    frame["value"], frame["reason"] = own["value"], own["reason"]
    for kind, column in ((ENGLAND, "england"), (REGION, "region")):
        frame[column] = values[values["kind"] == kind].set_index("key")["value"]
    near = values[values["kind"] == NEIGHBOUR].groupby("key")["value"]
    frame["neighbours_median"] = near.median()
    frame["neighbours"] = near.count().reindex(frame.index).fillna(0).astype("int64")
    frame["of_neighbours"] = near.size().reindex(frame.index).fillna(0).astype("int64")
    frame = frame.join(country.ranges)
    of_own = country.figures["code"] == code
    ranked = country.figures.loc[of_own, "key"]
    frame["rank"] = pd.Series(country.ranks[of_own].to_numpy(), ranked).reindex(frame.index)
    frame[DENOMINATOR] = pd.Series(
        country.figures.loc[of_own, DENOMINATOR].to_numpy(), ranked
    ).reindex(frame.index)
    region = values.loc[values["kind"] == REGION, "code"].iloc[0]
    for prefix, area in (("", ENGLAND_CODE), ("region_", region)):
        sums = country.sums[country.sums["code"] == area].set_index("key")
        for column in ("authorities", "there_were", "missing"):
            frame[f"{prefix}{column}"] = sums[column]
    return frame


def few(own: Benchmark, measures: Iterable[Measure]) -> list[str]:
    """Sentences on denominators so small that one more or fewer moves a figure."""
    counts = {
        measure.denominator.words: own.row(measure.key)[DENOMINATOR]
        for measure in measures
        if measure.denominator and not math.isnan(own.row(measure.key)["value"])
    }
    return [
        f"{own.name} has only {trimmed(count)} {words}, so that one more or fewer moves its "
        "figure a lot."
        for words, count in counts.items()
        if count < FEW_PLACEMENTS
    ]


def farthest(own: Benchmark, measures: Iterable[Measure]) -> Measure | None:
    """The measure, not of all together, by which the authority is farthest from England."""
    gaps = {
        measure: abs(own.row(measure.key)["value"] - own.row(measure.key)["england"])
        for measure in measures
        if not measure.together
    }
    known = {measure: gap for measure, gap in gaps.items() if not math.isnan(gap)}
    return max(known, key=lambda measure: known[measure]) if known else None


RANGE: Mapping[str, float] = {
    "lowest": 0.0,
    "lower_quartile": 0.25,
    "median": 0.5,
    "upper_quartile": 0.75,
    "highest": 1.0,
}
"""Column of the range of all authorities → share of them at or below it."""
