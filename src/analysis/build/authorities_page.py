"""The page that lists the reports on authorities: the figure and rank of each."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from analysis.build.authorities import DATA_FILES, RESTED_ON, AuthorityReports
from analysis.build.built import Stale
from analysis.build.index import out_of_date, published_standing, render_page
from analysis.build.subject import AUTHORITIES
from analysis.build.workbook_contents import NAME
from analysis.display import Standing
from analysis.official.areas import LOCAL
from analysis.official.figures import month_of
from analysis.official.releases import merged


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
    """Return the page of all authorities: the figure that each report compares by, and its rank."""
    local = [area for area in reports.areas if area["level"] == LOCAL]
    local.sort(key=lambda area: (area["region"], area["name"]))
    found = {area["code"]: _published(reports, area["code"]) for area in local}
    columns = [
        _column(analysis.title, [one.standing for one in of if one])
        for analysis, of in zip(reports.analyses, zip(*found.values(), strict=True), strict=True)
    ]
    rows = [
        _row(reports, area, found[area["code"]], columns, stale)
        for area in local
        if any(found[area["code"]])
    ]
    return render_page(
        "authorities_page.html.j2",
        rows=rows,
        any_stale=any(row.stale for row in rows),
        columns=columns,
        sources=merged(reports.official.releases(*RESTED_ON)),
        notes=reports.official.notes,
        national=DATA_FILES,
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
    area: Mapping[str, Any],
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
