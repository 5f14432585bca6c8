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
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.errors import DataError, listing, nearest
from analysis.files import replace_file
from analysis.folders import Folders, find_folders
from analysis.official.releases import Release

if TYPE_CHECKING:  # a build with nothing to do does without pandas
    import pandas as pd

FORMAT = 3
"""Of what is written: one that this code does not read has to be imported again.

1 had the outturn of the benchmarking workbook under the year that its sheet says, which is wrong;
2 had a file a table in place of one tidy table.
"""

IMPORTED = "imported.json"
PARTS = "parts"
AREAS, FIGURES, NEIGHBOURS, REVISIONS = "areas", "figures", "neighbours", "revisions"
PUBLISHER = "Department for Education"
LICENCE = "Open Government Licence v3.0"
COMMAND = "python -m analysis import PATH..."


@dataclass(frozen=True)
class Use:
    """The first and last period that a table takes from a source, and a word for a period."""

    table: str
    period: str
    first: str
    last: str


@dataclass(frozen=True)
class Source:
    """One csv or workbook that was imported: what it is of, and where it came from.

    `source` is its table in the release, `file` the name of what was imported, a zip or the file
    itself, `sha256` the checksum of that, `basis` what a population is (`ONS mid-2021 projection`),
    `uses` what the tables take from it, which may be less than it holds.
    """

    source: str
    release: str
    url: str
    file: str
    sha256: str
    year: int = 0
    rows: int = 0
    first: str = ""
    last: str = ""
    basis: str = ""
    uses: tuple[Use, ...] = ()

    @property
    def part(self) -> str:
        """The name of what was read of it."""
        return f"{self.year}-{self.source}"


@dataclass(frozen=True)
class Official:
    """The official releases that have been imported.

    `area_rows` has the rows of `areas` as dictionaries, for who does without pandas.
    """

    folder: Path
    sources: tuple[Source, ...]
    waiting: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    area_rows: Sequence[Mapping[str, Any]] = field(default=(), compare=False, repr=False)

    @property
    def tables(self) -> set[str]:
        """Return the names of the tables that there are, those of the figures among them."""
        figures = {use.table for source in self.sources for use in source.uses}
        return figures | {path.stem for path in self.folder.glob("*.parquet")}

    def has(self, table: str) -> bool:
        """Return whether anything that makes up the table has been imported."""
        return table in self.tables

    @cached_property
    def figures(self) -> "pd.DataFrame":
        """Return every official figure: one row a figure.

        Columns table (`tables` of `formats.toml`, which has their units), code, period (text: a
        January, financial year or year), item, value (float64), symbol (in place of a value that is
        missing), release (its reporting year), source (the table of the release).
        """
        return self._read(FIGURES)

    @cached_property
    def areas(self) -> "pd.DataFrame":
        """Return England, the regions and every authority: see `areas.build_areas`."""
        return self._read(AREAS)

    @cached_property
    def neighbours(self) -> "pd.DataFrame":
        """Return ten statistical neighbours of each authority.

        Columns code, rank (1 is the closest), neighbour_code, closeness, former, model (the month
        of the workbook, such as 2025-05).
        """
        return self._read(NEIGHBOURS)

    @cached_property
    def revisions(self) -> "pd.DataFrame":
        """Return every figure that a later release revised: see `assemble.merge_releases`."""
        return self._read(REVISIONS)

    def _read(self, name: str) -> "pd.DataFrame":
        import pandas as pd

        if not self.has(name):
            raise DataError(self.explain_missing(name))
        return pd.read_parquet(self.folder / f"{name}.parquet")

    def releases(self, *tables: str) -> list[Release]:
        """Return the releases behind tables, with the table, years and checksum imported."""
        found = []
        for source in self.sources:
            if uses := [use for use in source.uses if use.table in tables]:
                release = f"{source.release}{_years(uses)}"
                of = (PUBLISHER, release, source.source, LICENCE, source.url, source.sha256)
                found.append(Release(source.release, *of))
        return found

    def explain_missing(self, name: str) -> str:
        """Return why a table is not there, and what to import for it."""
        if name in self.waiting:
            return (
                f"'{name}' is imported, but which ONS codes it is of, only the EHC plans release "
                f"says: import that too, with `{COMMAND}`"
            )
        return (
            f"Nothing imported makes up '{name}'{nearest(name, self.tables)}; there is: "
            f"{listing(sorted(self.tables))}. Import its release with `{COMMAND}`"
        )


def _years(uses: Collection[Use]) -> str:
    """` (January 2010 to 2018)`; nothing for uses of different periods, or of none."""
    words = {use.period for use in uses}
    if len(words) > 1 or words == {""}:
        return ""
    first, last = min(use.first for use in uses), max(use.last for use in uses)
    (word,) = words
    if first == last:
        return f" ({word} {first})"
    return f" ({word if word == 'January' else f'{word}s'} {first} to {last})"


def official_folder(folders: Folders) -> Path:
    """Return where imported releases are kept."""
    return folders.processed / "official"


def load_official(folders: Folders | None = None) -> Official:
    """Return what has been imported. Raises DataError where nothing is, saying what to do."""
    root = official_folder(folders or find_folders())
    imported = _read(root)
    if imported is None:
        raise DataError(f"No official release is imported: `{COMMAND}` imports what you downloaded")
    if imported["format"] != FORMAT:
        raise DataError(f"{root} was written by another version: import the releases again")
    return Official(
        root / imported["folder"],
        tuple(
            Source(**source | {"uses": tuple(Use(**use) for use in source["uses"])})
            for source in imported["sources"]
        ),
        tuple(imported["waiting"]),
        tuple(imported["notes"]),
        imported["area_rows"],
    )


def imported_before(folders: Folders) -> Official | None:
    """Return what has been imported and can be added to; None where there is nothing."""
    imported = _read(official_folder(folders))
    return load_official(folders) if imported and imported["format"] == FORMAT else None


def _read(root: Path) -> dict[str, Any] | None:
    try:
        return dict(json.loads((root / IMPORTED).read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (json.JSONDecodeError, UnicodeDecodeError):
        raise DataError(f"{root / IMPORTED} is damaged: remove {root} and import again") from None


def read_part(official: Official, source: Source) -> "pd.DataFrame":
    """Return what was read of a source."""
    import pandas as pd

    return pd.read_parquet(official.folder / PARTS / f"{source.part}.parquet")


def write(
    folders: Folders,
    parts: Sequence[tuple[Source, "pd.DataFrame"]],
    tables: Mapping[str, "pd.DataFrame"],
    **said: Any,
) -> Official:
    """Write everything, then make it what readers see; whatever fails leaves all as it was.

    To be called by one import at a time: see `analysis.lock`. `said` are the waiting and
    notes of `Official`. The same content gives the same bytes.
    """
    root = official_folder(folders)
    before = _read(root)
    new = Path(tempfile.mkdtemp(dir=root, prefix=".new-"))
    try:
        (new / PARTS).mkdir()
        new.chmod(0o755)
        for source, rows in parts:
            rows.to_parquet(new / PARTS / f"{source.part}.parquet", index=False)
        for name, rows in tables.items():
            rows.to_parquet(new / f"{name}.parquet", index=False)
        folder = root / _digest(new)
        if folder.exists() and _digest(folder) == folder.name:
            shutil.rmtree(new)  # a reader may be at the other, which is the same
        else:
            shutil.rmtree(folder, ignore_errors=True)
            new.rename(folder)
        areas = json.loads(tables[AREAS].to_json(orient="records")) if AREAS in tables else []
        sources = tuple(source for source, _ in parts)
        official = Official(folder, sources, area_rows=areas, **said)
        content = {"format": FORMAT, **asdict(official), "folder": folder.name}
        text = json.dumps(content, indent=1, ensure_ascii=False)
        replace_file(root / IMPORTED, lambda part: part.write_text(f"{text}\n", encoding="utf-8"))
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
    _remove_others(root, {folder.name, before["folder"] if before else ""})
    return official


def _remove_others(root: Path, kept: set[str]) -> None:
    for other in root.iterdir():
        if other.is_dir() and other.name not in kept:
            shutil.rmtree(other, ignore_errors=True)


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*.parquet")):
        digest.update(f"{path.relative_to(folder).as_posix()}\0".encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]
