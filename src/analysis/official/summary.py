"""What an import did, in lines for a terminal."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pandas as pd

from analysis.errors import listing
from analysis.official.figures import unique_names
from analysis.official.formats import Table
from analysis.official.importing import Imported
from analysis.official.store import Official, Source
from analysis.official.symbols import MEANINGS
from analysis.official.totals import reconcile

SHOWN = 8
"""Of names that are listed to be complete, as many as are worth reading."""

MOST_LINES = 20
"""Of revised figures, or of totals that are not a sum."""


def summary_lines(imported: Imported, folder: Path) -> Iterator[str]:
    """Yield each file with what it was recognised as, then what there is now and where."""
    for file in imported.files:
        yield f"{file.path.name}: {file.what}"
        for table in file.tables:
            yield from _table(table)
        if file.not_used:
            yield f"  files in it not used: {_some(file.not_used)}"
    for reason in imported.passed_over:
        yield f"Passed over: {reason}"
    official = imported.official
    yield f"Imported, in {folder}:"
    for source in official.sources:
        yield f"  {source.release}, {source.source}: {_years(source)}"
    for name in official.waiting:
        yield (
            f"Not ready: '{name}' waits for the EHC plans release, which says the ONS codes of "
            "authorities"
        )
    if imported.unplaced:
        yield f"In no release, so left out: {listing(imported.unplaced)}"
    for note in official.notes:
        yield f"Note: {note}"
    if official.has("areas"):
        yield from _totals(official)
        yield from _revisions(official)


def _table(table: Table) -> Iterator[str]:
    source = table.source
    yield f"  {source.source}: {source.rows:,} rows, {_years(source)}"
    if table.unknown:
        yield f"    unknown columns, not used: {listing(table.unknown)}"
    if table.not_needed:
        yield f"    columns not used: {_some(table.not_needed)}"
    for note in table.notes:
        yield f"    {note}"


def _years(source: Source) -> str:
    """`January 2010 to 2022`."""
    last = source.last.removeprefix("January ")
    return source.first if source.first == source.last else f"{source.first} to {last}"


def _some(names: Sequence[str]) -> str:
    """The first few, and how many more there are."""
    more = len(names) - SHOWN
    return listing(names) if more <= 1 else f"{listing(names[:SHOWN])} and {more} more"


def _totals(official: Official) -> Iterator[str]:
    """`  London, 2024: 17 of placements; not available, but in the total: Hackney`."""
    found = reconcile(official.figures, official.areas)
    if len(found):
        yield f"Published totals that are not the sum of what they are made up of: {len(found):,}"
    groups = list(found.groupby(["name", "period", "table", "reason"]))
    for (name, period, table, reason), rows in groups[:MOST_LINES]:
        why = reason or listing(sorted(set(rows["check"])))
        yield f"  {name}, {period}: {len(rows)} of {table.replace('_', ' ')}; {why}"
    if len(groups) > MOST_LINES:
        yield f"  and of {len(groups) - MOST_LINES} more areas and times"


def _revisions(official: Official) -> Iterator[str]:
    """`  Kent, 2021: placements, special_independent: 1,396 (release of 2022), 7 (…2025)`."""
    revised, names = official.revisions, unique_names(official.areas)
    yield f"Figures that a later release revised: {len(revised):,}"
    for row in revised.head(MOST_LINES).to_dict("records"):
        said = [
            f"{MEANINGS[row[f'{time}_symbol']] if pd.isna(value) else f'{value:,.10g}'} "
            f"(release of {row[f'{time}_release']})"
            for time in ("earlier", "later")
            for value in [row[f"{time}_value"]]
        ]
        what = f"{row['table']}, {row['item']}".replace("_", " ")
        yield f"  {names[row['code']]}, {row['period']}: {what}: {', '.join(said)}"
    if len(revised) > MOST_LINES:
        yield f"  and {len(revised) - MOST_LINES:,} more, in {official.folder}/revisions.parquet"
