"""The same data make the same reports, wherever, whenever and however they are built."""

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import nbformat
import papermill
import pytest

from analysis.build.build import CHANGES_FILES, build
from analysis.build.plan import FOR_PAPERS, plan_reports, read_analyses
from analysis.build.run import settled
from analysis.folders import ROOT_VARIABLE, Folders
from analysis.papers.catalogue import read_papers

pytestmark = pytest.mark.slow

PAPER = "kent-stls-2021"


def shown(notebook):
    """What each cell of a notebook has put out, with its code."""
    return [
        (cell.source, cell.get("execution_count"), cell.get("outputs", []))
        for cell in settled(notebook).cells
    ]


def test_every_notebook_puts_out_in_a_build_what_it_does_under_plain_papermill(project, tmp_path):
    planned = plan_reports(read_papers(project), read_analyses(project))
    one_each = list({report.analysis.name: report for report in planned}.values())
    of_papers = [a for a in read_analyses(project).values() if FOR_PAPERS in a.tags]
    assert len(one_each) == len(of_papers)
    assert {outcome.state for outcome in build(one_each, project)} == {"built"}

    def run(report):
        output = tmp_path / f"{report.analysis.name}.ipynb"
        papermill.execute_notebook(
            report.analysis.notebook, output, report.values, progress_bar=False
        )
        return nbformat.read(output, as_version=4)

    with ThreadPoolExecutor(3) as pool:
        for report, plain in zip(one_each, pool.map(run, one_each), strict=True):
            built = nbformat.read(project.reports / f"{report.name}.ipynb", as_version=4)
            assert shown(built) == shown(plain), report.name


def built_in(folders, umask, environment, *options):
    """Every file that a build of one paper publishes, with its bytes and mode."""
    command = [sys.executable, "-m", "analysis", "build", "--paper", PAPER, *options]
    variables = {**os.environ, **environment, ROOT_VARIABLE: str(folders.root)}
    subprocess.run(
        command, cwd=folders.root, env=variables, umask=umask, check=True, capture_output=True
    )
    files = sorted(
        f
        for f in folders.reports.rglob("*")
        if f.is_file() and f.name not in (".lock", "built.json", *CHANGES_FILES)
    )
    return {str(file.relative_to(folders.reports)): file.read_bytes() for file in files}


def test_builds_in_other_places_and_ways_publish_the_same_bytes(project, tmp_path):
    other = Folders(tmp_path / "an other" / "place")
    shutil.copytree(project.root, other.root)
    home = tmp_path / "home"
    (home / ".config" / "matplotlib").mkdir(parents=True)
    settings = "axes.facecolor: red\nfont.size: 20\nsvg.fonttype: path\nlines.linewidth: 7\n"
    (home / ".config" / "matplotlib" / "matplotlibrc").write_text(settings)
    (other.root / "matplotlibrc").write_text(settings)
    first = built_in(
        project,
        0o022,
        {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1", "HOME": "/dev/null"},
        "--jobs=4",
    )
    second = built_in(
        other,
        0o077,
        {"TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONHASHSEED": "2", "HOME": str(home)},
        "--jobs=2",
        "--kernels",
    )
    assert len(first) > 10
    assert [name for name in first if first[name] != second.get(name)] == []
    assert set(first) == set(second)
