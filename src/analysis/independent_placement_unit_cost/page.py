"""The bottom line and the charts of the unit cost of independent placements."""

import pandas as pd

from analysis.comparison.beside_others import chart_of_comparators, find_place
from analysis.comparison.measure import SMALL_DENOMINATOR
from analysis.display import (
    MISSING,
    BottomLine,
    Chart,
    Dots,
    Headline,
    NotAvailable,
    Rule,
    dot_ranges,
    is_missing,
    money,
    number,
    or_missing,
    percent,
    say,
    stacked_bars,
)
from analysis.independent_placement_unit_cost.measures import (
    band,
    paper_unit_cost,
    placements_by_january,
    ranges,
)
from analysis.independent_placement_unit_cost.tables import (
    compare_with_others,
    table_by_kind,
    table_comparators,
    table_ranges,
)
from analysis.official.placement_groups import FIRST_PERSON_LEVEL, PLACEMENT_KINDS
from analysis.subject import Subject

# ------------------------------------------------------------------------------ bottom line


def bottom_line(data: Subject, costs: pd.DataFrame, moves: pd.DataFrame) -> BottomLine:
    """Return what an independent placement costs, between what limits, and beside what.

    `costs` and `moves` are the frames of `unit_costs` and `moves`.
    """
    own, paper = costs.iloc[0], paper_unit_cost(data)
    low, _, high = band(costs)["unit_cost_gbp"]
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
        _share_of_plans(data) if isinstance(paper, NotAvailable) else _stated(paper),
    ]
    if isinstance(place, NotAvailable):
        return BottomLine(text, [*headlines, _saving(moves)])
    return BottomLine(text, [*headlines, place.headline], place.standing)


def _stated(paper: pd.Series) -> Headline:
    return Headline(
        "Unit cost that the paper states", money(paper["unit_cost_gbp"]), paper["verdict"]
    )


def _share_of_plans(data: Subject) -> Headline:
    latest = placements_by_january(data).iloc[-1]
    january = f"January {latest['january']:.0f}"
    return Headline(f"NMSS or independent placements, {january}", say(SHARE, **latest))


def _saving(moves: pd.DataFrame) -> Headline:
    saving = moves.set_index("case")["saving_gbp"]
    label = say(SAVING_LABEL, moved=moves["placements_moved"].iloc[0])
    return Headline(label, say(SAVING, **saving[["low", "standard", "high"]]))


# ----------------------------------------------------------------------------------- charts


def chart_placements(data: Subject, januaries: pd.DataFrame) -> Chart:
    """Draw placements by kind, with total and share: the frame of `placements_by_january`."""
    totals = zip(januaries["placements"], januaries["share_pct"], strict=True)
    rows = januaries.assign(text=[_total_and_share(*one) for one in totals])
    known = rows.dropna(subset="placements")
    without = rows.loc[rows["placements"].isna(), "january"].astype("str")
    words = {"council": data.name, "known": known.to_dict("records")}
    kinds = enumerate(PLACEMENT_KINDS.items(), start=1)
    return stacked_bars(
        rows,
        "january",
        {kind: (label, f"part {place}") for place, (kind, label) in kinds},
        "text",
        break_before=_break_before(list(rows["january"])),
        title=say(PLACEMENTS_TITLE, **words),
        subtitle="NMSS or independent placements each January, and their share of plans (%)",
        source=data.cite("placements"),
        alt=say(PLACEMENTS_ALT, without=list(without), **words),
        data=table_by_kind(data, januaries),
    )


def _total_and_share(placements: float, share: float) -> str:
    if is_missing(placements):
        return MISSING
    return f"{number(placements)}\n{or_missing(percent, share)}"


def _break_before(januaries: list[int]) -> tuple[int, str] | None:
    if FIRST_PERSON_LEVEL not in januaries[1:]:
        return None
    return januaries.index(FIRST_PERSON_LEVEL), f"Collected by person\nfrom {FIRST_PERSON_LEVEL}"


def chart_unit_costs(data: Subject, costs: pd.DataFrame) -> Chart | NotAvailable:
    """Draw the unit cost by definition, of the authority and England: the frame of `unit_costs`.

    A dot is over the average of both Januaries, the line through it spans those over either alone.
    A line across is the paper's own. Not available where no definition gives a unit cost.
    """
    rows, paper = ranges(costs), paper_unit_cost(data)
    low, _, high = band(costs)["unit_cost_gbp"]
    if is_missing(low):
        return NotAvailable(say(NO_UNIT_COST, council=data.name))
    stated = None if isinstance(paper, NotAvailable) else paper["unit_cost_gbp"]
    own = costs.iloc[0].to_dict()
    words = {"council": data.name, "low": low, "high": high, "own": own, "paper": stated}
    return dot_ranges(
        rows,
        "definition",
        [
            Dots("unit_cost_gbp", "low_gbp", "high_gbp", data.name, "own"),
            Dots(
                "england_unit_cost_gbp", "england_low_gbp", "england_high_gbp", "England", "england"
            ),
        ],
        money,
        rule=None if stated is None else Rule(stated, f"Paper: {money(stated)}"),
        divide_by="basis",
        title=say(UNIT_COSTS_TITLE, **words),
        subtitle=(
            "Unit cost (£ a year): dot, average of two Januaries; line, each January alone. "
            "Planned is what was meant to be spent, outturn what was spent"
        ),
        source=data.cite("section251", "placements"),
        alt=say(UNIT_COSTS_ALT, **words),
        data=table_ranges(data, costs),
    )


def chart_comparators(data: Subject) -> Chart | NotAvailable:
    """Draw the unit cost of the comparators by the standard (dot) and every definition (line)."""
    others = compare_with_others(data)
    if isinstance(others, NotAvailable):
        return others
    return chart_of_comparators(
        others,
        table_comparators(data),
        data.cite("section251", "placements", "neighbours"),
        f"Unit cost (£ a year), {others.measure.when}: dot and number, the standard definition; "
        "line, from the lowest definition to the highest",
    )


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

PLACEMENTS_TITLE = """
{% set first, last = known|first, known|last %}
{% if not known %}
NMSS or independent placements in {{ council }} are not available
{% elif known|length == 1 %}
There were {{ last.placements|number }} NMSS or independent placements in {{ council }} in
{{ last.january|year }}
{% else %}
NMSS or independent placements in {{ council }}
{% if last.placements > first.placements %}rose from
{% elif last.placements < first.placements %}fell from
{% else %}were the same:
{% endif %}
{{ first.placements|number }} in {{ first.january|year }} to {{ last.placements|number }} in
{{ last.january|year }}
{% endif %}
"""
PLACEMENTS_ALT = """
{% set first, last = known|first, known|last %}
{% if not known %}
Stacked bars without data: placements in {{ council }} are not available.
{% else %}
Stacked bars of NMSS or independent placements in {{ council }}: {{ first.placements|number }} in
January {{ first.january|year }}, {{ first.share_pct|percent }} of plans
{%- if known|length > 1 %}; {{ last.placements|number }} in January {{ last.january|year }},
{{ last.share_pct|percent }}{% endif %}.
{% if without %}January {{ without|listed }}: not available.{% endif %}
{% endif %}
"""
NO_UNIT_COST = """
No definition gives a unit cost of {{ council }}: its cost or its placements are not available or
none, as the table below shows. England’s is in the table too.
"""
UNIT_COSTS_TITLE = """
An independent placement costs {{ council }} {{ low|money }} to {{ high|money }} a year, depending
on the definition
"""
UNIT_COSTS_ALT = """
Dots of unit cost by definition. {{ council }}: {{ low|money }} to {{ high|money }},
{{ own.unit_cost_gbp|money }} by the standard; England {{ own.england_unit_cost_gbp|money }} by the
standard. {% if paper is not none %}The paper’s own is {{ paper|money }}.{% endif %}
"""
