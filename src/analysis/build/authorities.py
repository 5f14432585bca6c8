"""Reports on authorities: which there are to build."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from analysis.build.built import Stale
from analysis.build.parameters import check_parameters
from analysis.build.plan import FOR_AUTHORITIES, Analysis, Report, pick_analysis, read_analyses
from analysis.build.subject import AUTHORITIES, Subject, authority_subject
from analysis.errors import UsageError, listing
from analysis.folders import Folders
from analysis.official.areas import LOCAL, REGIONAL, find_authority
from analysis.official.store import IMPORTED, load_official, official_folder

ALL = "all"
DATA_FILES = ("measures.xlsx", "measures.csv", "measures.parquet", "data-dictionary.csv")
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
    data_files: Sequence[str] = DATA_FILES

    def __init__(
        self,
        folders: Folders,
        wanted: Sequence[str],
        analysis_names: Sequence[str] = (),
        overrides: Mapping[str, str] | None = None,
    ) -> None:
        self.folders = folders
        self.official = load_official(folders)
        self.areas = self.official.area_rows
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
        known = {area["code"] for area in self.areas}
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
        from analysis.build.national import write_national

        write_national(self.folders, place)

    def write(self, place: Path, stale: Mapping[str, Stale]) -> None:
        """Write the page."""
        from analysis.build.authorities_page import authorities_page

        text = authorities_page(self, stale)
        (place / self.files[0]).write_text(text, encoding="utf-8", newline="\n")

    def subject(self, code: str) -> Subject:
        """What the reports on an authority are about."""
        return self._subjects[code]

    @cached_property
    def _subjects(self) -> dict[str, Subject]:
        releases = self.official.releases(*RESTED_ON)
        return {
            area["code"]: authority_subject(
                area["code"], area["name"], area["region"], releases, self._imported
            )
            for area in self.areas
            if area["level"] == LOCAL
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


def pick_authorities(areas: Sequence[Mapping[str, Any]], wanted: Sequence[str]) -> list[str]:
    """Return the codes of the authorities meant by `all`, a region, or a name or code of one.

    `all` and a region mean the authorities that there are now. Raises UsageError, naming what is
    near, for anything else.
    """
    now = [area for area in areas if area["level"] == LOCAL and not area["end"]]
    regions = [area for area in areas if area["level"] == REGIONAL]
    codes: list[str] = []
    for text in wanted:
        word = text.casefold()
        region = [a for a in regions if word in (a["code"].casefold(), a["name"].casefold())]
        if word == ALL:
            codes += [area["code"] for area in now]
        elif region:
            codes += [area["code"] for area in now if area["region_code"] == region[0]["code"]]
        else:
            codes.append(_pick(areas, [area["name"] for area in regions], text))
    return list(dict.fromkeys(codes))


def _pick(areas: Sequence[Mapping[str, Any]], regions: Sequence[str], text: str) -> str:
    try:
        return find_authority(areas, text)
    except UsageError as error:
        raise UsageError(
            f"{error}; --authorities also takes '{ALL}' and the regions {listing(regions)}"
        ) from None
