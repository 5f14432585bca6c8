"""A build publishes whole reports only, and goes on when one fails. These run real kernels."""

import io
import shutil
import tempfile

import nbformat
import openpyxl
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


TABLE = """import pandas as pd
from analysis.quantities import money
from analysis.tables.table import Column, Table
frame = pd.DataFrame({{'strand': ['=1+1', 'B'], 'budget': [{}, None]}})
Table('{}', frame, [Column('strand', 'Strand'), Column('budget', 'Budget (£)', money)])"""


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


@pytest.fixture(scope="module")
def built_with_tables(tmp_path_factory):
    """The reports of `first` and `second`, each with a table, built once for the tests below."""
    return tmp_path_factory.mktemp("built_with_tables")


@pytest.fixture
def with_tables(small_project, write_notebook, plan_analyses, built_with_tables):
    """A project whose reports, each with a table, were all built."""
    write_notebook("first", FINDS, TABLE.format(1250.5, "Costs"), title="# First")
    write_notebook("second", TABLE.format(-3, "Costs"), title="# Second")
    plan_analyses(first="", second="")
    if not any(built_with_tables.iterdir()):
        assert all(outcome.built for outcome in build_all(small_project))
        shutil.copytree(small_project.reports, built_with_tables, dirs_exist_ok=True)
    shutil.copytree(built_with_tables, small_project.reports, dirs_exist_ok=True)
    return small_project


def sheets(content):
    """The title in the first cell of each sheet of a workbook, from the fourth on."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [sheet["A1"].value for sheet in book.worksheets if sheet.title[0].isdigit()]


def build_and_hear(folders, **selected):
    """Build some reports: what was said of workbooks that were not made."""
    said = []
    papers, analyses = read_papers(folders), read_analyses(folders)
    build(plan_reports(papers, analyses, **selected), folders, say=said.append)
    return said


def test_every_table_is_published_in_a_workbook_and_as_csv_and_linked(with_tables):
    files = published(with_tables)
    assert sheets(files[f"{PAPER}/tables.xlsx"]) == [
        "Table 1: Costs, in “First”",
        "Table 2: Costs, in “Second”",
    ]
    tables = {name: files[name].decode() for name in files if name.endswith("costs.csv")}
    assert tables == {
        f"{PAPER}/tables/first-costs.csv": "Strand,Budget (£)\n'=1+1,1250.5\nB,\n",
        f"{PAPER}/tables/second-costs.csv": "Strand,Budget (£)\n'=1+1,-3\nB,\n",
    }
    page = files[f"{PAPER}/first.html"].decode()
    assert 'href="tables/first-costs.csv"' in page and 'href="tables.xlsx"' in page
    assert f'href="{PAPER}/tables.xlsx"' in files["index.html"].decode()


def test_a_failing_report_leaves_the_last_good_workbook(with_tables, write_notebook):
    before = published(with_tables)
    write_notebook("first", TABLE.format(7, "Other"), "1 / 0")
    write_notebook("second", TABLE.format(8, "Costs"))
    said = build_and_hear(with_tables)
    after = published(with_tables)
    assert said == [f"{PAPER}/tables.xlsx was not made: first failed"]
    changed = {f"{PAPER}/second.html", f"{PAPER}/second.ipynb", f"{PAPER}/tables/second-costs.csv"}
    assert {name for name in before if after[name] != before[name]} <= {*changed, "index.html"}
    assert after[f"{PAPER}/tables.xlsx"] == before[f"{PAPER}/tables.xlsx"]
    assert after[f"{PAPER}/tables/second-costs.csv"] != before[f"{PAPER}/tables/second-costs.csv"]


def test_one_report_built_again_makes_a_workbook_of_all(with_tables, write_notebook):
    write_notebook("second", TABLE.format(8, "Savings"), title="# Second")
    assert build_and_hear(with_tables, analysis_names=["second"]) == []
    files = published(with_tables)
    assert sheets(files[f"{PAPER}/tables.xlsx"]) == ["Table 1: Costs", "Table 2: Savings"]
    assert [name for name in files if name.endswith(".csv")] == [
        f"{PAPER}/tables/first-costs.csv",
        f"{PAPER}/tables/second-savings.csv",  # and not second-costs.csv any more
        "claims.csv",
    ]


def test_before_all_reports_are_built_there_is_no_workbook(with_tables):
    shutil.rmtree(with_tables.reports)
    said = build_and_hear(with_tables, analysis_names=["second"])
    assert said == [f"{PAPER}/tables.xlsx was not made: first not built yet"]
    files = published(with_tables)
    assert f"{PAPER}/tables.xlsx" not in files
    assert "tables.xlsx" not in files["index.html"].decode()


def test_two_builds_give_the_same_bytes(small_project, write_notebook, plan_analyses):
    write_notebook("good", FINDS, TABLE.format(5, "Costs"))
    plan_analyses(good="", claims="")
    build_all(small_project)
    first = published(small_project)
    build_all(small_project)
    assert published(small_project) == first


def test_nothing_is_left_behind(small_project, one_failing):
    one_failing("1 / 0")
    assert not list(small_project.reports.glob(".*"))


def test_kernels_leave_no_socket_or_key_behind(
    small_project, write_notebook, plan_analyses, tmp_path, monkeypatch
):
    where, private = tmp_path / "where", tmp_path / "private"
    for folder in (where, private):
        folder.mkdir()
    monkeypatch.chdir(where)
    monkeypatch.setattr(tempfile, "tempdir", str(private))
    write_notebook(
        "good", FINDS, "from ipykernel import get_connection_file\nget_connection_file()"
    )
    plan_analyses(good="")
    build_all(small_project)
    assert str(private) in published(small_project)[f"{PAPER}/good.ipynb"].decode()
    assert not list(where.iterdir())
    assert not list(private.glob("kernel-*"))


def test_a_sixth_paper_is_a_folder_of_data_and_no_code(small_project):
    outcomes = build_all(small_project)
    assert [outcome.reason for outcome in outcomes] == [""] * len(outcomes)
    files = published(small_project)
    for analysis in ("ehcp_growth", "independent_placement_unit_cost", "claims"):
        assert f"{PAPER}/{analysis}.html" in files
        assert "Rutland" in files[f"{PAPER}/{analysis}.html"].decode()
