"""The workbook of children's services statistical neighbours: ten an authority, closest first.

It numbers authorities as the department does (886), not by ONS code. Authorities that are no more
stand below the line `Old SNs:`, with the neighbours of an earlier model.
"""

from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from analysis.errors import DataError, nearest
from analysis.official.checks import check_cells, check_repeats, matching, one_of
from analysis.official.workbooks import Sheet, Workbook

RELEASE = "Children's services statistical neighbours"
URL = "https://www.gov.uk/government/publications/local-authority-interactive-tool-lait"

NEIGHBOURS = "neighbours"
HOW_MANY = 10
CODE, NAME = "LA num", "LA Name"
FORMER_BELOW = "Old SNs:"

CLOSENESS = ("Extremely close", "Very close", "Close", "Somewhat close", "Not close")
"""How alike a neighbour is, from most to least."""


@dataclass(frozen=True)
class Neighbours:
    """What one workbook holds, tidy.

    `rows` has a row an authority and neighbour: la_code, name, rank (1 is the closest),
    neighbour_la_code, closeness, former (of an authority that is no more, from an earlier model),
    model (the month in which the workbook was made, such as 2025-05).
    """

    made: datetime
    rows: pd.DataFrame
    rows_read: int


def is_neighbours(workbook: Workbook) -> bool:
    """Whether a sheet of the workbook has the headings of the neighbours."""
    return any(_header(sheet) is not None for sheet in workbook.sheets)


def read_neighbours(workbook: Workbook) -> Neighbours:
    """The neighbours of every authority.

    Raises DataError naming sheet, row, column and value of what is not as expected, and for an
    authority that is its own neighbour or has one twice.
    """
    sheet, header = next(
        (sheet, row) for sheet in workbook.sheets if (row := _header(sheet)) is not None
    )
    if workbook.created is None:
        raise DataError(f"{sheet.where}: the workbook does not say when it was made")
    text = _rows(sheet, header)
    closeness = [f"SNP{rank}" for rank in range(1, HOW_MANY + 1)]
    codes = [f"SN{rank}" for rank in range(1, HOW_MANY + 1)]
    text[closeness] = text[closeness].apply(lambda cells: cells.str.capitalize())
    number = matching("a number of three digits", r"\d{3}")
    check_cells(
        sheet.where,
        text,
        {
            CODE: number,
            NAME: matching("the name of an authority", r".+"),
            **dict.fromkeys(codes, number),
            **dict.fromkeys(closeness, one_of(CLOSENESS)),
        },
    )
    check_repeats(sheet.where, text, (CODE,))
    _check_others(sheet, text, codes)
    model = f"{workbook.created:%Y-%m}"
    frames = [
        pd.DataFrame(
            {
                "la_code": text[CODE],
                "name": text[NAME],
                "rank": rank,
                "neighbour_la_code": text[code],
                "closeness": text[close],
                "former": text["former"],
                "model": model,
            }
        )
        for rank, (code, close) in enumerate(zip(codes, closeness, strict=True), start=1)
    ]
    return Neighbours(workbook.created, pd.concat(frames, ignore_index=True), len(text))


def _header(sheet: Sheet) -> int | None:
    for row, cells in enumerate(sheet.rows[:15]):
        if "SN1" in cells and (CODE in cells or NAME in cells):
            return row
    return None


def _rows(sheet: Sheet, header: int) -> pd.DataFrame:
    heads = sheet.rows[header]
    columns = {name: _column(sheet, header, name) for name in (CODE, NAME)}
    for rank in range(1, HOW_MANY + 1):
        column = _column(sheet, header, f"SN{rank}")
        if column + 1 >= len(heads) or heads[column + 1] != "SNP":
            raise DataError(
                f"{sheet.where}, {sheet.place(header, column + 1)}: "
                f"'{sheet.cell(header, column + 1)}' found, 'SNP' expected"
            )
        columns[f"SN{rank}"], columns[f"SNP{rank}"] = column, column + 1
    former = False
    found: dict[int, dict[str, object]] = {}
    for row in range(header + 1, len(sheet.rows)):
        former = former or FORMER_BELOW in sheet.rows[row]
        cells = {name: sheet.cell(row, column) for name, column in columns.items()}
        if cells[CODE]:
            found[row + 1] = {**cells, "former": former}
    if not found:
        raise DataError(f"{sheet.where} has no row below its header")
    return pd.DataFrame.from_dict(found, orient="index").astype(dict.fromkeys(columns, "str"))


def _column(sheet: Sheet, header: int, name: str) -> int:
    heads = sheet.rows[header]
    if name not in heads:
        raise DataError(
            f"{sheet.where}, row {header + 1}: column '{name}' is missing"
            f"{nearest(name, [head for head in heads if head])}"
        )
    return heads.index(name)


def _check_others(sheet: Sheet, text: pd.DataFrame, codes: list[str]) -> None:
    for row in text.index:
        own, others = text.loc[row, CODE], list(text.loc[row, codes])
        if own in others:
            raise DataError(f"{sheet.where}, row {row}: {own} is among its own neighbours")
        twice = [code for code in others if others.count(code) > 1]
        if twice:
            raise DataError(f"{sheet.where}, row {row}: the neighbour {twice[0]} stands twice")
