"""One measure of an authority beside England, its region, its neighbours and all authorities.

    others = beside_others(
        comparison_of(data.country),
        "plans_per_1000",
        data.comparators,
        columns={"numerator": "Plans", "denominator": "People", "value": "Plans per 1,000 people"},
    )
    table = table_of_comparators(others, "rates")
    table_of_range(others, "range-of-rates")
    chart_of_comparators(others, table, data.cite("ehc_plans", "population"))
    find_place(others).text

All words are those of the measure's entry in `measures.toml`. Where the figures have no other
authorities, `beside_others` returns NotAvailable, and so does everything that is given it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from analysis.comparison.comparators import AUTHORITY, ENGLAND, NEIGHBOUR, REGION
from analysis.comparison.engine import Comparison
from analysis.comparison.measure import Measure, source_of
from analysis.comparison.registry import measures
from analysis.display import (
    KIND_ROLES,
    MISSING,
    NOT_APPLICABLE,
    Band,
    Chart,
    Dots,
    Format,
    Headline,
    NotAvailable,
    Standing,
    Table,
    bars,
    dot_ranges,
    fit_alt,
    is_missing,
    say,
    slug,
)
from analysis.display.chart import Words

MIDDLE_HALF = "Middle half of all authorities"
NO_JUDGEMENT = "A rank says where a figure stands, not whether it is good or bad."


@dataclass(frozen=True)
class BesideOthers:
    """One measure of an authority and of what it is set beside.

    `rows` is the frame of `Comparison.rows` with what was added to it, `spread` that of
    `Comparison.spread`. `columns` are the figures of `rows` that tables show → header.
    """

    measure: Measure
    rows: pd.DataFrame
    spread: pd.DataFrame
    columns: Mapping[str, str]
    formats: Mapping[str, Format] = field(default_factory=dict)

    def row(self, kind: str) -> dict[str, Any]:
        """Return the row of the authority itself, of England or of the region."""
        return self.rows[self.rows["kind"] == kind].to_dict("records")[0]

    @property
    def counted(self) -> int:
        """Return how many authorities have the figure."""
        return int(self.spread["authorities"].iloc[0])

    @property
    def middle_half(self) -> tuple[float, float]:
        """Return the lower and the upper quartile of all authorities."""
        values = self.spread.set_index("case")["value"]
        return float(values["lower quartile"]), float(values["upper quartile"])


def beside_others(
    comparison: Comparison,
    key: str,
    comparators: pd.DataFrame | NotAvailable,
    columns: Mapping[str, str],
    more: Mapping[str, pd.Series] | None = None,
    formats: Mapping[str, Format] | None = None,
) -> BesideOthers | NotAvailable:
    """Return one measure of the comparators, and its range over all authorities.

    `columns` are those that tables show → header: `value` and any of `numerator`, `denominator` and
    the names of `more`, further figures by ONS code.
    """
    if isinstance(comparators, NotAvailable):
        return comparators
    if key not in comparison.measures:
        measure, has = measures[key], comparison.figures.has
        without = source_of(table for table in measure.tables if not has(table))
        return NotAvailable(say(NOT_IMPORTED, what=measure.heading, without=without))
    spread = comparison.spread(key)
    if isinstance(spread, NotAvailable):
        return spread
    rows = comparison.rows(key, comparators)
    rows = rows.assign(**{name: rows["code"].map(one) for name, one in (more or {}).items()})
    measure = comparison.measures[key]
    return BesideOthers(
        measure, rows, spread, columns, {"value": measure.format, **(formats or {})}
    )


# -------------------------------------------------------------------------------- tables


def table_of_comparators(others: BesideOthers | NotAvailable, id: str = "") -> Table | NotAvailable:
    """Return the figures and rank of each comparator, and why one has none."""
    if isinstance(others, NotAvailable):
        return others
    whole = others.rows["kind"].isin([ENGLAND, REGION])
    rows = others.rows.assign(
        what=[_what_it_is(row) for row in others.rows.to_dict("records")],
        place=others.rows["place"].astype("object").mask(whole, NOT_APPLICABLE),
    )
    measure, own = others.measure, others.row(AUTHORITY)["name"]
    return Table(
        id or f"{slug(measure.key)}-beside-others",
        f"{measure.heading}, {own} beside others, {measure.when}",
        rows,
        {
            "name": "Area",
            "what": "What it is",
            **others.columns,
            "place": say("Rank among {{ n|number }}", n=others.counted),
        },
        formats=others.formats,
        formulas={"value": measure.arithmetic} if "denominator" in others.columns else {},
        note=" ".join(
            filter(None, [*_gaps(others), _coverage(others), measure.note, NO_JUDGEMENT])
        ),
    )


def table_of_range(others: BesideOthers | NotAvailable, id: str = "") -> Table | NotAvailable:
    """Return lowest, quartiles and highest of all authorities, and the authority's own figure."""
    if isinstance(others, NotAvailable):
        return others
    own = others.row(AUTHORITY)
    every = others.spread[["case", "value", "name"]]
    every = every.assign(case=every["case"].str.capitalize())
    last = pd.DataFrame([{"case": own["name"], "value": own["value"], "name": ""}])
    return Table(
        id or f"range-of-{slug(others.measure.key)}",
        f"Range of all authorities: {others.measure.short}",
        pd.concat([every, last], ignore_index=True),
        {"case": "Of all authorities", "value": others.columns["value"], "name": "Which authority"},
        formats={"value": others.measure.format},
        total_rows=[len(every)],
        note=_coverage(others),
    )


def _what_it_is(row: Mapping[Any, Any]) -> str:
    """Return `Neighbour 3, very close (May 2025)`."""
    if row["kind"] == NEIGHBOUR:
        return f"Neighbour {row['rank']}, {str(row['closeness']).lower()} ({row['model']})"
    return {AUTHORITY: "This authority", REGION: "Region"}.get(row["kind"], str(row["kind"]))


def _gaps(others: BesideOthers) -> list[str]:
    """Return why each comparator without a figure has none, and what the neighbours are."""
    rows = others.rows
    gaps = rows[rows["value"].isna()].to_dict("records")
    sentences = [say(GAP, row=row, own=row["kind"] == AUTHORITY) for row in gaps]
    near = rows[rows["kind"] == NEIGHBOUR]
    models = [str(model) for model in near["model"].unique()]
    have = int(near["value"].notna().sum())
    return [*sentences, say(NEIGHBOURS, have=have, of=len(near), models=models)]


def _coverage(others: BesideOthers) -> str:
    first = others.spread.iloc[0]
    return say(
        COVERAGE, have=first["authorities"], there=first["present"], left_out=first["left_out"]
    )


# -------------------------------------------------------------------------------- charts


def chart_of_comparators(
    others: BesideOthers | NotAvailable,
    table: Table | NotAvailable,
    source: str,
    subtitle: str = "",
) -> Chart | NotAvailable:
    """Return the comparators, the highest first, with the middle half of all authorities behind.

    Each is a bar or, where `columns` has `low` and `high`, a dot on the line from the one to the
    other, which the `subtitle` explains. `table` is that of `table_of_comparators`.
    """
    if isinstance(others, NotAvailable):
        return others
    assert isinstance(table, Table)
    measure, is_range, row = others.measure, "low" in others.columns, others.row(AUTHORITY)
    rows = others.rows.sort_values("value", ascending=False, kind="stable", ignore_index=True)
    also = rows["kind"].map({AUTHORITY: ", this authority", REGION: " (region)"}).fillna("")
    rows = rows.assign(label=rows["name"] + also, role=rows["kind"].map(KIND_ROLES))
    words = Words(
        title=say(
            TITLE, measure=measure, row=row, figure=measure.text(row["value"]), n=others.counted
        ),
        subtitle=subtitle or f"{measure.heading}, {measure.when} ({measure.unit})",
        source=source,
        alt=_alt("Sorted dots" if is_range else "Sorted bars", others),
        data=table,
    )
    band = Band(*others.middle_half, MIDDLE_HALF)
    if not is_range:
        return bars(rows, "label", "value", measure.write, role="role", band=band, **words)
    dots = Dots("value", "low", "high", role="role")
    return dot_ranges(rows, "label", [dots], measure.write, band=band, **words)


def _alt(shape: str, others: BesideOthers) -> str:
    measure, rows = others.measure, others.rows
    named = rows[rows["kind"] != NEIGHBOUR].to_dict("records")
    parts = [f"{row['name']} {measure.text(row['value'])}" for row in named]
    near = rows.loc[rows["kind"] == NEIGHBOUR, "value"].dropna()
    if len(near):
        low, high = measure.write(near.min()), measure.write(near.max())
        parts.append(f"{len(near)} neighbours {low} to {high}")
    lower, upper = (measure.text(value) for value in others.middle_half)
    parts.append(f"the middle half of all authorities {lower} to {upper}")
    return fit_alt(f"{shape} of {measure.short}", *parts)


# --------------------------------------------------------------------------- bottom line


@dataclass(frozen=True)
class Place:
    """Where the authority stands: as sentences, as a headline, and for the page of all of them."""

    text: str
    headline: Headline
    standing: Standing


def find_place(others: BesideOthers | NotAvailable) -> Place | NotAvailable:
    """Return the place of the authority among all that have the figure.

    The sentences say first how it began or ended, if it did.
    """
    if isinstance(others, NotAvailable):
        return others
    row, measure = others.row(AUTHORITY), others.measure
    rank = say("{{ row.place|number }} of {{ of|number }}", row=row, of=others.counted)
    unranked = is_missing(row["place"])
    median = measure.text(others.spread.set_index("case")["value"]["median"])
    return Place(
        say(PLACE, row=row, what=measure.short, of=others.counted, median=median),
        Headline(f"Rank by {measure.short}, 1 the highest", MISSING if unranked else rank),
        Standing(
            measure=measure.heading,
            when=measure.when,
            figure=measure.text(row["value"]),
            rank="" if unranked else rank,
            england=measure.text(others.row(ENGLAND)["value"]),
        ),
    )


NOT_IMPORTED = """
{{ what }} is not available: it needs the release ‘{{ without }}’, which is not imported.
"""
GAP = """
{{ row.name }}{% if row.note and not own %} ({{ row.note }}){% endif %}: not available,
{{ row.reason }}.
"""
NEIGHBOURS = """
{% if not of %}No statistical neighbours of it are imported.
{% else %}{{ have }} of {{ of }} statistical neighbours have the figure; they are those of the
model for children’s services ({{ models|listed }}).
{% endif %}
"""
COVERAGE = """
Rank 1 is the highest; {{ have|number }} of {{ there|number }} authorities have the figure.
{% if left_out %}Left out: {{ left_out }}.{% endif %}
"""
TITLE = """
{{ measure.short|upper_first }} in {{ row.name }}, {{ measure.when }}, is {{ figure }}
{%- if row.place is not missing %}: {{ row.place|ordinal }} highest of {{ n|number }}
authorities{% endif %}
"""
PLACE = """
{{ row.note }}
{% if row.place is missing %}{{ row.name }} has no rank by {{ what }}: {{ row.reason }}.
{% else %}By {{ what }} {{ row.name }} is the {{ row.place|ordinal }} highest of {{ of|number }}
authorities that have the figure; the median is {{ median }}.
{% endif %}
"""
