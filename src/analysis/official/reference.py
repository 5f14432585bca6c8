"""Read the reference figures of `data/raw/dfe`, which the reports on papers rest on."""

import hashlib
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

EHC_PLANS_SCHEMA = pa.DataFrameSchema(
    {
        "january": JANUARY,
        "authority": SOME_TEXT,
        "code": matching("an ONS code such as E10000016", r"[EWN]\d{8}"),
        "statements": COUNT_OR_SYMBOL,
        "ehc_plans": COUNT_OR_SYMBOL,
        "total": COUNT,
        "release": JANUARY,
    }
)

PLACEMENTS_SCHEMA = pa.DataFrameSchema(
    {
        "january": JANUARY,
        "authority": SOME_TEXT,
        ALL_PLANS: COUNT,
        **dict.fromkeys(PLACEMENTS, COUNT_OR_SYMBOL),
    }
)

PHASES = ("early_years", "primary", "secondary", "special", "prus_ap", "post_school")

TOP_UP_SCHEMA = pa.DataFrameSchema(
    {
        "authority": SOME_TEXT,
        "basis": one_of(("planned expenditure", "outturn")),
        "financial_year": matching("a financial year such as 2021-22", r"\d{4}-\d{2}"),
        "category": one_of(
            (
                "top-up, non-maintained and independent",
                "top-up, maintained, academies, free schools and colleges",
            )
        ),
        "total_gbp": POUNDS,
        **{f"{phase}_gbp": POUNDS for phase in PHASES},
        "income_gbp": POUNDS,
    }
)


def read_release(path: Path, schema: pa.DataFrameSchema) -> pd.DataFrame:
    """A reference file as text, checked against its sidecar's checksum and its schema."""
    sidecar = read_sidecar(path)
    try:
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        raise DataError(f"{path} is missing") from None
    table = read_text_table(path)
    check_table(path, table, schema)
    if found != sidecar.sha256:
        raise DataError(
            f"{path} has changed since it was transcribed: its SHA-256 is {found}, "
            f"{path.with_suffix('.toml').name} says {sidecar.sha256}"
        )
    return table


def figures(column: pd.Series) -> pd.Series:
    """A column of checked text as nullable whole numbers; symbols become missing, never zero."""
    return column.where(~column.isin(NOT_A_FIGURE)).astype("Int64")


def read_ehc_plans(folder: Path) -> pd.DataFrame:
    """Statements and EHC plans each January, one row an authority and year.

    Columns january, authority, code, statements, ehc_plans, total (whole numbers, missing where the
    release has none) and release. Raises DataError where statements and plans are not the total.
    """
    path = folder / "ehc_plans.csv"
    text = read_release(path, EHC_PLANS_SCHEMA)
    plans = text.assign(
        january=text["january"].astype(int),
        release=text["release"].astype(int),
        **{name: figures(text[name]) for name in ("statements", "ehc_plans", "total")},
    )
    _refuse_repeats(path, plans, ["january", "code"])
    parts = plans["statements"].fillna(0) + plans["ehc_plans"].fillna(0)
    unknown = text[["statements", "ehc_plans"]].isin(UNKNOWN_FIGURE).any(axis="columns")
    wrong = (parts > plans["total"]) | (~unknown & (parts != plans["total"]))
    _refuse_rows(path, plans, wrong, "statements and EHC plans make {}", parts)
    return plans


def read_placements(folder: Path) -> pd.DataFrame:
    """EHC plans by placement each January: january, authority, ehcplans and placements.

    Some placements are counted within others (`PLACED_WITHIN`). Plans that await provision, or
    whose placement was not reported, are in none, so the placements may make less than `ehcplans`;
    raises DataError where they make more.
    """
    path = folder / "placements.csv"
    text = read_release(path, PLACEMENTS_SCHEMA)
    placements = text.assign(
        january=text["january"].astype(int),
        **{name: figures(text[name]) for name in PLACEMENT_COLUMNS},
    )
    _refuse_repeats(path, placements, ["january", "authority"])
    apart = [name for name in PLACEMENTS if name not in PLACED_WITHIN]
    placed = placements[apart].fillna(0).sum(axis="columns")
    _refuse_rows(
        path, placements, placed > placements["ehcplans"], "the placements make {}", placed
    )
    return placements


PLACED_WITHIN = {
    "mainstream_independent": "mainstream_total",
    "specialist_post_16_institutions": "fe_total",
    "neet": "ed_elsewhere",
}
"""Placement → the placement that it is counted within (checked against the 2025 release)."""


def read_top_up(folder: Path) -> pd.DataFrame:
    """Section 251 top-up funding in pounds, one row an authority, basis, year and category.

    Raises DataError where the phases less income are not the total.
    """
    path = folder / "section251_top_up.csv"
    text = read_release(path, TOP_UP_SCHEMA)
    money = [column for column in text.columns if column.endswith("_gbp")]
    top_up = text.assign(**{column: text[column].astype("int64") for column in money})
    _refuse_repeats(path, top_up, ["authority", "basis", "category"])
    net = top_up[[f"{p}_gbp" for p in PHASES]].sum(axis="columns") - top_up["income_gbp"]
    wrong = (net - top_up["total_gbp"]).abs() > ROUNDING_OF_PHASES_GBP
    _refuse_rows(path, top_up, wrong, "the phases less income make {}", net)
    return top_up


ROUNDING_OF_PHASES_GBP = 4
"""The release rounds each phase to the pound, so a total may be off by half a pound a phase."""


def _refuse_repeats(path: Path, table: pd.DataFrame, key: list[str]) -> None:
    repeated = table.duplicated(key)
    if repeated.any():
        row = int(repeated.to_numpy().argmax())
        values = listing(str(table.iloc[row][name]) for name in key)
        raise DataError(f"{path}, row {row + 2}: a second row for {values}")


def _refuse_rows(
    path: Path, table: pd.DataFrame, wrong: pd.Series, made: str, parts: pd.Series
) -> None:
    if wrong.any():
        row = int(wrong.to_numpy().argmax())
        total = "total" if "total" in table else "ehcplans" if "ehcplans" in table else "total_gbp"
        raise DataError(
            f"{path}, row {row + 2}, column '{total}': "
            f"{table.iloc[row][total]:,} found, but {made.format(f'{parts.iloc[row]:,}')}"
        )
