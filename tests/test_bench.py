"""The benchmark: what it plans and shows. What takes how long is not tested."""

import json
import runpy
from pathlib import Path

import pytest

from analysis.build.plan import plan_reports, read_analyses
from analysis.folders import Folders
from analysis.papers.catalogue import read_papers

ROOT = Path(__file__).resolve().parents[1]
FILE = Path(__file__).with_name("bench.py")
BENCH = runpy.run_path(str(FILE))


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    return BENCH["copy_project"](ROOT, tmp_path_factory.mktemp("bench") / "start")


def test_the_plan_is_that_of_the_build(copy):
    folders = Folders(ROOT)
    reports = plan_reports(read_papers(folders), read_analyses(folders))
    assert BENCH["plan_pieces"](copy) == [
        (f"notebooks/{report.analysis.name}.ipynb", f"reports/{report.name}.ipynb", report.values)
        for report in reports
    ]
    assert not list((copy / "reports").iterdir())


@pytest.mark.slow
def test_the_floor_shows_what_the_notebook_shows(copy):
    pieces = BENCH["plan_pieces"](copy)
    (piece,) = (piece for piece in pieces if piece[1] == "reports/rutland-eip-2021/claims.ipynb")
    code = "import bench, json, sys; print(json.dumps(bench.show_piece(json.loads(sys.argv[1]))))"
    code = f"import sys; sys.path.insert(0, {str(FILE.parent)!r}); {code}"
    floor = json.loads(BENCH["run"](copy, "-c", code, json.dumps(piece))[-1])
    cells = json.loads((ROOT / piece[1]).read_text(encoding="utf-8"))["cells"]
    saved = [output["data"] for cell in cells for output in cell.get("outputs", [])]
    assert stripped(floor) == stripped(saved)


def stripped(outputs):
    """Return outputs with their text in one piece, without the last line's end."""
    return [{kind: "".join(text).rstrip("\n") for kind, text in one.items()} for one in outputs]


def test_a_command_that_fails_ends_with_its_last_lines(tmp_path):
    code = "print(*range(50), sep='\\n'); raise SystemExit('no such thing')"
    with pytest.raises(SystemExit, match=r"exit status 1: .*\n36\n(\d+\n)*49\nno such thing"):
        BENCH["run"](tmp_path, "-c", code)
