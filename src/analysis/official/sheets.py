"""Read a sheet of a workbook, by its entry in `formats.toml`: benchmarking data, neighbours."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pandas as pd

from analysis.errors import DataError, listing
from analysis.official.checks import Cell, check_cells, check_columns, check_repeats, figure, one_of
from analysis.official.formats import FORMATS, LAYOUTS, Item, Table, new_source, tidy
from analysis.official.recognise import File, Grid
from analysis.official.symbols import IN_WORKBOOK

NUMBER: Cell = (r"\d{3}", "a number of three digits")
NAME: Cell = (r".+", "the name of an authority")


def read_data_sheet(file: File, grid: Grid, layout: str, place: int) -> Table:
    """Read the data sheet of the benchmarking tool, whose header is at a place.

    A row without a single figure is of an authority that is no more: it is left out and named.
    Raises DataError naming sheet, row, column and value of what is not as expected.
    """
    how = LAYOUTS[layout]
    names = _headings(grid, place, how)
    budget, outturn, notes = _years(grid, place, how)
    pattern = re.compile(how["population"])
    found = next(filter(None, map(pattern.fullmatch, names)), None)
    people, basis, year = found.group(0, 1, 2) if found else (how["population_example"], "", "")
    items = [
        *_spending(how, {"planned expenditure": budget, "outturn": outturn}),
        *(Item("benchmark_placements", i, [head], budget[:4]) for i, head in how["plans"].items()),
        Item("population", "people", [people], year),
    ]
    columns = [item.columns[0] for item in items]
    text = _read_text(grid, place, names, how, columns)
    kinds = [FORMATS["tables"][item.table]["cell"] for item in items]
    letters = [_letters(names.index(column)) for column in columns]
    cells = {one: figure(kind, IN_WORKBOOK) for one, kind in zip(letters, kinds, strict=True)}
    check_cells(grid.where, text[columns].set_axis(letters, axis="columns"), cells)
    counted = ~text[columns].isin([*IN_WORKBOOK, "0"]).all(axis="columns")
    if not counted.all():
        gone = listing(text.loc[~counted, "name"])
        notes = [f"left out, being no more and without any figure: {gone}", *notes]
    areas = text.loc[counted, ["la_code", "name"]]
    years = {"first": min(budget, outturn), "last": max(budget, outturn)}
    source = new_source(
        file, layout, f" {budget}", year=int(budget[:4]), rows=len(areas), basis=basis, **years
    )
    used = {*columns, *how["columns"], ""}
    others = [name for name in dict.fromkeys(names) if name not in used]
    return Table(source, tidy(areas, text[counted], items), (), others, notes)


def read_neighbours(file: File, grid: Grid, layout: str, place: int) -> Table:
    """Read the neighbours of each authority, whose header is at a place: a row a neighbour.

    Columns la_code, name, rank (1 is the closest), neighbour_la_code, closeness, former (of an
    authority that is no more), model (the month in which the workbook was made, such as 2025-05).
    """
    how = LAYOUTS[layout]
    if file.made is None:
        raise DataError(f"{grid.where}: the workbook does not say when it was made")
    near, alike = how["neighbour"], how["closeness"]
    names = [  # SN1, and SNP1 for the SNP beside it
        f"{head}{before.removeprefix(near)}" if head == alike else head
        for before, head in pairwise(("", *grid.rows[place]))
    ]
    ranks = range(1, how["how_many"] + 1)
    codes, words = ([f"{kind}{rank}" for rank in ranks] for kind in (near, alike))
    text = _read_text(grid, place, names, how, [*codes, *words])
    text[words] = text[words].apply(lambda cells: cells.str.capitalize())
    cells = dict.fromkeys(codes, NUMBER) | dict.fromkeys(words, one_of(how["alike"]))
    check_cells(grid.where, text, cells)
    for row, own, *others in text[["la_code", *codes]].itertuples():
        if own in others:
            raise DataError(f"{grid.where}, row {row}: {own} is among its own neighbours")
        if len(set(others)) < len(others):
            twice = next(code for code in others if others.count(code) > 1)
            raise DataError(f"{grid.where}, row {row}: the neighbour {twice} stands twice")
    below = (number for number, row in enumerate(grid.rows, 1) if how["former_below"] in row)
    former = text.index > next(below, len(grid.rows))
    areas = text[["la_code", "name"]].assign(former=former, model=f"{file.made:%Y-%m}")
    rows = [
        areas.assign(rank=rank, neighbour_la_code=text[code], closeness=text[word])
        for rank, code, word in zip(ranks, codes, words, strict=True)
    ]
    month = f"{file.made:%B %Y}"
    of = {"year": file.made.year, "rows": len(text), "first": month, "last": month}
    return Table(new_source(file, layout, f", {month}", **of), pd.concat(rows, ignore_index=True))


def _read_text(
    grid: Grid, place: int, names: Sequence[str], how: dict[str, Any], columns: Sequence[str]
) -> pd.DataFrame:
    """la_code, name and columns of a sheet as text, the index being the row in the file.

    The rows are those below the header that name an authority. Raises DataError for a column that
    is missing, and for a number or name of an authority that is not right.
    """
    needed = [how["number"], how["name"], *columns]
    check_columns(f"{grid.where}, row {place + 1}", list(dict.fromkeys(names)), needed)
    chosen = [names.index(name) for name in needed]
    of_a_row = [names.index(name) for name in how["of_a_row"]]
    rows = {
        number: [row[column] for column in chosen]
        for number, row in enumerate(grid.rows[place + 1 :], place + 2)
        if any(row[column] for column in of_a_row)
    }
    if not rows:
        raise DataError(f"{grid.where} has no row below its header")
    named = ["la_code", "name", *columns]
    text = pd.DataFrame.from_dict(rows, "index", dtype="str", columns=named)
    check_cells(grid.where, text, {"la_code": NUMBER, "name": NAME})
    check_repeats(grid.where, text, ["la_code"])
    return text


def _letters(column: int) -> str:
    """`AB`, as a spreadsheet program names the column, which is counted from zero."""
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(column + 1))


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
    said = f"the sheet says that its outturn is of {label}; it is of {outturn}"
    return budget, outturn, [f"{said}: docs/outturn-year.md"] if label != outturn else []


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
