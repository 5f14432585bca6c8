"""STLS overspends: expected values are those that the Kent paper prints, or worked by hand."""

import pandas as pd
import pytest

from analysis import stls_overspend as stls


@pytest.fixture(scope="module")
def data(load_paper):
    return load_paper("kent-stls-2021")


@pytest.fixture(scope="module")
def strands(data):
    return stls.overspend_by_strand(data)


def test_overspend_by_strand_is_what_the_paper_prints(strands):
    assert strands.set_index("strand")["overspend_gbp"].to_dict() == {
        "District STLS": 606_755,
        "PD STLS": 51_017,
        "Sensory STLS": 176_687,
        "Reported total": 501_396,
    }
    # 606,755 / 5,882,036; 51,017 / 425,200; 176,687 / 1,894,637; 501,396 / 8,534,936
    assert strands["overspend_pct"].round(2).tolist() == [10.32, 12.00, 9.33, 5.87]


def test_steps_lead_from_the_strands_to_the_reported_total(strands):
    steps = stls.steps_to_total(strands)
    assert steps["from_gbp"].tolist() == [0, 606_755, 657_772, 834_459, 0]
    assert steps["to_gbp"].tolist() == [606_755, 657_772, 834_459, 501_396, 501_396]
    assert steps["amount_gbp"].tolist()[-2:] == [-333_063, 501_396]


def test_a_budget_that_is_all_in_strands_has_no_step_between(data, strands):
    parts = strands.iloc[:-1]
    total = {"strand": stls.TOTAL, **parts.drop(columns="strand").sum()}
    whole = pd.concat([parts, pd.DataFrame([total])], ignore_index=True)
    steps = stls.steps_to_total(whole).set_index("step")
    assert steps.loc["Funding in no strand", "amount_gbp"] == 0
    assert steps.loc["Reported overspend", "amount_gbp"] == 834_459
    assert "The difference is" not in stls.bottom_line(data, whole).text
    assert "The difference is £333,063" in stls.bottom_line(data, strands).text


def test_budget_by_funding_adds_up_to_the_printed_total(data):
    by_strand = stls.budget_by_funding(data).groupby("strand")["budget_gbp"].sum()
    assert by_strand.sum() == 8_534_936
    assert (by_strand["District STLS"], by_strand[stls.UNSPLIT]) == (5_882_036, 333_063)


def test_options_by_hand():
    total = pd.DataFrame({"budget_gbp": [100.0], "forecast_gbp": [110.0]})
    costs = stls.option_costs(total, inflation_pct=10, term_years=3)
    wide = costs.pivot(index="year", columns="option", values="cost_gbp").round(6)
    assert wide["Hold the budget"].tolist() == [100, 100, 100]
    assert wide["Rebase to forecast"].tolist() == [110, 110, 110]
    assert wide["Hold the budget, with inflation"].tolist() == [100, 110, 121]
    assert wide["Rebase to forecast, with inflation"].tolist() == [110, 121, 133.1]
    totals = stls.option_totals(costs).round(6)
    assert totals["total_gbp"].tolist() == [300, 330, 331, 364.1]
    assert totals["extra_gbp"].tolist() == [0, 30, 31, 64.1]
    assert totals["unfunded_gbp"].tolist() == [64.1, 34.1, 33.1, 0]
