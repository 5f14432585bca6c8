"""Kernels are ended with whatever they have started."""

import os
import signal
import subprocess
import sys

import pytest

from analysis.build.warm import end_group

pytestmark = pytest.mark.skipif(os.name != "posix", reason="process groups are of POSIX systems")

SLEEP = "import time; time.sleep(60)"


@pytest.mark.parametrize("leads", [True, False])
def test_a_process_is_ended_whether_or_not_it_leads_its_group_yet(leads):
    process = subprocess.Popen([sys.executable, "-c", SLEEP], start_new_session=leads)
    end_group(process.pid)
    assert process.wait(10) == -signal.SIGKILL


def test_one_that_has_ended_is_no_error():
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    end_group(process.pid)
