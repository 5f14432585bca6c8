"""How figures are written, at the edges too."""

import re

import numpy as np
import pandas as pd
import pytest
from jinja2 import UndefinedError

from analysis.display.words import (
    listed,
    lower_first,
    money,
    money_short,
    month_words,
    number,
    or_missing,
    ordinal,
    points,
    quantity,
    say,
    slug,
    trimmed,
    upper_first,
)

NAN = float("nan")


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (-0.0, 2, "0.00"),
        (-0.4, 0, "0"),
        (-0.5, 0, "−1"),
        (2.5, 0, "3"),
        (2.675, 2, "2.68"),
        (999.5, 0, "1,000"),
        (-1250.5, 1, "−1,250.5"),
        (np.int64(1234), 0, "1,234"),
        (1e16, 0, "10,000,000,000,000,000"),
    ],
)
def test_a_number_has_separators_a_minus_sign_and_halves_away_from_zero(value, decimals, expected):
    assert number(value, decimals) == expected


@pytest.mark.parametrize(
    ("write", "value", "expected"),
    [
        (trimmed, 1200.0, "1,200"),
        (trimmed, -0.04, "0"),
        (money, -501396, "−£501,396"),
        (money, -0.3, "£0"),
        (money_short, 8_534_936, "£8.53 million"),
        (money_short, -2_000_000, "−£2 million"),
        (money_short, 999_999.6, "£1 million"),
        (money_short, 999_999, "£999,999"),
        (points, 1.84, "+1.8"),
        (points, -3.75, "−3.8"),
        (points, -0.04, "0.0"),
        (ordinal, 1, "1st"),
        (ordinal, 112, "112th"),
        (ordinal, 122.0, "122nd"),
        (ordinal, 1113, "1,113th"),
        (month_words, "2021-07", "July 2021"),
        (month_words, pd.Period("2021-12", "M"), "December 2021"),
        (listed, [], "none"),
        (listed, ["a"], "a"),
        (listed, ["a", "b", "c"], "a, b and c"),
        (lower_first, "A plan", "a plan"),
        (lower_first, "EHC plans", "EHC plans"),
        (lower_first, "January 2021", "January 2021"),
        (upper_first, "growth of EHC plans", "Growth of EHC plans"),
    ],
)
def test_each_kind_is_written_as_people_do(write, value, expected):
    assert write(value) == expected


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (65000, "pounds", "£65,000"),
        (35730.9688, "pounds", "£35,730.97"),
        (90.3837, "percent", "90.38%"),
        (8.738, "months", "8.7 months"),
        (-1, "months", "−1 month"),
        (1, "people", "1 person"),
        (1252, "people", "1,252 people"),
        (1, "days a week", "1 day a week"),
    ],
)
def test_a_quantity_has_its_unit_in_the_singular_or_plural(value, unit, expected):
    assert quantity(value, unit) == expected


@pytest.mark.parametrize("missing", [None, NAN, pd.NA, np.nan])
def test_a_missing_figure_is_said_to_be_missing_and_never_zero(missing):
    assert or_missing(money, missing) == "not available"
    assert or_missing(money, 0) == "£0"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Overspend by strand, 2021/22", "overspend-by-strand-2021-22"),
        ("  £8.5 million!  ", "8-5-million"),
        ("Café’s <b>", "cafes-b"),
        ("£", "section"),
    ],
)
def test_a_slug_has_lower_case_letters_digits_and_single_hyphens(text, expected):
    assert slug(text) == expected
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug(text))


def test_a_sentence_is_filled_and_stands_on_one_line():
    template = """
        {{ name }} has {{ plans|number }} plans,
        {{ share|percent }} of them {{ cost|money }} each; {{ all|short }} in all.
    """
    assert say(template, name="Kent", plans=1250, share=12.5, cost=35730.97, all=8.5e6) == (
        "Kent has 1,250 plans, 12.5% of them £35,731 each; £8.5 million in all."
    )


@pytest.mark.parametrize(
    ("template", "value", "expected"),
    [
        ("{{ x|money(2) }}", 0.5, "£0.50"),
        ("{{ x|plain }}", 0.25, "0.25"),
        ("{{ x|one_decimal }}", 103.46, "103.5"),
        ("{{ x|year }}", 2021.0, "2021"),
        ("{{ x|month }}", "2021-07", "July 2021"),
        ("{{ x|moved }}", -1, "fell"),
        ("{{ x|quantity('months') }}", 17, "17 months"),
    ],
)
def test_a_filter_writes_a_figure_and_says_where_it_is_missing(template, value, expected):
    assert say(template, x=value) == expected
    assert say(template, x=NAN) == say(template, x=None) == "not available"
    told = "{% if x is missing %}none{% else %}{{ x|number }}{% endif %}"
    assert [say(told, x=x) for x in (pd.NA, 0)] == ["none", "0"]


def test_what_is_filled_in_is_text_as_it_is():
    hostile = "<b>{{ 7 * 7 }}</b> & \u00a0'"
    assert say("{{ name }}", name=hostile) == hostile


@pytest.mark.parametrize("template", ["{{ unknown }}", "{{ unknown|money }}", "{{ row.unknown }}"])
def test_a_name_without_a_value_is_an_error(template):
    with pytest.raises(UndefinedError, match="unknown"):
        say(template, row={})
