"""Unit cost of independent placements: expected values worked by hand from the printed figures."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pandas as pd
import pytest

from analysis import independent_placement_unit_cost as unit_cost
from analysis.display import BottomLine, Chart, NotAvailable, Table
from analysis.errors import DataError, UsageError
from analysis.folders import find_folders
from analysis.independent_placement_unit_cost.costs import band
from analysis.independent_placement_unit_cost.phases import costs_by_phase, phase_checks
from analysis.official.figures import reference_figures
from analysis.official.placement_groups import PLACEMENT_KINDS
from analysis.official.reference import read_ehc_plans, read_placements, read_top_up
from analysis.papers.catalogue import Paper
from analysis.papers.inputs import UnitCostInputs
from analysis.subject import NO_PAPER, Subject

DFE = Path(__file__).resolve().parents[1] / "data" / "raw" / "dfe"
PLANS, PLACEMENTS, TOP_UP = read_ehc_plans(DFE), read_placements(DFE), read_top_up(DFE)
AMOUNTS = [name for name in TOP_UP if name.endswith("_gbp")]
SCHOOL_PHASES = ["special_gbp", "primary_gbp", "secondary_gbp"]
STATED = {"cost": 13_756_449.0, "count": 385.0, "each": 35_731.0}


class PaperSubject(Subject):
    """A subject with a paper of three claims."""

    stated = STATED
    asked = UnitCostInputs(cost="cost", placements="count", unit_cost="each", as_at="April 2022")

    @property
    def claims(self) -> pd.DataFrame:  # type: ignore[override]
        rows = [{"claim": name, "published": value} for name, value in self.stated.items()]
        return pd.DataFrame(rows).assign(verdict="agrees")

    def inputs(self, analysis: str) -> UnitCostInputs:
        return self.asked


COUNTRY = reference_figures(PLANS, PLACEMENTS, TOP_UP)


def load(
    name: str, placements: pd.DataFrame | None = None, top_up: pd.DataFrame | None = None
) -> Subject:
    """Return an authority by the reference figures, or by these in their place."""
    figures = COUNTRY
    if placements is not None or top_up is not None:
        figures = reference_figures(
            PLANS,
            PLACEMENTS if placements is None else placements,
            TOP_UP if top_up is None else top_up,
        )
    codes = {area: code for code, area in figures.names.items()}
    return Subject(codes[name], figures, NO_PAPER, find_folders())


def of_paper(name: str = "Medway", kind: type[PaperSubject] = PaperSubject) -> PaperSubject:
    of = load(name)
    return kind(of.code, of.country, cast(Paper, "a paper"), of.folders)


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
    assert list(costs["count"][:3]) == [
        "average of both Januaries",
        "opening January",
        "closing January",
    ]
    standard = costs.iloc[0]
    assert round(standard["unit_cost_gbp"], 2) == 37_097.04
    # England: (1,173,917,874 + 50,470,516 + 68,042,835) / ((26,301 + 29,445) / 2)
    assert round(standard["england_unit_cost_gbp"], 2) == 46_368.57
    assert standard["ratio"] == pytest.approx(37_097.04 / 46_368.57, abs=1e-6)


# Outturn of the whole line, net of income, over NMSS, independent and specialist post-16 placements
# of January 2021 and January 2022, in that order as placements.csv has them.
@pytest.mark.parametrize(
    ("authority", "outturn", "opening", "closing"),
    [
        ("Kent", 70_273_039, 130 + 1156 + 110 + 628, 169 + 1338 + 164 + 755),
        ("Bromley", 17_205_826, 33 + 164 + 60 + 52, 34 + 197 + 66 + 49),
        ("Rutland", 1_843_262, 0 + 19 + 3 + 4, 0 + 17 + 5 + 3),
    ],
)
def test_outturn_is_over_the_placements_of_its_own_year(
    authority: str, outturn: int, opening: int, closing: int
) -> None:
    rows = unit_cost.unit_costs(load(authority))
    rows = rows[rows["definition"] == "Whole line, outturn 2021-22"]
    assert list(rows["placements"]) == [(opening + closing) / 2, opening, closing]
    assert list(rows["unit_cost_gbp"]) == pytest.approx(list(outturn / rows["placements"]))
    assert set(rows["opening"]) == {2021}


def test_placements_of_january_2022_in_medway() -> None:
    row = unit_cost.placements_by_january(load("Medway")).set_index("january").loc[2022]
    assert row["placements"] == 238 + 19 + 33
    assert row["share_pct"] == pytest.approx(100 * 290 / 2697)
    assert row["england_placements"] == 20324 + 4088 + 5033


def test_the_band_runs_from_the_lowest_to_the_highest() -> None:
    found = band(unit_cost.unit_costs(load("Medway")))
    assert [round(value) for value in found["unit_cost_gbp"]] == [35_818, 37_097, 74_651]
    assert list(found["label"]) == [
        "School phases, planned 2021-22, closing January",
        "School phases, planned 2021-22, average of both Januaries",
        "School phases, outturn 2021-22, opening January",
    ]
    rutland = band(unit_cost.unit_costs(load("Rutland")))  # where three are the highest
    assert rutland["label"].iloc[2] == rutland["label"].iloc[1]


def test_the_phases_make_the_total() -> None:
    rows = costs_by_phase(load("Medway")).set_index("phase")
    assert rows.loc["Post-school", "planned_gbp"] == 9_228_725
    assert rows.loc["Post-school", "planned_pct"] == pytest.approx(100 * 9_228_725 / 19_940_089)
    assert rows.loc["Special", "outturn_pct"] == 100
    parts = rows["planned_gbp"].drop("Total, net of income").sum()
    assert parts == pytest.approx(19_649_430, abs=4)
    note = unit_cost.table_phases(load("Medway")).note
    assert "£394,927 less than the £20.04 million that it spent in that year" in note


def test_post_school_costs_of_medway_are_far_from_englands() -> None:
    planned, outturn = phase_checks(load("Medway")).to_dict("records")
    assert planned["post_16_unit_cost_gbp"] == pytest.approx(9_228_725 / 77)
    assert planned["england_post_16_unit_cost_gbp"] == pytest.approx(202_095_264 / 7_503.5)
    assert (outturn["largest_phase"], outturn["largest_pct"]) == ("special", 100)


# ------------------------------------------------------------------------- missing figures


def test_no_placements_give_no_unit_cost() -> None:
    kinds = list(PLACEMENT_KINDS)
    none = changed(PLACEMENTS, kinds, 0, authority="Rutland", january=2022)
    costs = unit_cost.unit_costs(load("Rutland", none)).set_index("label")["unit_cost_gbp"]
    assert pd.isna(costs["School phases, planned 2021-22, closing January"])
    assert costs["School phases, planned 2021-22, opening January"] > 0


def test_a_cost_of_nothing_is_no_unit_cost() -> None:
    zero = changed(TOP_UP, SCHOOL_PHASES, 0, authority="Rutland", basis="planned expenditure")
    data = load("Rutland", top_up=zero)
    text = leads_with(data).text
    assert "can be given (£0 is recorded" in text
    assert "Other definitions give £" in text
    assert "rests on only" not in text
    note = unit_cost.table_unit_costs(data, unit_cost.unit_costs(data)).note
    assert "no unit cost by the standard definition (£0" in note
    assert "With only" not in note


def test_without_section_251_everything_says_that_it_is_not_available() -> None:
    data = load("Rutland", top_up=changed(TOP_UP, AMOUNTS, float("nan"), authority="Rutland"))
    costs, special = unit_cost.unit_costs(data), unit_cost.maintained_special(data)
    found = leads_with(data)
    assert "No other definition gives one either. England’s is £46,369" in found.text
    assert [line.value for line in found.headlines[:2]] == ["not available"] * 2
    assert isinstance(unit_cost.chart_unit_costs(data, costs), NotAvailable)
    assert isinstance(
        unit_cost.table_moves(unit_cost.moves(data, special, 1), special), NotAvailable
    )
    assert "no planned expenditure or no outturn" in unit_cost.table_phases(data).note
    assert unit_cost.table_phase_checks(data).cells()[0][1:4] == ["not available"] * 3


def test_a_january_without_a_figure_is_said_not_drawn() -> None:
    kind = ["special_independent"]
    data = load("Kent", changed(PLACEMENTS, kind, float("nan"), authority="Kent", january=2024))
    januaries = unit_cost.placements_by_january(data)
    assert januaries.set_index("january").loc[2024, ["placements", "share_pct"]].isna().all()
    chart = unit_cost.chart_placements(data, januaries)
    assert chart.title.endswith("to 1,776 in 2025")
    assert chart.alt.endswith("January 2024: not available.")


def test_without_placements_the_report_is_refused() -> None:
    with pytest.raises(DataError, match="Rutland has no figures in placements"):
        unit_cost.placements_by_january(
            load("Rutland", PLACEMENTS[PLACEMENTS["authority"] != "Rutland"])
        )


@pytest.mark.parametrize(
    ("last", "words"),
    [
        (2025, "rose from 26 in 2019 to 42 in 2025"),
        (2022, "fell from 26 in 2019 to 22 in 2022"),
        (2019, "There were 26 NMSS or independent placements in Rutland in 2019"),
        (2018, "are not available"),
    ],
)
def test_the_title_states_what_was_found(last: int, words: str) -> None:
    data = load("Rutland")
    rows = unit_cost.placements_by_january(data)
    rows.loc[rows["january"] > last, ["placements", "share_pct"]] = float("nan")
    assert words in unit_cost.chart_placements(data, rows).title


def test_few_placements_are_said_at_once() -> None:
    data = load("Rutland")
    assert "Rutland’s rests on only 22 placements" in leads_with(data).text
    note = unit_cost.table_unit_costs(data, unit_cost.unit_costs(data)).note
    assert "With only 22 placements" in note and "by about 5%" in note


# --------------------------------------------------------------------------- moving some


@pytest.mark.parametrize(
    ("authority", "top_up_gbp", "count"),
    [
        ("Medway", 10_926_200, (951 + 1038) / 2),
        ("Kent", 67_251_333, (5099 + 5534) / 2),
        ("Rutland", 517_300, (39 + 42) / 2),
    ],
)
def test_a_maintained_special_placement(authority: str, top_up_gbp: float, count: float) -> None:
    special = unit_cost.maintained_special(load(authority)).iloc[0]
    assert special["unit_cost_gbp"] == pytest.approx(10_000 + top_up_gbp / count)
    assert not special["given"]


def test_top_up_recorded_as_nothing_gives_no_cost_of_a_maintained_special_placement() -> None:
    data = load("Medway", top_up=changed(TOP_UP, ["special_gbp"], 0, authority="Medway"))
    special = unit_cost.maintained_special(data)
    assert special[["unit_cost_gbp", "top_up_gbp"]].isna().all(axis=None)
    table = unit_cost.table_moves(unit_cost.moves(data, special, 1), special)
    assert isinstance(table, Table)
    assert "records £0 of planned top-up" in table.note and "994.5 placements" in table.note
    assert "minus sign" not in table.note


@pytest.mark.parametrize("bad", [-1, float("nan"), float("inf"), "24000", True])
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
    kent = unit_cost.moves(load("Kent"), special, 1).set_index("case")["saving_gbp"]
    assert round(kent["low"]) == round(42_032_792 / 2_426 - 24_000) < 0


@pytest.mark.parametrize("data", [load("Medway"), of_paper()])
@pytest.mark.parametrize("bad", [-1, 2.5, "10", True])
def test_what_is_no_number_of_placements(data: Subject, bad: Any) -> None:
    with pytest.raises(UsageError, match=r"placements_moved is .*0 to 290 .*January 2022"):
        unit_cost.moves(data, unit_cost.maintained_special(data), bad)


def test_more_than_there_are_is_an_error_for_a_paper_and_all_for_an_authority() -> None:
    special = unit_cost.maintained_special(load("Medway"))
    with pytest.raises(UsageError, match="placements_moved is 291; a whole number from 0 to 290"):
        unit_cost.moves(of_paper(), special, 291)
    assert set(unit_cost.moves(of_paper(), special, 290)["placements_moved"]) == {290}
    moves = unit_cost.moves(load("Medway"), special, 291)
    table = unit_cost.table_moves(moves, special)
    assert isinstance(table, Table) and "moving 290 placements to" in table.title
    assert "Saving of moving 290 (£ a year)" in table.columns.values()


# ----------------------------------------------------------------- the paper, and the others


@pytest.mark.parametrize(
    ("stated", "place"),
    [
        (35_731.0, "£35,731 is £87 below the lowest of them."),
        (40_000.0, "within that band."),
        (100_000.0, "£25,349 above the highest of them."),
    ],
)
def test_where_the_papers_own_lies(stated: float, place: str) -> None:
    class Stating(PaperSubject):
        pass

    Stating.stated = STATED | {"each": stated}
    found = leads_with(of_paper(kind=Stating))
    assert place in found.text
    assert found.headlines[2].verdict == "agrees"
    assert found.headlines[3].label == "Saving of moving 10 placements to maintained special"
    assert found.standing is None


def test_the_papers_count_beside_the_official_ones() -> None:
    data = of_paper()
    table = unit_cost.table_beside_paper(data, unit_cost.unit_costs(data))
    assert isinstance(table, Table)
    rows = table.frame.set_index("definition")
    assert list(rows["placements"]) == [385, 290, 369, 290, 369]
    whole = rows.loc["Whole line, planned 2021-22"]
    assert whole["placements_difference"] == 16
    assert whole["cost_difference_gbp"] == 13_756_449 - 19_649_430
    assert round(whole["at_count_gbp"]) == 37_280
    assert rows.loc["The paper, April 2022", "placements_difference"] == 0
    assert "in January 2022 they are 290 (NMSS or independent) and 369 (NMSS" in table.note
    assert "385 is nearest to NMSS or independent, and specialist post-16," in table.note
    assert "£5.89 million less than section 251" in table.note


def test_a_paper_that_states_no_cost_or_no_unit_cost() -> None:
    class WithoutCost(PaperSubject):
        asked = UnitCostInputs(unit_cost="each")

    data = of_paper(kind=WithoutCost)
    table = unit_cost.table_beside_paper(data, unit_cost.unit_costs(data))
    assert isinstance(table, Table)
    assert table.cells()[0][:3] == ["The paper", "not available", "not available"]
    assert table.note == "The official counts are of the closing January."

    class WithoutUnitCost(PaperSubject):
        asked = UnitCostInputs()

    data = of_paper(kind=WithoutUnitCost)
    nothing = unit_cost.table_beside_paper(data, unit_cost.unit_costs(data))
    assert nothing == NotAvailable("The paper states no unit cost of its own.")
    assert len(unit_cost.moves(data, unit_cost.maintained_special(data), 1)) == 3


def test_an_authority_among_all() -> None:
    data = load("Medway")
    near = pd.DataFrame(columns=["code", "rank", "neighbour_code", "closeness", "former", "model"])
    every = replace(data.country, every_authority=True, neighbours=near)
    country = Subject(data.code, every, NO_PAPER, data.folders)
    found = leads_with(country)
    # Rutland £92,477, Bromley £38,847, Medway £37,097, Kent £23,043
    assert found.headlines[3].value == "3 of 4"
    assert found.standing is not None and found.standing.england == "£46,369"
    chart = unit_cost.chart_comparators(country)
    assert isinstance(chart, Chart)
    assert chart.data.cells()[0][2:] == [
        *("£10,387,170", "280.0", "£37,097", "£35,818", "£74,651", "3")
    ]
    table = unit_cost.table_range(country)
    assert isinstance(table, Table) and table.cells()[2][1] == "£37,972"


@pytest.mark.parametrize("show", [unit_cost.chart_comparators, unit_cost.table_range])
def test_a_paper_is_set_beside_nobody(show: Callable[[Subject], Any]) -> None:
    assert isinstance(show(of_paper()), NotAvailable)
