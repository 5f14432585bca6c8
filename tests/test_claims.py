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


@pytest.mark.parametrize(
    ("kept", "text", "title"),
    [
        ("verdict != 'differs'", "by more than rounding.", "None of the 4 claims that can be "),
        ("verdict == 'stated'", "needed to recompute 0.", "No claim of the paper can be "),
    ],
)
def test_a_paper_without_a_claim_that_differs_says_so(data, kept, text, title):
    judged = claims.judged_claims(data).query(kept)
    assert claims.bottom_line(judged).text.endswith(text)
    assert claims.chart_verdicts(data, judged).title.startswith(title)
    assert isinstance(claims.table_differing(judged), NotAvailable)


def test_an_authority_makes_no_claims(small_project):
    with pytest.raises(UsageError, match="E06000017 does not have what claims needs"):
        claims.judged_claims(load("Rutland"))
