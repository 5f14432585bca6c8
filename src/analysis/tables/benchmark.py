"""Tables of `high_needs_benchmark`: every word on a measure is from its entry in the registry."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from analysis.measures.benchmark.registry import (
    Measure,
    Registry,
    caption,
    caveats,
    lower_first,
)
from analysis.measures.benchmark.standing import (
    DENOMINATOR,
    KINDS,
    NEIGHBOUR,
    RANGE,
    Benchmark,
    few,
)
from analysis.quantities import NOT_APPLICABLE, listed, number, trimmed
from analysis.tables.table import Column, Table

WORDS = {
    "lowest": "Lowest authority",
    "lower_quartile": "Lower quartile",
    "median": "Median of authorities",
    "upper_quartile": "Upper quartile",
    "highest": "Highest authority",
}

RANK_OF = Column("rank_of", "Rank, 1 being the highest", str)
RANK = (
    Column("rank", "Rank, 1 being the highest", number),
    Column("authorities", "Authorities with a figure", number),
)
"""The rank as data, which people are shown in one column."""


def amounts(own: Benchmark, *families: str) -> Table:
    """Spending in pounds by category: one column a family and area, one row a category."""
    columns, frame, shown = [], pd.DataFrame(), []
    for family in families:
        measures = own.family(family)
        shown += measures
        rows = own.standing.loc[[measure.key for measure in measures]]
        frame["label"] = [measure.label for measure in measures]
        frame["lines"] = [measure.lines for measure in measures]
        for column, area in (("value", own.name), ("england", "England")):
            frame[f"{family}_{column}"] = rows[column].to_numpy()
            title = f"{measures[0].family.title}, {area} ({measures[0].unit})"
            columns.append(Column(f"{family}_{column}", title, measures[0].family.write))
    return Table(
        f"{_titles(shown)} by category, {own.name}",
        frame,
        [Column("label", "Category"), Column("lines", "Section 251 lines"), *columns],
        total_rows=[len(frame) - 1],
        note=note(own, shown),
    )


def standings(own: Benchmark, *families: str) -> Table:
    """Where the authority stands by measures of one unit: England, region, neighbours, range."""
    measures = own.family(*families)
    unit, write = measures[0].unit, measures[0].family.write
    areas = {
        "value": own.name,
        "england": "England",
        "region": f"{own.region} (region)",
        "neighbours_median": "Median of neighbours",
        **{name: WORDS[name] for name in RANGE},
    }
    rows = own.standing.loc[[measure.key for measure in measures]]
    figures = [Column(name, f"{words} ({unit})", write) for name, words in areas.items()]
    return Table(
        f"{_titles(measures)}: where {own.name} stands",
        _with_ranks(rows, measures),
        [
            Column("label", "Measure"),
            *figures,
            RANK_OF,
        ],
        note=note(own, measures),
        data_columns=[
            Column("label", "Measure"),
            *figures,
            *RANK,
            Column("there_were", "Authorities at the time", number),
        ],
    )


def neighbours(own: Benchmark, *families: str) -> Table:
    """Each statistical neighbour by measures of one unit, the closest first."""
    measures = own.family(*families)
    unit, write = measures[0].unit, measures[0].family.write
    frame = pd.DataFrame({"label": _labels(measures)})
    columns = [Column("label", "Measure")]
    near = own.values[own.values["kind"] == NEIGHBOUR]
    values = near.set_index(["key", "name"])["value"]
    for name in near["name"].unique():
        frame[name] = [values[measure.key, name] for measure in measures]
        columns.append(Column(name, f"{name} ({unit})", write))
    return Table(
        f"{_titles(measures)}: each statistical neighbour of {own.name}",
        frame,
        columns,
        note=note(own, measures, [NEIGHBOUR]),
    )


def of_measure(own: Benchmark, key: str) -> Table:
    """One measure of the authority and all comparators, highest first: the data of a chart."""
    measure = own.registry[key]
    return Table(
        f"{measure.name}, {own.name} and comparators",
        bars(own, key),
        [
            Column("label", "Area"),
            Column("kind", "Kind"),
            Column("value", f"{measure.label} ({measure.unit})", measure.family.write),
        ],
        note=note(own, [measure]),
    )


def bars(own: Benchmark, key: str) -> pd.DataFrame:
    """Label, kind and value of each comparator and the neighbours' median, highest first."""
    rows = own.rows(key)[["name", "kind", "value"]]
    rows = rows.assign(
        label=rows["name"].where(rows["kind"] != "region", rows["name"] + " (region)")
    )
    middle = own.row(key)["neighbours_median"]
    median = pd.DataFrame(
        {"label": ["Median of neighbours"], "kind": ["median"], "value": [middle]}
    )
    rows = pd.concat([rows[["label", "kind", "value"]], median], ignore_index=True)
    return rows.sort_values("value", ascending=False, kind="stable", ignore_index=True)


def mix(own: Benchmark, family: str) -> Table:
    """Shares of placement groups, the authority beside England: the data of a chart."""
    measures = own.family(family)
    rows = own.standing.loc[[measure.key for measure in measures]]
    return Table(
        f"{_titles(measures)}: {own.name} and England by placement",
        rows.assign(label=_labels(measures)).reset_index(drop=True),
        [
            Column("label", "Placement"),
            *(
                Column(name, f"{words} ({measures[0].unit})", measures[0].family.write)
                for name, words in (("value", own.name), ("england", "England"))
            ),
        ],
        note=note(own, measures),
    )


def strip(own: Benchmark, family: str) -> Table:
    """What a chart of ranges draws: the authority, England, neighbours' median, range, rank."""
    measures = own.family(family)
    unit, write = measures[0].unit, measures[0].family.write
    areas = {"value": own.name, "england": "England", "neighbours_median": "Median of neighbours"}
    areas |= {name: words for name, words in WORDS.items() if name != "median"}
    rows = own.standing.loc[[measure.key for measure in measures]]
    figures = [Column(name, f"{words} ({unit})", write) for name, words in areas.items()]
    return Table(
        f"{_titles(measures)}: {own.name} in the range of authorities",
        _with_ranks(rows, measures),
        [
            Column("label", "Measure"),
            *figures,
            RANK_OF,
        ],
        note=note(own, measures),
        data_columns=[Column("label", "Measure"), *figures, *RANK],
    )


def _with_ranks(rows: pd.DataFrame, measures: Sequence[Measure]) -> pd.DataFrame:
    ranks = [
        None if pd.isna(rank) else f"{number(rank)} of {number(authorities)}"
        for rank, authorities in zip(rows["rank"], rows["authorities"], strict=True)
    ]
    return rows.assign(label=_labels(measures), rank_of=ranks).reset_index(drop=True)


def comparators(own: Benchmark) -> Table:
    """What the authority is set beside: the model of each, and what is to know of it."""
    frame = own.comparators.copy()
    near = frame["kind"] == NEIGHBOUR
    frame["rank"] = frame["rank"].astype("object").where(near, NOT_APPLICABLE)
    frame["kind"] = frame["kind"].str.capitalize()
    sums = frame["kind"].isin(["England", "Region"])
    frame["model"] = frame["model"].mask(sums, "sum over its authorities")
    return Table(
        f"What {own.name} is set beside",
        frame,
        [
            Column("name", "Area"),
            Column("code", "ONS code"),
            Column("kind", "Kind"),
            Column("rank", "Closeness rank", number),
            Column("closeness", "Closeness"),
            Column("model", "Model"),
            Column("note", "Note"),
        ],
        note=(
            "Statistical neighbours are those of the Department for Education’s model of "
            "children’s services. England and the region are sums over those of their authorities "
            "that have a figure; a ratio is the sum of numerators over the sum of denominators of "
            "the same authorities."
        ),
    )


def definitions(registry: Registry) -> Table:
    """Every measure of the registry: formula, lines, unit, denominator and source."""
    frame = pd.DataFrame(
        [
            {
                "name": measure.name,
                "unit": measure.unit,
                "formula": measure.formula,
                "lines": measure.lines or "none",
                "numerator": measure.numerator.source,
                "denominator": measure.denominator.source if measure.denominator else "none",
            }
            for measure in registry.measures
        ]
    )
    return Table(
        "How each measure is worked out",
        frame,
        [
            Column("name", "Measure"),
            Column("unit", "Unit"),
            Column("formula", "Formula"),
            Column("lines", "Section 251 lines"),
            Column("numerator", "Source of the numerator"),
            Column("denominator", "Source of the denominator"),
        ],
    )


def cautions(registry: Registry) -> Table:
    """Every caveat of the registry, with the measures that it is of."""
    said: dict[str, list[str]] = {}
    for measure in registry.measures:
        for caveat in (*measure.caveats, measure.direction):
            said.setdefault(caveat, []).append(measure.family.named)
    every = {measure.family.named for measure in registry.measures}
    of = [
        "All measures" if len(set(titles)) == len(every) else "; ".join(dict.fromkeys(titles))
        for titles in said.values()
    ]
    frame = pd.DataFrame({"caveat": list(said), "of": of})
    return Table(
        "What to bear in mind",
        frame,
        [Column("caveat", "Caution"), Column("of", "Measures that it is of")],
    )


def note(own: Benchmark, measures: Sequence[Measure], kinds: Sequence[str] = ()) -> str:
    """Below a table: what is shown over what, its sources, how many authorities, and caveats."""
    sources = dict.fromkeys(
        quantity.source for m in measures for quantity in (m.numerator, m.denominator) if quantity
    )
    return " ".join(
        [
            f"{caption(measures)}.",
            f"From: {listed(list(sources))}.",
            *divided_by(own, measures),
            *coverage(own, measures),
            *few(own, measures),
            *not_available(own, measures, kinds),
            *caveats(measures),
        ]
    )


def divided_by(own: Benchmark, measures: Sequence[Measure]) -> list[str]:
    """What the authority's own figures are divided by, in numbers."""
    said = []
    for measure in measures:
        count = own.row(measure.key)[DENOMINATOR]
        if measure.denominator and pd.notna(count):
            # a sum of several terms is an average of two Januaries, which may end in a half
            write = trimmed if len(measure.denominator.terms) > 1 else number
            said.append(f"{measure.denominator.words}, {write(count)}")
    return [f"{own.name}’s own: {'; '.join(dict.fromkeys(said))}."] if said else []


def coverage(own: Benchmark, measures: Sequence[Measure]) -> list[str]:
    """How many of how many authorities England, region, range, rank and median rest on."""
    rows = [own.row(measure.key) for measure in measures]
    ranked = any(measure.family.ranked for measure in measures)
    england = "England, range and rank rest" if ranked else "England rests"
    sentences = _rests(rows, england, "")
    if ranked:
        sentences += _rests(rows, f"{own.region} (region) rests", "region_")
        counts = dict.fromkeys((row["neighbours"], row["of_neighbours"]) for row in rows)
        sentences += [f"The median of neighbours rests on {n} of {of}." for n, of in counts]
    return sentences


def _rests(rows: Sequence[Mapping[str, Any]], rest: str, prefix: str) -> list[str]:
    columns = [f"{prefix}{name}" for name in ("authorities", "there_were", "missing")]
    sentences = []
    for counted, there_were, missing in dict.fromkeys(
        tuple(row[name] for name in columns) for row in rows
    ):
        without = f" (without: {missing})" if missing else ""
        sentences.append(
            f"{rest} on {number(counted)} of {number(there_were)} authorities{without}."
        )
    return sentences


def not_available(
    own: Benchmark, measures: Sequence[Measure], kinds: Sequence[str] = ()
) -> list[str]:
    """Why figures of the authority and of its comparators are missing."""
    found = own.missing({measure.key for measure in measures}, kinds or KINDS)
    if not found:
        return []
    return [f"Not available: {'; '.join(f'{name}, {reason}' for name, reason in found)}."]


def _labels(measures: Sequence[Measure]) -> list[str]:
    one = len({measure.family.key for measure in measures}) == 1
    return [measure.label if one else measure.name for measure in measures]


def _titles(measures: Sequence[Measure]) -> str:
    titles = list(dict.fromkeys(measure.family.title for measure in measures))
    return listed([titles[0], *map(lower_first, titles[1:])])
