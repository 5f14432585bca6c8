"""A high needs budget: figures worked by hand from the papers, dated steps, and what is missing."""

from types import SimpleNamespace

import pandas as pd
import pytest

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
    opening = rows.loc["opening_deficit", ["value", "low", "high"]]
    assert opening.tolist() == [12_500_000, 11_950_000, 13_050_000]
    bridge = budget.deficit_bridge(rows.reset_index())
    assert list(bridge["from_gbp"]) == [0, 12_500_000, 0]
    assert list(bridge["to_gbp"]) == [12_500_000, 20_500_000, 20_500_000]
    yearly = budget.yearly_amounts(rows.reset_index())
    assert list(yearly["amount"]) == ["independent_cost", "overspend", "alternative_provision"]


def test_rutlands_contract_by_year_and_day_on_either_reading(project):
    rows = amounts_of("rutland-eip-2021")
    assert rows.loc["contract_year", ["value", "low", "high"]].tolist() == [32_500, 32_250, 32_750]
    assert rows.loc["contract_day", "value"] == pytest.approx(32_500 / (3.5 * 39))
    assert rows.loc["contract_day_all_weeks", "value"] == pytest.approx(32_500 / (3.5 * 52))
    assert rows.loc["contract_term", "verdict"] == "agrees"
    assert "contract_day_all_weeks" not in amounts_of("rutland-eip-2021", 52).index
    assert isinstance(budget.deficit_bridge(rows.reset_index()), NotAvailable)


@pytest.mark.parametrize(
    ("subject", "weeks", "message"),
    [
        ("ambridge-outreach-2024", 0, "weeks_per_year is 0; from 1 to 52"),
        ("ambridge-outreach-2024", 53, "weeks_per_year is 53; from 1 to 52"),
        ("Rutland", 39, "E06000017 does not have what high_needs_budget needs"),
    ],
)
def test_what_no_year_or_no_subject_has_is_refused(small_project, subject, weeks, message):
    with pytest.raises(UsageError, match=message):
        budget.amounts(load(subject), weeks)


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
    assert [one.verdict for one in found.headlines] == ["stated", "", ""]
    assert found.headlines[2].value == "not available"
    assert budget.bottom_line(made_up(), rows, 39).text == (
        "The paper states 1 figure of its high needs budget; 2 more follow from what it states."
    )


def test_yearly_amounts_name_the_largest():
    rows = figures(plan=(357_000, "pounds a year", ""), contract=(32_500, "pounds a year", ""))
    chart = budget.chart_yearly(made_up(), rows)
    assert chart.title == "The largest yearly amount is £357,000, for quantity of plan"


def test_months_of_a_step_take_in_both_ends_and_phases_overlap_in_september_alone():
    steps = dated(PHASES)
    assert list(steps["months"]) == [3, 6, 4, 1]
    (row,) = budget.overlaps(steps).astype(str).to_dict("records")
    assert list(row.values()) == ["Phase 2", "Phase 3", "2022-09", "2022-09", "1"]


def test_the_timeline_names_its_overlaps_or_its_span():
    chart = budget.chart_timeline(made_up(), dated(PHASES.iloc[[0, 3]]))
    assert chart.title == "The dated steps of the paper run over 16 months, to April 2023"
    assert "shaded" not in chart.subtitle and "overlap" not in chart.alt
    chart = budget.chart_timeline(made_up(), dated(PHASES.assign(start="2022-02", end="2022-05")))
    assert chart.alt.endswith("6 pairs of steps overlap.")
    assert chart.data.note.count("overlap from February 2022 to May 2022.") == 6
