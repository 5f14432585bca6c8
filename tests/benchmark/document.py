"""What was measured, in Markdown, and its place in a document whose other words are kept."""

from collections.abc import Iterable, Mapping, Sequence

from national import Size
from observed import Observed
from shares import WAITING
from targets import Target, floor_s, national_targets, targets, times_faster
from timing import Result
from ways import FLOOR, SHELL_LOOP, TWO_AT_A_TIME
from where import Where

MEASURED, NATIONAL = "measured", "national"
"""The two parts of the document that are written here: the ways, and the national run."""

BEGIN, END = "<!-- {}: begin -->", "<!-- {}: end -->"
NEW = "# Speed of the build: what was measured\n" + "".join(
    f"\n{BEGIN.format(part)}\n{END.format(part)}\n" for part in (MEASURED, NATIONAL)
)
NONE = "–"
MOST_ROWS = 8
SMALLEST_S = 0.05
"""Less than this is not worth a row."""


def put_part(document: str, part: str, text: str) -> str:
    """The document with a text between the two markers of a part, and all else as it was.

    Raises ValueError where the two do not stand once each, in their order.
    """
    begin, end = BEGIN.format(part), END.format(part)
    before, has_begin, rest = document.partition(begin)
    between, has_end, after = rest.partition(end)
    if not has_begin or not has_end or begin in between + after or end in before + after:
        raise ValueError(f"{begin} and {end} have to stand once each, in this order")
    return f"{before}{begin}\n\n{text.strip()}\n\n{end}{after}"


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


def national(sizes: Sequence[Size], conditions: Sequence[str]) -> str:
    """Everything that the national run has to say."""
    parts = [
        "\n".join(f"- {line}" for line in conditions),
        national_table(sizes),
        "Growth is the seconds a report, and the memory of all processes at once, set beside those "
        "of the smallest run, which has the same start to share among fewer reports.",
        targets_table(national_targets(sizes)),
    ]
    return "\n\n".join(parts)


def national_table(sizes: Sequence[Size]) -> str:
    """One row a number of authorities."""
    header = ["authorities", "reports", "seconds", "processor seconds", "reports a minute"]
    header += ["seconds a report", "growth", "largest process, MB", "all processes, MB", "growth"]
    first = sizes[0]
    rows = [
        [
            str(size.authorities),
            str(size.result.reports),
            f"{size.result.median_s:.1f}",
            f"{size.result.processor_s:.1f}",
            f"{60 / size.a_report_s:.0f}",
            f"{size.a_report_s:.2f}",
            f"{size.a_report_s / first.a_report_s:.2f}",
            f"{size.result.peak.process_mb:.0f}",
            f"{size.result.peak.tree_mb:.0f}",
            f"{size.result.peak.tree_mb / first.result.peak.tree_mb:.2f}",
        ]
        for size in sizes
    ]
    return table(header, rows, "r" * len(header))


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
        "Of these, functions of `display/chart.py` with all that they call:",
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
