"""A build that is told to end does so within seconds, and leaves everything as it was."""

import os
import signal
import time

import pytest
from filelock import FileLock

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name != "posix", reason="signals are for POSIX systems"),
]

STOPPED = "Stopped. Reports that were not finished are as they were."
SIGNALS = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129}


@pytest.fixture(autouse=True)
def hangs_up():
    """Tests may run under nohup, which is not meant for the builds that they start."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


def has_stopped(two_papers, ended, status):
    """Whether a build has been stopped in good order."""
    builds = two_papers.builds
    assert ended.status == status
    assert ended.errors[-1:] == [STOPPED]
    assert two_papers.versions() == ["old"] * 3
    assert not builds.processes() and not builds.left_over()
    record = builds.record()
    assert record["finished"] and record["exit_status"] == status
    assert record["error"] == "stopped before its end"
    return True


@pytest.mark.parametrize(
    ("number", "how"), [*((number, "--jobs=4") for number in SIGNALS), (signal.SIGINT, "--kernels")]
)
def test_stopped_while_notebooks_run(two_papers, waiting, number, how):
    run = waiting(how)
    run.build.send_signal(number)
    ended = two_papers.builds.end(run.build)
    assert has_stopped(two_papers, ended, SIGNALS[number]) and len(ended.errors) == 1


def test_told_twice_to_stop(two_papers, waiting):
    run = waiting()
    run.build.send_signal(signal.SIGINT)
    time.sleep(0.1)
    run.build.send_signal(signal.SIGINT)
    ended = two_papers.builds.end(run.build)
    assert has_stopped(two_papers, ended, 130)


@pytest.mark.parametrize("number", SIGNALS)
def test_stopped_while_it_waits_for_another_build(two_papers, number):
    builds = two_papers.builds
    with FileLock(builds.folders.reports / ".lock"):
        build = builds.start()
        line = build.stderr.readline()
        assert line.startswith(f"Waiting for another build of {builds.folders.reports} to end")
        build.send_signal(number)
        assert has_stopped(two_papers, builds.end(build), SIGNALS[number])


# The interpreter itself has begun by the first of these instants, and notebooks run at the last.
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopped_when_it_has_only_just_begun(two_papers, number):
    builds = two_papers.builds
    for seconds in (0.1, 0.2, 0.3, 0.4, 0.8):
        build = builds.start()
        time.sleep(seconds)
        build.send_signal(number)
        ended = builds.end(build)
        # Before it can have its own way, the system ends it: a shell gives that the same status.
        assert ended.status in (SIGNALS[number], -number)
        assert ended.errors == ([STOPPED] if ended.status > 0 else [])
        assert two_papers.versions() == ["old"] * 3
        assert not builds.processes() and not builds.left_over()


def test_a_build_that_is_not_to_hang_up_goes_on(two_papers, waiting):
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as nohup has it
    try:
        run = waiting()
    finally:
        signal.signal(signal.SIGHUP, before)
    run.build.send_signal(signal.SIGHUP)
    run.sign.touch()
    assert two_papers.builds.end(run.build).status == 0
