"""The data of an authority, and both analyses of it on made-up releases."""

import made_up_releases as made_up
import notebook_cells
import pandas as pd
import pytest

from analysis import tables
from analysis.authorities import load_authority
from analysis.errors import DataError, UsageError
from analysis.measures import against
from analysis.official import reference
from analysis.processed import load
from analysis.shown import Sentence, Together

AMBRIDGE, BORCHESTER = made_up.AMBRIDGE, made_up.BORCHESTER
NORTH, BEFORE = made_up.NORTH_FELPERSHAM, made_up.FELPERSHAMSHIRE


@pytest.fixture
def ambridge(imported, downloads):
    imported(downloads)
    return load_authority("ambridge")


def rows_of(frame, name):
    return frame[frame["authority"] == name].set_index("january")


def test_without_an_import_the_command_is_named(empty_project):
    with pytest.raises(DataError, match=r"python -m analysis import PATH"):
        load(None, "Ambridge")


def test_an_authority_by_code_name_or_former_code(ambridge):
    assert ambridge.authority.code == AMBRIDGE.code
    assert load(None, made_up.AMBRIDGE_ONCE).code == AMBRIDGE.code
    with pytest.raises(UsageError, match="did you mean 'Ambridge'"):
        load(None, "Ambrige")
    with pytest.raises(UsageError, match="Neither a paper nor an authority"):
        load(None, None)


def test_the_tables_have_the_layout_of_the_reference_figures(ambridge):
    assert set(ambridge.ehc_plans) == set(reference.EHC_PLANS_SCHEMA.columns)
    assert set(ambridge.placements) == set(reference.PLACEMENTS_SCHEMA.columns)
    assert set(ambridge.top_up) == set(reference.TOP_UP_SCHEMA.columns)
    own = rows_of(ambridge.ehc_plans, "Ambridge")
    assert list(own["total"]) == [made_up.plans(1, january) for january in range(2017, 2026)]
    assert rows_of(ambridge.placements, "Ambridge").index.min() == 2019


def test_england_and_regions_are_sums_of_section_251(ambridge):
    top_up = ambridge.top_up[ambridge.top_up["basis"] == "outturn"]
    total = top_up.groupby("authority")["special_gbp"].sum(min_count=1)
    assert total["England"] == total[["Borsetshire", "Loamshire"]].sum()
    assert total["Loamshire"] == total["Borchester"]
    assert pd.isna(total["Felpershamshire"])  # it stands there as #N/A


def test_what_an_authority_is_set_beside(ambridge):
    rows = ambridge.comparators
    assert list(rows["kind"][:3]) == ["authority", "England", "region"]
    assert list(rows["name"][:3]) == ["Ambridge", "England", "Borsetshire"]
    near = rows[rows["kind"] == "statistical neighbour"]
    assert list(near["rank"]) == list(range(1, 11))
    assert set(near["model"]) == {"May 2025"}
    notes = near.set_index("name")["note"]
    assert notes["North Felpersham"] == "began in April 2021, from the area of Felpershamshire"
    assert (near["note"] == "no imported release counts it").any()
    former = load_authority(BEFORE.code)
    assert "ended on 1 April 2021" in former.authority.history
    assert "earlier model" in former.comparators["model"].iloc[-1]


def test_no_series_goes_from_one_area_to_another(ambridge):
    data = load_authority(NORTH.code)
    assert data.years(2015, 2025) == (2022, 2025)
    assert "its figures start in January 2022" in data.authority.history
    grown = against.growth(data.areas, data.ehc_plans, 2020, 2025).set_index("code")
    assert pd.isna(grown.loc[NORTH.code, "growth_pct"])
    assert grown.loc[NORTH.code, "reason"] == "no figure for January 2020"
    assert pd.isna(grown.loc[BEFORE.code, "place"])
    spread = against.spread(grown.reset_index(), "growth_pct")
    assert (spread["authorities"].iloc[0], spread["present"].iloc[0]) == (3, 5)


def test_rates_are_of_the_one_year_with_a_population(ambridge):
    rates = against.rates(ambridge.areas, ambridge.ehc_plans, ambridge.population)
    of = rates.set_index("code")
    assert set(rates["january"]) == {2021}
    assert of.loc[AMBRIDGE.code, "per_1000"] == pytest.approx(
        1000 * made_up.plans(1, 2021) / 10000.5
    )
    # the plans of January 2021 are those of Felpershamshire, and none of its successors
    assert of.loc[NORTH.code, "reason"] == "no plans counted in January 2021"
    sizes = sum(a.size for a in (AMBRIDGE, made_up.PENNY_HASSETT, BEFORE, BORCHESTER))
    assert of.loc[made_up.ENGLAND, "plans"] == made_up.plans(sizes, 2021)
    assert of.loc[made_up.ENGLAND, "people"] == 10000.5 * sizes
    none = against.rates(ambridge.areas, ambridge.ehc_plans, ambridge.population.iloc[:0])
    assert isinstance(none, Sentence)


def test_the_vectorised_unit_cost_is_that_of_the_report(ambridge):
    from analysis.measures import unit_cost

    everyone = against.unit_cost(ambridge.areas, ambridge.top_up, ambridge.placements)
    for name in ("Ambridge", "England", "Loamshire"):
        costs = unit_cost.unit_costs(ambridge.top_up, ambridge.placements, name)
        (row,) = everyone[everyone["name"] == name].to_dict("records")
        band = unit_cost.band(costs)["unit_cost_gbp"]
        assert (row["low_gbp"], row["unit_cost_gbp"], row["high_gbp"]) == pytest.approx(tuple(band))
    reasons = everyone.set_index("name")["reason"]
    assert reasons["Felpershamshire"] == "section 251 has no figures of it"
    assert reasons["North Felpersham"] == "no placements are available for January 2021"


def test_a_cost_of_nothing_is_no_unit_cost(ambridge):
    top_up = ambridge.top_up.copy()
    own = top_up["authority"] == "Ambridge"
    top_up.loc[own, ["special_gbp", "primary_gbp", "secondary_gbp"]] = 0
    rows = against.unit_cost(ambridge.areas, top_up, ambridge.placements).set_index("name")
    assert pd.isna(rows.loc["Ambridge", "unit_cost_gbp"])
    assert rows.loc["Ambridge", "low_gbp"] > 0
    assert "records £0 in the school phases" in rows.loc["Ambridge", "reason"]
    spread = against.spread(rows.reset_index(), "unit_cost_gbp")
    assert spread["left_out"].iloc[0] == (
        "North Felpersham and South Felpersham (no placements are available for January 2021); "
        "Ambridge (section 251 records £0 in the school phases)"
    )
    compared = against.chosen(ambridge.comparators, rows.reset_index())
    note = tables.against.spread(spread, "unit_cost", compared).note
    assert f"Left out: {spread['left_out'].iloc[0]}." in note


def test_many_that_are_left_out_are_counted(ambridge):
    grown = against.growth(ambridge.areas, ambridge.ehc_plans, 2020, 2025)
    many = pd.concat([grown] * 5).assign(name=lambda rows: [f"Area {n}" for n in range(len(rows))])
    spread = against.spread(many, "growth_pct")
    assert spread["left_out"].iloc[0] == "10 authorities (no figure for January 2020)"


@pytest.mark.parametrize("code", [AMBRIDGE.code, NORTH.code, BEFORE.code])
@pytest.mark.parametrize("analysis", ["ehcp_growth", "independent_placement_unit_cost"])
def test_every_made_up_authority_gets_both_reports(ambridge, analysis, code):
    shown = notebook_cells.run(analysis, authority=code)
    words = " ".join(notebook_cells.words(part) for part in shown)
    assert "rests on no paper" in words and "Rank" in words
    assert not any(isinstance(part, Together) for part in shown)


def test_a_paper_says_where_its_comparators_are(project):
    shown = notebook_cells.run("ehcp_growth")
    texts = [part.text for part in shown if isinstance(part, Sentence)]
    assert any(text.endswith("python -m analysis build --authorities E06000017") for text in texts)
