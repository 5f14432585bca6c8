"""What an import did, in lines for a terminal."""

from collections.abc import Iterator
from pathlib import Path

from analysis.errors import listing
from analysis.official.importing import Imported, ReadFile, Table
from analysis.official.store import Source

SHOWN = 8
"""Of names that are listed to be complete, as many as are worth reading."""


def summary_lines(imported: Imported, folder: Path) -> Iterator[str]:
    """Each file with what it was recognised as, then what there is now and where."""
    for file in imported.files:
        yield from _file(file)
    for reason in imported.passed_over:
        yield f"Passed over: {reason}"
    official = imported.official
    yield f"Imported, in {folder}:"
    for source in official.sources:
        yield f"  {source.release}, {source.source}: {_years(source)}"
    for table in official.waiting:
        yield (
            f"Not ready: '{table}' waits for the EHC plans release, which says the ONS codes of "
            "authorities"
        )
    if imported.unplaced:
        yield f"In no release, so left out: {listing(imported.unplaced)}"
    for note in official.notes:
        yield f"Note: {note}"
    if official.has("revisions"):
        yield f"Figures that a later release revised: {len(official.revisions):,}"


def _file(file: ReadFile) -> Iterator[str]:
    yield f"{file.path.name}: {file.what}"
    for table in file.tables:
        yield from _table(table)
    if file.not_used:
        yield f"  files in it not used: {_some(file.not_used)}"


def _table(table: Table) -> Iterator[str]:
    source = table.source
    yield f"  {source.source}: {source.rows:,} rows, {_years(source)}"
    if table.unknown:
        yield f"    unknown columns, not used: {listing(table.unknown)}"
    if table.not_needed:
        yield f"    columns not used: {_some(table.not_needed)}"
    for remark in table.remarks:
        yield f"    {remark}"


def _years(source: Source) -> str:
    """`January 2010 to 2022`."""
    last = source.last.removeprefix("January ")
    return source.first if source.first == source.last else f"{source.first} to {last}"


def _some(names: tuple[str, ...]) -> str:
    """The first few, and how many more there are."""
    more = len(names) - SHOWN
    return listing(names) if more <= 1 else f"{listing(names[:SHOWN])} and {more} more"
