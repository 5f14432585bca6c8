"""Figures that a later release revised, and the reports that show or compute with each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from analysis.all_areas import unique_names
from analysis.folders import Folders
from analysis.measures.figures_used import EHC_PLANS, PLACEMENTS, Figure
from analysis.official.benchmarking_categories import BENCHMARK_PLACEMENTS, POPULATION, SECTION_251
from analysis.official.revisions import REVISIONS
from analysis.official.store import Official
from analysis.official.symbols import MEANINGS
from analysis.quantities import MISSING, plain
from analysis.build.plan import Report
from analysis.build.reached import ReportsOnAuthorities, ReportsOnPapers

TABLE_WORDS: Mapping[str, str] = {
    EHC_PLANS: "statements and EHC plans",
    PLACEMENTS: "EHC plans by placement",
    SECTION_251: "section 251",
    BENCHMARK_PLACEMENTS: "EHC plans by placement, benchmarking workbook",
    POPULATION: "people aged 2 to 18",
}


@dataclass(frozen=True)
class Revised:
    """A revised figure in words: whose and which, its two values, and the reports it reaches."""

    figure: str
    earlier: str
    later: str
    authorities: str
    """The reports on authorities, and how it reaches them."""
    papers: str
    """The reports on papers, and which of the two values they rest on."""


def revised_figures(
    official: Official, authorities: Sequence[Report], papers: Sequence[Report], folders: Folders
) -> list[Revised]:
    """Every figure that a later release revised, with the reports of these that it reaches.

    `authorities` are reports on authorities and `papers` on papers, each with its parameters.
    """
    if not official.has(REVISIONS) or official.revisions.empty:
        return []
    on_authorities = ReportsOnAuthorities(official, authorities)
    on_papers = ReportsOnPapers(papers, folders)
    names = unique_names(official.areas)
    found = []
    for row in official.revisions.to_dict("records"):
        code, figure = str(row["code"]), _figure(row)
        earlier, later = row["earlier_value"], row["later_value"]
        found.append(
            Revised(
                _words(row, names),
                _value(earlier, row["earlier_symbol"], row["earlier_release"]),
                _value(later, row["later_symbol"], row["later_release"]),
                on_authorities.reached(code, figure),
                on_papers.reached(code, figure, earlier, later),
            )
        )
    return found


def _figure(row: Mapping[str, object]) -> Figure:
    column = "" if row["table"] == POPULATION else str(row["column"])
    return str(row["table"]), column, _period(row)


def _period(row: Mapping[str, object]) -> int | str:
    january = row["january"]
    return str(row["financial_year"]) if pd.isna(january) else int(str(january))


def _words(row: Mapping[str, object], names: Mapping[str, str]) -> str:
    """`Kent, January 2021: EHC plans by placement, special independent`."""
    table, when = str(row["table"]), _period(row)
    dated = f"January {when}" if isinstance(when, int) and table != POPULATION else str(when)
    column = str(row["column"]).replace("_", " ")
    area = names.get(str(row["code"]), str(row["code"]))
    return f"{area}, {dated}: {TABLE_WORDS[table]}, {column}"


def _value(value: object, symbol: object, release: object) -> str:
    """`1,396 (release of 2025)`."""
    shown = MEANINGS.get(str(symbol), MISSING) if pd.isna(value) else plain(float(str(value)))
    return f"{shown} (release of {release})"
