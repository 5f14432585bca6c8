"""Unit cost of independent placements: expected values worked by hand from the printed figures."""

from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pandas as pd
import pytest

from analysis import independent_placement_unit_cost as unit_cost
from analysis.display import BottomLine, NotAvailable, Table
from analysis.errors import DataError, UsageError
from analysis.folders import find_folders
from analysis.independent_placement_unit_cost.costs import band
from analysis.independent_placement_unit_cost.phases import costs_by_phase, phase_checks
from analysis.official.figures import reference_figures
from analysis.official.reference import read_ehc_plans, read_placements, read_top_up
from analysis.papers.catalogue import Paper
from analysis.papers.inputs import UnitCostInputs
from analysis.subject import NO_PAPER, Subject

DFE = Path(__file__).resolve().parents[1] / "data" / "raw" / "dfe"
PLANS, PLACEMENTS, TOP_UP = read_ehc_plans(DFE), read_placements(DFE), read_top_up(DFE)
INPUTS = UnitCostInputs(cost="cost", placements="count", unit_cost="each", as_at="April 2022")
COUNTRY = reference_figures(PLANS, PLACEMENTS, TOP_UP)


def load(
    name: str, placements: pd.DataFrame = PLACEMENTS, top_up: pd.DataFrame = TOP_UP
) -> Subject:
    """Return an authority by the reference figures, or by these in their place."""
    is_changed = placements is not PLACEMENTS or top_up is not TOP_UP
    figures = reference_figures(PLANS, placements, top_up) if is_changed else COUNTRY
    codes = {area: code for code, area in figures.names.items()}
    return Subject(codes[name], figures, NO_PAPER, find_folders())


def of_paper(inputs: UnitCostInputs = INPUTS, **claims: float) -> Subject:
    """Return Medway, with a paper of three claims."""
    stated = {"cost": 13_756_449.0, "count": 385.0, "each": 35_731.0, **claims}
    rows = pd.DataFrame({"claim": stated.keys(), "published": stated.values()})

    class Stating(Subject):
        claims = rows.assign(verdict="agrees")

        def inputs(self, _: str) -> UnitCostInputs:
            return inputs

    of = load("Medway")
    return Stating(of.code, of.country, cast(Paper, "a paper"), of.folders)


def changed(rows: pd.DataFrame, columns: list[str], value: float, **where: Any) -> pd.DataFrame:
    """Return reference figures with a value put into columns of some rows."""
    there = pd.concat([rows[name] == one for name, one in where.items()], axis=1).all(axis=1)
    rows = rows.copy()
    rows.loc[there, columns] = value
    return rows


def leads_with(data: Subject, moved: int = 10) -> BottomLine:
    moves = unit_cost.moves(data, unit_cost.maintained_special(data), moved)
    return unit_cost.bottom_line(data, unit_cost.unit_costs(data), moves)


# Medway, line 1.2.3: planned 2021-22 special 2,308,260, primary 6,120,779, secondary 1,958,131,
# total 19,649,430; outturn 2021-22 special 20,155,821, total 20,044,357. Placements of January
# 2021 and 2022: 20 + 218 + 32 = 270 and 19 + 238 + 33 = 290; with 75 and 79 in specialist post-16,
# 345 and 369.
SCHOOLS, WHOLE = (280, 270, 290), (357, 345, 369)
MEDWAY = [
    *(("School phases, planned 2021-22", 10_387_170, placed) for placed in SCHOOLS),
    *(("Whole line, planned 2021-22", 19_649_430, placed) for placed in WHOLE),
    *(("School phases, outturn 2021-22", 20_155_821, placed) for placed in SCHOOLS),
    *(("Whole line, outturn 2021-22", 20_044_357, placed) for placed in WHOLE),
]


def test_medway_under_every_definition() -> None:
    costs = unit_cost.unit_costs(load("Medway"))
    found = costs[["definition", "cost_gbp", "placements"]]
    assert list(found.itertuples(index=False, name=None)) == MEDWAY
    standard = costs.iloc[0]
    assert round(standard["unit_cost_gbp"], 2) == 37_097.04
    # England: (1,173,917,874 + 50,470,516 + 68,042,835) / ((26,301 + 29,445) / 2)
    assert round(standard["england_unit_cost_gbp"], 2) == 46_368.57
    assert standard["ratio"] == pytest.approx(37_097.04 / 46_368.57, abs=1e-6)


def test_placements_of_january_2022_in_medway() -> None:
    row = unit_cost.placements_by_january(load("Medway")).set_index("january").loc[2022]
    assert row["placements"] == 238 + 19 + 33
    assert row["share_pct"] == pytest.approx(100 * 290 / 2697)
    assert row["england_placements"] == 20324 + 4088 + 5033


def test_the_band_runs_from_the_lowest_to_the_highest() -> None:
    found = band(unit_cost.unit_costs(load("Medway")))
    assert [round(value) for value in found["unit_cost_gbp"]] == [35_818, 37_097, 74_651]


def test_the_phases_make_the_total() -> None:
    rows = costs_by_phase(load("Medway")).set_index("phase")
    assert rows.loc["Post-school", "planned_pct"] == pytest.approx(100 * 9_228_725 / 19_940_089)
    assert rows.loc["Special", "outturn_pct"] == 100
    parts = rows["planned_gbp"].drop("Total, net of income").sum()
    assert parts == pytest.approx(19_649_430, abs=4)


def test_post_school_costs_of_medway_are_far_from_englands() -> None:
    planned, outturn = phase_checks(load("Medway")).to_dict("records")
    assert planned["post_16_unit_cost_gbp"] == pytest.approx(9_228_725 / 77)
    assert planned["england_post_16_unit_cost_gbp"] == pytest.approx(202_095_264 / 7_503.5)
    assert (outturn["largest_phase"], outturn["largest_pct"]) == ("special", 100)


# ------------------------------------------------------------------------- missing figures


def test_a_cost_of_nothing_is_no_unit_cost() -> None:
    phases = ["special_gbp", "primary_gbp", "secondary_gbp"]
    zero = changed(TOP_UP, phases, 0, authority="Rutland", basis="planned expenditure")
    data = load("Rutland", top_up=zero)
    text = leads_with(data).text
    assert "can be given (£0 is recorded" in text and "Other definitions give £" in text
    assert "rests on only" not in text
    note = unit_cost.table_unit_costs(data, unit_cost.unit_costs(data)).note
    assert "no unit cost by the standard definition (£0" in note and "With only" not in note


def test_without_section_251_everything_says_that_it_is_not_available() -> None:
    amounts = [name for name in TOP_UP if name.endswith("_gbp")]
    data = load("Rutland", top_up=changed(TOP_UP, amounts, float("nan"), authority="Rutland"))
    costs, special = unit_cost.unit_costs(data), unit_cost.maintained_special(data)
    found, moves = leads_with(data), unit_cost.moves(data, special, 1)
    assert "No other definition gives one either. England’s is £46,369" in found.text
    assert [line.value for line in found.headlines[:2]] == ["not available"] * 2
    for part in (unit_cost.chart_unit_costs(data, costs), unit_cost.table_moves(moves, special)):
        assert isinstance(part, NotAvailable)
    assert "no planned expenditure or no outturn" in unit_cost.table_phases(data).note
    assert unit_cost.table_phase_checks(data).cells()[0][1:4] == ["not available"] * 3


def test_a_january_without_a_figure_is_said_not_drawn() -> None:
    kind = ["special_independent"]
    data = load("Kent", changed(PLACEMENTS, kind, float("nan"), authority="Kent", january=2024))
    januaries = unit_cost.placements_by_january(data)
    chart = unit_cost.chart_placements(data, januaries)
    assert chart.title.endswith("to 1,776 in 2025")
    assert chart.alt.endswith("January 2024: not available.")
    none = unit_cost.chart_placements(data, januaries[:3].assign(placements=float("nan")))
    assert none.title == "NMSS or independent placements in Kent are not available"


def test_without_placements_the_report_is_refused() -> None:
    data = load("Rutland", PLACEMENTS[PLACEMENTS["authority"] != "Rutland"])
    with pytest.raises(DataError, match="Rutland has no figures in placements"):
        unit_cost.placements_by_january(data)


# --------------------------------------------------------------------------- moving some


def test_a_maintained_special_placement() -> None:
    special = unit_cost.maintained_special(load("Medway")).iloc[0]
    assert special["unit_cost_gbp"] == pytest.approx(10_000 + 10_926_200 / ((951 + 1038) / 2))
    assert not special["given"]


def test_top_up_recorded_as_nothing_gives_no_cost_of_a_maintained_special_placement() -> None:
    data = load("Medway", top_up=changed(TOP_UP, ["special_gbp"], 0, authority="Medway"))
    special = unit_cost.maintained_special(data)
    assert special[["unit_cost_gbp", "top_up_gbp"]].isna().all(axis=None)
    table = unit_cost.table_moves(unit_cost.moves(data, special, 1), special)
    assert "records £0 of planned top-up" in table.note and "994.5 placements" in table.note
    assert "minus sign" not in table.note


@pytest.mark.parametrize("bad", [-1, float("nan"), "24000", True])
def test_a_cost_that_is_no_amount_of_money(bad: Any) -> None:
    with pytest.raises(UsageError, match=r"alternative_unit_cost is .*£0 or more"):
        unit_cost.maintained_special(load("Medway"), bad)


def test_moving_ten_placements() -> None:
    data = of_paper()
    special = unit_cost.maintained_special(data, 24_000)
    rows = unit_cost.moves(data, special, 10).set_index("case")["saving_gbp"]
    assert list(rows.index) == ["low", "standard", "high", "paper"]
    assert rows["paper"] == 10 * (35_731 - 24_000)
    assert round(rows["standard"]) == 130_970


@pytest.mark.parametrize(
    ("data", "bad"),
    [(load("Medway"), -1), (load("Medway"), 2.5), (of_paper(), True), (of_paper(), 291)],
)
def test_what_is_no_number_of_placements(data: Subject, bad: Any) -> None:
    with pytest.raises(UsageError, match=r"placements_moved is .*0 to 290 .*January 2022"):
        unit_cost.moves(data, unit_cost.maintained_special(data), bad)


def test_more_than_there_are_are_all_that_there_are_for_an_authority() -> None:
    special = unit_cost.maintained_special(load("Medway"))
    table = unit_cost.table_moves(unit_cost.moves(load("Medway"), special, 291), special)
    assert "moving 290 placements to" in table.title
    assert "Saving of moving 290 (£ a year)" in table.columns.values()


# ----------------------------------------------------------------- the paper, and the others


@pytest.mark.parametrize(
    ("stated", "place"),
    [(40_000.0, "within that band."), (100_000.0, "£25,349 above the highest of them.")],
)
def test_where_the_papers_own_lies(stated: float, place: str) -> None:
    found = leads_with(of_paper(each=stated))
    assert place in found.text
    assert found.headlines[2].verdict == "agrees"
    assert found.standing is None


def test_the_papers_count_beside_the_official_ones() -> None:
    data = of_paper()
    table = unit_cost.table_beside_paper(data, unit_cost.unit_costs(data))
    rows = table.frame.set_index("definition")
    assert list(rows["placements"]) == [385, 290, 369, 290, 369]
    whole = rows.loc["Whole line, planned 2021-22"]
    assert whole["placements_difference"] == 16
    assert whole["cost_difference_gbp"] == 13_756_449 - 19_649_430
    assert round(whole["at_count_gbp"]) == 37_280
    assert "385 is nearest to NMSS or independent, and specialist post-16," in table.note


@pytest.mark.parametrize(
    ("unit_cost_claim", "first", "cases"),
    [("each", ["The paper", "not available"], 4), ("", None, 3)],
)
def test_a_paper_that_states_no_cost_or_no_unit_cost(
    unit_cost_claim: str, first: list[str] | None, cases: int
) -> None:
    data = of_paper(UnitCostInputs(unit_cost=unit_cost_claim))
    table = unit_cost.table_beside_paper(data, unit_cost.unit_costs(data))
    assert (table.cells()[0][:2] if isinstance(table, Table) else None) == first
    assert len(unit_cost.moves(data, unit_cost.maintained_special(data), 1)) == cases


def test_an_authority_among_all_and_a_paper_beside_nobody() -> None:
    data = load("Medway")
    near = pd.DataFrame(columns=["code", "rank", "neighbour_code", "closeness", "former", "model"])
    every = replace(data.country, every_authority=True, neighbours=near)
    country = Subject(data.code, every, NO_PAPER, data.folders)
    # Rutland £92,477, Bromley £38,847, Medway £37,097, Kent £23,043
    assert leads_with(country).headlines[3].value == "3 of 4"
    assert unit_cost.table_range(country).cells()[2][1] == "£37,972"
    row = unit_cost.chart_comparators(country).data.cells()[0]
    assert row[2:] == ["£10,387,170", "280.0", "£37,097", "£35,818", "£74,651", "3"]
    assert isinstance(unit_cost.chart_comparators(of_paper()), NotAvailable)
