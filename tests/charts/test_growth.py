"""Charts and tables of the growth of EHC plans."""

from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from analysis.charts import growth as charts
from analysis.measures import growth as measures
from analysis.official.reference import read_ehc_plans, read_placements
from analysis.shown import Sentence
from analysis.tables import growth as tables
from analysis.tables.table import Table

DFE = Path(__file__).resolve().parents[2] / "data" / "raw" / "dfe"
CODES = {"Bromley": "E09000006", "Kent": "E10000016", "Medway": "E06000035", "Rutland": "E06000017"}
MARKS = [{"claim": "then", "month": "2020-02"}, {"claim": "now", "month": "2021-07"}]
LEDGER = pd.DataFrame(
    {
        "claim": ["now", "then"],
        "paragraph": ["1.2", "1.2"],
        "printed": ["252", "224"],
        "published": [252.0, 224.0],
        "verdict": ["stated", "stated"],
    }
)


@cache
def _counts(council: str) -> pd.DataFrame:
    return measures.by_january(read_ehc_plans(DFE), CODES[council])


@cache
def _placements() -> pd.DataFrame:
    return read_placements(DFE)


def _by_january(council: str, start: int, end: int, marks: list[dict[str, str]]) -> charts.Chart:
    counts = _counts(council)
    return charts.by_january(
        counts,
        measures.series_breaks(counts),
        measures.own_counts(LEDGER, counts, marks),
        measures.summary(counts, start, end),
        "DfE",
        "The paper",
    )


def _index(council: str, start: int, end: int) -> charts.Chart:
    counts = _counts(council)
    return charts.index(
        measures.index(counts, start, end),
        measures.series_breaks(counts),
        measures.summary(counts, start, end),
        "DfE",
    )


def _mix(council: str, start: int, end: int) -> charts.Chart:
    mix = measures.placement_mix(_placements(), council, start, end)
    return charts.placement_mix(mix, council, "DfE")


@pytest.mark.parametrize("council", CODES)
def test_every_chart_of_every_council(council: str) -> None:
    for chart in (
        _by_january(council, 2015, 2025, []),
        _index(council, 2015, 2025),
        _mix(council, 2015, 2025),
    ):
        assert council in chart.title
        assert len(chart.svg) < 14_000
        assert chart.source == "DfE"


@pytest.mark.parametrize(("start", "end"), [(2010, 2011), (2018, 2019), (2021, 2022), (2014, 2021)])
@pytest.mark.parametrize("council", ["Medway", "Rutland"])
def test_labels_stay_apart_for_other_years(council: str, start: int, end: int) -> None:
    _by_january(council, start, end, MARKS if council == "Rutland" else [])
    _index(council, start, end)
    _mix(council, start, end)


def test_the_breaks_are_named_on_the_chart() -> None:
    chart = _by_january("Kent", 2015, 2025, [])
    for label in ("Statements converted", "2025 release from 2019", "Person-level data from 2023"):
        assert label in chart.svg
    assert "own counts" not in chart.svg
    index = _index("Kent", 2015, 2025)
    assert "2025 release" in index.svg
    assert "Person-level" in index.svg
    assert "Person-level" not in _index("Kent", 2015, 2022).svg


def test_the_papers_own_counts_are_marked_with_what_is_printed() -> None:
    chart = _by_january("Rutland", 2015, 2025, MARKS)
    assert ">224<" in chart.svg
    assert ">252<" in chart.svg
    assert "224 in February 2020 and 252 in July 2021" in chart.alt
    assert chart.source == "DfE; The paper"


def test_the_titles_state_what_was_found() -> None:
    assert _by_january("Rutland", 2015, 2025, []).title == (
        "EHC plans and statements in Rutland rose from 168 in January 2015 to 376 in January 2025"
    )
    assert (
        _by_january("Medway", 2024, 2025, []).title
        == "EHC plans in Medway fell from 3,175 in January 2024 to 3,041 in January 2025"
    )
    assert _index("Rutland", 2015, 2025).title == (
        "Plans grew less in Rutland than in England from January 2015 to January 2025: "
        "index 224 against 266"
    )
    assert "grew more in Kent than in England" in _index("Kent", 2015, 2025).title
    assert "fell in Medway and grew in England" in _index("Medway", 2024, 2025).title
    assert _mix("Medway", 2015, 2025).title == (
        "Mainstream fell from 32.4% of Medway’s plans in January 2019 to 27.3% in January 2025"
    )


def test_a_table_of_each_january_tells_what_does_not_apply_from_what_is_missing() -> None:
    counts = _counts("Rutland")
    cells = {row[0]: row for row in tables.by_january(counts).cells()}
    assert cells["2010"][1:5] == ["183", "not applicable", "183", "not available"]
    assert cells["2018"][1:5] == ["0", "201", "201", "6.9%"]
    assert cells["2025"][1:5] == ["not applicable", "376", "376", "10.6%"]
    gap = counts.assign(statements=counts["statements"].where(counts["january"] != 2016))
    assert {row[0]: row for row in tables.by_january(gap).cells()}["2016"][1] == "not available"


def test_own_counts_beside_the_official_ones() -> None:
    own = measures.own_counts(LEDGER, _counts("Rutland"), MARKS)
    table = tables.own_counts(own, measures.own_growth(own))
    assert isinstance(table, Table)
    assert table.cells()[1] == ["July 2021", "252", "261 (January 2021)", "279 (January 2022)"]
    assert table.note == (
        "The paper’s counts make a growth of 12.5% in 17 months, or 8.7% a year. The count of "
        "July 2021, 252, is below the official 261 of January 2021 and 279 of January 2022."
    )


def test_a_paper_without_counts_says_so() -> None:
    own = measures.own_counts(LEDGER, _counts("Kent"), [])
    table = tables.own_counts(own, measures.own_growth(own))
    assert isinstance(table, Sentence)
    assert table.text == "This paper states no count of EHC plans at a date."


def test_a_group_that_is_not_available_is_named() -> None:
    placements = _placements().copy()
    placements.loc[placements["january"] == 2025, "nm_early_years"] = pd.NA
    mix = measures.placement_mix(placements, "Kent", 2019, 2025)
    table = tables.placement_mix(mix, "Kent")
    assert table.cells()[6] == [
        "Early years",
        "37",
        "not available",
        "0.3%",
        "not available",
        "not available",
        "not available",
    ]
    assert "where missing: Early years." in table.note
    assert "not available" in charts.placement_mix(mix, "Kent", "DfE").svg


@pytest.mark.parametrize(("value", "text"), [(1.84, "+1.8"), (-3.77, "−3.8"), (-0.04, "0.0")])
def test_points_carry_their_sign(value: float, text: str) -> None:
    assert tables.points(value) == text
