"""The registry of measures of `high_needs_benchmark`: what each is, and the words for it.

Whatever a report says of a measure (titles, captions, notes, headers, text alternatives, method) is
written from its entry here, and its figures are computed from the terms of the same entry.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from analysis.errors import DataError
from analysis.official.benchmarking_categories import (
    ALL_PLANS,
    BENCHMARK_PLACEMENTS,
    CATEGORIES,
    OUTTURN,
    PLACEMENT_GROUPS,
    PLANNED,
    POPULATION,
    SECTION_251,
)
from analysis.official.sen2 import FIRST_PERSON_LEVEL, MAINTAINED_SPECIAL, NMSS_OR_INDEPENDENT
from analysis.quantities import listed, money, one_decimal, or_missing, percent

PLACEMENTS = "placements"

PERIOD_COLUMNS: Mapping[str, tuple[str, ...]] = {
    SECTION_251: ("basis", "financial_year", "category", "column"),
    BENCHMARK_PLACEMENTS: ("january", "placement"),
    POPULATION: ("year",),
    PLACEMENTS: ("january", "placement"),
}
"""Table of `official.store.Official` → the columns that say, with the code, what a figure is of."""

SOURCES: Mapping[str, str] = {
    SECTION_251: "High needs benchmarking tool",
    BENCHMARK_PLACEMENTS: "High needs benchmarking tool",
    POPULATION: "High needs benchmarking tool",
    PLACEMENTS: "Education, health and care plans (SEN2)",
}
"""Table → the release that it is from."""

NO_DIRECTION = "Neither high nor low is good or bad in itself."

PERIODS_DIFFER = (
    "Section 251 is of a financial year, April to March; SEN2 counts on one day in January."
)
PLANNED_AND_OUTTURN = (
    "Planned expenditure is what was meant to be spent, raw outturn what was spent. Academies’ "
    "places are deducted from the dedicated schools grant before outturn (FBIT adds them back), so "
    "place funding, and all seven categories with it, is not comparable between the two."
)
OUTTURN_LABEL = (
    "The benchmarking workbook of 2021-22 labels its outturn 2020-21; its values are those of "
    "2021-22."
)
LINE_123_CARRIES = (
    "Line 1.2.3 carries fees, therapies and sometimes residential costs, which vary by council."
)
DENOMINATORS_DIFFER = (
    "Other tools divide by other things: FBIT by pupils of its schools or by plans, LAIT by plans "
    "and weeks, the tabs of the DfE workbook by people aged 2 to 18 for every line."
)
PROJECTION = (
    "The population aged 2 to 18 is the workbook’s: a projection by ONS, not the estimate that "
    "followed."
)
NOT_FBIT_TOTAL = (
    "The sum of the seven categories is not FBIT’s total of high needs, which has all of line "
    "1.0.2 and line 1.4.11 as well."
)
PLACE_FUNDING_PART = (
    "Place funding here is that of special schools and of AP and PRUs; other phases are left out."
)
NO_PLACEMENT_GROUP = (
    "Only top-ups of special schools, and of non-maintained and independent schools, have a group "
    "of placements that they pay for; other categories are not divided by placements."
)
BOTH_JANUARIES = (
    "Placements are the average of the January before and the January within the financial year, "
    "so an authority that was not there in both has no figure. Hospital schools are counted with "
    "maintained special schools."
)
PHASES_DIFFER = (
    "It leans on costs being recorded in the phase that the placements are of, which councils do "
    "differently: a few record none, or nearly all, in one phase. Where none is recorded there is "
    "no figure, rather than one of £0: the placements there are cost something."
)
LATEST_GROUPS = (
    f"From January {FIRST_PERSON_LEVEL} SEN2 is collected person by person: a break in the series. "
    "It counts hospital schools with maintained special schools, and says of some plans that the "
    "placement is not recorded. Other is what is left of all plans."
)


@dataclass(frozen=True)
class Term:
    """One figure of a table, by the columns of `PERIOD_COLUMNS`, and its weight in a sum."""

    table: str
    key: tuple[Any, ...]
    weight: float = 1.0


@dataclass(frozen=True)
class Quantity:
    """What is divided or divided by: its words with source and year, and the terms of its sum."""

    words: str
    terms: tuple[Term, ...]
    lines: str = ""

    @property
    def source(self) -> str:
        """The releases that its figures are from."""
        return listed(list(dict.fromkeys(SOURCES[term.table] for term in self.terms)))


@dataclass(frozen=True)
class Family:
    """Measures of one unit that are shown together. Those of amounts have no rank."""

    key: str
    title: str
    unit: str
    write: Callable[[Any], str]
    day: str
    """The measures are of the authorities that there were on this day, such as 2021-04-01."""
    times: float = 1.0
    ranked: bool = True
    caveats: tuple[str, ...] = ()
    nothing_is_elsewhere: bool = False
    """A cost of nothing is recorded elsewhere: it gives no figure, rather than one of £0."""
    of: str = ""
    """What it measures, where its title is a date alone."""

    @property
    def named(self) -> str:
        """What it measures, and when."""
        return f"{self.of}, {self.title}" if self.of else self.title


@dataclass(frozen=True)
class Measure:
    """An entry of the registry. No measure has a direction: see `NO_DIRECTION`."""

    key: str
    label: str
    family: Family
    numerator: Quantity
    denominator: Quantity | None = None
    own_caveats: tuple[str, ...] = ()
    direction: str = NO_DIRECTION
    together: bool = False
    """Whether it is of all categories together."""

    @property
    def name(self) -> str:
        """Its full name: what, of which basis and year, per what."""
        return f"{self.label}: {lower_first(self.family.title)}"

    @property
    def lines(self) -> str:
        """The section 251 lines of its numerator; empty where it has none."""
        return self.numerator.lines

    @property
    def unit(self) -> str:
        """The unit of its figures, such as `£ per head`."""
        return self.family.unit

    @property
    def formula(self) -> str:
        """How it is worked out, in words."""
        if self.denominator is None:
            return self.numerator.words
        times = "" if self.family.times == 1 else f"{self.family.times:,.0f} × "
        return f"{times}{self.numerator.words} ÷ {self.denominator.words}"

    @property
    def over(self) -> str:
        """What it is divided by, in words; empty for an amount."""
        return "" if self.denominator is None else f"÷ {self.denominator.words}"

    @property
    def caption(self) -> str:
        """Name, unit and formula: what a chart's subtitle says."""
        return f"{self.name} ({self.unit}) = {self.formula}"

    @property
    def caveats(self) -> tuple[str, ...]:
        """What to bear in mind, its own first."""
        return (*self.own_caveats, *self.family.caveats)

    @property
    def sources(self) -> tuple[str, ...]:
        """The tables of `official.store.Official` behind it."""
        return tables_behind([self])

    def text(self, value: float | None) -> str:
        """A figure as prose says it, or that it is not available."""
        return or_missing(self.family.write, value)


@dataclass(frozen=True)
class Registry:
    """Every measure, in the order that it is shown."""

    measures: tuple[Measure, ...]

    def family(self, *keys: str) -> list[Measure]:
        """The measures of families, in their order. Raises DataError for one that is unknown."""
        found = [measure for key in keys for measure in self.measures if measure.family.key == key]
        if not found:
            raise DataError(f"The registry has no measures of {listed(list(keys))}")
        return found

    def __getitem__(self, key: str) -> Measure:
        """The measure with a key. Raises KeyError for none."""
        return {measure.key: measure for measure in self.measures}[key]


def lower_first(text: str) -> str:
    """A title within a sentence: its first letter small, unless it is of a name."""
    named = text[:2].isupper() or text.startswith("January")
    return text if named else text[:1].lower() + text[1:]


def tables_behind(measures: Sequence[Measure]) -> tuple[str, ...]:
    """The tables of `official.store.Official` behind measures."""
    quantities = [q for m in measures for q in (m.numerator, m.denominator) if q is not None]
    return tuple(dict.fromkeys(term.table for quantity in quantities for term in quantity.terms))


def caption(measures: Sequence[Measure]) -> str:
    """What measures of one family show, in which unit, divided by what."""
    titles = list(dict.fromkeys(f"{m.family.named} ({m.unit})" for m in measures))
    overs = list(dict.fromkeys(measure.over for measure in measures if measure.over))
    return " ".join([listed(titles), *([", ".join(overs)] if overs else [])])


def caveats(measures: Sequence[Measure]) -> list[str]:
    """Every caveat of measures once, and that none has a direction."""
    every = [caveat for measure in measures for caveat in measure.caveats]
    return list(dict.fromkeys([*every, *(measure.direction for measure in measures)]))


@dataclass(frozen=True)
class Periods:
    """The latest periods of the imported releases."""

    planned: str
    outturn: str
    january: int
    population: int
    population_basis: str
    latest: int


def read_periods(
    section251: pd.DataFrame,
    benchmark_placements: pd.DataFrame,
    population: pd.DataFrame,
    placements: pd.DataFrame,
) -> Periods:
    """The latest periods of tables of `official.store.Official`."""
    years = section251.groupby("basis")["financial_year"].max()
    people = population.loc[population["year"].idxmax()]
    return Periods(
        str(years[PLANNED]),
        str(years[OUTTURN]),
        int(benchmark_placements["january"].max()),
        int(people["year"]),
        str(people["basis"]),
        int(placements["january"].max()),
    )


LABELS: Mapping[str, str] = {
    "place_funding": "Place funding, special and AP",
    "maintained_top_up": "Top-up, maintained and academies",
    "independent_top_up": "Top-up, non-maintained and independent",
    "sen_support": "SEN support and inclusion",
    "ap_services": "AP services",
    "hospital": "Hospital education",
    "therapies": "Therapies and health",
}
"""Key → label of each of `benchmarking_categories.CATEGORIES`, in their order."""

ALL_SEVEN = "all_seven"

OWN_CAVEATS: Mapping[str, tuple[str, ...]] = {
    "place_funding": (PLACE_FUNDING_PART,),
    "independent_top_up": (LINE_123_CARRIES,),
    ALL_SEVEN: (NOT_FBIT_TOTAL, LINE_123_CARRIES),
}

SCHOOL_PHASES = ("special", "primary", "secondary")


PLANS_PER_1000 = "EHC plans per 1,000 people aged 2 to 18"


def build_registry(periods: Periods) -> Registry:
    """Every measure, dated by the periods of the imported releases."""
    plans = Quantity(
        f"EHC plans in January {periods.january}",
        (Term(BENCHMARK_PLACEMENTS, (periods.january, ALL_PLANS)),),
    )
    people = Quantity(
        f"population aged 2 to 18 ({periods.population_basis})",
        (Term(POPULATION, (periods.population,)),),
    )
    measures = [
        measure
        for basis, year in ((PLANNED, periods.planned), (OUTTURN, periods.outturn))
        for measure in _of_basis(basis, year, people, plans, f"{periods.planned[:4]}-04-01")
    ]
    rate = Family(
        "plans_per_1000",
        f"January {periods.january}",
        "plans per 1,000 people",
        one_decimal,
        f"{periods.planned[:4]}-04-01",
        1000.0,
        caveats=(PROJECTION, "Plans are of people up to 25, the population is of those 2 to 18."),
        of=PLANS_PER_1000,
    )
    measures.append(Measure(rate.key, rate.of, rate, plans, people))
    measures += _mix(periods.january, plans) + _latest_mix(periods.latest)
    return Registry(tuple(measures))


def _of_basis(basis: str, year: str, people: Quantity, plans: Quantity, day: str) -> list[Measure]:
    short = basis.split()[0]
    title = f"{basis.capitalize()} {year}"
    common = (PLANNED_AND_OUTTURN, *((OUTTURN_LABEL,) if basis == OUTTURN else ()))
    per = (*common, DENOMINATORS_DIFFER)
    amounts = Family(f"amounts_{short}", title, "£", money, day, ranked=False, caveats=common)
    head = Family(
        f"per_head_{short}",
        f"{title} per head",
        "£ per head",
        money,
        day,
        caveats=(PROJECTION, *per),
    )
    plan = Family(
        f"per_plan_{short}",
        f"{title} per EHC plan",
        "£ per plan",
        money,
        day,
        caveats=(PERIODS_DIFFER, *per),
    )
    placed = Family(
        f"per_placement_{short}",
        f"{title} per placement",
        "£ per placement",
        money,
        day,
        caveats=(PHASES_DIFFER, PERIODS_DIFFER, BOTH_JANUARIES, NO_PLACEMENT_GROUP, *per),
        nothing_is_elsewhere=True,
    )
    spending = _spending(basis, year)
    measures = [
        Measure(
            f"{family.key}_{key}",
            label,
            family,
            spending[key],
            over,
            OWN_CAVEATS.get(key, ()),
            together=key == ALL_SEVEN,
        )
        for family, over in ((amounts, None), (head, people), (plan, plans))
        for key, label in (*LABELS.items(), (ALL_SEVEN, "All seven categories"))
    ]
    opening = int(year[:4])
    return [
        *measures,
        Measure(
            f"{placed.key}_maintained_special",
            "Top-up, maintained special",
            placed,
            _phases(basis, year, "maintained_top_up", ("special",)),
            _placed("maintained special placements", opening, MAINTAINED_SPECIAL),
        ),
        Measure(
            f"{placed.key}_nmss_or_independent",
            "Top-up, NMSS and independent",
            placed,
            _phases(basis, year, "independent_top_up", SCHOOL_PHASES),
            _placed("NMSS or independent placements", opening, NMSS_OR_INDEPENDENT),
            (LINE_123_CARRIES,),
        ),
    ]


def _lines(lines: str) -> str:
    return f"section 251 {'lines' if '+' in lines else 'line'} {lines}"


def _spending(basis: str, year: str) -> dict[str, Quantity]:
    """Key of `LABELS` → the net total of its category; and all seven together."""
    each = {
        key: Quantity(
            f"{basis} {year} on {_lines(category.lines)}",
            (Term(SECTION_251, (basis, year, category.name, "total")),),
            category.lines,
        )
        for key, category in zip(LABELS, CATEGORIES, strict=True)
    }
    together = Quantity(
        f"{basis} {year} on all seven categories together",
        tuple(term for quantity in each.values() for term in quantity.terms),
        " + ".join(category.lines for category in CATEGORIES),
    )
    return each | {ALL_SEVEN: together}


def _phases(basis: str, year: str, key: str, phases: tuple[str, ...]) -> Quantity:
    """Phases of a category before income, which is not split by phase."""
    category = CATEGORIES[list(LABELS).index(key)]
    word = "phases" if len(phases) > 1 else "phase"
    return Quantity(
        f"{basis} {year} on {_lines(category.lines)}, {listed(list(phases))} {word}, before income",
        tuple(Term(SECTION_251, (basis, year, category.name, phase)) for phase in phases),
        f"{category.lines} ({listed(list(phases))})",
    )


def _placed(words: str, opening: int, kinds: Sequence[str]) -> Quantity:
    return Quantity(
        f"{words} (average of January {opening} and {opening + 1})",
        tuple(
            Term(PLACEMENTS, (january, kind), 0.5)
            for january in (opening, opening + 1)
            for kind in kinds
        ),
    )


def _share_family(key: str, january: int, own: tuple[str, ...]) -> Family:
    title = f"Share of EHC plans, January {january}"
    return Family(key, title, "% of plans", percent, f"{january}-01-31", 100.0, caveats=own)


def _mix(january: int, plans: Quantity) -> list[Measure]:
    """The seven groups of the workbook, which make up all plans."""
    family = _share_family("mix", january, ())
    return [
        Measure(
            f"mix_{group}",
            label,
            family,
            Quantity(
                f"plans in {_in_words(label)}",
                (Term(BENCHMARK_PLACEMENTS, (january, group)),),
            ),
            plans,
        )
        for group, label in PLACEMENT_GROUPS.items()
    ]


def _in_words(label: str) -> str:
    return f"the group ‘{label}’"


NOT_RECORDED = "placement_unknown"

LATEST: Mapping[str, tuple[str, ...]] = {
    "mainstream": ("mainstream_la_maintained", "mainstream_academy", "mainstream_free_school"),
    "resourced_provision_or_sen_unit": tuple(
        f"mainstream_{school}_{part}"
        for school in ("la_maintained", "academy", "free_school")
        for part in ("resourced_provision", "senunit")
    ),
    "maintained_special": MAINTAINED_SPECIAL,
    "nmss_or_independent": NMSS_OR_INDEPENDENT,
    "hospital_or_ap": ("ap_pru_total",),
    "post_16": ("fe_total",),
}
"""Group of the workbook → placements of SEN2 that make it up, `other` being what is left.

In January 2021 they give the workbook's own figures of every authority, hospital schools aside.
"""

LATEST_LABELS: Mapping[str, str] = {
    **{group: PLACEMENT_GROUPS[group] for group in LATEST},
    "maintained_special": "Maintained special, with hospital schools",
    "hospital_or_ap": "Alternative provision",
    NOT_RECORDED: "Placement not recorded",
    "other": PLACEMENT_GROUPS["other"],
}


def _latest_mix(january: int) -> list[Measure]:
    family = _share_family("latest_mix", january, (LATEST_GROUPS,))
    all_plans = Term(PLACEMENTS, (january, "ehcplans"))
    plans = Quantity(f"EHC plans in January {january}", (all_plans,))
    groups = dict(LATEST)
    if january >= FIRST_PERSON_LEVEL:
        groups[NOT_RECORDED] = (NOT_RECORDED,)
    parts = {
        group: tuple(Term(PLACEMENTS, (january, kind)) for kind in kinds)
        for group, kinds in groups.items()
    }
    named = (Term(term.table, term.key, -1.0) for terms in parts.values() for term in terms)
    parts["other"] = (all_plans, *named)
    return [
        Measure(
            f"latest_mix_{group}",
            LATEST_LABELS[group],
            family,
            Quantity(f"plans in {_in_words(LATEST_LABELS[group])}", terms),
            plans,
        )
        for group, terms in parts.items()
    ]
