"""The real releases, where they are beside the repository: totals that are known, and the traps."""

import re
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from analysis.official import reference
from analysis.official.areas import (
    RECODED,
    REORGANISATIONS,
    existing,
    find_authority,
    unexplained,
)
from analysis.official.formats import LAYOUTS
from analysis.official.placement_groups import ENGLAND_CODE, NMSS_OR_INDEPENDENT, PLACEMENT_COLUMNS
from analysis.official.totals import reconcile, sum_of_authorities

ROOT = Path(__file__).resolve().parents[2]

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def official(real_releases):
    return real_releases.official


def wide(official, table):
    """A row an area and period (Januaries as numbers), a column an item: symbols are missing."""
    rows = official.figures
    rows = rows[rows["table"] == table]
    period = rows["period"] if table == "section251" else rows["period"].astype(int)
    return rows.assign(period=period).pivot(
        index=["code", "period"], columns="item", values="value"
    )


@pytest.fixture(scope="module")
def plans(official):
    return wide(official, "ehc_plans")


@pytest.fixture(scope="module")
def placements(official):
    return wide(official, "placements")


def code_of(official, name):
    return ENGLAND_CODE if name == "England" else find_authority(official.areas, name)


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


@pytest.mark.parametrize(("january", "total"), [(2018, 319_819), (2025, 638_745)])
def test_england(plans, january, total):
    assert plans.loc[(ENGLAND_CODE, january), "total"] == total


@pytest.mark.parametrize("january", range(2010, 2026))
def test_every_january_is_there_for_england_and_regions(official, january):
    rows = official.figures
    rows = rows[(rows["period"] == str(january)) & (rows["table"] == "ehc_plans")]
    rows = rows[rows["item"] == "total"].merge(official.areas[["code", "level"]])
    levels = rows["level"].value_counts()
    assert levels["National"] == 1 and levels["Regional"] == 9
    assert levels["Local authority"] in (151, 152, 153)


NMSS_2021 = [("Medway", 270), ("Kent", 1_396), ("Bromley", 257), ("Rutland", 22)]


@pytest.mark.parametrize(("name", "count"), NMSS_2021)
def test_nmss_or_independent_of_both_releases(official, placements, name, count):
    code = code_of(official, name)
    assert placements.loc[(code, 2021), list(NMSS_OR_INDEPENDENT)].sum() == count
    groups = wide(official, "benchmark_placements")
    assert groups.loc[(code, 2021), "nmss_or_independent"] == count


def test_the_benchmarking_sheet_counts_plans_as_sen2_of_january_2021(official, placements):
    groups = wide(official, "benchmark_placements")
    groups = groups[groups["ehcplans"].notna()]
    sen2 = placements.loc[groups.index]
    nmss = sen2[list(NMSS_OR_INDEPENDENT)].sum(axis="columns")
    assert len(groups) == 149
    assert (groups["ehcplans"] == sen2["ehcplans"]).all()
    assert (groups["nmss_or_independent"] == nmss).all()
    assert (groups["post_16"] == sen2["fe_total"]).all()
    parts = groups.drop(columns="ehcplans").sum(axis="columns")
    assert (parts == groups["ehcplans"]).all()


# -------------------------------------------------------- the committed reference figures


def test_the_committed_plans_are_the_imported_ones(official, plans):
    committed = reference.read_ehc_plans(ROOT / "data" / "raw" / "dfe")
    releases = official.figures.set_index(["table", "code", "period", "item"])["release"]
    for row in committed.to_dict("records"):
        place = (row["code"], row["january"])
        for item in ("statements", "ehc_plans", "total"):
            value = plans.loc[place, item]
            assert value == row[item] or (pd.isna(value) and pd.isna(row[item])), place
        assert releases["ehc_plans", row["code"], str(row["january"]), "total"] == row["release"]
    assert len(committed) == committed["code"].nunique() * 16


def test_the_committed_placements_are_the_imported_ones(official, placements):
    committed = reference.read_placements(ROOT / "data" / "raw" / "dfe")
    for row in committed.to_dict("records"):
        place = (code_of(official, row["authority"]), row["january"])
        for name in PLACEMENT_COLUMNS:
            value = placements.loc[place, name]
            assert value == row[name] or (pd.isna(value) and pd.isna(row[name])), (place, name)
    assert len(committed) == committed["authority"].nunique() * 7


COMMITTED_CATEGORIES = {
    "top-up, non-maintained and independent": "1.2.3",
    "top-up, maintained, academies, free schools and colleges": "1.2.1 + 1.2.2 + 1.2.4 + 1.2.11",
}


def test_the_committed_section_251_is_the_imported_one(official):
    committed = reference.read_top_up(ROOT / "data" / "raw" / "dfe")
    rows = official.figures[official.figures["table"] == "section251"]
    every = pd.concat([rows, sum_of_authorities(rows, official.areas, "National")])
    every = every.set_index(["code", "period", "item"])["value"]
    for row in committed.to_dict("records"):
        code, lines = code_of(official, row["authority"]), COMMITTED_CATEGORIES[row["category"]]
        for column in ("total", *reference.PHASES, "income"):
            item = f"{row['basis']}:{lines}:{column}"
            # England's was summed of pounds that had been rounded for each authority
            most = 0.5 if row["authority"] != "England" else 0.5 * 151
            value = every[code, row["financial_year"], item]
            assert abs(value - row[f"{column}_gbp"]) <= most, (code, item)
    assert len(committed) == committed["authority"].nunique() * 4


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
    assert set(found["table"]) == {"placements"}
    assert (found["made_up"] < found["published"]).all()
    assert len(found) == 108


def test_where_the_placements_total_is_not_the_headline(plans, placements):
    both = plans.join(placements[["ehcplans"]]).loc[ENGLAND_CODE]
    differ = both[both["total"] != both["ehcplans"]]
    assert dict(differ["ehcplans"] - differ["total"]) == {2016: 215, 2018: 312_626 - 319_819}
    assert placements.loc[(ENGLAND_CODE, 2016), "work_based_learning"] == 215


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
        there = existing(official.areas, day)["code"]
        rows = official.figures[official.figures["table"] == "population"]
        rows = rows[rows["code"].isin(there)]
        (england,) = sum_of_authorities(rows, official.areas, "National").to_dict("records")
        assert round(england["value"]) == total


# ---------------------------------------------------------- authorities, revisions, gaps


def test_the_series_of_each_authority_ends_and_begins_with_its_reorganisation(official):
    areas = official.areas.set_index("code")
    for change in REORGANISATIONS:
        for code in change.ended:
            last = areas.loc[code, "last_january"]
            assert last == change.on.year, code
        for code in change.made_of:
            first = areas.loc[code, "first_january"]
            assert date(first - 1, 1, 1) < change.on < date(first, 1, 1), code
    assert unexplained(official.areas) == []


FIRST_UNDER_NEW_CODE = {
    "E06000057": 2014,
    "E08000037": 2014,
    "E06000060": 2021,
    "E06000065": 2024,
    "E06000066": 2024,
}


@pytest.mark.parametrize("code", RECODED.values())
def test_an_area_whose_code_alone_changed_is_counted_every_january(plans, code):
    total = plans.loc[code, "total"]
    assert list(total.index) == list(range(2010, 2026))
    first = FIRST_UNDER_NEW_CODE[code]
    assert abs(total[first] / total[first - 1] - 1) < 0.2  # another area would jump


def test_dorset_is_two_authorities(official, plans):
    assert find_authority(official.areas, "Dorset") == "E06000059"
    assert plans.loc["E10000009"].index.max() == 2019
    assert plans.loc["E06000059"].index.min() == 2020


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
        ("Hackney", 2024),
        ("Peterborough", 2024),
        ("Cambridgeshire", 2025),
        ("North East Lincolnshire", 2025),
    ],
)
def test_a_placement_that_was_not_returned_is_no_zero(official, plans, placements, name, january):
    place = (code_of(official, name), january)
    assert plans.loc[place, "total"] > 1_000
    assert placements.loc[place, list(NMSS_OR_INDEPENDENT)].isna().all()
    symbols = official.figures.set_index(["table", "code", "period", "item"])["symbol"]
    assert symbols["placements", place[0], str(january), "special_independent"] == "x"


def test_every_authority_has_ten_neighbours_of_the_releases(official):
    rows = official.neighbours
    now = rows[~rows["former"]]
    assert (
        now["neighbour_code"].notna().all() and not now.duplicated(["code", "neighbour_code"]).any()
    )
    assert set(now.groupby("code").size()) == {10}
    assert set(now["code"]) == set(existing(official.areas, "2025-01-16")["code"])
    assert set(now["neighbour_code"]) <= set(now["code"])
    assert set(rows.loc[rows["former"], "code"]) == {c for r in REORGANISATIONS for c in r.ended}


@pytest.mark.parametrize(
    "name", ["Durham", "Bedford Borough", "St Helens", "Bournemouth, Christchurch & Poole"]
)
def test_a_name_of_a_workbook_is_found(official, name):
    assert find_authority(official.areas, name) in set(official.figures["code"])
