"""How a build is to be done."""

import os
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Limits:
    """What one report may take: seconds, and megabytes of memory, which Linux alone keeps to."""

    seconds: float = 300
    memory_mb: int = 2048


def default_jobs() -> int:
    """Return one report for each processor: a report computes all the time that it takes."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@dataclass(frozen=True)
class Settings:
    """What the command line says of a build, besides which reports it is of."""

    jobs: int = field(default_factory=default_jobs)
    kernels: bool = False
    """Whether notebooks run in ordinary kernels instead of this Python."""
    force: bool = False
    """Whether reports that are up to date are built again."""
    limits: Limits = Limits()
