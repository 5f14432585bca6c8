"""Charts and tables of a commissioning plan: what their words say of plans that go differently."""

import pandas as pd
import pytest

from analysis.charts import plan as charts
from analysis.measures.plan import payback
from analysis.tables import plan as tables


def costs(*costs_gbp: float) -> pd.DataFrame:
    """A frame like that of `measures.plan.costs_by_year`, of costs printed in thousands."""
    cost = pd.Series(costs_gbp, dtype="float64")
    in_year = (cost - cost[0]).where(cost.index > 0)
    slack = pd.Series(range(len(cost))) * 1000.0
    return pd.DataFrame(
        {
            "year": ["Baseline", *(f"Year {n}" for n in range(1, len(costs_gbp)))],
            "cost_gbp": cost,
            "change_gbp": cost.diff(),
            "in_year_gbp": in_year,
            "in_year_low_gbp": in_year - 1000,
            "in_year_high_gbp": in_year + 1000,
            "cumulative_gbp": in_year.cumsum(),
            "cumulative_low_gbp": in_year.cumsum() - slack,
            "cumulative_high_gbp": in_year.cumsum() + slack,
        }
    )


BROMLEY = costs(4_258_000, 4_712_000, 3_880_000, 3_878_000, 3_848_000, 3_816_000)


@pytest.mark.parametrize(
    ("frame", "title"),
    [
        (
            BROMLEY,
            "Spending is above the baseline in Year 1 and below it in Year 2 to Year 5",
        ),
        (costs(900_000, 800_000, 700_000), "Spending is below the baseline in Year 1 and Year 2"),
        (costs(900_000, 950_000), "Spending is above the baseline in Year 1"),
        (costs(900_000, 900_000), "Spending is the same as the baseline in every year"),
        (
            costs(900_000, 950_000, 800_000, 950_000, 800_000),
            "Spending is above the baseline in Year 1 and Year 3 and below it in Year 2 and Year 4",
        ),
    ],
)
def test_title_says_in_which_years_spending_is_above_and_below(frame, title):
    assert charts.cost_by_year(frame, "Source").title == title


def test_each_bar_carries_its_cost_and_difference():
    svg = charts.cost_by_year(BROMLEY, "Source").svg
    for label in ("4,712 (+454)", "3,880 (−378)", "3,816 (−442)"):
        assert label in svg


@pytest.mark.parametrize(
    ("frame", "words"),
    [
        (BROMLEY, "it is repaid in Year 3, after 2.2 years"),
        (costs(900_000, 950_000, 880_000), "the extra spending is not repaid within the plan"),
        (costs(900_000, 800_000), "spending never rises above the baseline"),
    ],
)
def test_the_text_alternative_says_whether_it_is_repaid(frame, words):
    chart = charts.cumulative(frame, payback(frame), "Source")
    assert words in chart.alt
    assert ("repaid after" in chart.svg) == (frame is BROMLEY)


def test_title_of_the_payback_of_bromley():
    assert charts.cumulative(BROMLEY, payback(BROMLEY), "Source").title == (
        "The extra £454,000 is repaid in Year 3; by Year 5 spending is £1,156,000 less in total"
    )


def test_a_payback_that_is_missing_says_so():
    frame = costs(900_000, 950_000, 880_000)
    cells = {row[0]: row[1:] for row in tables.payback(payback(frame)).cells()}
    assert cells["Year in which it is repaid"][0] == "not available"
    assert cells["Repaid after"][0] == "not available"


def test_a_range_has_the_end_nearer_to_zero_first():
    assert tables.money_range(-443_000, -441_000) == "−£441,000 to −£443,000"
    assert tables.money_range(441_000, 443_000) == "£441,000 to £443,000"
