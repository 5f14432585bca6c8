"""The cost of a commissioning plan by year, against its baseline, and when it pays back."""

import pandas as pd

from analysis import display
from analysis.display import Chart, Paragraph, Table, money, number, or_missing, say
from analysis.subject import Subject


def costs_by_year(data: Subject) -> pd.DataFrame:
    """Return the cost of each year of the plan, after that of the baseline as the first row.

    Columns year, cost_gbp, change_gbp (from the row before), in_year_gbp (cost less baseline: a
    saving is negative), cumulative_gbp (its running total) and, but for the change, the lowest and
    highest that rounding of the printed costs allows, such as cost_low_gbp and cost_high_gbp. All
    but the costs are missing for the baseline.
    """
    inputs = data.inputs("alternative_provision_plan")
    cost = {
        bound: data.printed_table(inputs.costs_table, f"published{bound}").loc[inputs.cost_row]
        for bound in ("", "_low", "_high")
    }
    baseline = inputs.baseline_column
    years = cost[""].index.drop(baseline)
    rows = pd.DataFrame(index=pd.Index([baseline, *years], name="year"))
    for bound, of_baseline in (("", ""), ("_low", "_high"), ("_high", "_low")):
        in_year = cost[bound][years] - cost[of_baseline][baseline]
        rows[f"cost{bound}_gbp"] = cost[bound]
        rows[f"in_year{bound}_gbp"] = in_year
        rows[f"cumulative{bound}_gbp"] = in_year.cumsum()
    return rows.assign(change_gbp=rows["cost_gbp"].diff()).reset_index()


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


def year_on_year(costs: pd.DataFrame) -> Paragraph:
    """Return in which years spending rises, falls or stays the same."""
    years = plan_years(costs)
    change, last = years["change_gbp"], years.iloc[-1]
    steps = years["year"] + " (by " + change.abs().map(money) + ")"
    ways = {
        "rises": steps[change > 0],
        "falls": steps[change < 0],
        "stays the same": years.loc[change == 0, "year"],
    }
    ends = (abs(last["in_year_low_gbp"]), abs(last["in_year_high_gbp"]))
    return Paragraph(say(YEAR_ON_YEAR, ways=ways, last=last, allowed=money_range(*ends)))


def chart_costs(data: Subject, costs: pd.DataFrame) -> Chart:
    """Draw the cost of each year, with the baseline as a line."""
    years, difference = plan_years(costs), plan_years(costs)["in_year_gbp"]
    changes = ["", *(f" ({_signed_thousands(one)})" for one in difference)]
    values = {
        "above": _span(difference > 0, years["year"]),
        "below": _span(difference < 0, years["year"]),
        "baseline": costs.iloc[0],
        "highest": years.loc[years["cost_gbp"].idxmax()],
        "last": years.iloc[-1],
    }
    return display.bars(
        costs.assign(
            text=(costs["cost_gbp"] / 1000).map(number) + changes,
            role=["before", *difference.map(_role)],
        ),
        "year",
        "cost_gbp",
        "text",
        role="role",
        rule=costs["cost_gbp"].iloc[0],
        title=say(COSTS_TITLE, **values),
        subtitle="Cost (£ thousand), in brackets against the baseline, which is the black line",
        source=data.cite_paper("6.2"),
        alt=say(COSTS_ALT, **values),
        data=_table_costs(costs),
    )


def _table_costs(costs: pd.DataFrame) -> Table:
    return Table(
        "costs",
        "Cost by year against the baseline",
        costs,
        {
            "year": "Year",
            "cost_gbp": "Cost (£)",
            "change_gbp": "Change from the year before (£)",
            "in_year_gbp": "Against the baseline (£)",
            "cumulative_gbp": "Cumulative (£)",
        },
        note="A minus is a saving. The baseline has no earlier year to be set against.",
        formulas={
            "change_gbp": "{cost_gbp} - {cost_gbp:above}",
            "in_year_gbp": "{cost_gbp} - {cost_gbp:first}",
            "cumulative_gbp": "SUM({in_year_gbp:so_far})",
        },
    )


def chart_cumulative(data: Subject, costs: pd.DataFrame) -> Chart:
    """Draw the cumulative cost above or below the baseline, and say which year repays it."""
    years, repaid = plan_years(costs), payback(costs).iloc[0]
    totals = years["cumulative_gbp"]
    when = say("repaid after {{ years|one_decimal }} years", years=repaid["years"])
    whens = [f"\n{when}" if year == repaid["year"] else "" for year in years["year"]]
    values = {"payback": repaid, "last": years.iloc[-1]}
    ranges = map(money_range, years["cumulative_low_gbp"], years["cumulative_high_gbp"])
    columns = {"year": "Year", "in_year_gbp": "In the year (£)", "cumulative_gbp": "Cumulative (£)"}
    return display.bars(
        years.assign(text=totals.map(_signed_thousands) + whens, role=totals.map(_role)),
        "year",
        "cumulative_gbp",
        "text",
        role="role",
        title=say(CUMULATIVE_TITLE, **values),
        subtitle="Cumulative cost above or below (−) the baseline, end of year (£ thousand)",
        source=data.cite_paper("6.2"),
        alt=say(CUMULATIVE_ALT, **values),
        data=Table(
            "cumulative-cost",
            "Cumulative cost against the baseline",
            years.assign(range=list(ranges)),
            {**columns, "range": "Cumulative, as rounding allows (£)"},
            data_columns={
                **columns,
                "cumulative_low_gbp": "Cumulative, lowest (£)",
                "cumulative_high_gbp": "Cumulative, highest (£)",
            },
            note="A minus is a saving.",
            formulas={"cumulative_gbp": "SUM({in_year_gbp:so_far})"},
        ),
    )


def table_payback(costs: pd.DataFrame) -> Table:
    """Return when the extra spending is repaid, and what rounding allows."""
    row, none = payback(costs).iloc[0], display.NOT_APPLICABLE
    extra, year, years, end = row[["largest_extra_gbp", "year", "years", "at_end_gbp"]]
    times, ends = list(row[["years_low", "years_high"]]), row[["at_end_low_gbp", "at_end_high_gbp"]]
    allowed = None if year is None else " to ".join(or_missing(_years, one) for one in times)
    rows = pd.DataFrame(
        {
            "measure": [
                "Largest cumulative cost above the baseline",
                "Year in which it is repaid",
                "Repaid after",
                "Cumulative cost at the end of the plan",
            ],
            "value": [money(extra), year, or_missing(_years, years), money(end)],
            "range": ["", "", allowed, money_range(*ends)],
            "figure": [extra, year, years, end],
            "unit": ["pounds", none, "years", "pounds"],
            "low": [none, none, times[0], ends.iloc[0]],
            "high": [none, none, times[1], ends.iloc[1]],
        }
    )
    return Table(
        "payback",
        "Payback",
        rows,
        {"measure": "Measure", "value": "Value", "range": "As rounding allows"},
        formats={
            **dict.fromkeys(("value", "range"), display.FIGURE_TEXT),
            **dict.fromkeys(("figure", "low", "high"), display.PLAIN),
        },
        data_columns={
            "measure": "Measure",
            "figure": "Value",
            "unit": "Unit",
            "low": "Lowest",
            "high": "Highest",
        },
    )


def _role(difference_gbp: float) -> str:
    return "above" if difference_gbp > 0 else "below"


def _signed_thousands(value_gbp: float) -> str:
    """Return `+454`, in thousands of pounds."""
    text = number(value_gbp / 1000)
    return f"+{text}" if value_gbp > 0 else text


def _span(is_one: pd.Series, years: pd.Series) -> str:
    """Name some of the years: `Year 1`, `Year 2 to Year 5` where they follow each other, a list."""
    places, names = list(years.index[is_one]), list(years[is_one])
    if len(names) > 2 and places == list(range(places[0], places[-1] + 1)):
        return f"{names[0]} to {names[-1]}"
    return display.listed(names) if names else ""


def money_range(low: float, high: float) -> str:
    """Return `£441,000 to £443,000`, the end nearer to zero first."""
    return " to ".join(money(end) for end in sorted((low, high), key=abs))


def _years(value: float) -> str:
    return f"{display.two_decimals(value)} years"


YEAR_ON_YEAR = """
{% for way, steps in ways.items() if steps|length %}
Spending {{ way }} against the year before in {{ steps|listed }}.
{% endfor %}
In {{ last.year }} the difference from the baseline is {{ last.in_year_gbp|abs|money }};
rounding of the printed costs allows {{ allowed }}.
"""
COSTS_TITLE = """
{% if above and below %}Spending is above the baseline in {{ above }} and below it in {{ below }}
{% elif above %}Spending is above the baseline in {{ above }}
{% elif below %}Spending is below the baseline in {{ below }}
{% else %}Spending is the same as the baseline in every year{% endif %}
"""
COSTS_ALT = """
Bars of cost against a baseline of {{ baseline.cost_gbp|money }}. Highest in {{ highest.year }} with
{{ highest.cost_gbp|money }}; {{ last.year }} costs {{ last.cost_gbp|money }},
{{ last.in_year_gbp|abs|short }} {{ "above" if last.in_year_gbp > 0 else "below" }} the baseline.
"""
CUMULATIVE_TITLE = """
{% if payback.year is not missing %}
The extra {{ payback.largest_extra_gbp|money }} is repaid in {{ payback.year }}; by {{ last.year }}
spending is {{ payback.at_end_gbp|abs|money }} less in total
{% elif payback.largest_extra_gbp == 0 %}
Spending never rises above the baseline, so nothing is to be repaid
{% else %}The extra spending is not repaid within the plan{% endif %}
"""
CUMULATIVE_ALT = """
Bars of cumulative cost against the baseline. It is {{ payback.largest_extra_gbp|money }} above at
most;
{% if payback.year is not missing %}
it is repaid in {{ payback.year }}, after {{ payback.years|one_decimal }} years.
{% elif payback.largest_extra_gbp == 0 %}
spending never rises above the baseline, so nothing is to be repaid.
{% else %}the extra spending is not repaid within the plan.{% endif %}
{{ last.year }} ends {{ payback.at_end_gbp|abs|short }}
{{ "above" if payback.at_end_gbp > 0 else "below" }} the baseline.
"""
