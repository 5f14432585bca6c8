"""Every measure of the made-up releases, in which Felpershamshire was split in April 2021."""

import made_up_releases as made_up
import pytest

from analysis.comparison import Comparison, compare, comparison_of, growth_of
from analysis.official.figures import imported_figures
from analysis.official.store import Official

ENGLAND = made_up.ENGLAND
AMBRIDGE, PENNY, BORCHESTER = (
    a.code for a in (made_up.AMBRIDGE, made_up.PENNY_HASSETT, made_up.BORCHESTER)
)
NORTH, SOUTH, WHOLE = (
    a.code for a in (made_up.NORTH_FELPERSHAM, made_up.SOUTH_FELPERSHAM, made_up.FELPERSHAMSHIRE)
)
NEAR = [PENNY, NORTH, BORCHESTER]


@pytest.fixture(scope="module")
def comparison(imported_once: Official) -> Comparison:
    return comparison_of(imported_figures(imported_once))


def test_unit_cost_takes_both_januaries_and_the_phases_of_schools(comparison: Comparison) -> None:
    kinds = ("special_independent", "special_non_maintained", "mainstream_independent")
    placed = [sum(made_up.placed(k, 1, january) for k in kinds) for january in (2021, 2022)]
    row = comparison.standing(AMBRIDGE, NEAR).loc["unit_cost"]
    assert row["value"] == pytest.approx(1000 * (2 + 3 + 4) / (sum(placed) / 2))
    # all costs of England, over placements of England, with those of Felpershamshire
    # 12 = 1 + 2 + 5 + 4 were there in both Januaries; spending is of 1, 2, 3, 2, 4
    totals = [sum(made_up.placed(k, 12, january) for k in kinds) for january in (2021, 2022)]
    assert row["england"] == pytest.approx(9000 * 12 / (sum(totals) / 2))


def test_england_is_over_the_same_authorities_where_they_lack_a_part(
    comparison: Comparison,
) -> None:
    # Felpershamshire had the plans of January 2021, North and South Felpersham have the spending
    row = comparison.standing(AMBRIDGE, NEAR).loc["per_plan_planned_therapies"]
    assert row["england"] == pytest.approx(10_000 * 7 / made_up.plans(7, 2021))
    assert (row["authorities"], row["there_were"]) == (3, 5)
    assert row["missing"] == "North Felpersham, South Felpersham"
    assert (row["region_authorities"], row["region_there_were"]) == (2, 4)
    assert (row["neighbours"], row["of_neighbours"]) == (2, 3)


def test_plans_per_1000_have_the_authority_that_was_there_in_january(
    comparison: Comparison,
) -> None:
    row = comparison.standing(WHOLE, NEAR).loc["plans_per_1000"]
    assert row["value"] == pytest.approx(1000 * made_up.plans(5, 2021) / (5 * 10_000.5))
    assert (row["authorities"], row["there_were"], row["missing"]) == (4, 4, "")
    assert comparison.reasons.loc[NORTH, "plans_per_1000"] == (
        "began on 1 April 2021; before, the area was of Felpershamshire"
    )


def test_a_missing_figure_says_why(comparison: Comparison) -> None:
    reasons = comparison.reasons
    assert reasons.loc[NORTH, "per_plan_planned_therapies"].startswith(
        "EHC plans in January 2021: ‘#N/A’, not available, in the release ‘High needs"
    )
    assert reasons.loc[WHOLE, "per_head_planned_therapies"] == (
        "ended on 1 April 2021; since, the area is of North Felpersham and South Felpersham"
    )


def test_growth_is_of_those_that_have_both_januaries(comparison: Comparison) -> None:
    growth = growth_of(comparison.figures, 2019, 2025)
    assert growth.values.loc[AMBRIDGE, "growth"] == pytest.approx(100 * (16 / 10 - 1))
    assert growth.reasons.loc[NORTH, "growth"] == "no figure for January 2019"
    spread = growth.spread("growth")
    left_out = "North Felpersham and South Felpersham (no figure for January 2019)"
    assert spread["left_out"].iloc[0] == left_out
    assert (spread["authorities"].iloc[0], spread["present"].iloc[0]) == (3, 5)


def test_the_neighbours_median_stands_beside_an_authority(comparison: Comparison) -> None:
    frame = compare("Ambridge", "per_head_planned_therapies", comparison.figures)
    column = "Median of neighbours (£ per head)"
    assert frame.loc[AMBRIDGE, column] == pytest.approx(10_000 / 10_000.5)
