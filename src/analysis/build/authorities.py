"""Reports on authorities: which there are to build, and the page that lists them."""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.build.built import Stale
from analysis.build.index import out_of_date, published_standing, render_page
from analysis.build.national import FILES, write_national
from analysis.build.parameters import check_parameters
from analysis.build.plan import FOR_AUTHORITIES, Analysis, Report, pick_analysis, read_analyses
from analysis.build.subject import AUTHORITIES, Subject, authority_subject
from analysis.build.workbook_contents import NAME
from analysis.display import Standing
from analysis.errors import UsageError, listing
from analysis.folders import Folders
from analysis.official.areas import LOCAL, REGIONAL, find_authority
from analysis.official.figures import month_of
from analysis.official.releases import merged
from analysis.official.store import IMPORTED, load_official, official_folder

ALL = "all"
RESTED_ON = ("ehc_plans", "placements", "section251", "population", "neighbours")
"""The imported tables behind the reports on an authority."""


class AuthorityReports:
    """The reports on some authorities, and the page that lists all that have been built.

    Raises UsageError for an analysis that is not of an authority.
    """

    name: str = AUTHORITIES
    title: str = "All authorities"
    folder: str = AUTHORITIES
    files: Sequence[str] = ("index.html",)
    data_files: Sequence[str] = FILES

    def __init__(
        self,
        folders: Folders,
        wanted: Sequence[str],
        analysis_names: Sequence[str] = (),
        overrides: Mapping[str, str] | None = None,
    ) -> None:
        self.folders = folders
        self.official = load_official(folders)
        self.areas = self.official.areas
        self.wanted = pick_authorities(self.areas, wanted)
        self.every_analysis = read_analyses(folders)
        self.analyses = [
            analysis
            for analysis in self.every_analysis.values()
            if FOR_AUTHORITIES in analysis.tags
        ]
        chosen = [pick_analysis(self.every_analysis, name) for name in analysis_names]
        for analysis in chosen:
            if FOR_AUTHORITIES not in analysis.tags:
                raise UsageError(
                    f"{analysis.name} is made for papers alone: build it without --authorities"
                )
        self.chosen = chosen or self.analyses
        self.overrides = overrides or {}

    def selected(self) -> list[Report]:
        """The reports asked for, with the parameters of the command line."""
        return [self._report(code, analysis) for code in self.wanted for analysis in self.chosen]

    def planned(self) -> list[Report]:
        """The reports of all authorities that are wanted or have been built before."""
        built = (self.folders.reports / AUTHORITIES).glob("*/*.html")
        known = set(self.areas["code"])
        codes = {file.parent.name for file in built if file.parent.name in known}
        return [
            self._report(code, analysis)
            for code in sorted(codes | set(self.wanted))
            for analysis in self.analyses
        ]

    def owns(self, name: str) -> bool:
        """Whether a report is on an authority."""
        return name.startswith(f"{AUTHORITIES}/")

    def data(self) -> list[Path]:
        """Return the file that names what is imported."""
        return [self._imported]

    @property
    def _imported(self) -> Path:
        """The file that names what is imported."""
        return official_folder(self.folders) / IMPORTED

    def write_data(self, place: Path) -> None:
        """Write every measure of every authority and year."""
        write_national(self.folders, place)

    def write(self, place: Path, stale: Mapping[str, Stale]) -> None:
        """Write the page."""
        text = authorities_page(self, stale)
        (place / self.files[0]).write_text(text, encoding="utf-8", newline="\n")

    def subject(self, code: str) -> Subject:
        """What the reports on an authority are about."""
        return self._subjects[code]

    @cached_property
    def _subjects(self) -> dict[str, Subject]:
        releases = self.official.releases(*RESTED_ON)
        local = self.areas[self.areas["level"] == LOCAL]
        return {
            area["code"]: authority_subject(
                area["code"], area["name"], area["region"], releases, self._imported
            )
            for area in local.to_dict("records")
        }

    def _report(self, code: str, analysis: Analysis) -> Report:
        """A report: with the parameters of the command line where it is one of those selected."""
        selected = code in self._wanted and analysis in self.chosen
        overrides = self.overrides if selected else {}
        parameters = check_parameters(analysis.notebook, {}, overrides, analysis.name)
        return Report(self.subject(code), analysis, parameters)

    @cached_property
    def _wanted(self) -> frozenset[str]:
        return frozenset(self.wanted)


def pick_authorities(areas: pd.DataFrame, wanted: Sequence[str]) -> list[str]:
    """The codes of the authorities meant by `all`, a region, or a name or code of one.

    `all` and a region mean the authorities that there are now. Raises UsageError, naming what is
    near, for anything else.
    """
    now = areas[(areas["level"] == LOCAL) & areas["end"].isna()]
    regions = areas[areas["level"] == REGIONAL]
    codes: list[str] = []
    for text in wanted:
        region = regions[
            (regions["name"].str.casefold() == text.casefold()) | (regions["code"] == text)
        ]
        if text.casefold() == ALL:
            codes += list(now["code"])
        elif len(region):
            codes += list(now.loc[now["region_code"] == region["code"].iloc[0], "code"])
        else:
            codes.append(_pick(areas, regions, text))
    return list(dict.fromkeys(codes))


def _pick(areas: pd.DataFrame, regions: pd.DataFrame, text: str) -> str:
    try:
        return find_authority(areas, text)
    except UsageError as error:
        raise UsageError(
            f"{error}; --authorities also takes '{ALL}' and the regions {listing(regions['name'])}"
        ) from None


@dataclass(frozen=True)
class Cell:
    """One report of an authority on the page: its figure and rank.

    `when` is empty where the figure is of the years that the column's header names.
    """

    page: str
    figure: str
    rank: str
    when: str


@dataclass(frozen=True)
class Row:
    """One authority on the page; a cell is None where there is no such report.

    `stale` says which of its reports are out of date, since when and why.
    """

    name: str
    region: str
    ended: str
    workbook: str
    cells: Sequence[Cell | None]
    stale: Sequence[str]


@dataclass(frozen=True)
class Column:
    """One analysis on the page: what its figures are, of most authorities, and England's."""

    title: str
    measure: str
    when: str
    england: str


@dataclass(frozen=True)
class Published:
    """A published report: where it is, and what it sets its authority beside others by."""

    name: str
    standing: Standing | None


def authorities_page(reports: AuthorityReports, stale: Mapping[str, Stale]) -> str:
    """The page of all authorities: the figure that each report compares by, and its rank."""
    local = reports.areas[reports.areas["level"] == LOCAL].sort_values(["region", "name"])
    found = {code: _published(reports, code) for code in local["code"]}
    shown = local[[any(found[code]) for code in local["code"]]]
    columns = [
        _column(analysis.title, [one.standing for one in of if one])
        for analysis, of in zip(reports.analyses, zip(*found.values(), strict=True), strict=True)
    ]
    rows = [
        _row(reports, area, found[area["code"]], columns, stale)
        for area in shown.to_dict("records")
    ]
    return render_page(
        "authorities_page.html.j2",
        rows=rows,
        any_stale=any(row.stale for row in rows),
        columns=columns,
        sources=merged(reports.official.releases(*RESTED_ON)),
        notes=reports.official.notes,
        national=FILES,
    )


def _published(reports: AuthorityReports, code: str) -> list[Published | None]:
    """The report of each analysis of an authority; None where there is none."""
    found: list[Published | None] = []
    for analysis in reports.analyses:
        name = f"{AUTHORITIES}/{code}/{analysis.name}"
        notebook = reports.folders.reports / f"{name}.ipynb"
        found.append(Published(name, published_standing(notebook)) if notebook.exists() else None)
    return found


def _column(title: str, standings: Sequence[Standing | None]) -> Column:
    """What most of its reports compare by. None of a report that has no such figure."""
    kinds = Counter((s.measure, s.when, s.england) for s in standings if s)
    return Column(title, *(kinds.most_common(1)[0][0] if kinds else ("", "", "")))


def _row(
    reports: AuthorityReports,
    area: Mapping[Hashable, Any],
    found: Sequence[Published | None],
    columns: Sequence[Column],
    stale: Mapping[str, Stale],
) -> Row:
    code = area["code"]
    workbook = f"{code}/{NAME}"
    return Row(
        area["name"],
        area["region"],
        month_of(area["end"]) if isinstance(area["end"], str) else "",
        workbook if (reports.folders.reports / AUTHORITIES / workbook).exists() else "",
        [_cell(one, column) if one else None for one, column in zip(found, columns, strict=True)],
        [
            f"{column.title}: {out_of_date(stale[one.name])}"
            for one, column in zip(found, columns, strict=True)
            if one and one.name in stale
        ],
    )


def _cell(published: Published, column: Column) -> Cell:
    page = f"{published.name.removeprefix(f'{AUTHORITIES}/')}.html"
    standing = published.standing
    if standing is None:
        return Cell(page, "see the report", "", "")
    other = "" if standing.when == column.when else standing.when
    return Cell(page, standing.figure, standing.rank, other)
