"""Which reports are built, and what is refused before any runs."""

import json

import papermill.cli
import pytest
from click.testing import CliRunner

from analysis.build.plan import passed_over, plan_reports, read_analyses
from analysis.cli import main
from analysis.errors import DataError, UsageError
from analysis.papers.catalogue import read_papers

PAPER = "ambridge-outreach-2024"
DECLARED = 'subject: str = "x"  # a paper id\nstart: int = 2015  # first January'
CHOICES = "`python -m analysis list` shows which paper gets which analysis"


def plan(folders, *args):
    return plan_reports(read_papers(folders), read_analyses(folders), *args)


def names(reports):
    return [report.name for report in reports]


def test_every_paper_of_the_repository_gets_growth_unit_cost_and_claims(project):
    planned = names(plan(project))
    for paper in read_papers(project):
        for analysis in ("ehcp_growth", "independent_placement_unit_cost", "claims"):
            assert f"{paper}/{analysis}" in planned


@pytest.fixture
def analyses(small_project, write_notebook, plan_analyses):
    """The project of one paper that gets the analyses first and second, of three."""
    for notebook in small_project.notebooks.glob("*.ipynb"):
        notebook.unlink()
    write_notebook("first", parameters=DECLARED)
    write_notebook("second")
    write_notebook("third")
    plan_analyses(first="start = 2016", second="")
    return small_project


def test_papers_analyses_and_parameters_select(analyses):
    assert names(plan(analyses)) == [f"{PAPER}/first", f"{PAPER}/second"]
    assert names(plan(analyses, [PAPER], ["second"])) == [f"{PAPER}/second"]
    (report,) = plan(analyses, [PAPER], ["first"], {"start": "2018"})
    assert report.values == {"subject": PAPER, "start": 2018}


@pytest.mark.parametrize(
    ("papers", "chosen", "overrides", "parts"),
    [
        (["ambridge-outreach-2042"], [], {}, ["'ambridge-outreach-2042'", "did you mean 'amb"]),
        ([], ["furst"], {}, ["'furst'; did you mean 'first'? The analyses are: first, second"]),
        ([PAPER], ["third"], {}, [f"None of {PAPER} gets third", CHOICES]),
        ([], [], {"start": "2018"}, ["second has no parameter 'start'"]),
    ],
)
def test_what_does_not_exist_is_an_error_that_names_it(analyses, papers, chosen, overrides, parts):
    with pytest.raises(UsageError) as error:
        plan(analyses, papers, chosen, overrides)
    for part in parts:
        assert part in str(error.value)


@pytest.mark.parametrize("command", ["list", "build"])
@pytest.mark.parametrize(("name", "option"), [("paper", "paper"), ("authority", "authorities")])
def test_a_subject_is_chosen_by_an_option_and_by_no_parameter(analyses, command, name, option):
    result = CliRunner().invoke(main, [command, "-p", f"{name}=x"])
    assert (result.exit_code, result.stdout) == (2, "")
    (line,) = [line for line in result.stderr.splitlines() if line.startswith("Error: ")]
    assert f"-p {name}=x: first has no parameter '{name}'; write --{option} to choose it" in line


def test_plain_papermill_runs_a_notebook_of_a_subject(analyses, tmp_path):
    output = tmp_path / "run.ipynb"
    arguments = [str(analyses.notebooks / "first.ipynb"), str(output), "-p", "subject", PAPER]
    result = CliRunner().invoke(papermill.cli.papermill, [*arguments, "--no-progress-bar"])
    assert result.exit_code == 0, result.output
    assert f"A finding of {PAPER}." in output.read_text(encoding="utf-8")


# ------------------------------------------------------------------------ paper.toml


def test_a_paper_that_asks_for_an_unknown_analysis_is_refused(analyses, plan_analyses):
    plan_analyses(furst="")
    with pytest.raises(DataError, match=r"paper\.toml: there is no analysis 'furst'; did you mean"):
        plan(analyses)


def test_a_paper_that_asks_for_what_is_made_for_authorities_alone_is_refused(
    analyses, write_notebook
):
    write_notebook("second", tags=("for-authorities",))
    (paper,) = read_papers(analyses).values()
    with pytest.raises(DataError) as raised:
        plan(analyses, [], ["first"])
    assert str(raised.value) == (
        f"{paper.folder / 'paper.toml'}: second is made for authorities alone: remove "
        f"[analyses.second], and build it with --authorities {paper.authority_code}"
    )


def test_a_parameter_of_paper_toml_is_checked_even_of_what_is_not_selected(analyses, plan_analyses):
    plan_analyses(first='start = "3"', second="")
    with pytest.raises(DataError, match=r"paper\.toml.*start is '3'; a whole number was expected"):
        plan(analyses, [], ["second"])


# ------------------------------------------------------------- notebooks that are no analyses

NOT_JSON = "not a notebook with cells"
NO_TAG = "no cell is tagged 'parameters' with 'for-papers' or 'for-authorities'"
NO_TITLE = "the first cell is not its title, '# ...'"


def cells(*tags, title="# A title"):
    parameters = {"source": DECLARED, "metadata": {"tags": list(tags)}}
    return json.dumps({"cells": [{"source": title, "metadata": {}}, parameters]})


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("not json", NOT_JSON),
        ("{}", NOT_JSON),
        ("[1]", NOT_JSON),
        ('{"cells": [1]}', NOT_JSON),
        ('{"cells": [{"source": 1, "metadata": []}]}', NOT_JSON),
        ('{"cells": [{"source": "# A", "metadata": []}]}', NOT_JSON),
        ('{"cells": []}', NO_TAG),
        (cells(), NO_TAG),
        (cells("parameters"), NO_TAG),
        (cells("for-papers"), NO_TAG),
        (cells("parameters", "for-papers", title="A title"), NO_TITLE),
        (cells("parameters", "for-papers", title=""), NO_TITLE),
    ],
)
def test_a_notebook_that_is_no_analysis_is_passed_over(analyses, content, why):
    (analyses.notebooks / "third.ipynb").write_text(content, encoding="utf-8")
    assert list(read_analyses(analyses)) == ["first", "second"]
    (line,) = [line for line in passed_over(analyses) if line.startswith("third.ipynb: ")]
    assert why in line


@pytest.mark.parametrize("name", ["mine", "A", "a-b", "a b", "<script>", "é", "..", "a\n", "-p"])
def test_so_is_one_of_which_the_library_has_no_module(analyses, name):
    content = (analyses.notebooks / "first.ipynb").read_text(encoding="utf-8")
    (analyses.notebooks / f"{name}.ipynb").write_text(content, encoding="utf-8")
    assert list(read_analyses(analyses)) == ["first", "second", "third"]
    assert f"{name}.ipynb: the library has no module analysis.{name}" in passed_over(analyses)


def test_a_module_may_be_a_package(analyses):
    (analyses.library / "third.py").unlink()
    (analyses.library / "third").mkdir()
    assert "third" not in read_analyses(analyses)
    (analyses.library / "third" / "__init__.py").touch()
    assert "third" in read_analyses(analyses)


def test_the_command_lists_what_is_passed_over_and_a_build_goes_on(analyses):
    (analyses.notebooks / "mine.ipynb").write_text("{", encoding="utf-8")
    line = "not an analysis: mine.ipynb: the library has no module analysis.mine"
    listed = CliRunner().invoke(main, ["list"])
    assert listed.stdout.splitlines() == [f"{PAPER}/first start=2016", f"{PAPER}/second"]
    assert line in listed.stderr.splitlines()
    built = CliRunner().invoke(main, ["build"])
    assert (built.exit_code, built.stdout.splitlines()[0][:7]) == (0, "2 built")


def test_the_command_says_so_too_where_a_paper_asks_for_it(analyses):
    (analyses.notebooks / "second.ipynb").write_text(cells("parameters"), encoding="utf-8")
    listed = CliRunner().invoke(main, ["list"])
    assert listed.exit_code == 2 and f"not an analysis: second.ipynb: {NO_TAG}" in listed.stderr
    assert "there is no analysis 'second'" in listed.stderr
    with pytest.raises(DataError, match="`python -m analysis list` says which notebooks are none"):
        plan(analyses)
