"""What was measured, in Markdown, and its place in a document whose other words are kept."""

from collections.abc import Iterable, Mapping, Sequence

from observed import Observed
from shares import WAITING
from targets import Target, floor_s, targets, times_faster
from timing import Result
from ways import FLOOR, SHELL_LOOP, TWO_AT_A_TIME
from where import Where

BEGIN = "<!-- measured: begin -->"
END = "<!-- measured: end -->"
NEW = f"# Speed of the build: what was measured\n\n{BEGIN}\n{END}\n"
NONE = "–"
MOST_ROWS = 8
SMALLEST_S = 0.05
"""Less than this is not worth a row."""


def put_measured(document: str, measured: str) -> str:
    """The document with what was measured between its markers, and all else as it was.

    Raises ValueError where the two markers do not stand once each, in their order.
    """
    before, begin, rest = document.partition(BEGIN)
    between, end, after = rest.partition(END)
    if not begin or not end or BEGIN in between + after or END in before + after:
        raise ValueError(f"{BEGIN} and {END} have to stand once each, in this order")
    return f"{before}{BEGIN}\n\n{measured.strip()}\n\n{END}{after}"


def measured(
    results: Mapping[str, Result], where: Where, conditions: Sequence[str], processors: int
) -> str:
    """Everything that a run of the benchmark has to say."""
    parts = [
        "\n".join(f"- {line}" for line in conditions),
        ways_table(results),
        "Throughput (×) is in reports a second. Only ways that make every report are set beside "
        "the time of the faster floor. Memory is the RSS of the largest process, and the PSS of "
        "all at once, which counts shared pages once.",
        "## Targets",
        targets_table(targets(results)),
        "## Where the time goes",
        where_tables(where, processors),
    ]
    return "\n\n".join(parts)


def ways_table(results: Mapping[str, Result]) -> str:
    """One row a way."""
    header = [
        "way",
        "runs",
        "reports",
        "seconds: median (range)",
        "processor seconds",
        "seconds a report",
        "× shell loop",
        "× two at a time",
        "÷ faster floor’s time",
        "largest process, MB",
        "all processes, MB",
    ]
    return table(header, [_way_row(name, result, results) for name, result in results.items()])


def _way_row(name: str, result: Result, results: Mapping[str, Result]) -> list[str]:
    fastest_s, slowest_s = result.range_s
    spread = f" ({fastest_s:.2f}–{slowest_s:.2f})" if len(result.runs) > 1 else ""
    makes_all = result.reports == results[FLOOR].reports
    of_floor = result.median_s / floor_s(results) if makes_all else None
    return [
        name,
        str(len(result.runs)),
        str(result.reports),
        f"{result.median_s:.2f}{spread}",
        f"{result.processor_s:.2f}",
        _number(result.a_report_s, 2),
        _number(times_faster(result, results[SHELL_LOOP]), 1),
        _number(times_faster(result, results[TWO_AT_A_TIME]), 1),
        _number(of_floor, 2),
        f"{result.peak.process_mb:.0f}",
        f"{result.peak.tree_mb:.0f}",
    ]


def targets_table(judged: Iterable[Target]) -> str:
    """One row a target."""
    rows = [[t.words, t.measured, "met" if t.is_met else "**not met**"] for t in judged]
    return table(["target", "measured", ""], rows)


def where_tables(where: Where, processors: int) -> str:
    """A build as it looks from outside, then its own process, then what the notebooks draw."""
    waiting_s = where.build_by_package.get(WAITING, 0.0)
    own = {name: s for name, s in where.build_by_package.items() if name != WAITING}
    parts = [
        "One more build of everything, watched from outside:",
        table(["", "seconds"], observed_rows(where.observed, where.python_s, processors), "lr"),
        "The build’s own process by package, one report at a time, under a profiler, which makes "
        f"Python code slower (its threads also waited, {waiting_s:.1f} s one added to another):",
        table(["package", "seconds"], most(own), "lr"),
        "The floor in one process, under the same profiler: what the charts and tables take "
        "whatever runs them.",
        table(["package", "seconds"], most(where.drawing_by_package), "lr"),
        "Of these, functions of `charts/chart.py` with all that they call:",
        table(["function", "seconds"], most(where.drawing_by_function, "`{}`"), "lr"),
    ]
    return "\n\n".join(parts)


def observed_rows(observed: Observed, python_s: float, processors: int) -> list[list[str]]:
    """When things happened, and the processors’ seconds of each part."""
    busy = observed.processor_s / (observed.wall_s * processors)
    rows: list[tuple[str, float | None]] = [
        ("Python starts and imports what the notebooks import (by itself)", python_s),
        ("until the first kernel has started", observed.first_kernel_s),
        ("until the first page is in its place", observed.first_page_s),
        ("until the last page is in its place", observed.last_page_s),
        ("until the end", observed.wall_s),
        ("processor: the build’s own process", observed.own_processor_s),
        *_others(observed),
    ]
    shown = [[words, _number(value, 2)] for words, value in rows]
    return [*shown, ["share of the processors’ time that was used", f"{busy:.0%}"]]


def _others(observed: Observed) -> list[tuple[str, float]]:
    if not observed.third_processes:
        words = f"processor: the kernels, which it started ({observed.second_processes})"
        return [(words, observed.second_processor_s)]
    return [
        (
            f"processor: the warm process, which it started ({observed.second_processes})",
            observed.second_processor_s,
        ),
        (
            f"processor: the kernels, which that started ({observed.third_processes})",
            observed.third_processor_s,
        ),
    ]


def most(seconds: Mapping[str, float], written: str = "{}") -> list[list[str]]:
    """The largest few, in their order."""
    shown = [(name, s) for name, s in seconds.items() if s >= SMALLEST_S][:MOST_ROWS]
    return [[written.format(name), f"{s:.2f}"] for name, s in shown]


def table(header: Sequence[str], rows: Iterable[Sequence[str]], columns: str = "") -> str:
    """A table in Markdown; `columns` has l or r for each column."""
    rule = ["---:" if side == "r" else "---" for side in columns or "l" * len(header)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in [header, rule, *rows])


def _number(value: float | None, decimals: int) -> str:
    return NONE if value is None else f"{value:.{decimals}f}"
