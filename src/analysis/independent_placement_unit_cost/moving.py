"""What one more independent placement costs, and what moving some to maintained special saves."""

import math
from typing import Any

import pandas as pd

from analysis.comparison import comparison_of
from analysis.display import NotAvailable, Table, money, number, say
from analysis.errors import UsageError
from analysis.independent_placement_unit_cost.costs import CLOSING, band, unit_costs
from analysis.independent_placement_unit_cost.paper import paper_unit_cost
from analysis.subject import Subject

PLACE_FUNDING_GBP = 10_000.0
"""A place in a maintained special school or academy: DfE high needs funding operational guide;
also Bromley, Schools' Forum, 23 March 2021, paragraph 6.5."""

CASES = {
    "low": "Lowest of the band",
    "standard": "Standard",
    "high": "Highest of the band",
    "paper": "The paper’s own unit cost",
}


def maintained_special(data: Subject, given_gbp: Any = None) -> pd.DataFrame:
    """Return what a maintained special placement costs in a year, in one row.

    Columns unit_cost_gbp, given (whether it is `given_gbp`), place_gbp (`PLACE_FUNDING_GBP`),
    cost_gbp (planned top-up of special schools), placements, top_up_gbp (the one by the other) and
    financial_year. Unless given, it is place_gbp + top_up_gbp, missing where that top-up is missing
    or £0. Raises UsageError for a unit cost that is no amount of money.
    """
    comparison, key = comparison_of(data.country), "per_placement_planned_maintained_special"
    top_up = comparison.values.loc[data.code, key]
    given = given_gbp is not None
    if given:
        is_number = isinstance(given_gbp, int | float) and not isinstance(given_gbp, bool)
        if not is_number or not 0 <= given_gbp < math.inf:
            raise UsageError(
                f"alternative_unit_cost is {given_gbp!r}; an amount of {money(0)} or more was "
                "expected, or None for place funding and top-up from section 251"
            )
    return pd.DataFrame(
        {
            "unit_cost_gbp": given_gbp if given else PLACE_FUNDING_GBP + top_up,
            "given": given,
            "place_gbp": PLACE_FUNDING_GBP,
            "cost_gbp": comparison.numerators.loc[data.code, key],
            "placements": comparison.denominators.loc[data.code, key],
            "top_up_gbp": top_up,
            "financial_year": comparison.measures[key].numerator.terms[0].period,
        },
        index=[0],
    )


def moves(data: Subject, special: pd.DataFrame, placements_moved: int) -> pd.DataFrame:
    """Return the cost of one more placement, and the saving of moving some, by unit cost.

    `special` is the frame of `maintained_special`. A row each for the low, standard and high of the
    band and, where a paper states one, its own unit cost (case `paper`). Columns case, label,
    unit_cost_gbp (what one more placement costs in a year), alternative_gbp, saving_each_gbp,
    placements_moved, saving_gbp (a year, negative where moving costs more).

    No more than there are in the closing January of the standard can be moved: of an authority as
    many as there are move, of a paper UsageError is raised, as it is for fewer than none.
    """
    costs = unit_costs(data)
    moved = _number_to_move(data, costs, placements_moved)
    frame = band(costs)
    paper = paper_unit_cost(data)
    if not isinstance(paper, NotAvailable):
        frame.loc[len(frame)] = ["paper", "As stated", paper["unit_cost_gbp"]]
    alternative = special["unit_cost_gbp"].iloc[0]
    each = frame["unit_cost_gbp"] - alternative
    return frame.assign(
        alternative_gbp=alternative,
        saving_each_gbp=each,
        placements_moved=moved,
        saving_gbp=moved * each,
    )


def _number_to_move(data: Subject, costs: pd.DataFrame, asked: Any) -> int:
    closing = costs[costs["count"] == CLOSING].iloc[0]
    most = int(closing["placements"]) if pd.notna(closing["placements"]) else 0
    whole = isinstance(asked, int) and not isinstance(asked, bool)
    if whole and asked > most and isinstance(data.paper, NotAvailable):
        return most
    if not whole or not 0 <= asked <= most:
        raise UsageError(
            f"placements_moved is {asked!r}; a whole number from 0 to {most} was expected, which "
            "is how many NMSS or independent placements there were in January "
            f"{closing['closing']}"
        )
    return int(asked)


def table_moves(moves: pd.DataFrame, special: pd.DataFrame) -> Table | NotAvailable:
    """Return the cost of one more placement and the saving of moving some.

    Frames of `moves` and `maintained_special`. Not available where there is no unit cost.
    """
    if moves["unit_cost_gbp"].isna().all():
        return NotAvailable("No definition gives a unit cost, so no saving can be worked out.")
    moved = moves["placements_moved"].iloc[0]
    return Table(
        "moving-placements",
        say(MOVES_TITLE, moved=moved),
        moves.assign(unit_cost_used=moves["case"].map(CASES)),
        {
            "unit_cost_used": "Unit cost used",
            "label": "Definition",
            "unit_cost_gbp": "One more placement costs (£ a year)",
            "alternative_gbp": "Maintained special costs (£ a year)",
            "saving_each_gbp": "Saving of moving one (£ a year)",
            "saving_gbp": f"Saving of moving {number(moved)} (£ a year)",
        },
        note=say(MOVES_NOTE, special=special.iloc[0].to_dict()),
        formulas={
            "saving_each_gbp": "{unit_cost_gbp} - {alternative_gbp}",
            "saving_gbp": f"{moved} * {{saving_each_gbp}}",
        },
    )


MOVES_TITLE = """
One more placement, and moving {{ moved|number }} placement{{ '' if moved == 1 else 's' }} to
maintained special
"""
MOVES_NOTE = """
{% if special.given %}
The cost of a maintained special placement was given to this report.
{% elif special.top_up_gbp is missing %}
What a maintained special placement costs is not available: section 251 of
{{ special.financial_year }} records {{ special.cost_gbp|money }} of planned top-up in the special
phase, and there were {{ special.placements|trimmed }} placements.
{% else %}
A maintained special placement is {{ special.place_gbp|money }} of place funding and
{{ special.top_up_gbp|money }} of planned top-up in {{ special.financial_year }}, over
{{ special.placements|trimmed }} placements.
{% endif %}
{% if special.unit_cost_gbp is not missing %}
A minus sign means that moving would cost more.
{% endif %}
"""
