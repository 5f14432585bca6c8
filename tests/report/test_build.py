"""A build publishes whole reports only, and goes on when one fails. These run real kernels."""

import shutil

import nbformat
import pytest

from analysis.errors import DataError
from analysis.papers import read_papers
from analysis.report.build import build
from analysis.report.plan import plan_reports, read_analyses

PAPER = "ambridge-outreach-2024"
A_TABLE = """from analysis.processed import load
from analysis.tables import ledger
ledger.claims(load(paper).ledger)"""
FINDS = "from analysis.findings.finding import Finding\nFinding(['A finding of {}.'.format(paper)])"


def build_all(folders):
    return build(plan_reports(read_papers(folders), read_analyses(folders)), folders)


def published(folders):
    """Every file below reports/, with its bytes."""
    return {
        str(file.relative_to(folders.reports)): file.read_bytes()
        for file in sorted(folders.reports.rglob("*"))
        if file.is_file()
    }


def test_a_report_is_published_with_its_notebook_the_claims_and_the_index(
    small_project, write_notebook, plan_analyses
):
    write_notebook("good", FINDS)
    plan_analyses(good="")
    told = []
    outcomes = build(
        plan_reports(read_papers(small_project), read_analyses(small_project)),
        small_project,
        told.append,
    )
    files = published(small_project)
    assert [o.built for o in outcomes] == [True] and told == outcomes
    assert set(files) == {f"{PAPER}/good.html", f"{PAPER}/good.ipynb", "claims.csv", "index.html"}
    assert f"A finding of {PAPER}." in files[f"{PAPER}/good.html"].decode()
    assert f"A finding of {PAPER}." in files["index.html"].decode()


@pytest.fixture(scope="module")
def built_once(tmp_path_factory):
    """The reports of `first` and `second`, built once for all the tests that then break one."""
    return tmp_path_factory.mktemp("built")


@pytest.fixture
def one_failing(small_project, write_notebook, plan_analyses, built_once):
    """A project whose reports were all built, and of which one can be made to fail."""
    write_notebook("first", FINDS)
    write_notebook("second", FINDS)
    plan_analyses(first="", second="")
    if not any(built_once.iterdir()):
        assert all(outcome.built for outcome in build_all(small_project))
        shutil.copytree(small_project.reports, built_once, dirs_exist_ok=True)
    shutil.copytree(built_once, small_project.reports, dirs_exist_ok=True)

    def fail(*sources):
        before = published(small_project)
        write_notebook("first", *sources)
        return before, build_all(small_project), published(small_project)

    return fail


@pytest.mark.parametrize(
    ("sources", "reason"),
    [
        (["1 / 0"], "ZeroDivisionError: division by zero"),
        (["import sys", "sys.exit(0)", "print('never')"], "stopped before its end"),
        (["import os; os._exit(3)"], "died"),
        (["import matplotlib.pyplot as plt\nplt.plot([1, 2])"], "without a text alternative"),
        ([A_TABLE, A_TABLE], "stands twice"),
    ],
)
def test_a_failing_report_leaves_the_good_one_and_the_others_are_built(
    small_project, one_failing, sources, reason
):
    before, outcomes, after = one_failing(*sources)
    assert [outcome.built for outcome in outcomes] == [False, True]
    assert reason in outcomes[0].reason
    kept = f"failed/{PAPER}/first.ipynb"
    assert kept in after
    assert {name: content for name, content in after.items() if name != kept} == before


def test_a_failed_run_is_kept_until_the_report_builds_again(
    small_project, one_failing, write_notebook
):
    _, _, after = one_failing("value = 41", "raise ValueError('the reason')")
    failed = nbformat.reads(after[f"failed/{PAPER}/first.ipynb"].decode(), as_version=4)
    assert "the reason" in str(failed.cells)
    write_notebook("first", FINDS)
    assert all(outcome.built for outcome in build_all(small_project))
    assert not any(name.startswith("failed") for name in published(small_project))


def test_bad_data_is_refused_before_anything_is_replaced(small_project, one_failing):
    before = published(small_project)
    claims = small_project.papers / PAPER / "claims.csv"
    claims.write_text(claims.read_text(encoding="utf-8").replace(",pounds,", ",ponds,", 1))
    with pytest.raises(DataError, match=r"claims\.csv, row \d+, column 'unit': 'ponds' found"):
        build_all(small_project)
    assert published(small_project) == before


def test_two_builds_give_the_same_bytes(small_project, write_notebook, plan_analyses):
    write_notebook("good", FINDS)
    plan_analyses(good="", claims="")
    build_all(small_project)
    first = published(small_project)
    build_all(small_project)
    assert published(small_project) == first


def test_nothing_is_left_behind(small_project, one_failing):
    one_failing("1 / 0")
    assert not list(small_project.reports.glob(".*"))


def test_a_sixth_paper_is_a_folder_of_data_and_no_code(small_project):
    outcomes = build_all(small_project)
    assert [outcome.reason for outcome in outcomes] == [""] * len(outcomes)
    files = published(small_project)
    for analysis in ("ehcp_growth", "independent_placement_unit_cost", "claims"):
        assert f"{PAPER}/{analysis}.html" in files
        assert "Rutland" in files[f"{PAPER}/{analysis}.html"].decode()
