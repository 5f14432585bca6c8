"""Everything about one authority and those it is set beside, from the imported releases alone.

`AuthorityData` has what `processed.PaperData` has of a paper, in the same layout, so that the same
measures take either. Its figures are never those of a paper, nor the committed reference figures.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd

from analysis.errors import UsageError
from analysis.findings.sources import Sources
from analysis.folders import Folders
from analysis.inputs import INPUTS
from analysis.measures.against import AUTHORITY, NEIGHBOUR, REGION
from analysis.measures.sen2 import ENGLAND, ENGLAND_CODE
from analysis.measures.unit_cost import LINE_123, MAINTAINED_TOP_UP, PHASES
from analysis.official.authorities import BETWEEN, LOCAL, REGIONAL, find_authority
from analysis.official.store import Official, load_official
from analysis.official.totals import sum_of_authorities, widen
from analysis.placements import PLACEMENT_COLUMNS
from analysis.quantities import listed
from analysis.releases import Release
from analysis.shown import Sentence, Together

FIRST_PLACEMENTS = 2019
"""The first January of the placements here: those before are in another layout."""

TOP_UP_LINES = {"1.2.3": LINE_123, "1.2.1 + 1.2.2 + 1.2.4 + 1.2.11": MAINTAINED_TOP_UP}
"""Lines of section 251 → their category in the table `top_up`."""

AMOUNTS = ("total", *PHASES, "income")

OFFICIAL_TABLES = {"top_up": "section251"}
"""Table of an authority's data → the imported table, where that has another name."""

NO_PAPER = (
    "This report is of an authority and rests on no paper, so there is no figure of a paper here."
)


@dataclass(frozen=True)
class Authority:
    """An authority as it was counted: one whose area changed is another one.

    `first_january` and `last_january` are those with figures. `history` says in words when and how
    it began or ended, `change` does so in short; both are empty where its area did not change.
    """

    code: str
    name: str
    region_code: str
    region: str
    first_january: int
    last_january: int
    history: str = ""
    change: str = ""


@dataclass(frozen=True)
class AuthorityData:
    """Everything that the analyses of one authority rest on."""

    authority: Authority
    official: Official
    paper: None = None

    @property
    def council(self) -> str:
        """The name of the authority, as the tables have it."""
        return self.authority.name

    @property
    def code(self) -> str:
        """The ONS code of the authority."""
        return self.authority.code

    @property
    def history(self) -> str:
        """When and how the authority began or ended, in words."""
        return self.authority.history

    @property
    def change(self) -> str:
        """The same in short: `began in April 2023`."""
        return self.authority.change

    def inputs(self, analysis: str) -> Any:
        """The inputs of an analysis without a paper: none."""
        return INPUTS[analysis]()

    def cite_paper(self, *_: str) -> str:
        """No paper, so nothing to cite."""
        return ""

    def of_paper(self, _: Any) -> Sentence:
        """In the place of what a report shows of a paper, that there is none."""
        return Sentence(NO_PAPER)

    def of_authority(self, *shown: Any) -> Together:
        """What a report shows of an authority beside others."""
        return Together(*shown)

    def at_most(self, asked: int, most: int) -> int:
        """How many placements to move: as many as asked for, or as there are."""
        return min(asked, most)

    def years(self, start: int, end: int) -> tuple[int, int]:
        """The two Januaries, moved to the first or last one that the authority has figures of."""
        return (
            max(start, self.authority.first_january),
            min(end, self.authority.last_january),
        )

    def cite(self, *tables: str) -> str:
        """How a chart names the releases behind tables, each once."""
        return "; ".join(dict.fromkeys(release.citation for release in self._releases(*tables)))

    def sources(self, *tables: str) -> Sources:
        """The releases behind tables, for the end of a report."""
        return Sources(None, self._releases(*tables))

    @cached_property
    def ledger(self) -> pd.DataFrame:
        """No claims: an empty frame with the columns that the analyses ask for."""
        columns = ["claim", "paragraph", "statement", "printed", "published", "unit", "recomputed"]
        columns += ["low", "high", "verdict", "note", "covered_by"]
        return pd.DataFrame(columns=columns)

    @cached_property
    def comparators(self) -> pd.DataFrame:
        """What the authority is set beside: itself, England, its region, statistical neighbours.

        Columns code, name, kind (of `against.KINDS`), rank (of a neighbour, 1 the closest),
        closeness, model (which one, and when), note (such as a former authority).
        """
        own = self.authority
        rows: list[dict[str, object]] = [
            {"code": own.code, "name": own.name, "kind": AUTHORITY, "note": own.history},
            {"code": ENGLAND_CODE, "name": ENGLAND, "kind": ENGLAND},
            {"code": own.region_code, "name": own.region, "kind": REGION},
        ]
        rows += [
            {
                "code": near["neighbour_code"],
                "name": self._names.get(near["neighbour_code"], f"Neighbour {near['rank']}"),
                "kind": NEIGHBOUR,
                "rank": near["rank"],
                "closeness": near["closeness"],
                "model": _model(near["model"], near["former"]),
                "note": self._note(near["neighbour_code"]),
            }
            for near in self._neighbours.to_dict("records")
        ]
        columns = ["code", "name", "kind", "rank", "closeness", "model", "note"]
        frame = pd.DataFrame(rows, columns=columns).astype({"rank": "Int64"})
        words = ["closeness", "model", "note"]
        return frame.assign(**{name: frame[name].fillna("").astype("str") for name in words})

    @cached_property
    def areas(self) -> pd.DataFrame:
        """England, the regions and every authority: see `official.authorities.build_areas`.

        The name of an authority that is no more has its last January where another one is called
        the same, so that each name is of one area.
        """
        areas = self.official.areas
        return areas.assign(name=areas["code"].map(unique_names(areas)))

    @cached_property
    def authorities(self) -> pd.DataFrame:
        """Every authority that there was: code and name, for the range of all of them."""
        areas = self.areas
        return areas.loc[areas["level"] == LOCAL, ["code", "name"]].reset_index(drop=True)

    @cached_property
    def ehc_plans(self) -> pd.DataFrame:
        """Statements and EHC plans each January, all areas: as `sources.read_ehc_plans` has them.

        Columns january, authority, code, statements, ehc_plans, total, release.
        """
        rows = self.official.ehc_plans
        wide = widen(rows, "measure").reset_index()
        of_total = rows[rows["measure"] == "total"][["code", "january", "release"]]
        wide = wide.merge(of_total, on=["code", "january"])
        wide = wide.assign(authority=wide["code"].map(self._names))
        names = ["january", "authority", "code", "statements", "ehc_plans", "total", "release"]
        return wide[names].astype({"release": "int64"})

    @cached_property
    def placements(self) -> pd.DataFrame:
        """EHC plans by placement from January 2019, all areas: as `sources.read_placements`."""
        rows = self.official.placements
        wanted = (rows["january"] >= FIRST_PLACEMENTS) & rows["placement"].isin(PLACEMENT_COLUMNS)
        wide = widen(rows[wanted], "placement").reset_index()
        wide = wide.assign(authority=wide["code"].map(self._names))
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
            authority=whole["code"].map(self._names), category=whole["lines"].map(TOP_UP_LINES)
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
    def _names(self) -> dict[str, str]:
        return dict(zip(self.areas["code"], self.areas["name"], strict=True))

    @cached_property
    def _neighbours(self) -> pd.DataFrame:
        if not self.official.has("neighbours"):
            return pd.DataFrame()
        rows = self.official.table("neighbours", [self.code])
        return rows[rows["model"] == rows["model"].max()].sort_values("rank")

    def _note(self, code: str) -> str:
        found = self.areas[self.areas["code"] == code]
        if found.empty:
            return "no imported release counts it"
        return _note(found.iloc[0], self._names)

    def _releases(self, *tables: str) -> list[Release]:
        releases: dict[Release, None] = {}
        for table in tables:
            found = self.official.releases(OFFICIAL_TABLES.get(table, table))
            if table == "placements":
                rows = self.official.placements
                rows = rows[(rows["january"] >= FIRST_PLACEMENTS) & rows["value"].notna()]
                used = set(rows.loc[rows["placement"].isin(PLACEMENT_COLUMNS), "source"])
                found = [release for release in found if release.table in used]
            releases |= dict.fromkeys(found)
        return list(releases)


def load_authority(authority: str, folders: Folders | None = None) -> AuthorityData:
    """The data of the authority that has this ONS code or name, also a former code.

    Raises UsageError for an unknown authority, naming the nearest, and DataError where nothing has
    been imported, saying how to.
    """
    if not isinstance(authority, str):
        raise UsageError(f"authority is {authority!r}; an ONS code or a name was expected")
    official = load_official(folders)
    areas = official.areas
    code = find_authority(areas, authority)
    names = unique_names(areas)
    area = areas.set_index("code").loc[code]
    return AuthorityData(
        Authority(
            code,
            names[code],
            area["region_code"],
            area["region"],
            int(area["first_january"]),
            int(area["last_january"]),
            _history(area, names[code]),
            _change(area),
        ),
        official,
    )


def unique_names(areas: pd.DataFrame) -> dict[str, str]:
    """Code → name, with the last January of one that is no more where a name is of several."""
    repeated = areas["name"].duplicated(keep=False) & areas["end"].notna()
    until = areas["name"] + " (until " + areas["last_january"].astype("str") + ")"
    return dict(zip(areas["code"], areas["name"].where(~repeated, until), strict=True))


def _history(area: pd.Series, name: str) -> str:
    """When the authority began or ended, what happened, and which Januaries it therefore has."""
    sentences = []
    if isinstance(area["start"], str):
        sentences.append(
            f"{name} began on {_day(area['start'])}, when {area['reorganisation']}: its figures "
            f"start in January {area['first_january']}, and those before are of another area."
        )
    if isinstance(area["end"], str):
        sentences.append(
            f"{name} ended on {_day(area['end'])}, when {area['reorganisation']}: its figures "
            f"stop in January {area['last_january']}, and those after are of another area."
        )
    return " ".join(sentences)


def _change(area: pd.Series) -> str:
    changes = (("began in", area["start"]), ("ended in", area["end"]))
    return ", ".join(f"{words} {_month(day)}" for words, day in changes if isinstance(day, str))


def _note(area: pd.Series, names: dict[str, str]) -> str:
    notes = []
    for column, words in (("predecessors", "from"), ("successors", "see")):
        others = [names.get(code, code) for code in area[column].split(BETWEEN) if code]
        if others and words == "from":
            notes.append(f"began in {_month(area['start'])}, from the area of {listed(others)}")
        elif others:
            notes.append(f"former authority until {_month(area['end'])}, see {listed(others)}")
    return "; ".join(notes)


def _day(text: str) -> str:
    day = date.fromisoformat(text)
    return f"{day.day} {day:%B %Y}"


def _month(text: str) -> str:
    return f"{date.fromisoformat(text):%B %Y}"


def _model(model: str, former: bool) -> str:
    """`May 2025`, or that the neighbours of a former authority are of an earlier model."""
    month = _month(f"{model}-01")
    return f"earlier model, in the workbook of {month}" if former else month
