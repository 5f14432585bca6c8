"""Charts and tables of the unit cost of independent placements."""

from pathlib import Path

import pandas as pd
import pytest

from analysis.charts import unit_cost as charts
from analysis.charts.chart import Chart
from analysis.measures import unit_cost as measures
from analysis.official.reference import read_placements, read_top_up
from analysis.shown import Sentence
from analysis.tables import unit_cost as tables
from analysis.tables.table import Table

DFE = Path(__file__).resolve().parents[2] / "data" / "raw" / "dfe"
COUNCILS = ["Bromley", "Kent", "Medway", "Rutland"]
PAPER = measures.PaperUnitCost(35_731, 13_756_449, 385, "April 2022", "agrees")


def _costs(council: str) -> pd.DataFrame:
    return measures.unit_costs(read_top_up(DFE), read_placements(DFE), council)


def _band_chart(costs: pd.DataFrame, council: str, paper: measures.PaperUnitCost | None) -> Chart:
    rows = measures.by_definition(costs)
    return charts.band(rows, measures.band(costs), council, paper, "Source")


@pytest.mark.parametrize("council", COUNCILS)
def test_both_charts_of_every_council(council: str) -> None:
    placements = charts.by_january(
        measures.by_january(read_placements(DFE), council), council, "Source"
    )
    band = _band_chart(_costs(council), council, None)
    assert "Collected by person" in placements.svg
    assert "England" in band.svg
    for chart in (placements, band):
        assert council in chart.title
        assert council in chart.alt
        assert len(chart.svg) < 14_000


def test_the_title_states_what_was_found() -> None:
    rows = measures.by_january(read_placements(DFE), "Rutland")
    chart = charts.by_january(rows, "Rutland", "Source")
    assert (
        chart.title
        == "NMSS or independent placements in Rutland rose from 26 in 2019 to 42 in 2025"
    )
    fell = charts.by_january(rows.iloc[:4], "Rutland", "Source")
    assert "fell from 26 in 2019 to 22 in 2022" in fell.title


def test_the_papers_own_unit_cost_is_marked() -> None:
    costs = _costs("Medway")
    assert "Paper: £35,731" in _band_chart(costs, "Medway", PAPER).svg
    assert "Paper" not in _band_chart(costs, "Medway", None).svg


def test_a_january_without_a_figure_is_said_not_drawn() -> None:
    rows = measures.by_january(read_placements(DFE), "Kent")
    rows.loc[rows["january"] == 2024, ["special_independent", "placements", "share_pct"]] = None
    chart = charts.by_january(rows, "Kent", "Source")
    assert "available" in chart.svg
    assert "1,776 in 2025" in chart.title
    assert "not available" in chart.data.to_html()


def test_a_few_placements_are_warned_of() -> None:
    assert "With only 22 placements" in tables.by_definition(_costs("Rutland"), "Rutland").note
    assert "only" not in tables.by_definition(_costs("Kent"), "Kent").note


def test_the_papers_placements_are_explained() -> None:
    table = tables.beside_paper(measures.beside_paper(PAPER, _costs("Medway")), PAPER)
    assert isinstance(table, Table)
    assert (
        "they are 290 (NMSS or independent) and 369 (NMSS or independent, and specialist post-16). "
        in table.note
    )
    assert "385 is nearest to NMSS or independent, and specialist post-16" in table.note
    assert "£5.89 million less than section 251" in table.note
    assert isinstance(tables.beside_paper(pd.DataFrame(), None), Sentence)


def test_the_note_says_where_the_alternative_is_from() -> None:
    costs = _costs("Medway")
    option = measures.alternative(read_top_up(DFE), read_placements(DFE), "Medway")
    table = tables.moves(measures.moves(costs, option, 1), option, 1)
    assert "£10,000 of place funding and £10,987 of planned top-up in 2021-22" in table.note
    assert table.title.startswith("One more placement, and moving 1 placement to")


def test_a_missing_january_is_in_the_text_alternative() -> None:
    rows = measures.by_january(read_placements(DFE), "Kent")
    rows.loc[rows["january"] == 2024, ["special_independent", "placements", "share_pct"]] = None
    alt = charts.by_january(rows, "Kent", "Source").alt
    assert alt.endswith("January 2024: not available.")


def test_no_unit_cost_is_said_in_a_sentence() -> None:
    costs = _costs("Kent").assign(unit_cost_gbp=float("nan"))
    shown = charts.band(measures.by_definition(costs), measures.band(costs), "Kent", None, "Source")
    assert isinstance(shown, Sentence)
    option = measures.alternative(read_top_up(DFE), read_placements(DFE), "Kent")
    assert isinstance(tables.moves(measures.moves(costs, option, 1), option, 1), Sentence)
