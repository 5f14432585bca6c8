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
    moved,
    number,
    or_missing,
    ordinal,
    percent,
    points,
    quantity,
    say,
    slug,
    trimmed,
    upper_first,
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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Overspend by strand, 2021/22", "overspend-by-strand-2021-22"),
        ("Café", "cafe"),
        ("  £8.5 million!  ", "8-5-million"),
        ("a — b", "a-b"),
        ("Council’s <b>", "councils-b"),
        ("£", "section"),
        ("", "section"),
    ],
)
def test_a_slug_has_lower_case_letters_digits_and_single_hyphens(text, expected):
    assert slug(text) == expected
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug(text))


@pytest.mark.parametrize(
    ("rank", "expected"),
    [
        (1, "1st"),
        (2, "2nd"),
        (3, "3rd"),
        (4, "4th"),
        (11, "11th"),
        (12, "12th"),
        (13, "13th"),
        (21, "21st"),
        (112, "112th"),
        (122.0, "122nd"),
    ],
)
def test_a_rank_is_written_as_it_is_said(rank, expected):
    assert ordinal(rank) == expected


def test_a_change_in_points_has_its_sign_unless_it_is_none():
    assert [points(1.84), points(-3.75), points(0.04), points(-0.04)] == [
        "+1.8",
        "−3.8",
        "0.0",
        "0.0",
    ]


def test_a_change_has_its_verb():
    assert [moved(0.1), moved(-0.1), moved(0)] == ["rose", "fell", "did not change"]


@pytest.mark.parametrize("month", ["2021-07", pd.Period("2021-07", "M"), "2021-07-15"])
def test_a_month_is_written_in_words(month):
    assert month_words(month) == "July 2021"


def test_a_title_stands_within_a_sentence_and_words_at_its_start():
    assert [
        lower_first(text) for text in ("Growth", "EHC plans", "January 2021", "A plan", "")
    ] == [
        "growth",
        "EHC plans",
        "January 2021",
        "a plan",
        "",
    ]
    assert [upper_first("growth of EHC plans"), upper_first("")] == ["Growth of EHC plans", ""]


# -------------------------------------------------------------------------------- sentences


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
        ("{{ x|trimmed(2) }}", 2.5, "2.5"),
        ("{{ x|plain }}", 0.25, "0.25"),
        ("{{ x|points }}", 1.8, "+1.8"),
        ("{{ x|one_decimal }}", 103.46, "103.5"),
        ("{{ x|two_decimals }}", 0.756, "0.76"),
        ("{{ x|ordinal }}", 22, "22nd"),
        ("{{ x|year }}", 2021.0, "2021"),
        ("{{ x|month }}", "2021-07", "July 2021"),
        ("{{ x|moved }}", -1, "fell"),
        ("{{ x|quantity('months') }}", 17, "17 months"),
    ],
)
def test_a_filter_writes_a_number_and_says_where_it_is_missing(template, value, expected):
    assert say(template, x=value) == expected
    assert say(template, x=float("nan")) == say(template, x=None) == "not available"


def test_words_have_filters_too_and_a_missing_figure_can_be_told():
    assert say("{{ names|listed }}", names=["a", "b"]) == "a and b"
    assert say("{{ t|lower_first }} {{ t|upper_first }}", t="Growth") == "growth Growth"
    told = "{% if x is missing %}none{% else %}{{ x|number }}{% endif %}"
    assert [say(told, x=x) for x in (pd.NA, 0)] == ["none", "0"]


def test_what_is_filled_in_is_text_as_it_is():
    hostile = "<b>{{ 7 * 7 }}</b> & \u00a0'"
    assert say("{{ name }}", name=hostile) == hostile


@pytest.mark.parametrize("template", ["{{ unknown }}", "{{ unknown|money }}", "{{ row.unknown }}"])
def test_a_name_without_a_value_is_an_error(template):
    with pytest.raises(UndefinedError, match="unknown"):
        say(template, row={})
