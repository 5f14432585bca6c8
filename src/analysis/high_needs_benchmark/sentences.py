"""What is said of an authority's standing: the bottom line, and titles of charts."""

from collections.abc import Sequence
from typing import Any

from analysis.comparison import Measure
from analysis.comparison.measure import SMALL_DENOMINATOR
from analysis.display import (
    MISSING,
    BottomLine,
    Headline,
    NotAvailable,
    Standing,
    is_missing,
    listed,
    lower_first,
    say,
    trimmed,
)
from analysis.high_needs_benchmark.placing import Benchmark, farthest, rank_of

LEADING = (
    "per_head_planned_all_seven",
    "unit_cost",
    "plans_per_1000",
    "latest_mix_nmss_or_independent",
)
"""The measures that the report leads with."""


def bottom_line(own: Benchmark | NotAvailable) -> BottomLine | NotAvailable:
    """Return where the authority stands by the leading measures, and where it is unlike England."""
    if isinstance(own, NotAvailable):
        return own
    first, *others = leading = [own.measures[key] for key in LEADING]
    reasons_said = ("", own.row(first.key)["reason"])
    unlike = (farthest(own, own.measures.family(key)) for key in ("per_head_planned", "latest_mix"))
    text = say(
        BOTTOM_LINE,
        **written(own, first),
        unlike=next((written(own, measure) for measure in unlike if measure), None),
        missing=[
            written(own, measure)
            for measure in others
            if own.row(measure.key)["reason"] not in reasons_said
        ],
        few=small_denominators(own, leading),
    )
    headlines = [
        Headline(measure.name, say(HEADLINE, **written(own, measure))) for measure in leading
    ]
    return BottomLine(text, headlines, _standing(own, first))


def _standing(own: Benchmark, measure: Measure) -> Standing:
    row = own.row(measure.key)
    return Standing(
        measure=measure.title,
        when=measure.label.lower(),
        figure=measure.text(row["value"]),
        rank=rank_of(row) or "",
        england=measure.text(row["england"]),
    )


def written(own: Benchmark, measure: Measure) -> dict[str, Any]:
    """Return a measure and its figures, as templates take them: `value`, `england` in words."""
    row = own.row(measure.key)
    areas = ("value", "england", "region", "neighbours_median")
    return {
        "measure": measure,
        "name": own.name,
        "region_name": own.region,
        "row": row,
        "rank_of": rank_of(row),
        **{area: measure.text(row[area]) for area in areas},
    }


def small_denominators(own: Benchmark, measures: Sequence[Measure]) -> list[str]:
    """Return a sentence on each denominator so small that one more or fewer moves a figure."""
    counts = {
        measure.denominator.words: row["denominator"]
        for measure in measures
        if measure.denominator and not is_missing((row := own.row(measure.key))["value"])
    }
    return [
        f"{own.name} has only {trimmed(count)} {words}, so that one more or fewer moves its "
        "figure a lot."
        for words, count in counts.items()
        if count < SMALL_DENOMINATOR
    ]


def figure(own: Benchmark, measure: Measure) -> str:
    """Return the authority's figure and rank, or that it is not available and why."""
    return say(FIGURE, **written(own, measure))


def title_of_measure(own: Benchmark, measure: Measure) -> str:
    """Return the figure beside England's."""
    return say(MEASURE_TITLE, **written(own, measure))


def title_of_family(own: Benchmark, measures: Sequence[Measure]) -> str:
    """Return by which measure the authority differs most from England."""
    far = farthest(own, measures)
    if far is None:
        return f"{measures[0].title} is {MISSING} for {own.name}"
    return say(FAMILY_TITLE, **written(own, far))


def extremes(own: Benchmark, measures: Sequence[Measure]) -> list[str]:
    """Return the measures farthest from England first, and over what; or why nothing is there."""
    over = f"{measures[0].unit}, {measures[0].over}"
    rows = own.rows(measures)
    known = [measures[place] for place in rows.index[rows["value"].notna()]]
    if not known:
        return [f"{own.name} {figure(own, measures[0])}", over]
    gaps = (own.standing["value"] - own.standing["england"]).abs().fillna(-1.0)
    parts = [
        f"{measure.label} {figure(own, measure)} (England {written(own, measure)['england']})"
        for measure in sorted(known, key=lambda one: (one.together, -gaps[one.key]))
    ]
    if len(known) == len(rows):
        return [f"{own.name}, {parts[0]}", over, *parts[1:]]
    without = len(rows) - len(known)
    return [f"{own.name}: {MISSING} for {without} of {len(rows)}", over, *parts]


def titles(measures: Sequence[Measure]) -> str:
    """Return the titles of the families of measures, in words."""
    first, *others = dict.fromkeys(measure.title for measure in measures)
    return listed([first, *map(lower_first, others)])


BOTTOM_LINE = """
High needs spending, {{ measure.name|lower_first }}
{%- if measure.over %} ({{ measure.over }}){% endif %} is
{% if row.value is missing %}
not available for {{ name }}: {{ row.reason }}.
{% else %}
{{ value }} in {{ name }}; England’s is {{ england }}, {{ region_name }}’s {{ region }} and the
median of its statistical neighbours {{ neighbours_median }}. It is the {{ row.rank|ordinal }}
highest of {{ row.authorities|number }} authorities that have the figure. {{ measure.direction }}
{% endif %}
{% if unlike %}
By {{ unlike.measure.title|lower_first }} it is farthest from England in
‘{{ unlike.measure.label }}’: {{ unlike.value }}, England {{ unlike.england }}.
{% endif %}
{% for one in missing %}
{{ one.measure.name }} is not available: {{ one.row.reason }}.
{% endfor %}
{{ few|join(" ") }}
"""

HEADLINE = """
{{ value }} (England {{ england }}{% if row.value is not missing %}; rank {{ rank_of }}{% endif %})
"""

FIGURE = """
{{ value }}
{%- if row.value is missing %} ({{ row.reason }})
{%- elif measure.ranked %}, rank {{ rank_of }}
{%- endif %}
"""

COMPARED = """
{{ value }} in {{ name }}
{%- if row.england is missing %}; England’s is not available
{%- elif value == england %}, as in England
{%- else %}, {{ "more" if row.value > row.england else "less" }} than England’s {{ england }}
{%- endif %}
"""

MEASURE_TITLE = (
    """
{{ measure.name }} is
{% if row.value is missing %}not available for {{ name }}{% else %}
"""
    + COMPARED
    + "{% endif %}"
)

FAMILY_TITLE = (
    "{{ measure.title }} differs most from England’s for {{ measure.label }}: " + COMPARED
)
