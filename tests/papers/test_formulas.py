"""Formulas and interval arithmetic: worked by hand, and as properties."""

from fractions import Fraction as F

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.errors import DataError
from analysis.papers.formulas import Interval, parse_formula


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
        *("__import__('os').system('true')", "a.real", "a[0]", "[a]", "a if b else c", "lambda: a"),
        *("a // b", "a % b", "a < b", "'text'", "True", "1j", "f(a)", "a; b", "a +", ""),
        *("a := 1", "~a"),
    ],
)
def test_anything_else_in_a_formula_is_refused(formula):
    with pytest.raises(DataError, match=r"^row 2: the formula"):
        parse_formula(formula, "row 2: ")


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


# Whatever the true values, the result is inside

numbers = st.fractions(min_value=-50, max_value=50, max_denominator=20)
positive = st.fractions(min_value="0.1", max_value=20, max_denominator=20)


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
    assert value**exponent in parse_formula(f"a ** {exponent}").interval({"a": interval})


@given(intervals_with_a_value(positive), st.sampled_from([0.5, 1.5, -0.5, 2.25]))
def test_a_fractional_power_of_an_interval_holds_the_power_of_any_value(base, exponent):
    interval, value = base
    result = parse_formula(f"a ** {exponent}").interval({"a": interval})
    tolerance = 1e-9 * abs(result.high)
    assert result.low - tolerance <= value**exponent <= result.high + tolerance


def test_an_even_power_is_lowest_at_zero():
    assert parse_formula("a ** 2").interval({"a": Interval(F(-1), F(3))}) == Interval(0, 9)
