"""The bottom line, the other findings in words, and the charts of a commissioning plan."""

import pandas as pd

from analysis.alternative_provision_plan.measures import (
    ANALYSIS,
    NOW,
    payback,
    plan_years,
    unit_costs,
)
from analysis.alternative_provision_plan.tables import (
    money_range,
    table_costs,
    table_cumulative,
    table_pupils,
    table_unit_costs,
)
from analysis.display import (
    BottomLine,
    Chart,
    Headline,
    Paragraph,
    bars,
    grouped_bars,
    listed,
    lower_first,
    money,
    number,
    say,
)
from analysis.subject import Subject

# ---------------------------------------------------------------------- findings in words


def bottom_line(data: Subject, costs: pd.DataFrame, pupils: pd.DataFrame) -> BottomLine:
    """Return when the plan pays back and what a pupil costs."""
    inputs, end = data.inputs(ANALYSIS), costs.iloc[-1]
    unit_cost = unit_costs(costs, pupils)["unit_cost_gbp"]
    values = {
        "payback": payback(costs).iloc[0],
        "end": end,
        "pupils": pupils.iloc[0],
        "now_cost": unit_cost.iloc[0],
        "end_cost": unit_cost.iloc[-1],
    }
    figures = [
        (f"Cost in {end['year']} against the baseline", SAVING, inputs.saving),
        ("Extra spending repaid", REPAID, inputs.payback),
        (f"Change in pupils supported by {end['year']}", INCREASE, inputs.pupils_increase),
        (f"Unit cost per pupil in {end['year']}", UNIT_COST, ""),
    ]
    return BottomLine(
        say(BOTTOM_LINE, **values),
        [
            Headline(label, say(figure, **values), data.claim(claim)["verdict"] if claim else "")
            for label, figure, claim in figures
        ],
    )


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


# ---------------------------------------------------------------------- charts


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
    return bars(
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
        data=table_costs(costs),
    )


def chart_cumulative(data: Subject, costs: pd.DataFrame) -> Chart:
    """Draw the cumulative cost above or below the baseline, and say which year repays it."""
    years, repaid = plan_years(costs), payback(costs).iloc[0]
    totals = years["cumulative_gbp"]
    when = say("repaid after {{ years|one_decimal }} years", years=repaid["years"])
    whens = [f"\n{when}" if year == repaid["year"] else "" for year in years["year"]]
    values = {"payback": repaid, "last": years.iloc[-1]}
    return bars(
        years.assign(
            text=totals.map(_signed_thousands) + whens,
            role=totals.map(_role),
        ),
        "year",
        "cumulative_gbp",
        "text",
        role="role",
        title=say(CUMULATIVE_TITLE, **values),
        subtitle="Cumulative cost above or below (−) the baseline, end of year (£ thousand)",
        source=data.cite_paper("6.2"),
        alt=say(CUMULATIVE_ALT, **values),
        data=table_cumulative(costs),
    )


def chart_pupils(data: Subject, costs: pd.DataFrame, pupils: pd.DataFrame) -> Chart:
    """Draw the pupils supported now and in the last year of `costs`."""
    end = costs["year"].iloc[-1]
    parts = [
        f"{lower_first(one.provision)} {number(one.now_pupils)} to {number(one.end_pupils)}"
        for one in pupils.iloc[1:].itertuples()
    ]
    values = {"all": pupils.iloc[0], "end": end, "parts": parts}
    return grouped_bars(
        pupils,
        "provision",
        {"now_pupils": (NOW, "before"), "end_pupils": (end, "part 2")},
        number,
        title=say(PUPILS_TITLE, **values),
        subtitle=f"Pupils supported now and in {end}",
        source=data.cite_paper("3.23", "4.1"),
        alt=say(PUPILS_ALT, **values),
        data=table_pupils(pupils, end),
    )


def chart_unit_costs(data: Subject, unit_costs: pd.DataFrame) -> Chart:
    """Draw the cost per pupil now and at the end of the plan."""
    values = dict(zip(("now", "between", "end"), unit_costs.to_dict("records"), strict=True))
    return bars(
        unit_costs.assign(role=["before", "part 2", "part 1"]),
        "moment",
        "unit_cost_gbp",
        money,
        role="role",
        title=say(UNIT_COSTS_TITLE, **values),
        subtitle="Yearly cost divided by pupils supported (£)",
        source=data.cite_paper("4.1", "6.2"),
        alt=say(UNIT_COSTS_ALT, **values),
        data=table_unit_costs(unit_costs),
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
    return listed(names) if names else ""


# ---------------------------------------------------------------------- sentences

BOTTOM_LINE = """
{% if payback.largest_extra_gbp == 0 %}The plan never spends more than the baseline in total.
{% else %}The plan first spends up to {{ payback.largest_extra_gbp|money }} above the baseline,
which is
{% if payback.year is missing %}not repaid within its term.
{% else %}repaid after {{ payback.years|one_decimal }} years, in {{ payback.year }}.{% endif %}
{% endif %}
Over the whole plan, to {{ end.year }}, spending is {{ payback.at_end_gbp|abs|money }}
{{ "less" if payback.at_end_gbp < 0 else "more" }} than at the baseline.
Unit cost per pupil goes from {{ now_cost|money }} to {{ end_cost|money }} as pupils supported go
from {{ pupils.now_pupils|number }} to {{ pupils.end_pupils|number }}.
"""
SAVING = "{{ end.in_year_gbp|money }} a year"
REPAID = """
{% if payback.year is not missing %}{{ payback.year }}, after {{ payback.years|one_decimal }} years
{% elif payback.largest_extra_gbp == 0 %}nothing to repay
{% else %}not within the plan{% endif %}
"""
INCREASE = "{{ pupils.change_pct|percent }}"
UNIT_COST = "{{ end_cost|money }} ({{ now_cost|money }} now)"
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
