"""What the page on a paper's claims says of how many there are, and of those that differ."""

import pytest

from analysis import claims, load
from analysis.display import NotAvailable
from analysis.errors import UsageError


@pytest.fixture
def data(small_project):
    return load("ambridge-outreach-2024")


def test_claims_are_counted_and_one_that_differs_is_explained(data):
    judged = claims.judged_claims(data)
    found = claims.bottom_line(judged)
    assert found.text == (
        "The paper makes 12 claims; it gives what is needed to recompute 5. "
        "One cannot be true as printed (paragraph 2.3): whole outreach budget, printed £0.5m, "
        "recomputed £430,000."
    )
    assert [one.value for one in found.headlines] == ["1", "1", "3", "7"]
    chart = claims.chart_verdicts(data, judged)
    assert chart.title == "1 of the 5 claims that can be recomputed differs"
    assert chart.alt == (
        "Bars of 12 claims by verdict: 3 agrees, 1 rounding, 1 differs and 7 stated."
    )


def test_a_paper_without_a_claim_that_differs_says_so(data):
    judged = claims.judged_claims(data).query("verdict != 'differs'")
    assert claims.bottom_line(judged).text.endswith(
        "None of these differs from what it rests on by more than rounding."
    )
    assert claims.chart_verdicts(data, judged).title == (
        "None of the 4 claims that can be recomputed differs"
    )
    assert isinstance(claims.table_differing(judged), NotAvailable)


def test_a_paper_without_anything_to_recompute_says_so(data):
    judged = claims.judged_claims(data).query("verdict == 'stated'")
    assert claims.bottom_line(judged).text == (
        "The paper makes 7 claims; it gives what is needed to recompute 0."
    )
    assert claims.chart_verdicts(data, judged).title == (
        "No claim of the paper can be recomputed from what it gives"
    )


def test_an_authority_makes_no_claims(small_project):
    with pytest.raises(UsageError, match="E06000017 does not have what claims needs"):
        claims.judged_claims(load("Rutland"))
