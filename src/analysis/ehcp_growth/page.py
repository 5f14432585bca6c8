"""The bottom line and the charts of the growth of EHC plans."""

from typing import Any

import pandas as pd

from analysis.comparison.beside_others import BesideOthers, chart_of_comparators, find_place
from analysis.display import (
    BottomLine,
    Break,
    Chart,
    Headline,
    NotAvailable,
    Point,
    fit_alt,
    grouped_bars,
    is_missing,
    line_chart,
    number,
    percent,
    say,
    yearly_bars,
)
from analysis.ehcp_growth.measures import (
    WIDENED,
    growth_beside_others,
    growth_between,
    indices,
    paper_counts,
    paper_growth,
    placement_mix,
    plans_by_january,
    series_breaks,
)
from analysis.ehcp_growth.tables import (
    region_name,
    table_comparators,
    table_index,
    table_placements,
    table_plans,
)
from analysis.papers.ledger import claim_row
from analysis.subject import Subject

MIX_GROUP = "NMSS or independent"
LONG_LABELS = {
    "conversion": "Statements converted",
    "release": "{release} release from {first}",
    "collection": "Person-level data from {first}",
}
SHORT_LABELS = {"release": "{release} release", "collection": "Person-level"}


# ------------------------------------------------------------------------------ bottom line


def bottom_line(data: Subject, start: int, end: int) -> BottomLine:
    """Return how fast plans grew, beside England and by the counts that a paper states.

    The place of an authority among all is said too.
    """
    growth = growth_between(data, start, end)
    own, england = growth.to_dict("records")
    stated = paper_growth(paper_counts(data))
    place = find_place(growth_beside_others(data, start, end))
    sentences = [say(BESIDE_ENGLAND, own=own, england=england)]
    if not isinstance(stated, NotAvailable):
        row = stated.iloc[0]
        sentences.append(say(PAPER, own=row, printed=_printed_period(data)))
    headlines = [_growth_headline(own), _growth_headline(england)]
    headlines += _claims(data, stated) or _share(placement_mix(data, start, end))
    if isinstance(place, NotAvailable):
        return BottomLine(" ".join(sentences), headlines)
    text = " ".join([*sentences, place.text])
    return BottomLine(text, [*headlines, place.headline], place.standing)


def _growth_headline(row: dict[Any, Any]) -> Headline:
    return Headline(say(GROWTH_LABEL, row=row), say(GROWTH_VALUE, row=row))


def _printed_period(data: Subject) -> str:
    """Return the words in which the paper gives the period of its rise; else nothing."""
    name = data.inputs("ehcp_growth").rise_period
    return (
        "" if not name or isinstance(data.claims, NotAvailable) else _claim(data, name)["printed"]
    )


def _claims(data: Subject, stated: pd.DataFrame | NotAvailable) -> list[Headline]:
    """Return the paper's own growth, and the period that it gives, with their verdicts."""
    inputs = data.inputs("ehcp_growth")
    headlines = []
    if inputs.rise:
        claim = _claim(data, inputs.rise)
        rate = None if isinstance(stated, NotAvailable) else stated["annualised_pct"].iloc[0]
        value = say(RISE, claim=claim, rate=rate)
        headlines.append(Headline(claim["statement"], value, claim["verdict"]))
    if inputs.rise_period:
        claim = _claim(data, inputs.rise_period)
        headlines.append(Headline(claim["statement"], say(PERIOD, claim=claim), claim["verdict"]))
    return headlines


def _claim(data: Subject, name: str) -> dict[Any, Any]:
    assert not isinstance(data.claims, NotAvailable)
    return claim_row(data.claims, name).to_dict()


def _share(mix: pd.DataFrame | NotAvailable) -> list[Headline]:
    if isinstance(mix, NotAvailable):
        return []
    row = mix.set_index("group").loc[MIX_GROUP]
    return [Headline(f"{MIX_GROUP}, share of EHC plans", say(SHARE, row=row))]


# ------------------------------------------------------------------------------ charts


def chart_plans(data: Subject, growth: pd.DataFrame) -> Chart:
    """Return statements and plans each January, the breaks, and the paper's own counts.

    `growth` is the frame of `growth_between`: its two Januaries have their counts written.
    """
    plans, counts = plans_by_january(data), paper_counts(data)
    breaks = series_breaks(plans)
    own = [] if isinstance(counts, NotAvailable) else counts.to_dict("records")
    source = data.cite("ehc_plans")
    if own:
        paragraphs = dict.fromkeys(row["paragraph"] for row in own)
        source = f"{source}; {data.cite_paper(*paragraphs)}"
    years = plans["january"]
    words: dict[str, Any] = {"row": growth.iloc[0], "change": data.change}
    words |= {"first": years.iloc[0], "last": years.iloc[-1]}
    totals = plans.set_index("january")["total"]
    rows = plans.assign(statements=plans["total"] - plans["ehc_plans"].fillna(0))
    return yearly_bars(
        rows,
        "january",
        {"ehc_plans": ("EHC plans", "part 1"), "statements": ("Statements of SEN", "part 2")},
        texts={year: number(totals[year]) for year in growth.loc[0, ["start", "end"]]},
        points=[Point(row["at"], row["plans"], row["printed"]) for row in own],
        points_label="The paper’s own counts",
        breaks=_breaks(breaks, LONG_LABELS),
        title=say(RISE_WORDS, **words),
        subtitle=say(PLANS_SUBTITLE, **words),
        source=source,
        alt=say(PLANS_ALT, own=own, breaks=sorted(set(breaks["first"].astype(str))), **words),
        data=table_plans(data, plans),
    )


def _breaks(breaks: pd.DataFrame, labels: dict[str, str]) -> list[Break]:
    return [
        Break(row["first"], row["last"], labels[row["kind"]].format(**row))
        for row in breaks.to_dict("records")
        if row["kind"] in labels
    ]


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
        f"{name} {number(last[column], 1)}"
        for column, (name, _) in shown.items()
        if column != "authority" and not is_missing(last[column])
    ]
    return line_chart(
        lines,
        "january",
        shown,
        breaks=_breaks(series_breaks(plans_by_january(data)), SHORT_LABELS),
        title=say(INDEX_TITLE, **words),
        subtitle=say(INDEX_SUBTITLE, others="neighbours" in shown, **words),
        source=data.cite(*tables),
        alt=say(INDEX_ALT, others=others, **words),
        data=table_index(data, lines),
    )


def chart_comparators(data: Subject, others: BesideOthers | NotAvailable) -> Chart | NotAvailable:
    """Return the growth of the comparators: see `growth_beside_others`."""
    source = data.cite("ehc_plans", "neighbours")
    return chart_of_comparators(others, table_comparators(others), source)


def chart_placements(data: Subject, mix: pd.DataFrame | NotAvailable) -> Chart | NotAvailable:
    """Return the shares of all plans by group at two dates: the frame of `placement_mix`."""
    if isinstance(mix, NotAvailable):
        return mix
    groups = mix.iloc[:-1]
    comparable = groups[~groups["group"].isin(WIDENED)].dropna(subset="change_points")
    most = None
    if len(comparable):
        most = comparable.loc[comparable["change_points"].abs().idxmax()]
    words: dict[str, Any] = {"first": mix["first"].iloc[0], "last": mix["last"].iloc[0]}
    named = dict.fromkeys([*([] if most is None else [most["group"]]), MIX_GROUP, WIDENED[0]])
    shares = groups.set_index("group")
    first, last = (f"January {words[name]}" for name in ("first", "last"))
    return grouped_bars(
        groups,
        "group",
        {"first_pct": (first, "part 2"), "last_pct": (last, "part 1")},
        percent,
        title=say(PLACEMENTS_TITLE, name=data.name, most=most, **words),
        subtitle=f"EHC plans by placement, {first} and {last} (% of all plans)",
        source=data.cite("placements"),
        alt=fit_alt(
            f"Paired bars of shares of plans, {first} and {words['last']}",
            *(say(SHARES, group=group, row=shares.loc[group]) for group in named),
        ),
        data=table_placements(data, mix),
    )


BESIDE_ENGLAND = """
{%- macro rate(row) -%}
{{ row.growth_pct|percent }}
{%- if row.years > 1 %}, or {{ row.annualised_pct|percent }} a year{% endif %}
{%- endmacro -%}
{{ own.counted }} in {{ own.area }} {{ own.growth_pct|moved }} from {{ own.start_plans|number }} in
January {{ own.start }} to {{ own.end_plans|number }} in January {{ own.end }}: {{ rate(own) }};
England’s growth was {{ rate(england) }}.
"""
PAPER = """
The paper’s own counts {{ own.growth_pct|moved }} from {{ own.first_plans|number }} in
{{ own.first_month|month }} to {{ own.last_plans|number }} in {{ own.last_month|month }}:
{{ own.growth_pct|percent }} in {{ own.months|quantity("months") }}, or
{{ own.annualised_pct|percent }} a year
{%- if printed %}; the paper puts it in “{{ printed }}”{% endif %}.
"""
GROWTH_LABEL = """
{{ row.counted }} in {{ row.area }}, growth from January {{ row.start }} to {{ row.end }}
"""
GROWTH_VALUE = "{{ row.growth_pct|percent }} ({{ row.annualised_pct|percent }} a year)"
RISE = "{{ claim.printed }}{% if rate is not missing %} ({{ rate|percent }} a year){% endif %}"
PERIOD = "“{{ claim.printed }}”; by its dates {{ claim.recomputed|quantity(claim.unit) }}"
SHARE = """
{{ row.first_pct|percent }} in January {{ row.first|year }},
{{ row.last_pct|percent }} in January {{ row.last|year }}
"""
RISE_WORDS = """
{{ row.counted }} in {{ row.area }} {{ row.growth_pct|moved }} from {{ row.start_plans|number }} in
January {{ row.start }} to {{ row.end_plans|number }} in January {{ row.end }}
"""
PLANS_SUBTITLE = """
Children and young people with a statement or a plan, each January, {{ first }} to {{ last }}
{%- if change %}. It {{ change }}{% endif %}
"""
PLANS_ALT = (
    "Bars of each January {{ first }} to {{ last }}. "
    + RISE_WORDS.strip()
    + """.
{% if own %}The paper’s own counts:
{% for row in own %}{{ row.printed }} in {{ row.month|month }}
{%- if not loop.last %}{{ " and " if loop.revindex == 2 else ", " }}{% endif %}{% endfor %}.
{% endif %}
{% if change %}It {{ change }}.{% endif %}
Breaks are marked: {{ breaks|listed }}.
"""
)
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
PLACEMENTS_TITLE = """
{%- if most is none -%}
How placements in {{ name }} changed from January {{ first }} to January {{ last }} is not available
{%- else -%}
{{ most.group }} {{ most.change_points|moved }} from {{ most.first_pct|percent }} of {{ name }}’s
plans in January {{ first }} to {{ most.last_pct|percent }} in January {{ last }}
{%- endif %}
"""
SHARES = "{{ group }} {{ row.first_pct|percent }} then {{ row.last_pct|percent }}"
