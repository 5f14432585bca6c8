"""What the reports on high needs budgets lead with: whichever of it a paper states."""

from pathlib import Path

import pandas as pd
import pytest

from analysis.findings import budget as findings
from analysis.findings.finding import Finding
from analysis.folders import Folders
from analysis.measures import budget as measures
from analysis.papers.catalogue import read_papers
from analysis.papers.inputs import BudgetInputs, read_inputs
from analysis.papers.ledger import build_ledger
from analysis.papers.transcription import read_claims, to_claims

PAPERS = read_papers(Folders(Path(__file__).resolve().parents[2]))


def found(paper_id: str, inputs: BudgetInputs | None = None) -> Finding:
    paper = PAPERS[paper_id]
    printed = read_claims(paper)
    ledger = build_ledger(paper.id, printed, to_claims(paper.folder / "claims.csv", printed))
    inputs = inputs or read_inputs(paper, "high_needs_budget", BudgetInputs)
    return findings.budget(measures.amounts(ledger, inputs, 39), paper.council, inputs, 39)


def test_medways_deficit():
    assert found("medway-deficit-2022").text == (
        "The stated deficit of £20.5 million and overspend of £8 million imply that Medway began "
        "2021/22 £12.5 million in deficit (between £11.95 million and £13.05 million, given "
        "rounding). The cap of £3,704,539 a year on alternative provision comes to £11,113,617 "
        "over 3 years."
    )


def test_medways_top_slice():
    assert found("medway-outreach-2022").text == (
        "The top slice takes £505,000 from the schools block for 1 year. A transfer of 0.5% would "
        "be as much as the top slice if the schools block were £101 million (between £91.73 "
        "million and £112.33 million, given rounding), and more if the block is larger."
    )


def test_rutlands_contract_on_either_reading():
    assert found("rutland-eip-2021").text == (
        "The contract of £65,000 over 2 years comes to £32,500 a year, 9.1% of recovery plan "
        "funding, and to £238.10 for each day that it buys in 39 weeks a year. Paragraph 4.2 "
        "speaks of an annual contract: if the value is for each year, these double to £65,000 a "
        "year and £476.19 a day."
    )


@pytest.mark.parametrize(
    ("paper_id", "headlines"),
    [
        (
            "medway-deficit-2022",
            [
                ("Deficit at the end of 2021/22", "£20.5 million", "stated"),
                ("Overspend in 2021/22", "£8 million", "stated"),
                ("Implied deficit at the start of 2021/22", "£12.5 million", ""),
                ("Independent placements", "£13.76 million a year", "stated"),
            ],
        ),
        (
            "medway-outreach-2022",
            [
                ("Top slice of the schools block", "£505,000", "stated"),
                ("Transfer from the schools block", "0.5%", "stated"),
                ("Schools block at which the two are equal", "£101 million", ""),
            ],
        ),
        (
            "rutland-eip-2021",
            [
                ("Recovery plan funding", "£357,000 a year", "stated"),
                ("Value of the contract", "£65,000", "stated"),
                ("Contract, spread over its term", "£32,500 a year", ""),
                ("Contract for each day bought", "£238.10 a day", ""),
            ],
        ),
    ],
)
def test_at_most_four_headlines_with_verdicts_of_what_is_stated(paper_id, headlines):
    shown = [(h.label, h.value, h.verdict) for h in found(paper_id).headlines]
    assert shown == headlines


def test_the_weightiest_headlines_lead_where_a_paper_has_more_than_four():
    rows = [
        (key, label, 1.0, 1.0, 1.0, "pounds", "As stated", "1", "stated")
        for key, label in reversed(findings.HEADLINES)
    ]
    figures = pd.DataFrame(rows, columns=measures.AMOUNT_COLUMNS)
    leading = figures[figures["key"].isin(["recovery_plan", "contract_year", "top_slice"])]
    more = pd.concat([leading, figures[figures["key"].isin(["deficit", "overspend"])]])
    found = findings.budget(more, "Medway", BudgetInputs(), 39)
    assert [headline.label for headline in found.headlines] == [
        "Deficit at the end of the year",
        "Overspend in the year",
        "Top slice of the schools block",
        "Recovery plan funding",
    ]


def test_a_paper_that_states_none_of_it_says_so():
    nothing = found("rutland-eip-2021", BudgetInputs())
    assert nothing.text == findings.NOTHING
    assert not nothing.headlines
