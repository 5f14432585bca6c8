"""What the build is to reach, and whether it does."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from national import Size
from timing import Result
from ways import COLD, FLOOR, FLOOR_A_PROCESSOR, NO_OP, SHELL_LOOP, TWO_AT_A_TIME

SHELL_LOOP_TIMES = 20
TWO_AT_A_TIME_TIMES = 10
FLOOR_TIMES = 2
WORKER_MB = 400
NO_OP_SHARE = 0.02
COUNTRY_S = 300
GROWTH_TIMES = 1.2
"""Of a report's seconds and of the memory, from the smallest run to the largest: linear, flat."""


@dataclass(frozen=True)
class Target:
    """One target, the figure that was measured, in words, and whether it is met."""

    words: str
    measured: str
    is_met: bool


def times_faster(result: Result, than: Result) -> float | None:
    """Ratio of throughput, in reports a second; None where no report was made."""
    if result.a_report_s is None or than.a_report_s is None:
        return None
    return than.a_report_s / result.a_report_s


def floor_s(results: Mapping[str, Result]) -> float:
    """Seconds of the faster of the two floors: too many processes only stand in their own way."""
    return min(results[FLOOR].median_s, results[FLOOR_A_PROCESSOR].median_s)


def targets(results: Mapping[str, Result]) -> list[Target]:
    """Every target, judged by the median run of each way."""
    cold = results[COLD]
    loop = times_faster(cold, results[SHELL_LOOP]) or 0.0
    two = times_faster(cold, results[TWO_AT_A_TIME]) or 0.0
    floor = cold.median_s / floor_s(results)
    no_op = results[NO_OP].median_s / cold.median_s
    largest_mb = cold.peak.process_mb
    return [
        Target(
            f"at least {SHELL_LOOP_TIMES} times the throughput of the shell loop",
            f"{loop:.1f} times",
            loop >= SHELL_LOOP_TIMES,
        ),
        Target(
            f"at least {TWO_AT_A_TIME_TIMES} times that of two at a time",
            f"{two:.1f} times",
            two >= TWO_AT_A_TIME_TIMES,
        ),
        Target(
            f"no more than {FLOOR_TIMES} times the time of the faster floor",
            f"{floor:.2f} times",
            floor <= FLOOR_TIMES,
        ),
        Target(
            f"a worker under {WORKER_MB} MB: the largest process of the build",
            f"{largest_mb:.0f} MB",
            largest_mb < WORKER_MB,
        ),
        Target(
            f"a build with nothing to do under {NO_OP_SHARE:.0%} of a full one",
            f"{no_op:.1%}",
            no_op < NO_OP_SHARE,
        ),
    ]


def national_targets(sizes: Sequence[Size]) -> list[Target]:
    """The targets of the national run, judged by its smallest and its largest size."""
    first, country = sizes[0], sizes[-1]
    slower = country.a_report_s / first.a_report_s
    larger = country.result.peak.tree_mb / first.result.peak.tree_mb
    return [
        Target(
            f"the whole country in under {COUNTRY_S} seconds",
            f"{country.result.median_s:.0f} seconds",
            country.result.median_s < COUNTRY_S,
        ),
        Target(
            f"growth linear: seconds a report at most {GROWTH_TIMES} times the smallest run’s",
            f"{slower:.2f} times",
            slower <= GROWTH_TIMES,
        ),
        Target(
            f"memory flat: at most {GROWTH_TIMES} times the smallest run’s",
            f"{larger:.2f} times",
            larger <= GROWTH_TIMES,
        ),
    ]
