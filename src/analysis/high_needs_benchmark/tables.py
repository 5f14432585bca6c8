"""The tables, those behind the charts among them, and the notes below them."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

import pandas as pd

from analysis.comparison import Measure, caption, caveats
from analysis.comparison.comparators import ENGLAND, NEIGHBOUR, REGION
from analysis.comparison.measure import ENGLAND_IS
from analysis.display import (
    FIGURE_TEXT,
    NOT_APPLICABLE,
    ONE_DECIMAL,
    Format,
    NotAvailable,
    Table,
    is_missing,
    listed,
    number,
    trimmed,
)
from analysis.high_needs_benchmark.placing import Benchmark
from analysis.high_needs_benchmark.sentences import small_denominators, titles

RANGE_WORDS: Mapping[str, str] = {
    "lowest": "Lowest authority",
    "lower_quartile": "Lower quartile",
    "median": "Median of authorities",
    "upper_quartile": "Upper quartile",
    "highest": "Highest authority",
}
RANK = "Rank, 1 being the highest"


def table_amounts(own: Benchmark | NotAvailable, *families: str) -> Table | NotAvailable:
    """Return spending in pounds by category, of the authority and of England."""
    if isinstance(own, NotAvailable):
        return own
    first = own.measures.family(families[0])
    frame = own.rows(first)[["label"]].assign(lines=[measure.lines for measure in first])
    columns = {"label": "Category", "lines": "Section 251 lines"}
    for family in families:
        measures = own.measures.family(family)
        rows = own.rows(measures)
        for column, area in (("value", own.name), ("england", "England")):
            frame[f"{family}_{column}"] = rows[column]
            columns[f"{family}_{column}"] = f"{measures[0].title}, {area} ({measures[0].unit})"
    every = own.measures.family(*families)
    return Table(
        _id(families[0]),
        f"{titles(every)} by category, {own.name}",
        frame,
        columns,
        total_rows=[len(frame) - 1],
        note=_note(own, every),
    )


def table_standing(own: Benchmark | NotAvailable, *families: str) -> Table | NotAvailable:
    """Return where the authority stands by measures of one unit: areas, range and rank."""
    if isinstance(own, NotAvailable):
        return own
    measures = own.measures.family(*families)
    return _ranked(
        own,
        measures,
        _id(families[0], "standing"),
        f"{titles(measures)}: where {own.name} stands",
        {
            "value": own.name,
            "england": "England",
            "region": f"{own.region} (region)",
            "neighbours_median": "Median of neighbours",
            **RANGE_WORDS,
        },
        {"there_were": "Authorities at the time"},
    )


def table_neighbours(own: Benchmark | NotAvailable, *families: str) -> Table | NotAvailable:
    """Return each statistical neighbour by measures of one unit, the closest first."""
    if isinstance(own, NotAvailable):
        return own
    measures = own.measures.family(*families)
    near = own.comparators["kind"] == NEIGHBOUR
    names = list(own.comparators.loc[near, "name"])
    if not names:
        return NotAvailable(f"{own.name} has no statistical neighbours in the imported releases.")
    values = own.values.loc[near, [measure.key for measure in measures]].set_axis(names)
    return Table(
        _id(families[0], "neighbours"),
        f"{titles(measures)}: each statistical neighbour of {own.name}",
        own.rows(measures)[["label"]].join(values.T.reset_index(drop=True)),
        {"label": "Measure", **_with_unit(measures, {name: name for name in names})},
        note=_note(own, measures, [NEIGHBOUR]),
        formats=_formats(measures, names),
    )


def table_comparators(own: Benchmark | NotAvailable) -> Table | NotAvailable:
    """Return what the authority is set beside: the model of each, and what is to know of it."""
    if isinstance(own, NotAvailable):
        return own
    rows = own.comparators
    ranks = rows["rank"].astype("object").where(rows["kind"] == NEIGHBOUR, NOT_APPLICABLE)
    is_sum = rows["kind"].isin([ENGLAND, REGION])
    return Table(
        "comparators",
        f"What {own.name} is set beside",
        rows.assign(
            rank=ranks,
            kind=rows["kind"].str.capitalize(),
            model=rows["model"].mask(is_sum, "sum over its authorities"),
        ),
        {
            "name": "Area",
            "code": "ONS code",
            "kind": "Kind",
            "rank": "Closeness rank",
            "closeness": "Closeness",
            "model": "Model",
            "note": "Note",
        },
        note=" ".join([COMPARATORS_NOTE, *_own_totals(own.measures.values())]),
    )


def table_measures(own: Benchmark | NotAvailable) -> Table | NotAvailable:
    """Return how each measure of the page is worked out: formula, lines, unit and sources."""
    if isinstance(own, NotAvailable):
        return own
    rows = [
        {
            "Measure": measure.name,
            "Unit": measure.unit,
            "Formula": measure.formula,
            "Section 251 lines": measure.lines or "none",
            "Source of the numerator": measure.numerator.source,
            "Source of the denominator": measure.denominator.source
            if measure.denominator
            else "none",
        }
        for measure in own.measures.values()
    ]
    frame = pd.DataFrame(rows)
    return Table(
        "measures", "How each measure is worked out", frame, {name: name for name in frame}
    )


def table_cautions(own: Benchmark | NotAvailable) -> Table | NotAvailable:
    """Return every caveat of the measures, and which they are of."""
    if isinstance(own, NotAvailable):
        return own
    said: dict[str, list[str]] = {}
    for measure in own.measures.values():
        for caveat in (*measure.caveats, measure.direction):
            said.setdefault(caveat, []).append(measure.dated_title)
    every = {measure.dated_title for measure in own.measures.values()}
    of = [
        "All measures" if set(named) == every else "; ".join(dict.fromkeys(named))
        for named in said.values()
    ]
    frame = pd.DataFrame({"Caution": list(said), "Measures that it is of": of})
    return Table("cautions", "What to bear in mind", frame, {name: name for name in frame})


# -------------------------------------------------------------- what the charts draw


def areas_by_measure(own: Benchmark, key: str) -> pd.DataFrame:
    """Return label, kind and value of each comparator and of the neighbours' median, by value."""
    rows = own.comparators[["name", "kind"]].assign(value=own.values[key])
    is_region = rows["kind"] == REGION
    rows["label"] = rows["name"].mask(is_region, rows["name"] + " (region)")
    rows.loc[len(rows), ["label", "kind", "value"]] = [
        "Median of neighbours",
        "median",
        own.row(key)["neighbours_median"],
    ]
    return rows.sort_values("value", ascending=False, kind="stable", ignore_index=True)


def data_areas(own: Benchmark, key: str) -> Table:
    """Return one measure of the authority and all comparators, highest first."""
    measure = own.measures[key]
    return Table(
        _id(key),
        f"{measure.name}, {own.name} and comparators",
        areas_by_measure(own, key),
        {"label": "Area", "kind": "Kind", **_with_unit([measure], {"value": measure.label})},
        note=_note(own, [measure]),
        formats=_formats([measure], ["value"]),
    )


def data_range(own: Benchmark, family: str) -> Table:
    """Return the authority, England, neighbours' median, range and rank by measure."""
    measures = own.measures.family(family)
    areas = {"value": own.name, "england": "England", "neighbours_median": "Median of neighbours"}
    return _ranked(
        own,
        measures,
        _id(family, "range"),
        f"{titles(measures)}: {own.name} in the range of authorities",
        areas | {name: words for name, words in RANGE_WORDS.items() if name != "median"},
    )


def data_mix(own: Benchmark, family: str) -> Table:
    """Return shares of groups of placements, the authority beside England."""
    measures = own.measures.family(family)
    figures = _with_unit(measures, {"value": own.name, "england": "England"})
    return Table(
        _id(family, "by-placement"),
        f"{titles(measures)}: {own.name} and England by placement",
        own.rows(measures),
        {"label": "Placement", **figures},
        note=_note(own, measures),
        formats=_formats(measures, figures),
    )


def _ranked(
    own: Benchmark,
    measures: Sequence[Measure],
    table_id: str,
    title: str,
    areas: Mapping[str, str],
    more_data: Mapping[str, str] = MappingProxyType({}),
) -> Table:
    """Return figures and rank by measure; the rank is one column for people, two as data."""
    figures = {"label": "Measure", **_with_unit(measures, areas)}
    ranks = {"rank": RANK, "authorities": "Authorities with a figure"}
    return Table(
        table_id,
        title,
        own.rows(measures),
        {**figures, "rank_of": RANK},
        note=_note(own, measures),
        formats={"rank_of": FIGURE_TEXT, **_formats(measures, areas)},
        data_columns={**figures, **ranks, **more_data},
    )


def _with_unit(measures: Sequence[Measure], columns: Mapping[str, str]) -> dict[str, str]:
    return {name: f"{words} ({measures[0].unit})" for name, words in columns.items()}


def _formats(measures: Sequence[Measure], columns: Iterable[str]) -> dict[str, Format]:
    """Return how figures are written whose unit does not say it, such as plans per 1,000 people."""
    if measures[0].unit.startswith(("£", "%")):
        return {}
    return dict.fromkeys(columns, ONE_DECIMAL)


def _id(key: str, *words: str) -> str:
    """Return `per-head-standing` for the family `per_head_planned`."""
    return "-".join([*key.replace("_planned", "").split("_"), *words])


# --------------------------------------------------------------------------- notes


def _note(own: Benchmark, measures: Sequence[Measure], kinds: Sequence[str] = ()) -> str:
    """Return what is shown over what, its sources, how many authorities it is of, and caveats.

    Missing figures are explained of these kinds of comparators, or of all.
    """
    sources = [quantity.source for measure in measures for quantity in measure.quantities]
    sentences = [
        f"{caption(measures)}.",
        f"From: {listed(dict.fromkeys(sources))}.",
        *_divided_by(own, measures),
        *_coverage(own, measures),
        *small_denominators(own, measures),
        *_not_available(own, measures, kinds),
        *caveats(measures),
    ]
    return " ".join(sentences)


def _divided_by(own: Benchmark, measures: Sequence[Measure]) -> list[str]:
    """Return what the authority's own figures are divided by, in numbers."""
    said = []
    for measure in measures:
        count = own.row(measure.key)["denominator"]
        if measure.denominator and not is_missing(count):
            # a sum of several terms is an average of two Januaries, which may end in a half
            write = trimmed if len(measure.denominator.terms) > 1 else number
            said.append(f"{measure.denominator.words}, {write(count)}")
    return [f"{own.name}’s own: {'; '.join(dict.fromkeys(said))}."] if said else []


def _coverage(own: Benchmark, measures: Sequence[Measure]) -> list[str]:
    """Return how many of how many authorities England, region, range, rank and median rest on."""
    summed = [measure for measure in measures if measure.england == "both"]
    if not any(measure.ranked for measure in measures):
        return _rests(own, summed, "England rests")
    totals = [measure for measure in measures if measure not in summed]
    rows = [own.row(measure.key) for measure in measures]
    counts = dict.fromkeys((row["neighbours"], row["of_neighbours"]) for row in rows)
    return [
        *_rests(own, summed, "England, range and rank rest"),
        *_rests(own, summed, f"{own.region} (region) rests", "region_"),
        *_rests(own, totals, "Range and rank rest"),
        *_own_totals(totals),
        *(f"The median of neighbours rests on {some} of {every}." for some, every in counts),
    ]


def _rests(own: Benchmark, measures: Sequence[Measure], rest: str, prefix: str = "") -> list[str]:
    columns = [f"{prefix}{name}" for name in ("authorities", "there_were", "missing")]
    rows = dict.fromkeys(
        tuple(own.row(measure.key)[name] for name in columns) for measure in measures
    )
    return [
        f"{rest} on {number(some)} of {number(every)} authorities"
        f"{f' (without: {missing})' if missing else ''}."
        for some, every, missing in rows
    ]


def _own_totals(measures: Iterable[Measure]) -> list[str]:
    """Return for which measures England and the region are not sums of the same authorities."""
    labels = [f"‘{measure.label}’" for measure in measures if measure.england == "total"]
    if not labels:
        return []
    return [
        f"For {listed(dict.fromkeys(labels))}, England and the region are {ENGLAND_IS['total']}."
    ]


def _not_available(own: Benchmark, measures: Sequence[Measure], kinds: Sequence[str]) -> list[str]:
    """Return why figures of the authority and of its comparators are missing."""
    rows = own.comparators["kind"].isin(kinds) if kinds else own.comparators["kind"].notna()
    said = [
        f"{name}, {reason}"
        for measure in measures
        for name, reason in zip(
            own.comparators.loc[rows, "name"], own.reasons.loc[rows, measure.key], strict=True
        )
        if reason
    ]
    return [f"Not available: {'; '.join(dict.fromkeys(said))}."] if said else []


COMPARATORS_NOTE = (
    "Statistical neighbours are those of the Department for Education’s model of children’s "
    "services. England and the region are sums over those of their authorities that have a figure; "
    "a ratio is the sum of numerators over the sum of denominators of the same authorities."
)
