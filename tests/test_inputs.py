"""The inputs of `paper.toml`: each names a claim, table, row or column that the paper has."""

import pytest

from analysis.errors import DataError
from analysis.inputs import INPUTS, OverspendInputs, check_inputs, read_inputs
from analysis.papers import read_papers
from analysis.processed import load

OUTREACH = """
[analyses.stls_overspend.inputs]
financial_year = "2023/24"
budget_table = "outreach"
total_column = "Forecast"
funding_rows = ["Early years", "Schools"]
budget_row = "Total"
forecast_row = "Total"
overspend_row = "Total"
expenditure_table = "outreach"
expenditure_column = "Budget"
expenditure_total_row = "Total"
"""
MARK = """
[[analyses.ehcp_growth.inputs.marks]]
claim = "budget_total"
month = "2024-01"
"""
UNIT_COST = 'unit_cost = "independent_unit_cost"'

BAD_INPUTS = [
    # added to paper.toml, old, new, what the message says
    ("", UNIT_COST, 'unitcost = "x"', ["unknown input 'unitcost'", "did you mean 'unit_cost'?"]),
    (
        "",
        UNIT_COST,
        'unit_cost = "independant_unit_cost"',
        ["names 'independant", "'independent_unit_cost'?"],
    ),
    ("", UNIT_COST, "unit_cost = 5", ["'unit_cost' is 5", "text was expected"]),
    ("", UNIT_COST, 'unit_cost = ["overspend"]', ["'unit_cost' is ['overspend']", "text was"]),
    ("", "claims]", 'claims.inputs]\ncost = "overspend"', ["analyses.claims.inputs", "no inputs"]),
    (
        "",
        "claims]",
        'stls_overspnd.inputs]\ncost = "overspend"',
        ["'stls_overspnd'", "'stls_overspend'?"],
    ),
    (OUTREACH, 'budget_row = "Total"\n', "", ["stls_overspend.inputs: 'budget_row' is missing"]),
    (OUTREACH, 'funding_rows = ["Early years", "Schools"]', 'funding_rows = "Schools"', ["a list"]),
    (OUTREACH, '"Schools"]', '"School"]', ["'funding_rows' names 'School'", "'Schools'?"]),
    (OUTREACH, '"Schools"]', "7]", ["'funding_rows' names '7'"]),
    (OUTREACH, 'total_column = "Forecast"', 'total_column = "All"', ["'total_column' names 'All'"]),
    (OUTREACH, 'overspend_row = "Total"', 'overspend_row = ""', ["'overspend_row' names ''"]),
    (OUTREACH, 'budget_table = "outreach"', 'budget_table = "out"', ["'budget_table' names 'out'"]),
    (MARK, 'claim = "budget_total"', 'claim = "plans_now"', ["'claim' names 'plans_now'"]),
    (MARK, 'claim = "budget_total"', "claim = 3", ["'claim' names '3'"]),
    (MARK, 'month = "2024-01"', "", ["each mark has a claim and a month"]),
    (MARK, "2024-01", "January", ["month is 'January'", "such as 2021-07 was expected"]),
    (MARK, "2024-01", "2024-13", ["month is '2024-13'", "such as 2021-07 was expected"]),
]


@pytest.mark.parametrize(("added", "old", "new", "said"), BAD_INPUTS)
def test_a_bad_input_is_named(refusal, small_project, added, old, new, said):
    path = next(small_project.papers.glob("*/paper.toml"))
    path.write_text(path.read_text(encoding="utf-8") + added, encoding="utf-8")
    message = refusal("paper.toml", old, new)
    assert "paper.toml: analyses." in message
    assert not [words for words in said if words not in message], message


def test_inputs_are_read_as_their_analysis_takes_them(small_project):
    path = next(small_project.papers.glob("*/paper.toml"))
    path.write_text(path.read_text(encoding="utf-8") + OUTREACH + MARK, encoding="utf-8")
    data = load("ambridge-outreach-2024")
    overspend = data.inputs("stls_overspend")
    assert isinstance(overspend, OverspendInputs)
    assert overspend.funding_rows == ["Early years", "Schools"]
    assert data.inputs("ehcp_growth").marks == [{"claim": "budget_total", "month": "2024-01"}]
    unit_cost = data.inputs("independent_placement_unit_cost")
    assert (unit_cost.cost, unit_cost.as_at) == ("independent_cost", "January 2024")


def test_inputs_that_need_not_be_given_are_empty(small_project):
    paper = read_papers(small_project)["ambridge-outreach-2024"]
    assert read_inputs(paper, "ehcp_growth", INPUTS["ehcp_growth"]).marks == []
    with pytest.raises(DataError, match="stls_overspend.inputs: '.*' is missing"):
        read_inputs(paper, "stls_overspend", OverspendInputs)


def test_checking_the_inputs_does_not_modify_the_ledger(small_project):
    data = load("ambridge-outreach-2024")
    before = data.ledger.copy(deep=True)
    check_inputs(data.paper, data.ledger)
    assert data.ledger.equals(before)
