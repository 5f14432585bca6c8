"""A commissioning plan: its costs against a baseline, when it pays back, and its unit cost."""

import pandas as pd

from analysis.alternative_provision_plan.costs import (
    chart_costs,
    chart_cumulative,
    costs_by_year,
    payback,
    table_payback,
    year_on_year,
)
from analysis.alternative_provision_plan.pupils import (
    chart_pupils,
    chart_unit_costs,
    pupils_supported,
    table_change,
    unit_costs,
)
from analysis.display import BottomLine, Headline, say
from analysis.subject import Subject


def bottom_line(data: Subject, costs: pd.DataFrame, pupils: pd.DataFrame) -> BottomLine:
    """Return when the plan pays back and what a pupil costs."""
    inputs, end = data.inputs("alternative_provision_plan"), costs.iloc[-1]
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
