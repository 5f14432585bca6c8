"""Figures that a later release revised, in words."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from analysis.display import MISSING, plain
from analysis.official.benchmarking_categories import BENCHMARK_PLACEMENTS, POPULATION, SECTION_251
from analysis.official.figures import unique_names
from analysis.official.revisions import REVISIONS
from analysis.official.store import Official
from analysis.official.symbols import MEANINGS

TABLE_WORDS: Mapping[str, str] = {
    "ehc_plans": "statements and EHC plans",
    "placements": "EHC plans by placement",
    SECTION_251: "section 251",
    BENCHMARK_PLACEMENTS: "EHC plans by placement, benchmarking workbook",
    POPULATION: "people aged 2 to 18",
}


@dataclass(frozen=True)
class Revised:
    """A revised figure in words: whose and which, and its two values."""

    figure: str
    earlier: str
    later: str


def revised_figures(official: Official) -> list[Revised]:
    """Return every figure that a later release revised."""
    if not official.has(REVISIONS) or official.revisions.empty:
        return []
    names = unique_names(official.areas)
    return [
        Revised(
            _words(row, names),
            _value(row["earlier_value"], row["earlier_symbol"], row["earlier_release"]),
            _value(row["later_value"], row["later_symbol"], row["later_release"]),
        )
        for row in official.revisions.to_dict("records")
    ]


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
