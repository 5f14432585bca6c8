"""Sidecars of reference files."""

import pytest

from analysis.errors import DataError
from analysis.releases import read_sidecar

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
