"""Tables of the unit cost of independent placements."""

import math

import pandas as pd

from analysis.measures.unit_cost import (
    AVERAGE,
    DEFINITIONS,
    FEW_PLACEMENTS,
    Alternative,
    PaperUnitCost,
    standard,
    why_none,
)
from analysis.official.sen2 import FIRST_PERSON_LEVEL, PLACEMENT_KINDS
from analysis.quantities import (
    listed,
    money,
    money_short,
    number,
    or_missing,
    percent,
    trimmed,
    two_decimals,
)
from analysis.shown import Sentence
from analysis.tables.table import Column, Table

CASES = {
    "low": "Lowest of the band",
    "standard": "Standard",
    "high": "Highest of the band",
    "paper": "The paper’s own unit cost",
}


def by_kind(rows: pd.DataFrame, council: str) -> Table:
    """Placements by kind each January: the frame of `measures.unit_cost.by_january`."""
    return Table(
        f"NMSS or independent placements in {council} by kind",
        rows,
        [
            Column("january", "January"),
            *(Column(kind, label, number) for kind, label in PLACEMENT_KINDS.items()),
            Column("placements", "NMSS or independent", number),
            Column("share_pct", "Share of all plans (%)", percent),
        ],
    )


def shares(rows: pd.DataFrame, council: str) -> Table:
    """Placements as a share of all plans, and England's: `measures.unit_cost.by_january`."""
    return Table(
        f"NMSS or independent placements as a share of all EHC plans, {council} and England",
        rows,
        [
            Column("january", "January"),
            Column("placements", f"Placements, {council}", number),
            Column("ehcplans", f"All EHC plans, {council}", number),
            Column("share_pct", f"Share, {council} (%)", percent),
            Column("england_placements", "Placements, England", number),
            Column("england_share_pct", "Share, England (%)", percent),
        ],
        note=(
            f"From January {FIRST_PERSON_LEVEL} SEN2 is collected person by person: a break in the "
            "series. All EHC plans include plans without a placement or with an unknown one."
        ),
    )


def definitions() -> Table:
    """What each definition divides by what, and why it is held to be defensible."""
    frame = pd.DataFrame(
        [
            {"name": d.name, "numerator": d.numerator, "denominator": d.denominator, "why": d.why}
            for d in DEFINITIONS
        ]
    )
    return Table(
        "The definitions of unit cost",
        frame,
        [
            Column("name", "Definition"),
            Column("numerator", "Cost (section 251)"),
            Column("denominator", "Placements (SEN2)"),
            Column("why", "Why"),
        ],
    )


def ranges(rows: pd.DataFrame, council: str) -> Table:
    """The dots and lines of the chart: the frame of `measures.unit_cost.by_definition`."""
    return Table(
        f"Range of unit costs by definition, {council} and England",
        rows,
        [
            Column("definition", "Definition"),
            *(
                Column(f"{prefix}{name}_gbp", f"{place}, {words} (£ a year)", money)
                for prefix, place in (("", council), ("england_", "England"))
                for name, words in (
                    ("unit_cost", "average of both Januaries"),
                    ("low", "lowest"),
                    ("high", "highest"),
                )
            ),
        ],
    )


def by_definition(costs: pd.DataFrame, council: str) -> Table:
    """Unit costs with what they are made of: the frame of `measures.unit_cost.unit_costs`."""
    return Table(
        f"Unit cost of an independent placement in {council}, by definition",
        costs.assign(label=costs["definition"] + ", " + costs["count"]),
        [
            Column("label", "Definition and placements counted"),
            Column("cost_gbp", "Cost (£)", money),
            Column("placements", "Placements", trimmed),
            Column("unit_cost_gbp", "Unit cost (£ a year)", money),
            Column("england_unit_cost_gbp", "England’s unit cost (£ a year)", money),
            Column("ratio", "Times England’s", two_decimals),
        ],
        note=" ".join(filter(None, [_januaries(costs), _few(costs)])),
    )


def _januaries(costs: pd.DataFrame) -> str:
    averages = costs[costs["count"] == AVERAGE].drop_duplicates("financial_year")
    return " ".join(
        f"Financial year {row.financial_year}: January {row.opening} opens it and "
        f"January {row.closing} is in it."
        for row in averages.itertuples()
    )


def _few(costs: pd.DataFrame) -> str:
    count = standard(costs)["placements"]
    if why := why_none(costs):
        return f"There is no unit cost by the standard definition: {why}."
    if not count < FEW_PLACEMENTS:
        return ""
    return (
        f"With only {trimmed(count)} placements a unit cost moves a lot: one placement more or "
        f"less changes it by about {percent(100 / count, 0)}, and one costly placement by far more."
    )


def phases(rows: pd.DataFrame, council: str) -> Table:
    """Line 1.2.3 by phase and basis: the frame of `measures.unit_cost.phases`."""
    columns = [
        column
        for prefix in ("planned", "outturn")
        for column in (
            Column(f"{prefix}_gbp", f"{council}, {prefix} (£)", money),
            Column(f"{prefix}_pct", f"{council}, {prefix} (% of phases)", percent),
            Column(f"{prefix}_england_pct", f"England, {prefix} (% of phases)", percent),
        )
    ]
    return Table(
        f"Section 251 line 1.2.3 in {council}, by phase",
        rows,
        [Column("phase", "Phase"), *columns],
        total_rows=[len(rows) - 1],
        note=_planned_beside_outturn(rows, council),
    )


def _planned_beside_outturn(rows: pd.DataFrame, council: str) -> str:
    total = rows.iloc[-1]
    difference = total["planned_less_outturn_gbp"]
    if pd.isna(difference):
        return f"Section 251 has no planned expenditure or no outturn of {council}, or neither."
    way = "less" if difference < 0 else "more"
    same = total["outturn_year"] == total["planned_year"]
    return (
        f"{council} planned {money_short(total['planned_gbp'])} for the line in "
        f"{total['planned_year']}, {money_short(abs(difference))} {way} than the "
        f"{money_short(total['outturn_gbp'])} that it spent in "
        f"{'that year' if same else total['outturn_year']}."
    )


def phase_checks(checks: pd.DataFrame, council: str) -> Table:
    """Whether the phases can be trusted: the frame of `measures.unit_cost.phase_checks`."""
    return Table(
        f"Are the costs of {council} recorded in the right phase?",
        checks,
        [
            Column("basis", "Basis"),
            Column("largest_phase", "Largest phase"),
            Column("largest_pct", "Its share (%)", percent),
            Column("post_school_gbp", "Post-school (£)", money),
            Column("post_16_placements", "Specialist post-16 placements", trimmed),
            Column("post_16_unit_cost_gbp", "Post-school cost of each (£ a year)", money),
            Column("england_post_16_unit_cost_gbp", "England’s (£ a year)", money),
        ],
        note=(
            "Placements are the average of both Januaries. Where one phase holds nearly all of the "
            "line, or post-school costs are far from England’s, phases hold other placements than "
            "their names say: then the definitions over the whole line are the safer ones."
        ),
    )


def beside_paper(rows: pd.DataFrame, paper: PaperUnitCost | None) -> Table | Sentence:
    """The paper's cost and placements beside the official ones, or that it states none.

    `rows` is the frame of `measures.unit_cost.beside_paper`.
    """
    if paper is None:
        return Sentence("The paper states no unit cost of its own.")
    return Table(
        "The paper’s unit cost beside the official figures",
        rows,
        [
            Column("definition", "Figures of"),
            Column("cost_gbp", "Cost (£)", money),
            Column("placements", "Placements", trimmed),
            Column("unit_cost_gbp", "Unit cost (£ a year)", money),
            Column("cost_difference_gbp", "Paper’s cost less this (£)", money),
            Column("placements_difference", "Paper’s placements less these", trimmed),
            Column("at_count_gbp", "Paper’s cost over these placements (£ a year)", money),
        ],
        note=_nearest(rows, paper),
    )


def _nearest(rows: pd.DataFrame, paper: PaperUnitCost) -> str:
    latest = rows[rows["closing"] == rows["closing"].max()].dropna(subset="placements_difference")
    if latest.empty:
        return "The official counts are of the closing January."
    # planned expenditure and outturn of one year are over the same placements
    counts = listed(
        list(
            dict.fromkeys(
                f"{number(row.placements)} ({row.denominator})" for row in latest.itertuples()
            )
        )
    )
    nearest = latest.loc[latest["placements_difference"].abs().idxmin()]
    cost = nearest["cost_difference_gbp"]
    return (
        f"The official counts are of the closing January; in January {nearest['closing']} they are "
        f"{counts}. The paper’s {number(paper.placements)} is nearest to "
        f"{nearest['denominator']}, so it probably counts the same kinds. The paper’s cost is "
        f"{or_missing(money_short, abs(cost))} {'less' if cost < 0 else 'more'} than section 251 "
        f"has for those ({nearest['definition'].lower()})."
    )


def moves(rows: pd.DataFrame, option: Alternative, placements_moved: int) -> Table | Sentence:
    """Cost of one more placement and saving of moving some: `measures.unit_cost.moves`.

    A sentence where there is no unit cost.
    """
    if rows["unit_cost_gbp"].isna().all():
        return Sentence("No definition gives a unit cost, so no saving can be worked out.")
    named = "placement" if placements_moved == 1 else "placements"
    return Table(
        f"One more placement, and moving {number(placements_moved)} {named} to maintained special",
        rows.assign(label=rows["case"].map(CASES)),
        [
            Column("label", "Unit cost used"),
            Column("definition", "Definition"),
            Column("unit_cost_gbp", "One more placement costs (£ a year)", money),
            Column("alternative_gbp", "Maintained special costs (£ a year)", money),
            Column("saving_each_gbp", "Saving of moving one (£ a year)", money),
            Column(
                "saving_gbp",
                f"Saving of moving {number(placements_moved)} (£ a year)",
                money,
            ),
        ],
        note=_alternative(option),
    )


def _alternative(option: Alternative) -> str:
    minus = "A minus sign means that moving would cost more."
    if option.given:
        return f"The cost of a maintained special placement was given to this report. {minus}"
    if math.isnan(option.top_up_gbp):
        return (
            "What a maintained special placement costs is not available: section 251 of "
            f"{option.financial_year} records {or_missing(money, option.cost_gbp)} of planned "
            f"top-up in the special phase, and there were {or_missing(trimmed, option.placements)} "
            "placements."
        )
    return (
        f"A maintained special placement is {money(option.place_gbp)} of place funding and "
        f"{or_missing(money, option.top_up_gbp)} of planned top-up in {option.financial_year}, "
        f"over {or_missing(trimmed, option.placements)} placements. {minus}"
    )
