"""The catalogue of papers: what `paper.toml` may hold and what is said of one that is not right."""

import pytest

from analysis.errors import DataError, UsageError
from analysis.folders import ROOT_VARIABLE, Folders, find_folders
from analysis.papers.catalogue import PrintedTable, pick_paper, read_papers

MADE_UP = "ambridge-outreach-2024"
COUNCIL = 'council = "Rutland"\n'


def test_the_papers_come_in_order_of_id(project):
    papers = read_papers(project)
    assert list(papers) == sorted(file.parent.name for file in project.papers.glob("*/paper.toml"))
    assert papers["kent-stls-2021"].council == "Kent"


def test_a_paper_is_a_folder_of_data(small_project):
    paper = read_papers(small_project)[MADE_UP]
    assert (paper.id, paper.folder) == (MADE_UP, small_project.papers / MADE_UP)
    assert paper.citation == (
        "Rutland, Schools Forum, 1 February 2024: Outreach for Ambridge schools (made up)"
    )
    assert paper.tables == {
        "outreach": PrintedTable("outreach", "Outreach budget and forecast 2023/24", "2.1")
    }
    assert paper.analyses["claims"].parameters == {}
    plan = paper.analyses["independent_placement_unit_cost"]
    assert plan.parameters == {"placements_moved": 2}
    assert plan.inputs["cost"] == "independent_cost"


BAD_CATALOGUE = [
    # old, new, what the message says
    (None, None, ["has no paper.toml"]),
    (None, "", ["'title' is missing"]),
    (COUNCIL, "", ["'council' is missing"]),
    (COUNCIL, "council = Rutland\n", ["is not valid TOML", "line 2"]),
    (COUNCIL, COUNCIL * 2, ["is not valid TOML"]),
    (COUNCIL, 'counsil = "Rutland"\n', ["unknown key 'counsil'", "did you mean 'council'?"]),
    (COUNCIL, 'council = ""\n', ["'council' is ''", "text was expected"]),
    (COUNCIL, "council = 7\n", ["'council' is 7", "text was expected"]),
    ('"1 February 2024"', "2024-02-01", ["'date' is", "text was expected"]),
    ("E06000017", "E0600001", ["authority_code is 'E0600001'", "such as E10000016 was expected"]),
    ("E06000017", "06000017", ["authority_code is '06000017'", "an ONS code"]),
    ("[source]", "[sauce]", ["unknown key 'sauce'", "did you mean 'source'?"]),
    ('file = "made_up.txt"', "", ["'source.file' is missing"]),
    ("sha256", "sha512", ["unknown key 'source.sha512'", "did you mean 'sha256'?"]),
    ('paragraph = "2.1"', "", ["'tables.outreach.paragraph' is missing"]),
    ('paragraph = "2.1"', "paragraph = 2.1", ["'tables.outreach.paragraph' is 2.1", "text"]),
    ("cost.parameters]", "cost.parametres]", ["parametres'", "did you mean 'parameters'?"]),
    ("[analyses.claims]", "[analyses]\nclaims = 1", ["'analyses.claims' has to be a table"]),
    ('[source]\nfile = "made_up.txt"', 'source = "made_up.txt"\n[other]', ["unknown key 'other'"]),
]


@pytest.mark.parametrize(("old", "new", "said"), BAD_CATALOGUE)
def test_a_paper_toml_that_is_not_right_is_named(refusal, old, new, said):
    message = refusal("paper.toml", old, new)
    assert MADE_UP in message
    assert "paper.toml" in message
    assert not [words for words in said if words not in message], message


@pytest.mark.parametrize("name", ["Ambridge_2024", "ambridge--2024", "ambridge 2024", "-ambridge"])
def test_a_bad_paper_id_is_refused(small_project, name):
    (small_project.papers / MADE_UP).rename(small_project.papers / name)
    with pytest.raises(DataError, match=f"'{name}' is no paper id.*lower-case"):
        read_papers(small_project)


def test_hidden_folders_and_files_are_no_papers(small_project):
    (small_project.papers / ".ipynb_checkpoints").mkdir()
    (small_project.papers / ".ipynb_checkpoints" / "paper.toml").touch()
    (small_project.papers / "README.md").touch()
    assert list(read_papers(small_project)) == [MADE_UP]


def test_an_unknown_paper_is_a_usage_error_that_names_the_papers(project):
    papers = read_papers(project)
    with pytest.raises(UsageError) as raised:
        pick_paper(papers, "kent-stls-2022")
    message = str(raised.value)
    assert message.startswith("There is no paper 'kent-stls-2022'; did you mean 'kent-stls-2021'?")
    assert ", ".join(papers) in message
    assert pick_paper(papers, "kent-stls-2021").council == "Kent"


def test_the_project_is_found_by_its_variable(small_project, monkeypatch, tmp_path):
    assert find_folders() == Folders(small_project.root)
    monkeypatch.setenv(ROOT_VARIABLE, str(tmp_path / "elsewhere"))
    with pytest.raises(UsageError, match=rf"No data/raw in .*elsewhere.*{ROOT_VARIABLE}"):
        find_folders()
