"""The benchmark of an authority, on made-up releases: figures, missing ones, and their words."""

from dataclasses import replace

import made_up_releases as made_up
import pytest
from benchmarks import country_of, place

from analysis.charts import benchmark as charts
from analysis.findings import benchmark as findings
from analysis.measures.benchmark import Benchmark, Registry, place_authority
from analysis.measures.benchmark.registry import NO_DIRECTION
from analysis.tables import benchmark as tables

AMBRIDGE, PENNY, BORCHESTER = (
    a.code for a in (made_up.AMBRIDGE, made_up.PENNY_HASSETT, made_up.BORCHESTER)
)
NORTH, SOUTH, WHOLE = (
    a.code for a in (made_up.NORTH_FELPERSHAM, made_up.SOUTH_FELPERSHAM, made_up.FELPERSHAMSHIRE)
)
NEAR = [PENNY, NORTH, BORCHESTER]


@pytest.fixture
def official(imported, downloads):
    return imported(downloads).official


@pytest.fixture
def own(official):
    return place(official, AMBRIDGE, NEAR)


def with_measure(own: Benchmark, key: str, **changes) -> Benchmark:
    """The benchmark with one entry of its registry changed, and nothing computed again."""
    measures = tuple(replace(m, **changes) if m.key == key else m for m in own.registry.measures)
    return replace(own, registry=Registry(measures))


# ------------------------------------------------------------------------------- figures


def test_planned_expenditure_per_head_is_the_sheets_total_over_its_population(own):
    row = own.standing.loc["per_head_planned_therapies"]
    assert row["value"] == pytest.approx(10_000 / 10_000.5)
    assert row["england"] == pytest.approx(10_000 / 10_000.5)  # spending goes with size here


def test_per_placement_takes_both_januaries_and_the_phases_of_schools(own):
    spent = 1000 * (2 + 3 + 4)  # primary, secondary and special of size 1
    placed = [
        sum(
            made_up.placed(name, 1, january)
            for name in ("special_independent", "special_non_maintained", "mainstream_independent")
        )
        for january in (2021, 2022)
    ]
    row = own.standing.loc["per_placement_planned_nmss_or_independent"]
    assert row["value"] == pytest.approx(spent / (sum(placed) / 2))


def test_england_is_numerators_over_denominators_of_the_same_authorities(official):
    # Felpershamshire had the plans of January 2021, North and South Felpersham have the spending
    row = place(official, AMBRIDGE, NEAR).standing.loc["per_plan_planned_therapies"]
    sizes = 1 + 2 + 4
    assert row["england"] == pytest.approx(10_000 * sizes / made_up.plans(sizes, 2021))
    assert (row["authorities"], row["there_were"]) == (3, 5)
    assert row["missing"] == "North Felpersham, South Felpersham"
    assert (row["region_authorities"], row["region_there_were"]) == (2, 4)


def test_a_rank_is_among_those_that_have_a_figure(own):
    row = own.standing.loc["amounts_planned_all_seven"]
    assert (row["rank"], row["authorities"]) == (5, 5)
    assert row["lowest"] == row["value"] < row["median"] < row["highest"]


def test_the_groups_of_the_latest_january_make_up_all_plans(own):
    shares = own.standing.loc[[m.key for m in own.family("latest_mix")], "value"]
    assert shares.sum() == pytest.approx(100)
    assert own.family("latest_mix")[0].family.title.endswith("January 2025")


# ------------------------------------------------------------------------ what is missing


def test_the_median_of_neighbours_says_how_many_it_rests_on(own):
    row = own.standing.loc["per_plan_planned_therapies"]
    assert (row["neighbours"], row["of_neighbours"]) == (2, 3)
    assert (
        "The median of neighbours rests on 2 of 3."
        in tables.standings(own, "per_plan_planned").note
    )


@pytest.mark.parametrize(
    ("code", "family", "words"),
    [
        (NORTH, "per_plan_planned", "its denominator is ‘#N/A’, not available, in the release"),
        (WHOLE, "per_head_planned", "ended on 1 April 2021; since, the area is of North"),
        (NORTH, "mix", "began on 1 April 2021; before, the area was of Felpershamshire"),
    ],
)
def test_a_missing_figure_says_why_in_table_chart_and_text_alternative(
    official, code, family, words
):
    own = place(official, code, NEAR)
    measures = own.family(family)
    rows = own.standing.loc[[m.key for m in measures]]
    assert rows["value"].isna().all() and rows["rank"].isna().all()
    table = tables.standings(own, family)
    assert words in table.note
    assert table.cells()[0][1] == "not available"
    draw = charts.mix if family == "mix" else charts.strip
    chart = draw(own, family, "Source")
    assert "not available" in chart.title and f"not available ({words[:20]}" in chart.alt
    assert "available" in chart.svg


def test_an_authority_without_spending_still_shows_where_its_plans_are(official):
    own = place(official, WHOLE, NEAR)
    assert own.standing.loc["mix_mainstream", "value"] > 0
    assert "not available" in findings.benchmark(own).text


def test_an_authority_that_no_table_has_is_not_in_the_release(official):
    lacking = official.section251[official.section251["code"] != AMBRIDGE]
    official.__dict__["section251"] = lacking
    own = place(official, AMBRIDGE, NEAR)
    row = own.standing.loc["per_head_planned_therapies"]
    assert row["reason"] == "not in the release ‘High needs benchmarking tool’"
    assert (row["authorities"], row["there_were"], row["missing"]) == (4, 5, "Ambridge")


def test_none_to_divide_by_is_no_unit_cost(official):
    rows = official.placements.copy()
    kinds = ["special_independent", "special_non_maintained", "mainstream_independent"]
    rows.loc[rows["placement"].isin(kinds) & (rows["code"] == AMBRIDGE), "value"] = 0
    official.__dict__["placements"] = rows
    row = place(official, AMBRIDGE, NEAR).standing.loc["per_placement_planned_nmss_or_independent"]
    assert row["value"] != row["value"] and "none to divide by" in row["reason"]


def test_a_cost_of_nothing_is_said_and_is_no_figure_of_nothing(official):
    rows = official.section251.copy()
    of = (rows["code"] == AMBRIDGE) & (rows["lines"] == "1.2.3")
    rows.loc[of & rows["column"].isin(["special", "primary", "secondary"]), "value"] = 0
    rows.loc[(rows["code"] == AMBRIDGE) & (rows["lines"] == "1.2.13"), "value"] = 0
    official.__dict__["section251"] = rows
    standing = place(official, AMBRIDGE, NEAR).standing
    row = standing.loc["per_placement_planned_nmss_or_independent"]
    assert row["value"] != row["value"] and row["missing"].startswith("Ambridge")
    assert row["reason"] == (
        "£0 is recorded: planned expenditure 2021-22 on section 251 line 1.2.3, special, primary "
        "and secondary phases, before income"
    )
    assert row["lowest"] > 0  # of the others
    assert standing.loc["per_head_planned_therapies", "value"] == 0  # which may be true


# ------------------------------------------------------- words come from the registry alone

KEY = "per_head_planned_all_seven"


@pytest.mark.parametrize("part", ["label", "unit", "denominator", "direction"])
def test_changing_an_entry_changes_caption_note_and_text_alternative(own, part):
    measure = own.registry[KEY]
    word = "of turnips"
    changes = {
        "label": {"label": word},
        "unit": {"family": replace(measure.family, unit=word)},
        "denominator": {"denominator": replace(measure.denominator, words=word)},
        "direction": {"direction": word},
    }[part]
    before, after = (charts.bars(b, KEY, "S") for b in (own, with_measure(own, KEY, **changes)))
    assert word not in f"{before.title}{before.subtitle}{before.alt}{before.data.to_html()}"
    assert word in after.data.to_html()
    if part != "direction":
        assert word in after.subtitle and word in after.alt
        assert word in tables.definitions(with_measure(own, KEY, **changes).registry).to_html()
    if part == "label":
        assert word in findings.benchmark(with_measure(own, KEY, **changes)).to_html()
        assert word in after.title


def test_a_caveat_of_an_entry_stands_in_note_and_method(own):
    changed = with_measure(own, KEY, own_caveats=("Beware of turnips.",))
    assert "Beware of turnips." in tables.standings(changed, "per_head_planned").note
    assert "Beware of turnips." in tables.cautions(changed.registry).to_html()
    assert "Beware" not in tables.standings(own, "per_head_planned").note


def test_every_entry_is_whole_and_none_has_a_direction(own):
    keys = [m.key for m in own.registry.measures]
    assert len(set(keys)) == len(keys) == len(own.standing)
    for measure in own.registry.measures:
        assert measure.direction == NO_DIRECTION and measure.unit and measure.sources
        assert (measure.denominator is None) == measure.family.key.startswith("amounts")
        if measure.denominator is not None:
            assert measure.denominator.words in measure.caption
        spent = "section251" in measure.sources
        assert bool(measure.lines) == spent


def test_the_formula_of_an_entry_names_its_lines(own):
    measure = own.registry["per_placement_outturn_nmss_or_independent"]
    assert measure.formula == (
        "outturn 2021-22 on section 251 line 1.2.3, special, primary and secondary phases, before "
        "income ÷ NMSS or independent placements (average of January 2021 and 2022)"
    )


def test_no_word_judges_a_figure(own):
    shown = [findings.benchmark(own).to_html(), tables.standings(own, "per_head_planned").to_html()]
    text = " ".join(shown).lower().replace("neither high nor low is good or bad", "")
    assert not [word for word in (" bad", " good", "worse", "better") if word in text]


def test_another_registry_in_the_country_is_placed_as_it_is(official):
    country = country_of(official)
    few = replace(country, registry=Registry(country.registry.measures[:8]))
    own = place_authority(few, place(official, AMBRIDGE, NEAR).comparators)
    assert len(own.standing) == 8


def test_a_note_says_what_the_authoritys_own_figures_are_divided_by(own):
    note = tables.standings(own, "per_plan_planned").note
    assert f"Ambridge’s own: EHC plans in January 2021, {made_up.plans(1, 2021):,}." in note
    assert "’s own" not in tables.amounts(own, "amounts_planned").note


def test_people_are_shown_rank_and_number_together_and_data_has_them_apart(own):
    table = tables.standings(own, "per_head_planned")
    row = own.standing.loc["per_head_planned_all_seven"]
    assert table.cells()[-1][-1] == f"{row['rank']:.0f} of {row['authorities']}"
    assert [c.name for c in table.data_columns][-3:] == ["rank", "authorities", "there_were"]


def test_a_small_denominator_is_warned_of(official):
    rows = official.benchmark_placements.copy()
    rows.loc[(rows["placement"] == "ehcplans") & (rows["code"] == AMBRIDGE), "value"] = 26
    official.__dict__["benchmark_placements"] = rows
    note = tables.standings(place(official, AMBRIDGE, NEAR), "per_plan_planned").note
    assert "Ambridge has only 26 EHC plans in January 2021" in note
    assert "only" not in tables.standings(place(official, PENNY, NEAR), "per_head_planned").note


def test_a_text_alternative_is_cut_at_a_part():
    assert charts.fitting("Bars", "one", "x" * 300, "two") == "Bars: one."
    assert len(charts.fitting("x" * 400)) == 250
