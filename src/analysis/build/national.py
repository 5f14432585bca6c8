"""Every measure of every authority and year: a workbook, Parquet, csv, and a data dictionary.

The measures are those of `comparison/measures.toml` over the imported releases, each worked out for
all the years that the releases have.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from analysis.build.authorities import DATA_FILES
from analysis.build.data import DataTable, csv_text
from analysis.build.workbook import LICENCE, sheet_name
from analysis.build.workbook_writer import LINE, ONE_TABLE, SYMBOLS, Page, text_page, write_workbook
from analysis.comparison.engine import compute
from analysis.comparison.measure import ENGLAND_IS, Measure, Measures
from analysis.comparison.registry import FIRST_PLANS, build_measures, find_periods
from analysis.display import NotAvailable, listed, upper_first
from analysis.display.table import STORED_DECIMALS
from analysis.folders import Folders
from analysis.official.areas import LOCAL
from analysis.official.figures import Figures, imported_figures
from analysis.official.releases import merged
from analysis.official.store import load_official

WORKBOOK, CSV, PARQUET, DICTIONARY = DATA_FILES
TITLE = "High needs funding: every measure, authority and year"
COLUMNS = {
    "measure": "Name of the measure, by which this dictionary has it",
    "label": "What it measures, in words",
    "year": "Financial year, or January that it is of; of growth, the January that it ends in",
    "code": "ONS code of the area",
    "area": "Name of the area",
    "level": "Local authority, region or nation",
    "region": "Region of an authority",
    "numerator": "What is divided; of England and regions, see the column england of a measure",
    "denominator": "What it is divided by; empty for an amount",
    "value": "The measure, in its unit; empty where it is not available",
    "unit": "Unit of the value: a per cent is held as it is read, 12.5 for 12.5%",
    "rank": "Rank among the authorities that have the figure that year, 1 being the highest",
    "ranked": "How many authorities have the figure that year",
    "reason": "Why the value is not available",
}
SHOWN = ("area", "code", "region", "label", "year", "numerator", "denominator", "value", "rank")
"""Columns of a sheet of the workbook."""
NUMBERS = ("numerator", "denominator", "value", "rank", "ranked")
PERIODS = {
    "planned_year": ("section251", "planned expenditure:"),
    "outturn_year": ("section251", "outturn:"),
    "population_year": ("population", ""),
    "latest": ("placements", ""),
    "end": ("ehc_plans", ""),
}
"""Period of the measures, as in `measures.toml` → table that may have several of it, and items."""


def write_national(folders: Folders, place: Path) -> None:
    """Write `DATA_FILES` into a folder, of the imported releases.

    Raises DataError where nothing is imported.
    """
    figures = imported_figures(load_official(folders))
    measures = _of_every_year(figures)
    frame = _work_out(figures, measures)
    described = _describe(measures)
    place.mkdir(parents=True, exist_ok=True)
    (place / WORKBOOK).write_bytes(_workbook(figures, measures, frame, described))
    frame.to_parquet(place / PARQUET, index=False)
    for name, table in ((CSV, frame), (DICTIONARY, described)):
        (place / name).write_text(csv_text(_data_table(table)), encoding="utf-8", newline="")


def _of_every_year(figures: Figures) -> list[Measure]:
    """Return the measures of the latest years, then those of each other year that there is."""
    latest = find_periods(figures)
    found: dict[tuple[str, str], Measure] = {}
    for periods in [latest, *_other_periods(figures, latest)]:
        for one in build_measures(periods).values():
            found.setdefault((one.key, one.title), one)
    return list(found.values())


def _other_periods(figures: Figures, latest: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the periods of measures with one that is not the latest: see `find_periods`."""
    for name, (table, start) in PERIODS.items():
        rows = figures.rows[figures.rows["table"] == table]
        there = set(rows.loc[rows["item"].str.startswith(start), "period"])
        for period in sorted(there - {latest.get(name)}, reverse=True):
            if name == "end" and int(period) <= FIRST_PLANS:
                continue
            opening = {"planned_opening": period[:4]} if name == "planned_year" else {}
            yield {**latest, name: period, **opening}


def _work_out(figures: Figures, measures: Sequence[Measure]) -> pd.DataFrame:
    """Return every measure of every area that there was, in the columns of `COLUMNS`."""
    numbered = Measures(replace(one, key=str(place)) for place, one in enumerate(measures))
    found = compute(figures, numbered)
    assert not isinstance(found.ranks, NotAvailable)  # of imported figures there are all
    parts = {
        "numerator": found.numerators,
        "denominator": found.denominators,
        "value": found.values,
        "rank": found.ranks.loc[:, [one.ranked for one in measures]],
        "reason": found.reasons,
        "there": found.there,
    }
    tall = {name: part.unstack() for name, part in parts.items()}
    rows = pd.DataFrame(tall, index=found.values.unstack().index)
    rows = rows.rename_axis(["place", "code"]).reset_index()
    of_measures = pd.DataFrame(
        {
            "place": list(numbered),
            "measure": [one.key for one in measures],
            "label": [one.label for one in measures],
            "year": [_year(one) for one in measures],
            "unit": [one.unit for one in measures],
            "ranked": found.authorities.notna().sum().to_numpy(),
        }
    )
    areas = figures.areas[["code", "name", "level", "region"]].rename(columns={"name": "area"})
    rows = rows.merge(of_measures, on="place").merge(areas, on="code")
    rows = rows[rows["there"] | (rows["level"] != LOCAL)].fillna({"region": ""})
    return rows[list(COLUMNS)].round(STORED_DECIMALS).reset_index(drop=True)


def _year(one: Measure) -> str:
    return max(term.period for term in one.numerator.terms)


def _describe(measures: Sequence[Measure]) -> pd.DataFrame:
    """Return a row a column of the files, then a row a measure, as its latest year has it."""
    latest: dict[str, Measure] = {}
    years: dict[str, list[str]] = {}
    for one in measures:
        latest.setdefault(one.key, one)
        years.setdefault(one.key, []).append(_year(one))
    rows = [{"kind": "column", "name": name, "meaning": words} for name, words in COLUMNS.items()]
    rows += [
        {
            "kind": "measure",
            "name": key,
            "meaning": one.full_name or one.dated_title,
            "unit": one.unit,
            "formula": one.formula,
            "numerator": one.numerator.words,
            "denominator": one.denominator.words if one.denominator else "",
            "section251_lines": one.lines,
            "columns": "; ".join(
                f"{term.table}: {term.item}, {term.period}"
                for quantity in one.quantities
                for term in quantity.terms
            ),
            "source": _source(one),
            "england": ENGLAND_IS[one.england],
            "years": ", ".join(sorted(years[key])),
            "caveats": " ".join(one.caveats),
        }
        for key, one in latest.items()
    ]
    return pd.DataFrame(rows).fillna("")


def _data_table(frame: pd.DataFrame) -> DataTable:
    """Return a frame as a table, its missing numbers as such."""
    formats = ["#,##0.##" if name in NUMBERS else "" for name in frame]
    columns = [frame[name].astype(object).where(frame[name].notna(), None) for name in frame]
    rows = list(zip(*columns, strict=True))
    return DataTable("", "", "", [], list(frame), formats, rows)


# ------------------------------------------------------------------------------- the workbook


def _workbook(
    figures: Figures, measures: Sequence[Measure], frame: pd.DataFrame, described: pd.DataFrame
) -> bytes:
    """Return the workbook: what each measure is, then a sheet for those of one family and unit."""
    groups: dict[tuple[str, str], list[Measure]] = {}
    for one in measures:
        groups.setdefault((one.family, one.unit), []).append(one)
    columns = ["meaning", "unit", "formula", "england", "years", "source", "caveats"]
    labels = ["Measure", "Unit", "Formula", "England and regions are", "Years", "Source", "Caveats"]
    entries = described.loc[described["kind"] == "measure", columns].to_numpy().tolist()
    widths = (40, 14, 60, 30, 20, 30, LINE)
    pages = [text_page("Measures", "How each measure is worked out", labels, entries, widths)]
    by_measure = dict(tuple(frame.groupby(["measure", "year"])))
    for number, group in enumerate(groups.values(), start=1):
        rows = pd.concat([by_measure[one.key, _year(one)] for one in group])
        pages.append(_page(number, group, rows))
    releases = merged(figures.releases(*sorted(figures.tables)))
    cover = {
        "What this is": [
            "Every measure by which this project compares authorities, of every authority, region "
            "and England, in every year that the imported releases have.",
            f"The same figures for a program are in {CSV} and {PARQUET}, with the reason why "
            f"one is not available; {DICTIONARY} says what their columns and measures are.",
        ],
        "How to read it": [
            "A value is a formula over the numerator and denominator beside it, where that gives "
            "the published figure. A per cent is held as it is read: 12.5 for 12.5%.",
            "A rank says where a figure stands, not whether it is good or bad.",
        ],
        "Sources and licence": [
            *(f"{release.title}{release.details} {release.url}" for release in releases),
            LICENCE,
        ],
    }
    return write_workbook(TITLE, TITLE, cover, pages)


def _page(number: int, group: Sequence[Measure], rows: pd.DataFrame) -> Page:
    """Return the sheet of measures of one family and unit: a row an area, measure and year."""
    first = group[0]
    amounts = first.denominator is None
    names = [name for name in SHOWN if not (amounts and name in ("numerator", "denominator"))]
    said = re.sub(r",? January .*| (?=[0-9]{4}-)[-0-9]+", "", first.dated_title)
    said = upper_first(first.short) if first.full_name else said
    rows = rows.assign(rank=rows["rank"].astype(object).where(rows["rank"].notna(), ""))
    by_measure = {} if amounts else {(one.key, _year(one)): _formula(one, names) for one in group}
    formulas = [by_measure.get(key, "") for key in zip(rows["measure"], rows["year"], strict=True)]
    table, value = _data_table(rows[names]), names.index("value")
    formats = list(table.formats)
    formats[value] = first.format.number_format
    labels = [name.capitalize() for name in names]
    labels[value] = f"Value ({first.unit})"
    by_column = [formulas if name == "value" else "" for name in names]
    table = replace(table, labels=labels, formats=formats, formulas=by_column)
    years = sorted({_year(one) for one in group})
    words = " to ".join(dict.fromkeys([years[0], years[-1]]))
    name = first.key if len({one.key for one in group}) == 1 else first.family
    return Page(
        sheet_name(number, name.replace("_", " ")),
        f"Table {number}: {said} ({first.unit}), {_source(first)}",
        [ONE_TABLE, f"Years: {words}", *SYMBOLS.values()],
        table,
    )


def _formula(one: Measure, names: Sequence[str]) -> str:
    """Return the formula of a measure with the positions of columns."""
    return re.sub(r"\{(\w+)\}", lambda found: f"{{{names.index(found[1])}}}", one.arithmetic)


def _source(one: Measure) -> str:
    """Return the names of the releases behind a measure."""
    return listed(list(dict.fromkeys(quantity.source for quantity in one.quantities)))
