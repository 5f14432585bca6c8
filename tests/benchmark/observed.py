"""One build watched from outside: when its processes and pages appear, and who works how long."""

import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import psutil
from project import Project

INTERVAL_S = 0.01


@dataclass(frozen=True)
class Observed:
    """When things happened, in seconds from the start, and the processors’ seconds of each part.

    `second` are the processes that the build starts, `third` those that these start. With warm
    kernels the second is the warm process and the third are the kernels; without, the second are
    the kernels. What cannot be told on this system is None.
    """

    first_kernel_s: float | None
    first_page_s: float | None
    last_page_s: float | None
    wall_s: float
    own_processor_s: float
    second_processor_s: float
    third_processor_s: float
    second_processes: int
    third_processes: int

    @property
    def processor_s(self) -> float:
        """The processors’ seconds of all of it."""
        return self.own_processor_s + self.second_processor_s + self.third_processor_s


@dataclass
class _Seen:
    """What was seen of the processes of a build until now."""

    first_s: dict[int, float] = field(default_factory=dict)
    """Generation (1 for what the build itself started) → when its first process was seen."""
    processor_s: dict[tuple[int, int], float] = field(default_factory=dict)
    """Generation and process → its own time at the last look."""

    def look(self, process: psutil.Process, now_s: float, generation: int = 1) -> None:
        """Take note of everything below a process."""
        for child in process.children():
            try:
                times = child.cpu_times()
                self.look(child, now_s, generation + 1)
            except psutil.Error:
                continue
            self.first_s.setdefault(generation, now_s)
            self.processor_s[generation, child.pid] = times.user + times.system

    def seconds(self, generation: int) -> float:
        """The processors’ seconds of a generation."""
        return sum(s for (g, _), s in self.processor_s.items() if g == generation)

    def count(self, first: int) -> int:
        """How many processes a generation, and those after it, had."""
        return sum(generation >= first for generation, _ in self.processor_s)


def observe(project: Project, *command: str) -> Observed:
    """Run a build in a project where nothing is built, and watch it."""
    seen, pages_s = _Seen(), dict[str, float]()
    start_s = time.perf_counter()
    started = project.start(*command)
    build = psutil.Process(started.process.pid)
    times = build.cpu_times()
    # A process that has ended and has not been waited for is a zombie. It still tells what it
    # took, and what its children took, where the system knows that at all.
    with suppress(psutil.Error):
        while build.status() != psutil.STATUS_ZOMBIE:
            now_s = time.perf_counter() - start_s
            seen.look(build, now_s)
            for page in project.pages():
                pages_s.setdefault(str(page), now_s)
            times = build.cpu_times()
            time.sleep(INTERVAL_S)
        times = build.cpu_times()
    wall_s = time.perf_counter() - start_s
    started.finish()
    return _observed(seen, sorted(pages_s.values()), wall_s, times)


def _observed(seen: _Seen, pages_s: list[float], wall_s: float, times: Any) -> Observed:
    has_third = bool(seen.count(2))
    below_s = max(times.children_user + times.children_system, seen.seconds(1) + seen.seconds(2))
    # What was seen of the kernels misses the last moment of each. The warm process is one alone.
    second_s = seen.seconds(1) if has_third else below_s
    return Observed(
        seen.first_s.get(2 if has_third else 1),
        pages_s[0] if pages_s else None,
        pages_s[-1] if pages_s else None,
        wall_s,
        times.user + times.system,
        second_s,
        below_s - second_s,
        seen.count(1) - seen.count(2),
        seen.count(2),
    )
