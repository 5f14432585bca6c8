"""The tables that analyses read, made anew of everything that has been imported.

Whatever was imported first: the tables are made of the set of parts, each being what one csv or
workbook holds, so that they do not depend on the order.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import pandas as pd

from analysis.official.areas import (
    AREAS,
    build_areas,
    codes_by_number,
    present_code,
    unexplained,
)
from analysis.official.benchmarking_categories import BENCHMARK_PLACEMENTS, POPULATION, SECTION_251
from analysis.official.ehc_plans_release import EHC_PLANS, PLACEMENTS_TABLE
from analysis.official.neighbours_release import NEIGHBOURS
from analysis.official.revisions import REVISION_COLUMNS, REVISIONS, later_wins

TABLE_COLUMNS: Mapping[str, tuple[str, ...]] = {
    EHC_PLANS: ("code", "level", "january", "measure", "value", "symbol", "release", "source"),
    PLACEMENTS_TABLE: (
        "code",
        "level",
        "january",
        "placement",
        "value",
        "symbol",
        "release",
        "source",
    ),
    SECTION_251: (
        "code",
        "basis",
        "financial_year",
        "category",
        "lines",
        "column",
        "value",
        "symbol",
        "release",
    ),
    BENCHMARK_PLACEMENTS: ("code", "january", "placement", "value", "symbol", "release"),
    POPULATION: ("code", "year", "ages", "basis", "value", "symbol", "release"),
    NEIGHBOURS: ("code", "rank", "neighbour_code", "closeness", "former", "model"),
}
"""Table → its columns. `release` is a reporting year; `source` the table of the release."""

WORKBOOK_KEYS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    SECTION_251: ("financial_year", ("basis", "category", "lines", "column")),
    BENCHMARK_PLACEMENTS: ("january", ("placement",)),
    POPULATION: ("year", ("ages", "basis")),
}
"""Table of a benchmarking workbook → its period, and what else tells its rows apart."""


@dataclass(frozen=True)
class Part:
    """What one csv or workbook holds of one table, as it was read, with its release's year."""

    table: str
    release: int
    source: str
    rows: pd.DataFrame


@dataclass(frozen=True)
class Assembled:
    """The tables, and what there is to say about them.

    `waiting` are tables that no release says the ONS codes for yet, `unplaced` the authorities of
    workbooks that none of the releases knows, `notes` authorities that come or go unexplained.
    """

    tables: Mapping[str, pd.DataFrame]
    waiting: tuple[str, ...]
    unplaced: tuple[str, ...]
    notes: tuple[str, ...]


def assemble(parts: Iterable[Part]) -> Assembled:
    """Every table that the parts make up, sorted, so that the same parts give the same bytes."""
    of: dict[str, list[Part]] = {}
    for part in sorted(parts, key=lambda part: (part.table, part.release, part.source)):
        of.setdefault(part.table, []).append(part)
    numbered = [table for table in (*WORKBOOK_KEYS, NEIGHBOURS) if table in of]
    if EHC_PLANS not in of and PLACEMENTS_TABLE not in of:
        return Assembled({}, tuple(numbered), (), ())
    areas = _areas(of, numbered)
    tables, revised = {AREAS: areas}, []
    for table, column in ((EHC_PLANS, "measure"), (PLACEMENTS_TABLE, "placement")):
        if table in of:
            rows = _joined(of[table]).rename(columns={"measure": column})
            rows = rows.assign(code=present_code(rows["code"]))
            kept, changed = later_wins(rows, "january", [column])
            tables[table] = _finished(table, kept, ["code", "january", column])
            revised.append(changed.assign(table=table, column=changed[column]))
    code_of = codes_by_number(areas)
    unplaced: dict[str, None] = {}
    for table in numbered:
        rows = _joined(of[table])
        rows = rows.assign(code=rows["la_code"].map(code_of).astype("str"))
        unknown = rows[rows["code"].isna()]
        unplaced |= dict.fromkeys(f"{n} {name}" for n, name in _pairs(unknown))
        rows = rows[rows["code"].notna()]
        if table == NEIGHBOURS:
            rows = rows.assign(neighbour_code=rows["neighbour_la_code"].map(code_of).astype("str"))
            tables[table] = _finished(table, rows, ["code", "model", "rank"])
            continue
        period, key = WORKBOOK_KEYS[table]
        kept, changed = later_wins(rows, period, key)
        tables[table] = _finished(table, kept, ["code", period, *key])
        named = [name for name in key if name != "lines"]
        what = [", ".join(map(str, row)) for row in changed[named].to_numpy()]
        revised.append(changed.drop(columns=list(key)).assign(table=table, column=what))
    tables[REVISIONS] = _revisions(revised)
    return Assembled(tables, (), tuple(unplaced), tuple(unexplained(areas)))


def _joined(parts: Iterable[Part]) -> pd.DataFrame:
    return pd.concat(
        [part.rows.assign(release=part.release, source=part.source) for part in parts],
        ignore_index=True,
    )


def _areas(of: Mapping[str, list[Part]], numbered: Iterable[str]) -> pd.DataFrame:
    names = ["level", "code", "la_code", "name", "region_code", "region", "january"]
    seen = pd.concat(
        [
            part.rows[names].drop_duplicates(["code", "january"]).assign(release=part.release)
            for table in (EHC_PLANS, PLACEMENTS_TABLE)
            for part in of.get(table, [])
        ],
        ignore_index=True,
    ).rename(columns={"code": "published_code"})
    other = [
        part.rows[["la_code", "name"]].drop_duplicates() for table in numbered for part in of[table]
    ]
    none = pd.DataFrame({"la_code": [], "name": []}, dtype="str")
    return build_areas(seen, pd.concat([none, *other], ignore_index=True))


def _pairs(rows: pd.DataFrame) -> list[tuple[str, str]]:
    return list(rows[["la_code", "name"]].drop_duplicates().itertuples(index=False, name=None))


def _finished(table: str, rows: pd.DataFrame, order: list[str]) -> pd.DataFrame:
    return rows[list(TABLE_COLUMNS[table])].sort_values(order, kind="stable", ignore_index=True)


def _revisions(revised: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """All of them in one frame; january or financial_year is missing where a table has the other.

    The year of a population stands as its january.
    """
    frames = [
        frame.rename(columns={"year": "january"})
        .reindex(columns=list(REVISION_COLUMNS))
        .astype(
            {
                "january": "Int64",
                "financial_year": "str",
                "earlier_value": "Float64",
                "later_value": "Float64",
                "difference": "Float64",
                "earlier_symbol": "str",
                "later_symbol": "str",
                "column": "str",
            }
        )
        for frame in revised
    ]
    order = ["table", "code", "january", "financial_year", "column", "earlier_release"]
    return pd.concat(frames, ignore_index=True).sort_values(order, kind="stable", ignore_index=True)
