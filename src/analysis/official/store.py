"""What has been imported, as Parquet in `data/processed/official/`: written whole, read by table.

`imported.json` there names a folder that holds every table and every part that they are made of. A
new import writes a new folder and then puts a new `imported.json` in place by rename: a reader sees
either the one or the other, and an import that fails has changed nothing. The folder of before
stays until the import after, for a build that is running reads on from it.
"""

import hashlib
import json
import shutil
import tempfile
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.errors import DataError, listing, nearest
from analysis.files import replace_file
from analysis.folders import Folders, find_folders
from analysis.official.releases import Release, cite

FORMAT = 2
"""Of what is written: one that this code does not read has to be imported again.

1 had the outturn of the benchmarking workbook under the year that its sheet says, which is wrong.
"""

IMPORTED = "imported.json"
PARTS = "parts"
PUBLISHER = "Department for Education"
LICENCE = "Open Government Licence v3.0"
COMMAND = "python -m analysis import PATH..."


@dataclass(frozen=True)
class Source:
    """One csv or workbook that was imported: what it is of, and where it came from.

    `source` is its table in the release, `tables` those that it is a part of here, `file` the name
    of what was imported, a zip or the file itself, and `sha256` the checksum of that.
    """

    source: str
    release: str
    year: int
    url: str
    file: str
    sha256: str
    rows: int
    first: str
    last: str
    tables: tuple[str, ...]

    def part(self, table: str) -> str:
        """The name of what it holds of a table."""
        return f"{table}-{self.year}-{self.source.replace(' ', '_')}"


@dataclass(frozen=True)
class Use:
    """The first and last period that a table takes from a source, and what the periods are."""

    table: str
    source: str
    year: int
    period: str
    first: str
    last: str


@dataclass(frozen=True)
class Official:
    """The official releases that have been imported."""

    folder: Path
    sources: tuple[Source, ...]
    uses: tuple[Use, ...]
    waiting: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def has(self, table: str) -> bool:
        """Whether anything that makes up the table has been imported."""
        return self._path(table).exists()

    def table(self, name: str, codes: Collection[str] | None = None) -> pd.DataFrame:
        """A table, or its rows of some ONS codes alone.

        The columns are those of `assemble.TABLE_COLUMNS`, `authorities.AREA_COLUMNS` and
        `revisions.REVISION_COLUMNS`. Raises DataError for a table that has not been imported.
        """
        if not self.has(name):
            raise DataError(self.explain_missing(name))
        chosen = None if codes is None else [("code", "in", list(codes))]
        return pd.read_parquet(self._path(name), filters=chosen)

    @cached_property
    def areas(self) -> pd.DataFrame:
        """England, the regions and every authority: see `authorities.build_areas`."""
        return self.table("areas")

    @cached_property
    def ehc_plans(self) -> pd.DataFrame:
        """Statements, EHC plans and both (`total`) each January: the headline counts.

        Columns code, level, january, measure (`statements`, `ehc_plans`, `total`), value (plans,
        Int64), symbol, release (reporting year), source. 2010 to 2018 from `sen2_age_caseload` of
        the release of 2022, later Januaries from the latest release imported.
        """
        return self.table("ehc_plans")

    @cached_property
    def placements(self) -> pd.DataFrame:
        """EHC plans by placement each January, until 2018 with statements.

        Columns as `ehc_plans`, `placement` in place of `measure`; the placements are named in
        `ehc_plans.PLACEMENTS` and `ehc_plans.LATER_ONLY`. `ehcplans` is the total of the table that
        the placements are of, which before 2019 is not always the headline: in January 2016 it has
        215 young people in work-based learning more, and in January 2018 7,193 plans fewer.
        """
        return self.table("placements")

    @cached_property
    def section251(self) -> pd.DataFrame:
        """Section 251 high needs spending of each authority in pounds.

        Columns code, basis (`planned expenditure`, `outturn`), financial_year, category and lines
        (see `CATEGORIES` in `benchmarking_categories`), column (`total`, one of `PHASES` there,
        `income`), value (Float64), symbol, release. No totals of regions or England are published
        there: see `totals.sum_of_authorities`.
        """
        return self.table("section251")

    @cached_property
    def benchmark_placements(self) -> pd.DataFrame:
        """EHC plans by the seven placement groups of the benchmarking workbook.

        Columns code, january, placement (`ehcplans`, or one of `PLACEMENT_GROUPS` in
        `benchmarking_categories`), value (plans, Int64), symbol, release.
        """
        return self.table("benchmark_placements")

    @cached_property
    def population(self) -> pd.DataFrame:
        """People aged 2 to 18 of each authority, as projected by ONS: from the workbook alone.

        Columns code, year, ages, basis, value (people, Float64), symbol, release. An authority that
        was about to be abolished stands beside those that took its place, so a sum is over those
        that there were on one day: see `authorities.existing`.
        """
        return self.table("population")

    @cached_property
    def neighbours(self) -> pd.DataFrame:
        """Ten statistical neighbours of each authority.

        Columns code, rank (1 is the closest), neighbour_code, closeness, former, model (the month
        of the workbook, such as 2025-05).
        """
        return self.table("neighbours")

    @cached_property
    def revisions(self) -> pd.DataFrame:
        """Every figure that a later release revised: see `revisions.later_wins`.

        Columns code, january or financial_year, table, column, earlier_value, later_value,
        difference, earlier_symbol, later_symbol, earlier_release, later_release.
        """
        return self.table("revisions")

    def releases(self, *tables: str) -> list[Release]:
        """The releases behind tables, each with the table, the years and the checksum imported."""
        return [
            Release(
                title=source.release,
                publisher=PUBLISHER,
                release=f"{source.release}{_years(uses)}",
                table=source.source,
                licence=LICENCE,
                url=source.url,
                sha256=source.sha256,
            )
            for source in self.sources
            if (uses := [use for use in self._uses_of(source) if use.table in tables])
        ]

    def cite(self, *tables: str) -> str:
        """How a chart names the releases behind tables."""
        return cite(self.releases(*tables))

    def _uses_of(self, source: Source) -> list[Use]:
        return [u for u in self.uses if (u.source, u.year) == (source.source, source.year)]

    def _path(self, table: str) -> Path:
        return self.folder / f"{table}.parquet"

    def explain_missing(self, name: str) -> str:
        """Why a table is not there, and what to import for it."""
        if name in self.waiting:
            return (
                f"'{name}' is imported, but which ONS codes it is of, only the EHC plans release "
                f"says: import that too, with `{COMMAND}`"
            )
        known = sorted(path.stem for path in self.folder.glob("*.parquet"))
        return (
            f"Nothing imported makes up '{name}'{nearest(name, known)}; there is: "
            f"{listing(known)}. Import its release with `{COMMAND}`"
        )


def _years(uses: Collection[Use]) -> str:
    """` (January 2010 to 2018)`; nothing for uses of different periods, or of none."""
    periods = {use.period for use in uses}
    if len(periods) > 1 or periods == {MODEL}:
        return ""
    first, last = min(use.first for use in uses), max(use.last for use in uses)
    one, several = PERIOD_WORDS[periods.pop()]
    return f" ({one} {first})" if first == last else f" ({several} {first} to {last})"


def official_folder(folders: Folders) -> Path:
    """Where imported releases are kept."""
    return folders.processed / "official"


def load_official(folders: Folders | None = None) -> Official:
    """What has been imported. Raises DataError where nothing has been, saying what to do."""
    root = official_folder(folders or find_folders())
    imported = _read(root)
    if imported is None:
        raise DataError(f"No official release is imported: `{COMMAND}` imports what you downloaded")
    if imported["format"] != FORMAT:
        raise DataError(f"{root} was written by another version: import the releases again")
    return Official(
        root / imported["folder"],
        tuple(Source(**{**s, "tables": tuple(s["tables"])}) for s in imported["sources"]),
        tuple(Use(**use) for use in imported["uses"]),
        tuple(imported["waiting"]),
        tuple(imported["notes"]),
    )


def imported_before(folders: Folders) -> Official | None:
    """What has been imported and can be added to; None where there is nothing."""
    imported = _read(official_folder(folders))
    return load_official(folders) if imported and imported["format"] == FORMAT else None


def _read(root: Path) -> dict[str, Any] | None:
    try:
        imported = json.loads((root / IMPORTED).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (json.JSONDecodeError, UnicodeDecodeError):
        raise DataError(f"{root / IMPORTED} is damaged: remove {root} and import again") from None
    return dict(imported)


def read_part(official: Official, source: Source, table: str) -> pd.DataFrame:
    """What a source holds of a table, as it was read."""
    return pd.read_parquet(official.folder / PARTS / f"{source.part(table)}.parquet")


def write(
    folders: Folders,
    sources: Iterable[Source],
    parts: Mapping[str, pd.DataFrame],
    tables: Mapping[str, pd.DataFrame],
    waiting: Iterable[str] = (),
    notes: Iterable[str] = (),
) -> Official:
    """Write everything, then make it what readers see; whatever fails leaves all as it was.

    To be called by one import at a time: see `analysis.lock`. `parts` are named as `Source.part`
    says. The same content gives the same bytes.
    """
    root = official_folder(folders)
    root.mkdir(parents=True, exist_ok=True)
    before = _read(root)
    new = Path(tempfile.mkdtemp(dir=root, prefix=".new-"))
    try:
        (new / PARTS).mkdir()
        new.chmod(0o755)
        for name, frame in parts.items():
            frame.to_parquet(new / PARTS / f"{name}.parquet", index=False)
        for name, frame in tables.items():
            frame.to_parquet(new / f"{name}.parquet", index=False)
        folder = root / _digest(new)
        if folder.exists() and _digest(folder) == folder.name:
            shutil.rmtree(new)  # a reader may be at the other, which is the same
        else:
            shutil.rmtree(folder, ignore_errors=True)
            new.rename(folder)
        official = Official(
            folder, tuple(sources), _uses(tables, sources), tuple(waiting), tuple(notes)
        )
        text = json.dumps(_as_json(official), indent=1, ensure_ascii=False)
        replace_file(root / IMPORTED, lambda part: part.write_text(f"{text}\n", encoding="utf-8"))
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
    kept = {folder.name, before["folder"] if before else ""}
    for other in root.iterdir():
        if other.is_dir() and other.name not in kept:
            shutil.rmtree(other, ignore_errors=True)
    return official


def _as_json(official: Official) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "folder": official.folder.name,
        "sources": [asdict(source) for source in official.sources],
        "uses": [asdict(use) for use in official.uses],
        "waiting": list(official.waiting),
        "notes": list(official.notes),
    }


MODEL = "model"
PERIODS = {"section251": "financial_year", "population": "year", "neighbours": MODEL}
"""Table → the column that says when, which for the others is `january`."""

PERIOD_WORDS = {
    "january": ("January", "January"),
    "financial_year": ("financial year", "financial years"),
    "year": ("year", "years"),
}
"""Period → what is said of one, and of several."""


def _uses(tables: Mapping[str, pd.DataFrame], sources: Iterable[Source]) -> tuple[Use, ...]:
    """What each table takes from each source, which may be less than the source holds."""
    uses = []
    for source in sources:
        for table in source.tables:
            if table not in tables:
                continue
            rows, column = tables[table], PERIODS.get(table, "january")
            if "release" in rows:
                rows = rows[rows["release"] == source.year]
            if "source" in rows:
                rows = rows[rows["source"] == source.source]
            if len(rows):
                period = rows[column].astype("str")
                uses.append(
                    Use(table, source.source, source.year, column, period.min(), period.max())
                )
    return tuple(uses)


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.parquet")):
        digest.update(f"{path.relative_to(folder).as_posix()}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]
