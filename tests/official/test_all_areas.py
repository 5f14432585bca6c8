"""What is the same for every authority is worked out once in a process, and never goes stale."""

from functools import cached_property
from types import SimpleNamespace

import made_up_releases as made_up
import notebook_cells
import pandas as pd
import pytest

from analysis.all_areas import AllAreas, all_areas, prepare
from analysis.authorities import load_authority
from analysis.official.store import load_official

TABLES = [name for name, one in vars(AllAreas).items() if isinstance(one, cached_property)]
ANALYSES = ("ehcp_growth", "independent_placement_unit_cost")
AUTHORITIES = (made_up.AMBRIDGE.code, made_up.BORCHESTER.code)


def refuse(*_, **__):
    raise AssertionError("a file was read again")


def test_prepared_tables_serve_every_report_without_reading_a_file_again(
    imported, downloads, empty_project, monkeypatch
):
    imported(downloads)
    prepare(empty_project)
    monkeypatch.setattr(pd, "read_parquet", refuse)
    assert {"areas", "ehc_plans", "placements", "top_up"} < set(TABLES)
    for analysis in ANALYSES:
        for code in AUTHORITIES:
            notebook_cells.run(analysis, authority=code)


def test_no_report_changes_what_the_next_one_is_made_from(imported, downloads):
    imported(downloads)
    everyone = all_areas(load_official())
    before = {name: getattr(everyone, name) for name in TABLES}
    frames = {name: one.copy() for name, one in before.items() if isinstance(one, pd.DataFrame)}
    assert len(frames) > 5
    for analysis in ANALYSES:
        notebook_cells.run(analysis, authority=AUTHORITIES[0])
    assert all_areas(load_official()) is everyone
    for name, frame in frames.items():
        pd.testing.assert_frame_equal(getattr(everyone, name), frame)


def test_another_import_is_seen_at_once(imported, downloads, empty_project):
    imported(downloads / "earlier.zip")
    prepare(empty_project)
    code = AUTHORITIES[0]
    assert load_authority(code).ehc_plans["january"].max() == 2022
    imported(downloads / "later.zip")
    assert load_authority(code).ehc_plans["january"].max() == 2025


@pytest.mark.parametrize("files", [[], ["later.zip"]], ids=["nothing", "one release"])
def test_what_is_not_imported_is_left_to_the_report_that_asks(
    imported, downloads, empty_project, files
):
    for name in files:
        imported(downloads / name)
    prepare(empty_project)
    if files:
        assert "areas" in vars(all_areas(load_official()))


def test_an_authority_that_only_an_earlier_model_has_keeps_its_neighbours():
    rows = pd.DataFrame(
        {"code": ["E1", "E1", "E2"], "model": ["2021-05", "2025-05", "2021-05"], "rank": [1, 1, 1]}
    )
    official = SimpleNamespace(has=lambda table: True, neighbours=rows)
    latest = AllAreas(official).neighbours
    assert list(zip(latest["code"], latest["model"], strict=True)) == [
        ("E1", "2025-05"),
        ("E2", "2021-05"),
    ]
