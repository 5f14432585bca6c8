"""A report is built again when, and only when, something it depends on has changed.

No kernels run but in the last test.
"""

import json
import os
import shutil
import subprocess
import sys

import pytest
from click.testing import CliRunner

from analysis.build import dependencies
from analysis.build.build import CHANGES_FILES, build, why_due
from analysis.build.built import read_built
from analysis.build.plan import plan_reports, read_analyses
from analysis.build.settings import Settings
from analysis.cli import main
from analysis.folders import ROOT_VARIABLE
from analysis.papers.catalogue import read_papers

ONE, OTHER = "ambridge-outreach-2024", "ambridge-outreach-2025"
ALL = {f"{paper}/{name}" for paper in (ONE, OTHER) for name in ("first", "second")}
OF_ONE = {name for name in ALL if name.startswith(ONE)}
FIRST = {name for name in ALL if name.endswith("first")}
DECLARED = 'subject: str = "x"  # a paper id\nstart: int = 2015  # January'
FINDS = "from analysis.display import BottomLine\nBottomLine(f'Found of {start}')"


@pytest.fixture(scope="module")
def built_once(tmp_path_factory):
    """The reports of both papers, built once for all tests."""
    return tmp_path_factory.mktemp("built")


@pytest.fixture
def two_papers(small_project, write_notebook, plan_analyses, monkeypatch, tmp_path, built_once):
    """A project with two papers of two reports each, all built, and a library of its own."""
    for name in ("first", "second"):
        write_notebook(name, title=f"# The {name}", parameters=DECLARED, first=FINDS)
    plan_analyses(first="start = 2016", second="")
    shutil.copytree(small_project.papers / ONE, small_project.papers / OTHER)
    (small_project.root / "requirements.lock").write_text("pandas==3\n")
    library = tmp_path / "library"
    shutil.copytree(dependencies.LIBRARY, library, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(dependencies, "LIBRARY", library)
    monkeypatch.setattr(dependencies, "TEMPLATES", library / "build" / "templates")
    if not any(built_once.iterdir()):
        assert {outcome.state for outcome in build_again(small_project)} == {"built"}
        for folder in (small_project.reports, small_project.processed):
            shutil.copytree(folder, built_once / folder.name)
    for folder in (small_project.reports, small_project.processed):
        shutil.copytree(built_once / folder.name, folder, dirs_exist_ok=True)
    return small_project


def planned(folders, **selected):
    return plan_reports(read_papers(folders), read_analyses(folders), **selected)


def build_again(folders, force=False, **selected):
    """Build all reports, or some."""
    return build(planned(folders, **selected), folders, Settings(2, force=force))


def states(outcomes):
    return {outcome.report.name: outcome.state for outcome in outcomes}


def due(folders, **selected):
    """The reports that a build would build, each with why."""
    reports = planned(folders, **selected)
    why = dict(zip((r.name for r in reports), why_due(reports, folders), strict=True))
    return {name: words for name, words in why.items() if words}


def everything(folders):
    """The bytes of every published file, and when each was written."""
    return {
        str(file.relative_to(folders.reports)): (file.read_bytes(), file.stat().st_mtime_ns)
        for file in sorted(folders.reports.rglob("*"))
        if file.is_file() and file.name not in (".lock", "built.json", *CHANGES_FILES)
    }


def append(*files):
    """Change the content of files in a way that does not matter to what they say."""
    for file in files:
        file.write_text(file.read_text(encoding="utf-8") + "\n", encoding="utf-8")


def touch(folders):
    for folder in (folders.root, dependencies.LIBRARY):
        for file in folder.rglob("*"):
            os.utime(file, (1, 1))


CHANGES = [
    (touch, set(), ""),
    (
        lambda f: append(f.notebooks / "first.ipynb"),
        FIRST,
        "notebook: notebooks/first.ipynb changed",
    ),
    (lambda f: append(f.notebooks / "claims.ipynb"), set(), ""),
    (
        lambda f: append(f.papers / ONE / "claims.csv"),
        OF_ONE,
        f"data: data/raw/papers/{ONE}/claims.csv changed",
    ),
    (
        lambda f: (f.papers / ONE / "tables" / "notes.csv").write_text("a,b\n"),
        OF_ONE,
        f"data: data/raw/papers/{ONE}/tables/notes.csv added",
    ),
    (
        lambda f: (f.papers / ONE / "timeline.csv").unlink(),
        OF_ONE,
        f"data: data/raw/papers/{ONE}/timeline.csv removed",
    ),
    (
        lambda f: append(f.dfe / "ehc_plans.csv", f.dfe / "placements.csv"),
        ALL,
        "data: data/raw/dfe/ehc_plans.csv changed, data/raw/dfe/placements.csv changed",
    ),
    (
        lambda f: append(dependencies.LIBRARY / "comparison" / "measures.toml"),
        ALL,
        "library: comparison/measures.toml changed",
    ),
    (
        lambda f: append(dependencies.LIBRARY / "subject.py"),
        ALL,
        "library: subject.py changed",
    ),
    (
        lambda f: append(dependencies.LIBRARY / "display" / "house.mplstyle"),
        ALL,
        "library: display/house.mplstyle changed",
    ),
    (
        lambda f: append(dependencies.TEMPLATES / "council" / "style.css"),
        ALL,
        "template: build/templates/council/style.css changed",
    ),
    (lambda f: append(f.root / "requirements.lock"), ALL, "packages: requirements.lock changed"),
    (
        lambda f: append(f.reports / ONE / "first.html"),
        {f"{ONE}/first"},
        f"published files: {ONE}/first.html changed",
    ),
    (
        lambda f: (f.reports / ONE / "second.ipynb").unlink(),
        {f"{ONE}/second"},
        f"published files: {ONE}/second.ipynb removed",
    ),
    (lambda f: (f.reports / ONE / "mine.txt").write_text("of mine"), set(), ""),
    (lambda f: (f.reports / "index.html").unlink(), set(), ""),
    (
        lambda f: (f.reports / ONE / "built.json").unlink(),
        OF_ONE,
        "there is no record of how it was built",
    ),
    (lambda f: shutil.rmtree(f.reports), ALL, "it has not been built yet"),
]


@pytest.mark.parametrize(("change", "expected", "why"), CHANGES)
def test_a_change_has_those_reports_built_again_that_depend_on_it(
    two_papers, change, expected, why
):
    change(two_papers)
    assert due(two_papers) == dict.fromkeys(expected, why)


def test_parameters_of_the_paper_have_its_reports_built_again(two_papers):
    file = two_papers.papers / ONE / "paper.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("start = 2016", "start = 2017"), encoding="utf-8")
    found = due(two_papers)
    assert set(found) == OF_ONE
    assert (
        found[f"{ONE}/first"]
        == f"parameters: start changed; data: data/raw/papers/{ONE}/paper.toml changed"
    )


def test_a_build_of_what_is_up_to_date_writes_nothing(two_papers):
    before = everything(two_papers)
    assert set(states(build_again(two_papers)).values()) == {"up to date"}
    assert everything(two_papers) == before
    assert "Out of date" not in (two_papers.reports / "index.html").read_text(encoding="utf-8")


def test_force_builds_what_is_up_to_date(two_papers):
    outcomes = build_again(two_papers, force=True, paper_ids=[ONE])
    assert {o.report.name: (o.state, o.why) for o in outcomes} == dict.fromkeys(
        OF_ONE, ("built", "--force")
    )
    assert due(two_papers) == {}


def test_a_parameter_of_the_command_line_and_back(two_papers):
    before = (two_papers.reports / ONE / "first.html").read_text(encoding="utf-8")
    chosen = {"paper_ids": [ONE], "analysis_names": ["first"]}
    assert due(two_papers, **chosen, overrides={"start": "2016"}) == {}
    build_again(two_papers, **chosen, overrides={"start": "2020"})
    assert "Found of 2020" in (two_papers.reports / ONE / "first.html").read_text(encoding="utf-8")
    assert due(two_papers) == {f"{ONE}/first": "parameters: start changed"}
    assert states(build_again(two_papers))[f"{ONE}/first"] == "built"
    assert (two_papers.reports / ONE / "first.html").read_text(encoding="utf-8") == before


def test_what_failed_is_tried_again_until_it_builds(two_papers, write_notebook):
    write_notebook("first", "fail", title="# The first", parameters=DECLARED)
    for why in ("notebook: notebooks/first.ipynb changed",) * 2:
        outcomes = build_again(two_papers, paper_ids=[ONE])
        assert [(o.state, o.why) for o in outcomes] == [("failed", why), ("up to date", "")]
    write_notebook("first", title="# The first", parameters=DECLARED, first=FINDS)
    assert due(two_papers, paper_ids=[ONE]) == {f"{ONE}/first": "it could not be built last time"}
    assert set(states(build_again(two_papers)).values()) == {"built", "up to date"}
    assert due(two_papers) == {} and not (two_papers.reports / "failed").exists()


def test_the_index_marks_what_is_out_of_date_until_it_is_built_or_changed_back(two_papers):
    notebook, index = two_papers.notebooks / "first.ipynb", two_papers.reports / "index.html"

    def marks(**selected):
        build_again(two_papers, **selected)
        return index.read_text(encoding="utf-8").count(
            "UTC (notebook: notebooks/first.ipynb changed)."
        )

    before = notebook.read_bytes()
    append(notebook)
    assert marks(analysis_names=["second"]) == 2
    notebook.write_bytes(before)
    assert marks(analysis_names=["second"]) == 0
    append(notebook)
    assert marks(paper_ids=[ONE]) == 1
    assert marks() == 0 and "Out of date" not in index.read_text(encoding="utf-8")


def test_files_of_a_report_that_is_dropped_or_renamed_go(two_papers, write_notebook):
    write_notebook("first", "fail", title="# The first", parameters=DECLARED)
    build_again(two_papers)
    write_notebook("third")
    (two_papers.notebooks / "second.ipynb").unlink()
    for paper in (ONE, OTHER):
        file = two_papers.papers / paper / "paper.toml"
        head, _, _ = file.read_text(encoding="utf-8").partition("[analyses.first")
        file.write_text(f"{head}[analyses.third]\n", encoding="utf-8")
    assert set(states(build_again(two_papers)).values()) == {"built"}
    assert set(everything(two_papers)) == {
        *(f"{paper}/third.{kind}" for paper in (ONE, OTHER) for kind in ("html", "ipynb")),
        "index.html",
        "claims.csv",
    }
    index = (two_papers.reports / "index.html").read_text(encoding="utf-8")
    assert "third.html" in index and "first.html" not in index and "Out of date" not in index
    built = [read_built(two_papers.reports / folder) for folder in (ONE, OTHER)]
    assert [set(one.made_from) for one in built] == [{f"{ONE}/third"}, {f"{OTHER}/third"}]
    assert [one.stale for one in built] == [{}, {}]


def test_files_of_somebody_else_do_not_matter_and_stay(two_papers):
    mine = two_papers.reports / ONE / "mine.txt"
    mine.write_text("of mine")
    build_again(two_papers, force=True)
    mine.write_text("of mine, changed")
    assert due(two_papers) == {}
    mine.unlink()
    assert due(two_papers) == {}


def test_a_damaged_report_is_mended_even_after_another_of_its_paper_was_built(two_papers):
    append(two_papers.reports / ONE / "first.html")
    append(two_papers.notebooks / "second.ipynb")
    build_again(two_papers, analysis_names=["second"])
    assert due(two_papers) == {f"{ONE}/first": f"published files: {ONE}/first.html changed"}


def test_reports_of_a_paper_that_there_is_no_more_go(two_papers):
    mine = two_papers.reports / OTHER / "mine.txt"
    mine.write_text("of mine")
    edited = two_papers.reports / OTHER / "second.html"
    append(edited)
    shutil.rmtree(two_papers.papers / OTHER)
    build_again(two_papers)
    left = {name for name in everything(two_papers) if name.startswith(OTHER)}
    assert left == {f"{OTHER}/mine.txt", f"{OTHER}/second.html"}
    assert OTHER not in (two_papers.reports / "index.html").read_text(encoding="utf-8")


def test_data_of_another_paper_changes_the_lists_of_all_claims_alone(two_papers):
    before = everything(two_papers)
    claims = two_papers.papers / OTHER / "claims.csv"
    text = claims.read_text(encoding="utf-8").replace("Outreach overspend", "Overspend of outreach")
    claims.write_text(text, encoding="utf-8")
    build_again(two_papers, paper_ids=[ONE])
    after = everything(two_papers)
    assert {name for name in after if after[name] != before[name]} == {"index.html", "claims.csv"}
    assert b"Overspend of outreach" in after["claims.csv"][0]


@pytest.mark.parametrize("command", ["list", "build"])
def test_explain_says_why_of_each_report(two_papers, command):
    append(two_papers.notebooks / "first.ipynb")
    options = ["--paper", ONE, "--explain"]
    result = CliRunner().invoke(main, [command, *options])
    assert result.exit_code == 0
    values = " start=2016" if command == "list" else ""
    assert result.stdout.splitlines()[:2] == [
        f"{ONE}/first{values}: notebook: notebooks/first.ipynb changed",
        f"{ONE}/second: up to date",
    ]


IMPORTS = """import json, sys
from analysis.cli import main
try:
    main()
finally:
    names = ("pandas", "numpy", "papermill", "nbconvert", "matplotlib", "IPython", "jupyter_client")
    print(json.dumps([name for name in names if name in sys.modules]))"""


@pytest.mark.slow
def test_to_find_nothing_to_do_takes_no_large_library(small_project, write_notebook, plan_analyses):
    write_notebook("good")
    plan_analyses(good="")
    environment = {**os.environ, ROOT_VARIABLE: str(small_project.root)}

    def run(*command):
        done = subprocess.run(
            [sys.executable, "-c", IMPORTS, *command],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        said, *_, imported = done.stdout.splitlines()
        return said, json.loads(imported)

    assert run("build")[0] == "1 built, of 1 reports: reports/index.html"
    assert run("build") == ("1 up to date, of 1 reports: reports/index.html", [])
    assert run("list", "--explain") == (f"{ONE}/good: up to date", [])
