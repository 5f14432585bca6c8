"""Sums over authorities: of England and regions, no area twice, nothing missing as zero."""

import made_up_releases as made_up
import pandas as pd
import pytest

from analysis.errors import DataError
from analysis.official.areas import existing
from analysis.official.totals import reconcile, sum_of_authorities, widen


def at(table, code, period):
    return (table["new_la_code"] == code) & (table["time_period"] == period)


def later(downloads, change):
    made_up.write_zip(downloads / "later.zip", made_up.later_members(change))


def test_made_up_totals_are_the_sums(imported_once):
    found = reconcile(imported_once)
    # in January 2018 the made-up release has no further education, as the real one
    assert found.empty, found.to_string()


def test_a_total_that_is_not_the_sum_is_listed_without_a_reason(imported, downloads):
    def change(table):
        table.loc[at(table, made_up.BORCHESTER.code, "202425"), "neet"] = "1"
        return table

    later(downloads, change)
    found = reconcile(imported(downloads).official)
    own = 4 * 4 * 16
    assert set(found["check"]) == {"authorities of the region", "authorities of England"}
    assert set(found["difference"]) == {1 - own} and set(found["reason"]) == {""}
    assert set(found["code"]) == {made_up.ENGLAND, made_up.LOAMSHIRE[0]}
    assert set(found["january"]) == {2025} and set(found["column"]) == {"neet"}


def test_a_figure_that_is_not_available_explains_the_difference(imported, downloads):
    def change(table):
        table.loc[at(table, made_up.BORCHESTER.code, "202324"), "neet"] = "x"
        return table

    later(downloads, change)
    found = reconcile(imported(downloads).official)
    assert len(found) == 1  # in the region no authority has a figure, so there is no sum
    (row,) = found.to_dict("records")
    assert row["reason"] == "not available, but in the total: Borchester"
    assert row["difference"] == -(4 * 4 * 15)


def test_a_part_that_does_not_make_up_its_total_is_listed(imported, downloads):
    def change(table):
        table.loc[at(table, made_up.BORCHESTER.code, "202324"), "special_total"] = "1"
        table.loc[table["geographic_level"] == "Regional", "mainstream_independent"] = "0"
        return table

    later(downloads, change)
    found = reconcile(imported(downloads).official)
    parts = found[found["check"].str.startswith("parts of")]
    assert set(parts["column"]) == {"special_total", "mainstream_total"}
    assert len(parts[parts["column"] == "mainstream_total"]) == 14
    assert not found[found["check"] == "regions of England"].empty


def test_statements_and_plans_make_the_total(imported, downloads):
    def change(table):
        rows = at(table, made_up.BORCHESTER.code, "2017") & (table["characteristic_age"] == "Total")
        table.loc[rows, "Total_st"] = "1"
        return table

    made_up.write_zip(downloads / "earlier.zip", made_up.earlier_members(change))
    found = reconcile(imported(downloads).official)
    assert "parts of total" in set(found["check"])


def test_sums_of_england_and_of_regions(imported_once):
    rows = imported_once.section251
    rows = rows[(rows["lines"] == "1.2.6") & (rows["basis"] == "outturn")]
    (england,) = sum_of_authorities(rows, imported_once.areas).to_dict("records")
    assert england["code"] == made_up.ENGLAND
    assert england["value"] == 12 * 2000 * 9
    assert england["authorities"] == 5
    regions = sum_of_authorities(rows, imported_once.areas, "Regional").set_index("code")
    assert regions.loc[made_up.LOAMSHIRE[0], "authorities"] == 1
    assert regions["value"].sum() == england["value"]


def test_one_whose_successors_have_the_figure_is_not_missing(imported_once):
    rows = imported_once.section251
    sums = sum_of_authorities(rows, imported_once.areas)
    assert set(sums["missing"]) == {""}
    some = rows[rows["code"] != made_up.NORTH_FELPERSHAM.code]
    assert set(sum_of_authorities(some, imported_once.areas)["missing"]) == {"Felpershamshire"}


def test_what_is_missing_is_named_and_not_zero(imported_once):
    rows = imported_once.section251.copy()
    rows.loc[rows["code"] == made_up.BORCHESTER.code, "value"] = pd.NA
    sums = sum_of_authorities(rows, imported_once.areas)
    assert set(sums["missing"]) == {"Borchester"} and set(sums["authorities"]) == {4}
    regions = sum_of_authorities(rows, imported_once.areas, "Regional").set_index("code")
    assert regions.loc[made_up.LOAMSHIRE[0], "value"].isna().all()


def test_an_area_is_never_summed_twice(imported_once):
    with pytest.raises(DataError, match=r"Felpershamshire, North Felpersham.* choose those"):
        sum_of_authorities(imported_once.population, imported_once.areas)
    for day, size in (("2021-03-31", 12), ("2021-04-01", 12)):
        there = existing(imported_once.areas, day)["code"]
        rows = imported_once.population[imported_once.population["code"].isin(there)]
        (england,) = sum_of_authorities(rows, imported_once.areas).to_dict("records")
        assert england["value"] == 10_000.5 * size


def test_wide_has_a_row_an_area_and_january(imported_once):
    wide = widen(imported_once.placements, "placement")
    assert wide.loc[(made_up.BORCHESTER.code, 2025), "special_independent"] == 5 * 4 * 16
    assert pd.isna(wide.loc[(made_up.BORCHESTER.code, 2025), "perm_ex_2022"])
