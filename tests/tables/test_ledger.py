"""Tables of claims and their verdicts."""

import pandas as pd
import pytest

from analysis.papers.ledger import verdict_counts
from analysis.processed import load
from analysis.tables import ledger as tables
from analysis.tables.table import Table


@pytest.fixture
def ledger(small_project):
    return load("ambridge-outreach-2024").ledger


def by_first_cell(table):
    """The other cells of each row, by its first; a space that does not break is a space."""
    return {row[0]: [cell.replace("\u00a0", " ") for cell in row[1:]] for row in table.cells()}


def test_every_claim_is_shown_as_printed_and_recomputed(ledger):
    rows = by_first_cell(tables.claims(ledger))
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
    verdicts = [row[4].split()[1] for row in tables.covered_claims(ledger, "two").cells()]
    assert verdicts == ["differs", "rounding", *["agrees"] * 3, *["stated"] * 7]
    stated = tables.covered_claims(ledger, "two").cells()[5:]
    assert [row[0] for row in stated][:2] == [
        "Outreach budget, early years",
        "Outreach budget, schools",
    ]


def test_a_sentence_stands_where_there_would_be_no_rows(ledger):
    nothing = tables.covered_claims(ledger, "ehcp_growth")
    assert not isinstance(nothing, Table)
    assert nothing.to_html() == f"<p>{nothing.to_text()}</p>"
    assert "no figure that this report covers" in nothing.to_text()
    none_differs = tables.differing(ledger[ledger["verdict"] != "differs"])
    assert none_differs.to_text() == "No claim of this paper differs."
    assert tables.Sentence("<b>").to_html() == "<p>&lt;b&gt;</p>"


def test_a_claim_that_differs_is_explained(ledger):
    (row,) = tables.differing(ledger).cells()
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
    assert tables.differing(differs).cells()[0][4] == shown


def test_verdicts_are_counted(ledger):
    rows = tables.verdicts(verdict_counts(ledger)).cells()
    assert [row[:2] for row in rows] == [
        ["✓ agrees", "3"],
        ["≈ rounding", "1"],
        ["✗ differs", "1"],
        ["○ stated", "7"],
    ]
    assert verdict_counts(ledger.head(0))["claims"].tolist() == [0, 0, 0, 0]


def test_what_a_paper_states_is_escaped(ledger):
    html = tables.claims(ledger.assign(statement="<script>", note="a & b")).to_html()
    assert "<script>" not in html
    assert "a &amp; b" in html


def test_showing_a_ledger_does_not_modify_it(ledger):
    before = ledger.copy(deep=True)
    tables.claims(ledger).to_html()
    tables.covered_claims(ledger, "independent_placement_unit_cost").to_html()
    tables.differing(ledger).to_html()
    tables.verdicts(verdict_counts(ledger)).to_html()
    pd.testing.assert_frame_equal(ledger, before)
