"""How much memory the processes below this one take, sampled from outside while they run.

RSS is all that a process has in memory. PSS counts a page that processes share in parts, so
that it can be added up; where the system does not tell it, RSS stands for it.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import psutil

INTERVAL_S = 0.05
BYTES_A_MB = 1_000_000

Value = TypeVar("Value")


@dataclass
class Peak:
    """The most that was seen at any sample."""

    process_mb: float = 0.0
    """RSS of the largest process."""
    tree_mb: float = 0.0
    """PSS of all processes together."""
    processes: int = 0
    """Processes at once."""

    def take(self, sizes: list[tuple[float, float]]) -> None:
        """Count a sample: RSS and PSS of each process, in bytes."""
        if sizes:
            self.process_mb = max(self.process_mb, max(rss for rss, _ in sizes) / BYTES_A_MB)
            self.tree_mb = max(self.tree_mb, sum(pss for _, pss in sizes) / BYTES_A_MB)
            self.processes = max(self.processes, len(sizes))


def sampled(action: Callable[[], Value], every_s: float = INTERVAL_S) -> tuple[Peak, Value]:
    """Do it once, and sample the processes below this one meanwhile."""
    peak, ended = Peak(), threading.Event()

    def sample() -> None:
        while not ended.wait(every_s):
            peak.take(sizes_below(psutil.Process()))

    thread = threading.Thread(target=sample, daemon=True)
    thread.start()
    try:
        value = action()
    finally:
        ended.set()
        thread.join()
    return peak, value


def sizes_below(parent: psutil.Process) -> list[tuple[float, float]]:
    """RSS and PSS in bytes of each process below one, those left out that end meanwhile."""
    sizes = []
    for process in parent.children(recursive=True):
        try:
            info = process.memory_full_info()
        except psutil.Error:
            continue
        sizes.append((info.rss, getattr(info, "pss", info.rss)))
    return sizes
