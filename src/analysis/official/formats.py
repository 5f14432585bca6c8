"""Read a csv or sheet of a release, by its entry in `formats.toml`, into one tidy table of figures.

A figure that is not there is missing, never zero, and `symbol` keeps what stands in its place.
"""

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow
import pyarrow.csv as pacsv

from analysis.errors import DataError, nearest
from analysis.official import checks
from analysis.official.recognise import File, Grid
from analysis.official.store import Source
from analysis.official.symbols import BLANK, IN_CSV, IN_WORKBOOK

FORMATS: dict[str, Any] = tomllib.loads(Path(__file__).with_name("formats.toml").read_text("utf-8"))
LAYOUTS: dict[str, dict[str, Any]] = FORMATS["layouts"]

FIRST_ROWS = 15
"""A header stands in one of them."""

MOST = 0.6
"""With this share of a layout's columns a table is of it, and told which it lacks."""

PERIODS: dict[str, checks.Cell] = {
    "Calendar year": (r"20[1-9]\d", "a year such as 2021"),
    "Academic year": (
        "|".join(f"20{year:02}{year + 1:02}" for year in range(99)),
        "an academic year such as 202021",
    ),
}
"""What `time_period` is; the January of 202021 is that of 2021."""

KEY = ["time_period", "geographic_level", "country_code", "region_code", "new_la_code"]
AREA = ["level", "code", "la_code", "name", "region_code", "region", "period"]


@dataclass(frozen=True)
class Item:
    """A figure of every area: its table, name and period, and the columns that are added up.

    Of a csv the period is a column of the rows.
    """

    table: str
    item: str
    columns: Sequence[str]
    period: str | None = None


@dataclass(frozen=True)
class Table:
    """What was read of a csv or sheet.

    `rows` has a row a figure: table, item, period (text), la_code, name, value (float64), symbol,
    and of a csv level, code, region_code, region. Of neighbours: see `sheets.read_neighbours`.
    `unknown` and `not_needed` are the columns that are not used, `notes` what else there is to say.
    """

    source: Source
    rows: pd.DataFrame
    unknown: Sequence[str] = ()
    not_needed: Sequence[str] = ()
    notes: Sequence[str] = ()


def find_layout(grid: Grid) -> tuple[str, int] | None:
    """Return the layout of a csv or sheet and the place of its header; None for another.

    A header that lacks a few of a layout's columns is of that layout too, so that what is missing
    can be named.
    """
    for place, cells in enumerate(grid.rows[:FIRST_ROWS]):
        above = {cell for row in grid.rows[max(0, place - 2) : place] for cell in row}
        shares = {}
        for name, how in LAYOUTS.items():
            own = {*how["columns"], *_figure_columns(how)}
            if not own.issubset(cells):
                own |= {name for name in how.get("not_needed", ()) if "*" not in name}
            its_kind = ("period" in how) == (grid.read is not None)
            if its_kind and ("sections" not in how or above.intersection(how["sections"])):
                shares[len(own.intersection(cells)) / len(own)] = name
        best = max(shares, default=0)
        if best >= MOST and not table_not_used(cells):
            return shares[best], place
    return None


def table_not_used(header: Iterable[str]) -> str:
    """Return the name of the table that no analysis uses with this header, or nothing."""
    columns = set(header)
    return next((name for name, of in FORMATS["not_used"].items() if columns.issuperset(of)), "")


def new_source(file: File, layout: str, label: str, **of: Any) -> Source:
    """Return the source that a table is: `label` tells its release from others of its name."""
    release = LAYOUTS[layout]["release"]
    url = FORMATS["releases"][release]["url"]
    return Source(layout, f"{release}{label}", url, file.path.name, file.sha256, **of)


def tidy(areas: pd.DataFrame, text: pd.DataFrame, items: Iterable[Item]) -> pd.DataFrame:
    """Return one row an area and item, of text that has been checked.

    A symbol in any of an item's columns leaves it unknown; a column that is not there or was not
    collected is not in what it makes up. The column `=z` is `z` in every row.
    """
    frames = []
    for item in items:
        symbol = pd.Series(pd.NA, index=text.index, dtype="str")
        value = pd.Series(0.0, index=text.index)
        counted = pd.Series(False, index=text.index)
        for column in item.columns:
            cells = text.get(column, pd.Series(pd.NA, text.index, dtype="str"))
            if column.startswith("="):
                cells = cells.fillna(column[1:])
            symbols = cells.where(cells.isin(IN_WORKBOOK)).replace("", BLANK)
            symbol = symbol.fillna(symbols)
            value += pd.to_numeric(cells.where(symbols.isna())).astype("float64").fillna(0)
            counted |= cells.notna()
        frame = areas.assign(
            table=item.table, item=item.item, value=value.where(symbol.isna()), symbol=symbol
        )
        frames.append((frame.assign(period=item.period) if item.period else frame)[counted])
    return pd.concat(frames, ignore_index=True)


def read_csv(file: File, grid: Grid, layout: str) -> Table:
    """Read, check and tidy a csv.

    Raises DataError naming file, row, column and value of what is not as expected.
    """
    how, header = LAYOUTS[layout], grid.rows[0]
    needed = ["time_period", "time_identifier", *FORMATS["csv"], *how["columns"]]
    needed = list(dict.fromkeys([*needed, *_figure_columns(how)]))
    checks.check_columns(grid.where, header, needed)
    text = _read_text(grid, needed)
    for column, wanted in how.get("rows", {}).items():
        there = text[column]
        text = text[there == wanted]
        if text.empty:
            close = nearest(wanted, sorted(set(there)))
            raise DataError(f"{grid.where}: no row with '{wanted}' in column '{column}'{close}")
    _check(grid.where, text, how)
    areas, count = _areas(text), len(text)
    if "kinds" in how:
        text = _by_kind(grid.where, areas, text, how)
        areas = text[AREA]
    rows = tidy(areas, text, _items(how))
    first, last = rows["period"].min(), rows["period"].max()
    januaries = {"first": f"January {first}", "last": f"January {last}"}
    source = new_source(
        file, layout, f", reporting year {last}", year=int(last), rows=count, **januaries
    )
    extra = [column for column in header if column not in needed]
    known = [c for c in extra if any(fnmatch(c, pattern) for pattern in how["not_needed"])]
    return Table(source, rows, [column for column in extra if column not in known], known)


def _items(how: dict[str, Any]) -> list[Item]:
    return [
        Item(table, item, [of] if isinstance(of, str) else of)
        for table, items in how.get("items", {}).items()
        for item, of in (items if isinstance(items, dict) else {i: i for i in items}).items()
    ]


def _figure_columns(how: dict[str, Any]) -> list[str]:
    """The columns of a csv that have figures."""
    if "kinds" in how:
        return [how["value"]]
    named = dict.fromkeys(column for item in _items(how) for column in item.columns)
    return [column for column in named if not column.startswith("=")]


def _read_text(grid: Grid, columns: list[str]) -> pd.DataFrame:
    """The columns as text, the index being the row in the file."""
    assert grid.read is not None
    options = pacsv.ConvertOptions(
        include_columns=columns,
        column_types=dict.fromkeys(columns, pyarrow.string()),
        strings_can_be_null=False,
    )
    try:
        table = pacsv.read_csv(pyarrow.py_buffer(grid.read()), convert_options=options)
    except pyarrow.ArrowInvalid as error:
        raise DataError(f"{grid.where} is not a readable csv in UTF-8: {error}") from None
    if not table.num_rows:
        raise DataError(f"{grid.where} is empty: a header and at least one row were expected")
    return table.to_pandas().set_index(pd.RangeIndex(2, table.num_rows + 2))


def _check(where: str, text: pd.DataFrame, how: dict[str, Any]) -> None:
    period = {
        "time_identifier": checks.one_of([how["period"]]),
        "time_period": PERIODS[how["period"]],
    }
    figures = dict.fromkeys(_figure_columns(how), checks.figure("count", IN_CSV))
    checks.check_cells(where, text, FORMATS["csv"] | period | figures)
    level = text["geographic_level"]
    for column in ("region_code", "new_la_code", "la_name", "old_la_code"):
        needed = level != "National" if column == "region_code" else level == "Local authority"
        without = text.index[needed & (text[column] == "")]
        if len(without):
            raise DataError(
                f"{where}, row {without[0]}, column '{column}': nothing found, "
                f"although the row is of level '{level[without[0]]}'"
            )
    if "kinds" in how:
        known = {kind for item in _items(how) for kind in item.columns}
        checks.check_known(where, _kind(text, how), [*sorted(known), *how["kinds_not_used"]])
    checks.check_repeats(where, text, [*KEY, *how.get("kinds", [])])


def _kind(text: pd.DataFrame, how: dict[str, Any]) -> pd.Series:
    group, kind = how["kinds"]
    return (text[group] + ": " + text[kind]).rename(kind)


def _areas(text: pd.DataFrame) -> pd.DataFrame:
    """Which area each row is of, whatever its level, and which January."""
    level = text["geographic_level"]
    local, regional = level == "Local authority", level == "Regional"
    code = text["region_code"].where(regional, text["country_code"])
    name = text["region_name"].where(regional, text["country_name"])
    year = text["time_period"].str[:4].astype("int64") + (text["time_period"].str.len() > 4)
    columns = {
        "level": level,
        "code": text["new_la_code"].where(local, code),
        "la_code": text["old_la_code"],
        "name": text["la_name"].where(local, name),
        "region_code": text["region_code"],
        "region": text["region_name"],
        "period": year.astype("str"),
    }
    return pd.DataFrame(columns)[AREA]


def _by_kind(
    where: str, areas: pd.DataFrame, text: pd.DataFrame, how: dict[str, Any]
) -> pd.DataFrame:
    """One row an area and January, one column a kind: missing where it was not collected.

    Raises DataError where a kind that a January was collected for is missing for an area.
    """
    long = areas.assign(kind=_kind(text, how), cell=text[how["value"]])
    wide = long.pivot(index=AREA, columns="kind", values="cell").reset_index()
    of_all = [kind for kind in set(long["kind"]) if not fnmatch(kind, how["kinds_of_some_areas"])]
    expected = wide.groupby("period").size()
    found = wide.groupby("period")[sorted(of_all)].count()
    short = found[(found > 0) & found.lt(expected, axis="index")].stack().dropna()
    if len(short):
        january, kind = short.index[0]
        raise DataError(
            f"{where}: in {january} the rows '{kind}' are {short.iloc[0]:.0f}; "
            f"one for each of {expected[january]} areas was expected"
        )
    return wide
