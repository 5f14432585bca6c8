"""Both analyses of real authorities, those with traps above all, where the releases are."""

from pathlib import Path

import notebook_cells
import pytest
from analysis.authorities import load_authority
from analysis.measures import against, unit_cost

from analysis.folders import ROOT_VARIABLE, Folders
from analysis.official import reference
from analysis.official.importing import import_paths
from analysis.official.sen2 import NMSS_OR_INDEPENDENT

ROOT = Path(__file__).resolve().parents[2]
RELEASES = ROOT.parent / "shared" / "dfe"
DFE = ROOT / "data" / "raw" / "dfe"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not RELEASES.exists(), reason="the releases are not beside the repository"),
]

TRAPS = {
    "Kent": "36 of 147",
    "Rutland": "only 22 placements",
    "Hackney": "not available",  # January 2024: totals only
    "Cambridgeshire": "not available",  # January 2025: no placements
    "City of London": "section 251 of 2021-22 has no figures of it",
    "Isles of Scilly": "section 251 of 2021-22 has no figures of it",
    "North Lincolnshire": "section 251 of 2021-22 records £0 in the school phases",
    "Cumberland": "Cumberland began on 1 April 2023",
    "North Northamptonshire": "January 2022 to January 2025",
    "Bournemouth, Christchurch and Poole": "January 2020",
    "Westmorland and Furness": "January 2024",
    "Dorset": "began on 1 April 2019",
    "E10000009": "for January 2019 alone",  # Dorset of before
    "Cumbria": "ended on 1 April 2023",
    "Somerset": "2 of 147",
}
"""Authority → what one of its two reports says."""


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """All four files, imported once."""
    root = tmp_path_factory.mktemp("real")
    (root / "data" / "raw").mkdir(parents=True)
    import_paths([RELEASES], Folders(root))
    return Folders(root)


@pytest.mark.slow
@pytest.mark.parametrize("name", TRAPS)
def test_both_reports(folders, monkeypatch, name):
    monkeypatch.setenv(ROOT_VARIABLE, str(folders.root))
    analyses = ("ehcp_growth", "independent_placement_unit_cost")
    shown = [part for one in analyses for part in notebook_cells.run(one, authority=name)]
    words = " ".join(notebook_cells.words(part) + getattr(part, "note", "") for part in shown)
    assert TRAPS[name] in words
    assert "nan" not in words.replace("finan", "").replace("Finan", "").replace("tenan", "")


@pytest.fixture(scope="module")
def kent(folders):
    return load_authority("Kent", folders)


@pytest.mark.parametrize(
    ("name", "count"), [("Medway", 270), ("Kent", 1_396), ("Bromley", 257), ("Rutland", 22)]
)
def test_placements_of_january_2021(kent, name, count):
    rows = kent.placements.set_index(["authority", "january"])
    assert rows.loc[(name, 2021), list(NMSS_OR_INDEPENDENT)].sum() == count


def test_plans_of_england(kent):
    rows = kent.ehc_plans.set_index(["authority", "january"])
    assert rows.loc[("England", 2025), "total"] == 638_745


@pytest.mark.parametrize("name", ["Bromley", "Kent", "Medway", "Rutland"])
def test_unit_costs_are_those_of_the_reference_figures(kent, name):
    committed = unit_cost.unit_costs(
        reference.read_top_up(DFE), reference.read_placements(DFE), name
    ).set_index(["definition", "count"])
    imported = unit_cost.unit_costs(kent.top_up, kent.placements, name)
    imported = imported.set_index(["definition", "count"])
    for column in ("unit_cost_gbp", "england_unit_cost_gbp"):
        assert (imported[column] - committed[column]).abs().max() < 0.05
    everyone = against.unit_cost(kent.areas, kent.top_up, kent.placements).set_index("name")
    standard = unit_cost.standard(committed.reset_index())["unit_cost_gbp"]
    assert everyone.loc[name, "unit_cost_gbp"] == pytest.approx(standard, abs=0.05)


def test_each_authority_has_a_figure_or_a_reason(kent):
    for measure, everyone in {
        "growth": against.growth(kent.areas, kent.ehc_plans, 2015, 2025),
        "rates": against.rates(kent.areas, kent.ehc_plans, kent.population),
        "unit_cost": against.unit_cost(kent.areas, kent.top_up, kent.placements),
    }.items():
        missing = everyone[against.FIGURE[measure]].isna()
        assert (everyone["reason"].ne("") == missing).all()
        assert everyone["name"].is_unique
        assert (
            everyone["place"].notna().sum()
            == {"growth": 147, "rates": 149, "unit_cost": 146}[measure]
        )
