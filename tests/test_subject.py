"""What `load` gives of a paper and of an authority, with and without imported releases."""

import subprocess
import sys

import made_up_releases as made_up
import pandas as pd
import pytest

import analysis
from analysis import compare, list_authorities, list_papers, load, measures
from analysis.comparison import Compared
from analysis.display import NotAvailable
from analysis.errors import DataError, UsageError

MADE_UP = "ambridge-outreach-2024"
SCREEN_LINES = 40
NORTH, BEFORE = made_up.NORTH_FELPERSHAM, made_up.FELPERSHAMSHIRE


def test_a_paper_has_its_claims_and_its_authoritys_reference_figures(papers):
    data = load("kent-stls-2021")
    assert (data.name, data.code, data.id) == ("Kent", "E10000016", "kent-stls-2021")
    assert set(data.claims["paper"]) == {"kent-stls-2021"} and data.claims.index[0] == 0
    assert data.timeline.empty
    assert load("rutland-eip-2021").timeline["step"].iloc[0] == "Earlier count of EHC plans"
    plans = data.ehc_plans.set_index("january")["total"]
    assert (plans[2010], plans[2025], str(plans.dtype)) == (6035, 20635, "Int64")
    spent = data.section251.set_index(["basis", "lines"])["total_gbp"]
    assert spent["planned expenditure", "1.2.3"] == 42_032_792
    assert spent["outturn", "1.2.3"] == 70_273_039
    assert "--authorities E10000016" in data.comparators.reason
    assert data.januaries(2005, 2030) == (2005, 2030)


def test_an_authority_without_releases_has_the_reference_figures_and_the_command(papers):
    data = load("Kent")
    assert data.code == load("E10000016").code == "E10000016"
    assert data.ehc_plans.equals(load("kent-stls-2021").ehc_plans)
    for missing in (data.population, data.comparators, data.neighbours):
        assert isinstance(missing, NotAvailable) and "analysis import" in missing.reason
    assert isinstance(data.claims, NotAvailable) and isinstance(data.paper, NotAvailable)
    assert set(list_authorities()["name"]) >= {"Bromley", "Kent", "Medway", "Rutland"}


def test_symbols_are_missing_and_zero_is_zero(papers):
    plans = load("rutland-eip-2021").ehc_plans.set_index("january")
    assert plans.loc[2010:2014, "ehc_plans"].isna().all()
    assert plans.loc[2019:2025, "statements"].isna().all()
    assert plans.loc[2018, "statements"] == 0


def test_an_authority_has_its_own_rows_of_the_imported_releases(imported_project):
    data = load("ambridge")
    assert data.code == made_up.AMBRIDGE.code == load(made_up.AMBRIDGE_ONCE).code
    januaries = range(2017, 2026)
    assert list(data.ehc_plans["january"]) == list(januaries)
    assert list(data.ehc_plans["total"]) == [made_up.plans(1, year) for year in januaries]
    assert data.placements["january"].min() == 2019
    assert data.population["people"].notna().all()
    assert list(data.neighbours["rank"]) == list(range(1, 11))


def test_what_an_authority_is_set_beside(imported_project):
    rows = load("Ambridge").comparators
    assert list(rows["kind"][:3]) == ["authority", "England", "region"]
    assert list(rows["name"][:3]) == ["Ambridge", "England", "Borsetshire"]
    near = rows[rows["kind"] == "statistical neighbour"]
    assert set(near["model"]) == {"May 2025"}
    notes = near.set_index("name")["note"]
    assert notes["North Felpersham"] == "began in April 2021, from the area of Felpershamshire"
    assert (near["note"] == "no imported release counts it").any()
    assert "earlier model" in load(BEFORE.code).comparators["model"].iloc[-1]


def test_no_series_goes_from_one_area_to_another(imported_project):
    data = load(NORTH.code)
    assert data.januaries(2015, 2025) == (2022, 2025)
    assert data.ehc_plans["january"].min() == 2022
    assert "its figures start in January 2022" in data.history
    assert data.change == "began in April 2021"
    assert "ended on 1 April 2021" in load(BEFORE.code).history
    assert load("Ambridge").januaries(2005, 2030) == (2017, 2025)
    assert load("Ambridge").history == ""


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        ("Kemt", ["There is no authority 'Kemt'; did you mean 'Kent'?", "analysis import"]),
        ("kent-stls-2020", ["no paper 'kent-stls-2020'; did you mean 'kent-stls-2021'"]),
        (886, ["subject is 886; a paper id, a name or an ONS code was expected"]),
    ],
)
def test_an_unknown_subject_is_told_in_two_lines(papers, wanted, words):
    with pytest.raises(UsageError) as raised:
        load(wanted)
    assert all(one in str(raised.value) for one in words)
    assert str(raised.value).count("\n") <= 1


def test_an_analysis_is_refused_for_a_subject_that_cannot_have_it(papers):
    for subject in ("Kent", "bromley-ap-2021"):
        with pytest.raises(UsageError, match="does not have what stls_overspend needs"):
            load(subject).inputs("stls_overspend")
    assert load("Kent").inputs("ehcp_growth").marks == []


def test_a_paper_says_what_it_is_from_escaped_and_bears_the_name_of_its_code(small_project):
    file = small_project.papers / MADE_UP / "paper.toml"
    text = file.read_text(encoding="utf-8").replace("(made up)", "<b> & co")
    file.write_text(text, encoding="utf-8")
    data = load(MADE_UP)
    assert data.cite_paper() == "Rutland, Schools Forum, 1 February 2024"
    assert data.cite_paper("2.1", "2.2").endswith("2024, paragraphs 2.1 and 2.2")
    assert data.cite("placements", "section251").count("Department for Education, ") == 2
    html = data.sources(["placements", "neighbours"]).to_html()
    assert html.count("<li>") == 2 and "Open Government Licence v3.0" in html
    assert "Outreach for Ambridge schools" in data.sources().to_text()
    for shown in (html, data._repr_html_()):
        assert "&lt;b&gt; &amp; co" in shown and "<b>" not in shown
    file.write_text(text.replace("E06000017", "E10000016"), encoding="utf-8")
    with pytest.raises(DataError, match=r"paper.toml: authority_code E10000016 is that of Kent"):
        load(MADE_UP)


def test_each_thing_shows_itself_in_at_most_a_screen(papers):
    data = load("Kent")
    for shown in (data, measures, measures.find("unit cost"), measures["unit_cost"]):
        assert repr(shown).count("\n") < SCREEN_LINES
        assert "text-align: left" in shown._repr_html_()
    assert "16 rows, january 2010 to 2025" in repr(data)
    assert data.plot().axes


def test_measures_are_compared_by_name(papers):
    frame = compare(["Kent", "Medway", "Bromley"], "unit_cost")
    own, england = frame.columns[1:]
    assert list(frame["name"]) == ["Kent", "Medway", "Bromley"]
    assert [round(value) for value in frame[own]] == [23_043, 37_097, 38_847]
    assert england.startswith("England") and {round(v) for v in frame[england]} == {46_369}
    assert type(frame.head(1)) is pd.DataFrame and isinstance(frame, Compared)
    assert frame.plot().axes
    with pytest.raises(UsageError, match="one measure"):
        compare("Kent", ["unit_cost", "growth"]).plot()


def test_papers_are_listed_with_what_they_get(papers):
    listed = list_papers().set_index("paper")
    assert listed.loc["kent-stls-2021", "council"] == "Kent"
    assert "ehcp_growth" in listed.loc["kent-stls-2021", "analyses"]


def test_tab_offers_what_an_analyst_needs_and_loading_does_without_what_checks_raw_data():
    assert dir(analysis) == ["compare", "list_authorities", "list_papers", "load", "measures"]
    code = "import sys, analysis.subject; sys.exit('pandera' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
