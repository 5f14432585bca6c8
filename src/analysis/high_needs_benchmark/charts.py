"""The charts: one measure of several areas, and several measures of the authority."""

from analysis.comparison import caption
from analysis.display import (
    KIND_ROLES,
    MISSING,
    Chart,
    NotAvailable,
    bars,
    fit_alt,
    grouped_bars,
    lower_first,
    say,
    strip,
)
from analysis.high_needs_benchmark.placing import Benchmark
from analysis.high_needs_benchmark.sentences import (
    extremes,
    figure,
    title_of_family,
    title_of_measure,
    written,
)
from analysis.high_needs_benchmark.tables import areas_by_measure, data_areas, data_mix, data_range

LABEL_CHARACTERS = 22


def chart_areas(own: Benchmark | NotAvailable, key: str) -> Chart | NotAvailable:
    """Draw one measure of the authority, England, its region and its neighbours, highest first."""
    if isinstance(own, NotAvailable):
        return own
    measure, rows = own.measures[key], areas_by_measure(own, key)
    words = written(own, measure)
    return bars(
        rows.assign(role=rows["kind"].map(KIND_ROLES)),
        "label",
        "value",
        measure.text,
        role="role",
        characters=LABEL_CHARACTERS,
        title=title_of_measure(own, measure),
        subtitle=say(AREAS_SUBTITLE, **words),
        source=own.cite([measure], "neighbours"),
        alt=fit_alt(
            f"Bars of {lower_first(measure.name)} ({measure.unit})",
            f"{own.name} {figure(own, measure)}",
            f"England {words['england']}",
            measure.over,
            f"median of neighbours {words['neighbours_median']}",
            f"{own.region} {words['region']}",
        ),
        data=data_areas(own, key),
    )


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
    return strip(
        rows.assign(beside=beside),
        "label",
        {
            "england": ("England", "england"),
            "neighbours_median": ("Median of neighbours", "median"),
            "value": (own.name, "own"),
        },
        "beside",
        title=title_of_family(own, measures),
        subtitle=say(RANGE_SUBTITLE, caption=caption(measures)),
        source=own.cite(measures, "neighbours"),
        alt=fit_alt(
            f"Range of authorities for {lower_first(measures[0].title)}", *extremes(own, measures)
        ),
        data=data_range(own, family),
    )


def chart_mix(own: Benchmark | NotAvailable, family: str) -> Chart | NotAvailable:
    """Draw the shares of groups of placements, the authority beside England."""
    if isinstance(own, NotAvailable):
        return own
    measures = own.measures.family(family)
    return grouped_bars(
        own.rows(measures),
        "label",
        {"value": (own.name, "own"), "england": ("England", "england")},
        measures[0].write,
        characters=LABEL_CHARACTERS,
        title=title_of_family(own, measures),
        subtitle=caption(measures),
        source=own.cite(measures),
        alt=fit_alt(f"Bars of {lower_first(measures[0].title)}", *extremes(own, measures)),
        data=data_mix(own, family),
    )


AREAS_SUBTITLE = """
{{ measure.caption }}. Bold: {{ name }}; hatched: England and region; empty: the median of
neighbours; the others are its statistical neighbours
"""

RANGE_SUBTITLE = """
{{ caption }}. Each row has its own scale, from the lowest authority to the highest; beside it the
figure and the rank, 1 being the highest
"""
