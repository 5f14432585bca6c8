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

Column = tuple[np.ndarray, np.ndarray]
"""What areas have, and why they have it not, where it is missing; else nothing."""


def work_out(figures: Figures, measures: Mapping[str, Measure]) -> dict[str, pd.DataFrame]:
    """Return the frames of `PARTS`: one row an area, one column a measure.

    A measure of `both` has, of England and the regions, the sums over the authorities that have
    numerator and denominator; without all authorities it has none of them.
    """
    areas = figures.areas.set_index("code")
    items = _items(figures, measures)
    local = (areas["level"] == LOCAL).to_numpy()
    elsewhere = np.array(_why_not_there(figures), dtype=object)
    days = {one.day for one in measures.values()}
    on_day = {day: areas.index.isin(existing(figures.areas, day)["code"]) for day in days}
    columns = {}
    for key, one in measures.items():
        top, below, value, reason = _work_out_one(one, items)
        there = on_day[one.day]
        gone = local & ~there
        value, reason = np.where(gone, np.nan, value), np.where(gone, elsewhere, reason)
        columns[key] = (top, below, value, reason, there)
    frames = {
        part: pd.DataFrame({key: parts[place] for key, parts in columns.items()}, areas.index)
        for place, part in enumerate(PARTS)
    }
    _put_sums(frames, measures, areas, figures.every_authority)
    frames["reasons"] = frames["reasons"].where(frames["values"].isna(), "")
    return frames


def _items(figures: Figures, measures: Mapping[str, Measure]) -> dict[tuple[str, ...], Column]:
    """Return the items that measures are made of, by table, period and item."""
    key = ["table", "period", "item"]
    terms = {t.column for m in measures.values() for q in m.quantities for t in q.terms}
    rows = figures.rows.merge(pd.DataFrame(sorted(terms), columns=key), on=key)
    rows["why"] = _reasons(rows)
    codes, columns = figures.areas["code"], pd.MultiIndex.from_tuples(sorted(terms))
    wide = rows.pivot(index="code", columns=key, values=["value", "why"]).reindex(codes)
    values, why = (wide[part].reindex(columns=columns) for part in ("value", "why"))
    why = why.astype("object")  # an item that the release does not have is of numbers
    return {
        column: (
            values[column].to_numpy("float64"),
            why[column].fillna(f"not in the release ‘{SOURCES[column[0]]}’").to_numpy(object),
        )
        for column in columns
    }


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


def _add_up(quantity: Quantity, items: Mapping[tuple[str, ...], Column]) -> Column:
    """Return the sum of a quantity's terms, and why the first one missing is."""
    first, *others = quantity.terms
    value, why = items[first.column]
    total = first.weight * value
    for term in others:
        value, words = items[term.column]
        total, why = total + term.weight * value, np.where(why == "", words, why)
    return total, why


def _work_out_one(
    one: Measure, items: Mapping[tuple[str, ...], Column]
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Return numerator, denominator, value and reason of every area, from its own figures."""
    top, no_top = _add_up(one.numerator, items)
    if one.denominator is None:
        return top, np.full(len(top), np.nan), top, no_top
    below, no_below = _add_up(one.denominator, items)
    has_top, has_below = no_top == "", no_below == ""
    if said := one.reasons:
        missing = [~has_top & ~has_below, ~has_top, ~has_below]
        words = [said["both"], said["numerator"], said["denominator"]]
        reason, nothing = np.select(missing, words, default="").astype(object), said["zero"]
    else:
        reason = np.where(has_top & ~has_below, f"{one.denominator.words}: " + no_below, no_top)
        nothing = f"none to divide by: {one.denominator.words}"
    reason = np.where((reason == "") & ~(below > 0), nothing, reason)
    counted = top
    if one.zero_is_missing:
        counted = np.where(top > 0, top, np.nan)
        for place in np.flatnonzero((reason == "") & (top <= 0)):
            reason[place] = f"{money(top[place])} is recorded: {one.numerator.words}"
    return top, below, _divide(one, counted, below), reason


def _divide(one: Measure, top: np.ndarray, below: np.ndarray) -> np.ndarray:
    """Return the measure of a numerator and a denominator, missing without any to divide by."""
    ratio = top / np.where(below > 0, below, np.nan)
    if one.root != 1:
        ratio = ratio ** (1 / one.root)
    return np.asarray(one.times * (ratio - one.minus))


def _put_sums(
    frames: dict[str, pd.DataFrame],
    measures: Mapping[str, Measure],
    areas: pd.DataFrame,
    every_authority: bool,
) -> None:
    """Put England and the regions of the measures of `both` into the frames."""
    keys = [key for key, one in measures.items() if one.england == "both"]
    if not keys:
        return
    region_of = areas.loc[areas["level"] == LOCAL, "region_code"]
    both = frames["values"].loc[region_of.index, keys].notna()
    wholes = areas.index[areas["level"] != LOCAL]
    for part in ("numerators", "denominators"):
        own = frames[part].loc[region_of.index, keys].where(both & every_authority)
        england = own.groupby(lambda _: ENGLAND_CODE).sum(min_count=1)
        by_region = own.groupby(region_of).sum(min_count=1)
        frames[part].loc[wholes, keys] = pd.concat([england, by_region]).reindex(wholes)
    for key in keys:
        top, below = (frames[part].loc[wholes, key].to_numpy() for part in PARTS[:2])
        one = measures[key]
        value = top if one.denominator is None else _divide(one, top, below)
        frames["values"].loc[wholes, key] = value
    frames["reasons"].loc[wholes, keys] = NO_SUM


def _why_not_there(figures: Figures) -> list[str]:
    """Return why each area was not there on a measure's day, its relatives named."""
    return [
        "; ".join(
            f"{verb} on {_day(area[day])}; {since}, the area {is_of} of {listed(others)}"
            for column, day, verb, since, is_of in (
                ("predecessors", "start", "began", "before", "was"),
                ("successors", "end", "ended", "since", "is"),
            )
            if (others := [figures.names.get(c, c) for c in area[column].split(BETWEEN) if c])
        )
        or "not there at the time"
        for area in figures.areas.to_dict("records")
    ]


def _day(text: str) -> str:
    day = date.fromisoformat(text)
    return f"{day.day} {day:%B %Y}"
