"""A high needs budget: expected values worked by hand from the papers' printed figures."""

from dataclasses import replace
from fractions import Fraction
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import UsageError
from analysis.folders import Folders
from analysis.measures import budget
from analysis.papers.catalogue import read_papers
from analysis.papers.claims import Claim
from analysis.papers.inputs import BudgetInputs, read_inputs
from analysis.papers.ledger import build_ledger
from analysis.papers.transcription import read_claims, read_timeline, to_claims

PAPERS = read_papers(Folders(Path(__file__).resolve().parents[2]))
DEFICIT, OUTREACH, RUTLAND = "medway-deficit-2022", "medway-outreach-2022", "rutland-eip-2021"


def inputs_of(paper_id: str) -> BudgetInputs:
    return read_inputs(PAPERS[paper_id], "high_needs_budget", BudgetInputs)


@cache
def ledger_of(paper_id: str) -> pd.DataFrame:
    printed = read_claims(PAPERS[paper_id])
    claims = to_claims(PAPERS[paper_id].folder / "claims.csv", printed)
    return build_ledger(paper_id, printed, claims)


def amounts_of(paper_id: str, weeks: int = 39) -> pd.DataFrame:
    return budget.amounts(ledger_of(paper_id), inputs_of(paper_id), weeks).set_index("key")


def timeline_of(paper_id: str) -> pd.DataFrame:
    return budget.timeline(read_timeline(PAPERS[paper_id]))


def made_up_ledger(deficit: int, overspend: int, resolution: int) -> pd.DataFrame:
    claims = {
        name: Claim(name, Fraction(value), Fraction(resolution))
        for name, value in (("deficit", deficit), ("overspend", overspend))
    }
    printed = pd.DataFrame({"claim": list(claims), "unit": "pounds", "paragraph": "1"})
    empty = ("statement", "printed", "table", "row", "column", "covered_by", "note")
    return build_ledger("made-up", printed.assign(**dict.fromkeys(empty, "")), claims)


def test_medway_began_the_year_12_5_million_in_deficit_within_rounding():
    row = amounts_of(DEFICIT).loc["opening_deficit"]
    assert (row["amount"], row["low"], row["high"]) == (12_500_000, 11_950_000, 13_050_000)
    assert row["basis"] == "£20.5 million less £8 million"
    assert row["quantity"].endswith("at the start of 2021/22")


def test_medways_overspend_is_39_per_cent_of_its_deficit():
    rows = amounts_of(DEFICIT)
    assert rows.loc["overspend_share", "amount"] == pytest.approx(800 / 20.5)
    assert rows.loc["overspend_share", "low"] == pytest.approx(750 / 20.55)
    assert rows.loc["doubling", "amount"] == 2.5625


def test_medways_cap_over_three_years():
    row = amounts_of(DEFICIT).loc["cap_total"]
    assert row["amount"] == 3 * 3_704_539
    assert row["basis"] == "£3,704,539 a year for 3 years"
    assert row["paragraph"] == "5.3"


def test_a_stated_figure_has_its_verdict_and_an_implied_one_has_none():
    rows = amounts_of(RUTLAND)
    assert rows.loc["contract_term", "verdict"] == "agrees"
    assert rows.loc["contract_value", "verdict"] == "stated"
    assert rows.loc["contract_year", "verdict"] == ""


def test_only_what_a_paper_states_has_rows():
    assert list(amounts_of(OUTREACH).index) == [
        "top_slice",
        "top_slice_term",
        "top_slice_year",
        "block_transfer",
        "block_transfer_term",
        "equal_block",
    ]
    assert budget.amounts(ledger_of(OUTREACH), BudgetInputs(), 39).empty


def test_medways_transfer_is_as_much_as_the_top_slice_of_a_block_of_101_million():
    row = amounts_of(OUTREACH).loc["equal_block"]
    assert row["amount"] == 101_000_000
    assert row["low"] == pytest.approx(504_500 / 0.0055)
    assert row["high"] == pytest.approx(505_500 / 0.0045)


def test_rutlands_contract_by_year_and_day():
    rows = amounts_of(RUTLAND)
    assert rows.loc["contract_year", "amount"] == 32_500
    assert rows.loc["contract_day", "amount"] == pytest.approx(32_500 / 136.5)
    assert rows.loc["contract_day_all_weeks", "amount"] == pytest.approx(32_500 / 182)
    assert rows.loc["contract_share", "amount"] == pytest.approx(3250 / 357)
    assert rows.loc["recovery_plan_total", "amount"] == 1_785_000
    assert rows.loc["contract_days_rise", "amount"] == 75


def test_a_contract_is_agreed_so_that_only_its_value_leaves_a_range():
    row = amounts_of(RUTLAND).loc["contract_year"]
    assert (row["low"], row["high"]) == (64_500 / 2, 65_500 / 2)
    assert amounts_of(RUTLAND).loc["contract_term", ["low", "high"]].tolist() == [2, 2]


def test_a_yearly_value_doubles_the_year_and_the_day():
    rows = amounts_of(RUTLAND)["amount"]
    assert rows["yearly_contract"] == 2 * rows["contract_year"]
    assert rows["yearly_contract_day"] == pytest.approx(2 * rows["contract_day"])


def test_no_yearly_value_where_the_paper_speaks_of_none():
    inputs = replace(inputs_of(RUTLAND), annual_paragraph="")
    rows = budget.amounts(ledger_of(RUTLAND), inputs, 39)
    assert not rows["key"].str.startswith("yearly").any()


def test_52_weeks_a_year_are_shown_once():
    rows = amounts_of(RUTLAND, weeks=52)
    assert rows.loc["contract_day", "amount"] == pytest.approx(32_500 / 182)
    assert "contract_day_all_weeks" not in rows.index


@pytest.mark.parametrize("weeks", [0, -1, 53])
def test_weeks_that_no_year_has_are_refused(weeks):
    with pytest.raises(UsageError, match=f"weeks_per_year is {weeks}; from 1 to 52"):
        amounts_of(RUTLAND, weeks)


def test_a_deficit_without_overspend_takes_no_time_to_add_again():
    ledger = made_up_ledger(20, 0, 2)
    rows = budget.amounts(ledger, BudgetInputs(deficit="deficit", overspend="overspend"), 39)
    rows = rows.set_index("key")
    assert rows.loc["doubling", ["amount", "low", "high"]].isna().all()
    assert rows.loc["opening_deficit", ["amount", "low", "high"]].tolist() == [20, 18, 22]


@given(
    deficit=st.integers(0, 50_000_000),
    overspend=st.integers(-10_000_000, 10_000_000),
    resolution=st.sampled_from([1, 1000, 100_000, 1_000_000]),
)
def test_the_bridge_closes_whatever_the_figures(deficit, overspend, resolution):
    ledger = made_up_ledger(deficit, overspend, resolution)
    inputs = BudgetInputs(deficit="deficit", overspend="overspend")
    steps = budget.deficit_bridge(budget.amounts(ledger, inputs, 39))
    assert steps["to_gbp"].iloc[1] == steps["to_gbp"].iloc[2] == deficit
    assert steps["high_gbp"].iloc[0] - steps["low_gbp"].iloc[0] == 2 * resolution


def test_the_bridge_of_medway_and_none_without_a_deficit():
    steps = budget.deficit_bridge(amounts_of(DEFICIT).reset_index())
    assert list(steps["from_gbp"]) == [0, 12_500_000, 0]
    assert list(steps["to_gbp"]) == [12_500_000, 20_500_000, 20_500_000]
    assert budget.deficit_bridge(amounts_of(OUTREACH).reset_index()).empty


def test_yearly_amounts_are_of_a_year_and_largest_first():
    yearly = budget.yearly_amounts(amounts_of(DEFICIT).reset_index())
    assert list(yearly["key"]) == ["independent", "overspend", "alternative_provision"]
    yearly = budget.yearly_amounts(amounts_of(RUTLAND).reset_index())
    assert list(yearly["amount"]) == [357_000, 65_000, 32_500]


def test_months_of_a_step_take_in_both_ends():
    dated = timeline_of(OUTREACH)
    assert list(dated["months"]) == [3, 6, 4, 3, 1]


def test_phases_2_and_3_overlap_in_september_2022_alone():
    overlaps = budget.overlaps(timeline_of(OUTREACH))
    assert len(overlaps) == 1
    row = overlaps.iloc[0]
    assert row["first"].startswith("Phase 2") and row["second"].startswith("Phase 3")
    assert str(row["start"]) == str(row["end"]) == "2022-09"
    assert row["months"] == 1


def test_a_step_of_one_month_overlaps_nothing():
    assert budget.overlaps(timeline_of(RUTLAND)).empty
    assert budget.overlaps(timeline_of(DEFICIT)).empty


def test_a_paper_without_dated_steps_has_an_empty_timeline():
    dated = timeline_of("bromley-ap-2021")
    assert dated.empty and budget.overlaps(dated).empty


MONTHS = st.integers(0, 60).map(lambda months: pd.Period("2019-01", freq="M") + months)


@given(st.lists(st.tuples(MONTHS, st.integers(0, 40)), max_size=5))
def test_steps_come_in_order_and_overlap_no_longer_than_they_last(drawn):
    raw = pd.DataFrame(
        [
            (f"Step {n}", str(start), str(start + more), "1")
            for n, (start, more) in enumerate(drawn)
        ],
        columns=["step", "start", "end", "paragraph"],
    )
    dated = budget.timeline(raw)
    assert dated["start"].is_monotonic_increasing
    lasts = dated.set_index("step")["months"]
    for row in budget.overlaps(dated).itertuples():
        assert 1 <= row.months <= min(lasts[row.first], lasts[row.second])
