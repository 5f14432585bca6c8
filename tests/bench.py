"""Measure how fast the reports are built, beside other ways to make the same reports.

Each run has a fresh copy of the files that git tracks; one where most is up to date, the copy that
it built before. Seconds are the median (lowest to highest), memory is that of the largest process.
"""

import argparse
import ast
import csv
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).resolve().parents[1]
WAYS = {
    "shell": "papermill, then nbconvert, in a shell loop",
    "process": "papermill’s API and one exporter, in one process",
    "build": "this build",
    "floor": "the floor: the notebooks’ cells in plain Python, two processes",
    "nothing": "this build, nothing to do",
    "changed": "this build, one paper changed",
    "national": "authorities",
}
AGAIN, JOBS, FLOOR_PROCESSES, SIZES = ("nothing", "changed"), (1, 2, 4), 2, (10, 50)
PIECES, POLLED_EVERY_S, SHOWN_LINES = "pieces.json", 0.1, 15
ANALYSIS, BUILD = ("-m", "analysis"), ("-m", "analysis", "build")
Piece = tuple[str, str, dict[str, Any]]  # a report: notebook, output below a copy, parameters
Run = tuple[float, float, float, str]  # seconds, of processors, largest MB, what was printed
say = partial(print, file=sys.stderr, flush=True)


@dataclass
class Way:
    """Arguments to Python, and the folder to run it in, or in a fresh copy of it."""

    name: str
    folder: Path
    command: Sequence[str | Path]
    detail: str = ""
    reports: int = 0
    repeats: int = 1
    fresh: bool = True
    runs: list[Run] = field(default_factory=list)


def main() -> None:
    """Measure the ways that were chosen and print the table."""
    given = parse_arguments()
    say(f"{os.cpu_count()} processors, load average {psutil.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        start = copy_project(given.project, Path(folder).resolve() / "start")
        ways = measure(plan_ways(given, start, plan_pieces(start)))
        if "national" in given.ways:
            ways += measure_authorities(given, start)
    print(*table(ways), sep="\n")


def parse_arguments() -> argparse.Namespace:
    """Return the options of the command line."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    add, releases = parser.add_argument, ROOT.parent / "shared" / "dfe"
    number: dict[str, Any] = {"type": int, "choices": range(1, 21), "metavar": "N"}
    path: dict[str, Any] = {"type": lambda text: Path(text).resolve(), "metavar": "PATH"}
    add("--ways", nargs="+", choices=WAYS, metavar="WAY", help=f"of {', '.join(WAYS)}")
    add("--national", action="store_true", help="import, 10, 50 and all authorities alone: minutes")
    add("--repeats", default=3, help="runs of each way (default 3)", **number)
    add("--slow-repeats", default=1, help="runs of shell and process (default 1)", **number)
    add("--project", default=ROOT, help="the checkout to measure (default: this one)", **path)
    add("--releases", default=releases, help="folder (default ../shared/dfe, if any)", **path)
    given = parser.parse_args()
    given.ways = ["national"] if given.national else given.ways or list(WAYS)
    return given


def copy_project(project: Path, folder: Path) -> Path:
    """Copy what git tracks but the reports, add its entry points and compile it."""
    listed = subprocess.check_output(["git", "-C", project, "ls-files", "-z"], text=True)
    for name in listed.split("\0"):
        if (project / name).is_file() and not name.startswith("reports/"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(project / name, folder / name)
    (folder / "reports").mkdir()
    run(folder, "-c", "import setuptools; setuptools.setup()", "-q", "egg_info")
    run(folder, "-m", "compileall", "-q", "src")
    return folder


def plan_pieces(folder: Path) -> list[Piece]:
    """Return the reports that a copy plans, and write them there for the workers."""
    pieces: list[Piece] = []
    for line in run(folder, *ANALYSIS, "list")[-1].splitlines():
        name, *settings = line.split()
        subject, analysis = name.split("/")
        notebook = f"notebooks/{analysis}.ipynb"
        first = next(code for tags, code in read_code(folder / notebook) if "parameters" in tags)
        values: dict[str, Any] = {first.partition(":")[0]: subject}  # of `subject`, once `paper`
        for key, _, text in (setting.partition("=") for setting in settings):
            values[key] = json.loads(text) if text.replace(".", "").isdigit() else text
        pieces.append((notebook, f"reports/{name}.ipynb", values))
    (folder / PIECES).write_text(json.dumps(pieces), encoding="utf-8")
    return pieces


def read_code(notebook: Path) -> list[tuple[list[str], str]]:
    """Return the tags and the source of each code cell of a notebook."""
    cells = json.loads(notebook.read_bytes())["cells"]
    code = (cell for cell in cells if cell["cell_type"] == "code")
    return [(cell["metadata"].get("tags", []), "".join(cell["source"])) for cell in code]


def plan_ways(given: argparse.Namespace, start: Path, pieces: list[Piece]) -> list[Way]:
    """Return the ways to make the reports of the papers, those that were chosen."""
    kept, script = start.with_name("kept"), Path(__file__).resolve()
    often = partial(Way, folder=start, reports=len(pieces), repeats=given.repeats)
    ways = [
        often("shell", command=[script, "shell"], repeats=given.slow_repeats),
        often("process", command=[script, "process"], repeats=given.slow_repeats),
        *(often("build", command=[*BUILD, "--jobs", str(n)], detail=f", --jobs {n}") for n in JOBS),
        often("floor", command=[script, "floor"]),
        *(Way(name, kept, BUILD, fresh=False, repeats=given.repeats) for name in AGAIN),
    ]
    if {*AGAIN} & {*given.ways}:
        say("building once, to find it up to date")
        run(shutil.copytree(start, kept), *BUILD)
    return [way for way in ways if way.name in given.ways]


def change_paper(folder: Path) -> None:
    """Add a full stop to the note of the last claim of the first paper."""
    claims = min((folder / "data" / "raw" / "papers").glob("*/claims.csv"))
    with claims.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    rows[-1][rows[0].index("note")] += "."
    with claims.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)


def measure_authorities(given: argparse.Namespace, start: Path) -> list[Way]:
    """Import the releases, build some authorities, more and all, and then find nothing to do."""
    # Releases of plans and the two workbooks, which every commit can import.
    files = [file for file in sorted(given.releases.glob("*")) if file.suffix in (".zip", ".xlsx")]
    if not files:
        say(f"no releases in {given.releases}: authorities are left out")
        return []
    folder = shutil.copytree(start, start.with_name("imported"))
    national = partial(Way, "national", folder, fresh=False)
    ways = measure([national([*ANALYSIS, "import", *files], ", import of releases")])
    listed = run(folder, *ANALYSIS, "list", "--authorities", "all")[-1].splitlines()
    codes = [Path(line.split()[0]).parent.name for line in listed]
    everyone = list(dict.fromkeys(codes))
    for size in (*SIZES, len(everyone)):
        # From all over the list: counties, districts and London boroughs.
        some = [everyone[number * len(everyone) // size] for number in range(size)]
        command = [*BUILD, *(word for code in some for word in ("--authorities", code))]
        reports = sum(code in some for code in codes)
        ways += measure([national(command, f", build of {size}", reports, fresh=size in SIZES)])
    return ways + measure([national(command, ", nothing to do", repeats=given.repeats)])


def measure(ways: list[Way]) -> list[Way]:
    """Run the ways in rounds, there and back, so that a busy moment meets all of them alike."""
    for number in range(max((way.repeats for way in ways), default=0)):
        due = [way for way in ways if number < way.repeats]
        for way in reversed(due) if number % 2 else due:
            say(f"{WAYS[way.name]}{way.detail}: run {number + 1} of {way.repeats}", end=" ")
            with tempfile.TemporaryDirectory(dir=way.folder.parent) as new:
                folder = shutil.copytree(way.folder, Path(new, "c")) if way.fresh else way.folder
                if way.name == "changed":
                    change_paper(folder)
                way.runs.append(run(folder, *way.command))
            say(f"took {way.runs[-1][0]:.2f} s")
    return ways


def run(folder: Path, *arguments: str | Path) -> Run:
    """Run Python in a copy and tell what it took, with none of this shell’s settings of it."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    environment |= {"PYTHONPATH": str(folder / "src"), "ANALYSIS_ROOT": str(folder)}
    environment["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    sizes, ended = [0.0], threading.Event()

    def poll() -> None:
        while not ended.wait(POLLED_EVERY_S):
            for process in psutil.Process().children(recursive=True):
                with suppress(psutil.Error):  # it has just ended
                    sizes.append(process.memory_info().rss / 1e6)

    threading.Thread(target=poll, daemon=True).start()
    command = [sys.executable, *map(str, arguments)]
    start_s, before = time.perf_counter(), os.times()
    ran = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    seconds, after = time.perf_counter() - start_s, os.times()  # [2:4]: children that ended
    ended.set()
    if ran.returncode:
        said = (ran.stdout + ran.stderr).splitlines()[-SHOWN_LINES:]
        sys.exit("\n".join([f"exit status {ran.returncode}: {' '.join(command)}", *said]))
    return seconds, sum(after[2:4]) - sum(before[2:4]), max(sizes), ran.stdout


def table(ways: list[Way]) -> Iterator[str]:
    """Yield the lines of the table. Ratios are to the fastest build."""
    header = "way | reports | seconds | processor seconds | largest process, MB | seconds a report"
    yield f"| {header} | shell loop ÷ it | it ÷ floor | it ÷ build |"
    yield "| --- |" + " ---: |" * 8
    medians = [statistics.median(run[0] for run in way.runs) for way in ways]
    slowest_first = sorted(zip(medians, ways, strict=True), key=lambda pair: -pair[0])
    fastest = {way.name: median_s for median_s, way in slowest_first}
    shell_s, floor_s, build_s = map(fastest.get, ("shell", "floor", "build"))
    for median_s, way in zip(medians, ways, strict=True):
        seconds, processor_s, largest_mb, _ = zip(*way.runs, strict=True)
        is_all = way.name in ("process", "build")
        cells = [
            WAYS[way.name] + way.detail,
            way.reports or "–",
            f"{median_s:.2f} ({min(seconds):.2f} to {max(seconds):.2f})",
            f"{statistics.median(processor_s):.2f}",
            f"{max(largest_mb):.0f}",
            f"{median_s / way.reports:.2f}" if way.reports else "–",
            f"{shell_s / median_s:.1f}" if shell_s and is_all else "–",
            f"{median_s / floor_s:.2f}" if floor_s and is_all else "–",
            f"{median_s / build_s:.3f}" if build_s and way.name in AGAIN else "–",
        ]
        yield f"| {' | '.join(map(str, cells))} |"


def make_in_shell(pieces: list[Piece]) -> None:
    """Make each report by papermill and nbconvert, as a person would type it."""
    for notebook, output, values in pieces:
        settings = [word for key, value in values.items() for word in ("-p", key, str(value))]
        subprocess.run(["papermill", notebook, output, *settings], check=True)
        subprocess.run(["jupyter", "nbconvert", "--to", "html", output], check=True)


def make_in_process(pieces: list[Piece]) -> None:
    """Make the reports by papermill’s API and one exporter."""
    import papermill
    from nbconvert import HTMLExporter

    exporter = HTMLExporter()
    for notebook, output, values in pieces:
        papermill.execute_notebook(notebook, output, values, progress_bar=False)
        page, _ = exporter.from_filename(output)
        Path(output).with_suffix(".html").write_text(page, encoding="utf-8")


def make_on_floor(pieces: list[Piece]) -> None:
    """Make what the reports show, without kernel, notebook or page."""
    with ProcessPoolExecutor(FLOOR_PROCESSES) as pool:
        print(*pool.map(count_shown, pieces), "outputs")


def count_shown(piece: Piece) -> int:
    """Make what a report shows, and drop it: sending it back would take time."""
    return len(show_piece(piece))


def show_piece(piece: Piece) -> list[dict[str, Any]]:
    """Run the cells of a notebook and return what they show, by format, as a kernel would."""
    from IPython.core.interactiveshell import InteractiveShell
    from IPython.utils.capture import capture_output
    from traitlets.config import Config

    quiet = Config({"HistoryManager": {"enabled": False}})
    # With this module, or IPython replaces it where the pool looks for functions.
    InteractiveShell.instance(config=quiet, user_module=sys.modules["__main__"])
    notebook, _, values = piece
    names: dict[str, Any] = {}
    with capture_output() as shown:
        for tags, source in read_code(Path(notebook)):
            *body, last = ast.parse(source).body
            exec(compile(ast.Module(body, []), "<cell>", "exec"), names)
            exec(compile(ast.Interactive([last]), "<cell>", "single"), names)  # shows its value
            names |= values if "parameters" in tags else {}
    return [output.data for output in shown.outputs if output.data]


if __name__ == "__main__":
    workers = {"shell": make_in_shell, "process": make_in_process, "floor": make_on_floor}
    if sys.argv[1:] and sys.argv[1] in workers:  # as a way of this name, in a copy
        planned = json.loads(Path(PIECES).read_bytes())
        for _, output, _ in planned:
            Path(output).parent.mkdir(exist_ok=True)
        workers[sys.argv[1]](planned)
    else:
        main()
