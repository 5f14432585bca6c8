"""A high needs budget: figures worked by hand from the papers, dated steps, and what is missing."""

from types import SimpleNamespace

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import high_needs_budget as budget
from analysis import load
from analysis.display import NotAvailable
from analysis.errors import UsageError
from analysis.papers.implied import FIGURE_COLUMNS
from analysis.papers.inputs import BudgetInputs

PHASES = pd.DataFrame(
    [
        ("Phase 1: understanding", "2022-01", "2022-03", "1"),
        ("Phase 2: research", "2022-04", "2022-09", "1"),
        ("Phase 3: piloting", "2022-09", "2022-12", "1"),
        ("Funding ceases", "2023-04", "2023-04", "5"),
    ],
    columns=["step", "start", "end", "paragraph"],
)


def made_up(inputs=None, **values):
    """What a subject gives to the functions of the module."""
    inputs = inputs or BudgetInputs()
    return SimpleNamespace(cite_paper=lambda *_: "Source", inputs=lambda _: inputs, **values)


def dated(steps):
    return budget.dated_steps(made_up(timeline=steps))


def figures(**amounts):
    """A frame like that of `amounts`: name → value, unit and verdict."""
    rows = [
        (name, f"Quantity of {name}", value, value, value, unit, "Basis", "1", verdict, "", name)
        for name, (value, unit, verdict) in amounts.items()
    ]
    return pd.DataFrame(rows, columns=FIGURE_COLUMNS)


def amounts_of(paper, weeks=39):
    return budget.amounts(load(paper), weeks).set_index("amount")


def test_medways_overspend_and_deficit(project):
    rows = amounts_of("medway-deficit-2022")
    assert rows.loc["opening_deficit", ["value", "low", "high"]].tolist() == [
        12_500_000,
        11_950_000,
        13_050_000,
    ]
    assert rows.loc["overspend_share", "value"] == pytest.approx(800 / 20.5)
    assert rows.loc["doubling", "value"] == 20.5 / 8
    assert rows.loc["cap_total", "value"] == 3 * 3_704_539
    bridge = budget.deficit_bridge(rows.reset_index())
    assert list(bridge["from_gbp"]) == [0, 12_500_000, 0]
    assert list(bridge["to_gbp"]) == [12_500_000, 20_500_000, 20_500_000]
    yearly = budget.yearly_amounts(rows.reset_index())
    assert list(yearly["amount"]) == ["independent_cost", "overspend", "alternative_provision"]


def test_medways_transfer_is_as_much_as_the_top_slice_of_a_block_of_101_million(project):
    rows = amounts_of("medway-outreach-2022")
    block = rows.loc["equal_block"]
    assert block["value"] == 101_000_000
    assert block["low"] == pytest.approx(504_500 / 0.0055)
    assert block["high"] == pytest.approx(505_500 / 0.0045)
    for missing in (budget.deficit_bridge, budget.yearly_amounts):
        assert isinstance(missing(rows.reset_index()), NotAvailable)


def test_rutlands_contract_by_year_and_day_on_either_reading(project):
    rows = amounts_of("rutland-eip-2021")
    values = rows["value"]
    assert values["contract_year"] == 32_500
    assert rows.loc["contract_year", ["low", "high"]].tolist() == [64_500 / 2, 65_500 / 2]
    assert values["contract_day"] == pytest.approx(32_500 / (3.5 * 39))
    assert values["contract_day_all_weeks"] == pytest.approx(32_500 / (3.5 * 52))
    assert values["contract_share"] == pytest.approx(3250 / 357)
    assert values["recovery_plan_total"] == 5 * 357_000
    assert values["coordinator_days_rise"] == 75
    assert values["yearly_contract"] == 2 * values["contract_year"]
    assert values["yearly_contract_day"] == pytest.approx(2 * values["contract_day"])
    assert rows.loc["contract_term", "verdict"] == "agrees"
    assert "contract_day_all_weeks" not in amounts_of("rutland-eip-2021", 52).index


@pytest.mark.parametrize("weeks", [0, -1, 53])
def test_weeks_that_no_year_has_are_refused(small_project, weeks):
    with pytest.raises(UsageError, match=f"weeks_per_year is {weeks}; from 1 to 52"):
        budget.amounts(load("ambridge-outreach-2024"), weeks)


def test_an_authority_has_no_budget_paper(small_project):
    with pytest.raises(UsageError, match="E06000017 does not have what high_needs_budget needs"):
        budget.amounts(load("Rutland"), 39)


def test_a_paper_without_implied_csv_says_so(small_project):
    next(small_project.papers.glob("*/implied.csv")).unlink()
    (small_project.papers / "ambridge-outreach-2024" / "timeline.csv").unlink()
    data = load("ambridge-outreach-2024")
    missing = budget.amounts(data, 39)
    assert missing == NotAvailable("No amounts are worked out from the figures of this paper.")
    assert budget.bottom_line(data, missing, 39).text == missing.reason
    assert budget.deficit_bridge(missing) == budget.table_amounts(missing) == missing
    assert budget.chart_bridge(data, missing) == budget.chart_yearly(data, missing) == missing
    assert budget.chart_timeline(data, budget.dated_steps(data)).reason == (
        "The paper names no dated steps."
    )


def test_the_bottom_line_fills_in_amounts_and_has_verdicts_of_what_is_stated():
    rows = figures(
        plan=(357_000, "pounds a year", "stated"),
        day=(238.095, "pounds a day", ""),
        total=(float("nan"), "pounds", ""),
    )
    given = BudgetInputs(["{plan} a year, {day} in {weeks_per_year} weeks.", "In all {total.low}."])
    found = budget.bottom_line(made_up(given), rows, 39)
    assert found.text == "£357,000 a year, £238.10 in 39 weeks. In all not available."
    assert [(one.label, one.value, one.verdict) for one in found.headlines] == [
        ("plan", "£357,000 a year", "stated"),
        ("day", "£238.10 a day", ""),
        ("total", "not available", ""),
    ]
    assert budget.bottom_line(made_up(), rows, 39).text == (
        "The paper states 1 figure of its high needs budget; 2 more follow from what it states."
    )


def test_yearly_amounts_name_the_largest_or_what_the_paper_says():
    rows = figures(
        plan=(357_000, "pounds a year", "stated"), contract=(32_500, "pounds a year", "")
    )
    chart = budget.chart_yearly(made_up(), rows)
    assert chart.title == "The largest yearly amount is £357,000, for quantity of plan"
    given = BudgetInputs(yearly_title="Of {plan}, {contract}")
    assert budget.chart_yearly(made_up(given), rows).title == "Of £357,000, £32,500"


def test_months_of_a_step_take_in_both_ends_and_phases_overlap_in_september_alone():
    steps = dated(PHASES)
    assert list(steps["months"]) == [3, 6, 4, 1]
    (row,) = budget.overlaps(steps).to_dict("records")
    assert (row["first"], row["second"]) == ("Phase 2", "Phase 3")
    assert str(row["start"]) == str(row["end"]) == "2022-09"
    assert row["months"] == 1


def test_the_timeline_names_its_overlaps_or_its_span():
    chart = budget.chart_timeline(made_up(), dated(PHASES))
    assert chart.title == "Phase 2 and Phase 3 overlap in September 2022"
    assert chart.alt.endswith("Phase 2 and Phase 3 overlap in September 2022.")
    chart = budget.chart_timeline(made_up(), dated(PHASES.iloc[[0, 3]]))
    assert chart.title == "The dated steps of the paper run over 16 months, to April 2023"
    assert "shaded" not in chart.subtitle and "overlap" not in chart.alt
    many = dated(PHASES.assign(start="2022-02", end="2022-05"))
    chart = budget.chart_timeline(made_up(), many)
    assert chart.alt.endswith("6 pairs of steps overlap.")
    assert chart.data.note.count("overlap from February 2022 to May 2022.") == 6


MONTHS = st.integers(0, 60).map(lambda months: pd.Period("2019-01", freq="M") + months)


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(MONTHS, st.integers(0, 40)), min_size=1, max_size=5))
def test_steps_come_in_order_and_overlap_no_longer_than_they_last(drawn):
    raw = pd.DataFrame(
        [
            (f"Step {n}", str(start), str(start + more), "1")
            for n, (start, more) in enumerate(drawn)
        ],
        columns=["step", "start", "end", "paragraph"],
    )
    steps = dated(raw)
    assert steps["start"].is_monotonic_increasing
    lasts = steps.set_index("step")["months"]
    for row in budget.overlaps(steps).itertuples():
        assert 1 <= row.months <= min(lasts[row.first], lasts[row.second])
