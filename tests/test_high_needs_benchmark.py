"""Where an authority stands: what is said of figures, and of those that are missing.

How measures are worked out is tested in `comparison/`.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import made_up_releases as made_up
import notebook_cells
import pytest

from analysis import high_needs_benchmark as benchmark
from analysis.comparison import Measures, build_measures, comparison_of, compute, find_periods
from analysis.display import NotAvailable
from analysis.folders import ROOT_VARIABLE, Folders
from analysis.high_needs_benchmark import Benchmark
from analysis.official.figures import Figures, imported_figures
from analysis.official.importing import Imported
from analysis.official.store import Official
from analysis.subject import NO_PAPER, Subject

AMBRIDGE, NORTH = made_up.AMBRIDGE.code, made_up.NORTH_FELPERSHAM.code
WHOLE = made_up.FELPERSHAMSHIRE.code
ALL_SEVEN = "per_head_planned_all_seven"

Place = Callable[..., Benchmark]


@pytest.fixture
def figures(imported_once: Official) -> Figures:
    return imported_figures(imported_once)


@pytest.fixture
def place(figures: Figures) -> Place:
    """Place an authority after changing values: part of an item → what it is instead."""

    def placed(code: str = AMBRIDGE, changes: Mapping[str, float] | None = None) -> Benchmark:
        rows = figures.rows.copy()
        for item, value in (changes or {}).items():
            rows.loc[rows["item"].str.contains(item) & (rows["code"] == code), "value"] = value
        subject = Subject(code, replace(figures, rows=rows), NO_PAPER, Folders(Path()))
        own = benchmark.place(subject)
        assert isinstance(own, Benchmark)
        return own

    return placed


# ----------------------------------------------------------------- what is missing


@pytest.mark.parametrize(
    ("code", "family", "reason"),
    [
        (NORTH, "per_plan_planned", "EHC plans in January 2021: ‘#N/A’, not available"),
        (WHOLE, "per_head_planned", "ended on 1 April 2021; since, the area is of North"),
        (NORTH, "mix", "began on 1 April 2021; before, the area was of Felpershamshire"),
    ],
)
def test_a_missing_figure_says_why(place: Place, code: str, family: str, reason: str) -> None:
    own = place(code)
    table = benchmark.table_standing(own, family)
    assert reason in table.note
    assert table.cells()[0][1] == table.cells()[0][-1] == "not available"
    draw = benchmark.chart_mix if family == "mix" else benchmark.chart_range
    chart = draw(own, family)
    assert chart.title.endswith(f"is not available for {own.name}")
    assert f"not available ({reason[:20]}" in chart.alt


def test_the_bottom_line_says_what_there_is_and_each_reason_once(place: Place) -> None:
    found = benchmark.bottom_line(place(WHOLE))
    assert "per head (÷ population aged 2 to 18" in found.text
    assert found.text.count("ended on 1 April 2021") == 1
    assert found.headlines[0].value.startswith("not available (England £")
    assert found.standing.rank == "" and found.standing.figure == "not available"
    assert "; rank " in found.headlines[2].value  # its plans of January 2021


@pytest.mark.parametrize(
    ("items", "reason"),
    [
        (
            r"1\.2\.3:(?:special|primary|secondary)",
            "£0 is recorded: planned expenditure 2021-22 on section 251 line 1.2.3",
        ),
        ("special_independent|non_maintained|mainstream_independent", "none to divide by: NMSS or"),
    ],
)
def test_nothing_is_no_figure(place: Place, items: str, reason: str) -> None:
    chart = benchmark.chart_areas(place(AMBRIDGE, {items: 0}), "unit_cost")
    assert reason in chart.alt and reason in chart.data.note


def test_a_small_denominator_is_said(place: Place) -> None:
    own = place(AMBRIDGE, {"^ehcplans$": 26})
    assert "has only 26 EHC plans in" in benchmark.table_standing(own, "per_plan_planned").note
    assert "has only" not in benchmark.table_standing(own, "per_head_planned").note


def test_without_neighbours_the_rest_is_there(figures: Figures) -> None:
    alone = replace(figures, neighbours=NotAvailable("Their workbook is not imported."))
    own = benchmark.place(Subject(AMBRIDGE, alone, NO_PAPER, Folders(Path())))
    assert isinstance(benchmark.table_neighbours(own, "mix"), NotAvailable)
    assert "neighbours not available." in benchmark.bottom_line(own).text
    rows = benchmark.chart_areas(own, ALL_SEVEN).data.cells()
    assert [row[0] for row in rows if row[2] == "not available"] == ["Median of neighbours"]


def test_without_its_workbook_every_part_says_what_to_import(
    imported: Callable[..., object], downloads: Path
) -> None:
    imported(downloads / "earlier.zip", downloads / "later.zip")
    *parts, _ = notebook_cells.run("high_needs_benchmark", subject="Ambridge")
    assert all("python -m analysis import" in part.reason for part in parts)


@pytest.mark.parametrize(
    ("subject", "command"),
    [("Kent", "import PATH"), ("kent-stls-2021", "build --authorities E10000016")],
)
def test_reference_figures_alone_place_nobody(project: Folders, subject: str, command: str) -> None:
    *parts, _ = notebook_cells.run("high_needs_benchmark", subject=subject)
    assert len(parts) == 21 and all(command in part.reason for part in parts)


# ------------------------------------------------------------------- what is said


def test_england_rests_on_those_with_both_or_is_its_own_total(place: Place) -> None:
    own = place()
    note = benchmark.table_standing(own, "per_placement_planned").note
    both = "England, range and rank rest on 3 of 5 authorities (without: North Felpersham, South"
    assert both in note and "Range and rank rest on 3 of 5 authorities" in note
    total = "For ‘Top-up, NMSS and independent’, England and the region are their own totals."
    assert total in note and total in benchmark.table_comparators(own).note
    assert total not in benchmark.table_standing(own, "per_head_planned").note


def test_farthest_is_by_distance_from_england_and_not_of_all_together(place: Place) -> None:
    own = place()
    rows = own.standing.copy()
    rows["value"], rows["england"] = 10.0, 10.0
    rows.loc["per_head_planned_hospital", "value"] = 7.0
    rows.loc["per_head_planned_therapies", "value"] = 12.0
    rows.loc["per_head_planned_sen_support", "value"] = float("nan")
    rows.loc[ALL_SEVEN, "value"] = 99.0
    far = benchmark.farthest(replace(own, standing=rows), own.measures.family("per_head_planned"))
    assert far is own.measures["per_head_planned_hospital"]


def test_what_is_said_of_a_measure_is_from_its_entry(place: Place) -> None:
    own = place()
    changed = replace(own.measures[ALL_SEVEN], label="Turnips", direction="Turnips are good.")
    entries = {**own.measures, ALL_SEVEN: changed}
    own = replace(own, measures=Measures(entries.values()))
    chart = benchmark.chart_areas(own, ALL_SEVEN)
    for words in (chart.title, chart.subtitle, chart.data.columns["value"]):
        assert "Turnips" in words
    assert "turnips" in chart.alt
    assert chart.data.note.endswith("Turnips are good.")
    assert "turnips" in benchmark.bottom_line(own).text


def test_the_rank_is_one_column_for_people_and_two_as_data(place: Place) -> None:
    own = place()
    table = benchmark.table_standing(own, "per_head_planned")
    row = own.standing.loc[ALL_SEVEN]
    assert table.cells()[-1][-1] == f"{row['rank']:.0f} of {row['authorities']}"
    assert table.to_data()["rows"][-1][-3:] == [row["rank"], 5, 5]


def test_every_measure_of_the_page_is_drawn_or_in_a_table(place: Place) -> None:
    notebook = (notebook_cells.NOTEBOOKS / "high_needs_benchmark.ipynb").read_text()
    for key, measure in place().measures.items():
        assert f'\\"{key}\\"' in notebook or f'\\"{measure.family}\\"' in notebook, key


# ------------------------------------------------------------------ the real releases


@pytest.fixture(scope="module")
def real_figures(real_releases: Imported) -> Figures:
    return imported_figures(real_releases.official)


@pytest.mark.shared
def test_independent_top_up_per_head_is_that_of_the_workbook(real_figures: Figures) -> None:
    standing = comparison_of(real_figures).standing("E10000016", [])
    row = standing.loc["per_head_planned_independent_top_up"]
    # line 1.2.3 and people aged 2 to 18 of the workbook's data sheet, read by hand: Kent, the 150
    # authorities that have both, and Bracknell Forest, the highest
    assert row["value"] == pytest.approx(42_032_791.88 / 334_809.436)
    assert row["england"] == pytest.approx(1_544_431_669.95 / 11_560_046.819)
    assert row["highest"] == pytest.approx(9_054_222 / 27_463.254)
    assert (row["rank"], row["authorities"], row["there_were"]) == (76, 150, 152)


@pytest.mark.shared
def test_the_latest_groups_give_the_workbooks_own_figures(real_figures: Figures) -> None:
    periods = {**find_periods(real_figures), "latest": "2021"}  # the January of the workbook
    values = compute(real_figures, build_measures(periods)).authorities
    for group in ("mainstream", "resourced_provision_or_sen_unit", "nmss_or_independent"):
        both = values[[f"mix_{group}", f"latest_mix_{group}"]].dropna()
        assert len(both) == 149 - (group == "resourced_provision_or_sen_unit")  # an ‘x’
        assert (both.iloc[:, 0] - both.iloc[:, 1]).abs().max() < 1e-9


@pytest.mark.shared
@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        "Bedford",  # a neighbour with a name of three lines
        "Bournemouth, Christchurch and Poole",
        "City of London",
        "Cumberland",
        "E10000009",  # Dorset until 2019
        "Isles of Scilly",
        "Kingston upon Hull, City of",
        "Northamptonshire",
        "North Northamptonshire",
        "Portsmouth",  # negative spending
    ],
)
def test_every_part_of_odd_cases_can_be_read(
    real_releases: Imported, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(ROOT_VARIABLE, str(real_releases.official.folder.parents[3]))
    monkeypatch.setenv("ANALYSIS_BUILD", "1")  # in which a clipped label is an error
    parts = notebook_cells.run("high_needs_benchmark", subject=name)
    assert len(parts) == 22
    assert not any(isinstance(part, NotAvailable) for part in parts)
    text = " ".join(part.to_text() for part in parts if hasattr(part, "to_text"))
    assert " nan" not in text.lower()
