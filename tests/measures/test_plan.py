"""A commissioning plan: expected values from Bromley's printed table (paragraph 6.2)."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.folders import Folders
from analysis.measures import plan
from analysis.papers.catalogue import read_papers
from analysis.papers.inputs import PlanInputs, read_inputs
from analysis.papers.ledger import build_ledger
from analysis.papers.transcription import read_claims, to_claims

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def inputs() -> PlanInputs:
    paper = read_papers(Folders(ROOT))["bromley-ap-2021"]
    return read_inputs(paper, "alternative_provision_plan", PlanInputs)


@pytest.fixture(scope="module")
def ledger() -> pd.DataFrame:
    paper = read_papers(Folders(ROOT))["bromley-ap-2021"]
    printed = read_claims(paper)
    return build_ledger(paper.id, printed, to_claims(paper.folder / "claims.csv", printed))


@pytest.fixture(scope="module")
def costs(ledger: pd.DataFrame, inputs: PlanInputs) -> pd.DataFrame:
    return plan.costs_by_year(ledger, inputs)


def made_up(*costs_gbp: float) -> pd.DataFrame:
    """A frame like that of `costs_by_year`, of costs without rounding; the baseline is first."""
    cost = pd.Series(costs_gbp, dtype="float64")
    in_year = (cost - cost[0]).where(cost.index > 0)
    total = in_year.cumsum()
    return pd.DataFrame(
        {
            "year": ["Baseline", *(f"Year {n}" for n in range(1, len(costs_gbp)))],
            "cost_gbp": cost,
            "change_gbp": cost.diff(),
            **dict.fromkeys(("in_year_gbp", "in_year_low_gbp", "in_year_high_gbp"), in_year),
            **dict.fromkeys(("cumulative_gbp", "cumulative_low_gbp", "cumulative_high_gbp"), total),
        }
    )


def test_costs_are_the_printed_ones(costs):
    assert list(costs["year"]) == ["Baseline", "Year 1", "Year 2", "Year 3", "Year 4", "Year 5"]
    assert list(costs["cost_gbp"] / 1000) == [4258, 4712, 3880, 3878, 3848, 3816]


def test_in_year_and_cumulative_are_what_the_paper_prints(costs):
    years = plan.plan_years(costs)
    assert list(years["in_year_gbp"] / 1000) == [454, -378, -380, -410, -442]
    assert list(years["cumulative_gbp"] / 1000) == [454, 76, -304, -714, -1156]


def test_the_baseline_is_set_against_nothing(costs):
    assert costs.iloc[0].drop(["year", "cost_gbp"]).isna().all()


def test_spending_falls_against_the_year_before_in_all_years_but_the_first(costs):
    assert list(costs["change_gbp"].iloc[1:] / 1000) == [454, -832, -2, -30, -32]


def test_rounding_of_the_costs_allows_both_printed_savings(costs):
    last = costs.iloc[-1]
    assert (last["in_year_low_gbp"], last["in_year_high_gbp"]) == (-443_000, -441_000)
    assert (last["cumulative_low_gbp"], last["cumulative_high_gbp"]) == (-1_161_000, -1_151_000)


def test_payback_is_in_the_third_year_after_76_of_its_380_thousand(costs):
    row = plan.payback(costs).iloc[0]
    assert row["year"] == "Year 3"
    assert row["after_years"] == pytest.approx(2 + 76 / 380)
    assert row["low_years"] == pytest.approx(2 + 74 / 381)
    assert row["high_years"] == pytest.approx(2 + 78 / 379)
    assert row["largest_extra_gbp"] == 454_000
    assert row["at_end_gbp"] == -1_156_000


def test_a_plan_that_ends_before_it_has_paid_back_has_no_payback():
    row = plan.payback(made_up(100, 150, 90, 90)).iloc[0]
    assert row["year"] is None and pd.isna(row["after_years"])
    assert row["largest_extra_gbp"] == 50 and row["at_end_gbp"] == 30


def test_a_plan_that_only_saves_has_nothing_to_repay():
    row = plan.payback(made_up(100, 90, 80)).iloc[0]
    assert row["year"] is None and pd.isna(row["after_years"])
    assert row["largest_extra_gbp"] == 0


def test_payback_is_the_last_one_where_spending_rises_again():
    row = plan.payback(made_up(100, 110, 80, 125, 80)).iloc[0]
    assert row["year"] == "Year 4"
    assert row["after_years"] == pytest.approx(3 + 15 / 20)


def test_payback_on_the_last_day_of_a_year_is_in_that_year():
    row = plan.payback(made_up(100, 120, 80, 80)).iloc[0]
    assert (row["year"], row["after_years"]) == ("Year 2", 2)


@given(st.lists(st.integers(1, 10_000), min_size=2, max_size=8))
def test_what_is_spent_up_to_payback_is_what_the_baseline_would_have_cost(costs_gbp):
    costs = made_up(*costs_gbp)
    row = plan.payback(costs).iloc[0]
    if row["year"] is None:
        total = costs["cumulative_gbp"].iloc[-1]
        assert row["largest_extra_gbp"] == 0 or total > 0
        return
    whole = int(costs.index[costs["year"] == row["year"]][0]) - 1
    part = row["after_years"] - whole
    assert 0 < part <= 1
    spent = costs["cost_gbp"].iloc[1 : whole + 1].sum() + part * costs["cost_gbp"].iloc[whole + 1]
    assert spent == pytest.approx(row["after_years"] * costs["cost_gbp"].iloc[0])


def test_pupils_rise_by_81_per_cent_and_the_providers_by_106(ledger, inputs):
    rows = plan.pupils(ledger, inputs).set_index("provision")
    assert list(rows.loc[plan.ALL]) == [327, 593, 266, pytest.approx(26600 / 327)]
    assert rows.loc[plan.PROVIDER, "change_pct"] == pytest.approx(26200 / 248)
    assert list(rows.loc[plan.OTHERS])[:3] == [79, 83, 4]


def test_pupils_without_the_providers_counts_are_all_pupils_alone(ledger, inputs):
    alone = PlanInputs(
        inputs.costs_table,
        inputs.cost_row,
        inputs.baseline_column,
        inputs.pupils_now,
        inputs.pupils_end,
    )
    assert list(plan.pupils(ledger, alone)["provision"]) == [plan.ALL]


def test_unit_cost_falls_from_13021_to_6435(ledger, inputs):
    rows = plan.unit_costs(ledger, inputs)
    assert [round(cost) for cost in rows["unit_cost_gbp"]] == [13_021, 7_180, 6_435]
    assert list(rows["pupils"]) == [327, 593, 593]
    assert rows["low_gbp"].iloc[0] == pytest.approx(4_257_500 / 327)
    assert rows["high_gbp"].iloc[2] == pytest.approx(3_816_500 / 593)


def test_each_additional_pupil_comes_with_less_spending(ledger, inputs):
    row = plan.unit_cost_change(plan.unit_costs(ledger, inputs)).iloc[0]
    assert row["per_additional_pupil_gbp"] == pytest.approx(-442_000 / 266)
    assert row["unit_cost_change_gbp"] == pytest.approx(3_816_000 / 593 - 4_258_000 / 327)
    assert row["unit_cost_change_pct"] == pytest.approx(-50.58, abs=0.005)


def test_no_additional_pupil_has_no_cost(ledger, inputs):
    costs = plan.unit_costs(ledger, inputs).assign(pupils=327.0)
    assert pd.isna(plan.unit_cost_change(costs)["per_additional_pupil_gbp"].item())


def test_the_ledger_is_left_as_it_was(ledger, inputs):
    before = ledger.copy(deep=True)
    plan.unit_costs(ledger, inputs)
    plan.payback(plan.costs_by_year(ledger, inputs))
    pd.testing.assert_frame_equal(ledger, before)
