"""The real releases, where they are beside the repository: totals that are known, and the traps."""

import re
from datetime import date
from pathlib import Path

import pytest

from analysis.official.areas import (
    LOCAL,
    RECODED,
    REORGANISATIONS,
    existing,
    find_authority,
    unexplained,
)
from analysis.official.figures import imported_figures, reference_figures
from analysis.official.formats import LAYOUTS
from analysis.official.placement_groups import ENGLAND_CODE, NMSS_OR_INDEPENDENT
from analysis.official.reference import read_ehc_plans, read_placements, read_top_up
from analysis.official.totals import reconcile, sum_of_authorities

DFE = Path(__file__).resolve().parents[2] / "data" / "raw" / "dfe"

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def official(real_releases):
    return real_releases.official


def wide(official, table):
    """A row an area and period, a column an item: symbols are missing."""
    rows = official.figures
    rows = rows[rows["table"] == table]
    return rows.pivot(index=["code", "period"], columns="item", values="value")


@pytest.fixture(scope="module")
def plans(official):
    return wide(official, "ehc_plans")


@pytest.fixture(scope="module")
def placements(official):
    return wide(official, "placements")


def test_all_four_files_are_recognised(real_releases):
    assert [file.what for file in real_releases.files] == [
        "Education, health and care plans, reporting year 2022",
        "Education, health and care plans, reporting year 2025",
        "High needs benchmarking tool 2021-22",
        "Children's services statistical neighbours, May 2025",
    ]
    assert any("README.md is not recognised" in line for line in real_releases.passed_over)
    tables = [table for file in real_releases.files for table in file.tables]
    assert not [table.unknown for table in tables if table.unknown]
    assert real_releases.unplaced == () and real_releases.official.notes == ()


def test_every_january_is_there_for_every_area(official, plans):
    assert plans.loc[(ENGLAND_CODE, "2018"), "total"] == 319_819
    assert plans.loc[(ENGLAND_CODE, "2025"), "total"] == 638_745
    level = official.areas.set_index("code")["level"]
    totals = plans["total"].dropna().reset_index()
    areas = totals.groupby(["period", totals["code"].map(level)]).size().unstack()
    assert list(areas.index) == [str(january) for january in range(2010, 2026)]
    assert set(areas["National"]) == {1} and set(areas["Regional"]) == {9}
    assert areas[LOCAL].between(151, 153).all()


def test_the_benchmarking_sheet_counts_plans_as_sen2_of_january_2021(official, placements):
    groups = wide(official, "benchmark_placements")
    groups = groups[groups["ehcplans"].notna()]
    sen2 = placements.loc[groups.index]
    nmss = sen2[list(NMSS_OR_INDEPENDENT)].sum(axis="columns")
    assert len(groups) == 149
    assert groups.loc[("E10000016", "2021"), "nmss_or_independent"] == 1_396  # Kent
    assert (groups["ehcplans"] == sen2["ehcplans"]).all()
    assert (groups["nmss_or_independent"] == nmss).all()
    assert (groups["post_16"] == sen2["fe_total"]).all()
    parts = groups.drop(columns="ehcplans").sum(axis="columns")
    assert (parts == groups["ehcplans"]).all()


def test_the_committed_figures_are_the_imported_ones(official):
    committed = reference_figures(read_ehc_plans(DFE), read_placements(DFE), read_top_up(DFE)).rows
    key = ["table", "code", "period", "item"]
    both = committed.merge(imported_figures(official).rows, on=key, how="left", indicator=True)
    assert len(both) == 890 and (both["_merge"] == "both").all()
    pounds = both["table"] == "section251"
    # England's pounds were summed of those that had been rounded for each authority
    most = 0.5 * both["code"].map({ENGLAND_CODE: 151}).fillna(1).where(pounds, 0)
    near = (both["value_x"] - both["value_y"]).abs() <= most
    assert (near | (both["value_x"].isna() & both["value_y"].isna())).all()
    assert (both["release_x"].isna() | (both["release_x"] == both["release_y"])).all()


# ------------------------------------------------------------------------------- sums


def test_sums_over_authorities_are_the_published_totals_or_explained(official):
    found = reconcile(official.figures, official.areas)
    reasons = found.groupby(["period", "code"])["reason"].unique().map(list).to_dict()
    words = "not available, but in the total: "
    assert reasons == {
        ("2024", "E12000006"): [f"{words}Peterborough"],
        ("2024", "E12000007"): [f"{words}Hackney"],
        ("2024", ENGLAND_CODE): [f"{words}Hackney, Peterborough"],
        ("2025", "E12000003"): [f"{words}North East Lincolnshire"],
        ("2025", "E12000006"): [f"{words}Cambridgeshire"],
        ("2025", ENGLAND_CODE): [f"{words}Cambridgeshire, North East Lincolnshire"],
    }
    assert set(found["table"]) == {"placements"} and len(found) == 108
    assert (found["made_up"] < found["published"]).all()


def test_where_the_placements_total_is_not_the_headline(plans, placements):
    both = plans.join(placements[["ehcplans"]]).loc[ENGLAND_CODE]
    differ = both[both["total"] != both["ehcplans"]]
    assert dict(differ["ehcplans"] - differ["total"]) == {"2016": 215, "2018": 312_626 - 319_819}
    assert placements.loc[(ENGLAND_CODE, "2016"), "work_based_learning"] == 215


def test_phases_and_income_make_up_the_totals_of_section_251(official):
    spent = wide(official, "section251")
    phases = list(LAYOUTS["data sheet"]["phases"])
    for basis in ("planned expenditure", "outturn"):
        for lines in ("1.2.1 + 1.2.2 + 1.2.4 + 1.2.11", "1.2.3", "1.0.2"):
            own = spent.filter(regex=f"^{basis}:{re.escape(lines)}:").dropna()
            own.columns = own.columns.str.split(":").str[-1]
            if lines == "1.0.2":  # of special schools and AP alone
                made_up = own["special"] + own["prus_ap"]
            else:
                made_up = own[phases].sum(axis="columns") - own["income"]
            assert ((made_up - own["total"]).abs() <= 4).all() and len(own) == 150


def test_population_of_england_counts_no_area_twice(official):
    for day, total in (("2021-03-31", 11_564_350), ("2021-04-01", 11_560_047)):
        rows = official.figures[official.figures["table"] == "population"]
        rows = rows[rows["code"].isin(existing(official.areas, day)["code"])]
        (england,) = sum_of_authorities(rows, official.areas, "National").to_dict("records")
        assert round(england["value"]) == total


# ---------------------------------------------------------- authorities, revisions, gaps


def test_the_series_of_each_authority_ends_and_begins_with_its_reorganisation(official):
    areas = official.areas.set_index("code")
    for change in REORGANISATIONS:
        for code in change.ended:
            assert areas.loc[code, "last_january"] == change.on.year, code
        for code in change.made_of:
            first = areas.loc[code, "first_january"]
            assert date(first - 1, 1, 1) < change.on < date(first, 1, 1), code
    assert unexplained(official.areas) == []
    assert find_authority(official.areas, "Dorset") == "E06000059"


def test_an_area_whose_code_alone_changed_is_counted_every_january(plans):
    for code, first in zip(RECODED.values(), (2014, 2014, 2021, 2024, 2024), strict=True):
        total = plans.loc[code, "total"]
        assert list(total.index) == [str(january) for january in range(2010, 2026)]
        assert abs(total[str(first)] / total[str(first - 1)] - 1) < 0.2  # another area would jump


def test_what_the_later_release_revised(official):
    rows = official.revisions
    assert list(rows["code"]) == ["E10000021"] * 2  # Northamptonshire
    assert list(rows["item"]) == [
        "mainstream_free_school_resourced_provision",
        "mainstream_free_school_senunit",
    ]
    assert list(rows["earlier_value"]) == [0, 0] and list(rows["later_symbol"]) == ["x", "x"]


@pytest.mark.parametrize(
    ("name", "january"),
    [
        ("Hackney", "2024"),
        ("Peterborough", "2024"),
        ("Cambridgeshire", "2025"),
        ("North East Lincolnshire", "2025"),
    ],
)
def test_a_placement_that_was_not_returned_is_no_zero(official, plans, placements, name, january):
    code = find_authority(official.areas, name)
    assert plans.loc[(code, january), "total"] > 1_000
    assert placements.loc[(code, january), list(NMSS_OR_INDEPENDENT)].isna().all()
    symbols = official.figures.set_index(["table", "code", "period", "item"])["symbol"]
    assert symbols["placements", code, january, "special_independent"] == "x"


def test_every_authority_has_ten_neighbours_of_the_releases(official):
    rows = official.neighbours
    now = rows[~rows["former"]]
    assert now["neighbour_code"].notna().all()
    assert not now.duplicated(["code", "neighbour_code"]).any()
    assert set(now.groupby("code").size()) == {10}
    assert set(now["code"]) == set(existing(official.areas, "2025-01-16")["code"])
    assert set(now["neighbour_code"]) <= set(now["code"])
    assert set(rows.loc[rows["former"], "code"]) == {c for r in REORGANISATIONS for c in r.ended}


@pytest.mark.parametrize(
    "name", ["Durham", "Bedford Borough", "St Helens", "Bournemouth, Christchurch & Poole"]
)
def test_a_name_of_a_workbook_is_found(official, name):
    assert find_authority(official.areas, name) in set(official.figures["code"])
