"""Nothing in a CSV file is taken for a formula, and a number stays a number."""

import pytest

from analysis.display.csv_cells import escape_formula, plain_number


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        '=HYPERLINK("x")',
        "+cmd|x",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "\uff1d1",
        "-",
        "=5",
        "3.20",
        "007",
        "1e5",
        "5-10",
        "1/4/2023",
        "1234567890123456",
    ],
)
def test_text_that_would_run_or_be_read_as_another_gets_an_apostrophe(text):
    assert escape_formula(text) == f"'{text}".replace("\r", "\n")


def test_lines_end_in_a_line_feed():
    assert escape_formula("a\r\nb\rc\nd") == "a\nb\nc\nd"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Kent",
        "-501,396",
        "+1.8%",
        "-£5",
        "−£5",
        "1=1",
        "'=1",
        "3.2",
        "3.2.10",
        "2021-22",
        "1,250",
    ],
)
def test_other_text_and_printed_numbers_stay_as_they_are(text):
    assert escape_formula(text) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (-501396.0, "-501396"),
        (0.1 + 0.2, "0.3"),
        (-0.0000001, "0"),
        (12, "12"),
        (1e15, "1" + 15 * "0"),
    ],
)
def test_numbers_are_plain(value, text):
    assert plain_number(value) == text
