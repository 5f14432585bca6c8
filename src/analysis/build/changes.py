"""What a build changed: the tables that it publishes beside those that they replace.

Both are read from the notebooks of the reports, so that reports without any record of a build can
be compared too. Values are compared as the CSV files have them, to six decimals.
"""

import csv
import io
import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from pathlib import Path

from analysis.build.data import Cell, DataTable, tables_of
from analysis.build.index import render_page
from analysis.display import MISSING, TEXT, YEAR, percent, trimmed
from analysis.display.csv_cells import escape_formula, plain_number

ADDED, REMOVED, WHOLE_REPORT = "added", "removed", "(whole report)"
ROWS_OF_A_REPORT, ROWS_IF_MANY, MANY_REPORTS = 50, 5, 40
"""The most rows on the page of each report, and of each where many reports changed."""
NAMES = (TEXT.number_format, YEAR.number_format)
"""The formats of columns whose cells are names, not amounts."""
EMPTY = ("", "0", MISSING)

Pair = tuple[int, int]
"""The positions of a table, row or column before and now."""
Cells = set[tuple[int, str]]
"""What a table, row or column is recognised by when it has been renamed."""


@dataclass(frozen=True)
class Change:
    """A cell whose value differs, or a report, table, row or column that was added or removed.

    Of the latter `new` says ADDED or REMOVED, and `old` is empty.
    """

    report: str
    table: str
    row: str
    column: str
    old: Cell
    new: Cell
    number_format: str = ""

    @property
    def relative(self) -> float | None:
        """New less old, as a share of old; None for words, for years, and where old is 0."""
        if isinstance(self.old, str | None) or isinstance(self.new, str | None):
            return None
        if self.number_format in NAMES or self.old == 0:
            return None
        return (self.new - self.old) / abs(self.old)

    @property
    def order(self) -> tuple[str, float]:
        """Sort by report, its largest relative change first, what has none last but from 0."""
        if self.relative is None:
            return self.report, -math.inf if self.old == 0 else 1
        return self.report, -round(abs(self.relative), 6)

    def shown(self) -> tuple[str, str, str]:
        """Return old, new and relative change as people read them."""
        old, new = self._in_words(2)
        if old == new:
            old, new = self._in_words(6)
        relative = self.relative
        if relative is None:
            return old, new, ""
        share = percent(relative * 100) if abs(relative) >= 0.0005 else "under 0.1%"
        return old, new, f"+{share}" if relative >= 0.0005 else share

    def _in_words(self, decimals: int) -> tuple[str, ...]:
        is_name = self.number_format in NAMES
        return tuple(
            _written(value)
            if is_name or isinstance(value, str | None)
            else trimmed(value, decimals)
            for value in (self.old, self.new)
        )


def table_changes(before: Path, after: Path, subject: str = "") -> list[Change]:
    """Compare the tables of two folders of reports on one subject; see `Change.order`.

    A report is named `<subject>/<analysis>`. One whose notebook cannot be read is not there.
    """
    changes: list[Change] = []
    for name in {file.stem for folder in (before, after) for file in folder.glob("*.ipynb")}:
        old, new = (_read(folder / f"{name}.ipynb") for folder in (before, after))
        report = f"{subject}/{name}" if subject else name
        if old is not None and new is not None:
            changes += _report_changes(report, old, new)
        elif old is not None or new is not None:
            happened = ADDED if old is None else REMOVED
            changes.append(Change(report, WHOLE_REPORT, "", "", "", happened))
    return sorted(changes, key=lambda change: change.order)


def _read(notebook: Path) -> list[DataTable] | None:
    """Return the tables, each id once; None where the notebook is not there or damaged."""
    try:
        text = notebook.read_text(encoding="utf-8-sig")
        tables = tables_of(json.loads(text, parse_constant=lambda _: None))
        is_sound = all(map(_is_sound, tables))
        return list({table.id: table for table in tables}.values()) if is_sound else None
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None


def _is_sound(table: DataTable) -> bool:
    texts = [table.id, table.title, *table.labels, *table.formats]
    return (
        len(table.labels) > 0
        and all(isinstance(text, str) for text in texts)
        and all(len(row) == len(table.labels) for row in table.rows)
        and all(isinstance(c, str | None) or abs(c) < 1e15 for row in table.rows for c in row)
    )


def _written(cell: Cell) -> str:
    """Return a cell as the CSV files have it, but for a figure that is not available."""
    if cell is None:
        return MISSING
    return cell if isinstance(cell, str) else plain_number(cell)


def _report_changes(
    report: str, old: Sequence[DataTable], new: Sequence[DataTable]
) -> Iterator[Change]:
    """Compare tables of the same id, or else of the same title."""
    ids = [[table.id for table in tables] for tables in (old, new)]
    titles = [[table.title for table in tables] for tables in (old, new)]
    pairs = _pairs(ids, [[{(0, title)} for title in side] for side in titles])
    for title, happened in _unpaired(titles, pairs):
        yield Change(report, title, "(whole table)", "", "", happened)
    for before, now in pairs:
        yield from _cell_changes(report, old[before], new[now])


def _cell_changes(report: str, old: DataTable, new: DataTable) -> Iterator[Change]:
    """Compare two versions of a table, by the names of its columns and rows."""
    change = partial(Change, report, new.title)
    labels = [old.labels, new.labels]
    columns = _pairs(labels, [_columns(old), _columns(new)])
    for label, happened in _unpaired(labels, columns):
        yield change("(whole column)", label, "", happened)
    texts = [
        [[_written(row[pair[side]]) for pair in columns] for row in table.rows]
        for side, table in enumerate((old, new))
    ]
    names = _row_names(
        texts, [n for n, (_, now) in enumerate(columns) if new.formats[now] in NAMES]
    )
    rows = _pairs(names, [[{*enumerate(row)} for row in side] for side in texts])
    shown = [_numbered(side) for side in names]
    for name, happened in _unpaired(shown, rows):
        yield change(name, "(whole row)", "", happened)
    for n, (here, there) in enumerate(columns):
        label, code = new.labels[there], new.formats[there]
        if old.labels[here] != label:
            yield change("(name of the column)", label, old.labels[here], label)
        for before, now in rows:
            if texts[0][before][n] != texts[1][now][n]:
                values = old.rows[before][here], new.rows[now][there]
                yield change(shown[1][now], label, *values, code)


def _columns(table: DataTable) -> list[Cells]:
    return [{(0, _written(row[n])) for row in table.rows} for n in range(len(table.labels))]


def _row_names(rows: Sequence[Sequence[Sequence[str]]], places: Sequence[int]) -> list[list[str]]:
    """Name each row by as many of its names, from the left, as tell all apart: one, mostly."""
    names: list[list[str]] = []
    for width in range(1, max(len(places), 1) + 1):
        names = [
            [", ".join(row[n] for n in places[:width] if row[n]) for row in side] for side in rows
        ]
        if all(len({*side}) == len(side) for side in names):
            break
    return names


def _numbered(names: Sequence[str]) -> list[str]:
    """Number names that stand more than once: `Total (1)`, `Total (2)`."""
    return [
        f"{name} ({names[: n + 1].count(name)})" if names.count(name) > 1 else name
        for n, name in enumerate(names)
    ]


def _pairs(names: Sequence[Sequence[str]], cells: Sequence[Sequence[Cells]]) -> list[Pair]:
    """Pair what was before with what is now, by name, wherever it stands.

    Where several have one name, the most similar go together. What is then left goes together if
    most of its cells are the same, not counting empty ones and 0: it has been renamed.
    """
    filled = [[{c for c in item if c[1] not in EMPTY} for item in side] for side in cells]
    candidates = []
    for before, old in enumerate(filled[0]):
        for now, new in enumerate(filled[1]):
            is_renamed = names[0][before] != names[1][now]
            if not is_renamed or 2 * len(old & new) > max(len(old), len(new)):
                shared = len(cells[0][before] & cells[1][now])
                candidates.append((is_renamed, -shared, before, now))
    pairs: dict[int, int] = {}
    taken = set()
    for _, _, before, now in sorted(candidates):
        if now not in pairs and before not in taken:
            pairs[now] = before
            taken.add(before)
    return [(pairs[now], now) for now in sorted(pairs)]


def _unpaired(names: Sequence[Sequence[str]], pairs: Sequence[Pair]) -> Iterator[tuple[str, str]]:
    """Return what has been added and removed, by name."""
    for side, happened in ((1, ADDED), (0, REMOVED)):
        paired = {pair[side] for pair in pairs}
        yield from ((name, happened) for n, name in enumerate(names[side]) if n not in paired)


def changes_csv(changes: Iterable[Change]) -> str:
    """Return the changes as a CSV file, with the byte order mark by which Excel knows UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["report", "table", "row", "column", "old", "new"])
    for one in sorted(changes, key=lambda change: change.order):
        cells = (one.report, one.table, one.row, one.column, one.old, one.new)
        writer.writerow(
            escape_formula(cell) if isinstance(cell, str) else _written(cell) for cell in cells
        )
    return f"\ufeff{text.getvalue()}"


def changes_page(
    changes: Iterable[Change],
    inputs: Mapping[str, str],
    titles: Mapping[str, str],
    indexes: Sequence[tuple[str, str]] = (("index.html", "All papers and reports"),),
) -> str:
    """Return the page for people, to stand beside `changes.csv` in the folder of all reports.

    `inputs` says of each report that was built what changed of what it is made from, in words;
    `titles` how reports are called; `indexes` are address and words of links to index pages.
    """
    ordered = sorted(changes, key=lambda change: change.order)
    by_report = {name: list(of) for name, of in groupby(ordered, lambda change: change.report)}
    return render_page(
        "changes.html.j2",
        by_report=by_report,
        count=len(ordered),
        unchanged=sorted(inputs.keys() - by_report.keys()),
        inputs=inputs,
        titles={name: titles.get(name, name) for name in (*by_report, *inputs)},
        indexes=indexes,
        most=ROWS_OF_A_REPORT if len(by_report) <= MANY_REPORTS else ROWS_IF_MANY,
        gone=[c.report for c in ordered if (c.table, c.new) == (WHOLE_REPORT, REMOVED)],
    )
