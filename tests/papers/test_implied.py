"""Amounts that follow from claims: what `implied.csv` may say, and what it comes to, by hand."""

from fractions import Fraction

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import load
from analysis.errors import DataError
from analysis.papers.amount_words import exact_words, full_words, headline_words, range_words
from analysis.papers.catalogue import read_papers
from analysis.papers.claims import Claim, parse_formula
from analysis.papers.implied import COLUMNS, check_implied, texts_of, work_out
from analysis.papers.ledger import build_ledger

MADE_UP = "ambridge-outreach-2024"
NAN = float("nan")


def ledger_of(**claims: tuple[int, int, str]) -> pd.DataFrame:
    """The ledger of claims: name → value, resolution and unit."""
    printed = pd.DataFrame(
        {"claim": list(claims), "unit": [unit for _, _, unit in claims.values()], "paragraph": "1"}
    )
    empty = ("statement", "printed", "table", "row", "column", "covered_by", "note")
    judged = {
        name: Claim(name, Fraction(value), Fraction(resolution))
        for name, (value, resolution, _) in claims.items()
    }
    return build_ledger("made-up", printed.assign(**dict.fromkeys(empty, "")), judged)


def amounts(*rows: str) -> pd.DataFrame:
    """Rows of `implied.csv` of name, formula, unit and perhaps bridge and basis, by semicolons."""
    cells = [[*(part.strip() for part in row.split(";")), "", ""][:5] for row in rows]
    return pd.DataFrame(
        [
            (name, f"Quantity of {name}", formula, unit, basis or "Basis", bridge, "")
            for name, formula, unit, bridge, basis in cells
        ],
        columns=COLUMNS,
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


BAD_ROWS = [
    # old, new, what the message says
    ("budget_total,Out", "budgettotal,Out", ["row 2, column 'amount'", "'budget_total'?"]),
    ("budget_total,Out", "term,Out", ["row 3", "'term'", "no other row"]),
    ("agreement,Out", "Agreement,Out", ["row 4, column 'amount': 'Agreement'", "lower-case"]),
    ("agreement,Out", "forecast_total,Out", ["row 4, column 'amount'", "is a claim"]),
    ("agreement,Out", "weeks_per_year,Out", ["row 4, column 'amount'", "is a parameter"]),
    ("term / 12,", "terms / 12,", ["row 4, column 'formula': 'terms'", "did you mean 'term'?"]),
    ("term / 12,", "agreement / 12,", ["row 4, column 'formula': 'agreement'", "circle"]),
    ("term / 12,", "years_to_double,", ["row 4, column 'formula': 'years_to_double'", "circle"]),
    ("term / 12,", "term / ,", ["row 4, column 'formula'", "cannot be read"]),
    ("term / 12,", "max(term),", ["row 4, column 'formula'", "only + - * / **"]),
    ("term / 12,", "0.5 ** -999,", ["row 4, column 'formula'", "cannot be worked out"]),
    ("* term / 12,", "+ term,", ["row 4, column 'formula'", "adds pounds"]),
    ("12,pounds,", "12,thousand pounds,", ["row 4, column 'unit': 'thousand pounds'", "one of"]),
    ("12,pounds,", "12,percent,", ["row 4, column 'unit': 'percent'", "gives pounds"]),
    (",percent,", ",pounds,", ["row 5, column 'unit': 'pounds'", "no amount of pounds"]),
    (",,years,", ",,percent,", ["row 3, column 'unit': 'percent'", "months", "years expected"]),
    ("for {term}", "for {terms}", ["row 4, column 'basis': 'terms'", "'term'?"]),
    ("for {term}", "for {agreement}", ["row 4, column 'basis': 'agreement'", "circle"]),
    ("for {term}", "for {}", ["row 4, column 'basis': ''", "is no claim"]),
    ("Outreach budget over", "{x} over", ["row 4, column 'quantity': 'x'"]),
    ("As stated,,Outreach", ",,Outreach", ["row 2, column 'basis': ''", "some text"]),
    ("As stated,,Outreach", "As stated,begin,Outreach", ["row 2, column 'bridge': 'begin'"]),
    ("As stated,,Outreach", "As stated,end,Outreach", ["'bridge'", "start, change, end"]),
    (",bridge,", ",bridges,", ["unknown column 'bridges'", "'bridge'?"]),
]


@pytest.mark.parametrize(("old", "new", "said"), BAD_ROWS)
def test_a_bad_row_is_named_by_file_row_and_column(refusal, old, new, said):
    message = refusal("implied.csv", old, new)
    assert "implied.csv" in message
    assert not [words for words in said if words not in message], message


BAD_WORDS = [
    ('bottom_line = ["It is {budget}."]', ["'budget' is no claim", "'budget_total'?"]),
    ('bottom_line = ["It is {agreement.lowest}."]', ["'agreement.lowest'"]),
    ("bottom_line = [5]", ["5 found, sentences were expected"]),
    ('yearly_title = "In {weeks_per_year}"', ["yearly_title: 'weeks_per_year'"]),
]


@pytest.mark.parametrize(("line", "said"), BAD_WORDS)
def test_words_of_the_report_name_amounts(refusal, line, said):
    inputs = f"[analyses.high_needs_budget.inputs]\n{line}\n\n[analyses.claims]"
    message = refusal("paper.toml", "[analyses.claims]", inputs)
    assert "paper.toml: analyses.high_needs_budget.inputs" in message
    assert not [words for words in said if words not in message], message


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
    ("formula", "power"),
    [("a / b", 0), ("100 * (a / b - 1)", 0), ("a / b * a", 1), ("-a + b", 1), ("a * 2 ** 3", 1)],
)
def test_a_formula_tells_money_from_what_is_none(formula, power):
    assert parse_formula(formula).power_of_pounds({"a": 1, "b": 1}) == power


@pytest.mark.parametrize("formula", ["a - 1", "a + a / b", "a ** 2", "2 ** a"])
def test_pounds_are_added_to_pounds_alone(formula):
    with pytest.raises(ValueError, match="pounds"):
        parse_formula(formula).power_of_pounds({"a": 1, "b": 1})


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
