"""The tables of all measures, of what the authority is set beside, and of what to bear in mind."""

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from analysis.comparison import Measure
from analysis.comparison.comparators import ENGLAND, NEIGHBOUR, REGION
from analysis.display import (
    FIGURE_TEXT,
    NOT_APPLICABLE,
    ONE_DECIMAL,
    Format,
    NotAvailable,
    Table,
    listed,
    lower_first,
)
from analysis.high_needs_benchmark.notes import note, own_totals
from analysis.high_needs_benchmark.placing import Benchmark

RANGE_WORDS = {
    "lowest": "Lowest authority",
    "lower_quartile": "Lower quartile",
    "median": "Median of authorities",
    "upper_quartile": "Upper quartile",
    "highest": "Highest authority",
}


def table_amounts(own: Benchmark | NotAvailable, *families: str) -> Table | NotAvailable:
    """Return spending in pounds by category, of the authority and of England."""
    if isinstance(own, NotAvailable):
        return own
    first, every = own.measures.family(families[0]), own.measures.family(*families)
    frame = own.rows(first)[["label"]].assign(lines=[measure.lines for measure in first])
    columns = {"label": "Category", "lines": "Section 251 lines"}
    for family in families:
        measures = own.measures.family(family)
        rows = own.rows(measures)
        for column, area in (("value", own.name), ("england", "England")):
            frame[f"{family}_{column}"] = rows[column]
            columns[f"{family}_{column}"] = f"{measures[0].title}, {area} ({measures[0].unit})"
    return Table(
        table_id(families[0]),
        f"{titles(every)} by category, {own.name}",
        frame,
        columns,
        total_rows=[len(frame) - 1],
        note=note(own, every),
    )


def table_standing(own: Benchmark | NotAvailable, *families: str) -> Table | NotAvailable:
    """Return where the authority stands by measures of one unit: areas, range and rank."""
    if isinstance(own, NotAvailable):
        return own
    measures = own.measures.family(*families)
    areas = {
        "value": own.name,
        "england": "England",
        "region": f"{own.region} (region)",
        "neighbours_median": "Median of neighbours",
        **RANGE_WORDS,
    }
    title = f"{titles(measures)}: where {own.name} stands"
    name = table_id(families[0], "standing")
    return ranked(own, measures, (name, title), areas, {"there_were": "Authorities at the time"})


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
        table_id(families[0], "neighbours"),
        f"{titles(measures)}: each statistical neighbour of {own.name}",
        own.rows(measures)[["label"]].join(values.T.reset_index(drop=True)),
        {"label": "Measure", **with_unit(measures, dict(zip(names, names, strict=True)))},
        note=note(own, measures, [NEIGHBOUR]),
        formats=formats(measures, names),
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
        note=f"{COMPARATORS_NOTE} {own_totals(list(own.measures.values()))}".strip(),
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
    return Table(
        "measures", "How each measure is worked out", pd.DataFrame(rows), {n: n for n in rows[0]}
    )


def table_cautions(own: Benchmark | NotAvailable) -> Table | NotAvailable:
    """Return every caveat of the measures, and which they are of."""
    if isinstance(own, NotAvailable):
        return own
    said: dict[str, dict[str, None]] = {}
    for measure in own.measures.values():
        for caveat in (*measure.caveats, measure.direction):
            said.setdefault(caveat, {})[measure.dated_title] = None
    every = {measure.dated_title for measure in own.measures.values()}
    of = ["All measures" if set(named) == every else "; ".join(named) for named in said.values()]
    frame = pd.DataFrame({"Caution": list(said), "Measures that it is of": of})
    return Table("cautions", "What to bear in mind", frame, {name: name for name in frame})


def ranked(
    own: Benchmark,
    measures: Sequence[Measure],
    id_and_title: tuple[str, str],
    areas: Mapping[str, str],
    more_data: Mapping[str, str],
) -> Table:
    """Return figures and rank by measure; the rank is one column for people, two as data."""
    figures = {"label": "Measure", **with_unit(measures, areas)}
    rank = "Rank, 1 being the highest"
    return Table(
        *id_and_title,
        own.rows(measures),
        {**figures, "rank_of": rank},
        note=note(own, measures),
        formats={"rank_of": FIGURE_TEXT, **formats(measures, areas)},
        data_columns={
            **figures,
            "rank": rank,
            "authorities": "Authorities with a figure",
            **more_data,
        },
    )


def titles(measures: Sequence[Measure]) -> str:
    """Return the titles of the families of measures, in words."""
    first, *others = dict.fromkeys(measure.title for measure in measures)
    return listed([first, *map(lower_first, others)])


def with_unit(measures: Sequence[Measure], columns: Mapping[str, str]) -> dict[str, str]:
    """Return headers with the unit of measures."""
    return {name: f"{words} ({measures[0].unit})" for name, words in columns.items()}


def formats(measures: Sequence[Measure], columns: Iterable[str]) -> dict[str, Format]:
    """Return how figures are written whose unit does not say it, such as plans per 1,000 people."""
    is_said = measures[0].unit.startswith(("£", "%"))
    return {} if is_said else dict.fromkeys(columns, ONE_DECIMAL)


def table_id(key: str, *words: str) -> str:
    """Return `per-head-standing` for the family `per_head_planned`."""
    return "-".join([*key.replace("_planned", "").split("_"), *words])


COMPARATORS_NOTE = (
    "Statistical neighbours are those of the Department for Education’s model of children’s "
    "services. England and the region are sums over those of their authorities that have a figure; "
    "a ratio is the sum of numerators over the sum of denominators of the same authorities."
)
