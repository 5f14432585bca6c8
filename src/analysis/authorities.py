"""Everything about one authority and those it is set beside, from the imported releases alone.

`AuthorityData` has what `processed.PaperData` has of a paper, in the same layout, so that the same
measures take either. Its figures are never those of a paper, nor the committed reference figures.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd

from analysis.all_areas import AllAreas, all_areas, month_of
from analysis.errors import UsageError
from analysis.findings.sources import Sources
from analysis.folders import Folders
from analysis.measures.against import AUTHORITY, NEIGHBOUR, REGION
from analysis.official.areas import find_authority
from analysis.official.releases import cite, merged
from analysis.official.sen2 import ENGLAND, ENGLAND_CODE
from analysis.official.store import load_official
from analysis.papers.inputs import INPUTS
from analysis.shown import Sentence, Together

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
    all_areas: AllAreas
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
        return cite(self.all_areas.releases(*tables))

    def sources(self, *tables: str) -> Sources:
        """The releases behind tables, for the end of a report."""
        return Sources(None, merged(self.all_areas.releases(*tables)))

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
        own, names, notes = self.authority, self.all_areas.names, self.all_areas.notes
        rows: list[dict[str, object]] = [
            {"code": own.code, "name": own.name, "kind": AUTHORITY, "note": own.history},
            {"code": ENGLAND_CODE, "name": ENGLAND, "kind": ENGLAND},
            {"code": own.region_code, "name": own.region, "kind": REGION},
        ]
        rows += [
            {
                "code": near["neighbour_code"],
                "name": names.get(near["neighbour_code"], f"Neighbour {near['rank']}"),
                "kind": NEIGHBOUR,
                "rank": near["rank"],
                "closeness": near["closeness"],
                "model": _model(near["model"], near["former"]),
                "note": notes.get(near["neighbour_code"], "no imported release counts it"),
            }
            for near in self._neighbours().to_dict("records")
        ]
        columns = ["code", "name", "kind", "rank", "closeness", "model", "note"]
        frame = pd.DataFrame(rows, columns=columns).astype({"rank": "Int64"})
        words = ["closeness", "model", "note"]
        return frame.assign(**{name: frame[name].fillna("").astype("str") for name in words})

    @property
    def areas(self) -> pd.DataFrame:
        """See `AllAreas.areas`."""
        return self.all_areas.areas

    @property
    def ehc_plans(self) -> pd.DataFrame:
        """See `AllAreas.ehc_plans`."""
        return self.all_areas.ehc_plans

    @property
    def placements(self) -> pd.DataFrame:
        """See `AllAreas.placements`."""
        return self.all_areas.placements

    @property
    def top_up(self) -> pd.DataFrame:
        """See `AllAreas.top_up`."""
        return self.all_areas.top_up

    @property
    def population(self) -> pd.DataFrame:
        """See `AllAreas.population`."""
        return self.all_areas.population

    def _neighbours(self) -> pd.DataFrame:
        rows = self.all_areas.neighbours
        return rows[rows["code"] == self.code].sort_values("rank")


def load_authority(authority: str, folders: Folders | None = None) -> AuthorityData:
    """The data of the authority that has this ONS code or name, also a former code.

    Raises UsageError for an unknown authority, naming the nearest, and DataError where nothing has
    been imported, saying how to.
    """
    if not isinstance(authority, str):
        raise UsageError(f"authority is {authority!r}; an ONS code or a name was expected")
    everyone = all_areas(load_official(folders))
    published = everyone.official.areas
    code = find_authority(published, authority)
    name = everyone.names[code]
    area = published.set_index("code").loc[code]
    return AuthorityData(
        Authority(
            code,
            name,
            area["region_code"],
            area["region"],
            int(area["first_january"]),
            int(area["last_january"]),
            _history(area, name),
            _change(area),
        ),
        everyone,
    )


def _history(area: pd.Series, name: str) -> str:
    """When the authority began or ended, what happened, and which Januaries it therefore has."""
    sentences = []
    if isinstance(area["start"], str):
        sentences.append(
            f"{name} began on {_day(area['start'])} ({area['reorganisation']}): its figures "
            f"start in January {area['first_january']}, and those before are of another area."
        )
    if isinstance(area["end"], str):
        sentences.append(
            f"{name} ended on {_day(area['end'])} ({area['reorganisation']}): its figures "
            f"stop in January {area['last_january']}, and those after are of another area."
        )
    return " ".join(sentences)


def _change(area: pd.Series) -> str:
    changes = (("began in", area["start"]), ("ended in", area["end"]))
    return ", ".join(f"{words} {month_of(day)}" for words, day in changes if isinstance(day, str))


def _day(text: str) -> str:
    day = date.fromisoformat(text)
    return f"{day.day} {day:%B %Y}"


def _model(model: str, former: bool) -> str:
    """`May 2025`, or that the neighbours of a former authority are of an earlier model."""
    month = month_of(f"{model}-01")
    return f"earlier model, in the workbook of {month}" if former else month
