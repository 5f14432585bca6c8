"""Which claims and tables of a paper an analysis uses: the `inputs` of `paper.toml`, checked."""

import re
from collections.abc import Mapping
from dataclasses import MISSING, dataclass, field, fields
from typing import Any, TypeVar

import pandas as pd

from analysis.errors import DataError, check_known
from analysis.papers.catalogue import Paper


@dataclass(frozen=True)
class OverspendInputs:
    """The table of budget against forecast, and of expenditure by type, with their labels."""

    financial_year: str
    budget_table: str
    total_column: str
    funding_rows: list[str]
    budget_row: str
    forecast_row: str
    overspend_row: str
    expenditure_strand: str
    expenditure_table: str
    expenditure_column: str
    expenditure_total_row: str


@dataclass(frozen=True)
class UnitCostInputs:
    """The claims of the paper's own unit cost, where it has one, and the month that it is of."""

    cost: str = ""
    placements: str = ""
    unit_cost: str = ""
    as_at: str = ""


@dataclass(frozen=True)
class GrowthInputs:
    """Claims that count EHC plans at a date, to be marked on the chart, and of the rise between."""

    marks: list[dict[str, str]] = field(default_factory=list)
    rise: str = ""
    rise_period: str = ""


@dataclass(frozen=True)
class PlanInputs:
    """The table of costs by year and the claims of pupils supported."""

    costs_table: str
    cost_row: str
    baseline_column: str
    pupils_now: str
    pupils_end: str
    provider_pupils_now: str = ""
    provider_pupils_end: str = ""
    saving: str = ""
    payback: str = ""
    pupils_increase: str = ""


@dataclass(frozen=True)
class BudgetInputs:
    """The sentences of the bottom line, and the title of the chart of yearly amounts.

    Both are words, with amounts of `implied.csv` and parameters of the report in braces.
    """

    bottom_line: list[str] = field(default_factory=list)
    yearly_title: str = ""


NOT_CLAIMS = ("as_at", "bottom_line", "financial_year", "yearly_title")
"""Inputs that are words for the report and name nothing of the paper."""

INPUTS: Mapping[str, type] = {
    "stls_overspend": OverspendInputs,
    "independent_placement_unit_cost": UnitCostInputs,
    "ehcp_growth": GrowthInputs,
    "alternative_provision_plan": PlanInputs,
    "high_needs_budget": BudgetInputs,
}
"""Analysis → the inputs that it takes. An analysis that is not here takes none."""

Inputs = TypeVar("Inputs")


def read_inputs(paper: Paper, analysis: str, kind: type[Inputs]) -> Inputs:
    """Return the inputs of one analysis. Raises DataError for one unknown, missing or ill typed."""
    given = paper.analyses[analysis].inputs if analysis in paper.analyses else {}
    where = _where(paper, analysis)
    known = {f.name: f for f in fields(kind)}  # type: ignore[arg-type]
    for key, value in given.items():
        check_known(key, known, f"{where}: unknown input '{key}'", "Allowed here")
        expected = str if known[key].type is str else list
        if not isinstance(value, expected):
            words = "text" if expected is str else "a list"
            raise DataError(f"{where}: '{key}' is {value!r}; {words} was expected")
    for key, one in known.items():
        required = one.default is MISSING and one.default_factory is MISSING
        if required and key not in given:
            raise DataError(f"{where}: '{key}' is missing")
    return kind(**given)


def check_inputs(paper: Paper, ledger: pd.DataFrame) -> None:
    """Raise DataError where an input of any analysis names no claim, table, row or column."""
    for analysis, plan in paper.analyses.items():
        where = _where(paper, analysis)
        if analysis in INPUTS:
            read_inputs(paper, analysis, INPUTS[analysis])
        elif plan.inputs:
            check_known(analysis, INPUTS, f"{where}: '{analysis}' takes no inputs")
        for key, value in plan.inputs.items():
            for one in value if isinstance(value, list) else [value]:
                _check_one(where, key, one, paper, ledger)


def _where(paper: Paper, analysis: str) -> str:
    return f"{paper.folder / 'paper.toml'}: analyses.{analysis}.inputs"


def _check_one(where: str, key: str, value: Any, paper: Paper, ledger: pd.DataFrame) -> None:
    if key in NOT_CLAIMS:
        return
    if key == "marks":
        if not isinstance(value, dict) or set(value) != {"claim", "month"}:
            raise DataError(f"{where}: each mark has a claim and a month, not {value!r}")
        if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", str(value["month"])):
            raise DataError(
                f"{where}: a mark's month is '{value['month']}'; "
                "a month such as 2021-07 was expected"
            )
        key, value = "claim", value["claim"]
    allowed = {
        "table": set(paper.tables),
        **dict.fromkeys(("row", "rows"), set(ledger["row"]) - {""}),
        **dict.fromkeys(("column", "strand"), set(ledger["column"]) - {""}),
    }.get(key.split("_")[-1], set(ledger["claim"]))
    said = f"{where}: '{key}' names '{value}', which the paper does not have"
    check_known(value, sorted(allowed), said)
