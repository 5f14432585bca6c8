"""Where an authority's high needs spending and placements stand: what the notebook calls.

`place` returns an authority's standing by every measure, and the other functions take it: charts,
tables and the bottom line. What is said of a measure, and its figures, are from its entry in
`comparison/measures.toml` alone. Measures of a family, such as "per_head_planned", are shown
together; `place(data).measures` lists them.
"""

from collections.abc import Sequence

import pandas as pd

from analysis import display
from analysis.comparison import Measure, caption
from analysis.comparison.comparators import REGION
from analysis.display import (
    MISSING,
    BottomLine,
    Chart,
    Headline,
    NotAvailable,
    Standing,
    Table,
    fit_alt,
    lower_first,
    say,
)
from analysis.high_needs_benchmark.notes import note, small_denominators
from analysis.high_needs_benchmark.placing import TABLES, Benchmark, farthest, place
from analysis.high_needs_benchmark.tables import (
    RANGE_WORDS,
    formats,
    ranked,
    table_amounts,
    table_cautions,
    table_comparators,
    table_id,
    table_measures,
    table_neighbours,
    table_standing,
    titles,
    with_unit,
)

LEADING = (
    "per_head_planned_all_seven",
    "unit_cost",
    "plans_per_1000",
    "latest_mix_nmss_or_independent",
)
"""The measures that the report leads with."""

LABEL_CHARACTERS = 22


def bottom_line(own: Benchmark | NotAvailable) -> BottomLine | NotAvailable:
    """Return where the authority stands by the leading measures, and where it is unlike England."""
    if isinstance(own, NotAvailable):
        return own
    leading = [own.measures[key] for key in LEADING]
    first, *others = words = [own.words(measure) for measure in leading]
    unlike = (farthest(own, own.measures.family(key)) for key in ("per_head_planned", "latest_mix"))
    text = say(
        BOTTOM_LINE,
        **first,
        unlike=next((own.words(measure) for measure in unlike if measure), None),
        missing=[one for one in others if one["row"]["reason"] not in ("", first["row"]["reason"])],
        few=small_denominators(own, leading),
    )
    standing = Standing(
        measure=leading[0].title,
        when=leading[0].label.lower(),
        figure=first["value"],
        rank=first["row"]["rank_of"] or "",
        england=first["england"],
    )
    headlines = [Headline(one["measure"].name, say(HEADLINE, **one)) for one in words]
    return BottomLine(text, headlines, standing)


# ---------------------------------------------------------------------- charts


def chart_areas(own: Benchmark | NotAvailable, key: str) -> Chart | NotAvailable:
    """Draw one measure of the authority, England, its region and its neighbours, highest first."""
    if isinstance(own, NotAvailable):
        return own
    measure = own.measures[key]
    words, rows = own.words(measure), _areas_by_measure(own, key)
    return display.bars(
        rows.assign(role=rows["kind"].map(display.KIND_ROLES)),
        "label",
        "value",
        measure.text,
        role="role",
        characters=LABEL_CHARACTERS,
        title=say(MEASURE_TITLE, **words),
        subtitle=say(AREAS_SUBTITLE, **words),
        source=own.cite([measure], "neighbours"),
        alt=fit_alt(
            f"Bars of {lower_first(measure.name)} ({measure.unit})",
            f"{own.name} {say(FIGURE, **words)}",
            f"England {words['england']}",
            measure.over,
            f"median of neighbours {words['neighbours_median']}",
            f"{own.region} {words['region']}",
        ),
        data=Table(
            table_id(key),
            f"{measure.name}, {own.name} and comparators",
            rows,
            {"label": "Area", "kind": "Kind", **with_unit([measure], {"value": measure.label})},
            note=note(own, [measure]),
            formats=formats([measure], ["value"]),
        ),
    )


def _areas_by_measure(own: Benchmark, key: str) -> pd.DataFrame:
    """Return label, kind and value of each comparator and of the neighbours' median, by value."""
    rows = own.comparators[["name", "kind"]].assign(value=own.values[key])
    is_region = rows["kind"] == REGION
    rows["label"] = rows["name"].mask(is_region, rows["name"] + " (region)")
    median = own.standing.loc[key, "neighbours_median"]
    rows.loc[len(rows), ["label", "kind", "value"]] = ["Median of neighbours", "median", median]
    return rows.sort_values("value", ascending=False, kind="stable", ignore_index=True)


def chart_range(own: Benchmark | NotAvailable, family: str) -> Chart | NotAvailable:
    """Draw the range of all authorities by measure, with the authority, England and neighbours."""
    if isinstance(own, NotAvailable):
        return own
    measures = own.measures.family(family)
    rows = own.rows(measures)
    beside = [
        f"{measure.text(value)}\n{rank}" if rank else MISSING.replace(" ", "\n")
        for measure, value, rank in zip(measures, rows["value"], rows["rank_of"], strict=True)
    ]
    areas = {"value": own.name, "england": "England", "neighbours_median": "Median of neighbours"}
    ends = {name: words for name, words in RANGE_WORDS.items() if name != "median"}
    title = f"{titles(measures)}: {own.name} in the range of authorities"
    return display.strip(
        rows.assign(beside=beside),
        "label",
        {
            "england": ("England", "england"),
            "neighbours_median": ("Median of neighbours", "median"),
            "value": (own.name, "own"),
        },
        "beside",
        title=_title_of_family(own, measures),
        subtitle=say(RANGE_SUBTITLE, caption=caption(measures)),
        source=own.cite(measures, "neighbours"),
        alt=fit_alt(
            f"Range of authorities for {lower_first(measures[0].title)}", *_extremes(own, measures)
        ),
        data=ranked(own, measures, (table_id(family, "range"), title), areas | ends, {}),
    )


def chart_mix(own: Benchmark | NotAvailable, family: str) -> Chart | NotAvailable:
    """Draw the shares of groups of placements, the authority beside England."""
    if isinstance(own, NotAvailable):
        return own
    measures = own.measures.family(family)
    figures = with_unit(measures, {"value": own.name, "england": "England"})
    return display.grouped_bars(
        own.rows(measures),
        "label",
        {"value": (own.name, "own"), "england": ("England", "england")},
        measures[0].write,
        characters=LABEL_CHARACTERS,
        title=_title_of_family(own, measures),
        subtitle=caption(measures),
        source=own.cite(measures),
        alt=fit_alt(f"Bars of {lower_first(measures[0].title)}", *_extremes(own, measures)),
        data=Table(
            table_id(family, "by-placement"),
            f"{titles(measures)}: {own.name} and England by placement",
            own.rows(measures),
            {"label": "Placement", **figures},
            note=note(own, measures),
            formats=formats(measures, figures),
        ),
    )


def _title_of_family(own: Benchmark, measures: Sequence[Measure]) -> str:
    """Return by which measure the authority differs most from England."""
    far = farthest(own, measures)
    if far is None:
        return f"{measures[0].title} is {MISSING} for {own.name}"
    return say(FAMILY_TITLE, **own.words(far))


def _extremes(own: Benchmark, measures: Sequence[Measure]) -> list[str]:
    """Return the measures farthest from England first, and over what; or why nothing is there."""
    over = f"{measures[0].unit}, {measures[0].over}"
    rows = own.rows(measures).assign(place=range(len(measures)))
    rows["gap"] = -(rows["value"] - rows["england"]).abs().fillna(-1.0)
    rows["together"] = [measure.together for measure in measures]
    known = rows.dropna(subset="value").sort_values(["together", "gap"], kind="stable")["place"]
    if known.empty:
        return [f"{own.name} {say(FIGURE, **own.words(measures[0]))}", over]
    first, *others = (say(BESIDE_ENGLAND, **own.words(measures[at])) for at in known)
    if len(known) == len(rows):
        return [f"{own.name}, {first}", over, *others]
    without = len(rows) - len(known)
    return [f"{own.name}: {MISSING} for {without} of {len(rows)}", over, first, *others]


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
{{ few }}
"""
HEADLINE = """
{{ value }} (England {{ england }}
{%- if row.value is not missing %}; rank {{ row.rank_of }}{% endif %})
"""
FIGURE = """
{{ value }}
{%- if row.value is missing %} ({{ row.reason }})
{%- elif measure.ranked %}, rank {{ row.rank_of }}
{%- endif %}
"""
BESIDE_ENGLAND = "{{ measure.label }} " + FIGURE + " (England {{ england }})"
COMPARED = """
{{ value }} in {{ name }}
{%- if row.england is missing %}; England’s is not available
{%- elif value == england %}, as in England
{%- else %}, {{ "more" if row.value > row.england else "less" }} than England’s {{ england }}
{%- endif %}
"""
MEASURE_TITLE = (
    "{{ measure.name }} is {% if row.value is missing %}not available for {{ name }}{% else %}"
    + COMPARED
    + "{% endif %}"
)
FAMILY_TITLE = (
    "{{ measure.title }} differs most from England’s for {{ measure.label }}: " + COMPARED
)
AREAS_SUBTITLE = """
{{ measure.caption }}. Bold: {{ name }}; hatched: England and region; empty: the median of
neighbours; the others are its statistical neighbours
"""
RANGE_SUBTITLE = """
{{ caption }}. Each row has its own scale, from the lowest authority to the highest; beside it the
figure and the rank, 1 being the highest
"""
