"""The bottom line on the unit cost of independent placements."""

from pathlib import Path

import pytest

from analysis.findings import unit_cost as findings
from analysis.findings.finding import Finding
from analysis.measures import unit_cost as measures
from analysis.official.reference import read_placements, read_top_up

DFE = Path(__file__).resolve().parents[2] / "data" / "raw" / "dfe"


def _finding(
    council: str, paper: measures.PaperUnitCost | None = None, without_cost: bool = False
) -> Finding:
    placements, top_up = read_placements(DFE), read_top_up(DFE)
    if without_cost:
        amounts = [name for name in top_up if name.endswith("_gbp")]
        top_up.loc[top_up["authority"] == council, amounts] = float("nan")
    costs = measures.unit_costs(top_up, placements, council)
    option = measures.alternative(top_up, placements, council)
    return findings.unit_cost(
        council,
        measures.by_january(placements, council),
        costs,
        measures.band(costs),
        measures.moves(costs, option, 10, paper),
        10,
        paper,
    )


def _paper(unit_cost: float) -> measures.PaperUnitCost:
    return measures.PaperUnitCost(unit_cost, 13_756_449, 385, "April 2022", "agrees")


def test_medway() -> None:
    finding = _finding("Medway", _paper(35_731))
    assert finding.sentences == [
        "In Medway an independent placement costs £37,097 a year by the standard definition "
        "(planned expenditure 2021-22), and between £35,818 and £74,651 under every defensible "
        "definition; England’s is £46,369 by the standard.",
        "The paper’s own £35,731 is £87 below the lowest of them.",
    ]
    assert [(h.value, h.verdict) for h in finding.headlines] == [
        ("£37,097 a year", ""),
        ("£35,818 to £74,651", ""),
        ("£35,731", "agrees"),
        ("£161,104 a year (£148,312 to £536,646)", ""),
    ]


@pytest.mark.parametrize(
    ("stated", "place"), [(40_000, "within that band"), (100_000, "£25,349 above the highest")]
)
def test_where_the_papers_own_lies(stated: float, place: str) -> None:
    assert place in _finding("Medway", _paper(stated)).text


def test_without_a_unit_cost_the_share_of_plans_leads() -> None:
    finding = _finding("Kent")
    assert len(finding.sentences) == 1
    assert finding.headlines[2].value == "1,776 (8.6% of EHC plans; England 6.5%)"
    assert finding.headlines[3].value == "£3,930 a year (−£53,236 to £222,810)"


def test_few_placements_are_said_at_once() -> None:
    assert "only 22 placements" in _finding("Rutland").text


def test_few_placements_are_no_caution_where_there_is_no_unit_cost() -> None:
    text = _finding("Rutland", without_cost=True).text
    assert "no unit cost of an independent placement in Rutland can be given" in text
    assert "rests on only" not in text
