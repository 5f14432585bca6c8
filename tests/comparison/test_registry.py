"""The measures of `measures.toml`, as analysts read about them."""

import copy

import pytest

from analysis.comparison import Measures, build_measures, definitions, measures, registry
from analysis.comparison.measure import NO_DIRECTION, source_of
from analysis.errors import DataError, UsageError

PERIODS = {
    "planned_year": "2021-22",
    "outturn_year": "2021-22",
    "planned_opening": "2021",
    "january": "2021",
    "population_year": "2021",
    "population": "ONS mid-2021 projection",
    "latest": "2025",
    "end": "2025",
}


@pytest.fixture(scope="module")
def dated() -> Measures:
    return build_measures(PERIODS)


def test_the_standard_unit_cost_is_one_entry_of_two_families(dated: Measures) -> None:
    (_, shown), unit_costs = dated.family("per_placement_planned"), dated.family("unit_cost")
    assert shown is unit_costs[0] is dated["unit_cost"]
    assert [one.definition for one in unit_costs[::3]] == [one["name"] for one in definitions()]
    assert len(unit_costs) == 12
    assert all(one.england == "total" and one.zero_is_missing for one in unit_costs)
    assert {key for key, one in dated.items() if one.england == "total"} == {
        "growth",
        "growth_a_year",
        *(one.key for one in unit_costs),
    }


def test_a_formula_names_lines_phases_and_januaries(dated: Measures) -> None:
    assert dated["unit_cost_outturn"].formula == (
        "outturn 2021-22 on section 251 line 1.2.3, special, primary and secondary phases, before "
        "income ÷ NMSS or independent placements (average of January 2021 and 2022)"
    )
    assert dated["unit_cost_closing"].formula.endswith("placements (January 2022)")
    assert dated["plans_per_1000"].formula.startswith("1,000 × EHC plans in January 2021 ÷ ")
    assert dated["per_head_planned_all_seven"].lines.startswith("1.0.2 + 1.2.1 + 1.2.2")


def test_years_come_from_the_periods_given() -> None:
    other = build_measures(PERIODS | {"outturn_year": "2020-21"})
    over = other["unit_cost_outturn"].denominator
    assert over is not None and over.words.endswith("(average of January 2020 and 2021)")
    growth = build_measures(PERIODS, 2019, 2023)["growth_a_year"]
    assert (growth.root, growth.day) == (4, "2023-01-31")


def test_other_placements_are_all_plans_less_every_group(dated: Measures) -> None:
    other = dated["latest_mix_other"].numerator.terms
    groups = [t for one in dated.family("latest_mix")[:-1] for t in one.numerator.terms]
    assert other[0].item == "ehcplans" and other[0].weight == 1
    assert [(t.item, t.weight) for t in other[1:]] == [(t.item, -1) for t in groups]


def test_placements_not_recorded_are_a_group_from_2023_alone() -> None:
    before = build_measures(PERIODS | {"latest": "2022"})
    assert "latest_mix_placement_unknown" not in before
    assert "placement_unknown" not in {t.item for t in before["latest_mix_other"].numerator.terms}


def test_without_a_table_its_measures_are_left_out() -> None:
    few = build_measures({"end": "2025"})
    assert list(few) == ["growth", "growth_a_year"]


def test_every_entry_is_whole_and_none_has_a_direction(dated: Measures) -> None:
    assert len(dated) == len(measures) == 80
    for one in dated.values():
        assert one.direction == NO_DIRECTION and one.unit and source_of(one.tables)
        assert (one.denominator is None) == one.family.startswith("amounts")
        assert bool(one.lines) == ("section251" in one.tables)
        assert "{" not in f"{one.caption}{one.title}{one.note}{one.full_name}{one.day}"


def test_measures_are_found_by_words() -> None:
    found = measures.find("Unit cost")
    assert next(iter(found)) == "unit_cost" and len(found) == 12
    assert list(measures.find("growth year"))[-1] == "growth_a_year"
    assert len(measures.find("turnips")) == 0
    assert measures["unit cost"] is measures["unit_cost"]


def test_all_measures_are_shown_on_a_screen_and_one_with_its_formula() -> None:
    assert len(repr(measures).splitlines()) <= 25
    assert "unit_cost and 11 more" in repr(measures)
    assert measures._repr_html_().count("<tr>") == len(repr(measures).splitlines())
    assert 'style="text-align: left"' in measures._repr_html_()
    entry = repr(measures["unit_cost"])
    for word in ("Formula: ", "÷ NMSS or independent", "1.2.3 (special", "Caveats: ", "(SEN2)"):
        assert word in entry


def test_an_unknown_measure_or_family_names_the_nearest() -> None:
    with pytest.raises(UsageError, match="no measure 'unit_cots'; did you mean 'unit_cost'") as one:
        measures["unit_cots"]
    assert len(str(one.value).splitlines()) == 2
    with pytest.raises(UsageError, match="no measures of turnips"):
        measures.family("turnips")


def test_a_name_that_is_no_period_is_an_error_and_not_a_measure_less(monkeypatch):
    entries = copy.deepcopy(registry.read_registry())
    entries["family"][0]["title"] = "{Basis} {yeer}"
    monkeypatch.setattr(registry, "read_registry", lambda: entries)
    with pytest.raises(DataError, match=r"'{yeer}' is no period; there are planned_year"):
        registry.build_measures(registry.UNDATED)
