"""What a notebook may take, and what becomes of one that takes more. These run real kernels."""

import contextlib
import os
import re
import resource
import sys
from pathlib import Path

import nbformat
import pytest

from analysis.build.build import build
from analysis.build.outputs import MOST_MB, MOST_PARTS, shortened
from analysis.build.plan import plan_reports, read_analyses
from analysis.build.settings import Limits, Settings
from analysis.papers.catalogue import read_papers

PAPER = "ambridge-outreach-2024"
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux keeps to all limits")
MEMORY_MB = 512
TOO_SLOW = r"it took longer than \d+ seconds, which --timeout allows"
TOO_LARGE = f"it ran out of memory, more than {MEMORY_MB} MB, which --memory allows: MemoryError"
TOO_MUCH = f"a report may have {MOST_MB} MB in {MOST_PARTS:,}"
SLEEPS = "import time; time.sleep(300)"
STARTS = f"import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', '{SLEEPS}']"
FORKS = f"import os\nif os.fork() == 0:\n    os.setsid()\n    {SLEEPS}"
THREAD = "import threading, time\nthreading.Thread(target=time.sleep, args=(300,)).start()"
WARNS = """import sys, warnings
warnings.warn('with care')
print('said aside', file=sys.stderr)"""

HANGING = {
    "sleeps": (SLEEPS, TOO_SLOW),
    "computes": ("while True: pass", TOO_SLOW),
    "falls_silent": (
        "import os, signal; os.kill(os.getpid(), signal.SIGSTOP)",
        TOO_SLOW,
    ),
    "allocates": ("import numpy as np\nnp.ones(10**10)", TOO_LARGE),
    "collects": ("held = []\nwhile True: held.append(bytearray(10**7))", TOO_LARGE),
    "thread_stays": (THREAD, ""),
    "exit_hangs": ("import atexit, time\natexit.register(time.sleep, 300)", ""),
    "starts_child": (f"{STARTS})", ""),
    "starts_session": (f"{STARTS}, start_new_session=True)", ""),
    "forks": (FORKS, ""),
    "warns": (WARNS, ""),
    "good": ("'good'", ""),
}
"""Analysis → the code of its notebook and how the failure is worded, which is empty for none."""

TALKING = {
    "prints_lines": (
        "for i in range(10**6): print(i)",
        rf"^'for i in range\(.* brings the outputs to 5\.\d MB in .*; {TOO_MUCH}$",
    ),
    "prints_for_ever": ("while True: print('x' * 1000)", f"^'while True: print.*; {TOO_MUCH}$"),
    "shows_for_ever": ("while True: display(1)", f"'while True: d.* in 5,001 parts; {TOO_MUCH}$"),
    "shows_50_mb": (
        "from IPython.display import HTML; HTML('x' * 50 * 10**6)",
        "^'from IPython.*HTML.* brings the outputs to 50.0 MB in",
    ),
    "raises_much": ("raise ValueError('x' * 10**6)", "^ValueError: x{487}…$"),
    "shows_often": ("for i in range(3000): display(i)", ""),
}


@pytest.fixture
def build_notebooks(small_project, write_notebook, plan_analyses):
    """Build reports of such notebooks, and see that each fails as it says and no other does."""

    def built(notebooks, seconds, kernels=False):
        for name, (source, _) in notebooks.items():
            write_notebook(name, source)
        plan_analyses(**dict.fromkeys(notebooks, ""))
        planned = plan_reports(read_papers(small_project), read_analyses(small_project))
        settings = Settings(jobs=6, kernels=kernels, limits=Limits(seconds, MEMORY_MB))
        failures = {
            outcome.report.analysis.name: outcome.failure
            for outcome in build(planned, small_project, settings)
        }
        for name, (_, expected) in notebooks.items():
            assert re.search(expected or "^$", failures[name]), failures[name]
            published = small_project.reports / PAPER / f"{name}.html"
            failed = small_project.reports / "failed" / PAPER / f"{name}.ipynb"
            assert (published.exists(), failed.exists()) == (not expected, bool(expected))
        assert not processes_of(small_project)

    return built


def processes_of(folders):
    """The process ids of whatever has been started for a project, but for this process."""
    found = []
    for environment in Path("/proc").glob("[0-9]*/environ"):
        with contextlib.suppress(OSError):
            if str(folders.root).encode() in environment.read_bytes():
                found.append(int(environment.parent.name))
    return [pid for pid in found if pid != os.getpid()]


@LINUX
@pytest.mark.slow
@pytest.mark.parametrize("kernels", [False, True], ids=["shell", "kernels"])
def test_a_notebook_that_hangs_or_takes_too_much_fails_alone_and_leaves_nothing_running(
    build_notebooks, kernels
):
    build_notebooks(HANGING, 12, kernels)


@LINUX
@pytest.mark.slow
@pytest.mark.parametrize("kernels", [False, True], ids=["shell", "kernels"])
def test_a_notebook_that_puts_out_too_much_fails_and_is_kept_short(
    build_notebooks, small_project, kernels
):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    build_notebooks(TALKING, 200, kernels)
    grown_mb = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert grown_mb < 600  # the 50 MB one is read, parsed and shortened: some five times its size
    for name, (source, failure) in TALKING.items():
        if TOO_MUCH in failure or "50.0" in failure:
            file = small_project.reports / "failed" / PAPER / f"{name}.ipynb"
            notebook = nbformat.read(file, as_version=4)
            nbformat.validate(notebook)
            outputs = str(next(cell for cell in notebook.cells if cell.source == source).outputs)
            assert "left out" in outputs and len(outputs) < 300_000
    shown = nbformat.read(small_project.reports / PAPER / "shows_often.ipynb", as_version=4)
    assert [len(cell.outputs) for cell in shown.cells if "range" in cell.source] == [3000]


def test_a_long_text_or_list_keeps_its_ends_and_says_what_was_left_out():
    short = {"text": "ab" * 2_000, "rows": [1] * 20, "width": 7}
    assert shortened(short) == short
    long = shortened({"text": "a" * 3_000 + "b" * 3_000, "rows": list(range(1_020))})
    assert long["text"] == "a" * 2_000 + "\n[… 2,000 characters left out …]\n" + "b" * 2_000
    assert long["rows"] == [*range(10), "[… 1,000 items left out …]", *range(1_010, 1_020)]


@pytest.mark.slow
def test_a_long_line_is_no_long_time(small_project, write_notebook, plan_analyses):
    # Of the 4 MB that it may be, nothing else in the build could run meanwhile, nor stop it.
    write_notebook("prints", "print('x' * 4_000_000)", "print('1\\r2\\r', end='3\\r\\n')")
    plan_analyses(prints="")
    reports = plan_reports(read_papers(small_project), read_analyses(small_project))
    assert [outcome.failure for outcome in build(reports, small_project)] == [""]
    (notebook,) = small_project.reports.rglob("prints.ipynb")
    texts = [
        output.text
        for cell in nbformat.read(notebook, as_version=4).cells
        for output in cell.get("outputs", [])
        if output.output_type == "stream"
    ]
    assert texts == ["x" * 4_000_000 + "\n", "3\r\n"]
