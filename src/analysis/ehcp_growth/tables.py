"""The tables of the growth of EHC plans."""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from analysis.comparison.beside_others import BesideOthers, table_of_comparators, table_of_range
from analysis.display import (
    FIGURE_TEXT,
    NOT_APPLICABLE,
    ONE_DECIMAL,
    NotAvailable,
    Table,
    is_missing,
    month_words,
    say,
    slug,
)
from analysis.ehcp_growth.measures import (
    FIRST_PLANS,
    LAST_STATEMENTS,
    OTHER_PLACEMENT,
    paper_counts,
    paper_growth,
    series_breaks,
)
from analysis.subject import Subject

BREAKS = {
    "conversion": (
        "Statements were converted to EHC plans, from September 2014 to March 2018",
        "Only statements and plans together are a continuous series.",
    ),
    "release": (
        "Earlier figures are from an earlier release, later ones from reporting year {release}",
        "The later release revises earlier Januaries, so the step between the two may be partly "
        "a revision.",
    ),
    "collection": (
        "The collection became person-level: each plan is returned, not totals",
        "Part of a change from the January before may be how plans are recorded, above all in "
        "placements.",
    ),
}
"""Kind of `measures.series_breaks` → what changed, and what it means for the reader."""


def table_plans(data: Subject, plans: pd.DataFrame) -> Table:
    """Return statements and plans each January: the frame of `plans_by_january`."""
    january = plans["january"]
    shown = plans.assign(
        statements=_not_applicable(plans["statements"], january > LAST_STATEMENTS),
        ehc_plans=_not_applicable(plans["ehc_plans"], january < FIRST_PLANS),
    )
    return Table(
        "by-january",
        f"Statements and EHC plans each January, {data.name} and England",
        shown,
        {
            "january": "January",
            "statements": "Statements",
            "ehc_plans": "EHC plans",
            "total": "Total",
            "change_pct": "Change in a year (%)",
            "england_total": "England, total",
            "england_change_pct": "England, change in a year (%)",
        },
        formulas={
            "total": "SUM({statements}, {ehc_plans})",
            "change_pct": "100 * ({total} / {total:above} - 1)",
            "england_change_pct": "100 * ({england_total} / {england_total:above} - 1)",
        },
        note=f"EHC plans are counted from January {FIRST_PLANS} and statements until January "
        f"{LAST_STATEMENTS}. The first January has none before it to change from.",
    )


def _not_applicable(counts: pd.Series, not_counted: pd.Series) -> pd.Series:
    return counts.astype(object).mask(counts.isna() & not_counted, NOT_APPLICABLE)


def table_breaks(data: Subject, plans: pd.DataFrame) -> Table | NotAvailable:
    """Return what each break in the series is and means, and how the authority changed."""
    found = series_breaks(plans)
    if found.empty:
        return NotAvailable(
            f"The series crosses no change in how plans are counted. {data.history}".strip()
        )
    years = found.to_dict("records")
    return Table(
        "breaks",
        "Breaks in the series",
        found.assign(
            when=[say(WHEN, one=one) for one in years],
            what=[BREAKS[one["kind"]][0].format(**one) for one in years],
            meaning=[BREAKS[one["kind"]][1] for one in years],
        ),
        {"when": "Januaries", "what": "What changed", "meaning": "What it means"},
        note=data.history,
    )


def table_growth(growth: pd.DataFrame) -> Table:
    """Return growth between two Januaries: the frame of `growth_between`."""
    start, end = growth["start"].iloc[0], growth["end"].iloc[0]
    return Table(
        "growth",
        f"Growth of EHC plans and statements, January {start} to January {end}",
        growth,
        {
            "area": "Area",
            "start_plans": f"January {start}",
            "end_plans": f"January {end}",
            "years": "Years",
            "growth_pct": "Growth (%)",
            "annualised_pct": "Growth a year (%)",
        },
        formulas={
            "growth_pct": "100 * ({end_plans} / {start_plans} - 1)",
            "annualised_pct": "100 * (({end_plans} / {start_plans}) ^ (1 / {years}) - 1)",
        },
    )


def table_index(data: Subject, lines: pd.DataFrame) -> Table:
    """Return the indices of the subject and others: the frame of `indices`.

    England alone with the gap to it, or England, region and neighbours where there are any.
    """
    start = lines["january"].iloc[0]
    columns = {"january": "January", "authority": data.name, "england": "England"}
    title = f"EHC plans and statements, January {start} = 100"
    formulas = {}
    if isinstance(data.comparators, NotAvailable):
        columns["gap_points"] = f"{data.name} less England (points)"
        formulas["gap_points"] = "{authority} - {england}"
    else:
        title = f"EHC plans and statements of {data.name} beside others, January {start} = 100"
        counted = lines["neighbours_counted"].iloc[0]
        columns["region"] = region_name(data)
        columns["neighbours"] = f"Median of {counted} neighbours"
    decimals = dict.fromkeys(("authority", "england", "region", "neighbours"), ONE_DECIMAL)
    return Table("index", title, lines, columns, formats=decimals, formulas=formulas)


def region_name(data: Subject) -> str:
    """Return the name of the region that the authority is in."""
    areas = data.country.areas.set_index("code")
    return str(areas.loc[data.code, "region"])


def table_comparators(others: BesideOthers | NotAvailable) -> Table | NotAvailable:
    """Return the comparators by a measure: `growth_beside_others` or `plans_per_1000`."""
    if isinstance(others, NotAvailable):
        return others
    return table_of_comparators(others, f"{slug(others.measure.key)}-beside-others")


def table_range(others: BesideOthers | NotAvailable) -> Table | NotAvailable:
    """Return the range of all authorities by a measure, as `table_comparators`."""
    if isinstance(others, NotAvailable):
        return others
    return table_of_range(others, f"range-of-{slug(others.measure.key)}")


def table_paper_counts(data: Subject) -> Table | NotAvailable:
    """Return the paper's own counts beside the official ones, and their growth as a note."""
    counts = paper_counts(data)
    if isinstance(counts, NotAvailable):
        return counts
    growth = paper_growth(counts)
    rows = counts.to_dict("records")
    notes = [] if isinstance(growth, NotAvailable) else [say(PAPER_GROWTH, own=growth.iloc[0])]
    notes += [_outside(row) for row in rows if row["place"] in ("below", "above")]
    return Table(
        "paper-counts",
        "The paper’s own counts of EHC plans, beside the official ones",
        counts.assign(
            when=counts["month"].map(month_words),
            before=[say(OFFICIAL, n=row["before_plans"], at=row["january_before"]) for row in rows],
            after=[say(OFFICIAL, n=row["after_plans"], at=row["january_after"]) for row in rows],
        ),
        {
            "when": "Date",
            "printed": "The paper’s count",
            "before": "Official count, January before",
            "after": "Official count, January after",
        },
        note=" ".join(notes),
        formats=dict.fromkeys(("printed", "before", "after"), FIGURE_TEXT),
        data_columns={
            "when": "Date",
            "plans": "The paper’s count",
            "january_before": "January before",
            "before_plans": "Official count, January before",
            "january_after": "January after",
            "after_plans": "Official count, January after",
        },
    )


def _outside(row: Mapping[Hashable, Any]) -> str:
    """Return that a count of the paper is not between the official ones around it."""
    around = [(row[f"{when}_plans"], row[f"january_{when}"]) for when in ("before", "after")]
    official = [say(OF_JANUARY, n=n, at=at) for n, at in around if not is_missing(n)]
    return say(OUTSIDE, own=row, official=list(dict.fromkeys(official)))


def table_placements(data: Subject, mix: pd.DataFrame) -> Table:
    """Return plans by group of placements: the frame of `placement_mix`."""
    first, last = mix["first"].iloc[0], mix["last"].iloc[0]
    missing = mix[["first_plans", "last_plans"]].isna().any(axis="columns")
    return Table(
        "placements",
        f"EHC plans by placement in {data.name}, January {first} and January {last}",
        mix,
        {
            "group": "Placement",
            "first_plans": f"Plans, January {first}",
            "last_plans": f"Plans, January {last}",
            "first_pct": f"Share, January {first} (%)",
            "last_pct": f"Share, January {last} (%)",
            "change_points": "Change (percentage points)",
            "england_change_points": "England, change (percentage points)",
        },
        total_rows=[len(mix) - 1],
        formulas={
            "first_pct": "100 * {first_plans} / {first_plans:last}",
            "last_pct": "100 * {last_plans} / {last_plans:last}",
            "change_points": "{last_pct} - {first_pct}",
        },
        note=say(PLACEMENTS, other=OTHER_PLACEMENT, missing=list(mix.loc[missing, "group"])),
    )


WHEN = """
{% if one.first == one.last %}From January {{ one.first }}
{% else %}January {{ one.first }} to {{ one.last }}{% endif %}
"""
OFFICIAL = "{{ n|number }}{% if n is not missing %} (January {{ at }}){% endif %}"
OF_JANUARY = "{{ n|number }} of January {{ at }}"
PAPER_GROWTH = """
The paper’s counts make a growth of {{ own.growth_pct|percent }} in
{{ own.months|quantity("months") }}, or {{ own.annualised_pct|percent }} a year.
"""
OUTSIDE = """
The count of {{ own.month|month }}, {{ own.printed }}, is {{ own.place }} the official
{{ official|listed }}.
"""
PLACEMENTS = """
“{{ other }}” is all plans less the groups above it: awaiting provision, settings not listed and
placements not recorded. Placements not recorded are counted apart only from January 2023; before,
they are not available. “Educated elsewhere” holds those awaiting a setting from 2023 and other
settings from 2024.
{% if missing %}Not available at both dates, and therefore within “{{ other }}” where missing:
{{ missing|listed }}.{% endif %}
"""
