"""The catalogue of papers: what a paper's folder says, and which papers there are."""

import pytest

from analysis.errors import UsageError
from analysis.folders import ROOT_VARIABLE, Folders, find_folders
from analysis.papers.catalogue import pick_paper, read_papers

MADE_UP = "ambridge-outreach-2024"


def test_a_paper_is_a_folder_of_data(small_project):
    (small_project.papers / ".ipynb_checkpoints").mkdir()
    (small_project.papers / "README.md").touch()
    ((paper_id, paper),) = read_papers(small_project).items()
    assert (paper_id, paper.id, paper.folder) == (MADE_UP, MADE_UP, small_project.papers / MADE_UP)
    assert paper.citation == (
        "Rutland, Schools Forum, 1 February 2024: Outreach for Ambridge schools (made up)"
    )
    title = "Outreach budget and forecast 2023/24"
    assert paper.tables == {"outreach": {"title": title, "paragraph": "2.1"}}
    assert paper.analyses["claims"].parameters == {}
    plan = paper.analyses["independent_placement_unit_cost"]
    assert plan.parameters == {"placements_moved": 2}
    assert plan.inputs["cost"] == "independent_cost"


def test_an_unknown_paper_is_a_usage_error_that_names_the_papers(project):
    papers = read_papers(project)
    assert list(papers) == sorted(papers)
    assert pick_paper(papers, "kent-stls-2021").council == "Kent"
    with pytest.raises(UsageError) as raised:
        pick_paper(papers, "kent-stls-2022")
    assert str(raised.value) == (
        "There is no paper 'kent-stls-2022'; did you mean 'kent-stls-2021'? "
        f"The papers are: {', '.join(papers)}."
    )
    with pytest.raises(UsageError, match=r"^There is no paper 'z'\. The papers are: "):
        pick_paper(papers, "z")


def test_the_project_is_found_by_its_variable(small_project, monkeypatch, tmp_path):
    assert find_folders() == Folders(small_project.root)
    monkeypatch.setenv(ROOT_VARIABLE, str(tmp_path / "elsewhere"))
    with pytest.raises(UsageError, match=rf"No data/raw in .*elsewhere.*{ROOT_VARIABLE}"):
        find_folders()
