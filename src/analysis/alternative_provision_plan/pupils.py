"""The pupils that a commissioning plan supports, and what one costs now and at its end."""

import math

import pandas as pd

from analysis import display
from analysis.alternative_provision_plan.costs import money_range
from analysis.display import Chart, Table, money, number, say
from analysis.subject import Subject

NOW = "Now"
ALL = "All alternative provision"
PROVIDER = "Contracted provider"
OTHERS = "Other providers"
CHANGE_NOTE = (
    "A minus is less than now. Cost per additional pupil is the change in yearly cost divided by "
    "the change in pupils: below zero, more pupils are supported for less."
)
OTHERS_NOTE = (
    "Other providers are what the contracted provider’s pupils leave of all; the paper’s two "
    "counts for now need not be of the same date."
)


def pupils_supported(data: Subject) -> pd.DataFrame:
    """Return the pupils supported now and at the end of the plan.

    Columns provision, now_pupils, end_pupils, change_pupils, change_pct. The contracted provider,
    and the others as what is left of all, are there where the paper gives the provider's pupils.
    """
    inputs = data.inputs("alternative_provision_plan")
    claims = {ALL: (inputs.pupils_now, inputs.pupils_end)}
    if inputs.provider_pupils_now and inputs.provider_pupils_end:
        claims[PROVIDER] = (inputs.provider_pupils_now, inputs.provider_pupils_end)
    rows = pd.DataFrame(
        [[data.claim(name)["published"] for name in names] for names in claims.values()],
        index=pd.Index(claims, name="provision"),
        columns=["now_pupils", "end_pupils"],
        dtype="float64",
    )
    if PROVIDER in claims:
        rows.loc[OTHERS] = rows.loc[ALL] - rows.loc[PROVIDER]
    change = rows["end_pupils"] - rows["now_pupils"]
    rows = rows.assign(change_pupils=change, change_pct=100 * change / rows["now_pupils"])
    return rows.reset_index()


def unit_costs(costs: pd.DataFrame, pupils: pd.DataFrame) -> pd.DataFrame:
    """Return cost ÷ pupils supported: now, with the pupils of the end alone, and at the end.

    Columns moment, cost_gbp (now: the baseline; end: the last year), pupils, unit_cost_gbp,
    low_gbp, high_gbp (what rounding of the cost allows; a count of pupils is exact). The row
    between is the baseline spread over the pupils of the end: what more pupils do by themselves.
    """
    spent = costs.iloc[[0, 0, -1]].reset_index(drop=True)
    counts = pupils[["now_pupils", "end_pupils", "end_pupils"]].iloc[0].reset_index(drop=True)
    first, last = costs["year"].iloc[0], costs["year"].iloc[-1]
    return pd.DataFrame(
        {
            "moment": [NOW, f"{first} cost, {last} pupils", last],
            "cost_gbp": spent["cost_gbp"],
            "pupils": counts,
            "unit_cost_gbp": spent["cost_gbp"] / counts,
            "low_gbp": spent["cost_low_gbp"] / counts,
            "high_gbp": spent["cost_high_gbp"] / counts,
        }
    )


def chart_pupils(data: Subject, costs: pd.DataFrame, pupils: pd.DataFrame) -> Chart:
    """Draw the pupils supported now and in the last year of `costs`."""
    end = costs["year"].iloc[-1]
    parts = [
        f"{display.lower_first(one.provision)} {number(one.now_pupils)} to {number(one.end_pupils)}"
        for one in pupils.iloc[1:].itertuples()
    ]
    values = {"all": pupils.iloc[0], "end": end, "parts": parts}
    return display.grouped_bars(
        pupils,
        "provision",
        {"now_pupils": (NOW, "before"), "end_pupils": (end, "part 2")},
        number,
        title=say(PUPILS_TITLE, **values),
        subtitle=f"Pupils supported now and in {end}",
        source=data.cite_paper("3.23", "4.1"),
        alt=say(PUPILS_ALT, **values),
        data=Table(
            "pupils",
            "Pupils supported",
            pupils,
            {
                "provision": "Provision",
                "now_pupils": NOW,
                "end_pupils": end,
                "change_pupils": "Change",
                "change_pct": "Change (%)",
            },
            note=OTHERS_NOTE if len(pupils) > 1 else "",
            formulas={
                "change_pupils": "{end_pupils} - {now_pupils}",
                "change_pct": "100 * {change_pupils} / {now_pupils}",
            },
        ),
    )


def chart_unit_costs(data: Subject, unit_costs: pd.DataFrame) -> Chart:
    """Draw the cost per pupil now and at the end of the plan."""
    columns = {
        "moment": "Moment",
        "cost_gbp": "Cost (£)",
        "pupils": "Pupils supported",
        "unit_cost_gbp": "Unit cost per pupil (£)",
    }
    ranges = map(money_range, unit_costs["low_gbp"], unit_costs["high_gbp"])
    values = dict(zip(("now", "between", "end"), unit_costs.to_dict("records"), strict=True))
    return display.bars(
        unit_costs.assign(role=["before", "part 2", "part 1"]),
        "moment",
        "unit_cost_gbp",
        money,
        role="role",
        title=say(UNIT_COSTS_TITLE, **values),
        subtitle="Yearly cost divided by pupils supported (£)",
        source=data.cite_paper("4.1", "6.2"),
        alt=say(UNIT_COSTS_ALT, **values),
        data=Table(
            "unit-costs",
            "Unit cost per pupil",
            unit_costs.assign(range=list(ranges)),
            {**columns, "range": "As rounding allows (£)"},
            data_columns={
                **columns,
                "low_gbp": "Unit cost per pupil, lowest (£)",
                "high_gbp": "Unit cost per pupil, highest (£)",
            },
            formulas={"unit_cost_gbp": "{cost_gbp} / {pupils}"},
        ),
    )


def table_change(unit_costs: pd.DataFrame) -> Table:
    """Return the change of cost, pupils and unit cost from now to the end of the plan.

    Cost per additional pupil is missing where the number of pupils stays the same.
    """
    amounts = unit_costs[["cost_gbp", "pupils", "unit_cost_gbp"]]
    first, change = amounts.iloc[0], amounts.iloc[-1] - amounts.iloc[0]
    row = {
        **change,
        "unit_cost_pct": 100 * change["unit_cost_gbp"] / first["unit_cost_gbp"],
        "per_additional_pupil_gbp": change["cost_gbp"] / (change["pupils"] or math.nan),
    }
    return Table(
        "change",
        "Change from now to the end of the plan",
        pd.DataFrame([{"measure": "Change", **row}]),
        {
            "measure": "Measure",
            "cost_gbp": "Yearly cost (£)",
            "pupils": "Pupils supported",
            "unit_cost_gbp": "Unit cost per pupil (£)",
            "unit_cost_pct": "Unit cost per pupil (%)",
            "per_additional_pupil_gbp": "Cost per additional pupil (£)",
        },
        note=CHANGE_NOTE,
        formulas={"per_additional_pupil_gbp": "{cost_gbp} / {pupils}"},
    )


PUPILS_TITLE = """
The number of pupils supported {{ "rises" if all.change_pupils >= 0 else "falls" }}
from {{ all.now_pupils|number }} to {{ all.end_pupils|number }}
"""
PUPILS_ALT = """
Bars of pupils supported. All: {{ all.now_pupils|number }} now, {{ all.end_pupils|number }} in
{{ end }}, a change of {{ all.change_pct|percent }}{% if parts %}; {{ parts|listed }}{% endif %}.
"""
UNIT_COSTS_TITLE = """
Unit cost per pupil {{ "falls" if end.unit_cost_gbp <= now.unit_cost_gbp else "rises" }}
from {{ now.unit_cost_gbp|money }} to {{ end.unit_cost_gbp|money }}
"""
UNIT_COSTS_ALT = """
Bars of unit cost per pupil: {{ now.unit_cost_gbp|money }} now, {{ end.unit_cost_gbp|money }} in
{{ end.moment }}. The baseline cost spread over the pupils of {{ end.moment }} would be
{{ between.unit_cost_gbp|money }} each.
"""
