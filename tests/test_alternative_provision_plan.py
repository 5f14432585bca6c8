"""A commissioning plan: expected values are Bromley's printed ones (6.2), or worked by hand."""

import pandas as pd
import pytest

from analysis import alternative_provision_plan as plan
from analysis.alternative_provision_plan.costs import money_range
from analysis.alternative_provision_plan.pupils import ALL, OTHERS, PROVIDER


@pytest.fixture(scope="module")
def data(load_paper):
    return load_paper("bromley-ap-2021")


@pytest.fixture(scope="module")
def costs(data):
    return plan.costs_by_year(data)


@pytest.fixture(scope="module")
def pupils(data):
    return plan.pupils_supported(data)


def made_up(*costs_gbp: float) -> pd.DataFrame:
    """Return a frame like that of `costs_by_year`, without rounding; the baseline is first."""
    cost = pd.Series(costs_gbp, dtype="float64")
    in_year = (cost - cost[0]).where(cost.index > 0)
    columns = {"cost": cost, "in_year": in_year, "cumulative": in_year.cumsum()}
    return pd.DataFrame(
        {
            "year": ["Baseline", *(f"Year {n}" for n in range(1, len(costs_gbp)))],
            "change_gbp": cost.diff(),
            **{f"{n}{bound}_gbp": columns[n] for n in columns for bound in ("", "_low", "_high")},
        }
    )


def test_costs_are_set_against_the_baseline_as_the_paper_prints_them(costs):
    assert list(costs["cost_gbp"] / 1000) == [4258, 4712, 3880, 3878, 3848, 3816]
    assert list(costs["in_year_gbp"].iloc[1:] / 1000) == [454, -378, -380, -410, -442]
    assert list(costs["cumulative_gbp"].iloc[1:] / 1000) == [454, 76, -304, -714, -1156]
    assert list(costs["change_gbp"].iloc[1:] / 1000) == [454, -832, -2, -30, -32]
    assert costs.iloc[0].filter(regex="change|in_year|cumulative").isna().all()


def test_rounding_of_the_costs_allows_both_printed_savings(costs):
    last = costs.iloc[-1]
    assert (last["cost_low_gbp"], last["cost_high_gbp"]) == (3_815_500, 3_816_500)
    assert (last["in_year_low_gbp"], last["in_year_high_gbp"]) == (-443_000, -441_000)
    assert (last["cumulative_low_gbp"], last["cumulative_high_gbp"]) == (-1_161_000, -1_151_000)
    assert money_range(-443_000, -441_000) == "−£441,000 to −£443,000"


def test_payback_is_in_the_third_year_after_76_of_its_380_thousand(costs):
    row = plan.payback(costs).iloc[0]
    assert row["year"] == "Year 3"
    assert row["years"] == pytest.approx(2 + 76 / 380)
    assert row["years_low"] == pytest.approx(2 + 74 / 381)
    assert row["years_high"] == pytest.approx(2 + 78 / 379)
    assert (row["largest_extra_gbp"], row["at_end_gbp"]) == (454_000, -1_156_000)


@pytest.mark.parametrize(
    ("costs_gbp", "year", "years", "largest_extra_gbp"),
    [
        ((100, 150, 90, 90), None, None, 50),  # ends before it has paid back
        ((100, 90, 80), None, None, 0),  # only saves
        ((100, 110, 80, 125, 80), "Year 4", 3 + 15 / 20, 15),  # spends again: the last payback
        ((100, 120, 80, 80), "Year 2", 2, 20),  # on the last day of a year: in that year
    ],
)
def test_payback_by_hand(costs_gbp, year, years, largest_extra_gbp):
    row = plan.payback(made_up(*costs_gbp)).iloc[0]
    assert row["year"] == year and row["largest_extra_gbp"] == largest_extra_gbp
    assert pd.isna(row["years"]) if years is None else row["years"] == pytest.approx(years)


def test_the_longest_payback_is_missing_where_rounding_allows_none():
    costs = made_up(100, 110, 90).assign(in_year_high_gbp=[None, 15.0, 0.0])
    row = plan.payback(costs).iloc[0]
    assert row["years"] == 2 and pd.isna(row["years_high"])


def test_pupils_rise_by_81_per_cent_and_the_providers_by_106(pupils):
    rows = pupils.set_index("provision")
    assert list(rows.loc[ALL]) == [327, 593, 266, pytest.approx(26600 / 327)]
    assert rows.loc[PROVIDER, "change_pct"] == pytest.approx(26200 / 248)
    assert list(rows.loc[OTHERS])[:3] == [79, 83, 4]


def test_unit_cost_falls_from_13021_to_6435(costs, pupils):
    rows = plan.unit_costs(costs, pupils)
    assert [round(cost) for cost in rows["unit_cost_gbp"]] == [13_021, 7_180, 6_435]
    assert list(rows["pupils"]) == [327, 593, 593]
    assert rows["low_gbp"].iloc[0] == pytest.approx(4_257_500 / 327)
    assert rows["high_gbp"].iloc[2] == pytest.approx(3_816_500 / 593)
    change = plan.table_change(rows).frame.iloc[0]
    assert change["per_additional_pupil_gbp"] == pytest.approx(-442_000 / 266)
    assert change["unit_cost_pct"] == pytest.approx(-50.58, abs=0.005)
    same = plan.table_change(plan.unit_costs(costs, pupils.assign(end_pupils=327.0)))
    assert same.cells()[0][-1] == "not available"  # no additional pupil has no cost


@pytest.mark.parametrize(
    ("costs_gbp", "words"),
    [
        ((9, 9), "the same as the baseline in every year"),
        ((9, 8, 8, 8), "below the baseline in Year 1 to Year 3"),
        ((9, 10, 8, 10, 8), "in Year 1 and Year 3 and below it in Year 2 and Year 4"),
    ],
)
def test_title_says_in_which_years_spending_is_above_and_below(data, costs_gbp, words):
    title = plan.chart_costs(data, made_up(*(1e5 * cost for cost in costs_gbp))).title
    assert title.startswith("Spending is") and title.endswith(words)


@pytest.mark.parametrize(
    ("costs_gbp", "words", "headline"),
    [
        ((9, 10, 8.5), "the extra spending is not repaid within the plan", "not within the plan"),
        ((9, 8), "spending never rises above the baseline", "nothing to repay"),
    ],
)
def test_extra_spending_that_is_not_repaid(data, pupils, costs_gbp, words, headline):
    costs = made_up(*(1e5 * cost for cost in costs_gbp))
    chart = plan.chart_cumulative(data, costs)
    assert words in chart.alt and "repaid after" not in chart.svg
    assert plan.bottom_line(data, costs, pupils).headlines[1].value == headline
    assert plan.table_payback(costs).cells()[2][1:] == ["not available", "not available"]
