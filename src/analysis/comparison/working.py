"""Measures worked out for every area at once, with the reason where a figure is missing."""

from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd

from analysis.comparison.measure import SOURCES, Measure, Quantity
from analysis.display.words import listed, money
from analysis.official.areas import BETWEEN, ENGLAND_CODE, LOCAL, existing
from analysis.official.figures import Figures
from analysis.official.symbols import BLANK, DROPPED, MEANINGS

PARTS = ("numerators", "denominators", "values", "reasons", "there")
NO_SUM = "no authority there has a figure"


def work_out(figures: Figures, measures: Mapping[str, Measure]) -> dict[str, pd.DataFrame]:
    """Return the frames of `PARTS`: one row an area, one column a measure.

    A measure of `both` has, of England and the regions, the sums over the authorities that have
    numerator and denominator; without all authorities it has none of them.
    """
    areas = figures.areas.set_index("code")
    items = _Items(figures, measures)
    local = (areas["level"] == LOCAL).to_numpy()
    elsewhere = np.array(_why_not_there(figures), dtype=object)
    days = {one.day for one in measures.values()}
    on_day = {day: areas.index.isin(existing(figures.areas, day)["code"]) for day in days}
    found: dict[str, dict[str, np.ndarray]] = {part: {} for part in PARTS}
    for key, one in measures.items():
        there = on_day[one.day]
        top, below, value, reason = _one(one, items)
        gone = local & ~there
        parts = (top, below, np.where(gone, np.nan, value), np.where(gone, elsewhere, reason))
        for part, column in zip(PARTS, (*parts, there), strict=True):
            found[part][key] = column
    frames = {part: pd.DataFrame(columns, areas.index) for part, columns in found.items()}
    _put_sums(frames, measures, areas, local, figures.every_authority)
    frames["reasons"] = frames["reasons"].where(frames["values"].isna(), "")
    return frames


class _Items:
    """The items that measures are made of, as arrays over the areas."""

    def __init__(self, figures: Figures, measures: Mapping[str, Measure]) -> None:
        codes = figures.areas["code"]
        self.size = len(codes)
        terms = {t.column for m in measures.values() for q in m.quantities for t in q.terms}
        wanted = pd.DataFrame(sorted(terms), columns=["table", "period", "item"])
        rows = figures.rows[figures.rows["item"].isin(wanted["item"])]
        rows = rows.merge(wanted.assign(term=wanted.index), on=["table", "period", "item"])
        rows["why"] = _reasons(rows)
        wide = rows.pivot(index="term", columns="code", values=["value", "why"])
        values, why = (wide[part].reindex(columns=codes) for part in ("value", "why"))
        columns = [tuple(wanted.loc[term]) for term in wide.index]
        self.values = dict(zip(columns, values.to_numpy("float64"), strict=True))
        self.reasons = dict(zip(columns, why.to_numpy(object), strict=True))

    def add_up(self, quantity: Quantity) -> tuple[np.ndarray, np.ndarray]:
        """Return the sum of a quantity's terms, and why it is missing."""
        total, why = np.zeros(self.size), np.full(self.size, "", dtype=object)
        for term in quantity.terms:
            value = self.values.get(term.column, np.full(self.size, np.nan))
            words = self.reasons.get(term.column, np.full(self.size, None, dtype=object))
            absent = f"not in the release ‘{SOURCES[term.table]}’"
            total = total + term.weight * value
            why = np.where(why == "", np.where(pd.isna(words), absent, words), why)
        return total, why


def _reasons(rows: pd.DataFrame) -> pd.Series:
    """Return why the value of each row is missing, by what stands in its place; else nothing."""
    pairs = list(zip(rows["symbol"], rows["table"], strict=True))
    words = {pair: _meaning(pair[0], SOURCES[pair[1]]) for pair in set(pairs)}
    reasons = pd.Series([words[pair] for pair in pairs], rows.index, dtype=object)
    return reasons.where(rows["value"].isna(), "")


def _meaning(symbol: object, release: str) -> str:
    meaning = MEANINGS.get(str(symbol), "not available")
    plain = symbol in (BLANK, DROPPED) or pd.isna(symbol)
    shown = meaning if plain else f"‘{symbol}’, {meaning},"
    return f"{shown} in the release ‘{release}’"


def _one(one: Measure, items: _Items) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return numerator, denominator, value and reason of every area, from its own figures."""
    top, no_top = items.add_up(one.numerator)
    if one.denominator is None:
        return top, np.full(items.size, np.nan), top, no_top
    below, no_below = items.add_up(one.denominator)
    has_top, has_below = no_top == "", no_below == ""
    if one.reasons:
        reason = np.select(
            [~has_top & ~has_below, ~has_top, ~has_below],
            [one.reasons["both"], one.reasons["numerator"], one.reasons["denominator"]],
            default="",
        ).astype(object)
        nothing = one.reasons["zero"]
    else:
        reason = np.where(has_top & ~has_below, f"{one.denominator.words}: " + no_below, no_top)
        nothing = f"none to divide by: {one.denominator.words}"
    reason = np.where((reason == "") & ~(below > 0), nothing, reason)
    counted = top
    if one.zero_is_missing:
        counted = np.where(top > 0, top, np.nan)
        for place in np.flatnonzero((reason == "") & (top <= 0)):
            reason[place] = f"{money(top[place])} is recorded: {one.numerator.words}"
    return top, below, value_of(one, counted, below), reason


def value_of(one: Measure, top: np.ndarray, below: np.ndarray) -> np.ndarray:
    """Return the measure of a numerator and a denominator, missing without any to divide by."""
    ratio = top / np.where(below > 0, below, np.nan)
    if one.root != 1:
        ratio = ratio ** (1 / one.root)
    return np.asarray(one.times * (ratio - one.minus))


def _put_sums(
    frames: dict[str, pd.DataFrame],
    measures: Mapping[str, Measure],
    areas: pd.DataFrame,
    local: np.ndarray,
    every_authority: bool,
) -> None:
    """Put England and the regions of the measures of `both` into the frames."""
    keys = [key for key, one in measures.items() if one.england == "both"]
    if not keys:
        return
    wholes = areas.index[~local]
    both = frames["values"].loc[local, keys].notna()
    regions = areas.loc[local, "region_code"]
    sums = []
    for part in PARTS[:2]:
        own = frames[part].loc[local, keys].where(both & every_authority)
        england = own.groupby(np.full(len(own), ENGLAND_CODE)).sum(min_count=1)
        by_region = own.groupby(regions).sum(min_count=1)
        sums.append(pd.concat([england, by_region]).reindex(wholes))
        frames[part].loc[wholes, keys] = sums[-1]
    top, below = sums
    for key in keys:
        one, value = measures[key], top[key]
        if one.denominator is not None:
            value = pd.Series(value_of(one, top[key].to_numpy(), below[key].to_numpy()), wholes)
        frames["values"].loc[wholes, key] = value
    frames["reasons"].loc[wholes, keys] = NO_SUM


def _why_not_there(figures: Figures) -> list[str]:
    """Return why each area was not there on a measure's day, its relatives named."""
    words = []
    for area in figures.areas.to_dict("records"):
        notes = []
        for column, day, said in (
            ("predecessors", "start", "began on {day}; before, the area was of {names}"),
            ("successors", "end", "ended on {day}; since, the area is of {names}"),
        ):
            others = [figures.names.get(one, one) for one in area[column].split(BETWEEN) if one]
            if others:
                when = date.fromisoformat(area[day])
                shown = f"{when.day} {when:%B %Y}"
                notes.append(said.format(day=shown, names=listed(others)))
        words.append("; ".join(notes) or "not there at the time")
    return words
