"""The measures of a commissioning plan: costs, payback, pupils supported, unit cost."""

import pandas as pd

from analysis.subject import Subject

ANALYSIS = "alternative_provision_plan"
NOW = "Now"
ALL = "All alternative provision"
PROVIDER = "Contracted provider"
OTHERS = "Other providers"


def costs_by_year(data: Subject) -> pd.DataFrame:
    """Return the cost of each year of the plan, after that of the baseline as the first row.

    Columns year, cost_gbp, change_gbp (from the row before), in_year_gbp (cost less baseline: a
    saving is negative), cumulative_gbp (its running total) and, but for the change, the lowest and
    highest that rounding of the printed costs allows, such as cost_low_gbp and cost_high_gbp. All
    but the costs are missing for the baseline.
    """
    inputs = data.inputs(ANALYSIS)
    cost, low, high = (
        data.printed_table(inputs.costs_table, values).loc[inputs.cost_row]
        for values in ("published", "published_low", "published_high")
    )
    baseline = inputs.baseline_column
    years = cost.index.drop(baseline)
    order = [baseline, *years]
    in_year = cost[years] - cost[baseline]
    in_year_low, in_year_high = low[years] - high[baseline], high[years] - low[baseline]
    return pd.DataFrame(
        {
            "cost_gbp": cost[order],
            "cost_low_gbp": low[order],
            "cost_high_gbp": high[order],
            "change_gbp": cost[order].diff(),
            "in_year_gbp": in_year,
            "in_year_low_gbp": in_year_low,
            "in_year_high_gbp": in_year_high,
            "cumulative_gbp": in_year.cumsum(),
            "cumulative_low_gbp": in_year_low.cumsum(),
            "cumulative_high_gbp": in_year_high.cumsum(),
        },
        index=pd.Index(order, name="year"),
    ).reset_index()


def plan_years(costs: pd.DataFrame) -> pd.DataFrame:
    """Return the years of `costs_by_year` without the baseline."""
    return costs.iloc[1:].reset_index(drop=True)


def payback(costs: pd.DataFrame) -> pd.DataFrame:
    """Return when savings have repaid the spending above the baseline for good: one row.

    Columns largest_extra_gbp (the highest cumulative cost above the baseline, zero where there is
    none), year (the year of the plan in which it is repaid), years, years_low, years_high (how long
    it takes, interpolated within that year, and what rounding allows), at_end_gbp, at_end_low_gbp,
    at_end_high_gbp (cumulative cost at the end of the plan). The year and the times are missing
    where nothing is to be repaid or the plan ends before it is.
    """
    years = plan_years(costs)
    extra, end = years["cumulative_gbp"].clip(lower=0), years.iloc[-1]
    row = {"largest_extra_gbp": extra.max(), "year": None}
    above = years.index[extra > 0]
    is_repaid = len(above) > 0 and above[-1] < len(years) - 1
    if is_repaid:
        owed, repaying = years.loc[above[-1]], years.loc[above[-1] + 1]
        row["year"] = repaying["year"]
    for bound in ("", "_low", "_high"):
        row[f"at_end{bound}_gbp"] = end[f"cumulative{bound}_gbp"]
        row[f"years{bound}"] = float("nan")
        if is_repaid and repaying[f"in_year{bound}_gbp"] < 0:
            part = owed[f"cumulative{bound}_gbp"] / -repaying[f"in_year{bound}_gbp"]
            row[f"years{bound}"] = above[-1] + 1 + part
    return pd.DataFrame([row]).astype({"year": "object"})


def pupils_supported(data: Subject) -> pd.DataFrame:
    """Return the pupils supported now and at the end of the plan.

    Columns provision, now_pupils, end_pupils, change_pupils, change_pct. The contracted provider,
    and the others as what is left of all, are there where the paper gives the provider's pupils.
    """
    inputs = data.inputs(ANALYSIS)
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


def unit_cost_change(unit_costs: pd.DataFrame) -> pd.DataFrame:
    """Return the change from the first to the last row of `unit_costs`: one row.

    Columns cost_change_gbp, pupils_change, unit_cost_change_gbp, unit_cost_change_pct,
    per_additional_pupil_gbp (change of cost ÷ change of pupils: negative where more pupils are
    supported for less; missing where the number of pupils stays the same).
    """
    amounts = unit_costs.set_index("moment")
    changes = amounts.diff(2).iloc[[-1]]
    more_pupils = changes["pupils"].where(changes["pupils"] != 0)
    return pd.DataFrame(
        {
            "cost_change_gbp": changes["cost_gbp"],
            "pupils_change": changes["pupils"],
            "unit_cost_change_gbp": changes["unit_cost_gbp"],
            "unit_cost_change_pct": 100
            * changes["unit_cost_gbp"]
            / amounts["unit_cost_gbp"].iloc[0],
            "per_additional_pupil_gbp": changes["cost_gbp"] / more_pupils,
        }
    )
