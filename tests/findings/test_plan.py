"""What the report on Bromley's plan leads with."""

from pathlib import Path

import pandas as pd
import pytest

from analysis.findings import plan as findings
from analysis.findings.finding import Finding
from analysis.folders import Folders
from analysis.measures import plan as measures
from analysis.papers.catalogue import read_papers
from analysis.papers.inputs import PlanInputs, read_inputs
from analysis.papers.ledger import build_ledger
from analysis.papers.transcription import read_claims, to_claims

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def inputs() -> PlanInputs:
    paper = read_papers(Folders(ROOT))["bromley-ap-2021"]
    return read_inputs(paper, "alternative_provision_plan", PlanInputs)


@pytest.fixture(scope="module")
def ledger() -> pd.DataFrame:
    paper = read_papers(Folders(ROOT))["bromley-ap-2021"]
    printed = read_claims(paper)
    return build_ledger(paper.id, printed, to_claims(paper.folder / "claims.csv", printed))


@pytest.fixture(scope="module")
def found(ledger: pd.DataFrame, inputs: PlanInputs) -> Finding:
    costs = measures.costs_by_year(ledger, inputs)
    return findings.plan(
        ledger,
        costs,
        measures.payback(costs),
        measures.pupils(ledger, inputs),
        measures.unit_costs(ledger, inputs),
        inputs,
    )


def test_the_bottom_line_has_payback_and_unit_cost(found):
    assert "up to £454,000 above the baseline, which is repaid after 2.2 years" in found.text
    assert "spending is £1,156,000 less than at the baseline" in found.text
    assert (
        "Unit cost per pupil goes from £13,021 to £6,435 as pupils supported go from 327 to 593"
        in found.text
    )


def test_each_headline_that_is_a_claim_has_its_verdict(found):
    shown = {headline.label: (headline.value, headline.verdict) for headline in found.headlines}
    assert shown == {
        "Cost in Year 5 against the baseline": ("−£442,000 a year", "agrees"),
        "Extra spending repaid": ("Year 3, after 2.2 years", "agrees"),
        "Change in pupils supported by Year 5": ("81.3%", "agrees"),
        "Unit cost per pupil in Year 5": ("£6,435 (£13,021 now)", ""),
    }


def test_spending_rises_in_the_first_year_and_falls_in_the_others(ledger, inputs):
    text = findings.year_on_year(measures.costs_by_year(ledger, inputs)).text
    assert "Spending rises against the year before in Year 1 (by £454,000)." in text
    assert (
        "falls against the year before in Year 2 (by £832,000), Year 3 (by £2,000), "
        "Year 4 (by £30,000) and Year 5 (by £32,000)." in text
    )
    assert "rounding of the printed costs allows £441,000 to £443,000." in text
