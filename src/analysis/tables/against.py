"""Tables of an authority beside England, its region, statistical neighbours and all authorities.

What a measure of `measures.against` is called is said here once, for tables, charts and findings.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from analysis.measures.against import AUTHORITY, ENGLAND, FIGURE, NEIGHBOUR, REGION
from analysis.quantities import MISSING, NOT_APPLICABLE, listed, money, number, one_decimal, percent
from analysis.shown import or_sentence
from analysis.tables.table import Column, Table

NO_JUDGEMENT = "A rank says where a figure stands, not whether it is good or bad."


@dataclass(frozen=True)
class Words:
    """How a measure is called, how its figure is written, and what has to be said of it."""

    title: str
    short: str
    unit: str
    write: Callable[[float], str]
    when: str
    """Of which years it is, from the columns of its rows."""
    meaning: str


WORDS: Mapping[str, Words] = {
    "growth": Words(
        "Growth of EHC plans and statements",
        "growth of plans",
        "growth (%)",
        percent,
        "January {start:.0f} to January {end:.0f}",
        "Growth is of EHC plans and statements between the two Januaries. An authority whose area "
        "changed in between has none.",
    ),
    "rates": Words(
        "EHC plans per 1,000 people aged 2 to 18",
        "plans per 1,000 people aged 2 to 18",
        "plans per 1,000 people",
        one_decimal,
        "January {january:.0f}",
        "The population is a projection by the Office for National Statistics for the middle of "
        "the year, which the benchmarking workbook has for that year alone: other Januaries are "
        "not divided by it. Plans are of people up to 25, the population of those aged 2 to 18. "
        "England and the region are sums of the authorities that have both figures.",
    ),
    "unit_cost": Words(
        "Unit cost of an independent placement, standard definition",
        "unit cost of an independent placement",
        "£ a year",
        money,
        "planned {financial_year}",
        "The standard divides the special, primary and secondary phases of section 251 line 1.2.3, "
        "planned, by NMSS or independent placements, average of both Januaries. An authority that "
        "records most of these costs in other phases has a very low one, or one far too high, so "
        "read the lowest and highest with care. One that records £0 in them has none rather than "
        "one of £0: it has placements, whose cost is recorded elsewhere. England and the region "
        "are sums of the authorities that section 251 has, over the published placements.",
    ),
}
"""Measure of `measures.against` → its words."""


def in_words(measure: str) -> Words:
    """The words of a measure."""
    return WORDS[measure]


def dated(compared: pd.DataFrame, measure: str) -> str:
    """Of which years the figures of a measure are: England has them where anybody has."""
    england = compared[compared["kind"] == ENGLAND].iloc[0]
    return WORDS[measure].when.format(**england)


def ordinal(rank: int) -> str:
    """`1st`, `22nd`, `113th`."""
    ending = (
        "th" if rank % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(rank % 10, "th")
    )
    return f"{rank}{ending}"


def what_it_is(row: "pd.Series[object]") -> str:
    """What a comparator is: `Neighbour 3, very close (model of May 2025)`."""
    if row["kind"] == NEIGHBOUR:
        return f"Neighbour {row['rank']}, {str(row['closeness']).lower()} ({row['model']})"
    return {AUTHORITY: "This authority", REGION: "Region"}.get(str(row["kind"]), str(row["kind"]))


@or_sentence
def growth(compared: pd.DataFrame, spread: pd.DataFrame) -> Table:
    """Growth of the comparators: `measures.against.chosen` and `spread` of `growth`."""
    start, end = compared[["start", "end"]].dropna().astype(int).iloc[0]
    columns = [
        Column("start_plans", f"January {start}", number),
        Column("end_plans", f"January {end}", number),
        Column("growth_pct", "Growth (%)", percent),
        Column("annualised_pct", "Growth a year (%)", percent),
    ]
    return _table("growth", compared, spread, columns)


@or_sentence
def rates(compared: pd.DataFrame, spread: pd.DataFrame) -> Table:
    """Plans per 1,000 people of the comparators: of `measures.against.rates`."""
    january = int(compared["january"].dropna().iloc[0])
    columns = [
        Column("plans", f"Plans, January {january}", number),
        Column("people", f"People aged 2 to 18, {january}", number),
        Column("per_1000", "Plans per 1,000 people", one_decimal),
    ]
    return _table("rates", compared, spread, columns)


@or_sentence
def unit_cost(compared: pd.DataFrame, spread: pd.DataFrame) -> Table:
    """Unit cost and its band of the comparators: of `measures.against.unit_cost`."""
    columns = [
        Column("cost_gbp", "Cost (£)", money),
        Column("placements", "Placements", one_decimal),
        Column("unit_cost_gbp", "Unit cost, standard (£ a year)", money),
        Column("low_gbp", "Lowest definition (£ a year)", money),
        Column("high_gbp", "Highest definition (£ a year)", money),
    ]
    return _table("unit_cost", compared, spread, columns)


def _table(
    measure: str, compared: pd.DataFrame, spread: pd.DataFrame, columns: list[Column]
) -> Table:
    words = WORDS[measure]
    shown = compared.assign(
        what=[what_it_is(row) for _, row in compared.iterrows()],
        place=compared["place"]
        .astype("object")
        .mask(compared["kind"].isin([ENGLAND, REGION]), NOT_APPLICABLE),
    )
    own = compared[compared["kind"] == AUTHORITY].iloc[0]["name"]
    return Table(
        f"{words.title}, {own} beside others, {dated(compared, measure)}",
        shown,
        [
            Column("name", "Area"),
            Column("what", "What it is"),
            *columns,
            Column("place", f"Rank among {number(spread['authorities'].iloc[0])}", number),
        ],
        note=" ".join([*_gaps(compared, measure), *_count(spread), words.meaning, NO_JUDGEMENT]),
    )


def _gaps(compared: pd.DataFrame, measure: str) -> list[str]:
    """Why each comparator without a figure has none, and what a reorganised one was."""
    sentences = []
    for row in compared[compared[FIGURE[measure]].isna()].to_dict("records"):
        also = f" ({row['note']})" if row["note"] and row["kind"] != AUTHORITY else ""
        sentences.append(f"{row['name']}{also}: {MISSING}, {row['reason']}.")
    near = compared["kind"] == NEIGHBOUR
    have = compared.loc[near, FIGURE[measure]].notna().sum()
    if near.sum() == 0:
        return [*sentences, "No statistical neighbours of it are imported."]
    models = listed([str(model) for model in compared.loc[near, "model"].unique()])
    return [
        *sentences,
        f"{have} of {near.sum()} statistical neighbours have the figure; they are those of the "
        f"model for children’s services ({models}).",
    ]


def _count(spread: pd.DataFrame) -> list[str]:
    have, there = spread["authorities"].iloc[0], spread["present"].iloc[0]
    left_out = spread["left_out"].iloc[0]
    return [
        f"Rank 1 is the highest; {number(have)} of {number(there)} authorities have the figure.",
        *([f"Left out: {left_out}."] if left_out else []),
    ]


@or_sentence
def spread(found: pd.DataFrame, measure: str, compared: pd.DataFrame) -> Table:
    """The range of all authorities: `measures.against.spread`, with the authority's own figure."""
    words = WORDS[measure]
    own = compared[compared["kind"] == AUTHORITY].iloc[0]
    rows = pd.concat(
        [
            found[["case", "value", "name"]].assign(case=found["case"].str.capitalize()),
            pd.DataFrame([{"case": own["name"], "value": own[FIGURE[measure]], "name": ""}]),
        ],
        ignore_index=True,
    )
    return Table(
        f"Range of all authorities: {words.short}",
        rows,
        [
            Column("case", "Of all authorities"),
            Column("value", words.unit[0].upper() + words.unit[1:], words.write),
            Column("name", "Which authority"),
        ],
        total_rows=[len(rows) - 1],
        note=" ".join(_count(found)),
    )


@or_sentence
def index(lines: pd.DataFrame, authority: str, region: str) -> Table:
    """Indices of the authority and others: the frame of `measures.against.index`."""
    counted = lines["neighbours_counted"].iloc[0]
    return Table(
        f"EHC plans and statements of {authority} beside others, January "
        f"{lines['january'].iloc[0]} = 100",
        lines,
        [
            Column("january", "January"),
            Column("authority", authority, one_decimal),
            Column("england", "England", one_decimal),
            Column("region", region, one_decimal),
            Column("neighbours", f"Median of {counted} neighbours", one_decimal),
        ],
    )


def named(compared: pd.DataFrame, kind: str) -> str:
    """The name of the authority, or of its region."""
    return listed(list(compared.loc[compared["kind"] == kind, "name"]))
