"""What the report on the unit cost of independent placements found."""

import math

import pandas as pd

from analysis.findings.against import Place
from analysis.findings.finding import Finding, Headline
from analysis.measures.unit_cost import FEW_PLACEMENTS, PaperUnitCost, standard, why_none
from analysis.quantities import MISSING, money, number, or_missing, percent, trimmed
from analysis.shown import Sentence


def unit_cost(
    council: str,
    januaries: pd.DataFrame,
    costs: pd.DataFrame,
    band: pd.DataFrame,
    moves: pd.DataFrame,
    placements_moved: int,
    paper: PaperUnitCost | None,
    place: Place | Sentence | None = None,
) -> Finding:
    """What an independent placement costs, between what limits, and beside what the paper says.

    Frames of `measures.unit_cost`: `by_january`, `unit_costs`, `band` and `moves`. The place of an
    authority among all is said too; a sentence in its stead is passed over.
    """
    row = standard(costs)
    own = or_missing(money, row["unit_cost_gbp"])
    low, high = band["unit_cost_gbp"].iloc[0], band["unit_cost_gbp"].iloc[-1]
    england = or_missing(money, row["england_unit_cost_gbp"])
    a_year = MISSING if own == MISSING else f"{own} a year"
    why = why_none(costs)
    if why:
        sentences = [
            f"By the standard definition no unit cost of an independent placement in {council} "
            f"can be given: {why}. {_others(low, high)} England’s is {england} by the standard."
        ]
    else:
        sentences = [
            f"In {council} an independent placement costs {own} a year by the standard definition "
            f"({row['basis']} {row['financial_year']}), and between {money(low)} and {money(high)} "
            f"under every defensible definition; England’s is {england} by the standard."
        ]
    if paper is not None:
        sentences.append(
            f"The paper’s own {money(paper.unit_cost_gbp)} is "
            f"{_place(paper.unit_cost_gbp, low, high)}."
        )
    elif not why and row["placements"] < FEW_PLACEMENTS:
        sentences.append(
            f"{council}’s rests on only {trimmed(row['placements'])} placements, so each one moves "
            "it a lot."
        )
    if isinstance(place, Place):
        sentences += place.sentences
    within = MISSING if math.isnan(low) else f"{money(low)} to {money(high)}"
    return Finding(
        sentences,
        [
            Headline(f"Unit cost, {row['definition'].lower()} (standard)", a_year),
            Headline("Unit cost, all defensible definitions", within),
            _paper_or_share(januaries, paper),
            place.headline if isinstance(place, Place) else _moving(moves, placements_moved),
        ],
        place.standing if isinstance(place, Place) else None,
    )


def _others(low: float, high: float) -> str:
    if math.isnan(low):
        return "No other definition gives one either."
    return f"Other definitions give {money(low)} to {money(high)} a year."


def _place(own: float, low: float, high: float) -> str:
    if own < low:
        return f"{money(low - own)} below the lowest of them"
    if own > high:
        return f"{money(own - high)} above the highest of them"
    return "within that band"


def _paper_or_share(januaries: pd.DataFrame, paper: PaperUnitCost | None) -> Headline:
    if paper is not None:
        return Headline(
            "Unit cost that the paper states", money(paper.unit_cost_gbp), paper.verdict
        )
    latest = januaries.iloc[-1]
    return Headline(
        f"NMSS or independent placements, January {latest['january']:.0f}",
        f"{or_missing(number, latest['placements'])} "
        f"({or_missing(percent, latest['share_pct'])} of EHC plans; "
        f"England {or_missing(percent, latest['england_share_pct'])})",
    )


def _moving(moves: pd.DataFrame, placements_moved: int) -> Headline:
    saving = moves.set_index("case")["saving_gbp"]
    named = "placement" if placements_moved == 1 else "placements"
    return Headline(
        f"Saving of moving {number(placements_moved)} {named} to maintained special",
        f"{or_missing(money, saving['standard'])} a year "
        f"({money(saving['low'])} to {money(saving['high'])})",
    )
