"""Charts and tables of a high needs budget: there where a paper has something for them."""

import pandas as pd
import pytest

from analysis.charts import budget as charts
from analysis.measures import budget as measures
from analysis.tables import budget as tables

PHASES = pd.DataFrame(
    [
        ("Phase 1: understanding", "2022-01", "2022-03", "1"),
        ("Phase 2: research", "2022-04", "2022-09", "1"),
        ("Phase 3: piloting", "2022-09", "2022-12", "1"),
        ("Funding ceases", "2023-04", "2023-04", "5"),
    ],
    columns=["step", "start", "end", "paragraph"],
)


def figures(**amounts: tuple[float, float, float, str]) -> pd.DataFrame:
    """A frame like that of `measures.budget.amounts`: key → amount, low, high and unit."""
    rows = [
        (key, f"Quantity of {key}", *values, "As stated", "1", "stated")
        for key, values in amounts.items()
    ]
    return pd.DataFrame(rows, columns=measures.AMOUNT_COLUMNS)


MEDWAY = figures(
    opening_deficit=(12_500_000, 11_950_000, 13_050_000, "pounds"),
    overspend=(8_000_000, 7_500_000, 8_500_000, "pounds"),
    deficit=(20_500_000, 20_450_000, 20_550_000, "pounds"),
    alternative_provision=(3_704_539, 3_704_538.5, 3_704_539.5, "pounds a year"),
)
NOTHING = figures()


def timeline_chart(steps: pd.DataFrame):
    dated = measures.timeline(steps)
    return charts.timeline(dated, measures.overlaps(dated), "Source")


def test_the_bridge_says_what_the_deficit_was_before_and_within_what():
    chart = charts.deficit_bridge(measures.deficit_bridge(MEDWAY), "Source")
    assert chart.title == (
        "A deficit of £20.5 million after an overspend of £8 million implies one of "
        "£12.5 million before"
    )
    assert "(11.95 to 13.05)" in chart.svg
    assert "£11.95 million to £13.05 million" in chart.alt


def test_no_chart_where_the_paper_has_nothing_for_one():
    assert charts.deficit_bridge(measures.deficit_bridge(NOTHING), "Source") is None
    assert charts.yearly_amounts(NOTHING, measures.yearly_amounts(NOTHING), "Source") is None
    alone = figures(top_slice_year=(505_000, 504_500, 505_500, "pounds a year"))
    assert charts.yearly_amounts(alone, measures.yearly_amounts(alone), "Source") is None
    assert timeline_chart(PHASES.iloc[:0]) is None


def test_yearly_amounts_name_the_largest():
    chart = charts.yearly_amounts(MEDWAY, measures.yearly_amounts(MEDWAY), "Source")
    assert chart.title == "The largest yearly amount is £8 million, for quantity of overspend"


def test_yearly_amounts_with_a_contract_say_its_share_on_either_reading():
    shares = figures(
        recovery_plan=(357_000, 356_500, 357_500, "pounds a year"),
        contract_year=(32_500, 32_250, 32_750, "pounds a year"),
        contract_share=(9.1036, 9.02, 9.19, "percent"),
        yearly_contract_share=(18.207, 18.04, 18.37, "percent"),
    )
    chart = charts.yearly_amounts(shares, measures.yearly_amounts(shares), "Source")
    assert "9.1% of yearly recovery plan funding, or 18.2% if its value" in chart.title
    once = shares[shares["key"] != "yearly_contract_share"]
    chart = charts.yearly_amounts(once, measures.yearly_amounts(once), "Source")
    assert chart.title.endswith("9.1% of yearly recovery plan funding")


def test_the_timeline_names_the_phases_that_overlap():
    chart = timeline_chart(PHASES)
    assert chart.title == "Phase 2 and Phase 3 overlap in September 2022"
    assert chart.alt.endswith("Phase 2 and Phase 3 overlap in September 2022.")
    assert "shaded" in chart.subtitle
    assert "Phase 2 and Phase 3 overlap in September 2022." in chart.data.note


def test_the_timeline_without_an_overlap_names_its_span():
    chart = timeline_chart(PHASES.iloc[[0, 3]])
    assert chart.title == "The dated steps of the paper run over 16 months, to April 2023"
    assert "shaded" not in chart.subtitle
    assert "overlap" not in chart.alt


def test_an_overlap_of_several_months_has_both_ends():
    steps = PHASES.assign(start="2022-02", end=["2022-03", "2022-05", "2022-02", "2022-02"])
    dated = measures.timeline(steps)
    assert tables.overlaps_in_words(measures.overlaps(dated)) == (
        "Phase 1 and Phase 2 overlap from February 2022 to March 2022."
    )


def test_many_overlaps_are_counted_in_the_text_alternative():
    chart = timeline_chart(PHASES.assign(start="2022-02", end="2022-05"))
    assert chart.alt.endswith("6 pairs of steps overlap.")
    assert chart.data.note.count("overlap") == 6


def test_many_yearly_amounts_are_counted_in_the_text_alternative():
    many = figures(**{f"amount_{n}": (1000 + n, 1000, 2000, "pounds a year") for n in range(6)})
    chart = charts.yearly_amounts(many, measures.yearly_amounts(many), "Source")
    assert chart.alt.startswith("Bars of yearly amounts: Quantity of amount_5 £1,005; ")
    assert chart.alt.endswith("; 3 smaller.")


@pytest.mark.parametrize("months", [1, 2, 7, 18, 40, 130, 700])
def test_a_timeline_of_any_length_has_readable_months(months):
    end = (pd.Period("2021-11", freq="M") + months - 1).strftime("%Y-%m")
    steps = pd.DataFrame([("One step", "2021-11", end, "1")], columns=PHASES.columns)
    assert "Nov" in timeline_chart(steps).svg


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (32_500, "pounds a year", "£32,500 a year"),
        (238.095, "pounds a day", "£238.10 a day"),
        (91_727_272.73, "pounds", "£91,727,273"),
        (0.45, "percent", "0.45%"),
        (39.0244, "percent", "39%"),
        (1, "years", "1 year"),
        (2.5625, "years", "2.6 years"),
        (3.5, "days a week", "3.5 days a week"),
        (float("nan"), "years", "not available"),
    ],
)
def test_an_amount_is_written_with_its_unit(value, unit, text):
    assert tables.written(value, unit) == text


@pytest.mark.parametrize(
    ("low", "high", "unit", "text"),
    [
        (11_950_000, 13_050_000, "pounds a year", "£11,950,000 to £13,050,000"),
        (3_704_538.5, 3_704_539.5, "pounds a year", "known to the pound"),
        (236.26, 236.93, "pounds a day", "£236.26 to £236.93"),
        (2, 2, "years", "exact"),
        (float("nan"), float("nan"), "years", "not available"),
    ],
)
def test_a_range_says_what_rounding_allows(low, high, unit, text):
    assert tables.written_range(low, high, unit) == text
