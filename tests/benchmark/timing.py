"""How long a way takes: the clock on the wall, and the processors’ time of its processes."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass

import psutil
from memory import Peak


@dataclass(frozen=True)
class Run:
    """One measured run."""

    wall_s: float
    processor_s: float


def timed(action: Callable[[], None]) -> Run:
    """Do it once. The processors’ time is that of every process that ended in it."""
    processor_s, start_s = _children_s(), time.perf_counter()
    action()
    wall_s = time.perf_counter() - start_s
    return Run(wall_s, _children_s() - processor_s)


def _children_s() -> float:
    times = psutil.Process().cpu_times()
    return float(times.children_user + times.children_system)


@dataclass(frozen=True)
class Result:
    """What was measured of one way that made so many reports."""

    reports: int
    runs: tuple[Run, ...]
    peak: Peak

    @property
    def median_s(self) -> float:
        """Seconds of the run in the middle."""
        return statistics.median(run.wall_s for run in self.runs)

    @property
    def range_s(self) -> tuple[float, float]:
        """Seconds of the fastest and of the slowest run."""
        return min(run.wall_s for run in self.runs), max(run.wall_s for run in self.runs)

    @property
    def processor_s(self) -> float:
        """The processors’ seconds of the run in the middle."""
        return statistics.median(run.processor_s for run in self.runs)

    @property
    def a_report_s(self) -> float | None:
        """Seconds a report, None if none was made."""
        return self.median_s / self.reports if self.reports else None
