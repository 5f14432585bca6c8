"""A commissioning plan: its costs against a baseline, when it pays back, and its unit cost."""

import pandas as pd

from analysis.papers.inputs import PlanInputs
from analysis.papers.ledger import claim_row, table_cells

NOW = "Now"
ALL = "All alternative provision"
PROVIDER = "Contracted provider"
OTHERS = "Other providers"


def costs_by_year(ledger: pd.DataFrame, inputs: PlanInputs) -> pd.DataFrame:
    """Cost of each year of the plan against the baseline; the baseline is the first row.

    Columns year, cost_gbp, change_gbp (from the row before), in_year_gbp (cost less baseline: a
    saving is negative), cumulative_gbp (its running total) and, for the last two, the lowest and
    highest that rounding of the printed costs allows: in_year_low_gbp, in_year_high_gbp,
    cumulative_low_gbp, cumulative_high_gbp. All but cost_gbp are missing for the baseline.
    """
    printed, low, high = (
        table_cells(ledger, inputs.costs_table, values).loc[inputs.cost_row]
        for values in ("published", "published_low", "published_high")
    )
    years = printed.index.drop(inputs.baseline_column)
    in_year = printed[years] - printed[inputs.baseline_column]
    in_year_low = low[years] - high[inputs.baseline_column]
    in_year_high = high[years] - low[inputs.baseline_column]
    order = [inputs.baseline_column, *years]
    return pd.DataFrame(
        {
            "cost_gbp": printed[order],
            "change_gbp": printed[order].diff(),
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
    """The years of `costs_by_year`, without the baseline."""
    return costs.iloc[1:].reset_index(drop=True)


def payback(costs: pd.DataFrame) -> pd.DataFrame:
    """When savings have repaid the spending above the baseline for good: one row.

    Columns largest_extra_gbp (the highest cumulative cost above the baseline, zero where there is
    none), year (the year of the plan in which it is repaid), after_years, low_years, high_years
    (interpolated within that year, and what rounding allows), at_end_gbp, at_end_low_gbp,
    at_end_high_gbp (cumulative cost at the end of the plan). The year and the times are missing
    where nothing is to be repaid or the plan ends before it is.
    """
    years = plan_years(costs)
    extra, end = years["cumulative_gbp"].clip(lower=0), years.iloc[-1]
    row = {
        "largest_extra_gbp": extra.max(),
        "year": None,
        "after_years": float("nan"),
        "low_years": float("nan"),
        "high_years": float("nan"),
        "at_end_gbp": end["cumulative_gbp"],
        "at_end_low_gbp": end["cumulative_low_gbp"],
        "at_end_high_gbp": end["cumulative_high_gbp"],
    }
    above = years.index[extra > 0]
    if len(above) and above[-1] < len(years) - 1:
        owed, repaying = years.loc[above[-1]], years.loc[above[-1] + 1]
        whole = float(above[-1] + 1)
        row["year"] = repaying["year"]
        row["after_years"] = whole + owed["cumulative_gbp"] / -repaying["in_year_gbp"]
        row["low_years"] = whole + owed["cumulative_low_gbp"] / -repaying["in_year_low_gbp"]
        if repaying["in_year_high_gbp"] < 0:
            row["high_years"] = whole + owed["cumulative_high_gbp"] / -repaying["in_year_high_gbp"]
    return pd.DataFrame([row]).astype({"year": "object"})


def pupils(ledger: pd.DataFrame, inputs: PlanInputs) -> pd.DataFrame:
    """Pupils supported now and at the end of the plan.

    Columns provision, now_pupils, end_pupils, change_pupils, change_pct. The contracted provider,
    and the others as what is left of all, are there where the paper gives the provider's pupils.
    """
    counts = {ALL: _counts(ledger, inputs.pupils_now, inputs.pupils_end)}
    if inputs.provider_pupils_now and inputs.provider_pupils_end:
        provider = _counts(ledger, inputs.provider_pupils_now, inputs.provider_pupils_end)
        counts[PROVIDER] = provider
        counts[OTHERS] = tuple(a - p for a, p in zip(counts[ALL], provider, strict=True))
    frame = pd.DataFrame.from_dict(counts, orient="index", columns=["now_pupils", "end_pupils"])
    frame = frame.rename_axis("provision").reset_index()
    change = frame["end_pupils"] - frame["now_pupils"]
    return frame.assign(change_pupils=change, change_pct=100 * change / frame["now_pupils"])


def unit_costs(ledger: pd.DataFrame, inputs: PlanInputs) -> pd.DataFrame:
    """Cost ÷ pupils supported: now, with the pupils of the end alone, and at the end of the plan.

    Columns moment, cost_gbp (now: the baseline; end: the last year), pupils, unit_cost_gbp,
    low_gbp, high_gbp (what rounding of the cost allows; a count of pupils is exact). The row
    between is the baseline spread over the pupils of the end: what more pupils do by themselves.
    """
    costs = costs_by_year(ledger, inputs)
    low, high = (
        table_cells(ledger, inputs.costs_table, values).loc[inputs.cost_row]
        for values in ("published_low", "published_high")
    )
    now, end = _counts(ledger, inputs.pupils_now, inputs.pupils_end)
    first, last = costs["year"].iloc[0], costs["year"].iloc[-1]
    cost = costs.set_index("year")["cost_gbp"]
    return pd.DataFrame(
        [
            {
                "moment": moment,
                "cost_gbp": cost[year],
                "pupils": count,
                "unit_cost_gbp": cost[year] / count,
                "low_gbp": low[year] / count,
                "high_gbp": high[year] / count,
            }
            for moment, year, count in (
                (NOW, first, now),
                (f"{first} cost, {last} pupils", first, end),
                (last, last, end),
            )
        ]
    )


def unit_cost_change(costs: pd.DataFrame) -> pd.DataFrame:
    """From the first to the last row of `unit_costs`: one row.

    Columns cost_change_gbp, pupils_change, unit_cost_change_gbp, unit_cost_change_pct,
    per_additional_pupil_gbp (change of cost ÷ change of pupils: negative where more pupils are
    supported for less; missing where the number of pupils stays the same).
    """
    now, end = costs.iloc[0], costs.iloc[-1]
    cost, count = end["cost_gbp"] - now["cost_gbp"], end["pupils"] - now["pupils"]
    unit_cost = end["unit_cost_gbp"] - now["unit_cost_gbp"]
    return pd.DataFrame(
        [
            {
                "cost_change_gbp": cost,
                "pupils_change": count,
                "unit_cost_change_gbp": unit_cost,
                "unit_cost_change_pct": 100 * unit_cost / now["unit_cost_gbp"],
                "per_additional_pupil_gbp": cost / count if count else float("nan"),
            }
        ]
    )


def _counts(ledger: pd.DataFrame, now: str, end: str) -> tuple[float, ...]:
    return tuple(float(claim_row(ledger, name)["published"]) for name in (now, end))
