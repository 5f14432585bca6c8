"""The growth of EHC plans beside England, the region, the neighbours and all authorities."""

from typing import Any

import pandas as pd

from analysis import display
from analysis.comparison import comparison_of, growth_of, index
from analysis.comparison.beside_others import (
    BesideOthers,
    beside_others,
    chart_of_comparators,
    table_of_comparators,
)
from analysis.display import ONE_DECIMAL, Chart, NotAvailable, Table, say
from analysis.ehcp_growth.plans import check_januaries, drawn_breaks, plans_by_january
from analysis.subject import Subject


def indices(data: Subject, start: int, end: int) -> pd.DataFrame:
    """Return plans and statements as an index, January `start` = 100, of the subject and others.

    Columns january, authority, england, region, neighbours, neighbours_counted (see
    `comparison.index`), gap_points (the subject's less England's). Raises UsageError as
    `growth_between`.
    """
    check_januaries(plans_by_january(data), start, end)
    neighbours = data.neighbours
    near = neighbours if isinstance(neighbours, NotAvailable) else list(neighbours["code"])
    lines = index(data.country, data.code, near, start, end)
    return lines.assign(gap_points=lines["authority"] - lines["england"])


def chart_index(data: Subject, start: int, end: int) -> Chart:
    """Return the index of the subject's plans beside England and, where there are any, others."""
    lines = indices(data, start, end)
    shown = {"authority": (data.name, "own"), "england": ("England", "england")}
    tables = ["ehc_plans"]
    if not isinstance(data.comparators, NotAvailable):
        shown["region"] = (region_name(data), "region")
        shown["neighbours"] = ("Neighbours’ median", "median")
        tables.append("neighbours")
    last = lines.iloc[-1]
    words: dict[str, Any] = {"name": data.name, "start": start, "end": end, "last": last}
    others = [
        f"{name} {display.number(last[column], 1)}"
        for column, (name, _) in shown.items()
        if column != "authority" and not display.is_missing(last[column])
    ]
    return display.line_chart(
        lines,
        "january",
        shown,
        breaks=drawn_breaks(plans_by_january(data), "short_label"),
        title=say(INDEX_TITLE, **words),
        subtitle=say(INDEX_SUBTITLE, others="neighbours" in shown, **words),
        source=data.cite(*tables),
        alt=say(INDEX_ALT, others=others, **words),
        data=table_index(data, lines),
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
    return Table(
        "index",
        title,
        lines,
        columns,
        formats=decimals,
        formulas=formulas,
    )


def region_name(data: Subject) -> str:
    """Return the name of the region that the authority is in."""
    areas = data.country.areas.set_index("code")
    return str(areas.loc[data.code, "region"])


def growth_beside_others(data: Subject, start: int, end: int) -> BesideOthers | NotAvailable:
    """Return the growth of the subject beside its comparators and all authorities."""
    found = growth_of(data.country, start, end)
    columns = {
        "denominator": f"January {start}",
        "numerator": f"January {end}",
        "value": "Growth (%)",
        "a_year": "Growth a year (%)",
    }
    more = {"a_year": found.values["growth_a_year"]}
    return beside_others(found, "growth", data.comparators, columns, more)


def plans_per_1000(data: Subject) -> BesideOthers | NotAvailable:
    """Return plans per 1,000 people aged 2 to 18 beside comparators and all authorities.

    Of the one January that the releases have a population for.
    """
    found = comparison_of(data.country)
    year = found.figures.last_period("population")
    columns = {
        "numerator": f"Plans, January {year}",
        "denominator": f"People aged 2 to 18, {year}",
        "value": "Plans per 1,000 people",
    }
    return beside_others(found, "plans_per_1000", data.comparators, columns)


def chart_comparators(data: Subject, others: BesideOthers | NotAvailable) -> Chart | NotAvailable:
    """Return the growth of the comparators: see `growth_beside_others`."""
    source = data.cite("ehc_plans", "neighbours")
    return chart_of_comparators(others, table_of_comparators(others), source)


INDEX_TITLE = """
{%- set dates = "from January %s to January %s" % (start, end) -%}
{%- set own, england = last.authority|number, last.england|number -%}
{%- if last.authority < 100 -%}
Plans fell in {{ name }} and {{ "grew" if last.england > 100 else "fell" }} in England {{ dates }}:
{%- elif own == england -%}
Plans changed about as much in {{ name }} as in England {{ dates }}:
{%- else -%}
Plans grew {{ "less" if last.authority < last.england else "more" }} in {{ name }} than in England
{{ dates }}:
{%- endif %}
index {{ own }} against {{ england }}
"""
INDEX_SUBTITLE = """
EHC plans and statements together, each January, index (January {{ start }} = 100)
{%- if others and last.neighbours_counted %}. The neighbours’ median is of
{{ last.neighbours_counted|number }} that have every January
{%- elif others %}. No statistical neighbour has every January{% endif %}
"""
INDEX_ALT = """
Lines of an index of EHC plans and statements, January {{ start }} = 100. In January {{ end }}
{{ name }} is at {{ last.authority|one_decimal }}; {{ others|listed }}.
"""
