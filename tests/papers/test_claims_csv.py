"""What was transcribed is read as it stands; what is refused of it is in `test_refusals`."""

import pytest

from analysis.papers.catalogue import read_papers
from analysis.papers.claims import Claim, to_claims
from analysis.papers.claims_csv import read_claims, read_printed_table, read_timeline


@pytest.fixture
def paper(small_project):
    return read_papers(small_project)["ambridge-outreach-2024"]


def test_words_in_a_printed_table_need_no_claim(paper):
    table = paper.folder / "tables" / "outreach.csv"
    text = table.read_text(encoding="utf-8") + "Period,Apr 23 – Mar 24,12 November\n"
    table.write_text(text, encoding="utf-8")
    assert len(read_claims(paper)) == 12
    assert read_printed_table(paper, "outreach").loc["Period", "Budget"] == "Apr 23 – Mar 24"


def test_a_claim_is_read_in_base_units(paper):
    path = paper.folder / "claims.csv"
    claims = to_claims(path, read_claims(paper))
    assert claims["independent_cost"] == Claim(
        "independent_cost", value=1_300_000, resolution=100_000, where=f"{path}, row 10"
    )
    assert (claims["term"].value, claims["term"].resolution) == (24, 12)


def test_a_paper_may_have_no_timeline(paper):
    assert len(read_timeline(paper)) == 2
    (paper.folder / "timeline.csv").unlink()
    assert list(read_timeline(paper)) == ["step", "start", "end", "paragraph"]
    assert read_timeline(paper).empty
