"""The inputs of `paper.toml`; what is refused of them is in `test_refusals`."""

import pytest

from analysis import load
from analysis.errors import DataError
from analysis.papers.catalogue import read_papers
from analysis.papers.inputs import GrowthInputs, PlanInputs, read_inputs

MADE_UP = "ambridge-outreach-2024"
MARK = '\n[[analyses.ehcp_growth.inputs.marks]]\nclaim = "budget_total"\nmonth = "2024-01"\n'


def test_inputs_are_read_as_their_analysis_takes_them(small_project):
    path = small_project.papers / MADE_UP / "paper.toml"
    path.write_text(path.read_text(encoding="utf-8") + MARK, encoding="utf-8")
    data = load(MADE_UP)
    assert data.inputs("ehcp_growth").marks == [{"claim": "budget_total", "month": "2024-01"}]
    unit_cost = data.inputs("independent_placement_unit_cost")
    assert (unit_cost.cost, unit_cost.as_at) == ("independent_cost", "January 2024")


def test_inputs_that_need_not_be_given_are_empty(small_project):
    paper = read_papers(small_project)[MADE_UP]
    assert read_inputs(paper, "ehcp_growth", GrowthInputs).marks == []
    with pytest.raises(DataError, match="'costs_table' is missing"):
        read_inputs(paper, "alternative_provision_plan", PlanInputs)
