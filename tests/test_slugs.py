"""Names that can stand in a link."""

import re

import pytest

from analysis.slugs import slug


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
