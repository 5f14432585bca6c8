"""The whole way from what a user downloads to the tables that analyses read."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from analysis.errors import DataError, UsageError, listing, nearest
from analysis.folders import Folders
from analysis.lock import only_one
from analysis.official import store
from analysis.official.assemble import assemble
from analysis.official.formats import Table, find_layout, read_csv, table_not_used
from analysis.official.recognise import File, Grid, NotARelease, read_file, unlike
from analysis.official.sheets import read_data_sheet, read_neighbours
from analysis.official.store import Official, Source

EXPECTED = (
    "the EHC plans release (its zip, or sen2_age_caseload.csv, sen2_estab_caseload.csv or "
    "caseload.csv), the high needs benchmarking workbook or the statistical neighbours workbook"
)
CLAIMS = (".zip", ".csv", ".xlsx", ".xlsm", ".xls")
"""Names that say that somebody takes the file for a release."""


@dataclass(frozen=True)
class ReadFile:
    """A file that was recognised: what it holds, and the tables in it that are not used."""

    path: Path
    what: str
    tables: tuple[Table, ...]
    not_used: tuple[str, ...] = ()


@dataclass(frozen=True)
class Imported:
    """What an import did: the files, those passed over with the reason, and what there is now."""

    files: tuple[ReadFile, ...]
    passed_over: tuple[str, ...]
    official: Official
    unplaced: tuple[str, ...]


def import_paths(
    paths: Sequence[Path], folders: Folders, tell: Callable[[str], None] = lambda line: None
) -> Imported:
    """Import files, and the files of folders, and add them to what has been imported before.

    A file imported again replaces what it gave before. All is read and checked before anything is
    written, and two imports at once add to what is there one after the other. `tell` is given a
    line as each file has been read, or what is waited for. In a folder a file that is no
    release is passed over. Raises UsageError for a path that does not exist and DataError for a
    file that is not right or, named by itself, not one of the releases, and where nothing can be
    written.
    """
    files: list[ReadFile] = []
    passed_over: list[str] = []
    found = _files(paths)
    for number, (path, in_folder) in enumerate(found, start=1):
        try:
            file = _read(path)
        except NotARelease as error:
            if not in_folder or (error.broken and path.suffix.lower() in CLAIMS):
                raise
            passed_over.append(error.reason)
            continue
        files.append(file)
        tell(f"[{number}/{len(found)}] {path.name}: {file.what}")
    if not files:
        reasons = "\n".join(passed_over[:5]) or "there is no file"
        raise DataError(f"Nothing to import; expected {EXPECTED}\n{reasons}")
    root = store.official_folder(folders)
    with _written(root):
        root.mkdir(parents=True, exist_ok=True)
    with only_one("import", root, tell):
        return _add(files, tuple(passed_over), folders)


@contextmanager
def _written(folder: Path) -> Iterator[None]:
    """Raise DataError where a folder cannot be written to."""
    try:
        yield
    except OSError as error:
        raise DataError(
            f"{folder} cannot be written: {error.strerror or error}; nothing has changed"
        ) from None


def _add(files: list[ReadFile], passed_over: tuple[str, ...], folders: Folders) -> Imported:
    parts = _together(files)
    before = store.imported_before(folders)
    for source in before.sources if before else ():
        if before and source.part not in parts:
            parts[source.part] = source, store.read_part(before, source)
    ordered = sorted(parts.values(), key=lambda part: (part[0].release, part[0].source))
    made = assemble(ordered)
    used = [
        (replace(source, uses=made.uses.get(source.part, ())), rows) for source, rows in ordered
    ]
    with _written(store.official_folder(folders)):
        official = store.write(folders, used, made.tables, waiting=made.waiting, notes=made.notes)
    return Imported(tuple(files), passed_over, official, made.unplaced)


def _together(files: Iterable[ReadFile]) -> dict[str, tuple[Source, pd.DataFrame]]:
    """What the files hold, by part. Raises DataError where two of them disagree on one."""
    parts: dict[str, tuple[Source, pd.DataFrame]] = {}
    where: dict[str, Path] = {}
    for file in files:
        for table in file.tables:
            part = table.source.part
            if part not in parts:
                parts[part], where[part] = (table.source, table.rows), file.path
            elif not parts[part][1].equals(table.rows):
                raise DataError(
                    f"{file.path} and {where[part]} both hold {table.source.source} of "
                    f"{table.source.release}, and differ: import one of them"
                )
    return parts


def _files(paths: Iterable[Path]) -> list[tuple[Path, bool]]:
    """Every file, each once, and whether it was found in a folder rather than named."""
    found: dict[Path, tuple[Path, bool]] = {}
    for path in paths:
        if path.is_dir():
            for file in sorted(path.rglob("*")):
                hidden = any(part.startswith(".") for part in file.relative_to(path).parts)
                if file.is_file() and not hidden:
                    found.setdefault(file.resolve(), (file, True))
        elif path.exists():
            found[path.resolve()] = (path, False)
        else:
            there = [f.name for f in path.parent.iterdir()] if path.parent.is_dir() else []
            raise UsageError(f"There is no file {path}{nearest(path.name, there)}")
    return list(found.values())


def _read(path: Path) -> ReadFile:
    """Read a file. Raises NotARelease for one of which nothing is used."""
    file = read_file(path)
    found = [(grid, layout) for grid in file.grids if (layout := find_layout(grid))]
    if not found:
        raise _not_used(file)
    if file.kind == "workbook":
        found = found[:1]
    tables = tuple(_read_table(file, grid, *layout) for grid, layout in found)
    if len({table.source.year for table in tables}) > 1:
        held = listing(f"{table.source.source} up to {table.source.last}" for table in tables)
        raise DataError(f"{path} mixes releases: it holds {held}")
    used = [grid.name for grid, _ in found] if file.kind == "zip" else file.names
    not_used = tuple(name for name in file.names if name not in used)
    return ReadFile(path, tables[0].source.release, tables, not_used)


def _read_table(file: File, grid: Grid, layout: str, place: int) -> Table:
    if file.kind != "workbook":
        return read_csv(file, grid, layout)
    read = read_neighbours if layout == "neighbours" else read_data_sheet
    return read(file, grid, layout, place)


def _not_used(file: File) -> NotARelease:
    """The error for a file that can be read, and of which nothing is used."""
    if file.kind == "zip":
        books = [name for name in file.names if name.lower().endswith((".xlsx", ".zip"))]
        if books:
            return NotARelease(
                f"{file.path} holds {listing(books[:5])}: unpack it and import the folder"
            )
        reason = f"{file.path} holds no table that is used, but {listing(file.names[:12])}"
        return NotARelease(reason, f"expected {EXPECTED}")
    if file.kind == "csv" and (table := table_not_used(file.grids[0].rows[0])):
        reason = (
            f"{file.path} is the table {table} of the release 'Education, health and care plans', "
            "which no analysis uses"
        )
        return NotARelease(reason, f"expected {EXPECTED}")
    return unlike(file, EXPECTED)
