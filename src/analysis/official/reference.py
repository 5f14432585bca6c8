"""Read the reference figures of `data/raw/dfe`, which the reports on papers rest on."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from analysis.csv_files import (
    COUNT,
    JANUARY,
    SOME_TEXT,
    check_table,
    matching,
    one_of,
    read_text_table,
)
from analysis.errors import DataError, listing
from analysis.official.placement_groups import ALL_PLANS, PLACEMENT_COLUMNS, PLACEMENTS
from analysis.official.releases import read_sidecar

NOT_A_FIGURE = ("z", "x", "c", ":")
"""Symbols of DfE releases: not applicable, unavailable, suppressed. None of them is zero."""

UNKNOWN_FIGURE = ("x", "c", ":")
"""Those that stand for a number that there is, so that what is known may make less than a total."""

COUNT_OR_SYMBOL = matching(
    f"a whole number or one of {listing(NOT_A_FIGURE)}", rf"\d+|{'|'.join(NOT_A_FIGURE)}"
)
POUNDS = matching("a whole number of pounds", r"-?\d+")
PHASES = ("early_years", "primary", "secondary", "special", "prus_ap", "post_school")
CATEGORIES = (
    "top-up, non-maintained and independent",
    "top-up, maintained, academies, free schools and colleges",
)

PLACED_WITHIN = {
    "mainstream_independent": "mainstream_total",
    "specialist_post_16_institutions": "fe_total",
    "neet": "ed_elsewhere",
}
"""Placement → the placement that it is counted within (checked against the 2025 release)."""

ROUNDING_OF_PHASES_GBP = 4
"""The release rounds each phase to the pound, so a total may be off by half a pound a phase."""


def figures(column: pd.Series) -> pd.Series:
    """Return checked text as nullable whole numbers; symbols become missing, never zero."""
    return column.where(~column.isin(NOT_A_FIGURE)).astype("Int64")


def read_ehc_plans(folder: Path) -> pd.DataFrame:
    """Return statements and EHC plans each January, one row an authority and year.

    Columns january, authority, code, statements, ehc_plans, total (whole numbers, missing where the
    release has none) and release. Raises DataError where statements and plans are not the total.
    """
    columns = {
        "january": JANUARY,
        "authority": SOME_TEXT,
        "code": matching("an ONS code such as E10000016", r"[EWN]\d{8}"),
        "statements": COUNT_OR_SYMBOL,
        "ehc_plans": COUNT_OR_SYMBOL,
        "total": COUNT,
        "release": JANUARY,
    }
    text = _read(folder / "ehc_plans.csv", columns, ["january", "code"])
    years = {name: text[name].astype(int) for name in ("january", "release")}
    plans = text.assign(
        **years, **{name: figures(text[name]) for name in ("statements", "ehc_plans", "total")}
    )
    parts = plans["statements"].fillna(0) + plans["ehc_plans"].fillna(0)
    unknown = text[["statements", "ehc_plans"]].isin(UNKNOWN_FIGURE).any(axis="columns")
    wrong = (parts > plans["total"]) | (~unknown & (parts != plans["total"]))
    _refuse(folder / "ehc_plans.csv", plans["total"], wrong, "statements and EHC plans make", parts)
    return plans


def read_placements(folder: Path) -> pd.DataFrame:
    """Return EHC plans by placement each January: january, authority, ehcplans and placements.

    Some placements are counted within others (`PLACED_WITHIN`). Plans that await provision, or
    whose placement was not reported, are in none, so the placements may make less than `ehcplans`;
    raises DataError where they make more.
    """
    columns = {"january": JANUARY, "authority": SOME_TEXT, ALL_PLANS: COUNT}
    columns |= dict.fromkeys(PLACEMENTS, COUNT_OR_SYMBOL)
    text = _read(folder / "placements.csv", columns, ["january", "authority"])
    counts = {name: figures(text[name]) for name in PLACEMENT_COLUMNS}
    placed = text.assign(january=text["january"].astype(int), **counts)
    apart = [name for name in PLACEMENTS if name not in PLACED_WITHIN]
    total, made = placed[ALL_PLANS], placed[apart].fillna(0).sum(axis="columns")
    _refuse(folder / "placements.csv", total, made > total, "the placements make", made)
    return placed


def read_top_up(folder: Path) -> pd.DataFrame:
    """Return section 251 top-up in pounds, one row an authority, basis, year and category.

    Raises DataError where the phases less income are not the total.
    """
    phases = [f"{phase}_gbp" for phase in PHASES]
    pounds = ["total_gbp", *phases, "income_gbp"]
    columns = {
        "authority": SOME_TEXT,
        "basis": one_of(("planned expenditure", "outturn")),
        "financial_year": matching("a financial year such as 2021-22", r"\d{4}-\d{2}"),
        "category": one_of(CATEGORIES),
        **dict.fromkeys(pounds, POUNDS),
    }
    path = folder / "section251_top_up.csv"
    text = _read(path, columns, ["authority", "basis", "category"])
    top_up = text.astype(dict.fromkeys(pounds, "int64"))
    total, net = top_up["total_gbp"], top_up[phases].sum(axis="columns") - top_up["income_gbp"]
    wrong = (net - total).abs() > ROUNDING_OF_PHASES_GBP
    _refuse(path, total, wrong, "the phases less income make", net)
    return top_up


def _read(path: Path, columns: Mapping[str, pa.Column], key: Sequence[str]) -> pd.DataFrame:
    """A reference file as text, checked, and compared with its sidecar's checksum."""
    sidecar = read_sidecar(path)
    try:
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        raise DataError(f"{path} is missing") from None
    table = read_text_table(path)
    check_table(path, table, pa.DataFrameSchema(dict(columns)))
    if found != sidecar.sha256:
        raise DataError(
            f"{path} has changed since it was transcribed: its SHA-256 is {found}, "
            f"{path.with_suffix('.toml').name} says {sidecar.sha256}"
        )
    repeated = table[table.duplicated(list(key))]
    if len(repeated):
        values = listing(repeated[list(key)].iloc[0])
        raise DataError(f"{path}, row {repeated.index[0] + 2}: a second row for {values}")
    return table


def _refuse(path: Path, total: pd.Series, wrong: pd.Series, make: str, parts: pd.Series) -> None:
    for row in wrong.index[wrong][:1]:
        raise DataError(
            f"{path}, row {row + 2}, column '{total.name}': {total[row]:,} found, "
            f"but {make} {parts[row]:,}"
        )
