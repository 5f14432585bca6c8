"""The data sheet of the "High needs benchmarking tool": section 251, placements and population.

Its header runs over four rows: of the section (budget or outturn, with the year of the outturn,
which is not believed: see `OUTTURN_YEARS`), of the category or phase, of what the reader sees, and
its second line. The year of the budget stands above. The sheet numbers authorities as the
department does (886), not by ONS code.

Only figures that the sheet holds itself are read. Its amounts per head are worked out by the tool
(in the sheet as published most are zero or an error), and its national funding formula and factor
columns are errors (`#REF!`).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from analysis.errors import DataError, listing, nearest
from analysis.official.benchmarking_categories import (
    ALL_PLANS,
    ALL_PLANS_HEADING,
    BASES,
    BENCHMARK_PLACEMENTS,
    CATEGORIES,
    OUTTURN,
    PHASES,
    PLACEMENT_GROUPS,
    PLANNED,
    POPULATION,
    SECTION_251,
    TOTAL,
)
from analysis.official.checks import check_cells, check_repeats, matching
from analysis.official.symbols import IN_WORKBOOK, split
from analysis.official.workbooks import Sheet, Workbook

RELEASE = "High needs benchmarking tool"
URL = "https://www.gov.uk/government/publications/high-needs-benchmarking-tool"

# In the workbook of 2021-22 cell AS3 says that the outturn is of 2020-21, and is not believed: the
# values of 128 of 148 authorities equal an independent series of 2021-22 within 0.1%, and none
# equals that of 2020-21. So no workbook is believed before it has been compared.
OUTTURN_YEARS: Mapping[str, str] = {"2021-22": "2021-22"}
"""Year of a workbook's budget → the financial year that its outturn was found to be of."""

POPULATION_HEADING = "2-18 Population"

AREA = ("region", "la_code", "name")
AREA_HEADINGS = {"region": "Region", "la_code": "LA code", "name": "LA name"}


@dataclass(frozen=True)
class Benchmarks:
    """What one workbook holds, tidy; every frame has the columns la_code, name, value, symbol.

    - `section251`: basis, financial_year, category, lines, column (`total`, a phase or `income`);
      value in pounds.
    - `benchmark_placements`: january, placement; value a count of plans.
    - `population`: year, ages, basis; value a number of people, a projection with decimals.

    `outturn_label` is the year that the sheet says its outturn is of: see `OUTTURN_YEARS`.
    """

    financial_year: str
    outturn_year: str
    outturn_label: str
    tables: Mapping[str, pd.DataFrame]
    rows_read: int
    defunct: tuple[str, ...]
    not_used: tuple[str, ...]


def is_benchmarking(workbook: Workbook) -> bool:
    """Whether a sheet of the workbook has the headings of the tool's data sheet."""
    return any(_data_sheet(sheet) is not None for sheet in workbook.sheets)


def read_benchmarks(workbook: Workbook) -> Benchmarks:
    """The figures of the tool's data sheet.

    A row without a single figure is of an authority that is no more: it is left out and named in
    `defunct`. Raises DataError naming sheet, row, column and value of what is not as expected.
    """
    sheet, header = next(
        (sheet, row) for sheet in workbook.sheets if (row := _data_sheet(sheet)) is not None
    )
    return _read(_Headed(sheet, header))


def _data_sheet(sheet: Sheet) -> int | None:
    """The row of the header that names region, code and name, where sections 251 stand above."""
    for row in range(min(len(sheet.rows), 15)):
        above = {cell for cells in sheet.rows[max(0, row - 2) : row] for cell in cells}
        if {"LA code", "LA name"}.intersection(sheet.rows[row]) and above.intersection(BASES):
            return row
    return None


@dataclass(frozen=True)
class _Headed:
    """The sheet, and the row of its header that names region, code and name."""

    sheet: Sheet
    header: int

    @property
    def first(self) -> int:
        """The first row with an authority."""
        column = self.column(AREA_HEADINGS["la_code"], 0)
        for row in range(self.header + 1, len(self.sheet.rows)):
            if self.sheet.cell(row, column):
                return row
        raise DataError(f"{self.sheet.where} has no row below its header")

    def heads(self, below: int) -> tuple[str, ...]:
        """One row of the header: −2 sections, −1 categories, 0 and 1 what the reader sees."""
        return self.sheet.rows[self.header + below]

    def column(self, heading: str, below: int, start: int = 0, end: int | None = None) -> int:
        """The column with a heading between two others, else DataError with the nearest."""
        heads = self.heads(below)[start:end]
        if heading not in heads:
            raise DataError(
                f"{self.sheet.where}, row {self.header + below + 1}: no column '{heading}'"
                f"{nearest(heading, [head for head in heads if head])}"
            )
        return start + heads.index(heading)

    def cells(self, column: int) -> pd.Series:
        """A column's cells below the header as text, the index being the sheet's row."""
        rows = range(self.first, len(self.sheet.rows))
        return pd.Series(
            [self.sheet.cell(row, column) for row in rows],
            index=[row + 1 for row in rows],
            dtype="str",
        )


def _read(headed: _Headed) -> Benchmarks:
    budget = _year_of_budget(headed)
    label, outturn = _years_of_outturn(headed, budget)
    wanted = {
        **_section_columns(headed, {PLANNED: budget, OUTTURN: outturn}),
        **_placement_columns(headed, int(budget[:4])),
        **_population_column(headed),
    }
    areas = {name: headed.column(heading, 0) for name, heading in AREA_HEADINGS.items()}
    text = pd.DataFrame(
        {name: headed.cells(column) for name, column in areas.items()}
        | {column: headed.cells(column) for column in wanted}
    )
    text = text[(text[list(AREA)] != "").any(axis="columns")]
    _check(headed.sheet, text, wanted)
    counted = ~text[list(wanted)].isin([*IN_WORKBOOK, "0"]).all(axis="columns")
    return Benchmarks(
        budget,
        outturn,
        label,
        _tidy(text[counted], wanted),
        int(counted.sum()),
        tuple(text["name"][~counted]),
        _not_used(headed, {*areas.values(), *wanted}),
    )


Wanted = dict[int, dict[str, object]]
"""A column of the sheet → the table that its figures go to, and what they are of."""


def _section_columns(headed: _Headed, years: Mapping[str, str]) -> Wanted:
    sections = [
        (column, head)
        for column, head in enumerate(headed.heads(-2))
        if head and not _is_year(head)
    ]
    for section in BASES:
        if section not in [head for _, head in sections]:
            raise DataError(f"{headed.sheet.where}: no heading '{section}'")
    wanted: Wanted = {}
    for number, (start, section) in enumerate(sections):
        if section not in BASES:
            continue
        end = sections[number + 1][0] if number + 1 < len(sections) else None
        for category in CATEGORIES:
            first = headed.column(category.heading, -1, start, end)
            place = {
                "table": SECTION_251,
                "basis": BASES[section],
                "financial_year": years[BASES[section]],
                "category": category.name,
                "lines": category.lines,
            }
            wanted[first] = {**place, "column": TOTAL}
            for name in category.columns:
                heading = f"{PHASES.get(name, 'Income')}{category.suffix}"
                column = headed.column(heading, -1, first, end)
                wanted[column] = {**place, "column": name}
    return wanted


def _placement_columns(headed: _Headed, january: int) -> Wanted:
    """Of the January before the financial year of the budget: equal to SEN2 of January 2021."""
    plans = headed.column(ALL_PLANS_HEADING, 0)
    wanted: Wanted = {
        plans: {"table": BENCHMARK_PLACEMENTS, "january": january, "placement": ALL_PLANS}
    }
    for name, heading in PLACEMENT_GROUPS.items():
        column = headed.column(heading, 1, plans)
        wanted[column] = {"table": BENCHMARK_PLACEMENTS, "january": january, "placement": name}
    return wanted


def _population_column(headed: _Headed) -> Wanted:
    heads = headed.heads(0)
    found = [column for column, head in enumerate(heads) if head.startswith(POPULATION_HEADING)]
    if not found:
        raise DataError(
            f"{headed.sheet.where}, row {headed.header + 1}: no column '{POPULATION_HEADING}'"
            f"{nearest(POPULATION_HEADING, [head for head in heads if head])}"
        )
    basis = re.search(r"\((.*)\)", heads[found[0]])
    year = re.search(r"20\d\d", heads[found[0]])
    if basis is None or year is None:
        raise DataError(
            f"{headed.sheet.where}, {headed.sheet.place(headed.header, found[0])}: "
            f"'{heads[found[0]]}' found, with its year and basis expected, such as "
            "'2-18 Population (ONS mid-2021 projection)'"
        )
    place = {"table": POPULATION, "year": int(year[0]), "ages": "2 to 18", "basis": basis[1]}
    return {found[0]: place}


def _year_of_budget(headed: _Headed) -> str:
    for row in headed.sheet.rows[: headed.header]:
        for label, value in pairwise(row):
            if label == "Year" and _is_year(value):
                return value
    raise DataError(f"{headed.sheet.where}: no 'Year' above the header, such as 2021-22")


def _years_of_outturn(headed: _Headed, budget: str) -> tuple[str, str]:
    """What the sheet says, alone in the header's row of sections, and what `OUTTURN_YEARS` has."""
    years = {column: head for column, head in enumerate(headed.heads(-2)) if _is_year(head)}
    if len(years) != 1 or max(years.values()) > budget:
        raise DataError(
            f"{headed.sheet.where}, row {headed.header - 1}: the year of the outturn was expected, "
            f"up to {budget}; found: {listing(years.values())}"
        )
    ((column, label),) = years.items()
    if budget not in OUTTURN_YEARS:
        raise DataError(
            f"{headed.sheet.where}, {headed.sheet.place(headed.header - 2, column)}: '{label}' "
            f"found as the year of the outturn, beside a budget of {budget}; it is not believed "
            "unchecked, for the workbook of 2021-22 says 2020-21 of an outturn of 2021-22. Compare "
            "the outturn with the department's outturn release, and add the year that it equals to "
            "OUTTURN_YEARS in src/analysis/official/benchmarking_release.py, which has "
            f"budgets of: {listing(OUTTURN_YEARS)}"
        )
    return label, OUTTURN_YEARS[budget]


def _is_year(text: str) -> bool:
    return re.fullmatch(r"20\d\d-\d\d", text) is not None


_NUMBER = r"-?\d+(\.\d+)?"
_COUNT = r"\d+"


def _check(sheet: Sheet, text: pd.DataFrame, wanted: Wanted) -> None:
    symbols = "|".join(re.escape(symbol) for symbol in IN_WORKBOOK if symbol)
    shown = listing(symbol or "(empty)" for symbol in IN_WORKBOOK)
    check_cells(
        sheet.where,
        text[list(AREA)],
        {
            "la_code": matching("a number of three digits", r"\d{3}"),
            "name": matching("the name of an authority", r".+"),
        },
    )
    check_repeats(sheet.where, text, ("la_code",))
    letters = {column: sheet.letters(column) for column in wanted}
    expected = {}
    for column, place in wanted.items():
        counted = place["table"] == BENCHMARK_PLACEMENTS
        words = "a whole number" if counted else "a number"
        number = _COUNT if counted else _NUMBER
        expected[letters[column]] = matching(f"{words} or one of {shown}", f"{number}|{symbols}|")
    check_cells(sheet.where, text[list(wanted)].rename(columns=letters), expected)


def _tidy(rows: pd.DataFrame, wanted: Wanted) -> dict[str, pd.DataFrame]:
    frames: dict[str, list[pd.DataFrame]] = {}
    for column, place in wanted.items():
        table = str(place["table"])
        dtype = "Int64" if table == BENCHMARK_PLACEMENTS else "Float64"
        of = {name: value for name, value in place.items() if name != "table"}
        frame = rows[["la_code", "name"]].assign(**of)
        frames.setdefault(table, []).append(frame.join(split(rows[column], dtype)))
    return {table: pd.concat(parts, ignore_index=True) for table, parts in frames.items()}


def _not_used(headed: _Headed, used: set[int]) -> tuple[str, ...]:
    """The headings of other columns, those of the same words once."""
    sheet, names = headed.sheet, []
    for column in range(max(map(len, sheet.rows[: headed.header + 2]))):
        if column not in used:
            lines = (sheet.cell(headed.header + below, column) for below in (0, 1))
            names.append(" ".join(dict.fromkeys(line for line in lines if line)))
    return tuple(dict.fromkeys(name for name in names if name))
