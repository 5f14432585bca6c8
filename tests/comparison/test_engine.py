"""The rules of the engine, on five authorities whose figures are worked out by hand."""

import math
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from small_country import ENGLAND, MISSING, NORTH, SOUTH, country, measure

from analysis.comparison import Comparison, Measures, compute, index
from analysis.comparison.measure import Quantity, Term
from analysis.display.parts import NotAvailable
from analysis.official.figures import Figures

COSTS = {"A": 100.0, "B": 400.0, "C": 400.0, "D": 50.0, "E": 0.0}
PLACES = {"A": 10.0, "B": 20.0, "C": 20.0, "D": 10.0, "E": 5.0}
"""A 10, B 20, C 20, D 5 and E 0 pounds each."""

OWN = {ENGLAND: 950.0, NORTH: 900.0, SOUTH: 50.0}, {ENGLAND: 76.0, NORTH: 50.0, SOUTH: 20.0}
"""Totals of England and the regions as published, over more places than the authorities have."""


def work(figures: Figures, **changes: object) -> Comparison:
    return compute(figures, Measures([measure(**changes)]))


def of(comparison: Comparison, frame: str = "values") -> dict[str, Any]:
    return dict(getattr(comparison, frame)["each"])


def test_both_sums_the_same_authorities_above_and_below() -> None:
    comparison = work(country(COSTS | {"B": "x"}, PLACES | {"D": "c"}))
    found = of(comparison)
    assert found[ENGLAND] == (100 + 400 + 0) / (10 + 20 + 5)
    assert found[NORTH] == (100 + 400) / (10 + 20)
    assert found[SOUTH] == 0 / 5
    assert of(comparison, "numerators")[ENGLAND] == 500
    assert of(comparison, "denominators")[ENGLAND] == 35


def test_total_is_englands_own_numerator_over_its_own_denominator() -> None:
    figures = country(COSTS | OWN[0], PLACES | OWN[1] | {"B": "x"})
    found = of(work(figures, england="total"))
    assert (found[ENGLAND], found[NORTH]) == (950 / 76, 900 / 50)
    assert of(work(figures))[ENGLAND] == (100 + 400 + 50 + 0) / (10 + 20 + 10 + 5)


def test_an_amount_is_summed_and_no_authority_with_a_figure_gives_no_sum() -> None:
    found = of(work(country(COSTS, PLACES), denominator=None))
    assert (found["A"], found[ENGLAND], found[SOUTH]) == (100, 950, 50)
    comparison = work(country(COSTS, PLACES | {"D": "x", "E": "x"}))
    assert math.isnan(of(comparison)[SOUTH])
    assert of(comparison, "reasons")[SOUTH] == "no authority there has a figure"


def test_a_cost_of_nothing_is_missing_where_the_measure_says_so() -> None:
    comparison = work(country(COSTS | {"D": -3.0}, PLACES), zero_is_missing=True)
    found, reasons = of(comparison), of(comparison, "reasons")
    assert math.isnan(found["D"]) and math.isnan(found["E"])
    assert reasons["E"] == "£0 is recorded: cost" and reasons["D"] == "−£3 is recorded: cost"
    assert found[ENGLAND] == (100 + 400 + 400) / (10 + 20 + 20)
    assert of(comparison, "numerators")["E"] == 0  # what is recorded can still be shown


def test_times_minus_and_root_give_growth() -> None:
    figures = country({"A": 121.0}, {"A": 100.0})
    assert of(work(figures, times=100, minus=1))["A"] == pytest.approx(21)
    assert of(work(figures, times=100, minus=1, root=2))["A"] == pytest.approx(10)


def test_weights_average_and_take_away() -> None:
    two = (Term("placements", "2022", "places", 0.5), Term("section251", "2021-22", "cost", -0.5))
    found = of(work(country(COSTS, PLACES), numerator=Quantity("half", two), denominator=None))
    assert found["A"] == 0.5 * 10 - 0.5 * 100


@pytest.mark.parametrize(
    ("costs", "places", "reason"),
    [
        ("x", 1.0, "‘x’, not available, in the release ‘High needs benchmarking tool’"),
        (None, 1.0, "not in the release ‘High needs benchmarking tool’"),
        ("blank", 1.0, "left blank in the release ‘High needs benchmarking tool’"),
        (1.0, 0.0, "none to divide by: places"),
        (
            1.0,
            "c",
            "places: ‘c’, suppressed, so that nobody can be recognised, in the release "
            "‘Education, health and care plans (SEN2)’",
        ),
        ("x", "c", "‘x’, not available, in the release ‘High needs benchmarking tool’"),
    ],
)
def test_a_missing_figure_says_why(costs: Any, places: Any, reason: str) -> None:
    comparison = work(country(COSTS | {"A": costs}, PLACES | {"A": places}))
    assert math.isnan(of(comparison)["A"])
    assert of(comparison, "reasons")["A"] == reason
    assert of(comparison, "reasons")["B"] == ""


def test_reasons_of_a_family_go_before_those_of_all() -> None:
    words = {"numerator": "no end", "denominator": "no start", "both": "neither", "zero": "from 0"}
    costs, places = COSTS | {"A": "x", "B": "x"}, PLACES | {"A": "x", "C": "x", "D": 0.0}
    reasons = of(work(country(costs, places), reasons=words), "reasons")
    assert [reasons[code] for code in "ABCDE"] == ["neither", "no end", "no start", "from 0", ""]


def test_only_authorities_of_the_day_count() -> None:
    figures = country(COSTS, PLACES, ended={"D": "2021-04-01"})
    before, after = (work(figures, day=day) for day in ("2021-01-31", "2021-04-01"))
    assert (of(before)["D"], of(before)[SOUTH]) == (5, 50 / 15)
    assert math.isnan(of(after)["D"]) and of(after)[SOUTH] == 0
    words = "ended on 1 April 2021; since, the area is of Edgeley"
    assert of(after, "reasons")["D"] == words
    assert list(before.coverage()["there_were"]) == [5]
    assert list(after.coverage()["there_were"]) == [4]


def test_equal_figures_share_the_better_rank() -> None:
    ranks = work(country(COSTS, PLACES)).ranks
    assert not isinstance(ranks, NotAvailable)
    assert list(ranks["each"]) == [3, 1, 1, 4, 5]


def test_quartiles_lie_between_two_authorities_in_proportion() -> None:
    # 0, 5, 10, 20: positions 0.75, 1.5 and 2.25 of three gaps
    ranges = work(country(COSTS, PLACES | {"C": "x"})).ranges
    assert not isinstance(ranges, NotAvailable)
    row = ranges.loc["each"]
    assert list(row) == [0, 3.75, 7.5, 12.5, 20]


def test_where_an_authority_stands() -> None:
    comparison = work(country(COSTS, PLACES | {"B": "x"}))
    row = comparison.standing("A", comparison.figures.neighbours_of("A")).loc["each"]
    assert (row["value"], row["rank"], row["authorities"], row["there_were"]) == (10, 2, 4, 5)
    assert (row["missing"], row["denominator"], row["numerator"]) == ("Borchester", 10, 100)
    assert (row["region"], row["region_authorities"], row["region_there_were"]) == (500 / 30, 2, 3)
    # the neighbours are C with 20, B without a figure, D with 5
    assert (row["neighbours_median"], row["neighbours"], row["of_neighbours"]) == (12.5, 2, 3)


def test_the_range_names_the_ends_and_who_is_left_out() -> None:
    figures = country(COSTS | {"B": "x", "C": "x"}, PLACES, ended={"D": "2020-04-01"})
    spread = work(figures).spread("each")
    assert not isinstance(spread, NotAvailable)
    assert list(spread["case"][:2]) == ["lowest", "lower quartile"]
    assert (spread["name"].iloc[0], spread["name"].iloc[-1]) == ("Edgeley", "Ambridge")
    assert (spread["authorities"].iloc[0], spread["present"].iloc[0]) == (2, 4)
    reason = "‘x’, not available, in the release ‘High needs benchmarking tool’"
    assert spread["left_out"].iloc[0] == f"Borchester and Churcham ({reason})"


def test_a_comparator_in_no_release_has_no_figure_and_a_reason() -> None:
    comparators = pd.DataFrame({"code": ["A", ENGLAND, "E99"], "kind": ["own", "England", "near"]})
    rows = work(country(COSTS, PLACES)).rows("each", comparators)
    assert list(rows["kind"]) == ["own", "England", "near"]
    assert list(rows["value"][:2]) == [10, 950 / 65] and math.isnan(rows["value"].iloc[2])
    assert rows["reason"].iloc[2] == "in no imported release of EHC plans"
    assert list(rows["present"]) == [True, False, False] and rows["place"].iloc[0] == 3


def test_nothing_is_ranked_without_all_authorities() -> None:
    figures = country(COSTS | OWN[0], PLACES | OWN[1])
    figures = Figures(**(vars(figures) | {"every_authority": False, "neighbours": MISSING}))
    comparison = work(figures, england="total")
    for found in (comparison.ranks, comparison.ranges, comparison.spread("each")):
        assert isinstance(found, NotAvailable)
    row = comparison.standing("A", MISSING).loc["each"]
    assert (row["value"], row["england"]) == (10, 950 / 76)
    assert math.isnan(row["rank"]) and math.isnan(row["lowest"])
    assert math.isnan(of(work(figures))[ENGLAND])


def test_an_index_has_the_median_of_neighbours_with_every_january() -> None:
    counts = {
        "A": (10, 12, 15),
        "B": (10, 10, 11),
        "C": (10, 20, 30),
        "D": (10, 11, 12),
        "E": (10, math.nan, 99),
        ENGLAND: (100, 110, 150),
        NORTH: (30, 42, 60),
    }
    rows = [
        ("ehc_plans", "total", code, str(year), float(count), None, 2025)
        for code, three in counts.items()
        for year, count in zip((2020, 2021, 2022), three, strict=True)
    ]
    figures = country(COSTS, PLACES)
    figures = replace(figures, rows=pd.DataFrame(rows, columns=list(figures.rows.columns)))
    found = index(figures, "A", ["B", "C", "D", "E"], 2020, 2022)
    assert list(found["neighbours"]) == pytest.approx([100, 110, 120])  # B, C and D alone
    assert list(found["neighbours_counted"]) == [3, 3, 3]
    assert list(found["region"]) == pytest.approx([100, 140, 200])
    assert list(found["authority"]) == pytest.approx([100, 120, 150])
