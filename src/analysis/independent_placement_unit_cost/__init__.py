"""What an independent placement costs: what `independent_placement_unit_cost.ipynb` calls."""

import pandas as pd

from analysis.comparison.beside_others import find_place
from analysis.comparison.measure import SMALL_DENOMINATOR
from analysis.display import BottomLine, Headline, NotAvailable, money, say
from analysis.independent_placement_unit_cost.costs import (
    chart_comparators,
    chart_unit_costs,
    compare_with_others,
    table_definitions,
    table_range,
    table_unit_costs,
    unit_costs,
)
from analysis.independent_placement_unit_cost.moving import maintained_special, moves, table_moves
from analysis.independent_placement_unit_cost.paper import paper_unit_cost, table_beside_paper
from analysis.independent_placement_unit_cost.phases import table_phase_checks, table_phases
from analysis.independent_placement_unit_cost.placements import (
    chart_placements,
    placements_by_january,
    table_shares,
)
from analysis.subject import Subject

TABLES = ("placements", "section251", "neighbours")
"""The official figures that the report rests on."""


def bottom_line(data: Subject, costs: pd.DataFrame, savings: pd.DataFrame) -> BottomLine:
    """Return what an independent placement costs, between what limits, and beside what.

    `costs` and `savings` are the frames of `unit_costs` and `moves`.
    """
    own, paper = costs.iloc[0], paper_unit_cost(data)
    low, high = costs["unit_cost_gbp"].min(), costs["unit_cost_gbp"].max()
    place = find_place(compare_with_others(data))
    text = say(
        BOTTOM_LINE,
        council=data.name,
        own=own.to_dict(),
        low=low,
        high=high,
        paper=None if isinstance(paper, NotAvailable) else paper["unit_cost_gbp"],
        is_few=own["placements"] < SMALL_DENOMINATOR,
        place="" if isinstance(place, NotAvailable) else place.text,
    )
    unit_cost = say(A_YEAR, value=own["unit_cost_gbp"])
    headlines = [
        Headline(f"Unit cost, {own['definition'].lower()} (standard)", unit_cost),
        Headline("Unit cost, all defensible definitions", say(BAND, low=low, high=high)),
        _share_of_plans(data)
        if isinstance(paper, NotAvailable)
        else Headline(
            "Unit cost that the paper states", money(paper["unit_cost_gbp"]), paper["verdict"]
        ),
    ]
    if isinstance(place, NotAvailable):
        return BottomLine(text, [*headlines, _saving(savings)])
    return BottomLine(text, [*headlines, place.headline], place.standing)


def _share_of_plans(data: Subject) -> Headline:
    latest = placements_by_january(data).iloc[-1]
    january = f"January {latest['january']:.0f}"
    return Headline(f"NMSS or independent placements, {january}", say(SHARE, **latest))


def _saving(savings: pd.DataFrame) -> Headline:
    saving = savings.set_index("case")["saving_gbp"]
    label = say(SAVING_LABEL, moved=savings["placements_moved"].iloc[0])
    return Headline(label, say(SAVING, **saving[["low", "standard", "high"]]))


BOTTOM_LINE = """
{% if own.unit_cost_gbp is missing %}
By the standard definition no unit cost of an independent placement in {{ council }} can be given
({{ own.reason }}).
{% if low is missing %}No other definition gives one either.
{% else %}Other definitions give {{ low|money }} to {{ high|money }} a year.
{% endif %}
England’s is {{ own.england_unit_cost_gbp|money }} by the standard.
{% else %}
In {{ council }} an independent placement costs {{ own.unit_cost_gbp|money }} a year by the
standard definition ({{ own.basis }} {{ own.financial_year }}), and between {{ low|money }} and
{{ high|money }} under every defensible definition; England’s is
{{ own.england_unit_cost_gbp|money }} by the standard.
{% endif %}
{% if paper is not none %}
The paper’s own {{ paper|money }} is
{% if paper < low %}{{ (low - paper)|money }} below the lowest of them.
{% elif paper > high %}{{ (paper - high)|money }} above the highest of them.
{% else %}within that band.
{% endif %}
{% elif is_few and own.unit_cost_gbp is not missing %}
{{ council }}’s rests on only {{ own.placements|trimmed }} placements, so each one moves it a lot.
{% endif %}
{{ place }}
"""
A_YEAR = "{{ value|money }}{% if value is not missing %} a year{% endif %}"
BAND = "{{ low|money }}{% if low is not missing %} to {{ high|money }}{% endif %}"
SHARE = """
{{ placements|number }} ({{ share_pct|percent }} of EHC plans; England
{{ england_share_pct|percent }})
"""
SAVING_LABEL = """
Saving of moving {{ moved|number }} placement{{ '' if moved == 1 else 's' }} to maintained special
"""
SAVING = "{{ standard|money }} a year ({{ low|money }} to {{ high|money }})"
