"""Amounts that follow from claims: what `implied.csv` may say, and what it comes to, by hand."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import load
from analysis.errors import DataError
from analysis.papers.catalogue import read_papers
from analysis.papers.claims_csv import CLAIMS_SCHEMA
from analysis.papers.implied import FILE, texts_of, work_out
from analysis.papers.implied_csv import SCHEMA, check_implied
from analysis.papers.implied_words import exact_words, full_words, headline_words, range_words
from analysis.papers.ledger import build_ledger

MADE_UP = "ambridge-outreach-2024"
NAN = float("nan")


def ledger_of(**claims: tuple[int, int, str]) -> pd.DataFrame:
    """The ledger of claims: name → value, resolution and unit."""
    rows = [
        {**dict.fromkeys(CLAIMS_SCHEMA.columns, ""), "claim": name, "paragraph": "1"}
        | {"value": str(value), "resolution": str(resolution), "unit": unit}
        for name, (value, resolution, unit) in claims.items()
    ]
    return build_ledger("made-up", pd.DataFrame(rows), FILE)


def amounts(*rows: str) -> pd.DataFrame:
    """Rows of `implied.csv` of name, formula, unit and perhaps bridge and basis, by semicolons."""
    cells = [[*(part.strip() for part in row.split(";")), "", ""][:5] for row in rows]
    return pd.DataFrame(
        [
            (name, f"Quantity of {name}", formula, unit, basis or "Basis", bridge, "")
            for name, formula, unit, bridge, basis in cells
        ],
        columns=list(SCHEMA.columns),
    )


MONEY = {"deficit": (20_500_000, 100_000, "pounds"), "overspend": (8_000_000, 1_000_000, "pounds")}
BRIDGE = amounts(
    "deficit; ; pounds; end",
    "overspend; ; pounds; change",
    "opening; deficit - overspend; pounds; start",
)


def test_what_follows_has_the_range_that_rounding_allows():
    rows = work_out(BRIDGE, ledger_of(**MONEY), {}).set_index("amount")
    assert rows.loc["opening", ["value", "low", "high"]].tolist() == [
        12_500_000,
        11_950_000,
        13_050_000,
    ]
    assert rows["verdict"].to_dict() == {"deficit": "stated", "overspend": "stated", "opening": ""}


def test_a_term_is_in_months_and_exact_and_is_shown_in_years(small_project):
    data = load(MADE_UP)
    rows = work_out(data.implied, data.claims, {}).set_index("amount")
    assert rows.loc["term", ["value", "low", "high"]].tolist() == [2, 2, 2]
    # £430,000 a year, printed to the pound, for two years
    assert rows.loc["agreement", ["value", "low", "high"]].tolist() == [860_000, 859_999, 860_001]
    assert rows.loc["agreement", "basis"] == "£430,000 a year for 2 years"
    # £860,000 over £40,750 a year
    assert rows.loc["years_to_double", "value"] == pytest.approx(21.1043, abs=1e-4)


def test_a_paragraph_is_that_of_each_claim_below(small_project):
    data = load(MADE_UP)
    rows = work_out(data.implied, data.claims, {}).set_index("amount")["paragraph"]
    assert rows["budget_total"] == "2.1" and rows["term"] == "4.1"
    assert rows["years_to_double"] == rows["agreement"] == "2.1 and 4.1"


def test_a_paragraph_is_that_of_a_claim_in_the_basis_too():
    ledger = ledger_of(**MONEY).assign(paragraph=["1", "2"])
    rows = amounts("twice; 2 * deficit; pounds; ; Twice {deficit}, not {overspend}")
    assert list(work_out(rows, ledger, {})["paragraph"]) == ["1 and 2"]


def test_what_is_divided_by_what_may_be_zero_is_missing_and_so_is_what_follows():
    ledger = ledger_of(deficit=(20, 2, "pounds"), overspend=(0, 2, "pounds"))
    rows = amounts(
        "doubling; 12 * deficit / overspend; years",
        "half; doubling / 2; years; ; Half of {doubling}",
        "opening; deficit - overspend; pounds",
    )
    found = work_out(rows, ledger, {})
    assert found[["value", "low", "high"]].head(2).isna().all(axis=None)
    assert found["basis"][1] == "Half of not available"
    assert found.loc[2, ["value", "low", "high"]].tolist() == [20, 18, 22]
    assert texts_of(found, {})["half.low"] == "not available"


def test_a_row_with_the_words_of_one_above_is_left_out():
    rows = amounts("deficit; ; pounds", "again; deficit * weeks_per_year; pounds")
    rows["quantity"] = ["In 52 weeks", "In {weeks_per_year} weeks"]
    ledger = ledger_of(**MONEY)
    assert list(work_out(rows, ledger, {"weeks_per_year": 52})["amount"]) == ["deficit"]
    assert len(work_out(rows, ledger, {"weeks_per_year": 39})) == 2


@settings(deadline=None, max_examples=30)
@given(
    deficit=st.integers(0, 50_000_000),
    overspend=st.integers(-10_000_000, 10_000_000),
    resolution=st.sampled_from([1, 1000, 100_000, 1_000_000]),
)
def test_a_bridge_closes_whatever_the_figures(deficit, overspend, resolution):
    ledger = ledger_of(
        deficit=(deficit, resolution, "pounds"), overspend=(overspend, resolution, "pounds")
    )
    rows = work_out(BRIDGE, ledger, {}).set_index("bridge")
    assert rows.loc["start", "value"] + overspend == deficit
    assert rows.loc["start", "high"] - rows.loc["start", "low"] == 2 * resolution


def test_a_bridge_that_does_not_close_and_a_fifth_headline_are_refused(small_project):
    paper = read_papers(small_project)[MADE_UP]
    ledger = ledger_of(**MONEY, before=(12_000_000, 1, "pounds"))
    steps = amounts("before; ; pounds; start", *["overspend; ; pounds; change"])
    steps = pd.concat([steps, amounts("deficit; ; pounds; end")], ignore_index=True)
    with pytest.raises(DataError, match=r"start and change come to £20,000,000.*£20,500,000"):
        check_implied(paper, steps, ledger)
    check_implied(paper, BRIDGE, ledger)
    many = amounts(*(f"a{number}; deficit * {number}; pounds" for number in range(1, 6)))
    with pytest.raises(DataError, match="more than 4 amounts have a headline"):
        check_implied(paper, many.assign(headline="Deficit"), ledger)


@pytest.mark.parametrize(
    ("value", "unit", "full", "exact", "headline"),
    [
        (32_500, "pounds a year", "£32,500 a year", "£32,500", "£32,500 a year"),
        (238.095, "pounds a day", "£238.10 a day", "£238.10", "£238.10 a day"),
        (3_704_539, "pounds", "£3,704,539", "£3,704,539", "£3.7 million"),
        (
            20_500_000,
            "pounds a year",
            "£20,500,000 a year",
            "£20.5 million",
            "£20.5 million a year",
        ),
        (0.45, "percent", "0.45%", "0.45%", "0.45%"),
        (39.0244, "percent", "39%", "39%", "39%"),
        (5.25, "percent", "5.25%", "5.25%", "5.25%"),
        (2.5625, "years", "2.6 years", "2.6 years", "2.6 years"),
        (3.5, "days a week", "3.5 days a week", "3.5 days a week", "3.5 days a week"),
        (NAN, "pounds a year", *["not available"] * 3),
    ],
)
def test_an_amount_is_written_with_its_unit(value, unit, full, exact, headline):
    written = [write(value, unit) for write in (full_words, exact_words, headline_words)]
    assert written == [full, exact, headline]


@pytest.mark.parametrize(
    ("low", "high", "unit", "text"),
    [
        (11_950_000, 13_050_000, "pounds a year", "£11,950,000 to £13,050,000"),
        (3_704_538.5, 3_704_539.5, "pounds a year", "known to the pound"),
        (236.26, 236.93, "pounds a day", "£236.26 to £236.93"),
        (2, 2, "years", "exact"),
        (NAN, NAN, "years", "not available"),
    ],
)
def test_a_range_says_what_rounding_allows(low, high, unit, text):
    assert range_words(low, high, unit) == text
