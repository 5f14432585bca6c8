"""Every measure of the made-up releases, in which Felpershamshire was split in April 2021."""

import made_up_releases as made_up
import pytest

from analysis.comparison import Comparison, comparison_of, growth_of
from analysis.official.figures import imported_figures
from analysis.official.store import Official

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


def test_plans_per_1000_have_the_authority_that_was_there_in_january(
    comparison: Comparison,
) -> None:
    row = comparison.standing(WHOLE, NEAR).loc["plans_per_1000"]
    assert row["value"] == pytest.approx(1000 * made_up.plans(5, 2021) / (5 * 10_000.5))
    assert (row["authorities"], row["there_were"], row["missing"]) == (4, 4, "")
    assert comparison.reasons.loc[NORTH, "plans_per_1000"] == (
        "began on 1 April 2021; before, the area was of Felpershamshire"
    )


def test_growth_is_of_those_that_have_both_januaries(comparison: Comparison) -> None:
    growth = growth_of(comparison.figures, 2019, 2025)
    assert growth.values.loc[AMBRIDGE, "growth"] == pytest.approx(100 * (16 / 10 - 1))
    assert growth.reasons.loc[NORTH, "growth"] == "no figure for January 2019"
    spread = growth.spread("growth")
    left_out = "North Felpersham and South Felpersham (no figure for January 2019)"
    assert spread["left_out"].iloc[0] == left_out
    assert (spread["authorities"].iloc[0], spread["present"].iloc[0]) == (3, 5)
