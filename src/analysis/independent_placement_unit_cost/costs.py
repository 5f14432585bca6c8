"""What an independent placement costs, under each definition that can be defended.

Section 251 line 1.2.3 is top-up funding for non-maintained and independent providers, by phase.
SEN2 counts EHC plans by placement each January. Unit cost is the one divided by the other: its
definitions, and the figures by each, are those of `comparison/measures.toml`.
"""

import pandas as pd

from analysis import display
from analysis.comparison import comparison_of, definitions
from analysis.comparison.beside_others import (
    BesideOthers,
    beside_others,
    chart_of_comparators,
    table_of_comparators,
    table_of_range,
)
from analysis.comparison.measure import SMALL_DENOMINATOR
from analysis.comparison.registry import read_registry
from analysis.display import Chart, NotAvailable, Table, money, say
from analysis.independent_placement_unit_cost.paper import paper_unit_cost
from analysis.official.placement_groups import ENGLAND_CODE
from analysis.subject import Subject

AVERAGE, _, CLOSING = (count["name"] for count in read_registry()["count"])
"""How the placements of a financial year are counted: the Januaries before it and within it."""


def unit_costs(data: Subject) -> pd.DataFrame:
    """Return the unit cost by definition and way of counting placements, the standard first.

    Columns definition (with its financial year), label (with its count too), basis, financial_year,
    opening and closing (Januaries), count, placements_in_words, cost_gbp, placements,
    unit_cost_gbp, england_unit_cost_gbp, ratio (unit cost ÷ England's) and reason (why a unit cost
    is missing, else nothing). Raises DataError where there is no section 251.
    """
    data.country.wide("section251")  # which says how to import it where it is not there
    comparison = comparison_of(data.country)
    words = {one["name"]: one["placements_in_words"] for one in definitions()}
    rows = []
    for measure in comparison.measures.family("unit_cost"):
        cost = measure.numerator.terms[0]
        definition, opening = f"{measure.definition} {cost.period}", int(cost.period[:4])
        rows.append(
            {
                "definition": definition,
                "label": f"{definition}, {measure.count}",
                "basis": cost.item.split(":")[0],
                "financial_year": cost.period,
                "opening": opening,
                "closing": opening + 1,
                "count": measure.count,
                "placements_in_words": words[measure.definition],
                "cost_gbp": comparison.numerators.loc[data.code, measure.key],
                "placements": comparison.denominators.loc[data.code, measure.key],
                "unit_cost_gbp": comparison.values.loc[data.code, measure.key],
                "england_unit_cost_gbp": comparison.values.loc[ENGLAND_CODE, measure.key],
                "reason": comparison.reasons.loc[data.code, measure.key],
            }
        )
    costs = pd.DataFrame(rows)
    return costs.assign(ratio=costs["unit_cost_gbp"] / costs["england_unit_cost_gbp"])


def ranges(costs: pd.DataFrame) -> pd.DataFrame:
    """Return one row a definition, from the frame of `unit_costs`.

    Columns definition, basis, and for the authority and, prefixed `england_`, for England:
    unit_cost_gbp (over the average of both Januaries), low_gbp, high_gbp (over either alone).
    """
    average = costs[costs["count"] == AVERAGE].set_index("definition")
    frame = average[["basis", "unit_cost_gbp", "england_unit_cost_gbp"]]
    by_definition = costs.groupby("definition")
    for area in ("", "england_"):
        every = by_definition[f"{area}unit_cost_gbp"]
        frame = frame.assign(**{f"{area}low_gbp": every.min(), f"{area}high_gbp": every.max()})
    return frame.reset_index()


def band(costs: pd.DataFrame) -> pd.DataFrame:
    """Return the lowest, standard and highest unit cost of the frame of `unit_costs`.

    Columns case (`low`, `standard`, `high`), label and unit_cost_gbp: all missing where no
    definition gives a unit cost.
    """
    values = costs["unit_cost_gbp"]
    places = [values.idxmin(), 0, values.idxmax()] if values.notna().any() else [0, 0, 0]
    frame = costs.loc[places, ["label", "unit_cost_gbp"]].reset_index(drop=True)
    frame.insert(0, "case", ["low", "standard", "high"])
    return frame


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
        formats={"placements": display.TRIMMED, "ratio": display.TWO_DECIMALS},
        note=say(UNIT_COSTS_NOTE, years=years, own=own, few=SMALL_DENOMINATOR),
        formulas={
            "unit_cost_gbp": "{cost_gbp} / {placements}",
            "ratio": "{unit_cost_gbp} / {england_unit_cost_gbp}",
        },
    )


def chart_unit_costs(data: Subject, costs: pd.DataFrame) -> Chart | NotAvailable:
    """Draw the unit cost by definition, of the authority and England: the frame of `unit_costs`.

    A dot is over the average of both Januaries, the line through it spans those over either alone.
    A line across is the paper's own. Not available where no definition gives a unit cost.
    """
    rows, paper = ranges(costs), paper_unit_cost(data)
    low, high = costs["unit_cost_gbp"].min(), costs["unit_cost_gbp"].max()
    if display.is_missing(low):
        return NotAvailable(say(NO_UNIT_COST, council=data.name))
    stated = None if isinstance(paper, NotAvailable) else paper["unit_cost_gbp"]
    own = costs.iloc[0].to_dict()
    words = {"council": data.name, "low": low, "high": high, "own": own, "paper": stated}
    return display.dot_ranges(
        rows,
        "definition",
        [
            display.Dots("unit_cost_gbp", "low_gbp", "high_gbp", data.name, "own"),
            display.Dots(
                "england_unit_cost_gbp", "england_low_gbp", "england_high_gbp", "England", "england"
            ),
        ],
        money,
        rule=None if stated is None else display.Rule(stated, f"Paper: {money(stated)}"),
        divide_by="basis",
        title=say(UNIT_COSTS_TITLE, **words),
        subtitle=(
            "Unit cost (£ a year): dot, average of two Januaries; line, each January alone. "
            "Planned is what was meant to be spent, outturn what was spent"
        ),
        source=data.cite("section251", "placements"),
        alt=say(UNIT_COSTS_ALT, **words),
        data=_table_ranges(data, rows),
    )


def _table_ranges(data: Subject, rows: pd.DataFrame) -> Table:
    names = {
        "unit_cost_gbp": "average of both Januaries",
        "low_gbp": "lowest",
        "high_gbp": "highest",
    }
    return Table(
        "range-by-definition",
        f"Range of unit costs by definition, {data.name} and England",
        rows,
        {
            "definition": "Definition",
            **{
                f"{prefix}{column}": f"{area}, {words} (£ a year)"
                for prefix, area in (("", data.name), ("england_", "England"))
                for column, words in names.items()
            },
        },
    )


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
        formats={"denominator": display.ONE_DECIMAL},
    )


def chart_comparators(data: Subject) -> Chart | NotAvailable:
    """Draw the unit cost of the comparators by the standard (dot) and every definition (line)."""
    others = compare_with_others(data)
    if isinstance(others, NotAvailable):
        return others
    return chart_of_comparators(
        others,
        table_of_comparators(others, "beside-others"),
        data.cite("section251", "placements", "neighbours"),
        f"Unit cost (£ a year), {others.measure.when}: dot and number, the standard definition; "
        "line, from the lowest definition to the highest",
    )


def table_range(data: Subject) -> Table | NotAvailable:
    """Return lowest, quartiles and highest unit cost of all authorities."""
    return table_of_range(compare_with_others(data), "range-of-authorities")


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
