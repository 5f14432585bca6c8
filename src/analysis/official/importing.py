"""The whole way from what a user downloads to the tables that analyses read."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from analysis.errors import DataError, UsageError, listing, nearest
from analysis.folders import Folders
from analysis.lock import only_one
from analysis.official import (
    benchmarking_release,
    ehc_plans_release,
    neighbours_release,
    recognise,
    store,
)
from analysis.official.assemble import Part, assemble
from analysis.official.benchmarking_categories import SECTION_251
from analysis.official.ehc_plans_release import Counts, Layout
from analysis.official.recognise import Csv, File, NotARelease
from analysis.official.store import Official, Source
from analysis.official.workbooks import read_workbook

EXPECTED = (
    "the EHC plans release (its zip, or sen2_age_caseload.csv, sen2_estab_caseload.csv or "
    "caseload.csv), the high needs benchmarking workbook or the statistical neighbours workbook"
)


@dataclass(frozen=True)
class Table:
    """One csv or workbook that was read, and what of it is not used."""

    source: Source
    rows: Mapping[str, pd.DataFrame]
    not_needed: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


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
            broken = error.broken and recognise.claims_to_be_a_release(path)
            if not in_folder or broken:
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
        return _add(files, passed_over, folders)


@contextmanager
def _written(folder: Path) -> Iterator[None]:
    """Raise DataError where a folder cannot be written to."""
    try:
        yield
    except OSError as error:
        raise DataError(
            f"{folder} cannot be written: {error.strerror or error}; nothing has changed"
        ) from None


def _add(files: list[ReadFile], passed_over: list[str], folders: Folders) -> Imported:
    before = store.imported_before(folders)
    sources, frames = _together(files)
    if before is not None:
        replaced = {source.part(table) for source in sources for table in source.tables}
        for source in before.sources:
            if not replaced.issuperset(source.part(table) for table in source.tables):
                sources.append(source)
                for table in source.tables:
                    frames[source.part(table)] = store.read_part(before, source, table)
    sources.sort(key=lambda source: (source.release, source.source))
    parts = [
        Part(table, source.year, source.source, frames[source.part(table)])
        for source in sources
        for table in source.tables
    ]
    made = assemble(parts)
    with _written(store.official_folder(folders)):
        official = store.write(folders, sources, frames, made.tables, made.waiting, made.notes)
    return Imported(tuple(files), tuple(passed_over), official, made.unplaced)


def _together(files: Iterable[ReadFile]) -> tuple[list[Source], dict[str, pd.DataFrame]]:
    """The sources and their parts. Raises DataError where two files disagree on one table."""
    sources: list[Source] = []
    frames: dict[str, pd.DataFrame] = {}
    where: dict[str, Path] = {}
    for file in files:
        for table in file.tables:
            names = {table.source.part(name): rows for name, rows in table.rows.items()}
            again = [name for name in names if name in frames]
            for name in again:
                if not frames[name].equals(names[name]):
                    raise DataError(
                        f"{file.path} and {where[name]} both hold {table.source.source} of "
                        f"{table.source.release}, and differ: import one of them"
                    )
            if not again:
                sources.append(table.source)
                frames |= names
                where |= dict.fromkeys(names, file.path)
    return sources, frames


def _files(paths: Iterable[Path]) -> list[tuple[Path, bool]]:
    """Every file, each once, and whether it was found in a folder rather than named."""
    found: dict[Path, tuple[Path, bool]] = {}
    for path in paths:
        if path.is_dir():
            within = [f for f in sorted(path.rglob("*")) if f.is_file() and _visible(f, path)]
            for file in within:
                found.setdefault(file.resolve(), (file, True))
        elif path.exists():
            found[path.resolve()] = (path, False)
        else:
            there = [f.name for f in path.parent.iterdir()] if path.parent.is_dir() else []
            raise UsageError(f"There is no file {path}{nearest(path.name, there)}")
    return list(found.values())


def _visible(file: Path, folder: Path) -> bool:
    return not any(part.startswith(".") for part in file.relative_to(folder).parts)


def _read(path: Path) -> ReadFile:
    file = recognise.read_file(path)
    return _read_workbook(file) if file.kind == recognise.WORKBOOK else _read_csvs(file)


def _read_csvs(file: File) -> ReadFile:
    tables: list[Table] = []
    not_used: list[str] = []
    for csv in recognise.csv_tables(file):
        layout = ehc_plans_release.find_layout(csv.header)
        if layout is not None and layout.read is not None:
            tables.append(_counts(file, csv, layout))
        elif file.kind == recognise.ZIP:
            not_used.append(csv.name)
        else:
            raise _not_used(csv, layout)
    if not tables:
        raise _nothing_in(file, not_used)
    years = {table.source.year for table in tables}
    if len(years) > 1:
        held = listing(f"{table.source.source} up to {table.source.last}" for table in tables)
        raise DataError(f"{file.path} mixes releases: it holds {held}")
    return ReadFile(file.path, tables[0].source.release, tuple(tables), tuple(not_used))


def _counts(file: File, csv: Csv, layout: Layout) -> Table:
    counts: Counts = ehc_plans_release.read_counts(csv, layout)
    rows = {str(name): frame for name, frame in counts.rows.groupby("table", sort=True)}
    first, last = counts.rows["january"].min(), counts.rows["january"].max()
    source = Source(
        source=counts.table,
        release=f"{ehc_plans_release.RELEASE}, reporting year {counts.year}",
        year=counts.year,
        url=ehc_plans_release.URL,
        file=file.path.name,
        sha256=file.sha256,
        rows=counts.rows_read,
        first=f"January {first}",
        last=f"January {last}",
        tables=tuple(rows),
    )
    rows = {
        name: frame.drop(columns="table").reset_index(drop=True) for name, frame in rows.items()
    }
    return Table(source, rows, counts.not_needed, counts.unknown)


def _not_used(csv: Csv, layout: Layout | None) -> NotARelease:
    if layout is not None:
        return NotARelease(
            f"{csv.where} is the table {layout.table} of the release "
            f"'{ehc_plans_release.RELEASE}', which "
            "no analysis uses",
            f"expected {EXPECTED}",
        )
    return recognise.unlike(csv.where, "a text file", csv.header, EXPECTED)


def _nothing_in(file: File, names: list[str]) -> NotARelease:
    books = [name for name in names if name.lower().endswith((".xlsx", ".zip"))]
    if books:
        return NotARelease(
            f"{file.path} holds {listing(books[:5])}: unpack it and import the folder"
        )
    return NotARelease(
        f"{file.path} holds no table that is used, but {listing(names[:12])}",
        f"expected {EXPECTED}",
    )


def _read_workbook(file: File) -> ReadFile:
    book = read_workbook(file)
    if benchmarking_release.is_benchmarking(book):
        found = benchmarking_release.read_benchmarks(book)
        remarks = []
        if found.defunct:
            remarks.append(
                f"left out, being no more and without any figure: {listing(found.defunct)}"
            )
        if found.outturn_label != found.outturn_year:
            remarks.append(
                f"the sheet says that its outturn is of {found.outturn_label}; it is of "
                f"{found.outturn_year}: docs/outturn-year.md"
            )
        source = Source(
            source="data sheet",
            release=f"{benchmarking_release.RELEASE} {found.financial_year}",
            year=int(found.financial_year[:4]),
            url=benchmarking_release.URL,
            file=file.path.name,
            sha256=file.sha256,
            rows=found.rows_read,
            first=str(found.tables[SECTION_251]["financial_year"].min()),
            last=str(found.tables[SECTION_251]["financial_year"].max()),
            tables=tuple(found.tables),
        )
        table = Table(source, found.tables, found.not_used, (), tuple(remarks))
        return ReadFile(file.path, source.release, (table,))
    if neighbours_release.is_neighbours(book):
        near = neighbours_release.read_neighbours(book)
        source = Source(
            source="neighbours",
            release=f"{neighbours_release.RELEASE}, {near.made:%B %Y}",
            year=near.made.year,
            url=neighbours_release.URL,
            file=file.path.name,
            sha256=file.sha256,
            rows=near.rows_read,
            first=f"{near.made:%B %Y}",
            last=f"{near.made:%B %Y}",
            tables=(neighbours_release.NEIGHBOURS,),
        )
        table = Table(source, {neighbours_release.NEIGHBOURS: near.rows})
        return ReadFile(file.path, source.release, (table,))
    raise recognise.unlike(str(file.path), "a workbook", book.opening, EXPECTED)
