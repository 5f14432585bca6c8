"""What was measured on, without anything that names the machine."""

import os
import platform
import re
from pathlib import Path

import psutil

BYTES_A_GB = 1_000_000_000


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def described() -> str:
    """Processors, memory, operating system and Python in one line."""
    count = processors()
    memory_gb = psutil.virtual_memory().total / BYTES_A_GB
    return (
        f"{count} processor{'s' * (count != 1)} ({_model()}), {memory_gb:.0f} GB of memory, "
        f"{_system()}, Python {platform.python_version()}"
    )


def load() -> float:
    """Processes that ran or waited to run, on average over the last minute."""
    return psutil.getloadavg()[0]


def _model() -> str:
    try:
        found = re.search(r"(?m)^model name\s*: (.+)$", Path("/proc/cpuinfo").read_text())
    except OSError:
        found = None
    return found[1].strip() if found else platform.machine()


def _system() -> str:
    try:
        return f"{platform.freedesktop_os_release()['PRETTY_NAME']}"
    except (OSError, KeyError):
        return f"{platform.system()} {platform.release()}"
