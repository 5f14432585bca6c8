"""Measures of the reference figures: expected values worked by hand from `data/raw/dfe`."""

from pathlib import Path

import pytest

from analysis.comparison import Comparison, compare, comparison_of, growth_of, index
from analysis.errors import UsageError
from analysis.official.figures import Figures, reference_figures
from analysis.official.reference import read_ehc_plans, read_placements, read_top_up

DFE = Path(__file__).resolve().parents[2] / "data" / "raw" / "dfe"
ENGLAND, MEDWAY, KENT, RUTLAND = "E92000001", "E06000035", "E10000016", "E06000017"


@pytest.fixture(scope="module")
def figures() -> Figures:
    return reference_figures(read_ehc_plans(DFE), read_placements(DFE), read_top_up(DFE))


@pytest.fixture(scope="module")
def comparison(figures: Figures) -> Comparison:
    return comparison_of(figures)


# Medway, line 1.2.3 of 2021-22: planned special 2,308,260, primary 6,120,779, secondary 1,958,131,
# total 19,649,430; outturn special 20,155,821, total 20,044,357. Placements of January 2021 and
# 2022: 270 and 290; with specialist post-16 345 and 369.
COSTS = {
    "": (10_387_170, (280, 270, 290)),
    "_whole_line": (19_649_430, (357, 345, 369)),
    "_outturn": (20_155_821, (280, 270, 290)),
    "_outturn_whole_line": (20_044_357, (357, 345, 369)),
}


def test_medway_under_every_definition(comparison: Comparison) -> None:
    expected = {
        f"unit_cost{definition}{count}": cost / placed
        for definition, (cost, placements) in COSTS.items()
        for count, placed in zip(("", "_opening", "_closing"), placements, strict=True)
    }
    keys = [one.key for one in comparison.measures.family("unit_cost")]
    assert comparison.values.loc[MEDWAY, keys].to_dict() == expected


def test_england_is_its_own_total_and_never_a_sum_of_a_few(comparison: Comparison) -> None:
    # (1,173,917,874 + 50,470,516 + 68,042,835) / ((26,301 + 29,445) / 2)
    assert round(comparison.values.loc[ENGLAND, "unit_cost"], 2) == 46_368.57
    key = "per_placement_planned_maintained_special"
    assert comparison.values.loc[KENT, key] == 67_251_333 / ((5099 + 5534) / 2)
    assert comparison.values[key].isna()[ENGLAND]  # a sum of four authorities is not England


def test_growth_between_two_januaries(figures: Figures) -> None:
    values = growth_of(figures, 2021, 2025).values
    assert values.loc[ENGLAND, "growth"] == 100 * (638_745 / 430_697 - 1)
    yearly = values.loc[ENGLAND, "growth_a_year"]
    assert (1 + yearly / 100) ** 4 == pytest.approx(638_745 / 430_697)


def test_the_index_starts_at_100(figures: Figures) -> None:
    rows = index(figures, RUTLAND, figures.neighbours_of(RUTLAND), 2020, 2022)
    assert list(rows["january"]) == [2020, 2021, 2022]
    assert list(rows["authority"]) == pytest.approx([100, 100 * 261 / 222, 100 * 279 / 222])
    assert rows["england"].iloc[-1] == pytest.approx(100 * 473_255 / 390_109)
    assert rows[["region", "neighbours"]].isna().all(axis=None)
    assert list(rows["neighbours_counted"]) == [0, 0, 0]


def test_an_index_needs_both_januaries(figures: Figures) -> None:
    with pytest.raises(UsageError, match="no EHC plans of E06000017 in January 2009 and"):
        index(figures, RUTLAND, [], 2009, 2022)


def test_authorities_are_compared_by_name_and_by_code(figures: Figures) -> None:
    frame = compare(["Kent", MEDWAY], "unit_cost", figures)
    assert list(frame.index) == [KENT, MEDWAY] and list(frame["name"]) == ["Kent", "Medway"]
    named = (
        "Unit cost of an independent placement (school phases, planned 2021-22, average of both "
        "Januaries) (£ per placement)"
    )
    assert list(frame.columns) == ["name", named, "England (£ per placement)"]
    assert round(frame.loc[MEDWAY, named], 2) == 37_097.04


def test_several_measures_are_columns_side_by_side(figures: Figures) -> None:
    frame = compare("Kent", ["unit_cost", "growth"], figures)
    assert len(frame) == 1 and len(frame.columns) == 5
    assert frame.columns[-1] == (
        "England, Growth of EHC plans and statements, January 2015 to January 2025 (%)"
    )


@pytest.mark.parametrize(
    ("area", "measure", "message"),
    [
        ("Kentt", "unit_cost", "no authority 'Kentt'; did you mean 'Kent'"),
        ("Kent", "unit_cots", "no measure 'unit_cots'; did you mean 'unit_cost'"),
        ("Kent", "plans_per_1000", "'plans_per_1000' .* High needs benchmarking tool, .*imported"),
    ],
)
def test_what_cannot_be_compared(figures: Figures, area: str, measure: str, message: str) -> None:
    with pytest.raises(UsageError, match=message) as raised:
        compare([area], measure, figures)
    assert len(str(raised.value).splitlines()) <= 2
