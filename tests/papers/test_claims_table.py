"""Tables of claims and their verdicts."""

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

WHOLE, ALL = "Whole outreach budget", "Outreach budget, all"
TERM = "Term of the outreach agreement"


@pytest.fixture
def ledger(built_small_project):
    return read_processed("ledger", built_small_project)


def by_first_cell(table):
    """The other cells of each row, by its first; a space that does not break is a space."""
    return {row[0]: [cell.replace("\u00a0", " ") for cell in row[1:]] for row in table.cells()}


def test_every_claim_is_shown_as_printed_and_recomputed(ledger):
    rows = by_first_cell(claims_table(ledger))
    assert len(rows) == 12
    assert rows[WHOLE][:4] == ["2.3", "£0.5m", "£430,000", "✗ differs"]
    assert rows[ALL][:4] == ["2.1", "£430,000", "£430,000", "✓ agrees"]
    assert rows[TERM][:4] == ["4.1", "two years", "not recomputed", "○ stated"]


def test_claims_are_numbers_in_the_data_and_what_was_not_recomputed_does_not_apply(ledger):
    data = claims_table(ledger).to_data()
    labels = [label for label, _ in data["columns"]]
    rows = {row[0]: dict(zip(labels, row, strict=True)) for row in data["rows"]}
    numbers = ("Printed, as a number", "Recomputed", "Recomputed, lowest", "Recomputed, highest")
    assert [rows[ALL][label] for label in numbers] == [430_000, 430_000, 429_999, 430_001]
    assert [rows[TERM][label] for label in numbers] == [24, "", "", ""]


def test_covered_claims_come_with_the_worst_first(ledger):
    found = covered_claims(ledger, "independent_placement_unit_cost").cells()
    assert [row[0] for row in found][:1] == ["Average cost of an independent placement"]
    assert len(found) == 3
    everything = covered_claims(ledger.assign(covered_by="one two"), "two").cells()
    verdicts = [row[4].split()[1] for row in everything]
    assert verdicts == ["differs", "rounding", *["agrees"] * 3, *["stated"] * 7]


def test_a_sentence_stands_where_there_would_be_no_rows(ledger):
    nothing = covered_claims(ledger, "ehcp_growth")
    assert nothing == NotAvailable("This paper states no figure that this report covers.")
    none_differs = differing_claims(ledger[ledger["verdict"] != "differs"])
    assert none_differs == NotAvailable("No claim of this paper differs.")


def test_a_claim_that_differs_is_explained(ledger):
    (row,) = differing_claims(ledger).cells()
    shown = "£430,000 (£429,999.50 to £430,000.50)"
    assert row[:5] == [WHOLE, "2.3", "£0.5m", "budget_total", shown]
    assert row[5].startswith("Recomputed is £70,000 less than printed.")
    narrow = ledger.assign(unit="months", recomputed=17, low=16.99, high=17.01)
    assert differing_claims(narrow).cells()[0][4] == "17 months"


def test_verdicts_are_counted(ledger):
    rows = verdict_table(verdict_counts(ledger)).cells()
    expected = [["✓ agrees", "3"], ["≈ rounding", "1"], ["✗ differs", "1"], ["○ stated", "7"]]
    assert [row[:2] for row in rows] == expected


def test_what_a_paper_states_is_escaped(ledger):
    html = claims_table(ledger.assign(statement="<script>", note="a & b")).to_html()
    assert "<script>" not in html and "a &amp; b" in html
