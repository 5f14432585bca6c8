"""The benchmark: what it says of made-up runs, and that it runs. No time is asserted."""

import json
import os
import subprocess
import sys
from pathlib import Path

import made_up_releases as made_up
import pytest
from bench import DOCUMENT, measure, parser
from document import (
    MEASURED,
    NATIONAL,
    measured,
    national,
    national_table,
    observed_rows,
    put_part,
    ways_table,
)
from memory import Peak, sampled
from national import Size, measure_national, spread
from observed import Observed
from project import ROOT, BenchmarkError, Project, Workshop, planned_reports
from shares import IMPORTING, OTHER, PYTHON, package_of, seconds_by_function, seconds_by_package
from targets import national_targets, targets
from timing import Result, Run, timed
from ways import (
    COLD,
    FLOOR,
    FLOOR_A_PROCESSOR,
    INCREMENTAL,
    NO_OP,
    ONE_PROCESS,
    SHELL_LOOP,
    TWO_AT_A_TIME,
    Build,
    Way,
    all_ways,
    change_one_paper,
)
from where import Where, profile
from work import pieces_of, read_work, write_work

from analysis.folders import Folders
from analysis.official import areas as authorities
from analysis.official.importing import import_paths

BENCHMARK = Path(__file__).parent
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
EMPTY = f"{BEGIN}\n{END}\n\n<!-- national: begin -->\n<!-- national: end -->"


def result(*seconds: float, reports: int = 20, process_mb: float = 200) -> Result:
    runs = tuple(Run(wall_s, wall_s * 1.5) for wall_s in seconds)
    return Result(reports, runs, Peak(process_mb, 2 * process_mb, 3))


GOOD = {
    SHELL_LOOP: result(180),
    TWO_AT_A_TIME: result(90),
    ONE_PROCESS: result(56),
    COLD: result(8, 6, 7, process_mb=250),
    INCREMENTAL: result(2.5, 2.4, 2.6, reports=4),
    NO_OP: result(0.13, 0.1, 0.12, reports=0),
    FLOOR: result(5, 4, 4.5),
    FLOOR_A_PROCESSOR: result(5.5, 4.6, 5),
}
WHERE = Where(
    python_s=1.0,
    observed=Observed(1.5, 2.0, 6.5, 7.0, 2.0, 1.0, 8.0, 1, 20),
    build_by_package={"waiting": 30.0, "nbconvert": 1.25, "tiny": 0.001},
    drawing_by_package={"matplotlib": 6.5},
    drawing_by_function={"finish": 5.0},
)


def row(table: str, name: str) -> list[str]:
    """The cells of a table's row after its name."""
    (line,) = [line for line in table.splitlines() if line.startswith(f"| {name} |")]
    return [cell.strip() for cell in line.strip("|").split("|")][1:]


# ---------------------------------------------------------------------- what is made of runs


def test_a_way_is_set_beside_the_others():
    table = ways_table(GOOD)
    assert row(table, COLD) == [
        *("3", "20", "7.00 (6.00–8.00)", "10.50", "0.35", "25.7", "12.9", "1.56", "250", "500")
    ]
    assert row(table, SHELL_LOOP)[2:7] == ["180.00", "270.00", "9.00", "1.0", "0.5"]


def test_throughput_is_of_the_reports_that_were_made():
    assert row(ways_table(GOOD), INCREMENTAL)[4:8] == ["0.62", "14.4", "7.2", "–"]


def test_a_build_with_nothing_to_do_has_no_throughput():
    assert row(ways_table(GOOD), NO_OP)[1:8] == [
        *("0", "0.12 (0.10–0.13)", "0.18", "–", "–", "–", "–")
    ]


def test_targets_are_judged_by_the_figures():
    assert [(t.measured, t.is_met) for t in targets(GOOD)] == [
        ("25.7 times", True),
        ("12.9 times", True),
        ("1.56 times", True),
        ("250 MB", True),
        ("1.7%", True),
    ]


def test_every_target_can_be_missed():
    slow = GOOD | {COLD: result(10, process_mb=400), NO_OP: result(0.2, reports=0)}
    assert [t.is_met for t in targets(slow)] == [False] * 5


def test_the_faster_floor_counts():
    assert row(ways_table(GOOD | {FLOOR_A_PROCESSOR: result(3.5)}), COLD)[7] == "2.00"
    assert row(ways_table(GOOD | {FLOOR: result(7)}), COLD)[7] == "1.40"


def test_what_was_watched_is_told_by_part():
    rows = dict(observed_rows(WHERE.observed, 1.0, processors=2))
    assert rows["until the first kernel has started"] == "1.50"
    assert rows["processor: the warm process, which it started (1)"] == "1.00"
    assert rows["processor: the kernels, which that started (20)"] == "8.00"
    assert rows["share of the processors’ time that was used"] == "79%"


def test_without_a_warm_process_the_build_starts_the_kernels():
    cold = Observed(1.5, None, None, 7.0, 2.0, 9.0, 0.0, 20, 0)
    rows = dict(observed_rows(cold, 1.0, processors=2))
    assert rows["processor: the kernels, which it started (20)"] == "9.00"
    assert rows["until the first page is in its place"] == "–"


def test_everything_measured_is_in_the_document():
    text = measured(GOOD, WHERE, ["Reports: 20."], processors=2)
    assert "- Reports: 20." in text and text.count("| met |") == 5
    assert "| matplotlib | 6.50 |" in text and "| `finish` | 5.00 |" in text
    assert "| nbconvert | 1.25 |" in text and "tiny" not in text and "| waiting |" not in text


# ------------------------------------------------------------------------ the national run


def size(authorities: int, seconds: float, all_mb: float = 500) -> Size:
    run = Run(seconds, 2 * seconds)
    return Size(authorities, Result(3 * authorities, (run,), Peak(250, all_mb, 6)))


def test_each_size_is_set_beside_the_smallest():
    table = national_table([size(10, 24), size(150, 270, all_mb=550)])
    assert row(table, "10") == ["30", "24.0", "48.0", "75", "0.80", "1.00", "250", "500", "1.00"]
    assert row(table, "150")[0:6] == ["450", "270.0", "540.0", "100", "0.60", "0.75"]
    assert row(table, "150")[-1] == "1.10"


def test_the_national_run_has_targets_that_can_be_missed():
    good = [size(10, 20), size(150, 280)]
    assert [(t.measured, t.is_met) for t in national_targets(good)] == [
        ("280 seconds", True),
        ("0.93 times", True),
        ("1.00 times", True),
    ]
    bad = [size(10, 18), size(150, 330, all_mb=620)]
    assert [t.is_met for t in national_targets(bad)] == [False] * 3
    text = national(bad, ["Date: today."])
    assert "- Date: today." in text and text.count("**not met**") == 3


def test_a_smaller_run_is_of_authorities_from_all_over_the_list():
    codes = [f"E{number}" for number in range(153)]
    assert spread(codes, 3) == ["E0", "E51", "E102"]
    assert len(set(spread(codes, 50))) == 50


# ------------------------------------------------------------------------------ the document


def test_only_what_was_measured_is_replaced():
    before = f"# Speed\n\nWords.\n\n{BEGIN}\nold\n{END}\n\nMore words.\n"
    after = put_part(before, MEASURED, "new\n")
    assert after == f"# Speed\n\nWords.\n\n{BEGIN}\n\nnew\n\n{END}\n\nMore words.\n"
    assert put_part(after, MEASURED, "new") == after


@pytest.mark.parametrize(
    "text", ["", BEGIN, END, f"{END}{BEGIN}", f"{BEGIN}{BEGIN}{END}", f"{BEGIN}{END}{END}"]
)
def test_a_document_without_its_two_marks_is_left_alone(text):
    with pytest.raises(ValueError, match="once each"):
        put_part(text, MEASURED, "new")


def test_the_document_of_the_repository_has_its_marks():
    for part in (MEASURED, NATIONAL):
        put_part(DOCUMENT.read_text(encoding="utf-8"), part, "new")


# ------------------------------------------------------------------------------- measuring


def test_every_way_keeps_what_python_has_compiled(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    Project(tmp_path, []).run(sys.executable, "-c", "import sys; sys.exit(sys.dont_write_bytecode)")


def test_time_and_memory_are_those_of_the_processes_started():
    busy = "import time; held = bytearray(60_000_000); sum(range(4_000_000)); time.sleep(0.3)"
    peak, run = sampled(lambda: timed(lambda: subprocess.run([sys.executable, "-c", busy])))
    assert peak.process_mb > 60 and peak.tree_mb > 55 and peak.processes >= 1
    assert run.wall_s > 0.3
    assert run.processor_s > 0


def test_every_way_runs_once_for_memory_and_then_in_rounds(tmp_path):
    order = []
    ways = [
        Way("slow", lambda project: order.append("slow"), is_slow=True),
        Way("kept", lambda project: order.append("kept"), prepare=lambda p: order.append("ready")),
        Way("floor", lambda project: order.append("floor"), makes_pages=False),
    ]
    reports = planned_reports()
    results = measure(ways, Workshop(tmp_path, reports), repeats=2, slow_repeats=1)
    once = ["slow", "ready", "kept", "floor"]
    assert order == [*once, *once, "floor", "ready", "kept"]
    made = [(len(result.runs), result.reports) for result in results.values()]
    assert made == [(1, 0), (2, 0), (2, len(reports))]


def test_without_repeats_the_first_run_counts(tmp_path):
    ways = [Way("one", lambda project: None)]
    results = measure(ways, Workshop(tmp_path, planned_reports()), repeats=0, slow_repeats=0)
    assert len(results["one"].runs) == 1


def test_a_way_makes_the_pages_that_are_put_in_place(tmp_path):
    def make(project: Project) -> None:
        for report in project.reports[:3]:
            page = project.root / "reports" / f"{report.name}.html"
            page.parent.mkdir(exist_ok=True)
            page.write_text("made")
        unfinished = project.root / "reports" / ".building" / "page.html"
        unfinished.parent.mkdir()
        unfinished.touch()

    results = measure([Way("three", make)], Workshop(tmp_path, planned_reports()), 1, 1)
    assert results["three"].reports == 3


def test_a_command_that_fails_is_shown(tmp_path):
    with (
        Workshop(tmp_path, planned_reports()).fresh() as project,
        pytest.raises(BenchmarkError, match=r"exit status 1: .*\n(.*\n)*.*no such thing"),
    ):
        project.run(sys.executable, "-c", "raise SystemExit('no such thing')")


def test_options_are_whole_numbers_from_one(capsys):
    for option in ("--repeats", "--slow-repeats", "--jobs"):
        with pytest.raises(SystemExit):
            parser().parse_args([option, "0"])
    assert "default 3" in parser().format_help()
    assert capsys.readouterr().err


# ------------------------------------------------------------------------------ the copies


def test_a_copy_has_nothing_built_and_is_removed(tmp_path):
    with Workshop(tmp_path, planned_reports()).fresh() as project:
        assert list((project.root / "reports").iterdir()) == []
        assert not (project.root / ".cache").exists()
        assert [r.name for r in planned_reports(project.root)] == [r.name for r in project.reports]
    assert list(tmp_path.iterdir()) == []


def test_each_change_of_one_paper_is_new_and_valid(tmp_path):
    with Workshop(tmp_path, planned_reports()).fresh() as project:
        claims = project.root / "data/raw/papers" / project.reports[0].subject.folder / "claims.csv"
        texts = [claims.read_text(encoding="utf-8")]
        for _ in range(2):
            change_one_paper(project)
            texts.append(claims.read_text(encoding="utf-8"))
        assert len(set(texts)) == 3
        assert texts[1].splitlines()[:-1] == texts[0].splitlines()[:-1]
        project.run(sys.executable, "-m", "analysis", "claims")


def test_the_ways_build_by_the_same_command():
    build = Build(4, ("--paper", "x"))
    assert build.command("--force") == [
        *("-m", "analysis", "build", "--jobs", "4", "--force", "--paper", "x")
    ]
    assert [way.is_slow for way in all_ways(build)] == [True] * 3 + [False] * 6


def test_work_is_read_as_it_was_written(tmp_path):
    pieces = pieces_of(planned_reports())
    write_work(tmp_path / "work.json", pieces)
    assert read_work(tmp_path / "work.json") == pieces


def test_the_floor_shows_what_the_notebook_shows(tmp_path):
    """The same charts, tables and texts as a kernel puts into the published notebook."""
    report = next(r for r in planned_reports() if r.name == "rutland-eip-2021/claims")
    with Workshop(tmp_path, [report]).fresh() as project:
        code = (
            f"import json, sys; sys.path.insert(0, {str(BENCHMARK)!r}); import floor\n"
            "from work import Piece\n"
            "floor.import_libraries()\n"
            f"shown = floor.outputs_of({pieces_of([report])[0]!r})\n"
            "json.dump([o['data'] for o in shown], open('shown.json', 'w'))\n"
        )
        project.run(sys.executable, "-c", code)
        shown = json.loads((project.root / "shown.json").read_text())
    published = json.loads((ROOT / "reports" / f"{report.name}.ipynb").read_text("utf-8"))
    outputs = [o["data"] for cell in published["cells"] for o in cell.get("outputs", [])]
    expected = [
        {kind: "".join(text).rstrip("\n") for kind, text in data.items()} for data in outputs
    ]
    assert [{kind: text.rstrip("\n") for kind, text in data.items()} for data in shown] == expected


# --------------------------------------------------------------------------- the profiles


def test_time_goes_to_packages_and_functions(tmp_path):
    script = tmp_path / "threads.py"
    script.write_text(
        "import json, threading, time\n"
        "def work():\n"
        "    for _ in range(200): json.loads(json.dumps(list(range(500))))\n"
        "thread = threading.Thread(target=work)\n"
        "thread.start(); thread.join(); time.sleep(0.01)\n"
        "raise SystemExit(0)\n"
    )
    with Workshop(tmp_path, planned_reports()).fresh() as project:
        stats = profile(project, script)
    seconds = seconds_by_package(stats)
    assert seconds[PYTHON] > 0 and seconds["waiting"] >= 0.01
    assert list(seconds.values()) == sorted(seconds.values(), reverse=True)
    assert list(seconds_by_function(stats, "threads.py")) == ["work"]


@pytest.mark.parametrize(
    ("file", "package"),
    [
        ("/x/.venv/lib/python3.11/site-packages/matplotlib/axes/_base.py", "matplotlib"),
        ("/x/.venv/lib/python3.11/site-packages/six.py", "six"),
        (r"C:\x\.venv\Lib\site-packages\pandas\core\frame.py", "pandas"),
        ("/x/src/analysis/display/chart.py", "analysis"),
        ("<frozen importlib._bootstrap>", IMPORTING),
        ("<string>", PYTHON),
        (json.__file__, PYTHON),
        ("/x/script.py", OTHER),
    ],
)
def test_a_file_belongs_to_a_package(file, package):
    assert package_of(file) == package


# ------------------------------------------------------------------------------- for real


@pytest.mark.slow
def test_it_measures_everything_and_writes_the_document(tmp_path):
    document = tmp_path / "performance.md"
    document.write_text(f"# Speed\n\nBefore.\n\n{EMPTY}\n\nAfter.\n", encoding="utf-8")
    command = [sys.executable, BENCHMARK / "bench.py", "--quick", "--output", document]
    ran = subprocess.run(command, capture_output=True, text=True, env={**os.environ})
    assert ran.returncode == 0, ran.stderr[-2000:]
    text = document.read_text(encoding="utf-8")
    assert text.startswith(f"# Speed\n\nBefore.\n\n{BEGIN}\n")
    assert text.endswith(f"{EMPTY.partition(END)[2]}\n\nAfter.\n")
    for way in all_ways(Build(1, ())):
        assert len(row(text, way.name)) == 10
    assert row(text, COLD)[1] == row(text, INCREMENTAL)[1] == "1"
    assert str(ROOT) not in text and str(tmp_path) not in text


@pytest.mark.slow
def test_the_national_run_builds_every_authority_that_is_imported(tmp_path, monkeypatch):
    monkeypatch.setattr(authorities, "REORGANISATIONS", made_up.REORGANISATIONS)
    monkeypatch.setattr(authorities, "RECODED", made_up.RECODED)
    made_up.write_zip(tmp_path / "later.zip", made_up.later_members())
    folders = Folders(tmp_path / "imported")
    import_paths([tmp_path / "later.zip"], folders)
    build = Build(2, ("--analysis", "ehcp_growth"))
    sizes = measure_national(Workshop(tmp_path, []), build, folders, [1])
    now = [one for one in made_up.AUTHORITIES if one.last == max(made_up.LATER)]
    assert [size.authorities for size in sizes] == [1, len(now)]
    assert [size.result.reports for size in sizes] == [1, len(now)]
    assert all(size.result.peak.process_mb > 100 for size in sizes)
