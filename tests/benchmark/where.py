"""Where the time of a build goes: watched from outside, and by profiles of its two halves."""

import pstats
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from floor import NOTEBOOK_MODULES
from observed import Observed, observe
from project import Project, Workshop
from shares import seconds_by_function, seconds_by_package
from timing import timed
from ways import HERE, Build, floor_command

CHART_MODULE = "analysis/display/chart.py"
NOTEBOOK_IMPORTS = f"import {', '.join(NOTEBOOK_MODULES)}"


@dataclass(frozen=True)
class Where:
    """The seconds behind the section of the document."""

    python_s: float
    """Python starts and imports what the notebooks import."""
    observed: Observed
    build_by_package: dict[str, float]
    """Of the build's own process with one report at a time, all its threads, under the profiler."""
    drawing_by_package: dict[str, float]
    """Of the floor in one process, under the profiler."""
    drawing_by_function: dict[str, float]
    """The same, for each function of `CHART_MODULE` with all that it calls."""


def find_where(workshop: Workshop, build: Build) -> Where:
    """Watch one build and profile another, and the floor, each in a fresh copy."""
    everything = build.command("--force")
    # Threads that wait for each other would look busy to the profiler: one report at a time.
    one_at_a_time = replace(build, jobs=1).command("--force")
    with workshop.fresh() as project:
        python_s = min(
            timed(lambda: project.run(sys.executable, "-c", NOTEBOOK_IMPORTS)).wall_s
            for _ in range(3)
        )
        observed = observe(project, sys.executable, *everything)
    with workshop.fresh() as project:
        of_build = profile(project, *one_at_a_time)
    with workshop.fresh() as project:
        of_floor = profile(project, *floor_command(project, jobs=1))
    return Where(
        python_s,
        observed,
        seconds_by_package(of_build),
        seconds_by_package(of_floor),
        seconds_by_function(of_floor, CHART_MODULE),
    )


def profile(project: Project, *command: str | Path) -> pstats.Stats:
    """What the process of a Python command takes, without those that it starts."""
    out = project.root / "profile"
    project.run(sys.executable, HERE / "profiled.py", out, *command)
    return pstats.Stats(str(out))
