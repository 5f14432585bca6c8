"""What an independent placement costs, under each definition that can be defended.

Section 251 line 1.2.3 is top-up funding for non-maintained and independent providers, by phase.
SEN2 counts EHC plans by placement each January. Unit cost is the one divided by the other.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import DataError, UsageError, listing
from analysis.official.sen2 import (
    ENGLAND,
    MAINTAINED_SPECIAL,
    NMSS_OR_INDEPENDENT,
    PLACEMENT_KINDS,
)
from analysis.papers.inputs import UnitCostInputs
from analysis.papers.ledger import claim_row
from analysis.quantities import MISSING, listed, money

LINE_123 = "top-up, non-maintained and independent"
MAINTAINED_TOP_UP = "top-up, maintained, academies, free schools and colleges"
PLANNED, OUTTURN = "planned expenditure", "outturn"

PHASES = {
    "special": "special",
    "primary": "primary",
    "secondary": "secondary",
    "post_school": "post-school",
    "prus_ap": "alternative provision",
    "early_years": "early years",
}
"""Phase of a section 251 top-up line → its name. `special` is special schools and academies."""

SCHOOL_PHASES = ("special", "primary", "secondary")

SPECIALIST_POST_16 = "specialist_post_16_institutions"

PLACE_FUNDING_GBP = 10_000.0
"""A place in a maintained special school or academy: DfE high needs funding operational guide;
also Bromley, Schools' Forum, 23 March 2021, paragraph 6.5."""

FEW_PLACEMENTS = 50
"""Below this a placement more or less moves the unit cost by over 2 per cent."""


@dataclass(frozen=True)
class Definition:
    """One way to divide line 1.2.3 by placements. The names and notes of reports come from here."""

    name: str
    basis: str
    phases: tuple[str, ...]
    net_of_income: bool
    placements: tuple[str, ...]
    why: str

    @property
    def numerator(self) -> str:
        """The cost in words."""
        if self.net_of_income:
            return "Line 1.2.3, all phases, net of income"
        return f"Line 1.2.3, {listed([PHASES[phase] for phase in self.phases])}"

    @property
    def denominator(self) -> str:
        """The placements in words."""
        with_post_16 = SPECIALIST_POST_16 in self.placements
        return f"NMSS or independent{', and specialist post-16' if with_post_16 else ''}"


def _school_phases(name: str, basis: str, why: str) -> Definition:
    return Definition(name, basis, SCHOOL_PHASES, False, NMSS_OR_INDEPENDENT, why)


def _whole_line(name: str, basis: str, why: str) -> Definition:
    both = (*NMSS_OR_INDEPENDENT, SPECIALIST_POST_16)
    return Definition(name, basis, tuple(PHASES), True, both, why)


DEFINITIONS = (
    _school_phases(
        "School phases, planned",
        PLANNED,
        "The standard: cost and placements are both of schools. It leans on costs being recorded "
        "in the right phase.",
    ),
    _whole_line(
        "Whole line, planned",
        PLANNED,
        "Does not depend on the phase that a cost is recorded in. Post-school costs need "
        "specialist post-16 placements beside them. Alternative provision and early years are in "
        "the line but not in the placements, so it runs somewhat high.",
    ),
    _school_phases(
        "School phases, outturn",
        OUTTURN,
        "What was spent on schools’ placements, not what was meant to be.",
    ),
    _whole_line(
        "Whole line, outturn",
        OUTTURN,
        "What was spent on the whole line, whichever phase it was recorded in.",
    ),
)
"""Every definition held to be defensible; the first is the standard."""

STANDARD = DEFINITIONS[0]

AVERAGE, OPENING, CLOSING = "average of both Januaries", "opening January", "closing January"
COUNTS: dict[str, Callable[[Any, Any], Any]] = {
    AVERAGE: lambda opening, closing: (opening + closing) / 2,
    OPENING: lambda opening, closing: opening,
    CLOSING: lambda opening, closing: closing,
}
"""How the placements of a financial year are counted: the Januaries before it and within it."""


def by_january(placements: pd.DataFrame, authority: str) -> pd.DataFrame:
    """NMSS or independent placements each January, by kind, and their share of all EHC plans.

    `placements` is the frame of `sources.read_placements`. Columns january, the kinds of
    `PLACEMENT_KINDS` (placements), placements (their sum, missing where a kind is), ehcplans,
    share_pct (of all plans), and england_placements, england_share_pct. Raises DataError for an
    authority that is not there.
    """
    own = _january_rows(placements, authority)
    england = _january_rows(placements, ENGLAND).add_prefix("england_").reindex(own.index)
    columns = ["england_placements", "england_share_pct"]
    return own.join(england[columns]).reset_index()


def _january_rows(placements: pd.DataFrame, authority: str) -> pd.DataFrame:
    rows = _years(placements, authority).sort_index()
    kinds = rows[list(PLACEMENT_KINDS)].astype("float64")
    total = kinds.sum(axis="columns", skipna=False)
    plans = rows["ehcplans"].astype("float64")
    return kinds.assign(placements=total, ehcplans=plans, share_pct=100 * total / plans)


def unit_costs(top_up: pd.DataFrame, placements: pd.DataFrame, authority: str) -> pd.DataFrame:
    """Unit cost by definition and way of counting, for the authority and for England.

    `top_up` and `placements` are the frames of `sources.read_top_up` and `sources.read_placements`.
    One row for each of `DEFINITIONS` and each of `COUNTS`, the standard first. Columns definition
    (with its financial year), name, basis, financial_year, opening and closing (Januaries), count,
    cost_gbp, placements, unit_cost_gbp, england_cost_gbp, england_placements,
    england_unit_cost_gbp, ratio (unit cost ÷ England's). A unit cost is missing where the
    placements or the cost are missing or none. Raises DataError for an authority, basis or January
    that is not there.
    """
    own_years, england_years = (_every_year(placements, name) for name in (authority, ENGLAND))
    rows = []
    for definition in DEFINITIONS:
        line = _line(top_up, authority, definition.basis)
        england = _line(top_up, ENGLAND, definition.basis)
        opening, closing = _januaries(line["financial_year"])
        own_pair = _pair(own_years, definition.placements, opening, closing)
        england_pair = _pair(england_years, definition.placements, opening, closing)
        for count, counted in COUNTS.items():
            rows.append(
                {
                    "definition": f"{definition.name} {line['financial_year']}",
                    "name": definition.name,
                    "basis": definition.basis,
                    "financial_year": line["financial_year"],
                    "opening": opening,
                    "closing": closing,
                    "count": count,
                    "cost_gbp": _cost(line, definition),
                    "placements": counted(*own_pair),
                    "england_cost_gbp": _cost(england, definition),
                    "england_placements": counted(*england_pair),
                }
            )
    costs = pd.DataFrame(rows)
    recorded = costs["cost_gbp"].where(costs["cost_gbp"] > 0)
    costs["unit_cost_gbp"] = _divided(recorded, costs["placements"])
    costs["england_unit_cost_gbp"] = _divided(
        costs["england_cost_gbp"], costs["england_placements"]
    )
    costs["ratio"] = costs["unit_cost_gbp"] / costs["england_unit_cost_gbp"]
    return costs


def by_definition(costs: pd.DataFrame) -> pd.DataFrame:
    """One row a definition, from the frame of `unit_costs`, for the chart of the band.

    Columns definition, basis, and for the authority and, prefixed `england_`, for England:
    unit_cost_gbp (over the average of both Januaries), low_gbp, high_gbp (over either alone).
    """
    grouped = costs.groupby("definition", sort=False)
    average = costs[costs["count"] == AVERAGE].set_index("definition")
    frame = average[["basis", "unit_cost_gbp", "england_unit_cost_gbp"]].copy()
    for prefix in ("", "england_"):
        frame[f"{prefix}low_gbp"] = grouped[f"{prefix}unit_cost_gbp"].min()
        frame[f"{prefix}high_gbp"] = grouped[f"{prefix}unit_cost_gbp"].max()
    return frame.reset_index()


def standard(costs: pd.DataFrame) -> pd.Series:
    """The row of `unit_costs` for the standard definition over the average of both Januaries."""
    return costs[(costs["name"] == STANDARD.name) & (costs["count"] == AVERAGE)].iloc[0]


def band(costs: pd.DataFrame) -> pd.DataFrame:
    """Lowest, standard and highest unit cost of all definitions: the frame of `unit_costs`.

    All three are missing where no definition gives a unit cost: see `why_none`.
    Columns case (`low`, `standard`, `high`), definition (with its count), unit_cost_gbp and
    england_unit_cost_gbp (the lowest, standard and highest of England, on its own figures).
    """
    known = costs.dropna(subset="unit_cost_gbp")
    if known.empty:
        low = high = standard(costs)
    else:
        low, high = (known.iloc[pick(known["unit_cost_gbp"])] for pick in (np.argmin, np.argmax))
    picked = pd.DataFrame([low, standard(costs), high]).reset_index(drop=True)
    england = costs["england_unit_cost_gbp"]
    return pd.DataFrame(
        {
            "case": ["low", "standard", "high"],
            "definition": picked["definition"] + ", " + picked["count"],
            "unit_cost_gbp": picked["unit_cost_gbp"].astype("float64"),
            "england_unit_cost_gbp": [
                england.min(),
                standard(costs)["england_unit_cost_gbp"],
                england.max(),
            ],
        }
    )


def why_none(costs: pd.DataFrame) -> str:
    """Why the standard definition gives no unit cost, from the frame of `unit_costs`, or nothing.

    A cost of nothing is stated, but is no unit cost of £0: there are placements, whose cost is
    recorded elsewhere.
    """
    row = standard(costs)
    if not math.isnan(row["unit_cost_gbp"]):
        return ""
    if math.isnan(row["cost_gbp"]):
        return f"section 251 of {row['financial_year']} has no figures of it"
    if math.isnan(row["placements"]):
        return f"no placements of January {row['opening']} or {row['closing']} are available"
    if row["placements"] == 0:
        return f"there were no placements in January {row['opening']} or {row['closing']}"
    recorded = money(row["cost_gbp"])
    return f"section 251 of {row['financial_year']} records {recorded} in the school phases"


def phases(top_up: pd.DataFrame, authority: str) -> pd.DataFrame:
    """How line 1.2.3 splits between phases: one row a phase, then income and the net total.

    Columns phase, and for each basis, prefixed `planned_` and `outturn_`: year (financial), gbp,
    pct (of the phases together, before income) and england_pct; then planned_less_outturn_gbp.
    """
    names = [name.capitalize() for name in PHASES.values()]
    frame = pd.DataFrame({"phase": [*names, "Income", "Total, net of income"]})
    for prefix, basis in (("planned", PLANNED), ("outturn", OUTTURN)):
        line = _line(top_up, authority, basis)
        amounts = _phase_amounts(line)
        england = _phase_amounts(_line(top_up, ENGLAND, basis))
        frame[f"{prefix}_year"] = line["financial_year"]
        frame[f"{prefix}_gbp"] = amounts
        frame[f"{prefix}_pct"] = _shares(amounts)
        frame[f"{prefix}_england_pct"] = _shares(england)
    frame["planned_less_outturn_gbp"] = frame["planned_gbp"] - frame["outturn_gbp"]
    return frame


def phase_checks(top_up: pd.DataFrame, placements: pd.DataFrame, authority: str) -> pd.DataFrame:
    """Whether costs of line 1.2.3 look as if they were recorded in the right phase, by basis.

    Columns basis (with its financial year), largest_phase, largest_pct (of the phases together),
    post_school_gbp, post_16_placements (specialist post-16, average of both Januaries),
    post_16_unit_cost_gbp, england_post_16_unit_cost_gbp. A post-school unit cost far from
    England's says that the phases hold other placements than their names say.
    """
    both_years = [_every_year(placements, name) for name in (authority, ENGLAND)]
    rows = []
    for basis in (PLANNED, OUTTURN):
        line, england = _line(top_up, authority, basis), _line(top_up, ENGLAND, basis)
        gross = pd.Series({phase: float(line[f"{phase}_gbp"]) for phase in PHASES})
        januaries = _januaries(line["financial_year"])
        counts = [sum(_pair(years, (SPECIALIST_POST_16,), *januaries)) / 2 for years in both_years]
        rows.append(
            {
                "basis": f"{basis.capitalize()} {line['financial_year']}",
                "largest_phase": PHASES[str(gross.idxmax())] if gross.sum() > 0 else MISSING,
                "largest_pct": 100 * gross.max() / gross.sum() if gross.sum() else math.nan,
                "post_school_gbp": gross["post_school"],
                "post_16_placements": counts[0],
                "england_post_school_gbp": float(england["post_school_gbp"]),
                "england_post_16_placements": counts[1],
            }
        )
    checks = pd.DataFrame(rows)
    for prefix in ("", "england_"):
        checks[f"{prefix}post_16_unit_cost_gbp"] = _divided(
            checks[f"{prefix}post_school_gbp"], checks[f"{prefix}post_16_placements"]
        )
    return checks.drop(columns=["england_post_school_gbp", "england_post_16_placements"])


@dataclass(frozen=True)
class PaperUnitCost:
    """The paper's own unit cost as printed; cost and placements are missing where it has none."""

    unit_cost_gbp: float
    cost_gbp: float
    placements: float
    as_at: str
    verdict: str


def paper_unit_cost(ledger: pd.DataFrame, inputs: UnitCostInputs) -> PaperUnitCost | None:
    """The unit cost that the paper states, or None where it states none."""
    if not inputs.unit_cost:
        return None
    unit_cost = claim_row(ledger, inputs.unit_cost)
    cost, placements = (
        float(claim_row(ledger, name)["published"]) if name else math.nan
        for name in (inputs.cost, inputs.placements)
    )
    return PaperUnitCost(
        float(unit_cost["published"]), cost, placements, inputs.as_at, unit_cost["verdict"]
    )


def beside_paper(paper: PaperUnitCost | None, costs: pd.DataFrame) -> pd.DataFrame:
    """The paper's cost and placements beside those of each definition, at its closing January.

    `costs` is the frame of `unit_costs`. First row the paper, then the definitions; no row where
    the paper states no unit cost. Columns definition, closing (January; missing for the paper),
    denominator, cost_gbp, placements, unit_cost_gbp, cost_difference_gbp and placements_difference
    (the paper's less the official), at_count_gbp (the paper's cost ÷ the official placements).
    """
    official = costs[costs["count"] == CLOSING].assign(
        denominator=[definition.denominator for definition in DEFINITIONS]
    )
    figures = ["cost_gbp", "placements", "unit_cost_gbp"]
    frame = official[["definition", "closing", "denominator", *figures]]
    frame = frame.astype({"closing": "Int64"}).reset_index(drop=True)
    if paper is None:
        return frame.iloc[:0]
    own = frame.iloc[:1].assign(
        definition=f"The paper, {paper.as_at}" if paper.as_at else "The paper",
        closing=pd.array([pd.NA], dtype="Int64"),
        denominator="",
        cost_gbp=paper.cost_gbp,
        placements=paper.placements,
        unit_cost_gbp=paper.unit_cost_gbp,
    )
    both = pd.concat([own, frame], ignore_index=True)
    return both.assign(
        cost_difference_gbp=paper.cost_gbp - both["cost_gbp"],
        placements_difference=paper.placements - both["placements"],
        at_count_gbp=_divided(pd.Series(paper.cost_gbp, both.index), both["placements"]),
    )


@dataclass(frozen=True)
class Alternative:
    """What a maintained special placement costs in a year: given, or place funding and top-up."""

    unit_cost_gbp: float
    place_gbp: float
    cost_gbp: float
    """Planned top-up of the special phase, as section 251 records it."""
    top_up_gbp: float
    placements: float
    financial_year: str
    given: bool


def alternative(
    top_up: pd.DataFrame, placements: pd.DataFrame, authority: str, given_gbp: float | None = None
) -> Alternative:
    """The unit cost of a maintained special placement.

    Without `given_gbp`: `PLACE_FUNDING_GBP` and planned top-up of the special phase (section 251
    lines 1.2.1, 1.2.2, 1.2.4 and 1.2.11, before income) ÷ placements in maintained special schools
    and special academies, average of both Januaries; missing where that top-up is £0, as in
    `why_none`, or there are no placements. Raises UsageError for a unit cost that is no amount of
    money.
    """
    line = _line(top_up, authority, PLANNED, MAINTAINED_TOP_UP)
    years = _every_year(placements, authority)
    pair = _pair(years, MAINTAINED_SPECIAL, *_januaries(line["financial_year"]))
    cost, count = float(line["special_gbp"]), sum(pair) / 2
    each = cost / count if cost and count else math.nan
    given = given_gbp is not None
    unit_cost = PLACE_FUNDING_GBP + each if given_gbp is None else _amount(given_gbp)
    year = line["financial_year"]
    return Alternative(unit_cost, PLACE_FUNDING_GBP, cost, each, count, year, given)


def moves(
    costs: pd.DataFrame,
    option: Alternative,
    placements_moved: int,
    paper: PaperUnitCost | None = None,
) -> pd.DataFrame:
    """Cost of one more placement, and the saving of moving some, by unit cost.

    `costs` is the frame of `unit_costs`. One row for the low, standard and high of the band and,
    where the paper states one, its own unit cost. Columns case, definition, unit_cost_gbp (what one
    more placement costs in a year), alternative_gbp, saving_each_gbp, saving_gbp (a year, negative
    where the move costs more). Raises UsageError for more placements than there are at the closing
    January of the standard definition, or fewer than none.
    """
    _check_moved(placements_moved, most_moved(costs), standard(costs)["closing"])
    frame = band(costs)[["case", "definition", "unit_cost_gbp"]]
    if paper is not None:
        own = {"case": "paper", "definition": "As stated", "unit_cost_gbp": paper.unit_cost_gbp}
        frame = pd.concat([frame, pd.DataFrame([own])], ignore_index=True)
    each = frame["unit_cost_gbp"] - option.unit_cost_gbp
    return frame.assign(
        alternative_gbp=option.unit_cost_gbp,
        saving_each_gbp=each,
        saving_gbp=each * placements_moved,
    )


def most_moved(costs: pd.DataFrame) -> int:
    """How many placements there are to move: at the closing January of the standard."""
    there = costs[(costs["name"] == STANDARD.name) & (costs["count"] == CLOSING)].iloc[0]
    return 0 if math.isnan(there["placements"]) else int(there["placements"])


def _check_moved(placements_moved: int, most: int, january: int) -> None:
    whole = isinstance(placements_moved, int) and not isinstance(placements_moved, bool)
    if not whole or not 0 <= placements_moved <= most:
        raise UsageError(
            f"placements_moved is {placements_moved!r}; a whole number from 0 to {most} was "
            f"expected, which is how many NMSS or independent placements there were in "
            f"January {january}"
        )


def _amount(given: float) -> float:
    number = isinstance(given, (int, float)) and not isinstance(given, bool)
    if not number or not math.isfinite(given) or given < 0:
        raise UsageError(
            f"alternative_unit_cost is {given!r}; an amount of {money(0)} or more was expected, or "
            "None for place funding and top-up from section 251"
        )
    return float(given)


def _of(rows: pd.DataFrame, authority: str) -> pd.DataFrame:
    found = rows[rows["authority"] == authority]
    if found.empty:
        names = listing(sorted(rows["authority"].unique()))
        raise DataError(f"The official figures have no authority '{authority}'; they have: {names}")
    return found


def _line(top_up: pd.DataFrame, authority: str, basis: str, category: str = LINE_123) -> pd.Series:
    rows = _of(top_up, authority)
    found = rows[(rows["basis"] == basis) & (rows["category"] == category)]
    if len(found) != 1:
        raise DataError(
            f"section 251 has {len(found)} rows of '{category}', {basis}, for {authority}; "
            "one was expected"
        )
    return found.iloc[0]


def _januaries(financial_year: str) -> tuple[int, int]:
    """`2021-22` is from April 2021 to March 2022: January 2021 is before it, January 2022 in it."""
    opening = int(financial_year[:4])
    return opening, opening + 1


def _years(placements: pd.DataFrame, authority: str) -> pd.DataFrame:
    return _of(placements, authority).set_index("january")


def _every_year(placements: pd.DataFrame, authority: str) -> pd.DataFrame:
    """The same, with Januaries that others have and it has not, before it began, as missing."""
    return _years(placements, authority).reindex(sorted(set(placements["january"])))


def _pair(
    years: pd.DataFrame, kinds: tuple[str, ...], opening: int, closing: int
) -> tuple[float, float]:
    """Placements in two Januaries, of the rows of one authority: see `_years`."""
    missing = [january for january in (opening, closing) if january not in years.index]
    if missing:
        raise DataError(
            f"SEN2 has no January {missing[0]} for {years['authority'].dropna().iloc[0]}; it has: "
            f"{listing(map(str, years.index))}"
        )
    counts = years[list(kinds)].astype("float64").sum(axis="columns", skipna=False)
    return float(counts[opening]), float(counts[closing])


def _cost(line: pd.Series, definition: Definition) -> float:
    if definition.net_of_income:
        return float(line["total_gbp"])
    return float(sum(line[f"{phase}_gbp"] for phase in definition.phases))


def _phase_amounts(line: pd.Series) -> list[float]:
    gross = [float(line[f"{phase}_gbp"]) for phase in PHASES]
    return [*gross, -float(line["income_gbp"]), float(line["total_gbp"])]


def _shares(amounts: list[float]) -> list[float]:
    gross = sum(amounts[: len(PHASES)])
    return [100 * amount / gross if gross else math.nan for amount in amounts]


def _divided(cost: pd.Series, placements: pd.Series) -> pd.Series:
    """Cost ÷ placements, missing where there are none to divide by."""
    return cost / placements.where(placements > 0)
