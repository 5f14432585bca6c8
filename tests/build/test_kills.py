"""A build that is killed at any moment loses no report, leaves nothing running and is mended by the
next one.
"""

import itertools
import os
import signal
import subprocess
import sys
import time

import pytest

PAPERS = ("ambridge-outreach-2024", "borchester-outreach-2024")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="processes are forked on Linux"),
]

FORKS = """
import os, signal, sys
from pathlib import Path
import nbformat
from analysis.folders import find_folders
from analysis.papers.catalogue import read_papers
from analysis.build import build, index, subject_folder, swap
from analysis.build.plan import plan_reports, read_analyses
from analysis.build.pool import Ended

folders, executed = find_folders(), Path(sys.argv[1])
if sys.argv[2] == "two steps":
    swap._exchanged = lambda *_: False

def stub(report, settings, output, profile):
    notebook = nbformat.read(executed / f"{report.name}.ipynb", as_version=4)
    nbformat.write(notebook, output)
    return notebook

def run_here(tasks, jobs):
    while tasks:
        task = tasks.popleft()
        yield Ended(task, 0.0, task.function(*task.arguments))

subject_folder.execute, subject_folder.run = stub, run_here
operations = ("os.rename", "os.mkdir", "os.rmdir", "os.remove", "shutil.copyfile")

def killed_at(number):
    left = number
    def count(event, arguments):
        nonlocal left
        writes = event == "open" and (arguments[2] or 0) & (os.O_WRONLY | os.O_RDWR)
        changes = (writes or event in operations) and str(folders.root) in str(arguments)
        if changes or event == "ctypes.dlsym" and arguments[1] == "renameat2":
            left -= 1
            if not left:
                os.kill(os.getpid(), signal.SIGKILL)
    sys.addaudithook(count)
    reports = plan_reports(read_papers(folders), read_analyses(folders))
    build.build(reports, folders)

print("ready", flush=True)
for line in sys.stdin:
    pid = os.fork()
    if pid == 0:
        killed_at(int(line))
        os._exit(0)
    _, status = os.waitpid(pid, 0)
    print(os.waitstatus_to_exitcode(status), flush=True)
"""


class Forks:
    """A process that has imported all it needs and forks builds, each to be killed as it is about
    to do the so many-th operation on files.

    Their notebooks have been run before: what is left is all that a build does with them.
    """

    def __init__(self, two_papers, replacing):
        made = str(two_papers.made / "reports")
        self.process = subprocess.Popen(
            [sys.executable, "-c", FORKS, made, replacing],
            text=True,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self.process.stdout.readline() == "ready\n"

    def build(self, killed_at=-1):
        """Its exit status."""
        self.process.stdin.write(f"{killed_at}\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.communicate()


# Before the 60th they are the same however folders change places.
@pytest.mark.parametrize(
    ("replacing", "first", "step"), [("at one instant", 3, 7), ("two steps", 62, 4)]
)
def test_killed_at_any_operation_on_files(two_papers, replacing, first, step):
    seen = set()
    with Forks(two_papers, replacing) as forks:
        for number in itertools.count(first, step):
            status = forks.build(killed_at=number)
            seen |= set(two_papers.versions())
            if status == 0:
                break
            assert status == -9
            assert forks.build() == 0
            assert two_papers.builds.published() == two_papers.new
            assert not two_papers.builds.left_over()
            two_papers.reset()
    assert two_papers.versions() == ["new"] * 3
    # Where two folders cannot change places, there is an instant at which neither is there.
    assert {"old", "new"} <= seen <= {"old", "new", *([""] if replacing == "two steps" else [])}


# Instants spread over the three seconds or so of a build.
def test_killed_at_any_time(two_papers):
    builds = two_papers.builds
    for seconds in (0.3, 0.8, 1.3, 1.8, 2.3):
        build = builds.start()
        time.sleep(seconds)
        builds.kill(build)
        assert set(two_papers.versions()) <= {"old", "new"}
        builds.wait_for(lambda: not list(builds.temporary.iterdir()))
    assert builds.run().status == 0
    assert builds.published() == two_papers.new
    assert not builds.left_over()


@pytest.mark.parametrize("how", ["--jobs=4", "--kernels"])
def test_killed_while_notebooks_run(two_papers, waiting, how):
    builds = two_papers.builds
    run = waiting(how)
    assert len(run.processes) == 2
    builds.kill(run.build)
    assert two_papers.versions() == ["old"] * 3
    assert builds.record()["finished"] is None
    assert str(run.build.pid) in (builds.folders.reports / ".lock").read_text()
    builds.wait_for(lambda: not list(builds.temporary.iterdir()))
    run.sign.touch()
    assert builds.run().status == 0
    assert not builds.left_over()
    assert builds.record()["exit_status"] == 0


def test_the_process_of_a_report_is_killed(two_papers, waiting):
    builds = two_papers.builds
    run = waiting()
    os.kill(run.processes[PAPERS[0]], signal.SIGKILL)
    run.sign.touch()
    ended = builds.end(run.build)
    assert ended.status == 1
    assert (
        f"FAILED {PAPERS[0]}/second: its process was killed (SIGKILL), as when" in ended.errors[0]
    )
    assert not builds.processes() and not builds.left_over()
    published = builds.published()
    killed, beside = (f"{PAPERS[0]}/{name}.ipynb" for name in ("second", "first"))
    assert published[killed] == two_papers.old[killed]
    assert published[beside] == two_papers.new[beside]
    assert two_papers.version(PAPERS[1]) not in ("", "old")
    states = {report["report"]: report["outcome"] for report in builds.record()["reports"]}
    assert sorted(states.values()) == ["built", "built", "failed"]
    assert states[f"{PAPERS[0]}/second"] == "failed"
