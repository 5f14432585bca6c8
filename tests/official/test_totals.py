"""Sums over authorities: of England and regions, no area twice, nothing missing as zero."""

import made_up_releases as made_up
import pytest

from analysis.errors import DataError
from analysis.official.areas import existing
from analysis.official.totals import reconcile, sum_of_authorities

BORCHESTER = made_up.BORCHESTER.code


@pytest.fixture
def rows(imported_once):
    return imported_once.figures.copy()


@pytest.fixture
def areas(imported_once):
    return imported_once.areas


def at(rows, code, period, item):
    return (rows["code"] == code) & (rows["period"] == period) & (rows["item"] == item)


def test_made_up_totals_are_the_sums(rows, areas):
    found = reconcile(rows, areas)
    # in January 2018 the made-up release has no further education, as the real one
    assert found.empty, found.to_string()


def test_a_total_that_is_not_the_sum_is_listed_without_a_reason(rows, areas):
    rows.loc[at(rows, BORCHESTER, "2025", "neet"), "value"] = 1
    found = reconcile(rows, areas)
    assert set(found["check"]) == {"authorities of the region", "authorities of England"}
    assert set(found["made_up"] - found["published"]) == {1 - 4 * 4 * 16}
    assert set(found["reason"]) == {""}
    assert set(found["code"]) == {made_up.ENGLAND, made_up.LOAMSHIRE[0]}
    assert set(found["period"]) == {"2025"} and set(found["item"]) == {"neet"}


def test_a_figure_that_is_not_available_explains_the_difference(rows, areas):
    rows.loc[at(rows, BORCHESTER, "2024", "neet"), "value"] = None
    found = reconcile(rows, areas)
    assert len(found) == 1  # in the region no authority has a figure, so there is no sum
    (row,) = found.to_dict("records")
    assert row["reason"] == "not available, but in the total: Borchester"
    assert row["made_up"] - row["published"] == -(4 * 4 * 15)


def test_parts_that_do_not_make_up_their_total_are_listed(rows, areas):
    rows.loc[at(rows, BORCHESTER, "2024", "special_total"), "value"] = 1
    rows.loc[at(rows, BORCHESTER, "2017", "statements"), "value"] = 1
    regional = rows["code"].isin([made_up.LOAMSHIRE[0], made_up.BORSETSHIRE[0]])
    rows.loc[regional & (rows["item"] == "mainstream_independent"), "value"] = 0
    found = reconcile(rows, areas)
    checks = found.groupby("check")["item"].agg(set)
    assert checks["parts of special_total"] == {"special_total"}
    assert checks["parts of total"] == {"total"}
    assert (found["check"] == "parts of mainstream_total").sum() == 2 * 9
    assert "regions of England" in checks


def test_sums_of_england_and_of_regions(rows, areas):
    own = rows[rows["item"] == "outturn:1.2.6:total"]
    (england,) = sum_of_authorities(own, areas, "National").to_dict("records")
    assert england["code"] == made_up.ENGLAND and england["value"] == 12 * 2000 * 9
    regions = sum_of_authorities(own, areas, "Regional").set_index("code")["value"]
    assert regions[made_up.LOAMSHIRE[0]] == 4 * 2000 * 9
    assert regions.sum() == england["value"]


def test_a_sum_of_no_figure_is_missing_and_not_zero(rows, areas):
    own = rows[rows["item"] == "outturn:1.2.6:total"].copy()
    own.loc[own["code"] == BORCHESTER, "value"] = None
    regions = sum_of_authorities(own, areas, "Regional").set_index("code")["value"]
    assert regions.isna().to_dict() == {made_up.LOAMSHIRE[0]: True, made_up.BORSETSHIRE[0]: False}


def test_an_area_is_never_summed_twice(rows, areas):
    people = rows[rows["item"] == "people"]
    with pytest.raises(DataError, match=r"Felpershamshire, North Felpersham.* choose those"):
        sum_of_authorities(people, areas, "National")
    for day in ("2021-03-31", "2021-04-01"):
        there = people[people["code"].isin(existing(areas, day)["code"])]
        (england,) = sum_of_authorities(there, areas, "National").to_dict("records")
        assert england["value"] == 10_000.5 * 12
