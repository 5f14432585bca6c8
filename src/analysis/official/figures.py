"""The one tidy table of official figures, of the imported releases or of the reference figures.

Both have the same interface, so that nothing above this module asks which of them it has.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

import pandas as pd

from analysis.display.parts import NotAvailable
from analysis.display.words import listed
from analysis.errors import DataError
from analysis.official.areas import (
    AREA_COLUMNS,
    BETWEEN,
    ENGLAND_CODE,
    LOCAL,
    NATIONAL,
    REGIONAL,
)
from analysis.official.placement_groups import PLACEMENT_COLUMNS
from analysis.official.releases import Release, cite
from analysis.official.store import COMMAND, Official
from analysis.official.totals import sum_of_authorities

FIRST_PLACEMENTS = "2019"
"""The first January of the placements here: those before are in another layout."""

ROW = ("table", "item", "code", "period", "value", "symbol", "release")
"""The columns of `Figures.rows`."""

REFERENCE_ONLY = NotAvailable(
    "The reference figures have a few authorities and England alone, so nothing is ranked or set "
    f"beside others: import the official releases for that, with {COMMAND}"
)
NO_NEIGHBOURS = NotAvailable(
    "Statistical neighbours are not available: their workbook is not imported."
)


@dataclass(frozen=True, eq=False)
class Figures:
    """Official figures of England, the regions and authorities.

    `rows` has a row a figure: table, item, code, period (text), value (float64, missing where the
    release has a symbol), symbol, release (reporting year). Tables: `ehc_plans` (items statements,
    ehc_plans, total), `placements` (names of SEN2, from January 2019), `section251` (such as
    `planned expenditure:1.2.3:special`, in pounds), `benchmark_placements`, `population` (people).
    England and the regions are as published; of section 251 they are sums of authorities.

    `areas` has a row an area, its names unique: columns of `authorities.AREA_COLUMNS`.
    `neighbours` has code, rank, neighbour_code, closeness, former, model: those of the latest
    model of each code. `every_authority` says whether all are here, so that they can be ranked.
    """

    rows: pd.DataFrame
    areas: pd.DataFrame
    neighbours: pd.DataFrame | NotAvailable
    every_authority: bool
    population_basis: str
    find_releases: Callable[[str], list[Release]]
    explain_missing: Callable[[str], str]

    @cached_property
    def names(self) -> dict[str, str]:
        """Return code → the name of the area."""
        return dict(zip(self.areas["code"], self.areas["name"], strict=True))

    @cached_property
    def notes(self) -> dict[str, str]:
        """Return code → what an area was or became in a reorganisation, in words; else nothing."""
        areas = self.areas.to_dict("records")
        return {area["code"]: _note(area, self.names) for area in areas}

    @cached_property
    def tables(self) -> set[str]:
        """Return the tables that there are figures of."""
        return set(self.rows["table"].unique())

    def has(self, table: str) -> bool:
        """Return whether there are figures of a table."""
        return table in self.tables

    def wide(self, table: str) -> pd.DataFrame:
        """Return a table with index code and period, one column an item: missing is NaN.

        Januaries and the year of a population are whole numbers in the index, financial years
        text. The frame is shared, so take a copy to change it. Raises DataError for a table that
        is not there.
        """
        if table not in self._wide:
            if not self.has(table):
                raise DataError(self.explain_missing(table))
            rows = self.rows[self.rows["table"] == table]
            wide = rows.pivot(index=["code", "period"], columns="item", values="value")
            if table != "section251":
                wide.index = wide.index.set_levels(wide.index.levels[1].astype(int), level="period")
            self._wide[table] = wide.rename_axis(columns=None)
        return self._wide[table]

    @cached_property
    def _wide(self) -> dict[str, pd.DataFrame]:
        return {}

    def last_period(self, table: str, item: str = "") -> str | None:
        """Return the last period of a table's items that begin so, or None without any."""
        rows = self.rows[(self.rows["table"] == table) & self.rows["item"].str.startswith(item)]
        return str(rows["period"].max()) if len(rows) else None

    def neighbours_of(self, code: str) -> list[str]:
        """Return the codes of an authority's statistical neighbours, the closest first."""
        if isinstance(self.neighbours, NotAvailable):
            return []
        rows = self.neighbours[self.neighbours["code"] == code]
        return list(rows.sort_values("rank")["neighbour_code"])

    def releases(self, *tables: str) -> list[Release]:
        """Return the releases behind tables, each once."""
        return list(dict.fromkeys(one for table in tables for one in self.find_releases(table)))

    def cite(self, *tables: str) -> str:
        """Return how a chart names the releases behind tables."""
        return cite(self.releases(*tables))

    def prepare(self) -> None:
        """Work every table out now, for the processes that will be forked from this one."""
        for table in self.tables:
            self.wide(table)
        _ = self.notes


# ------------------------------------------------------------------------- imported releases


@lru_cache(maxsize=1)
def imported_figures(official: Official) -> Figures:
    """Return the figures of the imported releases, worked out once for each import.

    A table whose release is not imported has no rows. Raises DataError where nothing is imported.
    """
    areas = official.areas.assign(name=official.areas["code"].map(unique_names(official.areas)))
    rows = official.figures
    rows = rows[(rows["table"] != "placements") | (rows["period"] >= FIRST_PLACEMENTS)]
    spending = rows[rows["table"] == "section251"]
    sums = [sum_of_authorities(spending, areas, level) for level in (NATIONAL, REGIONAL)]
    people = [
        (use.last, source.basis)
        for source in official.sources
        for use in source.uses
        if use.table == "population"
    ]
    return Figures(
        rows=_as_rows(pd.concat([rows, *sums], ignore_index=True)),
        areas=areas,
        neighbours=_latest_models(official),
        every_authority=True,
        population_basis=max(people, default=("", ""))[1],
        find_releases=lambda table: _imported_releases(official, table),
        explain_missing=official.explain_missing,
    )


def _as_rows(rows: pd.DataFrame) -> pd.DataFrame:
    types = dict.fromkeys(ROW, "str") | {"value": "float64", "release": "Int64"}
    return rows.reindex(columns=list(ROW)).astype(types)


def _latest_models(official: Official) -> pd.DataFrame | NotAvailable:
    if not official.has("neighbours"):
        return NO_NEIGHBOURS
    rows = official.neighbours
    return rows[rows["model"] == rows.groupby("code")["model"].transform("max")]


def _imported_releases(official: Official, table: str) -> list[Release]:
    """Return the releases behind a table; of placements, those that have a figure here."""
    found = official.releases(table)
    if table != "placements":
        return found
    rows = official.figures
    rows = rows[(rows["table"] == table) & (rows["period"] >= FIRST_PLACEMENTS)]
    placed = rows[rows["value"].notna() & rows["item"].isin(PLACEMENT_COLUMNS)]
    placed_from = set(placed["source"])
    return [release for release in found if release.table in placed_from]


# ------------------------------------------------------------------------- reference figures

TOP_UP_LINES = {
    "top-up, non-maintained and independent": "1.2.3",
    "top-up, maintained, academies, free schools and colleges": "1.2.1 + 1.2.2 + 1.2.4 + 1.2.11",
}
"""Category of the reference figures → its lines of section 251."""


def reference_figures(
    ehc_plans: pd.DataFrame,
    placements: pd.DataFrame,
    top_up: pd.DataFrame,
    releases: Mapping[str, Release] | None = None,
) -> Figures:
    """Return the reference figures: a few authorities and England, as they are in `data/raw/dfe`.

    The frames are those of `sources.read_ehc_plans`, `read_placements` and `read_top_up`;
    `releases` has the release of each table.
    """
    codes = dict(zip(ehc_plans["authority"], ehc_plans["code"], strict=True))
    given = releases or {}
    plans = ehc_plans.drop(columns="authority").melt(
        ["code", "january", "release"], var_name="item", value_name="value"
    )
    placed = placements.assign(code=placements["authority"].map(codes)).drop(columns="authority")
    placed = placed.melt(["code", "january"], var_name="item", value_name="value")
    counts = pd.concat([plans.assign(table="ehc_plans"), placed.assign(table="placements")])
    spent = top_up.rename(columns={"financial_year": "period"}).melt(
        ["authority", "basis", "period", "category"], var_name="column", value_name="value"
    )
    lines, column = spent["category"].map(TOP_UP_LINES), spent["column"].str.removesuffix("_gbp")
    spent = spent.assign(
        table="section251",
        code=spent["authority"].map(codes),
        item=spent["basis"] + ":" + lines + ":" + column,
    )
    rows = pd.concat([counts.rename(columns={"january": "period"}), spent], ignore_index=True)
    return Figures(
        rows=_as_rows(rows),
        areas=_reference_areas(ehc_plans),
        neighbours=REFERENCE_ONLY,
        every_authority=False,
        population_basis="",
        find_releases=lambda table: [given[table]] if table in given else [],
        explain_missing=lambda table: f"The reference figures have no '{table}'",
    )


def _reference_areas(ehc_plans: pd.DataFrame) -> pd.DataFrame:
    """Return a row an area, England first, in the columns of the imported areas."""
    known = ehc_plans.dropna(subset="total").groupby(["code", "authority"])["january"]
    areas = known.agg(first_january="min", last_january="max").reset_index()
    areas = areas.rename(columns={"authority": "name"})
    national = areas["code"] == ENGLAND_CODE
    blank = {name: "" for name in AREA_COLUMNS if name not in areas}
    areas = areas.assign(**blank | {"level": national.map({True: NATIONAL, False: LOCAL})})
    areas[["start", "end"]] = pd.DataFrame({"start": pd.NA, "end": pd.NA}, areas.index, dtype="str")
    return pd.concat([areas[national], areas[~national]], ignore_index=True)[list(AREA_COLUMNS)]


# ------------------------------------------------------------------------- names and notes


def unique_names(areas: pd.DataFrame) -> dict[str, str]:
    """Return code → name, with the last January of one that is no more where a name is of several.

    So each name is of one area: Dorset, and Dorset (until 2019).
    """
    repeated = areas["name"].duplicated(keep=False) & areas["end"].notna()
    until = areas["name"] + " (until " + areas["last_january"].astype("str") + ")"
    return dict(zip(areas["code"], areas["name"].where(~repeated, until), strict=True))


def _note(area: Mapping[Hashable, Any], names: Mapping[str, str]) -> str:
    before, after = (
        [names.get(code, code) for code in area[column].split(BETWEEN) if code]
        for column in ("predecessors", "successors")
    )
    notes = []
    if before:
        notes.append(f"began in {month_of(area['start'])}, from the area of {listed(before)}")
    if after:
        notes.append(f"former authority until {month_of(area['end'])}, see {listed(after)}")
    return "; ".join(notes)


def month_of(text: str) -> str:
    """Return `April 2023` of a date as text."""
    return f"{date.fromisoformat(text):%B %Y}"
