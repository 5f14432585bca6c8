"""What `high_needs_benchmark` found: every word on a measure is from its entry in the registry."""

import math

from analysis.findings.finding import Finding, Headline
from analysis.measures.benchmark.registry import ALL_SEVEN, Measure, lower_first
from analysis.measures.benchmark.standing import Benchmark, farthest, few
from analysis.quantities import MISSING, number
from analysis.standing import Standing
from analysis.tables.against import ordinal

LEADING = (
    f"per_head_planned_{ALL_SEVEN}",
    "per_placement_planned_nmss_or_independent",
    "plans_per_1000",
    "latest_mix_nmss_or_independent",
)
"""The measures that the report leads with."""


def benchmark(own: Benchmark) -> Finding:
    """Where the authority stands by the leading measures, and where it is most unlike England."""
    leading = [own.registry[key] for key in LEADING]
    return Finding(
        [
            _first(own, leading[0]),
            *_unlike(own),
            *_not_available(own, leading[1:]),
            *few(own, leading),
        ],
        [Headline(measure.name, _headline(own, measure)) for measure in leading],
        _standing(own, leading[0]),
    )


def _first(own: Benchmark, measure: Measure) -> str:
    row = own.row(measure.key)
    if math.isnan(row["value"]):
        return f"{_named(measure)} is {MISSING} for {own.name}: {row['reason']}."
    return (
        f"{_named(measure)} is {measure.text(row['value'])} in {own.name}; England’s is "
        f"{measure.text(row['england'])}, {own.region}’s {measure.text(row['region'])} and the "
        f"median of its statistical neighbours {measure.text(row['neighbours_median'])}. It is "
        f"the {ordinal(int(row['rank']))} highest of {number(row['authorities'])} authorities that "
        f"have the figure. {measure.direction}"
    )


def _named(measure: Measure) -> str:
    """The measure as a reader meets it first: of what the categories are, and what a head is."""
    over = f" ({measure.over})" if measure.over else ""
    return f"High needs spending, {lower_first(measure.name)}{over}"


def _unlike(own: Benchmark) -> list[str]:
    for family in ("per_head_planned", "latest_mix"):
        measure = farthest(own, own.family(family))
        if measure is not None:
            row = own.row(measure.key)
            return [
                f"By {lower_first(measure.family.title)} it is farthest from England in "
                f"{_quoted(measure)}: {measure.text(row['value'])}, England "
                f"{measure.text(row['england'])}."
            ]
    return []


def _quoted(measure: Measure) -> str:
    return f"‘{measure.label}’"


def _not_available(own: Benchmark, measures: list[Measure]) -> list[str]:
    """Those that are missing for another reason than the first, in words."""
    first = own.row(LEADING[0])["reason"]
    return [
        f"{measure.name} is {MISSING}: {own.row(measure.key)['reason']}."
        for measure in measures
        if own.row(measure.key)["reason"] not in ("", first)
    ]


def _headline(own: Benchmark, measure: Measure) -> str:
    row = own.row(measure.key)
    england = f"England {measure.text(row['england'])}"
    if math.isnan(row["value"]):
        return f"{MISSING} ({england})"
    return f"{measure.text(row['value'])} ({england}; rank {_rank(own, measure)})"


def _standing(own: Benchmark, measure: Measure) -> Standing:
    row = own.row(measure.key)
    return Standing(
        measure=measure.family.title,
        when=measure.label.lower(),
        figure=measure.text(row["value"]),
        rank="" if math.isnan(row["value"]) else _rank(own, measure),
        england=measure.text(row["england"]),
    )


def _rank(own: Benchmark, measure: Measure) -> str:
    row = own.row(measure.key)
    return f"{number(row['rank'])} of {number(row['authorities'])}"
