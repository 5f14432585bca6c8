"""The one table of official figures, of made-up releases and of the reference figures."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import made_up_releases as made_up
import numpy as np
import pandas as pd
import pytest

from analysis.comparison import comparison_of, prepare
from analysis.display.parts import NotAvailable
from analysis.errors import DataError
from analysis.official.figures import (
    ROW,
    Figures,
    _latest_models,
    imported_figures,
    reference_figures,
    unique_names,
)
from analysis.official.importing import Imported
from analysis.official.reference import read_ehc_plans, read_placements, read_top_up
from analysis.official.releases import Release
from analysis.official.store import Official, load_official

DFE = Path(__file__).resolve().parents[2] / "data" / "raw" / "dfe"
AMBRIDGE, WHOLE, NORTH = (
    a.code for a in (made_up.AMBRIDGE, made_up.FELPERSHAMSHIRE, made_up.NORTH_FELPERSHAM)
)
ENGLAND, BORSETSHIRE = made_up.ENGLAND, made_up.BORSETSHIRE[0]
LINE = "planned expenditure:1.2.3:special"


@pytest.fixture(scope="module")
def figures(imported_once: Official) -> Figures:
    return imported_figures(imported_once)


@pytest.fixture(scope="module")
def reference() -> Figures:
    release = Release("Plans", "DfE", "Plans 2025", "caseload", "OGL", "https://x", "0")
    frames = read_ehc_plans(DFE), read_placements(DFE), read_top_up(DFE)
    return reference_figures(*frames, {"ehc_plans": release})


def test_every_row_is_a_figure_of_an_area(figures: Figures, reference: Figures) -> None:
    for one in (figures, reference):
        assert list(one.rows.columns) == list(ROW)
        assert not one.rows.duplicated(["table", "item", "code", "period"]).any()
        assert one.rows["value"].dtype == "float64"
        assert set(one.rows["code"]) <= set(one.areas["code"])


def test_a_table_is_wide_by_code_and_january(figures: Figures) -> None:
    plans = figures.wide("ehc_plans")
    assert plans.loc[(AMBRIDGE, 2021), "total"] == made_up.plans(1, 2021)
    assert {"statements", "ehc_plans", "total"} == set(plans.columns)
    assert figures.wide("placements").loc[(AMBRIDGE, 2022), "special_independent"] == 5 * 13
    assert figures.wide("population").loc[(AMBRIDGE, 2021), "people"] == 10_000.5


def test_placements_before_2019_are_in_another_layout(figures: Figures) -> None:
    januaries = figures.wide("placements").index.get_level_values("period")
    assert (januaries.min(), januaries.max()) == (2019, 2025)
    assert figures.wide("ehc_plans").index.get_level_values("period").min() == 2017


def test_section_251_of_england_and_regions_is_a_sum_of_authorities(figures: Figures) -> None:
    wide = figures.wide("section251")[LINE]
    assert wide[AMBRIDGE, "2021-22"] == 4000
    assert wide[ENGLAND, "2021-22"] == 4000 * (1 + 2 + 3 + 2 + 4)  # Felpershamshire has none
    assert wide[BORSETSHIRE, "2021-22"] == 4000 * (1 + 2 + 3 + 2)


def test_a_symbol_is_missing_and_kept(figures: Figures) -> None:
    assert np.isnan(figures.wide("section251").loc[(WHOLE, "2021-22"), LINE])
    rows = figures.rows[(figures.rows["code"] == WHOLE) & (figures.rows["item"] == LINE)]
    assert list(rows["symbol"]) == ["#N/A"]


def test_the_last_period_of_a_table(figures: Figures) -> None:
    assert figures.last_period("section251", "outturn:") == "2021-22"
    assert figures.last_period("placements") == "2025"
    assert figures.last_period("turnips") is None


def test_areas_say_what_they_were(figures: Figures) -> None:
    assert figures.names[ENGLAND] == "England"
    note = "former authority until April 2021, see North Felpersham and South Felpersham"
    assert figures.notes[WHOLE] == note
    assert figures.notes[NORTH] == "began in April 2021, from the area of Felpershamshire"
    assert figures.notes[AMBRIDGE] == ""


def test_a_name_of_two_areas_says_until_when_the_former_one_was() -> None:
    areas = pd.DataFrame(
        {
            "code": ["E1", "E2", "E3"],
            "name": ["Dorset", "Dorset", "Kent"],
            "end": ["2019-04-01", np.nan, "2030-04-01"],
            "last_january": [2019, 2025, 2025],
        }
    )
    assert unique_names(areas) == {"E1": "Dorset (until 2019)", "E2": "Dorset", "E3": "Kent"}


def test_an_authority_that_only_an_earlier_model_has_keeps_its_neighbours() -> None:
    rows = pd.DataFrame(
        {"code": ["E1", "E1", "E2"], "model": ["2021-05", "2025-05", "2021-05"], "rank": [1, 1, 1]}
    )
    latest = _latest_models(SimpleNamespace(has=lambda table: True, neighbours=rows))  # type: ignore[arg-type]
    assert not isinstance(latest, NotAvailable)
    pairs = list(zip(latest["code"], latest["model"], strict=True))
    assert pairs == [("E1", "2025-05"), ("E2", "2021-05")]


def test_releases_are_cited_of_the_tables_asked_for(
    figures: Figures, imported_once: Official
) -> None:
    assert figures.releases("ehc_plans") == imported_once.releases("ehc_plans")
    both = figures.releases("ehc_plans", "ehc_plans", "section251")
    assert len(both) == len(set(both)) == 3
    # the earlier release has placements before 2019 alone that are of no later one
    assert [one.table for one in figures.releases("placements")] == ["caseload"]


def test_a_table_that_is_not_imported_says_what_to_import(
    imported: Callable[..., Imported], downloads: Path
) -> None:
    figures = imported_figures(imported(downloads / "later.zip").official)
    assert figures.has("ehc_plans") and not figures.has("section251")
    with pytest.raises(DataError, match="Nothing imported makes up 'section251'"):
        figures.wide("section251")
    assert isinstance(figures.neighbours, NotAvailable)
    assert figures.neighbours_of(AMBRIDGE) == []
    assert {"growth", "latest_mix_other"} <= set(comparison_of(figures).measures)
    assert "unit_cost" not in comparison_of(figures).measures


def test_what_is_prepared_is_not_read_or_worked_out_again(
    imported: Callable[..., Imported], downloads: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    imported(downloads)
    figures = imported_figures(load_official())
    prepare(figures)
    monkeypatch.setattr(pd, "read_parquet", _refuse)
    monkeypatch.setattr(pd.DataFrame, "pivot", _refuse)
    assert imported_figures(load_official()) is figures
    assert comparison_of(figures).ranks is comparison_of(figures).ranks
    for table in figures.tables:
        assert figures.wide(table) is figures.wide(table)


def _refuse(*_: object, **__: object) -> None:
    raise AssertionError("a file was read, or a table made, again")


def test_the_reference_figures_have_the_same_tables(reference: Figures) -> None:
    assert reference.wide("ehc_plans").loc[("E92000001", 2025), "total"] == 638_745
    assert reference.wide("placements").loc[("E10000016", 2021), "special_independent"] == 1156
    medway = reference.wide("section251").loc[("E06000035", "2021-22")]
    assert medway["planned expenditure:1.2.3:post_school"] == 9_228_725
    assert medway["outturn:1.2.1 + 1.2.2 + 1.2.4 + 1.2.11:total"] == 17_849_565
    assert np.isnan(reference.wide("placements").loc[("E10000016", 2021), "placement_unknown"])


def test_the_reference_figures_have_four_authorities_and_england(reference: Figures) -> None:
    assert list(reference.areas["name"]) == ["England", "Rutland", "Medway", "Bromley", "Kent"]
    assert list(reference.areas["level"]) == ["National", *["Local authority"] * 4]
    assert reference.areas["end"].isna().all() and set(reference.notes.values()) == {""}
    assert isinstance(reference.neighbours, NotAvailable) and not reference.every_authority
    assert reference.cite("ehc_plans") == "DfE, Plans 2025" and reference.cite("population") == ""
    with pytest.raises(DataError, match="The reference figures have no 'population'"):
        reference.wide("population")
