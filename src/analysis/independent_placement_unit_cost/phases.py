"""How section 251 line 1.2.3 splits between phases, and whether costs are in the right one."""

import pandas as pd

from analysis.comparison.registry import read_registry
from analysis.display import MISSING, TRIMMED, Table, say
from analysis.official.placement_groups import ENGLAND_CODE
from analysis.subject import Subject

PHASES = {
    "special": "Special",
    "primary": "Primary",
    "secondary": "Secondary",
    "post_school": "Post-school",
    "prus_ap": "Alternative provision",
    "early_years": "Early years",
}
"""Phase of section 251 → its name. `special` is special schools and academies."""

AMOUNTS = {**PHASES, "income": "Income", "total": "Total, net of income"}


def costs_by_phase(data: Subject) -> pd.DataFrame:
    """Return how line 1.2.3 splits between phases: a row a phase, then income and the net total.

    Columns phase, and for each basis, prefixed `planned_` and `outturn_`: year (financial), gbp,
    pct (of the phases together, before income) and england_pct.
    """
    frame = pd.DataFrame({"phase": list(AMOUNTS.values())})
    for prefix, basis in read_registry()["basis"].items():
        year, line = _line_123(data, basis)
        shares = _shares_of_phases(line)
        frame[f"{prefix}_year"] = year
        frame[f"{prefix}_gbp"] = line.iloc[0].to_numpy()
        frame[f"{prefix}_pct"], frame[f"{prefix}_england_pct"] = shares.to_numpy()
    return frame


def phase_checks(data: Subject) -> pd.DataFrame:
    """Return whether costs of line 1.2.3 look as if they were recorded in the right phase.

    One row a basis. Columns basis (with its financial year), largest_phase, largest_pct (of the
    phases together), post_school_gbp, post_16_placements (specialist post-16, average of both
    Januaries), post_16_unit_cost_gbp, england_post_16_unit_cost_gbp. A post-school unit cost far
    from England's says that the phases hold other placements than their names say.
    """
    placements = data.country.wide("placements")["specialist_post_16_institutions"].unstack()
    rows = []
    for basis in read_registry()["basis"].values():
        year, line = _line_123(data, basis)
        januaries = [int(year[:4]), int(year[:4]) + 1]
        counts = placements.reindex(index=line.index, columns=januaries)
        average = counts.mean(axis="columns", skipna=False)
        each = line["post_school"] / average.where(average != 0)
        shares = _shares_of_phases(line).iloc[0][list(PHASES)].dropna()
        rows.append(
            {
                "basis": f"{basis.capitalize()} {year}",
                "largest_phase": PHASES[str(shares.idxmax())].lower() if len(shares) else MISSING,
                "largest_pct": shares.max(),
                "post_school_gbp": line["post_school"].iloc[0],
                "post_16_placements": average.iloc[0],
                "post_16_unit_cost_gbp": each.iloc[0],
                "england_post_16_unit_cost_gbp": each.iloc[1],
            }
        )
    return pd.DataFrame(rows)


def _line_123(data: Subject, basis: str) -> tuple[str, pd.DataFrame]:
    """Return the financial year and, of the authority and England, phases, minus income, total."""
    year = str(data.country.last_period("section251", f"{basis}:"))
    items = [f"{basis}:1.2.3:{amount}" for amount in AMOUNTS]
    rows = [(data.code, year), (ENGLAND_CODE, year)]
    line = data.country.wide("section251").reindex(index=rows, columns=items).droplevel("period")
    line = line.set_axis(list(AMOUNTS), axis="columns")
    return year, line.assign(income=-line["income"])


def _shares_of_phases(line: pd.DataFrame) -> pd.DataFrame:
    gross = line[list(PHASES)].sum(axis="columns", skipna=False)
    return 100 * line.div(gross.where(gross != 0), axis="index")


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
        note=say(PHASES_NOTE, council=data.name, total=total),
        formulas={
            f"{basis}_pct": f"100 * {{{basis}_gbp}} / SUM({{{basis}_gbp:1-{len(PHASES)}}})"
            for basis in ("planned", "outturn")
        },
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
        note=(
            "Placements are the average of both Januaries. Where one phase holds nearly all of the "
            "line, or post-school costs are far from England’s, phases hold other placements than "
            "their names say: then the definitions over the whole line are the safer ones."
        ),
        formulas={"post_16_unit_cost_gbp": "{post_school_gbp} / {post_16_placements}"},
    )


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
