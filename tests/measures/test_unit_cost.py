"""Unit cost of independent placements: expected values worked by hand from the printed figures."""

import math
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import DataError, UsageError
from analysis.measures import unit_cost
from analysis.official.reference import read_ehc_plans, read_placements, read_top_up
from analysis.papers.inputs import UnitCostInputs

DFE = Path(__file__).resolve().parents[2] / "data" / "raw" / "dfe"
PAPER = unit_cost.PaperUnitCost(35_731, 13_756_449, 385, "April 2022", "agrees")


@pytest.fixture(scope="module")
def placements() -> pd.DataFrame:
    return read_placements(DFE)


@pytest.fixture(scope="module")
def top_up() -> pd.DataFrame:
    return read_top_up(DFE)


@pytest.fixture(scope="module")
def medway(top_up: pd.DataFrame, placements: pd.DataFrame) -> pd.DataFrame:
    return unit_cost.unit_costs(top_up, placements, "Medway")


def test_every_placement_of_january_2022_in_medway(placements: pd.DataFrame) -> None:
    row = unit_cost.by_january(placements, "Medway").set_index("january").loc[2022]
    assert row["placements"] == 238 + 19 + 33
    assert row["share_pct"] == pytest.approx(100 * 290 / 2697)
    assert row["england_placements"] == 20324 + 4088 + 5033


def test_england_kinds_of_january_2025(placements: pd.DataFrame) -> None:
    row = unit_cost.by_january(placements, "England").set_index("january").loc[2025]
    assert row["placements"] == 29647 + 4381 + 7174
    assert row["share_pct"] == row["england_share_pct"] == pytest.approx(100 * 41202 / 638745)


def test_all_plans_are_the_caseload_of_the_ehc_plans(placements: pd.DataFrame) -> None:
    both = placements.merge(read_ehc_plans(DFE), on=["january", "authority"], validate="1:1")
    assert len(both) == len(placements)
    assert (both["ehcplans"] == both["total"]).all()


def test_a_placement_that_is_missing_is_not_a_zero(placements: pd.DataFrame) -> None:
    gap = placements.copy()
    gap.loc[(gap["authority"] == "Kent") & (gap["january"] == 2024), "special_independent"] = pd.NA
    row = unit_cost.by_january(gap, "Kent").set_index("january").loc[2024]
    assert pd.isna(row["placements"])
    assert pd.isna(row["share_pct"])


# Medway, line 1.2.3: planned 2021-22 special 2,308,260, primary 6,120,779, secondary 1,958,131,
# total 19,649,430; outturn 2021-22 special 20,155,821, total 20,044,357. Placements of January
# 2021 and 2022: 20 + 218 + 32 = 270 and 19 + 238 + 33 = 290; with 75 and 79 in specialist post-16,
# 345 and 369.
MEDWAY = {
    ("School phases, planned", "average of both Januaries"): (10_387_170, 280),
    ("School phases, planned", "opening January"): (10_387_170, 270),
    ("School phases, planned", "closing January"): (10_387_170, 290),
    ("Whole line, planned", "average of both Januaries"): (19_649_430, 357),
    ("Whole line, planned", "opening January"): (19_649_430, 345),
    ("Whole line, planned", "closing January"): (19_649_430, 369),
    ("School phases, outturn", "average of both Januaries"): (20_155_821, 280),
    ("School phases, outturn", "opening January"): (20_155_821, 270),
    ("School phases, outturn", "closing January"): (20_155_821, 290),
    ("Whole line, outturn", "average of both Januaries"): (20_044_357, 357),
    ("Whole line, outturn", "opening January"): (20_044_357, 345),
    ("Whole line, outturn", "closing January"): (20_044_357, 369),
}


def test_medway_under_every_definition(medway: pd.DataFrame) -> None:
    found = {
        (row["name"], row["count"]): (row["cost_gbp"], row["placements"])
        for row in medway.to_dict("records")
    }
    assert found == MEDWAY


# Outturn of the whole line, net of income, over NMSS, independent and specialist post-16 placements
# of January 2021 and January 2022, in that order as placements.csv has them.
@pytest.mark.parametrize(
    ("authority", "outturn", "opening", "closing", "unit_cost_gbp"),
    [
        ("Kent", 70_273_039, 130 + 1156 + 110 + 628, 169 + 1338 + 164 + 755, 31_583),
        ("Medway", 20_044_357, 20 + 218 + 32 + 75, 19 + 238 + 33 + 79, 56_147),
        ("Bromley", 17_205_826, 33 + 164 + 60 + 52, 34 + 197 + 66 + 49, 52_537),
        ("Rutland", 1_843_262, 0 + 19 + 3 + 4, 0 + 17 + 5 + 3, 72_285),
    ],
)
def test_outturn_is_over_the_placements_of_its_own_year(
    top_up: pd.DataFrame,
    placements: pd.DataFrame,
    authority: str,
    outturn: int,
    opening: int,
    closing: int,
    unit_cost_gbp: int,
) -> None:
    rows = unit_cost.unit_costs(top_up, placements, authority)
    rows = rows[rows["name"] == "Whole line, outturn"].set_index("count")
    average = rows.loc["average of both Januaries"]
    assert (average["opening"], average["closing"]) == (2021, 2022)
    assert list(rows["placements"]) == [(opening + closing) / 2, opening, closing]
    assert average["cost_gbp"] == outturn
    assert round(average["unit_cost_gbp"]) == unit_cost_gbp


def test_unit_cost_is_cost_by_placements(medway: pd.DataFrame) -> None:
    standard = unit_cost.standard(medway)
    assert round(standard["unit_cost_gbp"], 2) == 37_097.04
    # England: (1,173,917,874 + 50,470,516 + 68,042,835) / ((26,301 + 29,445) / 2)
    assert round(standard["england_unit_cost_gbp"], 2) == 46_368.57
    assert standard["ratio"] == pytest.approx(37_097.04 / 46_368.57, abs=1e-6)


def test_the_band_runs_from_the_lowest_to_the_highest(medway: pd.DataFrame) -> None:
    band = unit_cost.band(medway).set_index("case")
    assert [round(value) for value in band["unit_cost_gbp"]] == [35_818, 37_097, 74_651]
    assert band["definition"].to_dict() == {
        "low": "School phases, planned 2021-22, closing January",
        "standard": "School phases, planned 2021-22, average of both Januaries",
        "high": "School phases, outturn 2021-22, opening January",
    }


def test_the_first_definition_is_named_where_several_are_the_highest(
    top_up: pd.DataFrame, placements: pd.DataFrame
) -> None:
    band = unit_cost.band(unit_cost.unit_costs(top_up, placements, "Rutland"))
    assert round(band["unit_cost_gbp"].iloc[-1], 2) == round(2_034_500 / 22, 2)
    assert band["definition"].iloc[-1] == band["definition"].iloc[1]


def test_the_chart_has_the_average_between_either_january(medway: pd.DataFrame) -> None:
    rows = unit_cost.by_definition(medway)
    assert len(rows) == len(unit_cost.DEFINITIONS)
    for prefix in ("", "england_"):
        assert (rows[f"{prefix}low_gbp"] <= rows[f"{prefix}unit_cost_gbp"]).all()
        assert (rows[f"{prefix}unit_cost_gbp"] <= rows[f"{prefix}high_gbp"]).all()


def test_every_definition_is_coherent() -> None:
    for definition in unit_cost.DEFINITIONS:
        pays_post_school = "post_school" in definition.phases
        counts_post_16 = unit_cost.SPECIALIST_POST_16 in definition.placements
        assert pays_post_school == counts_post_16
        # income is printed for the whole line only
        assert definition.net_of_income == (set(definition.phases) == set(unit_cost.PHASES))


def test_no_placements_give_no_unit_cost(top_up: pd.DataFrame, placements: pd.DataFrame) -> None:
    none = placements.copy()
    there = (none["authority"] == "Rutland") & (none["january"] == 2022)
    none.loc[there, list(unit_cost.NMSS_OR_INDEPENDENT)] = 0
    costs = unit_cost.unit_costs(top_up, none, "Rutland").set_index(["name", "count"])
    assert pd.isna(costs.loc[("School phases, planned", "closing January"), "unit_cost_gbp"])
    assert costs.loc[("School phases, planned", "opening January"), "unit_cost_gbp"] > 0


def test_an_authority_that_is_not_there(top_up: pd.DataFrame, placements: pd.DataFrame) -> None:
    with pytest.raises(DataError, match="no authority 'Ambridge'; they have: Bromley, England"):
        unit_cost.unit_costs(top_up, placements, "Ambridge")


def test_a_january_that_is_not_there(top_up: pd.DataFrame, placements: pd.DataFrame) -> None:
    early = placements[placements["january"] < 2022]
    with pytest.raises(DataError, match="no January 2022 for Kent; it has: 2019, 2020, 2021"):
        unit_cost.unit_costs(top_up, early, "Kent")


def test_the_phases_make_the_total(top_up: pd.DataFrame) -> None:
    rows = unit_cost.phases(top_up, "Medway").set_index("phase")
    assert rows.loc["Post-school", "planned_gbp"] == 9_228_725
    assert rows.loc["Post-school", "planned_pct"] == pytest.approx(100 * 9_228_725 / 19_940_089)
    assert rows.loc["Special", "outturn_pct"] == 100
    assert rows.loc["Total, net of income", "planned_less_outturn_gbp"] == 19_649_430 - 20_044_357
    parts = rows["planned_gbp"].drop("Total, net of income").sum()
    assert parts == pytest.approx(19_649_430, abs=4)


def test_post_school_costs_of_medway_are_far_from_englands(
    top_up: pd.DataFrame, placements: pd.DataFrame
) -> None:
    planned, outturn = unit_cost.phase_checks(top_up, placements, "Medway").to_dict("records")
    assert planned["post_16_unit_cost_gbp"] == pytest.approx(9_228_725 / 77)
    assert planned["england_post_16_unit_cost_gbp"] == pytest.approx(202_095_264 / 7_503.5)
    assert (outturn["largest_phase"], outturn["largest_pct"]) == ("special", 100)


def test_the_papers_count_beside_the_official_ones(medway: pd.DataFrame) -> None:
    rows = unit_cost.beside_paper(PAPER, medway).set_index("definition")
    assert list(rows["placements"]) == [385, 290, 369, 290, 369]
    whole = rows.loc["Whole line, planned 2021-22"]
    assert whole["placements_difference"] == 16
    assert whole["cost_difference_gbp"] == 13_756_449 - 19_649_430
    assert round(whole["at_count_gbp"]) == 37_280
    own = rows.loc["The paper, April 2022"]
    assert own["cost_difference_gbp"] == own["placements_difference"] == 0


def test_a_paper_without_a_unit_cost(medway: pd.DataFrame) -> None:
    assert unit_cost.paper_unit_cost(pd.DataFrame(), UnitCostInputs()) is None
    assert unit_cost.beside_paper(None, medway).empty


def test_what_the_paper_states() -> None:
    ledger = pd.DataFrame(
        {"claim": ["cost", "each"], "published": [100.0, 25.0], "verdict": ["stated", "agrees"]}
    )
    inputs = UnitCostInputs(cost="cost", unit_cost="each", as_at="May 2022")
    stated = unit_cost.paper_unit_cost(ledger, inputs)
    assert stated is not None
    assert (stated.unit_cost_gbp, stated.cost_gbp, stated.verdict) == (25, 100, "agrees")
    assert pd.isna(stated.placements)


@pytest.mark.parametrize(
    ("authority", "top_up_gbp", "count"),
    [
        ("Medway", 10_926_200, (951 + 1038) / 2),
        ("Kent", 67_251_333, (5099 + 5534) / 2),
        ("Bromley", 9_907_220, (801 + 871) / 2),
        ("Rutland", 517_300, (39 + 42) / 2),
    ],
)
def test_a_maintained_special_placement(
    top_up: pd.DataFrame,
    placements: pd.DataFrame,
    authority: str,
    top_up_gbp: float,
    count: float,
) -> None:
    option = unit_cost.alternative(top_up, placements, authority)
    assert option.unit_cost_gbp == pytest.approx(10_000 + top_up_gbp / count)
    assert not option.given


def test_a_given_cost_of_a_maintained_special_placement(
    top_up: pd.DataFrame, placements: pd.DataFrame
) -> None:
    option = unit_cost.alternative(top_up, placements, "Medway", 24_000)
    assert (option.unit_cost_gbp, option.given) == (24_000, True)


def test_top_up_recorded_as_nothing_gives_no_cost_of_a_maintained_special_placement(
    top_up: pd.DataFrame, placements: pd.DataFrame
) -> None:
    option = unit_cost.alternative(
        top_up.assign(special_gbp=0), placements.assign(placements=2), "Medway"
    )
    assert (option.cost_gbp, option.placements > 0) == (0, True)
    assert math.isnan(option.top_up_gbp) and math.isnan(option.unit_cost_gbp)


@pytest.mark.parametrize("bad", [-1, float("nan"), float("inf"), "24000", True])
def test_a_cost_that_is_no_amount_of_money(
    top_up: pd.DataFrame, placements: pd.DataFrame, bad: float
) -> None:
    with pytest.raises(UsageError, match=r"alternative_unit_cost is .*£0 or more"):
        unit_cost.alternative(top_up, placements, "Medway", bad)


OPTION = unit_cost.Alternative(24_000, 10_000, 1_400_000, 14_000, 100, "2021-22", True)


def test_moving_ten_placements(medway: pd.DataFrame) -> None:
    rows = unit_cost.moves(medway, OPTION, 10, PAPER).set_index("case")
    assert list(rows.index) == ["low", "standard", "high", "paper"]
    assert rows.loc["paper", "saving_gbp"] == 10 * (35_731 - 24_000)
    assert round(rows.loc["standard", "saving_gbp"]) == 130_970
    assert rows.loc["standard", "saving_each_gbp"] == rows.loc["standard", "saving_gbp"] / 10


def test_a_move_can_cost_more(top_up: pd.DataFrame, placements: pd.DataFrame) -> None:
    kent = unit_cost.unit_costs(top_up, placements, "Kent")
    rows = unit_cost.moves(kent, OPTION, 1).set_index("case")
    assert round(rows.loc["low", "saving_gbp"]) == round(42_032_792 / 2_426 - 24_000) < 0


@pytest.mark.parametrize("moved", [-1, 291, 2.5, "10", True])
def test_more_or_fewer_than_can_be_moved(medway: pd.DataFrame, moved: int) -> None:
    with pytest.raises(UsageError, match=r"placements_moved is .*0 to 290 .*January 2022"):
        unit_cost.moves(medway, OPTION, moved)


@pytest.mark.parametrize("moved", [0, 290])
def test_as_many_as_can_be_moved(medway: pd.DataFrame, moved: int) -> None:
    rows = unit_cost.moves(medway, OPTION, moved)
    assert list(rows["saving_gbp"]) == list(moved * (rows["unit_cost_gbp"] - 24_000))


@settings(max_examples=25, deadline=None)
@given(
    opening=st.integers(1, 5_000),
    closing=st.integers(1, 5_000),
    special=st.integers(1, 10**9),
    moved=st.integers(0, 5_000),
)
def test_standard_lies_in_the_band_and_savings_add_up(
    opening: int, closing: int, special: int, moved: int
) -> None:
    top_up, placements = _made_up(opening, closing, special)
    costs = unit_cost.unit_costs(top_up, placements, "Ambridge")
    before = costs.copy()
    low, standard, high = unit_cost.band(costs)["unit_cost_gbp"]
    assert low <= standard <= high
    if moved <= closing:
        rows = unit_cost.moves(costs, OPTION, moved)
        assert rows["saving_gbp"].is_monotonic_increasing
        assert (rows["saving_gbp"] == moved * rows["saving_each_gbp"]).all()
    pd.testing.assert_frame_equal(costs, before)


def _made_up(opening: int, closing: int, special: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Two authorities with the same figures: placements as given, all cost in the special phase."""
    phases = {f"{phase}_gbp": 0 for phase in unit_cost.PHASES} | {"special_gbp": special}
    top_up = pd.DataFrame(
        {
            "authority": authority,
            "basis": basis,
            "financial_year": year,
            "category": unit_cost.LINE_123,
            "total_gbp": special,
            "income_gbp": 0,
            **phases,
        }
        for authority in ("Ambridge", "England")
        for basis, year in ((unit_cost.PLANNED, "2021-22"), (unit_cost.OUTTURN, "2021-22"))
    )
    placements = pd.DataFrame(
        {
            "authority": authority,
            "january": january,
            "special_independent": count,
            "special_non_maintained": 0,
            "mainstream_independent": 0,
            "specialist_post_16_institutions": 3,
        }
        for authority in ("Ambridge", "England")
        for january, count in ((2021, opening), (2022, closing))
    )
    return top_up, placements
