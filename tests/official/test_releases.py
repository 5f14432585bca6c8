"""Sidecars of reference files."""

import pytest

from analysis.errors import DataError
from analysis.official.releases import Release, cite, merged, read_sidecar

SIDECAR = "dfe/ehc_plans.toml"


def test_a_sidecar_says_where_a_file_comes_from(small_project):
    release = read_sidecar(small_project.dfe / "placements.csv")
    assert release.publisher == "Department for Education"
    assert release.citation == f"{release.publisher}, {release.release}"
    assert release.licence == "Open Government Licence v3.0"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (None, None, ["is missing", "where ehc_plans.csv comes from"]),
        (None, "", ["'title' is missing"]),
        ("licence", "license", ["'licence' is missing"]),
        ('publisher = "Department for Education"', "publisher = 1", ["'publisher' is"]),
        ('publisher = "Department for Education"', "publisher = DfE", ["is not valid TOML"]),
    ],
)
def test_a_sidecar_that_is_not_right_is_named(refusal, old, new, said):
    message = refusal(SIDECAR, old, new)
    assert "ehc_plans.toml" in message
    assert not [words for words in said if words not in message], message


def test_a_sidecar_in_another_encoding_is_named(small_project):
    path = small_project.dfe / "ehc_plans.toml"
    path.write_bytes('title = "£"'.encode("latin-1"))
    with pytest.raises(DataError, match=r"ehc_plans\.toml is not valid TOML"):
        read_sidecar(small_project.dfe / "ehc_plans.csv")


def release(title, years, table, sha256="1"):
    named = f"{title} ({years})" if years else title
    return Release(title, "The department", named, table, "A licence", "https://x.org", sha256)


def test_a_release_is_cited_once_with_the_years_of_all_its_tables():
    tool = [
        release("Tool 2021-22", "financial year 2021-22", "data sheet"),
        release("Tool 2021-22", "January 2021", "data sheet"),
    ]
    others = [release("Plans, 2025", "January 2019 to 2025", "caseload"), release("Near", "", "n")]
    assert cite([*tool, *others, tool[0]]) == (
        "The department, Tool 2021-22 (financial year 2021-22; January 2021); "
        "The department, Plans, 2025 (January 2019 to 2025); The department, Near"
    )


def test_a_list_of_sources_says_title_years_and_tables_once():
    plans = [
        release("Plans, 2022", "January 2010 to 2018", "sen2_age"),
        release("Plans, 2022", "January 2010 to 2022", "sen2_estab", "2"),
    ]
    (one,) = merged(plans)
    assert one.details == (
        ". The department: January 2010 to 2018; January 2010 to 2022. From: sen2_age and "
        "sen2_estab. A licence."
    )
    (near,) = merged([release("Near", "", "neighbours")])
    assert near.details == ". The department. From: neighbours. A licence."


def test_a_sidecar_whose_release_has_another_title_is_listed_as_it_is(small_project):
    sidecar = read_sidecar(small_project.dfe / "placements.csv")
    assert merged([sidecar]) == [sidecar]
    assert sidecar.details == (
        ". Department for Education: Education, health and care plans, reporting year 2025. "
        "caseload, breakdown All EHC plans. Open Government Licence v3.0."
    )
