"""Which official figures each analysis shows or computes with, by whom they are of.

A figure of the authority itself, of England, of its region or of a statistical neighbour is shown
as such. One of any authority is also computed with where all are ranked, ranged or added up.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.all_areas import TOP_UP_LINES
from analysis.measures.against import AUTHORITY, ENGLAND, KINDS, NEIGHBOUR, REGION
from analysis.measures.benchmark.registry import PERIOD_COLUMNS, Registry, Term
from analysis.measures.growth import GROUPS, INDEPENDENT, placement_years
from analysis.measures.unit_cost import (
    DEFINITIONS,
    LINE_123,
    MAINTAINED_TOP_UP,
    PHASES,
    PLANNED,
    STANDARD,
    Definition,
)
from analysis.official.benchmarking_categories import (
    CATEGORIES,
    INCOME,
    POPULATION,
    SECTION_251,
    TOTAL,
)
from analysis.official.sen2 import ALL_PLANS, MAINTAINED_SPECIAL, PLACEMENT_KINDS

EVERYONE = "all authorities"
WAYS = (*KINDS, EVERYONE)
"""How a figure reaches a report, the most direct first."""

EHC_PLANS, PLACEMENTS = "ehc_plans", "placements"

Figure = tuple[str, str, int | str]
"""Table of `official.store.Official`, column as `revisions` has it, January or financial year.

That of a population, which is of one kind, is empty.
"""

Used = Mapping[str, frozenset[Figure]]
"""Way → the figures that reach a report by it."""


@dataclass(frozen=True)
class Years:
    """The years that a report is of, from its parameters and from what there is to show.

    `plans` and `placements` are the Januaries that the authority has them of, `financial_years` is
    that of each basis of section 251, `population` the year that it is of.
    """

    start: int
    end: int
    plans: Sequence[int]
    placements: Sequence[int]
    financial_years: Mapping[str, str]
    population: int | None = None
    registry: Registry | None = None


def _growth(years: Years) -> Used:
    ends = {years.start, years.end} | ({years.population} if years.population else set())
    every, between = _totals(years.plans), _totals(range(years.start, years.end + 1))
    parts = {(EHC_PLANS, name, y) for name in ("statements", EHC_PLANS) for y in years.plans}
    mix: set[Figure] = set()
    if years.placements:
        own = pd.DataFrame({"january": list(years.placements)})
        names = [ALL_PLANS, INDEPENDENT, *(name for group in GROUPS.values() for name in group)]
        chosen = placement_years(own, years.start, years.end)
        mix = {(PLACEMENTS, name, january) for name in names for january in chosen}
    people: set[Figure] = {(POPULATION, "", years.population)} if years.population else set()
    return {
        AUTHORITY: frozenset(every | parts | mix),
        ENGLAND: frozenset(every | mix),
        REGION: frozenset(between),
        NEIGHBOUR: frozenset(between),
        EVERYONE: frozenset(_totals(ends) | people),
    }


def _totals(januaries: Sequence[int] | set[int]) -> set[Figure]:
    return {(EHC_PLANS, "total", january) for january in januaries}


def _unit_cost(years: Years) -> Used:
    if not years.financial_years:
        return {}
    shown: set[Figure] = {
        (PLACEMENTS, name, january)
        for name in (*PLACEMENT_KINDS, ALL_PLANS)
        for january in years.placements
    }
    placed = {figure for one in DEFINITIONS for figure in _placements(one, years)}
    amounts = [*PHASES, INCOME, TOTAL]
    costs = {
        _section251(basis, year, LINE_123, amount)
        for basis, year in years.financial_years.items()
        for amount in amounts
    }
    planned = years.financial_years[PLANNED]
    special = {
        *((PLACEMENTS, name, january) for name in MAINTAINED_SPECIAL for january in _both(planned)),
        _section251(PLANNED, planned, MAINTAINED_TOP_UP, "special"),
    }
    return {
        AUTHORITY: frozenset(shown | placed | costs | special),
        ENGLAND: frozenset(shown | placed),
        REGION: frozenset(placed),
        NEIGHBOUR: frozenset(placed | costs),
        # costs of regions and England are sums of those of authorities; placements are published
        EVERYONE: frozenset(costs | set(_placements(STANDARD, years))),
    }


def _placements(definition: Definition, years: Years) -> list[Figure]:
    januaries = _both(years.financial_years[definition.basis])
    return [(PLACEMENTS, name, january) for name in definition.placements for january in januaries]


def _both(financial_year: str) -> tuple[int, int]:
    opening = int(financial_year[:4])
    return opening, opening + 1


def _section251(basis: str, year: str, top_up: str, amount: str) -> Figure:
    (lines,) = (lines for lines, name in TOP_UP_LINES.items() if name == top_up)
    (category,) = (category.name for category in CATEGORIES if category.lines == lines)
    return SECTION_251, f"{basis}, {category}, {amount}", year


def _benchmark(years: Years) -> Used:
    """England and the regions are sums there, so that a figure published of them reaches none."""
    if years.registry is None:
        return {}
    quantities = [
        quantity
        for measure in years.registry.measures
        for quantity in (measure.numerator, measure.denominator)
        if quantity is not None
    ]
    figures = frozenset(_of_term(term) for quantity in quantities for term in quantity.terms)
    return dict.fromkeys((AUTHORITY, NEIGHBOUR, EVERYONE), figures)


def _of_term(term: Term) -> Figure:
    named = dict(zip(PERIOD_COLUMNS[term.table], term.key, strict=True))
    (period,) = (named.pop(name) for name in ("january", "financial_year", "year") if name in named)
    return term.table, ", ".join(named.values()), period


FIGURES_USED: Mapping[str, Callable[[Years], Used]] = {
    "ehcp_growth": _growth,
    "independent_placement_unit_cost": _unit_cost,
    "high_needs_benchmark": _benchmark,
}
"""Analysis → the figures that it uses; an analysis that is not here uses no official figure."""
