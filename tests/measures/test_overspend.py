"""STLS overspends, with the totals that the Kent paper prints as the expected values."""

import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from analysis.folders import Folders
from analysis.measures import overspend
from analysis.processed import build_processed, load


@pytest.fixture
def data(project: Folders):
    build_processed(project)
    return load("kent-stls-2021")


@pytest.fixture
def inputs(data):
    return data.inputs("stls_overspend")


@pytest.fixture
def overspends(data, inputs):
    return overspend.by_strand(data.ledger, inputs)


def test_overspend_by_strand_is_what_the_paper_prints(overspends):
    assert dict(zip(overspends["strand"], overspends["overspend_gbp"], strict=True)) == {
        "District STLS": 606_755,
        "PD STLS": 51_017,
        "Sensory STLS": 176_687,
        "Reported total": 501_396,
    }


def test_overspend_in_per_cent_is_of_the_budget(overspends):
    # 606,755 / 5,882,036; 51,017 / 425,200; 176,687 / 1,894,637; 501,396 / 8,534,936
    assert overspends["overspend_pct"].round(2).tolist() == [10.32, 12.00, 9.33, 5.87]


def test_the_bridge_leads_from_the_strands_to_the_reported_total(overspends):
    steps = overspend.bridge(overspends).set_index("step")
    assert steps.loc["Sensory STLS", "to_gbp"] == 834_459
    assert steps.loc["Funding in no strand", "amount_gbp"] == -333_063
    assert steps.loc["Funding in no strand", "to_gbp"] == 501_396
    assert steps.loc["Reported overspend", "amount_gbp"] == 501_396


def test_each_step_of_the_bridge_starts_where_the_one_before_ends(overspends):
    steps = overspend.bridge(overspends).iloc[:-1]
    assert steps["from_gbp"].tolist() == [0, *steps["to_gbp"].iloc[:-1]]
    assert (steps["to_gbp"] - steps["from_gbp"]).tolist() == steps["amount_gbp"].tolist()


def test_budget_by_funding_adds_up_to_the_printed_total(data, inputs):
    budgets = overspend.budget_by_funding(data.ledger, inputs)
    assert budgets["budget_gbp"].sum() == 8_534_936
    by_strand = budgets.groupby("strand")["budget_gbp"].sum()
    assert by_strand["District STLS"] == 5_882_036
    assert by_strand[overspend.UNSPLIT] == 333_063


def test_expenditure_by_type_is_recomputed_from_thousands(data, inputs):
    expenditure = overspend.expenditure_by_type(data.ledger, inputs)
    assert expenditure["forecast_gbp"].tolist() == [5_865_000, 144_000, 146_000, 334_000, 6_489_000]
    assert expenditure["share_pct"].round(2).tolist() == [90.38, 2.22, 2.25, 5.15, 100.0]


def test_option_costs_by_hand():
    costs = overspend.option_costs(100.0, 110.0, inflation_pct=10, term_years=3)
    wide = costs.pivot(index="option", columns="year", values="cost_gbp").round(6)
    assert wide.loc["Hold the budget"].tolist() == [100, 100, 100]
    assert wide.loc["Rebase to forecast"].tolist() == [110, 110, 110]
    assert wide.loc["Hold the budget, with inflation"].tolist() == [100, 110, 121]
    assert wide.loc["Rebase to forecast, with inflation"].tolist() == [110, 121, 133.1]


def test_option_totals_by_hand():
    costs = overspend.option_costs(100.0, 110.0, inflation_pct=10, term_years=3)
    totals = overspend.option_totals(costs).set_index("option").round(6)
    assert totals["total_gbp"].tolist() == [300, 330, 331, 364.1]
    assert totals["extra_gbp"].tolist() == [0, 30, 31, 64.1]
    assert totals["unfunded_gbp"].tolist() == [64.1, 34.1, 33.1, 0]


def test_without_inflation_uplifts_change_nothing():
    costs = overspend.option_costs(100.0, 110.0, inflation_pct=0, term_years=5)
    assert overspend.option_totals(costs)["total_gbp"].tolist() == [500, 550, 500, 550]


def test_the_ledger_is_left_as_it_was(data, inputs):
    before = data.ledger.copy()
    overspend.bridge(overspend.by_strand(data.ledger, inputs))
    overspend.budget_by_funding(data.ledger, inputs)
    assert_frame_equal(data.ledger, before)


def test_a_budget_that_is_all_in_strands_needs_no_bridge(overspends):
    strands = overspends.iloc[:-1]
    totals = strands[["budget_gbp", "forecast_gbp", "overspend_gbp"]].sum()
    whole = pd.concat([strands, pd.DataFrame([{"strand": overspend.TOTAL, **totals}])])
    steps = overspend.bridge(whole).set_index("step")
    assert steps.loc["Funding in no strand", "amount_gbp"] == 0
    assert steps.loc["Reported overspend", "amount_gbp"] == 834_459
