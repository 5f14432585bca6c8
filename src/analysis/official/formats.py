"""Read a csv or sheet of a release, by its entry in `formats.toml`, into one tidy table of figures.

A figure that is not there is missing, never zero, and `symbol` keeps what stands in its place.
"""

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatch
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow
import pyarrow.csv as pacsv

from analysis.errors import DataError, listing, nearest
from analysis.official.checks import (
    NAME_OF_AUTHORITY,
    NUMBER_OF_AUTHORITY,
    Cell,
    check_cells,
    check_columns,
    check_known,
    check_repeats,
    figure,
    one_of,
)
from analysis.official.recognise import File, Grid
from analysis.official.store import Source
from analysis.official.symbols import BLANK, IN_CSV, IN_WORKBOOK

FORMATS: dict[str, Any] = tomllib.loads(Path(__file__).with_name("formats.toml").read_text("utf-8"))
LAYOUTS: dict[str, dict[str, Any]] = FORMATS["layouts"]

FIRST_ROWS = 15
"""A header stands in one of them."""

MOST = 0.6
"""With this share of a layout's columns a table is of it, and told which it lacks."""

PERIODS: dict[str, Cell] = {
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
    and of a csv level, code, region_code, region. Of neighbours: see `_read_neighbours`.
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


def read_table(file: File, grid: Grid, layout: str, place: int) -> Table:
    """Read, check and tidy a csv or sheet whose header is at a place.

    Raises DataError naming file, row, column and value of what is not as expected.
    """
    how = LAYOUTS[layout]
    source = Source(
        source=layout,
        release=how["release"],
        url=FORMATS["releases"][how["release"]]["url"],
        file=file.path.name,
        sha256=file.sha256,
    )
    if "period" in how:
        return _read_csv(source, grid, how)
    if "sections" in how:
        return _read_data_sheet(source, grid, how, place)
    return _read_neighbours(source, grid, how, place, file)


def _tidy(areas: pd.DataFrame, text: pd.DataFrame, items: Iterable[Item]) -> pd.DataFrame:
    """One row an area and item, of text that has been checked.

    A symbol in any of an item's columns leaves it unknown; a column that is not there or was not
    collected is not in what it makes up. `=z` is `z` in every row.
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


# ------------------------------------------------------------------------------ csv files


def _items(how: dict[str, Any]) -> list[Item]:
    """The items of a csv's layout."""
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


def _read_csv(source: Source, grid: Grid, how: dict[str, Any]) -> Table:
    header = grid.rows[0]
    needed = ["time_period", "time_identifier", *FORMATS["csv"], *how["columns"]]
    needed = list(dict.fromkeys([*needed, *_figure_columns(how)]))
    check_columns(grid.where, header, needed)
    text = _read_text(grid, needed)
    for column, wanted in how.get("rows", {}).items():
        there = text[column]
        text = text[there == wanted]
        if text.empty:
            close = nearest(wanted, sorted(set(there)))
            raise DataError(f"{grid.where}: no row with '{wanted}' in column '{column}'{close}")
    _check_csv(grid.where, text, how)
    areas, rows_read = _areas(text), len(text)
    if "kinds" in how:
        text = _by_kind(grid.where, areas, text, how)
        areas = text[AREA]
    rows = _tidy(areas, text, _items(how))
    first, last = rows["period"].min(), rows["period"].max()
    extra = [column for column in header if column not in needed]
    known = [c for c in extra if any(fnmatch(c, pattern) for pattern in how["not_needed"])]
    source = replace(
        source,
        release=f"{source.release}, reporting year {last}",
        year=int(last),
        rows=rows_read,
        first=f"January {first}",
        last=f"January {last}",
    )
    return Table(source, rows, [column for column in extra if column not in known], known)


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


def _check_csv(where: str, text: pd.DataFrame, how: dict[str, Any]) -> None:
    period = {"time_identifier": one_of([how["period"]]), "time_period": PERIODS[how["period"]]}
    figures = dict.fromkeys(_figure_columns(how), figure("count", IN_CSV))
    check_cells(where, text, FORMATS["csv"] | period | figures)
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
        check_known(where, _kind(text, how), [*sorted(known), *how["kinds_not_used"]])
    check_repeats(where, text, [*KEY, *how.get("kinds", [])])


def _kind(text: pd.DataFrame, how: dict[str, Any]) -> pd.Series:
    group, kind = how["kinds"]
    return (text[group] + ": " + text[kind]).rename(kind)


def _areas(text: pd.DataFrame) -> pd.DataFrame:
    """Which area each row is of, whatever its level, and which January."""
    level = text["geographic_level"]
    own = {
        "Local authority": ("new_la_code", "la_name"),
        "Regional": ("region_code", "region_name"),
    }
    code, name = text["country_code"], text["country_name"]
    for one, (codes, names) in own.items():
        code, name = (a.where(level != one, text[b]) for a, b in ((code, codes), (name, names)))
    year = text["time_period"].str[:4].astype("int64") + (text["time_period"].str.len() > 4)
    return pd.DataFrame(
        {
            "level": level,
            "code": code,
            "la_code": text["old_la_code"],
            "name": name,
            "region_code": text["region_code"],
            "region": text["region_name"],
            "period": year.astype("str"),
        }
    )


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


# ------------------------------------------------------------------------------ workbooks


def _sheet_text(
    grid: Grid, place: int, names: Sequence[str], how: dict[str, Any], columns: Sequence[str]
) -> pd.DataFrame:
    """la_code, name and columns of a sheet as text, the index being the row in the file.

    The rows are those below the header that name an authority. Raises DataError for a column that
    is missing, and for a number or name of an authority that is not right.
    """
    needed = [how["number"], how["name"], *columns]
    check_columns(f"{grid.where}, row {place + 1}", list(dict.fromkeys(names)), needed)
    columns_at = [names.index(name) for name in needed]
    rows = {
        number: [row[column] for column in columns_at]
        for number, row in enumerate(grid.rows[place + 1 :], place + 2)
        if any(row[names.index(name)] for name in how["of_a_row"])
    }
    if not rows:
        raise DataError(f"{grid.where} has no row below its header")
    names_here = ["la_code", "name", *columns]
    text = pd.DataFrame.from_dict(rows, "index", dtype="str", columns=names_here)
    check_cells(grid.where, text, {"la_code": NUMBER_OF_AUTHORITY, "name": NAME_OF_AUTHORITY})
    check_repeats(grid.where, text, ["la_code"])
    return text


def _letters(column: int) -> str:
    """`AB`, as a spreadsheet program names the column, which is counted from zero."""
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(column + 1))


def _read_data_sheet(source: Source, grid: Grid, how: dict[str, Any], place: int) -> Table:
    """The figures of the benchmarking tool's data sheet.

    A row without a single figure is of an authority that is no more: it is left out and named.
    """
    names = _headings(grid, place, how)
    budget, outturn, notes = _years(grid, place, how)
    people, year, basis = _population(grid, place, names, how)
    items = [
        *_spending(how, {"planned expenditure": budget, "outturn": outturn}),
        *(Item("benchmark_placements", i, [head], budget[:4]) for i, head in how["plans"].items()),
        Item("population", "people", [people], year),
    ]
    columns = [item.columns[0] for item in items]
    text = _sheet_text(grid, place, names, how, columns)
    kinds = [FORMATS["tables"][item.table]["cell"] for item in items]
    letters = [_letters(names.index(column)) for column in columns]
    cells = {one: figure(kind, IN_WORKBOOK) for one, kind in zip(letters, kinds, strict=True)}
    check_cells(grid.where, text[columns].set_axis(letters, axis="columns"), cells)
    counted = ~text[columns].isin([*IN_WORKBOOK, "0"]).all(axis="columns")
    if not counted.all():
        gone = listing(text.loc[~counted, "name"])
        notes = [f"left out, being no more and without any figure: {gone}", *notes]
    areas = text.loc[counted, ["la_code", "name"]]
    source = replace(
        source,
        release=f"{source.release} {budget}",
        year=int(budget[:4]),
        rows=len(areas),
        first=min(budget, outturn),
        last=max(budget, outturn),
        basis=basis,
    )
    used = {*columns, *how["columns"], ""}
    others = [name for name in dict.fromkeys(names) if name not in used]
    return Table(source, _tidy(areas, text[counted], items), (), others, notes)


def _headings(grid: Grid, place: int, how: dict[str, Any]) -> list[str]:
    """A name for each column, such as `Section 251 budget: Place funding: Primary`.

    Of the header's four rows the first has sections, the second categories and phases, and the
    others what the reader sees.
    """
    categories = {one["heading"] for one in how["categories"]}
    whole = {*how["columns"], *how["plans"].values()}
    section, category, names = "", "", []
    for head, middle, upper, lower in zip(*grid.rows[place - 2 : place + 2], strict=True):
        if head and not _is_year(head):
            section, category = head, ""
        if section in how["sections"] and middle:
            category = middle if middle in categories or not category else category
            names.append(f"{section}: {category}" + (f": {middle}" if middle != category else ""))
        else:
            known = [head for head in (upper, lower) if head in whole]
            names.append(known[0] if known else f"{upper} {lower}".strip())
    return names


def _years(grid: Grid, place: int, how: dict[str, Any]) -> tuple[str, str, list[str]]:
    """The years of the budget and of the outturn, and what to say of the latter.

    What the sheet says of the outturn stands alone in the header's row of sections, and is not
    believed: see `formats.toml`.
    """
    pairs = [pair for row in grid.rows[:place] for pair in pairwise(row)]
    budget = next((year for word, year in pairs if word == "Year" and _is_year(year)), None)
    if budget is None:
        raise DataError(f"{grid.where}: no 'Year' above the header, such as 2021-22")
    found = {column: head for column, head in enumerate(grid.rows[place - 2]) if _is_year(head)}
    if len(found) != 1 or max(found.values()) > budget:
        raise DataError(
            f"{grid.where}, row {place - 1}: the year of the outturn was expected, "
            f"up to {budget}; found: {listing(found.values())}"
        )
    ((column, label),) = found.items()
    if budget not in how["outturns"]:
        raise DataError(
            f"{grid.where}, row {place - 1}, column {_letters(column)}: '{label}' found as the "
            f"year of the outturn, beside a budget of {budget}; it is not believed unchecked, for "
            "the workbook of 2021-22 says 2020-21 of an outturn of 2021-22. Compare the outturn "
            "with the department's outturn release, and add the year that it equals to the "
            f"outturns in src/analysis/official/formats.toml, which has: {listing(how['outturns'])}"
        )
    outturn = how["outturns"][budget]["of"]
    note = (
        f"the sheet says that its outturn is of {label}; it is of {outturn}: docs/outturn-year.md"
    )
    return budget, outturn, [note] if label != outturn else []


def _is_year(text: str) -> bool:
    return re.fullmatch(r"20\d\d-\d\d", text) is not None


def _spending(how: dict[str, Any], years: dict[str, str]) -> list[Item]:
    """Items such as `planned expenditure:1.2.3:special`."""
    items = []
    for section, basis in how["sections"].items():
        for category in how["categories"]:
            head = f"{section}: {category['heading']}"
            amounts = {"total": head}
            for group in category.get("split_by", ()):
                for name, heading in how[group].items():
                    amounts[name] = f"{head}: {heading}{category.get('suffix', '')}"
            items += [
                Item("section251", f"{basis}:{category['lines']}:{name}", [column], years[basis])
                for name, column in amounts.items()
            ]
    return items


def _population(
    grid: Grid, place: int, names: Sequence[str], how: dict[str, Any]
) -> tuple[str, str, str]:
    """The column of the population, its year, and its basis: `ONS mid-2021 projection`."""
    begins = how["population"]
    heading = next((name for name in names if name.startswith(begins)), None)
    if heading is None:
        return begins, "", ""  # which is then said to be missing
    found = re.search(r"\(([^()]*(20\d\d)[^()]*)\)", heading)
    if found is None:
        raise DataError(
            f"{grid.where}, row {place + 1}, column {_letters(names.index(heading))}: '{heading}' "
            f"found, with its year and basis expected, such as '{begins} (ONS mid-2021 projection)'"
        )
    return heading, found[2], found[1]


def _read_neighbours(
    source: Source, grid: Grid, how: dict[str, Any], place: int, file: File
) -> Table:
    """The neighbours of each authority: a row a neighbour.

    Columns la_code, name, rank (1 is the closest), neighbour_la_code, closeness, former (of an
    authority that is no more), model (the month in which the workbook was made, such as 2025-05).
    """
    if file.made is None:
        raise DataError(f"{grid.where}: the workbook does not say when it was made")
    near, alike = how["neighbour"], how["closeness"]
    names = [  # SN1, and SNP1 for the SNP beside it
        f"{head}{before.removeprefix(near)}" if head == alike else head
        for before, head in pairwise(("", *grid.rows[place]))
    ]
    ranks = range(1, how["how_many"] + 1)
    codes, words = ([f"{kind}{rank}" for rank in ranks] for kind in (near, alike))
    text = _sheet_text(grid, place, names, how, [*codes, *words])
    text[words] = text[words].apply(lambda cells: cells.str.capitalize())
    number, word = NUMBER_OF_AUTHORITY, one_of(how["alike"])
    check_cells(grid.where, text, dict.fromkeys(codes, number) | dict.fromkeys(words, word))
    for row, own, *others in text[["la_code", *codes]].itertuples():
        if own in others:
            raise DataError(f"{grid.where}, row {row}: {own} is among its own neighbours")
        if len(set(others)) < len(others):
            twice = next(code for code in others if others.count(code) > 1)
            raise DataError(f"{grid.where}, row {row}: the neighbour {twice} stands twice")
    below = (number for number, row in enumerate(grid.rows, 1) if how["former_below"] in row)
    areas = text[["la_code", "name"]].assign(
        former=text.index > next(below, len(grid.rows)), model=f"{file.made:%Y-%m}"
    )
    rows = [
        areas.assign(rank=rank, neighbour_la_code=text[code], closeness=text[word])
        for rank, code, word in zip(ranks, codes, words, strict=True)
    ]
    month = f"{file.made:%B %Y}"
    source = replace(
        source,
        release=f"{source.release}, {month}",
        year=file.made.year,
        rows=len(text),
        first=month,
        last=month,
    )
    return Table(source, pd.concat(rows, ignore_index=True))
