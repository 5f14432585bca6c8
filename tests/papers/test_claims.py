"""Intervals, formulas and verdicts, against hand-worked cases and as properties."""

from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import DataError
from analysis.papers.claims import (
    BASE_UNITS,
    Claim,
    Interval,
    judge,
    parse_formula,
    published_interval,
)


def claims(**values):
    """Claims from `name=(value, resolution)` or `name=(value, resolution, formula)`."""
    return {
        name: Claim(
            name,
            F(str(given[0])),
            F(str(given[1])),
            formula=(*given, "")[2],
            where="claims.csv, row 2",
        )
        for name, given in values.items()
    }


def verdict(**values):
    """The verdict of the last claim given."""
    return list(judge(claims(**values)).values())[-1].verdict


@pytest.mark.parametrize(
    ("bound", "low", "high"),
    [("", "5.65", "5.75"), ("over", "5.7", "5.8"), ("up to", "5.6", "5.7")],
)
def test_a_printed_figure_stands_for_all_that_rounds_to_it(bound, low, high):
    assert published_interval(F("5.7"), F("0.1"), bound) == Interval(F(low), F(high))


@pytest.mark.parametrize(
    ("unit", "base", "scale"),
    [
        ("million pounds", "pounds", 1_000_000),
        ("thousand pounds", "pounds", 1_000),
        ("years", "months", 12),
        ("percent", "percent", 1),
        ("days a week", "days a week", 1),
    ],
)
def test_units_have_a_base_unit(unit, base, scale):
    assert BASE_UNITS[unit] == (base, scale)


def test_a_year_has_a_day_more_than_52_weeks():
    months = BASE_UNITS["weeks"][1]
    assert float(months * F("52.178571")) == pytest.approx(12, abs=1e-5)


# The cases that the papers pose, worked by hand


def test_a_percentage_of_rounded_thousands_is_explained_by_rounding():
    # 334 / 6,489 = 5.147%, printed 5.2%: 334.5 / 6,488.5 = 5.155% rounds to 5.2%
    assert (
        verdict(part=(334, 1), total=(6489, 1), share=("5.2", "0.1", "100 * part / total"))
        == "rounding"
    )


def test_the_same_percentage_of_exact_pounds_differs():
    exact = {"part": (334_000, 1), "total": (6_489_000, 1)}
    assert verdict(**exact, share=("5.2", "0.1", "100 * part / total")) == "differs"


@pytest.mark.parametrize(
    ("printed", "expected"), [(442_000, "agrees"), (441_000, "rounding"), (440_000, "differs")]
)
def test_a_saving_printed_as_two_figures(printed, expected):
    costs = {"before": (4_258_000, 1000), "after": (3_816_000, 1000)}
    assert verdict(**costs, saving=(printed, 1000, "before - after")) == expected


def test_a_total_of_parts_that_it_is_not_made_of_differs():
    parts = {"core": (5_701_873, 1), "outreach": (2_500_000, 1)}
    assert verdict(**parts, total=(8_500_000, 100_000, "core + outreach")) == "differs"


def test_a_rise_over_seventeen_months_is_not_of_the_past_year():
    assert verdict(period=(12, 1, "(2021 * 12 + 7) - (2020 * 12 + 2)")) == "differs"


def test_a_figure_on_the_edge_of_its_interval_agrees():
    # 0.1 + 0.2 is not 0.3 in binary floating point; here it is
    assert verdict(a=("0.1", "0.01"), b=("0.2", "0.01"), c=("0.35", "0.1", "a + b")) == "agrees"


def test_a_claim_without_a_formula_is_stated():
    judgement = judge(claims(a=(1, 1)))["a"]
    assert (judgement.verdict, judgement.recomputed, judgement.interval) == ("stated", None, None)


def test_the_interval_of_a_formula_is_that_of_what_is_printed():
    judged = judge(claims(cost=("13756449", 1), pupils=(385, 1), unit=(35731, 1, "cost / pupils")))
    assert judged["unit"].verdict == "agrees"
    assert judged["unit"].interval.low == F("13756448.5") / F("385.5")
    assert judged["unit"].interval.high == F("13756449.5") / F("384.5")


def test_a_reconciliation_is_worked_out_for_what_differs():
    given = claims(core=(8_201_873, 1), pension=(333_063, 1), total=(8_500_000, 100_000, "core"))
    given["total"] = Claim(
        "total",
        F(8_500_000),
        F(100_000),
        formula="core",
        reconciliation="core + pension",
        where="x",
    )
    assert judge(given)["total"].reconciled == 8_534_936


# Formulas


@pytest.mark.parametrize(
    ("formula", "value"),
    [
        ("2 + 3 * 4", 14),
        ("(2 + 3) * 4", 20),
        ("-2 ** 2", -4),
        ("7 / 2", F(7, 2)),
        ("0.1 + 0.2", F("0.3")),
        ("+a - b", 6),
        ("4 ** 0.5", 2.0),
    ],
)
def test_formulas_are_worked_out(formula, value):
    parsed = parse_formula(formula)
    values = {"a": F(10), "b": F(4)}
    assert parsed.value(values) == value
    assert value in parsed.interval({name: Interval(v, v) for name, v in values.items()})


@pytest.mark.parametrize(
    "formula",
    [
        "__import__('os').system('true')",
        "a.real",
        "a[0]",
        "[a]",
        "a if b else c",
        "lambda: a",
        "a // b",
        "a % b",
        "a < b",
        "'text'",
        "True",
        "1j",
        "f(a)",
        "a; b",
        "a +",
        "",
        "a := 1",
        "~a",
    ],
)
def test_anything_else_in_a_formula_is_refused(formula):
    with pytest.raises(DataError, match="formula"):
        parse_formula(formula)


def test_a_typo_names_the_row_the_claim_the_word_and_the_near_one():
    with pytest.raises(DataError) as error:
        judge(claims(budget_total=(1, 1), share=(1, 1, "budgte_total * 2")))
    message = str(error.value)
    for part in ("claims.csv, row 2", "'share'", "'budgte_total'", "did you mean 'budget_total'"):
        assert part in message


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"a": (1, 1, "b"), "b": (1, 1, "a")}, "circle"),
        ({"a": (1, 1, "a + 1")}, "circle"),
        ({"a": (0, 1), "b": (1, 1, "1 / a")}, "divides by zero"),
        ({"a": ("0.4", 1), "b": (1, 1, "1 / a")}, "allows to be zero"),
        ({"a": (-4, 1), "b": (1, 1, "a ** 0.5")}, "fractional power"),
        ({"a": (9, 1), "b": (1, 1, "a ** a ** a")}, "exponent"),
    ],
)
def test_formulas_that_cannot_be_worked_out(values, words):
    with pytest.raises(DataError, match=words):
        judge(claims(**values))


# Properties of the interval arithmetic: whatever the true values, the result is inside

numbers = st.fractions(min_value=-50, max_value=50, max_denominator=20)


@st.composite
def intervals_with_a_value(draw, values=numbers):
    low, value, high = sorted(draw(st.tuples(values, values, values)))
    return Interval(low, high), value


@given(intervals_with_a_value(), intervals_with_a_value(), st.sampled_from("+-*/"))
def test_an_operation_on_intervals_holds_the_operation_on_any_values(left, right, sign):
    (a, x), (b, y) = left, right
    formula = parse_formula(f"a {sign} b")
    if sign == "/" and 0 in b:
        with pytest.raises(ZeroDivisionError):
            formula.interval({"a": a, "b": b})
    else:
        assert formula.value({"a": x, "b": y}) in formula.interval({"a": a, "b": b})


@given(intervals_with_a_value(), st.integers(min_value=0, max_value=6))
def test_a_whole_power_of_an_interval_holds_the_power_of_any_value(base, exponent):
    interval, value = base
    power = parse_formula(f"a ** {exponent}")
    assert power.value({"a": value}) in power.interval({"a": interval})


@given(
    intervals_with_a_value(st.fractions(min_value="0.1", max_value=20, max_denominator=20)),
    st.sampled_from([0.5, 1.5, -0.5, 2.25]),
)
def test_a_fractional_power_of_an_interval_holds_the_power_of_any_value(base, exponent):
    interval, value = base
    power = parse_formula(f"a ** {exponent}")
    result = power.interval({"a": interval})
    tolerance = 1e-9 * abs(result.high)
    assert result.low - tolerance <= power.value({"a": value}) <= result.high + tolerance


@given(
    st.integers(min_value=1, max_value=10**9),
    st.sampled_from([1, 10, 100, 1000]),
    st.integers(min_value=1, max_value=10**9),
    st.sampled_from([1, 10, 100, 1000]),
)
def test_a_sum_of_rounded_parts_never_differs_from_its_rounded_total(a, ra, b, rb):
    printed = {"a": (round(a / ra) * ra, ra), "b": (round(b / rb) * rb, rb)}
    total = (round((a + b) / 1000) * 1000, 1000, "a + b")
    assert verdict(**printed, total=total) != "differs"


@given(numbers, numbers, st.sampled_from([F("0.1"), F(1), F(10)]))
def test_verdicts_agree_with_their_definitions(value, other, resolution):
    given = {
        "source": Claim("source", other, resolution),
        "claim": Claim("claim", value, resolution, formula="source"),
    }
    distance = abs(value - other)
    expected = (
        "agrees"
        if distance <= resolution / 2
        else "rounding"
        if distance <= resolution
        else "differs"
    )
    assert judge(given)["claim"].verdict == expected
