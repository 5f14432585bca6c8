"""Verdicts on claims: the cases that the papers pose, worked by hand, and as properties."""

from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import DataError
from analysis.papers.claims import BASE_UNITS, Claim, judge
from analysis.papers.formulas import Interval

EXACT = {"part": (334_000, 1), "whole": (6_489_000, 1)}
COSTS = {"before": (4_258_000, 1000), "after": (3_816_000, 1000)}


def claims(**values):
    """Claims from `name=(value, resolution)` or `name=(value, resolution, formula)`."""
    return {
        name: Claim(name, F(str(value)), F(str(resolution)), formula="".join(formula))
        for name, (value, resolution, *formula) in values.items()
    }


@pytest.mark.parametrize(
    ("bound", "low", "high"),
    [("", "5.65", "5.75"), ("over", "5.7", "5.8"), ("up to", "5.6", "5.7")],
)
def test_a_printed_figure_stands_for_all_that_rounds_to_it(bound, low, high):
    claim = Claim("cost", F("5.7"), F("0.1"), bound)
    assert claim.interval == Interval(F(low), F(high))


def test_units_have_a_base_unit():
    assert BASE_UNITS["million pounds"] == ("pounds", 1_000_000)
    assert BASE_UNITS["years"] == ("months", 12)
    assert BASE_UNITS["days a week"] == ("days a week", 1)
    # a year has a day more than 52 weeks, and a quarter
    assert float(BASE_UNITS["weeks"][1] * F("52.178571")) == pytest.approx(12, abs=1e-5)


@pytest.mark.parametrize(
    ("given", "verdict"),
    [
        # 334 / 6,489 = 5.147%, printed 5.2%: 334.5 / 6,488.5 = 5.155% rounds to 5.2%
        (
            {
                "part": (334, 1),
                "whole": (6489, 1),
                "share": ("5.2", "0.1", "100 * part / whole"),
            },
            "rounding",
        ),
        ({**EXACT, "share": ("5.2", "0.1", "100 * part / whole")}, "differs"),
        ({**COSTS, "saving": (442_000, 1000, "before - after")}, "agrees"),
        ({**COSTS, "saving": (441_000, 1000, "before - after")}, "rounding"),
        ({**COSTS, "saving": (440_000, 1000, "before - after")}, "differs"),
        # a rise over seventeen months is not of the past year
        ({"period": (12, 1, "(2021 * 12 + 7) - (2020 * 12 + 2)")}, "differs"),
        # 0.1 + 0.2 is not 0.3 in binary floating point; here it is on the edge
        ({"a": ("0.1", 1), "b": ("0.2", 1), "c": ("0.35", "0.1", "a + b")}, "agrees"),
    ],
)
def test_a_case_of_the_papers(given, verdict):
    assert list(judge(claims(**given)).values())[-1].verdict == verdict


def test_a_claim_without_a_formula_is_stated():
    judgement = judge(claims(a=(1, 1)))["a"]
    assert (judgement.verdict, judgement.recomputed, judgement.interval) == ("stated", None, None)


def test_the_interval_of_a_formula_is_that_of_what_is_printed():
    judged = judge(claims(cost=("13756449", 1), pupils=(385, 1), unit=(35731, 1, "cost / pupils")))
    assert judged["unit"].verdict == "agrees"
    ends = Interval(F("13756448.5") / F("385.5"), F("13756449.5") / F("384.5"))
    assert judged["unit"].interval == ends


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"a": (1, 1, "b"), "b": (1, 1, "a")}, "circle"),
        ({"a": ("0.4", 1), "b": (1, 1, "1 / a")}, "allows to be zero"),
        ({"a": (-4, 1), "b": (1, 1, "a ** 0.5")}, "fractional power"),
        ({"a": (9, 1), "b": (1, 1, "a ** a ** a")}, "exponent"),
    ],
)
def test_formulas_that_cannot_be_worked_out(values, words):
    with pytest.raises(DataError, match=words):
        judge(claims(**values))


amounts, resolutions = st.integers(1, 10**9), st.sampled_from([1, 10, 100, 1000])


@given(amounts, resolutions, amounts, resolutions)
def test_a_sum_of_rounded_parts_never_differs_from_its_rounded_total(a, ra, b, rb):
    printed = {"a": (round(a / ra) * ra, ra), "b": (round(b / rb) * rb, rb)}
    total = (round((a + b) / 1000) * 1000, 1000, "a + b")
    assert judge(claims(**printed, total=total))["total"].verdict != "differs"


numbers = st.fractions(min_value=-50, max_value=50, max_denominator=20)


@given(numbers, numbers, st.sampled_from([F("0.1"), F(1), F(10)]))
def test_verdicts_agree_with_their_definitions(value, other, resolution):
    judged = judge(claims(source=(other, resolution), claim=(value, resolution, "source")))
    within = abs(value - other) / resolution
    expected = "agrees" if within <= F(1, 2) else "rounding" if within <= 1 else "differs"
    assert judged["claim"].verdict == expected
