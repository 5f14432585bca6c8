"""Which reports an official figure reaches: those that show it or compute with it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property

import pandas as pd

from analysis.all_areas import FIRST_PLACEMENTS, all_areas
from analysis.folders import Folders
from analysis.measures.against import AUTHORITY, ENGLAND, NEIGHBOUR, REGION
from analysis.measures.benchmark import TABLES as OF_BENCHMARK
from analysis.measures.benchmark import build_registry, read_periods
from analysis.measures.figures_used import (
    EHC_PLANS,
    EVERYONE,
    FIGURES_USED,
    PLACEMENTS,
    WAYS,
    Figure,
    Used,
    Years,
)
from analysis.official.sen2 import ENGLAND_CODE
from analysis.official.areas import LOCAL
from analysis.official.benchmarking_categories import POPULATION, SECTION_251
from analysis.official.store import Official
from analysis.quantities import listed, number, or_missing, plain
from analysis.build.parameters import read_parameters
from analysis.build.plan import Report

NO_REPORT = "none"

SAME = 0.5
"""Reference figures are whole plans: two values that differ by less are one."""


class ReportsOnAuthorities:
    """Reports on authorities, by the figures that they take from the imported releases."""

    def __init__(self, official: Official, reports: Sequence[Report]) -> None:
        self.official = official
        self.areas = official.areas.set_index("code")
        self.local = frozenset(self.areas.index[self.areas["level"] == LOCAL])
        self.reports = [
            (report, self._codes(report), self._used(report))
            for report in reports
            if report.analysis.name in FIGURES_USED
        ]

    def reached(self, code: str, figure: Figure) -> str:
        """The reports in words: by analysis, and by the most direct way it reaches each of them."""
        found: dict[str, dict[str, list[str]]] = {}
        for report, codes, used in self.reports:
            ways = (way for way in WAYS if code in codes[way] and figure in used.get(way, ()))
            if way := next(ways, None):
                names = found.setdefault(report.analysis.title, {})
                names.setdefault(way, []).append(report.subject.name)
        return "; ".join(_reports(title, names) for title, names in found.items()) or NO_REPORT

    def _codes(self, report: Report) -> Mapping[str, frozenset[str]]:
        own = str(report.subject.parameters["authority"])
        return {
            AUTHORITY: frozenset({own}),
            ENGLAND: frozenset({ENGLAND_CODE}),
            REGION: frozenset({str(self.areas.loc[own, "region_code"])}),
            NEIGHBOUR: self._neighbours.get(own, frozenset()),
            EVERYONE: self.local,
        }

    def _used(self, report: Report) -> Used:
        area = self.areas.loc[str(report.subject.parameters["authority"])]
        first, last = int(area["first_january"]), int(area["last_january"])
        own = replace(
            self._years,
            start=max(_given(report, "start", first), first),
            end=min(_given(report, "end", last), last),
            plans=[year for year in self._years.plans if first <= year <= last],
            placements=[year for year in self._years.placements if first <= year <= last],
        )
        return FIGURES_USED[report.analysis.name](own)

    @cached_property
    def _years(self) -> Years:
        """What the releases have, for no authority in particular."""
        years = Years(0, 0, self._periods(EHC_PLANS, "january"), self._placements, {})
        if self.official.has(SECTION_251):
            years = replace(years, financial_years=_latest(self.official.section251))
        if people := self._periods(POPULATION, "year"):
            years = replace(years, population=people[-1])
        if all(map(self.official.has, OF_BENCHMARK)):
            periods = read_periods(*map(self.official.table, OF_BENCHMARK))
            years = replace(years, registry=build_registry(periods))
        return years

    @cached_property
    def _placements(self) -> list[int]:
        return [year for year in self._periods(PLACEMENTS, "january") if year >= FIRST_PLACEMENTS]

    def _periods(self, table: str, column: str) -> list[int]:
        if not self.official.has(table):
            return []
        return sorted(map(int, self.official.table(table)[column].unique()))

    @cached_property
    def _neighbours(self) -> dict[str, frozenset[str]]:
        rows = all_areas(self.official).neighbours
        if rows.empty:
            return {}
        near = rows.dropna(subset="neighbour_code").groupby("code")["neighbour_code"]
        return {str(code): frozenset(codes) for code, codes in near}


def _reports(title: str, names: Mapping[str, Sequence[str]]) -> str:
    ways = [_way(way, sorted(names[way])) for way in WAYS if way in names]
    return f"“{title}” ({'; '.join(ways)})"


def _way(way: str, names: list[str]) -> str:
    """How a figure reaches the reports of authorities with these names."""
    if way == AUTHORITY:
        return f"of {listed(names)}"
    if way == NEIGHBOUR:
        return f"as a statistical neighbour: of {listed(names)}"
    reports = f"{number(len(names))} report{'' if len(names) == 1 else 's'}"
    means = {EVERYONE: "in ranks, ranges or sums", REGION: "as the region", ENGLAND: "as England"}
    return f"{means[way]}: {reports}"


class ReportsOnPapers:
    """Reports on papers, by the reference figures of `data/raw/dfe` that they rest on."""

    def __init__(self, reports: Iterable[Report], folders: Folders) -> None:
        self.folders = folders
        self.reports = [
            (report, report.subject.paper.authority_code)
            for report in reports
            if report.analysis.name in FIGURES_USED and report.subject.paper
        ]

    def reached(self, code: str, figure: Figure, earlier: object, later: object) -> str:
        """The reports in words, and which value of a revised figure they rest on."""
        found: dict[str, list[str]] = {}
        for report, own in self.reports:
            way = {ENGLAND_CODE: ENGLAND, own: AUTHORITY}.get(code)
            if not way or (code, figure) not in self._reference:
                continue
            if figure in self._used(report, own).get(way, ()):
                found.setdefault(report.analysis.title, []).append(report.subject.folder)
        if not found:
            return NO_REPORT
        reports = "; ".join(f"“{title}” ({listed(papers)})" for title, papers in found.items())
        return f"{reports}, with {_which(self._reference[code, figure], earlier, later)}"

    def _used(self, report: Report, own: str) -> Used:
        plans, placements = (self._januaries(own, table) for table in (EHC_PLANS, PLACEMENTS))
        start, end = _given(report, "start", plans[0]), _given(report, "end", plans[-1])
        years = Years(start, end, plans, placements, self._financial_years)
        return FIGURES_USED[report.analysis.name](years)

    def _januaries(self, code: str, table: str) -> list[int]:
        figures = [figure for area, figure in self._reference if area == code]
        return sorted({int(when) for of, _, when in figures if of == table})

    @cached_property
    def _reference(self) -> dict[tuple[str, Figure], float]:
        """Code and figure → the reference figure, which is no number where it is missing."""
        from analysis.official.reference import read_ehc_plans, read_placements  # pandera takes a second

        plans, placements = read_ehc_plans(self.folders.dfe), read_placements(self.folders.dfe)
        codes = plans.drop_duplicates("authority").set_index("authority")["code"]
        placements = placements.assign(code=placements["authority"].map(codes))
        figures: dict[tuple[str, Figure], float] = {}
        for table, rows in ((EHC_PLANS, plans), (PLACEMENTS, placements)):
            named = rows.drop(columns=["authority", "release"], errors="ignore")
            long = named.melt(["code", "january"])
            for code, january, column, value in long.itertuples(index=False):
                number = float("nan") if pd.isna(value) else float(value)
                figures[str(code), (table, str(column), int(january))] = number
        return figures

    @cached_property
    def _financial_years(self) -> dict[str, str]:
        from analysis.official.reference import read_top_up

        return _latest(read_top_up(self.folders.dfe))


def _which(held: float, earlier: object, later: object) -> str:
    for value, words in ((later, "the later figure"), (earlier, "the earlier figure")):
        known = None if pd.isna(value) else float(str(value))
        if pd.isna(held) if known is None else abs(held - known) < SAME:
            return words
    return f"neither figure but {or_missing(plain, held)}"


def _latest(section251: pd.DataFrame) -> dict[str, str]:
    """Basis → its latest financial year."""
    return dict(section251.groupby("basis")["financial_year"].max())


def _given(report: Report, name: str, otherwise: int) -> int:
    """A January that a report is run with: the one given, or else its notebook's own."""
    parameters = read_parameters(report.analysis.notebook)
    if name not in parameters:
        return otherwise
    parameter = parameters[name]
    default = parameter.from_text(parameter.default, name)
    return int(parameter.checked(report.parameters.get(name, default), report.name))
