"""An authority beside England, its region, its statistical neighbours and all authorities.

Each measure has one row an area: England, the regions and every authority. Columns code, name,
level, present (whether an authority was counted then, so that it could have a figure), the figures,
place (of an authority among all with a figure, 1 the highest; missing for an area without one) and
reason (why the figure is missing, else nothing). `chosen` picks the comparators of one authority.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.errors import UsageError
from analysis.measures.growth import annualised_pct, growth_pct
from analysis.measures.unit_cost import (
    AVERAGE,
    COUNTS,
    DEFINITIONS,
    LINE_123,
    STANDARD,
)
from analysis.official.areas import LOCAL
from analysis.official.sen2 import ENGLAND, ENGLAND_CODE
from analysis.quantities import listed, money
from analysis.shown import Sentence, or_sentence

FIGURE: Mapping[str, str] = {
    "growth": "growth_pct",
    "rates": "per_1000",
    "unit_cost": "unit_cost_gbp",
}
"""Measure → the figure that authorities are placed by."""

AUTHORITY, REGION, NEIGHBOUR = "authority", "region", "statistical neighbour"
KINDS = (AUTHORITY, ENGLAND, REGION, NEIGHBOUR)
"""What a comparator is to the authority; the first is itself."""


@or_sentence
def growth(areas: pd.DataFrame, plans: pd.DataFrame, start: int, end: int) -> pd.DataFrame:
    """Growth of EHC plans and statements between two Januaries, of each area that has both.

    An authority whose area changed in between has no growth: the one before and the one after are
    two. Columns start, end, years, start_plans, end_plans, growth_pct, annualised_pct (compound).
    `areas` is that of `AuthorityData`, `plans` the frame of its `ehc_plans` (SEN2).
    """
    totals = _totals(plans)
    frame = _blank(areas).assign(start=start, end=end, years=end - start)
    for name, january in (("start_plans", start), ("end_plans", end)):
        counts = totals[january] if january in totals else pd.Series(dtype="float64")
        frame[name] = frame["code"].map(counts).astype("float64")
    pairs = list(zip(frame["start_plans"], frame["end_plans"], strict=True))
    frame["growth_pct"] = [growth_pct(*pair) for pair in pairs]
    frame["annualised_pct"] = [annualised_pct(*pair, end - start) for pair in pairs]
    frame["present"] = frame["end_plans"].notna()
    frame["reason"] = [
        "" if value == value else _without_plans(first, last, start, end)
        for value, (first, last) in zip(frame["growth_pct"], pairs, strict=True)
    ]
    return _placed(frame, "growth_pct")


def _without_plans(first: float, last: float, start: int, end: int) -> str:
    missing = [str(year) for year, n in ((start, first), (end, last)) if np.isnan(n)]
    if not missing:
        return f"no plans in January {start} to grow from"
    return f"no figure for January {' or '.join(missing)}"


@or_sentence
def index(comparators: pd.DataFrame, plans: pd.DataFrame, start: int, end: int) -> pd.DataFrame:
    """EHC plans and statements as an index, January `start` = 100, of the authority and others.

    Columns january, authority, england, region, neighbours (median of the indices of those that
    have every January), and neighbours_counted (how many those are). Raises UsageError where the
    authority has not both Januaries.
    """
    totals = _totals(plans).reindex(columns=range(start, end + 1))
    of = {
        kind: [code for code in rows["code"] if code in totals.index]
        for kind, rows in comparators.groupby("kind")
    }
    (own,) = of[AUTHORITY]
    if totals.loc[own, [start, end]].isna().any():
        raise UsageError(f"There are no EHC plans of {own} in January {start} and January {end}")
    indices = 100 * totals.div(totals[start], axis="index")
    near = indices.loc[of.get(NEIGHBOUR, [])].dropna()
    region = indices.loc[of.get(REGION, [])].dropna()
    return pd.DataFrame(
        {
            "january": range(start, end + 1),
            "authority": indices.loc[own].to_numpy(),
            "england": indices.loc[ENGLAND_CODE].to_numpy(),
            "region": region.mean().to_numpy(),
            "neighbours": near.median().to_numpy(),
            "neighbours_counted": len(near),
        }
    )


@or_sentence
def rates(
    areas: pd.DataFrame, plans: pd.DataFrame, population: pd.DataFrame
) -> pd.DataFrame | Sentence:
    """EHC plans per 1,000 people aged 2 to 18, in the one year that the population is given for.

    Plans are of January of that year, the population is the one that ONS projects for its middle:
    no other January is divided by it. Columns january, plans, people, per_1000 (people), basis. An
    area of several authorities is the sum of those that have both figures.
    """
    if population.empty:
        return Sentence(
            "Plans per 1,000 people aged 2 to 18 are not available: the population is in the high "
            "needs benchmarking workbook, which is not imported."
        )
    year = int(population["year"].max())
    people = population[population["year"] == year].set_index("code")["value"].astype("float64")
    totals = _totals(plans)
    counts = totals[year] if year in totals else pd.Series(dtype="float64")
    frame = _blank(areas).assign(january=year, basis=str(population["basis"].iloc[0]))
    frame["plans"] = frame["code"].map(counts).astype("float64")
    frame["people"] = frame["code"].map(people)
    local = frame["level"] == LOCAL
    frame["present"] = frame["plans"].notna()
    both = frame[local & frame["plans"].notna() & frame["people"].notna()]
    regions = both["code"].map(areas.set_index("code")["region_code"])
    for column in ("plans", "people"):
        sums = pd.concat([both.groupby(regions)[column].sum(), _england(both[column].sum())])
        frame[column] = frame[column].where(local, frame["code"].map(sums))
    frame["per_1000"] = 1000 * frame["plans"] / frame["people"].where(frame["people"] > 0)
    words = {True: f"no plans counted in January {year}", False: "no population in the workbook"}
    frame["reason"] = [
        "" if value == value else words[plans != plans]
        for value, plans in zip(frame["per_1000"], frame["plans"], strict=True)
    ]
    return _placed(frame, "per_1000")


def _england(value: float) -> pd.Series:
    return pd.Series({ENGLAND_CODE: value})


@or_sentence
def unit_cost(areas: pd.DataFrame, top_up: pd.DataFrame, placements: pd.DataFrame) -> pd.DataFrame:
    """Unit cost of an independent placement by the standard definition, and the band of all.

    As `measures.unit_cost.unit_costs`, of every area. Columns financial_year, cost_gbp and
    placements (of the standard, average of both Januaries), unit_cost_gbp, low_gbp and high_gbp
    (over every definition of `unit_cost.DEFINITIONS` and way of counting). An authority that
    records no cost on the lines of a definition has no unit cost by it, rather than one of nothing.
    """
    frame = _blank(areas).set_index("name")
    counts = placements.set_index(["authority", "january"]).astype("float64")
    lines = top_up[top_up["category"] == LINE_123].set_index(["basis", "authority"])
    costs = []
    for definition in DEFINITIONS:
        line = lines.loc[definition.basis]
        opening = int(line["financial_year"].iloc[0][:4])
        phases = [f"{phase}_gbp" for phase in definition.phases]
        cost = line["total_gbp"] if definition.net_of_income else _whole(line[phases])
        placed = _whole(counts[list(definition.placements)]).unstack()
        pair = placed.reindex(frame.index, columns=[opening, opening + 1])
        cost = cost.reindex(frame.index)
        for count, counted in COUNTS.items():
            average = counted(pair[opening], pair[opening + 1])
            unit = cost.where(cost > 0) / average.where(average > 0)
            costs.append(unit.rename(f"{definition.name}, {count}"))
            if definition is STANDARD and count == AVERAGE:
                frame = frame.assign(
                    financial_year=line["financial_year"].iloc[0],
                    cost_gbp=cost,
                    placements=average,
                    unit_cost_gbp=unit,
                    reason=_without_cost(cost, pair, unit),
                    present=frame.index.isin(counted_then(placements, opening + 1)),
                )
    every = pd.concat(costs, axis="columns")
    frame["low_gbp"], frame["high_gbp"] = every.min(axis="columns"), every.max(axis="columns")
    return _placed(frame.reset_index(), "unit_cost_gbp")


def counted_then(placements: pd.DataFrame, january: int) -> set[str]:
    """The areas that a January has a row of, whether or not with figures."""
    return set(placements.loc[placements["january"] == january, "authority"])


def _whole(parts: pd.DataFrame) -> pd.Series:
    return parts.sum(axis="columns", skipna=False)


def _without_cost(cost: pd.Series, pair: pd.DataFrame, unit: pd.Series) -> list[str]:
    reasons = []
    for name in unit.index:
        januaries = [str(year) for year in pair if np.isnan(pair.loc[name, year])]
        if not np.isnan(unit[name]):
            reasons.append("")
        elif np.isnan(cost[name]):
            reasons.append("section 251 has no figures of it")
        elif januaries:
            reasons.append(f"no placements are available for January {' or '.join(januaries)}")
        elif cost[name] <= 0:
            reasons.append(f"section 251 records {money(cost[name])} in the school phases")
        else:
            reasons.append("there were no placements")
    return reasons


@or_sentence
def chosen(comparators: pd.DataFrame, everyone: pd.DataFrame) -> pd.DataFrame:
    """The rows of a measure of the comparators, in their order, beside what each is.

    Columns of both: the rank, closeness, model, kind and note of `AuthorityData.comparators`. One
    that no release counts has no figure.
    """
    figures = everyone.drop(columns=["name", "level"]).set_index("code")
    rows = comparators.join(figures, on="code")
    return rows.assign(
        present=rows["present"].eq(True), reason=rows["reason"].fillna("no release counts it")
    )


@or_sentence
def spread(everyone: pd.DataFrame, figure: str) -> pd.DataFrame:
    """Lowest, quartiles and highest of a figure over all authorities that have it.

    Columns case (`lowest`, `lower quartile`, `median`, `upper quartile`, `highest`), value, name
    (of the authority with the lowest and the highest), authorities (how many have the figure),
    present (how many could have it), left_out (why the others have not, in words). Quartiles are
    interpolated linearly.
    """
    local = everyone[everyone["level"] == LOCAL]
    known = local.dropna(subset=figure).sort_values([figure, "name"])
    cases = ["lowest", "lower quartile", "median", "upper quartile", "highest"]
    values = known[figure].quantile([0, 0.25, 0.5, 0.75, 1]).to_numpy()
    names = [known["name"].iloc[0], "", "", "", known["name"].iloc[-1]] if len(known) else [""] * 5
    return pd.DataFrame(
        {
            "case": cases,
            "value": values,
            "name": names,
            "authorities": len(known),
            "present": int(local["present"].sum()),
            "left_out": _left_out(local[local["present"] & local[figure].isna()]),
        }
    )


MOST_NAMED = 8


def _left_out(without: pd.DataFrame) -> str:
    """`Plymouth and Wakefield (section 251 records £0 …); …`: by reason, or nothing."""
    named = {str(reason): sorted(names) for reason, names in without.groupby("reason")["name"]}
    return "; ".join(
        f"{listed(names) if len(names) <= MOST_NAMED else f'{len(names)} authorities'} ({reason})"
        for reason, names in named.items()
    )


def _blank(areas: pd.DataFrame) -> pd.DataFrame:
    return areas.loc[:, ["code", "name", "level"]].reset_index(drop=True)


def _placed(frame: pd.DataFrame, figure: str) -> pd.DataFrame:
    local = frame[frame["level"] == LOCAL]
    return frame.assign(place=local[figure].rank(method="min", ascending=False))


def _totals(plans: pd.DataFrame) -> pd.DataFrame:
    """Statements and plans: one row a code, one column a January."""
    return plans.pivot(index="code", columns="january", values="total").astype("float64")
