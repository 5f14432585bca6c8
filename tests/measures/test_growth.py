"""Growth of EHC plans: expected values worked by hand from the official and the printed counts."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import DataError, UsageError
from analysis.measures import growth
from analysis.official.reference import read_ehc_plans, read_placements

DFE = Path(__file__).resolve().parents[2] / "data" / "raw" / "dfe"
CODES = {"Bromley": "E09000006", "Kent": "E10000016", "Medway": "E06000035", "Rutland": "E06000017"}
MARKS = [{"claim": "now", "month": "2021-07"}, {"claim": "then", "month": "2020-02"}]
LEDGER = pd.DataFrame(
    {
        "claim": ["now", "then"],
        "paragraph": ["1.2", "1.2"],
        "printed": ["252", "224"],
        "published": [252.0, 224.0],
        "verdict": ["stated", "stated"],
    }
)


@pytest.fixture(scope="module")
def plans() -> pd.DataFrame:
    return read_ehc_plans(DFE)


@pytest.fixture(scope="module")
def placements() -> pd.DataFrame:
    return read_placements(DFE)


@pytest.fixture(scope="module")
def rutland(plans: pd.DataFrame) -> pd.DataFrame:
    return growth.by_january(plans, CODES["Rutland"])


def test_each_january_beside_england(rutland: pd.DataFrame) -> None:
    assert list(rutland["january"]) == list(range(2010, 2026))
    row = rutland.set_index("january").loc[2016]
    assert (row["statements"], row["ehc_plans"], row["total"]) == (100, 86, 186)
    assert row["change_pct"] == pytest.approx(100 * 18 / 168)
    assert row["england_change_pct"] == pytest.approx(100 * (256315 - 240183) / 240183)


def test_what_the_release_does_not_count_is_missing_and_not_zero(rutland: pd.DataFrame) -> None:
    rows = rutland.set_index("january")
    assert pd.isna(rows.loc[2010, "ehc_plans"])
    assert pd.isna(rows.loc[2019, "statements"])
    assert rows.loc[2018, "statements"] == 0
    assert pd.isna(rows.loc[2010, "change_pct"])


def test_there_is_no_change_in_a_year_across_a_january_that_is_not_there(
    plans: pd.DataFrame,
) -> None:
    rows = growth.by_january(plans[plans["january"] != 2020], CODES["Rutland"]).set_index("january")
    assert rows.loc[[2021], ["change_pct", "england_change_pct"]].isna().all(axis=None)
    assert rows.loc[2022, "change_pct"] == pytest.approx(100 * 18 / 261)


@pytest.mark.parametrize(
    ("council", "start_plans", "end_plans", "growth_pct", "annualised_pct"),
    [
        ("Rutland", 168, 376, 123.8, 8.4),
        ("Kent", 6884, 20635, 199.8, 11.6),
        ("Medway", 1500, 3041, 102.7, 7.3),
        ("Bromley", 1826, 4395, 140.7, 9.2),
    ],
)
def test_growth_from_2015_to_2025(
    plans: pd.DataFrame,
    council: str,
    start_plans: int,
    end_plans: int,
    growth_pct: float,
    annualised_pct: float,
) -> None:
    own, england = growth.summary(growth.by_january(plans, CODES[council]), 2015, 2025).itertuples(
        index=False
    )
    assert (own.area, own.start_plans, own.end_plans) == (council, start_plans, end_plans)
    assert round(own.growth_pct, 1) == growth_pct
    assert round(own.annualised_pct, 1) == annualised_pct
    assert (england.area, england.start_plans, england.end_plans) == ("England", 240183, 638745)
    assert (round(england.growth_pct, 1), round(england.annualised_pct, 1)) == (165.9, 10.3)
    assert own.years == england.years == 10


def test_the_paper_of_rutland_states_a_rise_over_seventeen_months(rutland: pd.DataFrame) -> None:
    own = growth.own_counts(LEDGER, rutland, MARKS)
    assert list(own["plans"]) == [224, 252]
    assert list(own["at"]) == pytest.approx([2020 + 1 / 12, 2021.5])
    assert list(own["before_plans"]) == [222, 261]
    assert list(own["after_plans"]) == [261, 279]
    assert list(own["place"]) == ["between", "below"]
    (rise,) = growth.own_growth(own).itertuples(index=False)
    assert rise.months == 17
    assert rise.growth_pct == pytest.approx(12.5)
    assert round(rise.annualised_pct, 1) == 8.7


def test_a_count_of_january_is_beside_the_official_count_of_that_january(
    rutland: pd.DataFrame,
) -> None:
    own = growth.own_counts(LEDGER, rutland, [{"claim": "now", "month": "2021-01"}])
    assert list(own[["before_plans", "after_plans"]].iloc[0]) == [261, 261]
    assert list(own["place"]) == ["below"]


def test_a_count_after_the_official_series_has_only_a_january_before(
    rutland: pd.DataFrame,
) -> None:
    own = growth.own_counts(LEDGER, rutland, [{"claim": "now", "month": "2025-03"}])
    assert own["before_plans"].item() == 376
    assert pd.isna(own["after_plans"].item())
    assert own["place"].item() == "below"


@pytest.mark.parametrize("marks", [[], MARKS[:1], [MARKS[0], MARKS[0]]])
def test_there_is_no_growth_without_counts_of_two_months(
    rutland: pd.DataFrame, marks: list[dict[str, str]]
) -> None:
    own = growth.own_counts(LEDGER, rutland, marks)
    assert len(own) == len(marks)
    assert growth.own_growth(own).empty


def test_the_index_starts_at_100(rutland: pd.DataFrame) -> None:
    indices = growth.index(rutland, 2015, 2025)
    assert list(indices.iloc[0]) == [2015, 100, 100, 0]
    assert indices["authority_index"].iloc[-1] == pytest.approx(100 * 376 / 168)
    assert indices["england_index"].iloc[-1] == pytest.approx(100 * 638745 / 240183)
    assert indices["gap_points"].iloc[-1] == pytest.approx(223.8095 - 265.9410, abs=1e-3)


@pytest.mark.parametrize(
    ("start", "end", "message"),
    [
        (2009, 2025, "start is 2009; the years allowed are 2010 to 2025"),
        (2015, 2026, "end is 2026; the years allowed are 2010 to 2025"),
        ("2015", 2025, "start is '2015'; the years allowed are 2010 to 2025"),
        (True, 2025, "start is True; the years allowed are 2010 to 2025"),
        (2025, 2015, "start is 2025 and end is 2015; start has to be before end"),
        (2015, 2015, "start is 2015 and end is 2015; start has to be before end"),
    ],
)
def test_years_that_are_not_there_are_refused(
    rutland: pd.DataFrame, start: int, end: int, message: str
) -> None:
    for measure in (growth.summary, growth.index):
        with pytest.raises(UsageError, match=f"^{message}$"):
            measure(rutland, start, end)


def test_an_unknown_code_or_authority_is_refused(
    plans: pd.DataFrame, placements: pd.DataFrame
) -> None:
    with pytest.raises(DataError, match=r"'E10000099'; there are of: E0600.*E9200"):
        growth.by_january(plans, "E10000099")
    with pytest.raises(DataError, match=r"'Atlantis'; of: Bromley, England, Kent"):
        growth.placement_mix(placements, "Atlantis", 2015, 2025)


def test_the_breaks_are_the_conversion_the_releases_and_the_collection(
    rutland: pd.DataFrame,
) -> None:
    found = growth.series_breaks(rutland)
    assert list(found["kind"]) == ["conversion", "release", "collection"]
    assert list(zip(found["first"], found["last"], strict=True)) == [
        (2015, 2018),
        (2019, 2019),
        (2023, 2023),
    ]
    assert found["release"].dropna().to_list() == [2025]
    assert growth.series_breaks(rutland[rutland["january"].between(2019, 2022)]).empty


def test_the_placements_of_rutland(placements: pd.DataFrame) -> None:
    mix = growth.placement_mix(placements, "Rutland", 2015, 2025).set_index("group")
    assert set(mix["first"]) == {2019}
    assert set(mix["last"]) == {2025}
    # mainstream_total less mainstream_independent: 101 - 4 and 201 - 9
    assert list(mix.loc["Mainstream", ["first_plans", "last_plans"]]) == [97, 192]
    assert list(mix.loc["NMSS or independent", ["first_plans", "last_plans"]]) == [26, 42]
    assert list(mix.loc["Maintained special or academy", ["first_plans", "last_plans"]]) == [31, 45]
    assert list(mix.loc[growth.OTHER_PLACEMENT, ["first_plans", "last_plans"]]) == [1, 1]
    assert list(mix.loc["All EHC plans", ["first_plans", "last_plans"]]) == [197, 376]
    change = 100 * 45 / 376 - 100 * 31 / 197
    assert mix.loc["Maintained special or academy", "change_points"] == pytest.approx(change)
    england = 100 * (85920 + 73932) / 638745 - 100 * (84033 + 35065) / 353995
    special = mix.loc["Maintained special or academy"]
    assert special["england_change_points"] == pytest.approx(england)


def test_placements_not_recorded_are_kept_in_the_rest(placements: pd.DataFrame) -> None:
    mix = growth.placement_mix(placements, "England", 2015, 2025).set_index("group")
    # 2019: 1,902 other settings, 3,486 awaiting provision and 63 permanently excluded
    assert mix.loc[growth.OTHER_PLACEMENT, "first_plans"] == 1902 + 3486 + 63
    assert mix.loc[growth.OTHER_PLACEMENT, "last_plans"] == 19339


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (2015, 2025, (2019, 2025)),
        (2020, 2024, (2020, 2024)),
        (2010, 2018, (2019, 2025)),
        (2015, 2019, (2019, 2025)),
    ],
)
def test_the_years_of_the_placements(
    placements: pd.DataFrame, start: int, end: int, expected: tuple[int, int]
) -> None:
    assert growth.placement_years(placements, start, end) == expected


def test_a_group_with_a_missing_figure_is_missing_and_its_plans_are_in_the_rest(
    placements: pd.DataFrame,
) -> None:
    gap = placements.copy()
    where = (gap["authority"] == "Rutland") & (gap["january"] == 2025)
    gap.loc[where, "special_academy_free"] = pd.NA
    mix = growth.placement_mix(gap, "Rutland", 2019, 2025).set_index("group")
    assert mix.loc["Maintained special or academy", ["last_plans", "last_pct"]].isna().all()
    assert pd.isna(mix.loc["Maintained special or academy", "change_points"])
    assert mix.loc[growth.OTHER_PLACEMENT, "last_plans"] == 1 + 45


@settings(max_examples=50, deadline=None)
@given(
    st.floats(100, 10_000),
    st.floats(100, 10_000),
    st.floats(0.5, 30),
)
def test_growing_by_the_annualised_rate_leads_to_the_last_count(
    first: float, last: float, years: float
) -> None:
    rate = growth.annualised_pct(first, last, years)
    assert first * (1 + rate / 100) ** years == pytest.approx(last)
    assert first * (1 + growth.growth_pct(first, last) / 100) == pytest.approx(last)


def test_there_is_no_growth_from_nothing() -> None:
    assert pd.isna(growth.growth_pct(0, 5))
    assert pd.isna(growth.annualised_pct(0, 5, 2))


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_the_groups_make_all_plans(placements: pd.DataFrame, data: st.DataObject) -> None:
    authority = data.draw(st.sampled_from(sorted(set(placements["authority"]))))
    start, end = data.draw(st.tuples(st.integers(2010, 2025), st.integers(2010, 2025)))
    before = placements.copy()
    mix = growth.placement_mix(placements, authority, start, end)
    parts, whole = mix.iloc[:-1], mix.iloc[-1]
    for plans, share in (("first_plans", "first_pct"), ("last_plans", "last_pct")):
        assert parts[plans].sum() == whole[plans]
        assert parts[share].sum() == pytest.approx(100)
        assert (parts[plans] >= 0).all()
    assert parts["change_points"].sum() == pytest.approx(0)
    pd.testing.assert_frame_equal(placements, before)


def test_inputs_are_left_as_they_are(plans: pd.DataFrame) -> None:
    before = plans.copy()
    counts = growth.by_january(plans, CODES["Kent"])
    kept = counts.copy()
    growth.summary(counts, 2015, 2025)
    growth.index(counts, 2015, 2025)
    growth.series_breaks(counts)
    growth.own_counts(LEDGER, counts, MARKS)
    pd.testing.assert_frame_equal(plans, before)
    pd.testing.assert_frame_equal(counts, kept)
