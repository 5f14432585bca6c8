"""What is said below the tables: over what, from where, of how many, and what is missing."""

from collections.abc import Sequence
from typing import Any

from analysis.comparison import Measure, caption, caveats
from analysis.comparison.measure import ENGLAND_IS, SMALL_DENOMINATOR
from analysis.display import is_missing, number, say, trimmed
from analysis.high_needs_benchmark.placing import Benchmark


def note(own: Benchmark, measures: Sequence[Measure], kinds: Sequence[str] = ()) -> str:
    """Return what is shown over what, its sources, how many authorities it is of, and caveats.

    Missing figures are explained of these kinds of comparators, or of all.
    """
    rows = [own.words(measure)["row"] for measure in measures]
    pairs = list(zip(measures, rows, strict=True))
    summed = [row for measure, row in pairs if measure.england == "both"]
    totals = [row for measure, row in pairs if measure.england != "both"]
    counts = dict.fromkeys((row["neighbours"], row["of_neighbours"]) for row in rows)
    sources = [quantity.source for measure in measures for quantity in measure.quantities]
    return say(
        NOTE,
        caption=caption(measures),
        sources=dict.fromkeys(sources),
        name=own.name,
        region=own.region,
        divided_by=_divided_by(pairs),
        ranked=any(measure.ranked for measure in measures),
        summed=_coverage(summed),
        of_region=_coverage(summed, "region_"),
        totals=_coverage(totals),
        own_totals=own_totals(measures),
        neighbours=list(counts),
        few=small_denominators(own, measures),
        missing=_missing(own, measures, kinds),
        caveats=caveats(measures),
    )


def _divided_by(pairs: Sequence[tuple[Measure, dict[str, Any]]]) -> list[str]:
    """Return what the authority's own figures are divided by, in numbers."""
    said = []
    for measure, row in pairs:
        if measure.denominator and not is_missing(row["denominator"]):
            # a sum of several terms is an average of two Januaries, which may end in a half
            write = trimmed if len(measure.denominator.terms) > 1 else number
            said.append(f"{measure.denominator.words}, {write(row['denominator'])}")
    return list(dict.fromkeys(said))


def _coverage(rows: Sequence[dict[str, Any]], prefix: str = "") -> list[tuple[Any, ...]]:
    """Return on how many of how many authorities rows rest, and without which: each once."""
    columns = [f"{prefix}{name}" for name in ("authorities", "there_were", "missing")]
    return list(dict.fromkeys(tuple(row[column] for column in columns) for row in rows))


def own_totals(measures: Sequence[Measure]) -> str:
    """Return for which measures England and the region are not sums of the same authorities."""
    labels = [f"‘{measure.label}’" for measure in measures if measure.england == "total"]
    return say(OWN_TOTALS, labels=dict.fromkeys(labels), what=ENGLAND_IS["total"])


def small_denominators(own: Benchmark, measures: Sequence[Measure]) -> str:
    """Return a sentence on each denominator so small that one more or fewer moves a figure."""
    rows = [(measure.denominator, own.words(measure)["row"]) for measure in measures]
    counts = {
        over.words: row["denominator"]
        for over, row in rows
        if over and not is_missing(row["value"])
    }
    few = {words: count for words, count in counts.items() if count < SMALL_DENOMINATOR}
    return say(FEW, name=own.name, few=few)


def _missing(own: Benchmark, measures: Sequence[Measure], kinds: Sequence[str]) -> list[str]:
    """Return why figures of the authority and of its comparators are missing."""
    shown = own.comparators["kind"].isin(kinds) | (not kinds)
    names = own.comparators.loc[shown, "name"]
    reasons = (zip(names, own.reasons.loc[shown, one.key], strict=True) for one in measures)
    said = (f"{name}, {reason}" for pairs in reasons for name, reason in pairs if reason)
    return list(dict.fromkeys(said))


NOTE = """
{% macro rest(what, counts) %}
{% for some, every, without in counts %}
{{ what }} on {{ some|number }} of {{ every|number }} authorities
{%- if without %} (without: {{ without }}){% endif %}.
{% endfor %}
{% endmacro %}
{{ caption }}. From: {{ sources|listed }}.
{% if divided_by %}{{ name }}’s own: {{ divided_by|join("; ") }}.{% endif %}
{% if not ranked %}{{ rest("England rests", summed) }}
{% else %}
{{ rest("England, range and rank rest", summed) }}
{{ rest(region ~ " (region) rests", of_region) }}
{{ rest("Range and rank rest", totals) }}
{{ own_totals }}
{% for some, every in neighbours %}
The median of neighbours rests on {{ some }} of {{ every }}.
{% endfor %}
{% endif %}
{{ few }}
{% if missing %}Not available: {{ missing|join("; ") }}.{% endif %}
{{ caveats|join(" ") }}
"""
OWN_TOTALS = """
{% if labels %}For {{ labels|listed }}, England and the region are {{ what }}.{% endif %}
"""
FEW = """
{% for words, count in few.items() %}
{{ name }} has only {{ count|trimmed }} {{ words }}, so that one more or fewer moves its figure a
lot.
{% endfor %}
"""
