"""Which reports are built, and what is refused before any runs."""

import pytest

from analysis.errors import DataError, UsageError
from analysis.papers.catalogue import read_papers
from analysis.build.plan import plan_reports, read_analyses


def plan(folders, *args):
    return plan_reports(read_papers(folders), read_analyses(folders), *args)


def names(reports):
    return [report.name for report in reports]


def test_every_paper_gets_growth_unit_cost_and_claims(project):
    planned = names(plan(project))
    for paper in read_papers(project):
        for analysis in ("ehcp_growth", "independent_placement_unit_cost", "claims"):
            assert f"{paper}/{analysis}" in planned


def test_papers_get_analyses_of_their_own(project):
    own = {
        "kent-stls-2021/stls_overspend",
        "bromley-ap-2021/alternative_provision_plan",
        "medway-deficit-2022/high_needs_budget",
        "medway-outreach-2022/high_needs_budget",
        "rutland-eip-2021/high_needs_budget",
    }
    common = ("ehcp_growth", "independent_placement_unit_cost", "claims")
    planned = names(plan(project))
    assert {name for name in planned if not name.endswith(common)} == own
    assert len(planned) == 20


def test_papers_and_analyses_select(project):
    assert names(plan(project, ["rutland-eip-2021"], ["claims"])) == ["rutland-eip-2021/claims"]
    assert len(plan(project, [], ["claims"])) == 5


def test_an_override_reaches_the_selected_reports(project):
    (report,) = plan(project, ["rutland-eip-2021"], ["ehcp_growth"], {"start": "2018"})
    assert report.parameters["start"] == 2018


@pytest.mark.parametrize(
    ("papers", "analyses", "overrides", "parts"),
    [
        (["rutland-eip-2012"], [], {}, ["'rutland-eip-2012'", "did you mean 'rutland-eip-2021'"]),
        ([], ["ehcp-growth"], {}, ["'ehcp-growth'", "did you mean 'ehcp_growth'", "claims"]),
        (["rutland-eip-2021"], ["stls_overspend"], {}, ["rutland-eip-2021", "stls_overspend"]),
        ([], ["claims"], {"start": "2018"}, ["claims has no parameter 'start'"]),
    ],
)
def test_what_does_not_exist_is_an_error_that_names_it(project, papers, analyses, overrides, parts):
    with pytest.raises(UsageError) as error:
        plan(project, papers, analyses, overrides)
    for part in parts:
        assert part in str(error.value)


def test_a_paper_that_asks_for_an_unknown_analysis_is_refused(small_project, plan_analyses):
    plan_analyses(clams="")
    with pytest.raises(DataError, match=r"paper\.toml: there is no analysis 'clams'; did you mean"):
        plan(small_project)


def test_a_parameter_of_paper_toml_is_checked_even_where_another_paper_is_selected(project):
    file = project.papers / "kent-stls-2021" / "paper.toml"
    text = file.read_text(encoding="utf-8").replace("term_years = 3", 'term_years = "3"')
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=r"term_years is '3'; a whole number was expected"):
        plan(project, ["rutland-eip-2021"])


@pytest.mark.parametrize("content", ["not json", "{}", '{"cells": []}'])
def test_a_notebook_that_cannot_be_read_is_named(small_project, content):
    (small_project.notebooks / "broken.ipynb").write_text(content)
    with pytest.raises(DataError, match=r"broken\.ipynb"):
        read_analyses(small_project)
