"""Authorities as they were: by ONS code, none joined to one of another area."""

import made_up_releases as made_up
import pandas as pd
import pytest

from analysis.errors import UsageError
from analysis.official import areas as authorities
from analysis.official.areas import existing, find_authority, unexplained

AMBRIDGE, ONCE = made_up.AMBRIDGE.code, made_up.AMBRIDGE_ONCE
FELPERSHAMSHIRE = made_up.FELPERSHAMSHIRE.code
NORTH, SOUTH = made_up.NORTH_FELPERSHAM.code, made_up.SOUTH_FELPERSHAM.code


@pytest.fixture
def official(imported_once):
    return imported_once


@pytest.fixture
def areas(official):
    return official.areas.copy()


def of(areas, code):
    (area,) = areas[areas["code"] == code].to_dict("records")
    return area


def plans(official):
    rows = official.figures
    return rows[(rows["table"] == "ehc_plans") & (rows["item"] == "total")]


def test_every_area_of_every_level_is_there_once(areas):
    assert list(areas["level"]) == ["National"] + ["Regional"] * 2 + ["Local authority"] * 6
    assert areas["code"].is_unique
    assert of(areas, made_up.BORCHESTER.code)["region"] == "Loamshire"


def test_an_authority_that_was_split_keeps_its_code_and_ends(areas, official):
    before, after = of(areas, FELPERSHAMSHIRE), of(areas, NORTH)
    assert (before["first_january"], before["last_january"]) == (2017, 2021)
    assert (before["end"], before["successors"]) == ("2021-04-01", f"{NORTH}; {SOUTH}")
    assert (after["start"], after["predecessors"]) == ("2021-04-01", FELPERSHAMSHIRE)
    assert after["first_january"] == 2022 and pd.isna(after["end"])
    januaries = plans(official).groupby("code")["period"].agg(["min", "max"])
    assert tuple(januaries.loc[FELPERSHAMSHIRE]) == ("2017", "2021")
    assert tuple(januaries.loc[NORTH]) == ("2022", "2025")


def test_an_authority_with_another_code_of_the_same_area_is_one(areas, official):
    assert of(areas, AMBRIDGE)["other_codes"] == ONCE
    assert ONCE not in set(areas["code"])
    own = plans(official)[plans(official)["code"] == AMBRIDGE]
    assert list(own["period"]) == [str(january) for january in range(2017, 2026)]
    assert list(own["value"]) == [made_up.plans(1, january) for january in range(2017, 2026)]


def test_neither_reorganisation_nor_code_is_left_unexplained(areas):
    assert unexplained(areas) == []


def test_what_no_reorganisation_explains_is_said(imported, downloads, monkeypatch):
    monkeypatch.setattr(authorities, "REORGANISATIONS", ())
    monkeypatch.setattr(authorities, "RECODED", {})
    notes = " ".join(imported(downloads).official.notes)
    assert "Felpershamshire (E10990001) is counted from January 2017 to 2021, and no" in notes
    assert "North Felpersham (E06990003) is counted from January 2022 to 2025" in notes
    assert "E06990001, E10990009 have the same number of the department, 601" in notes
    assert "They are kept apart" in notes


def test_who_there_was_on_a_day(areas):
    before, after = (
        set(existing(areas, "2021-03-31")["code"]),
        set(existing(areas, "2021-04-01")["code"]),
    )
    assert before - after == {FELPERSHAMSHIRE}
    assert after - before == {NORTH, SOUTH}


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (AMBRIDGE, AMBRIDGE),
        (ONCE.lower(), AMBRIDGE),
        ("Penny Hassett", made_up.PENNY_HASSETT.code),
        ("  penny   hassett ", made_up.PENNY_HASSETT.code),
        ("Felpershamshire", FELPERSHAMSHIRE),
    ],
)
def test_an_authority_is_found_by_code_or_name(areas, wanted, code):
    assert find_authority(areas, wanted) == code


def test_of_two_of_one_name_it_is_the_one_that_there_is(areas):
    areas.loc[areas["code"].isin([FELPERSHAMSHIRE, NORTH]), "name"] = "Felpersham"
    assert find_authority(areas, "Felpersham") == NORTH
    areas.loc[areas["code"] == SOUTH, "name"] = "Felpersham"
    with pytest.raises(UsageError, match=f"several authorities: use a code of {NORTH}, {SOUTH}"):
        find_authority(areas, "Felpersham")


def test_a_near_miss_is_named(areas):
    with pytest.raises(
        UsageError, match=r"no authority 'Peny Hasset'; did you mean 'Penny Hassett'"
    ):
        find_authority(areas, "Peny Hasset")
    with pytest.raises(UsageError, match=r"no authority 'Loamshire'; did you mean"):
        find_authority(areas, "Loamshire")
    with pytest.raises(UsageError, match=r"'xxxx'; a name such as .* code such as E0"):
        find_authority(areas, "xxxx")


@pytest.mark.parametrize("others", ["Ambridge, Vale of; Vale of Ambridge", "VALE OF AMBRIDGE"])
def test_another_name_is_found_also_in_other_capitals(areas, others):
    areas.loc[areas["code"] == AMBRIDGE, "other_names"] = others
    assert find_authority(areas, "vale of ambridge") == AMBRIDGE
    assert find_authority(areas.to_dict("records"), "Ambridge") == AMBRIDGE


def test_the_real_reorganisations_name_each_other():
    for change in authorities.REORGANISATIONS:
        assert set(change.numbers) == {*change.made_of, *change.ended}
        assert not set(change.made_of) & set(change.ended)
    codes = [c for change in authorities.REORGANISATIONS for c in change.numbers]
    assert len(codes) == len(set(codes))
    assert not set(authorities.RECODED) & set(codes)
