"""What the report on growth leads with."""

from pathlib import Path

import pandas as pd

from analysis.findings.finding import Finding
from analysis.findings.growth import growth
from analysis.measures import growth as measures
from analysis.official.reference import read_ehc_plans, read_placements
from analysis.papers.inputs import GrowthInputs

DFE = Path(__file__).resolve().parents[2] / "data" / "raw" / "dfe"
LEDGER = pd.DataFrame(
    {
        "claim": ["now", "then", "rise", "period"],
        "paragraph": ["1.2"] * 4,
        "statement": ["EHC plans now", "EHC plans then", "Rise", "Period of the rise"],
        "printed": ["252", "224", "12.5%", "the past year"],
        "unit": ["plans", "plans", "percent", "months"],
        "published": [252.0, 224.0, 12.5, 12.0],
        "recomputed": [None, None, 12.5, 17.0],
        "verdict": ["stated", "stated", "agrees", "differs"],
    }
)
MARKS = [{"claim": "then", "month": "2020-02"}, {"claim": "now", "month": "2021-07"}]


def _finding(code: str, start: int, end: int, inputs: GrowthInputs) -> Finding:
    counts = measures.by_january(read_ehc_plans(DFE), code)
    summary = measures.summary(counts, start, end)
    own = measures.own_growth(measures.own_counts(LEDGER, counts, inputs.marks))
    mix = measures.placement_mix(read_placements(DFE), summary["area"].iloc[0], start, end)
    return growth(LEDGER, summary, own, mix, inputs)


def test_a_paper_with_counts_of_its_own() -> None:
    finding = _finding("E06000017", 2015, 2025, GrowthInputs(MARKS, "rise", "period"))
    assert finding.sentences == [
        "EHC plans and statements in Rutland rose from 168 in January 2015 to 376 in January 2025: "
        "123.8%, or 8.4% a year; England’s growth was 165.9%, or 10.3% a year.",
        "The paper’s own counts rose from 224 in February 2020 to 252 in July 2021: 12.5% in "
        "17 months, or 8.7% a year; the paper puts it in “the past year”.",
    ]
    assert [(h.value, h.verdict) for h in finding.headlines] == [
        ("123.8% (8.4% a year)", ""),
        ("165.9% (10.3% a year)", ""),
        ("12.5% (8.7% a year)", "agrees"),
        ("“the past year”; by its dates 17 months", "differs"),
    ]


def test_a_paper_without_leads_with_placements() -> None:
    finding = _finding("E06000035", 2024, 2025, GrowthInputs())
    assert finding.sentences == [
        "EHC plans in Medway fell from 3,175 in January 2024 to 3,041 in January 2025: −4.2%; "
        "England’s growth was 10.8%."
    ]
    assert finding.headlines[-1].value == "11.2% in January 2024, 11.1% in January 2025"
