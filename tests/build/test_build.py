"""A build publishes whole reports only, and goes on when one fails. These run real kernels."""

import io
import shutil
from html import unescape

import nbformat
import openpyxl
import pytest

from analysis.build.banner import banner
from analysis.build.build import CHANGES_FILES, Listener, build, why_due
from analysis.build.built import read_built
from analysis.build.due import Due
from analysis.build.outcome import Outcome
from analysis.build.papers_index import PapersIndex
from analysis.build.plan import plan_reports, read_analyses
from analysis.build.settings import Settings
from analysis.build.subject_folder import build_subject
from analysis.errors import DataError
from analysis.folders import ROOT_VARIABLE
from analysis.papers.catalogue import read_papers

PAPER = "ambridge-outreach-2024"
NOTES = (".lock", "built.json", *CHANGES_FILES)
SOURCES = "from analysis import load\nload(subject).sources()"
CLAIMS = """from analysis import load
from analysis.papers.claims_table import claims_table
claims_table(load(subject).claims)"""
TABLE = """import pandas as pd
from analysis.display import Table
frame = pd.DataFrame({{'strand': ['=1+1', 'B'], 'budget': [{0}, None]}})
Table('{1}', 'The {1}', frame, {{'strand': 'Strand', 'budget': 'Budget (£)'}})"""


def build_all(folders):
    return build(plan_reports(read_papers(folders), read_analyses(folders)), folders)


def published(folders):
    """Every file below reports/, with its bytes, but for what a build notes of itself."""
    return {
        str(file.relative_to(folders.reports)): file.read_bytes()
        for file in sorted(folders.reports.rglob("*"))
        if file.is_file() and file.name not in NOTES
    }


def test_a_report_is_published_with_its_notebook_the_claims_and_the_index(
    small_project, write_notebook, plan_analyses
):
    write_notebook("good")
    plan_analyses(good="")
    told = []
    outcomes = build(
        plan_reports(read_papers(small_project), read_analyses(small_project)),
        small_project,
        listener=Listener(tell=told.append),
    )
    files = published(small_project)
    assert [o.state for o in outcomes] == ["built"] and told == outcomes
    assert set(files) == {f"{PAPER}/good.html", f"{PAPER}/good.ipynb", "claims.csv", "index.html"}
    assert f"A finding of {PAPER}." in files[f"{PAPER}/good.html"].decode()
    assert f"A finding of {PAPER}." in files["index.html"].decode()


UNREADABLE = """import pandas as pd
from analysis.display import VERDICTS, Table, verdict_bars
claims = pd.DataFrame({"verdict": list(VERDICTS), "claims": 1})
data = Table("verdicts", "Verdicts", claims, {"verdict": "Verdict", "claims": "Claims"})
verdict_bars(claims, data=data, title="Verdicts", subtitle="", source="", alt="short")"""

FAILING = {
    "is_unreadable": ([UNREADABLE], {}, "ChartError: The chart 'Verdicts' needs a text"),
    "divides": (["1 / 0"], {}, "ZeroDivisionError: division by zero"),
    "ends": (["import os; os._exit(3)"], {}, "its process ended itself with exit status 3"),
    "crashes": (["import os; os.kill(os.getpid(), 11)"], {}, "its process died of SIGSEGV"),
    "is_killed": (
        ["import os; os.kill(os.getpid(), 9)"],
        {},
        "its process was killed (SIGKILL)",
    ),
    "draws": (
        ["import matplotlib.pyplot as plt\nplt.plot([1, 2])"],
        {},
        "a picture without a text alternative",
    ),
    "repeats": ([CLAIMS, CLAIMS], {}, "stands twice"),
    "stops": (["import sys", "sys.exit(0)", "print('never')"], {}, "end: SystemExit in 'sys.exit"),
    "stops_last": ([], {"last": f"{SOURCES}\nimport sys; sys.exit(0)"}, "SystemExit"),
    "hides": (["get_ipython().showtraceback = print", "1 / 0"], {}, "CellExecutionError"),
    "miscounts": (["get_ipython().execution_count = 9", "'late'"], {}, "has not run in turn"),
    "finds_nothing": ([], {"first": ""}, "no bottom line"),
    "names_nothing": ([], {"last": "'the sources'"}, "does not show its sources"),
    "goes_on": ([SOURCES, "'the last cell is missing'"], {"last": ""}, "does not show its sources"),
    "has_no_library": (["import analysis.nowhere"], {}, "ModuleNotFoundError"),
}
"""Analysis → the cells of its notebook that make it fail, and how that is worded."""


def test_reports_that_fail_or_do_not_run_to_their_end_leave_the_good_ones(
    small_project, write_notebook, plan_analyses
):
    for name in (*FAILING, "good"):
        write_notebook(name)
    plan_analyses(**dict.fromkeys((*FAILING, "good"), ""))
    assert {outcome.state for outcome in build_all(small_project)} == {"built"}
    before = published(small_project)
    for name, (sources, cells, _) in FAILING.items():
        write_notebook(name, *sources, **cells)
    write_notebook("good", "'changed'")
    outcomes = {outcome.report.analysis.name: outcome for outcome in build_all(small_project)}
    after = published(small_project)
    assert outcomes.pop("good").state == "built"
    assert after[f"{PAPER}/good.ipynb"] != before[f"{PAPER}/good.ipynb"]
    assert after["claims.csv"] == before["claims.csv"]
    index = after["index.html"].decode()
    for name, outcome in outcomes.items():
        assert (outcome.state, FAILING[name][2] in outcome.failure) == ("failed", True), outcome
        assert f"failed/{PAPER}/{name}.ipynb" in after
        assert after[f"{PAPER}/{name}.ipynb"] == before[f"{PAPER}/{name}.ipynb"]
        page = after[f"{PAPER}/{name}.html"].decode()
        assert 'role="status"><p>Out of date since' in page
        assert outcome.failure[:20] in unescape(page)
        assert banner(page, "").encode() == before[f"{PAPER}/{name}.html"]
        assert f"(notebook: notebooks/{name}.ipynb changed). It could not be built again:" in index
    assert [file.name for file in small_project.reports.glob(".*")] == [".lock"]


@pytest.fixture(scope="module")
def built_with_tables(tmp_path_factory):
    """The reports of `first` and `second`, each with a table, built once for the tests below."""
    return tmp_path_factory.mktemp("built_with_tables")


@pytest.fixture
def with_tables(small_project, write_notebook, plan_analyses, built_with_tables):
    """A project whose reports, each with a table, were all built, as they are again: at once."""
    write_notebook("first", TABLE.format(1250.5, "costs"), title="# First")
    write_notebook("second", TABLE.format(-3, "costs"), title="# Second")
    plan_analyses(first="", second="")
    if not any(built_with_tables.iterdir()):
        assert build_some(small_project) == {"first": "built", "second": "built"}
        for folder in (small_project.reports, small_project.processed):
            shutil.copytree(folder, built_with_tables / folder.name)
    for folder in (small_project.reports, small_project.processed):
        shutil.copytree(built_with_tables / folder.name, folder, dirs_exist_ok=True)
    return small_project


def test_a_failed_run_is_kept_until_the_report_builds_again(with_tables, write_notebook):
    write_notebook("first", "value = 41", "raise ValueError('the reason')", title="# First")
    assert build_some(with_tables) == {"first": "failed", "second": "up to date"}
    run = published(with_tables)[f"failed/{PAPER}/first.ipynb"].decode()
    assert "the reason" in str(nbformat.reads(run, as_version=4).cells)
    write_notebook("first", title="# First")
    assert build_some(with_tables) == {"first": "built", "second": "up to date"}
    assert not any(name.startswith("failed") for name in published(with_tables))


def test_bad_data_is_refused_before_anything_is_replaced(with_tables):
    before = published(with_tables)
    claims = with_tables.papers / PAPER / "claims.csv"
    claims.write_text(claims.read_text(encoding="utf-8").replace(",pounds,", ",ponds,", 1))
    with pytest.raises(DataError, match=r"claims\.csv, row \d+, column 'unit': 'ponds' found"):
        build_some(with_tables)
    assert published(with_tables) == before


def sheets(content):
    """The title in the first cell of each sheet of a workbook, from the fourth on."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [sheet["A1"].value for sheet in book.worksheets if sheet.title[0].isdigit()]


def build_some(folders, **selected):
    """Build some reports and return their states by analysis."""
    papers, analyses = read_papers(folders), read_analyses(folders)
    reports = plan_reports(papers, analyses, **selected)
    outcomes = build(reports, folders)
    return {outcome.report.analysis.name: outcome.state for outcome in outcomes}


def test_every_table_is_published_in_a_workbook_and_as_csv_and_linked(with_tables):
    files = published(with_tables)
    assert sheets(files[f"{PAPER}/tables.xlsx"]) == [
        "Table 1: The costs, in “First”",
        "Table 2: The costs, in “Second”",
    ]
    tables = {name: files[name].decode() for name in files if name.endswith("costs.csv")}
    assert tables == {
        f"{PAPER}/tables/first-costs.csv": "\ufeffStrand,Budget (£)\n'=1+1,1250.5\nB,\n",
        f"{PAPER}/tables/second-costs.csv": "\ufeffStrand,Budget (£)\n'=1+1,-3\nB,\n",
    }
    page = files[f"{PAPER}/first.html"].decode()
    assert 'href="tables/first-costs.csv"' in page and 'href="tables.xlsx"' in page
    assert f'href="{PAPER}/tables.xlsx"' in files["index.html"].decode()


def cover(content):
    """All that stands on the cover of a workbook."""
    sheet = openpyxl.load_workbook(io.BytesIO(content))["Cover"]
    return "\n".join(str(cell.value) for row in sheet.rows for cell in row if cell.value)


def test_the_workbook_has_the_last_good_tables_of_a_report_that_fails(with_tables, write_notebook):
    before = published(with_tables)
    write_notebook("first", TABLE.format(7, "other"), "1 / 0", title="# First")
    write_notebook("second", TABLE.format(8, "savings"), title="# Second")
    assert build_some(with_tables) == {"first": "failed", "second": "built"}
    after = published(with_tables)
    page = f"{PAPER}/first.html"
    assert banner(after[page].decode(), "").encode() == before[page]
    kept = [f"{PAPER}/first.ipynb", f"{PAPER}/tables/first-costs.csv"]
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
    workbook = after[f"{PAPER}/tables.xlsx"]
    assert sheets(workbook) == ["Table 1: The costs", "Table 2: The savings"]
    assert "of an earlier report" not in cover(workbook)


def test_the_workbook_says_which_tables_are_of_earlier_data(with_tables, write_notebook):
    claims = with_tables.papers / PAPER / "claims.csv"
    claims.write_text(claims.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    write_notebook("first", "1 / 0", title="# First")
    assert build_some(with_tables) == {"first": "failed", "second": "built"}
    words = cover(published(with_tables)[f"{PAPER}/tables.xlsx"])
    assert "Not so the tables of “First”, which are those of an earlier report." in words
    assert "“Second”, which" not in words


def test_one_report_built_again_makes_a_workbook_of_all(with_tables, write_notebook):
    write_notebook("second", TABLE.format(8, "savings"), title="# Second")
    assert build_some(with_tables, analysis_names=["second"]) == {"second": "built"}
    files = published(with_tables)
    assert sheets(files[f"{PAPER}/tables.xlsx"]) == ["Table 1: The costs", "Table 2: The savings"]
    assert [name for name in files if name.endswith(".csv")] == [
        f"{PAPER}/tables/first-costs.csv",
        f"{PAPER}/tables/second-savings.csv",  # and not second-costs.csv any more
        "claims.csv",
    ]


def test_the_workbook_is_of_the_reports_that_there_are(with_tables):
    shutil.rmtree(with_tables.reports)
    assert build_some(with_tables, analysis_names=["second"]) == {"second": "built"}
    files = published(with_tables)
    assert sheets(files[f"{PAPER}/tables.xlsx"]) == ["Table 1: The costs"]
    assert "A title: not built yet" not in files["index.html"].decode()
    assert "First: not built yet" in files["index.html"].decode()


def test_a_sixth_paper_is_a_folder_of_data_and_no_code(small_project):
    outcomes = build_all(small_project)
    assert [outcome.failure for outcome in outcomes] == [""] * len(outcomes)
    files = published(small_project)
    for analysis in ("ehcp_growth", "independent_placement_unit_cost", "claims"):
        assert f"{PAPER}/{analysis}.html" in files
        assert "Rutland" in files[f"{PAPER}/{analysis}.html"].decode()


def test_one_subject_is_one_function_whatever_project_the_caller_is_in(
    small_project, write_notebook, plan_analyses, monkeypatch, tmp_path
):
    write_notebook("good")
    plan_analyses(good="")
    small_project.reports.mkdir()
    due = Due(small_project, PapersIndex(small_project))
    (report,) = due.index.planned()
    (content,) = due.contents([Outcome(report, "asked for")])
    monkeypatch.setenv(ROOT_VARIABLE, str(tmp_path / "elsewhere"))
    done = build_subject(content, small_project, Settings())
    assert [(o.report, o.failure) for o in done.outcomes] == [(report, "")]
    assert set(read_built(small_project.reports / PAPER).files) == {"good.html", "good.ipynb"}
    assert why_due([report], small_project) == [""]
    assert [file.name for file in small_project.reports.glob(".*")] == []
