"""The imported releases of all areas, in the layout that the measures take: the same for everyone.

What is here depends on what was imported alone, so that one process works it out once, however many
authorities it is asked about: see `all_areas`.
"""

from collections.abc import Hashable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

import pandas as pd

from analysis.errors import AnalysisError
from analysis.folders import Folders
from analysis.measures.unit_cost import LINE_123, MAINTAINED_TOP_UP, PHASES
from analysis.official.areas import BETWEEN, REGIONAL
from analysis.official.releases import Release
from analysis.official.sen2 import PLACEMENT_COLUMNS
from analysis.official.store import Official, load_official
from analysis.official.totals import sum_of_authorities, widen
from analysis.quantities import listed

FIRST_PLACEMENTS = 2019
"""The first January of the placements here: those before are in another layout."""

TOP_UP_LINES = {"1.2.3": LINE_123, "1.2.1 + 1.2.2 + 1.2.4 + 1.2.11": MAINTAINED_TOP_UP}
"""Lines of section 251 → their category in the table `top_up`."""

AMOUNTS = ("total", *PHASES, "income")

OFFICIAL_TABLES = {"top_up": "section251"}
"""Table of an authority's data → the imported table, where that has another name."""


@dataclass(frozen=True)
class AllAreas:
    """Tables of England, the regions and every authority; each is worked out once, when asked for.

    They are shared by all who ask, who take copies where they change anything.
    """

    official: Official

    @cached_property
    def areas(self) -> pd.DataFrame:
        """England, the regions and every authority: see `official.authorities.build_areas`.

        The name of an authority that is no more has its last January where another one is called
        the same, so that each name is of one area.
        """
        areas = self.official.areas
        return areas.assign(name=areas["code"].map(unique_names(areas)))

    @cached_property
    def ehc_plans(self) -> pd.DataFrame:
        """Statements and EHC plans each January, all areas: as `sources.read_ehc_plans` has them.

        Columns january, authority, code, statements, ehc_plans, total, release.
        """
        rows = self.official.ehc_plans
        wide = widen(rows, "measure").reset_index()
        of_total = rows[rows["measure"] == "total"][["code", "january", "release"]]
        wide = wide.merge(of_total, on=["code", "january"])
        wide = wide.assign(authority=wide["code"].map(self.names))
        names = ["january", "authority", "code", "statements", "ehc_plans", "total", "release"]
        return wide[names].astype({"release": "int64"})

    @cached_property
    def placements(self) -> pd.DataFrame:
        """EHC plans by placement from January 2019, all areas: as `sources.read_placements`."""
        rows = self.official.placements
        wanted = (rows["january"] >= FIRST_PLACEMENTS) & rows["placement"].isin(PLACEMENT_COLUMNS)
        wide = widen(rows[wanted], "placement").reset_index()
        wide = wide.assign(authority=wide["code"].map(self.names))
        return wide.reindex(columns=["january", "authority", *PLACEMENT_COLUMNS])

    @cached_property
    def top_up(self) -> pd.DataFrame:
        """Section 251 top-up in pounds, all areas: as `sources.read_top_up` has it.

        The latest financial year of each basis. England and the regions are sums of authorities,
        see `totals.sum_of_authorities`. An authority that section 251 does not have, or without a
        figure, has a row whose amounts are missing.
        """
        section = self.official.section251
        latest = section.groupby("basis")["financial_year"].transform("max")
        chosen = section["lines"].isin(TOP_UP_LINES)
        rows = section[chosen & (section["financial_year"] == latest)]
        sums = [sum_of_authorities(rows, self.areas, level) for level in ("National", REGIONAL)]
        key = ["code", "basis", "financial_year", "lines"]
        every = pd.concat([rows, *sums])[[*key, "column", "value"]]
        wide = every.pivot(index=key, columns="column", values="value")
        whole = self.areas[["code"]].merge(rows[key[1:]].drop_duplicates(), how="cross")
        wide = whole.join(wide, on=key).assign(
            authority=whole["code"].map(self.names), category=whole["lines"].map(TOP_UP_LINES)
        )
        wide = wide.rename(columns={name: f"{name}_gbp" for name in AMOUNTS})
        amounts = [f"{name}_gbp" for name in AMOUNTS]
        ordered = wide[["authority", "basis", "financial_year", "category", *amounts]]
        return ordered.astype(dict.fromkeys(amounts, "float64"))

    @cached_property
    def population(self) -> pd.DataFrame:
        """People aged 2 to 18 of each authority: see `Official.population`; none if not imported.

        Columns code, year, ages, basis, value.
        """
        names = ["code", "year", "ages", "basis", "value"]
        if not self.official.has("population"):
            return pd.DataFrame(columns=names)
        return self.official.population[names]

    @cached_property
    def neighbours(self) -> pd.DataFrame:
        """Statistical neighbours, of each code by its latest model: see `Official.neighbours`.

        No rows if none are imported.
        """
        if not self.official.has("neighbours"):
            return pd.DataFrame(columns=["code", "rank"])
        rows = self.official.neighbours
        return rows[rows["model"] == rows.groupby("code")["model"].transform("max")]

    @cached_property
    def names(self) -> dict[str, str]:
        """Code → the name of the area."""
        return dict(zip(self.areas["code"], self.areas["name"], strict=True))

    @cached_property
    def notes(self) -> dict[str, str]:
        """Code → what an area was or became in a reorganisation, in words; else nothing."""
        areas = self.areas.to_dict("records")
        return {area["code"]: _note(area, self.names) for area in areas}

    def releases(self, *tables: str) -> list[Release]:
        """The releases behind tables of this class, each once."""
        releases: dict[Release, None] = {}
        for table in tables:
            found = self.official.releases(OFFICIAL_TABLES.get(table, table))
            if table == "placements":
                found = [release for release in found if release.table in self._placed_from]
            releases |= dict.fromkeys(found)
        return list(releases)

    @cached_property
    def _placed_from(self) -> set[str]:
        """The tables of the releases that `placements` has a figure of."""
        rows = self.official.placements
        rows = rows[(rows["january"] >= FIRST_PLACEMENTS) & rows["value"].notna()]
        return set(rows.loc[rows["placement"].isin(PLACEMENT_COLUMNS), "source"])


@lru_cache(maxsize=1)
def all_areas(official: Official) -> AllAreas:
    """The tables of what was imported last: another import has a folder, and tables, of its own."""
    return AllAreas(official)


def prepare(folders: Folders) -> None:
    """Work every table out now, for the processes that will be forked from this one.

    What cannot be worked out is left to the report that asks for it, which says why.
    """
    with suppress(AnalysisError):
        everyone = all_areas(load_official(folders))
        for name, described in vars(AllAreas).items():
            if isinstance(described, cached_property):
                with suppress(AnalysisError):
                    getattr(everyone, name)


def unique_names(areas: pd.DataFrame) -> dict[str, str]:
    """Code → name, with the last January of one that is no more where a name is of several."""
    repeated = areas["name"].duplicated(keep=False) & areas["end"].notna()
    until = areas["name"] + " (until " + areas["last_january"].astype("str") + ")"
    return dict(zip(areas["code"], areas["name"].where(~repeated, until), strict=True))


def _note(area: Mapping[Hashable, Any], names: dict[str, str]) -> str:
    notes = []
    for column, words in (("predecessors", "from"), ("successors", "see")):
        others = [names.get(code, code) for code in area[column].split(BETWEEN) if code]
        if others and words == "from":
            notes.append(f"began in {month_of(area['start'])}, from the area of {listed(others)}")
        elif others:
            notes.append(f"former authority until {month_of(area['end'])}, see {listed(others)}")
    return "; ".join(notes)


def month_of(text: str) -> str:
    """`April 2023` of a date as text."""
    return f"{date.fromisoformat(text):%B %Y}"
