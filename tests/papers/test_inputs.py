"""The inputs of `paper.toml`: each names a claim, table, row or column that the paper has."""

from dataclasses import dataclass

import pytest

from analysis import load
from analysis.errors import DataError
from analysis.papers.catalogue import read_papers
from analysis.papers.inputs import INPUTS, check_inputs, read_inputs


@dataclass(frozen=True)
class MadeUpInputs:
    """What an analysis of outreach costs would take."""

    costs_table: str
    costs_column: str
    strand_rows: list[str]
    total_row: str
    overspend: str = ""


@pytest.fixture(autouse=True)
def made_up_analysis(monkeypatch):
    monkeypatch.setitem(INPUTS, "outreach_costs", MadeUpInputs)


OUTREACH = """
[analyses.outreach_costs.inputs]
costs_table = "outreach"
costs_column = "Forecast"
strand_rows = ["Early years", "Schools"]
total_row = "Total"
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
        'outreach_coste.inputs]\ncost = "overspend"',
        ["'outreach_coste'", "'outreach_costs'?"],
    ),
    (OUTREACH, 'total_row = "Total"\n', "", ["outreach_costs.inputs: 'total_row' is missing"]),
    (OUTREACH, 'strand_rows = ["Early years", "Schools"]', 'strand_rows = "Schools"', ["a list"]),
    (OUTREACH, '"Schools"]', '"School"]', ["'strand_rows' names 'School'", "'Schools'?"]),
    (OUTREACH, '"Schools"]', "7]", ["'strand_rows' names '7'"]),
    (OUTREACH, '"Forecast"', '"Forcast"', ["'costs_column' names 'Forcast'", "'Forecast'?"]),
    (OUTREACH, 'total_row = "Total"', 'total_row = ""', ["'total_row' names ''"]),
    (OUTREACH, 'table = "outreach"', 'table = "out"', ["'costs_table' names 'out'"]),
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
    costs = data.inputs("outreach_costs")
    assert costs == MadeUpInputs("outreach", "Forecast", ["Early years", "Schools"], "Total")
    assert data.inputs("ehcp_growth").marks == [{"claim": "budget_total", "month": "2024-01"}]
    unit_cost = data.inputs("independent_placement_unit_cost")
    assert (unit_cost.cost, unit_cost.as_at) == ("independent_cost", "January 2024")


def test_inputs_that_need_not_be_given_are_empty(small_project):
    paper = read_papers(small_project)["ambridge-outreach-2024"]
    assert read_inputs(paper, "ehcp_growth", INPUTS["ehcp_growth"]).marks == []
    with pytest.raises(DataError, match="'costs_table' is missing"):
        read_inputs(paper, "outreach_costs", MadeUpInputs)


def test_checking_the_inputs_does_not_modify_the_ledger(small_project):
    data = load("ambridge-outreach-2024")
    before = data.claims.copy(deep=True)
    check_inputs(data.paper, data.claims)
    assert data.claims.equals(before)
