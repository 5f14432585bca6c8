"""Authorities of the real releases, those with traps above all, where the releases are."""

import notebook_cells
import pytest

from analysis.comparison import Comparison, comparison_of, growth_of
from analysis.folders import ROOT_VARIABLE, Folders
from analysis.official.areas import LOCAL
from analysis.official.figures import Figures, imported_figures
from analysis.official.importing import Imported
from analysis.subject import read_reference

pytestmark = pytest.mark.shared

TRAPS = {
    "Kent": "36 of 147",
    "Rutland": "only 22 placements",
    "Hackney": "not available",  # January 2024: totals only
    "Cambridgeshire": "not available",  # January 2025: no placements
    "City of London": "no unit cost by the standard definition",
    "Isles of Scilly": "no unit cost by the standard definition",
    "North Lincolnshire": "£0 is recorded: planned expenditure 2021-22",
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


@pytest.mark.slow
@pytest.mark.parametrize("name", TRAPS)
def test_both_reports(real_releases: Imported, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(ROOT_VARIABLE, str(real_releases.official.folder.parents[3]))
    analyses = ("ehcp_growth", "independent_placement_unit_cost")
    shown = [part for one in analyses for part in notebook_cells.run(one, subject=name)]
    words = " ".join(notebook_cells.words(part) + getattr(part, "note", "") for part in shown)
    assert TRAPS[name] in words
    assert "nan" not in words.replace("finan", "").replace("Finan", "").replace("tenan", "")


@pytest.fixture(scope="module")
def figures(real_releases: Imported) -> Figures:
    return imported_figures(real_releases.official)


@pytest.fixture(scope="module")
def comparison(figures: Figures) -> Comparison:
    return comparison_of(figures)


def test_unit_costs_are_those_of_the_reference_figures(
    comparison: Comparison, built_project: Folders
) -> None:
    committed = comparison_of(read_reference(built_project))
    keys = [measure.key for measure in committed.measures.family("unit_cost")]
    both = committed.values[keys], comparison.values.loc[committed.values.index, keys]
    assert len(keys) == 12 and both[0].notna().all(axis=None)
    assert (both[0] - both[1]).abs().max(axis=None) < 0.05


@pytest.mark.parametrize(
    ("key", "counted"), [("growth", 147), ("plans_per_1000", 149), ("unit_cost", 146)]
)
def test_each_authority_has_a_figure_or_a_reason(
    figures: Figures, comparison: Comparison, key: str, counted: int
) -> None:
    found = growth_of(figures, 2015, 2025) if key == "growth" else comparison
    everyone = found.everyone(key)
    assert (everyone["reason"].ne("") == everyone["value"].isna()).all()
    local = everyone[everyone["level"] == LOCAL]
    assert local["place"].notna().sum() == local["value"].notna().sum() == counted
