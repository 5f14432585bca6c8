"""The national run: how the time and the memory of a build grow with the authorities in it.

It needs imported releases, which are the user's own: what `data/processed/` of this project holds.
"""

import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from memory import sampled
from project import Workshop
from timing import Result, timed
from ways import Build

from analysis.build.authorities import ALL, pick_authorities
from analysis.build.subject import AUTHORITIES
from analysis.folders import Folders
from analysis.official.store import load_official, official_folder

SIZES = (10, 50)
"""Authorities of the smaller runs; the last run is of all that there are now."""

SAMPLED_EVERY_S = 0.5
"""Looking at the memory of ten processes takes time that a long run would notice."""


@dataclass(frozen=True)
class Size:
    """What was measured of a build of so many authorities."""

    authorities: int
    result: Result

    @property
    def a_report_s(self) -> float:
        """Seconds a report."""
        return self.result.median_s / self.result.reports


def is_imported(folders: Folders) -> bool:
    """Whether there are releases to build authorities from."""
    return official_folder(folders).exists()


def measure_national(
    workshop: Workshop, build: Build, folders: Folders, sizes: Sequence[int] = SIZES
) -> list[Size]:
    """Build some authorities, more, and all there are, each once in a fresh copy."""
    everyone = pick_authorities(load_official(folders).areas, [ALL])
    groups = [spread(everyone, size) for size in sizes if size < len(everyone)]
    return [measure_authorities(workshop, build, folders, codes) for codes in [*groups, everyone]]


def measure_authorities(
    workshop: Workshop, build: Build, folders: Folders, codes: Sequence[str]
) -> Size:
    """Build these authorities, by their ONS codes, while the memory is sampled."""
    wanted = [word for code in codes for word in ("--authorities", code)]
    with workshop.fresh() as project:
        copy = Folders(project.root)
        shutil.copytree(official_folder(folders), official_folder(copy))
        peak, run = sampled(
            lambda: timed(lambda: project.run(sys.executable, *build.command(*wanted))),
            SAMPLED_EVERY_S,
        )
        reports = len(list((copy.reports / AUTHORITIES).glob("*/*.html")))
    return Size(len(codes), Result(reports, (run,), peak))


def spread(codes: Sequence[str], count: int) -> list[str]:
    """So many of the codes, from all over the list: counties, districts and London boroughs."""
    return [codes[number * len(codes) // count] for number in range(count)]
