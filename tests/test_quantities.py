"""How figures are written, at the edges too."""

import numpy as np
import pandas as pd
import pytest

from analysis.papers.claims import BASE_UNITS
from analysis.quantities import (
    listed,
    money,
    money_short,
    number,
    or_missing,
    percent,
    quantity,
    trimmed,
)


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (0, 0, "0"),
        (-0.0, 0, "0"),
        (-0.0, 2, "0.00"),
        (-0.4, 0, "0"),
        (-0.04, 1, "0.0"),
        (-0.5, 0, "−1"),
        (0.5, 0, "1"),
        (2.5, 0, "3"),
        (2.675, 2, "2.68"),
        (0.125, 2, "0.13"),
        (999.5, 0, "1,000"),
        (1250.5, 1, "1,250.5"),
        (-1250.5, 1, "−1,250.5"),
        (-1234567, 0, "−1,234,567"),
        (np.float64(1234.5), 1, "1,234.5"),
        (np.int64(1234), 0, "1,234"),
        (8_201_873.0, 0, "8,201,873"),
        (1e16, 0, "10,000,000,000,000,000"),
    ],
)
def test_a_number_has_separators_a_minus_sign_and_halves_away_from_zero(value, decimals, expected):
    assert number(value, decimals) == expected


@pytest.mark.parametrize(
    ("value", "most", "expected"),
    [(2.50, 2, "2.5"), (100, 1, "100"), (1200.0, 1, "1,200"), (-3.0, 1, "−3"), (-0.04, 1, "0")],
)
def test_trimmed_drops_the_decimals_that_say_nothing(value, most, expected):
    assert trimmed(value, most) == expected


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (8201873, 0, "£8,201,873"),
        (-501396, 0, "−£501,396"),
        (333062.96, 2, "£333,062.96"),
        (-0.3, 0, "£0"),
        (35730.97, 0, "£35,731"),
    ],
)
def test_money_has_its_sign_before_the_pound(value, decimals, expected):
    assert money(value, decimals) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (8_534_936, "£8.53 million"),
        (8_500_000, "£8.5 million"),
        (-2_000_000, "−£2 million"),
        (1_000_000, "£1 million"),
        (999_999.6, "£1 million"),
        (999_999, "£999,999"),
        (-501_396, "−£501,396"),
        (0, "£0"),
    ],
)
def test_short_money_is_in_millions_from_a_million(value, expected):
    assert money_short(value) == expected


def test_percent_has_its_sign():
    assert [percent(12.5), percent(-0.04), percent(-3, 0)] == ["12.5%", "0.0%", "−3%"]


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (65000, "pounds", "£65,000"),
        (35730.9688, "pounds", "£35,730.97"),
        (-442000, "pounds", "−£442,000"),
        (0.5, "pounds", "£0.50"),
        (12.5, "percent", "12.5%"),
        (90.3837, "percent", "90.38%"),
        (17, "months", "17 months"),
        (1, "months", "1 month"),
        (-1, "months", "−1 month"),
        (8.738, "months", "8.7 months"),
        (0, "plans", "0 plans"),
        (1, "plans", "1 plan"),
        (1, "people", "1 person"),
        (1252, "people", "1,252 people"),
        (1, "places", "1 place"),
        (1, "posts", "1 post"),
        (3.5, "days a week", "3.5 days a week"),
        (1, "days a week", "1 day a week"),
    ],
)
def test_a_quantity_has_its_unit_in_the_singular_or_plural(value, unit, expected):
    assert quantity(value, unit) == expected


def test_every_base_unit_can_be_written():
    assert all("2" in quantity(2, base) for base, _ in BASE_UNITS.values())


@pytest.mark.parametrize("missing", [None, float("nan"), pd.NA, np.nan])
def test_a_missing_figure_is_said_to_be_missing_and_never_zero(missing):
    assert or_missing(money, missing) == "not available"
    assert or_missing(money, 0) == "£0"


@pytest.mark.parametrize(
    ("items", "expected"),
    [([], "none"), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_a_list_is_written_as_a_sentence_holds_it(items, expected):
    assert listed(items) == expected
