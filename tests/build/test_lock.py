"""One build at a time: another says whom it waits for, and a killed one holds nobody up."""

import os

import pytest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name != "posix", reason="files are swapped on POSIX systems"),
]


@pytest.mark.parametrize("how", ["--jobs=4", "--kernels"])
def test_a_second_build_waits_for_the_first_and_has_nothing_left_to_do(two_papers, waiting, how):
    builds = two_papers.builds
    run = waiting(how)
    second = builds.start(how)
    line = second.stderr.readline()
    where = f"Waiting for another build of {builds.folders.reports} to end: process"
    assert line.startswith(f"{where} {run.build.pid} on ")
    run.sign.touch()
    first, ended = builds.end(run.build), builds.end(second)
    assert (first.status, first.errors) == (0, [])
    assert (ended.status, ended.err) == (0, [])
    assert first.out.startswith("3 built,") and ended.out.startswith("3 up to date,")
    assert not builds.left_over()


def test_a_build_that_waits_does_what_the_first_left_to_do(two_papers, waiting):
    builds = two_papers.builds
    run = waiting()
    second = builds.start()
    assert second.stderr.readline().startswith("Waiting for another build")
    run.build.kill()
    run.sign.touch()
    assert builds.end(second).status == 0
    run.build.communicate()
    assert builds.record()["process"] == second.pid and builds.record()["exit_status"] == 0
    assert not builds.left_over()
