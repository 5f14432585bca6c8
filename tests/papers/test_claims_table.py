"""Tables of claims and their verdicts."""

import pandas as pd
import pytest

from analysis.display import NotAvailable
from analysis.papers.claims_table import (
    claims_table,
    covered_claims,
    differing_claims,
    verdict_table,
)
from analysis.papers.ledger import verdict_counts
from analysis.processed import read_processed


@pytest.fixture
def ledger(built_small_project):
    return read_processed("ledger", built_small_project)


def by_first_cell(table):
    """The other cells of each row, by its first; a space that does not break is a space."""
    return {row[0]: [cell.replace("\u00a0", " ") for cell in row[1:]] for row in table.cells()}


def test_every_claim_is_shown_as_printed_and_recomputed(ledger):
    rows = by_first_cell(claims_table(ledger))
    assert len(rows) == 12
    assert rows["Whole outreach budget"][:4] == ["2.3", "£0.5m", "£430,000", "✗ differs"]
    assert rows["Outreach budget, all"][:4] == ["2.1", "£430,000", "£430,000", "✓ agrees"]
    assert rows["Average cost of an independent placement"][:4] == [
        "3.1",
        "£60,500",
        "£61,904.76",
        "≈ rounding",
    ]
    assert rows["Term of the outreach agreement"][:4] == [
        "4.1",
        "two years",
        "not recomputed",
        "○ stated",
    ]


def test_covered_claims_come_with_the_worst_first(ledger):
    ledger["covered_by"] = "one two"
    verdicts = [row[4].split()[1] for row in covered_claims(ledger, "two").cells()]
    assert verdicts == ["differs", "rounding", *["agrees"] * 3, *["stated"] * 7]
    stated = covered_claims(ledger, "two").cells()[5:]
    assert [row[0] for row in stated][:2] == [
        "Outreach budget, early years",
        "Outreach budget, schools",
    ]


def test_only_the_claims_of_the_analysis_are_covered(ledger):
    rows = by_first_cell(covered_claims(ledger, "independent_placement_unit_cost"))
    assert next(iter(rows)) == "Average cost of an independent placement"
    assert len(rows) == 3


def test_a_sentence_stands_where_there_would_be_no_rows(ledger):
    nothing = covered_claims(ledger, "ehcp_growth")
    assert nothing == NotAvailable("This paper states no figure that this report covers.")
    none_differs = differing_claims(ledger[ledger["verdict"] != "differs"])
    assert none_differs == NotAvailable("No claim of this paper differs.")


def test_claims_are_numbers_in_the_data_and_what_was_not_recomputed_does_not_apply(ledger):
    data = claims_table(ledger).to_data()
    labels = [label for label, _ in data["columns"]]
    rows = {row[0]: dict(zip(labels, row, strict=True)) for row in data["rows"]}
    numbers = ("Printed, as a number", "Recomputed", "Recomputed, lowest", "Recomputed, highest")
    shown = {name: [row[label] for label in numbers] for name, row in rows.items()}
    assert shown["Outreach budget, all"] == [430_000, 430_000, 429_999, 430_001]
    assert shown["Term of the outreach agreement"] == [24, "", "", ""]


def test_a_claim_that_differs_is_explained(ledger):
    (row,) = differing_claims(ledger).cells()
    assert row[:5] == [
        "Whole outreach budget",
        "2.3",
        "£0.5m",
        "budget_total",
        "£430,000 (£429,999.50 to £430,000.50)",
    ]
    assert row[5].startswith("Recomputed is £70,000 less than printed.")


@pytest.mark.parametrize(
    ("low", "high", "shown"),
    [
        (17, 17, "17 months"),
        (16.99, 17.01, "17 months"),
        (16.5, 17.5, "17 months (16.5 months to 17.5 months)"),
    ],
)
def test_a_range_is_shown_where_it_can_be_seen(ledger, low, high, shown):
    differs = ledger[ledger["verdict"] == "differs"].assign(
        unit="months", recomputed=17, low=low, high=high
    )
    assert differing_claims(differs).cells()[0][4] == shown


def test_verdicts_are_counted(ledger):
    rows = verdict_table(verdict_counts(ledger)).cells()
    assert [row[:2] for row in rows] == [
        ["✓ agrees", "3"],
        ["≈ rounding", "1"],
        ["✗ differs", "1"],
        ["○ stated", "7"],
    ]
    assert verdict_counts(ledger.head(0))["claims"].tolist() == [0, 0, 0, 0]


def test_what_a_paper_states_is_escaped(ledger):
    html = claims_table(ledger.assign(statement="<script>", note="a & b")).to_html()
    assert "<script>" not in html
    assert "a &amp; b" in html


def test_showing_a_ledger_does_not_modify_it(ledger):
    before = ledger.copy(deep=True)
    claims_table(ledger).to_html()
    covered_claims(ledger, "independent_placement_unit_cost").to_html()
    differing_claims(ledger).to_html()
    verdict_table(verdict_counts(ledger)).to_html()
    pd.testing.assert_frame_equal(ledger, before)
