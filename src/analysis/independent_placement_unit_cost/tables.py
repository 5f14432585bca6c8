"""The tables of the unit cost of independent placements."""

import pandas as pd

from analysis.comparison import comparison_of, definitions
from analysis.comparison.beside_others import (
    BesideOthers,
    beside_others,
    table_of_comparators,
    table_of_range,
)
from analysis.comparison.measure import SMALL_DENOMINATOR
from analysis.display import ONE_DECIMAL, TRIMMED, TWO_DECIMALS, NotAvailable, Table, number, say
from analysis.independent_placement_unit_cost.measures import (
    PHASES,
    beside_paper,
    costs_by_phase,
    phase_checks,
    ranges,
)
from analysis.official.placement_groups import FIRST_PERSON_LEVEL, PLACEMENT_KINDS
from analysis.subject import Subject

CASES = {
    "low": "Lowest of the band",
    "standard": "Standard",
    "high": "Highest of the band",
    "paper": "The paper’s own unit cost",
}


# ------------------------------------------------------------- placements of each January


def table_by_kind(data: Subject, januaries: pd.DataFrame) -> Table:
    """Return placements by kind each January: the frame of `placements_by_january`."""
    return Table(
        "by-kind",
        f"NMSS or independent placements in {data.name} by kind",
        januaries,
        {
            "january": "January",
            **PLACEMENT_KINDS,
            "placements": "NMSS or independent",
            "share_pct": "Share of all plans (%)",
        },
        formulas={"placements": " + ".join(f"{{{kind}}}" for kind in PLACEMENT_KINDS)},
    )


def table_shares(data: Subject, januaries: pd.DataFrame) -> Table:
    """Return placements as a share of all plans, and England's: of `placements_by_january`."""
    return Table(
        "share-of-plans",
        f"NMSS or independent placements as a share of all EHC plans, {data.name} and England",
        januaries,
        {
            "january": "January",
            "placements": f"Placements, {data.name}",
            "ehcplans": f"All EHC plans, {data.name}",
            "share_pct": f"Share, {data.name} (%)",
            "england_placements": "Placements, England",
            "england_share_pct": "Share, England (%)",
        },
        formulas={"share_pct": "100 * {placements} / {ehcplans}"},
        note=(
            f"From January {FIRST_PERSON_LEVEL} SEN2 is collected person by person: a break in the "
            "series. All EHC plans include plans without a placement or with an unknown one."
        ),
    )


# ------------------------------------------------------------------- unit cost by definition


def table_definitions() -> Table:
    """Return what each definition divides by what, and why it is held to be defensible."""
    return Table(
        "definitions",
        "The definitions of unit cost",
        pd.DataFrame(definitions()),
        {
            "name": "Definition",
            "cost_in_words": "Cost (section 251)",
            "placements_in_words": "Placements (SEN2)",
            "why": "Why",
        },
    )


def table_ranges(data: Subject, costs: pd.DataFrame) -> Table:
    """Return the dots and lines of the chart of unit costs: the frame of `unit_costs`."""
    names = {
        "unit_cost_gbp": "average of both Januaries",
        "low_gbp": "lowest",
        "high_gbp": "highest",
    }
    return Table(
        "range-by-definition",
        f"Range of unit costs by definition, {data.name} and England",
        ranges(costs),
        {
            "definition": "Definition",
            **{
                f"{prefix}{column}": f"{area}, {words} (£ a year)"
                for prefix, area in (("", data.name), ("england_", "England"))
                for column, words in names.items()
            },
        },
    )


def table_unit_costs(data: Subject, costs: pd.DataFrame) -> Table:
    """Return unit costs with what they are made of: the frame of `unit_costs`."""
    years = costs.drop_duplicates("financial_year").to_dict("records")
    own = costs.iloc[0].to_dict()
    return Table(
        "by-definition",
        f"Unit cost of an independent placement in {data.name}, by definition",
        costs,
        {
            "label": "Definition and placements counted",
            "cost_gbp": "Cost (£)",
            "placements": "Placements",
            "unit_cost_gbp": "Unit cost (£ a year)",
            "england_unit_cost_gbp": "England’s unit cost (£ a year)",
            "ratio": "Times England’s",
        },
        formats={"placements": TRIMMED, "ratio": TWO_DECIMALS},
        formulas={
            "unit_cost_gbp": "{cost_gbp} / {placements}",
            "ratio": "{unit_cost_gbp} / {england_unit_cost_gbp}",
        },
        note=say(UNIT_COSTS_NOTE, years=years, own=own, few=SMALL_DENOMINATOR),
    )


# -------------------------------------------------------------------- beside other areas


def compare_with_others(data: Subject) -> BesideOthers | NotAvailable:
    """Return the unit cost of the authority and its comparators, with the band of definitions."""
    comparison = comparison_of(data.country)
    keys = [measure.key for measure in comparison.measures.family("unit_cost")]
    every = comparison.values[keys]
    return beside_others(
        comparison,
        "unit_cost",
        data.comparators,
        columns={
            "numerator": "Cost (£)",
            "denominator": "Placements",
            "value": "Unit cost, standard (£ a year)",
            "low": "Lowest definition (£ a year)",
            "high": "Highest definition (£ a year)",
        },
        more={"low": every.min(axis="columns"), "high": every.max(axis="columns")},
        formats={"denominator": ONE_DECIMAL},
    )


def table_comparators(data: Subject) -> Table | NotAvailable:
    """Return the unit cost and rank of each comparator."""
    return table_of_comparators(compare_with_others(data), "beside-others")


def table_range(data: Subject) -> Table | NotAvailable:
    """Return lowest, quartiles and highest unit cost of all authorities."""
    return table_of_range(compare_with_others(data), "range-of-authorities")


# --------------------------------------------------------------------------------- phases


def table_phases(data: Subject) -> Table:
    """Return line 1.2.3 by phase and basis, and England's shares."""
    rows = costs_by_phase(data)
    total = rows.iloc[-1].to_dict()
    columns = {
        f"{basis}_{column}": f"{area}, {basis} ({unit})"
        for basis in ("planned", "outturn")
        for column, area, unit in (
            ("gbp", data.name, "£"),
            ("pct", data.name, "% of phases"),
            ("england_pct", "England", "% of phases"),
        )
    }
    return Table(
        "by-phase",
        f"Section 251 line 1.2.3 in {data.name}, by phase",
        rows,
        {"phase": "Phase", **columns},
        total_rows=[len(rows) - 1],
        formulas={
            f"{basis}_pct": f"100 * {{{basis}_gbp}} / SUM({{{basis}_gbp:1-{len(PHASES)}}})"
            for basis in ("planned", "outturn")
        },
        note=say(PHASES_NOTE, council=data.name, total=total),
    )


def table_phase_checks(data: Subject) -> Table:
    """Return whether costs look as if they were recorded in the right phase."""
    return Table(
        "phase-checks",
        f"Are the costs of {data.name} recorded in the right phase?",
        phase_checks(data),
        {
            "basis": "Basis",
            "largest_phase": "Largest phase",
            "largest_pct": "Its share (%)",
            "post_school_gbp": "Post-school (£)",
            "post_16_placements": "Specialist post-16 placements",
            "post_16_unit_cost_gbp": "Post-school cost of each (£ a year)",
            "england_post_16_unit_cost_gbp": "England’s (£ a year)",
        },
        formats={"post_16_placements": TRIMMED},
        formulas={"post_16_unit_cost_gbp": "{post_school_gbp} / {post_16_placements}"},
        note=(
            "Placements are the average of both Januaries. Where one phase holds nearly all of the "
            "line, or post-school costs are far from England’s, phases hold other placements than "
            "their names say: then the definitions over the whole line are the safer ones."
        ),
    )


# ----------------------------------------------------------- the paper's own, and moving some


def table_beside_paper(data: Subject, costs: pd.DataFrame) -> Table | NotAvailable:
    """Return the paper's cost and placements beside the official ones: frame of `unit_costs`."""
    rows = beside_paper(data, costs)
    if isinstance(rows, NotAvailable):
        return rows
    return Table(
        "beside-paper",
        "The paper’s unit cost beside the official figures",
        rows,
        {
            "definition": "Figures of",
            "cost_gbp": "Cost (£)",
            "placements": "Placements",
            "unit_cost_gbp": "Unit cost (£ a year)",
            "cost_difference_gbp": "Paper’s cost less this (£)",
            "placements_difference": "Paper’s placements less these",
            "at_count_gbp": "Paper’s cost over these placements (£ a year)",
        },
        formats={"placements": TRIMMED, "placements_difference": TRIMMED},
        formulas={
            "unit_cost_gbp": "{cost_gbp} / {placements}",
            "cost_difference_gbp": "{cost_gbp:first} - {cost_gbp}",
            "placements_difference": "{placements:first} - {placements}",
            "at_count_gbp": "{cost_gbp:first} / {placements}",
        },
        note=_nearest_count(rows),
    )


def _nearest_count(rows: pd.DataFrame) -> str:
    """Return which official count the paper's placements are nearest to."""
    latest = rows[rows["closing"] == rows["closing"].max()].dropna(subset="placements_difference")
    # planned expenditure and outturn of one year are over the same placements
    counts = {
        f"{number(count)} ({words})": None
        for count, words in zip(latest["placements"], latest["placements_in_words"], strict=True)
    }
    by_distance = latest.iloc[latest["placements_difference"].abs().argsort(kind="stable")]
    return say(
        BESIDE_PAPER_NOTE,
        counts=list(counts),
        stated=rows["placements"].iloc[0],
        nearest=by_distance.head(1).to_dict("records"),
    )


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
        formulas={
            "saving_each_gbp": "{unit_cost_gbp} - {alternative_gbp}",
            "saving_gbp": f"{moved} * {{saving_each_gbp}}",
        },
        note=say(MOVES_NOTE, special=special.iloc[0].to_dict()),
    )


UNIT_COSTS_NOTE = """
{% for one in years %}
Financial year {{ one.financial_year }}: January {{ one.opening }} opens it and January
{{ one.closing }} is in it.
{% endfor %}
{% if own.unit_cost_gbp is missing %}
There is no unit cost by the standard definition ({{ own.reason }}).
{% elif own.placements < few %}
With only {{ own.placements|trimmed }} placements a unit cost moves a lot: one placement more or
less changes it by about {{ (100 / own.placements)|percent(0) }}, and one costly placement by far
more.
{% endif %}
"""
PHASES_NOTE = """
{% set difference = total.planned_gbp - total.outturn_gbp %}
{% if difference is missing %}
Section 251 has no planned expenditure or no outturn of {{ council }}, or neither.
{% else %}
{{ council }} planned {{ total.planned_gbp|short }} for the line in {{ total.planned_year }},
{{ difference|abs|short }} {{ 'less' if difference < 0 else 'more' }} than the
{{ total.outturn_gbp|short }} that it spent in
{{ 'that year' if total.outturn_year == total.planned_year else total.outturn_year }}.
{% endif %}
"""
BESIDE_PAPER_NOTE = """
The official counts are of the closing January
{%- for one in nearest %}; in January {{ one.closing|year }} they are {{ counts|listed }}. The
paper’s {{ stated|number }} is nearest to {{ one.placements_in_words }}, so it probably counts the
same kinds. The paper’s cost is {{ one.cost_difference_gbp|abs|short }}
{{ 'less' if one.cost_difference_gbp < 0 else 'more' }} than section 251 has for those
({{ one.definition|lower }}){% endfor %}.
"""
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
