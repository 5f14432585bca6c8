"""EHC plans each January and their growth, by SEN2, the January count, and by a paper's counts."""

from typing import Any

import pandas as pd

from analysis import display
from analysis.comparison import growth_of
from analysis.display import NOT_APPLICABLE, Break, Chart, NotAvailable, Table, number, say
from analysis.errors import UsageError
from analysis.official.placement_groups import ENGLAND, ENGLAND_CODE, FIRST_PERSON_LEVEL
from analysis.subject import Subject

FIRST_PLANS = 2015
"""The first January with EHC plans: they began in September 2014."""

LAST_STATEMENTS = 2018
"""The last January with statements: their conversion to plans ended in March 2018."""


BREAKS = {
    "conversion": {
        "label": "Statements converted",
        "what": "Statements were converted to EHC plans, from September 2014 to March 2018",
        "meaning": "Only statements and plans together are a continuous series.",
    },
    "release": {
        "label": "{release} release from {first}",
        "short_label": "{release} release",
        "what": "Earlier figures are from an earlier release, later ones from reporting year "
        "{release}",
        "meaning": "The later release revises earlier Januaries, so the step between the two may "
        "be partly a revision.",
    },
    "collection": {
        "label": "Person-level data from {first}",
        "short_label": "Person-level",
        "what": "The collection became person-level: each plan is returned, not totals",
        "meaning": "Part of a change from the January before may be how plans are recorded, above "
        "all in placements.",
    },
}
"""Kind of `series_breaks` → what charts and the table of breaks say of it."""


def plans_by_january(data: Subject) -> pd.DataFrame:
    """Return the statements and EHC plans of each January, beside England's.

    Columns january, statements, ehc_plans, total (counts; missing where the release has none),
    change_pct (of the total on the January before), england_total, england_change_pct, release
    (reporting year). Raises UsageError where there are no figures of the subject.
    """
    if isinstance(data.ehc_plans, NotAvailable):
        raise UsageError(data.ehc_plans.reason)
    plans, cells = data.country.wide("ehc_plans"), data.country.rows
    cells = cells[(cells["table"] == "ehc_plans") & (cells["code"] == data.code)]
    releases = cells[cells["item"] == "total"].set_index("period")["release"]
    england = plans.loc[ENGLAND_CODE, "total"].rename("england_total")
    rows = plans.loc[data.code].join(england, how="inner").sort_index().rename_axis("january")
    rows["release"] = releases.set_axis(releases.index.astype("int64"))
    follows = rows.index.to_series().diff() == 1  # a gap is no change in a year
    for area in ("", "england_"):
        change = rows[f"{area}total"].pct_change(fill_method=None)
        rows[f"{area}change_pct"] = 100 * change.where(follows)
    return rows.reset_index()


def growth_between(data: Subject, start: int, end: int) -> pd.DataFrame:
    """Return the growth between two Januaries of the subject and, second, of England.

    Columns area, start, end (Januaries), years, start_plans, end_plans (EHC plans and statements),
    growth_pct, annualised_pct (compound, a year), counted (what the subject's first count is of, in
    words). Raises UsageError for a January that is not there, or a start that is not before end.
    """
    plans = plans_by_january(data)
    check_januaries(plans, start, end)
    found = growth_of(data.country, start, end)
    statements = plans.set_index("january")["statements"].fillna(0)[start]
    figures = {
        "start_plans": found.denominators["growth"],
        "end_plans": found.numerators["growth"],
        "growth_pct": found.values["growth"],
        "annualised_pct": found.values["growth_a_year"],
    }
    rows = pd.DataFrame(figures).loc[[data.code, ENGLAND_CODE]].reset_index(drop=True)
    return rows.assign(
        area=[data.name, ENGLAND],
        start=start,
        end=end,
        years=end - start,
        counted="EHC plans and statements" if statements > 0 else "EHC plans",
    )


def check_januaries(plans: pd.DataFrame, start: int, end: int) -> None:
    """Raise UsageError for a January that is not there, or a start that is not before the end."""
    years = list(plans["january"])
    for name, year in (("start", start), ("end", end)):
        if year not in years:
            raise UsageError(f"{name} is {year!r}; the years allowed are {years[0]} to {years[-1]}")
    if start >= end:
        raise UsageError(f"start is {start} and end is {end}; start has to be before end")


def series_breaks(plans: pd.DataFrame) -> pd.DataFrame:
    """Return the breaks that the Januaries of `plans_by_january` cross, in order.

    Columns kind (`conversion`, `release` or `collection`), first, last (the Januaries affected; the
    same for a break between two Januaries, which is before `first`), release (the later release's
    reporting year, for `release`).
    """
    years = plans["january"]
    rows = []
    converting = years[years.between(FIRST_PLANS, LAST_STATEMENTS)]
    if len(converting):
        rows.append(("conversion", converting.iloc[0], converting.iloc[-1], None))
    changed = plans[plans["release"].diff().fillna(0) != 0]
    rows += [("release", row.january, row.january, row.release) for row in changed.itertuples()]
    if years.iloc[0] < FIRST_PERSON_LEVEL <= years.iloc[-1]:
        rows.append(("collection", FIRST_PERSON_LEVEL, FIRST_PERSON_LEVEL, None))
    frame = pd.DataFrame(rows, columns=["kind", "first", "last", "release"])
    return frame.astype({"release": "Int64"}).sort_values("last", kind="stable", ignore_index=True)


def chart_plans(data: Subject, growth: pd.DataFrame) -> Chart:
    """Return statements and plans each January, the breaks, and the paper's own counts.

    `growth` is the frame of `growth_between`: its two Januaries have their counts written.
    """
    plans, counts = plans_by_january(data), paper_counts(data)
    breaks = series_breaks(plans)
    january = plans["january"]
    own = [] if isinstance(counts, NotAvailable) else counts.to_dict("records")
    source = data.cite("ehc_plans")
    if own:
        paragraphs = dict.fromkeys(row["paragraph"] for row in own)
        source = f"{source}; {data.cite_paper(*paragraphs)}"
    words: dict[str, Any] = {"row": growth.iloc[0], "change": data.change}
    words |= {"first": january.iloc[0], "last": january.iloc[-1]}
    totals = plans.set_index("january")["total"]
    rows = plans.assign(statements=plans["total"] - plans["ehc_plans"].fillna(0))
    return display.yearly_bars(
        rows,
        "january",
        {"ehc_plans": ("EHC plans", "part 1"), "statements": ("Statements of SEN", "part 2")},
        texts={year: number(totals[year]) for year in growth.loc[0, ["start", "end"]]},
        points=[display.Point(row["at"], row["plans"], row["printed"]) for row in own],
        points_label="The paper’s own counts",
        breaks=drawn_breaks(plans, "label"),
        title=say(RISE_WORDS, **words),
        subtitle=say(PLANS_SUBTITLE, **words),
        source=source,
        alt=say(PLANS_ALT, own=own, breaks=sorted(set(breaks["first"].astype(str))), **words),
        data=_table_plans(data, plans),
    )


def _table_plans(data: Subject, plans: pd.DataFrame) -> Table:
    january = plans["january"]
    return Table(
        "by-january",
        f"Statements and EHC plans each January, {data.name} and England",
        plans.assign(
            statements=_not_applicable(plans["statements"], january > LAST_STATEMENTS),
            ehc_plans=_not_applicable(plans["ehc_plans"], january < FIRST_PLANS),
        ),
        {
            "january": "January",
            "statements": "Statements",
            "ehc_plans": "EHC plans",
            "total": "Total",
            "change_pct": "Change in a year (%)",
            "england_total": "England, total",
            "england_change_pct": "England, change in a year (%)",
        },
        note=f"EHC plans are counted from January {FIRST_PLANS} and statements until January "
        f"{LAST_STATEMENTS}. The first January has none before it to change from.",
        formulas={
            "total": "SUM({statements}, {ehc_plans})",
            "change_pct": "100 * ({total} / {total:above} - 1)",
            "england_change_pct": "100 * ({england_total} / {england_total:above} - 1)",
        },
    )


def drawn_breaks(plans: pd.DataFrame, label: str) -> list[Break]:
    """Return the breaks of the series that have a label: `label` or `short_label`."""
    return [
        Break(row["first"], row["last"], BREAKS[row["kind"]][label].format(**row))
        for row in series_breaks(plans).to_dict("records")
        if label in BREAKS[row["kind"]]
    ]


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
            what=[BREAKS[one["kind"]]["what"].format(**one) for one in years],
            meaning=[BREAKS[one["kind"]]["meaning"] for one in years],
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


# ------------------------------------------------------------ of a paper


def paper_counts(data: Subject) -> pd.DataFrame | NotAvailable:
    """Return the counts that the paper states at a date, beside the official ones around it.

    In order of their months. Columns paragraph, printed, month (such as `2021-07`), at (the month
    on the scale of the Januaries: July 2021 is 2021.5), plans, january_before, before_plans,
    january_after, after_plans (missing where the official series has ended), place (`below`,
    `between` or `above` the official counts, nothing where there are none).
    """
    if isinstance(data.claims, NotAvailable):
        return data.claims
    dated = data.inputs("ehcp_growth").marks
    if not dated:
        return NotAvailable("This paper states no count of EHC plans at a date.")
    official = plans_by_january(data).set_index("january")["total"]
    rows = []
    for mark in dated:
        claim = data.claim(mark["claim"])
        year, month = (int(part) for part in mark["month"].split("-"))
        after = year if month == 1 else year + 1
        rows.append(
            {
                "paragraph": claim["paragraph"],
                "printed": claim["printed"],
                "month": mark["month"],
                "at": year + (month - 1) / 12,
                "plans": float(claim["published"]),
                "january_before": year,
                "before_plans": official.get(year, float("nan")),
                "january_after": after,
                "after_plans": official.get(after, float("nan")),
            }
        )
    frame = pd.DataFrame(rows).sort_values("month", kind="stable", ignore_index=True)
    return frame.assign(place=_place(frame))


def _place(counts: pd.DataFrame) -> pd.Series:
    around = counts[["before_plans", "after_plans"]]
    place = around.notna().any(axis="columns").map({True: "between", False: ""})
    place = place.mask(counts["plans"] < around.min(axis="columns"), "below")
    return place.mask(counts["plans"] > around.max(axis="columns"), "above")


def paper_growth(counts: pd.DataFrame | NotAvailable) -> pd.DataFrame | NotAvailable:
    """Return the growth from the first of the paper's own counts to the last: one row.

    Columns first_month, last_month, months, first_plans, last_plans, growth_pct, annualised_pct
    (compound, a year). Takes the frame of `paper_counts`; not available for one month alone.
    """
    if isinstance(counts, NotAvailable):
        return counts
    first, last = counts.iloc[0], counts.iloc[-1]
    if first["month"] == last["month"]:
        return NotAvailable("This paper states no counts of EHC plans at two dates.")
    months = round(12 * (last["at"] - first["at"]))
    times = last["plans"] / first["plans"] if first["plans"] > 0 else float("nan")
    return pd.DataFrame(
        {
            "first_month": [first["month"]],
            "last_month": last["month"],
            "months": months,
            "first_plans": first["plans"],
            "last_plans": last["plans"],
            "growth_pct": 100 * (times - 1),
            "annualised_pct": 100 * (times ** (12 / months) - 1),
        }
    )


def table_paper_counts(data: Subject) -> Table | NotAvailable:
    """Return the paper's own counts beside the official ones, and their growth as a note."""
    counts = paper_counts(data)
    if isinstance(counts, NotAvailable):
        return counts
    growth = paper_growth(counts)
    rows = counts.to_dict("records")
    notes = [] if isinstance(growth, NotAvailable) else [say(PAPER_GROWTH, own=growth.iloc[0])]
    notes += [say(OUTSIDE, own=row) for row in rows if row["place"] in ("below", "above")]
    return Table(
        "paper-counts",
        "The paper’s own counts of EHC plans, beside the official ones",
        counts.assign(
            when=counts["month"].map(display.month_words),
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
        formats=dict.fromkeys(("printed", "before", "after"), display.FIGURE_TEXT),
        data_columns={
            "when": "Date",
            "plans": "The paper’s count",
            "january_before": "January before",
            "before_plans": "Official count, January before",
            "january_after": "January after",
            "after_plans": "Official count, January after",
        },
    )


WHEN = """
{% if one.first == one.last %}From January {{ one.first }}
{% else %}January {{ one.first }} to {{ one.last }}{% endif %}
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
OFFICIAL = "{{ n|number }}{% if n is not missing %} (January {{ at }}){% endif %}"
PAPER_GROWTH = """
The paper’s counts make a growth of {{ own.growth_pct|percent }} in
{{ own.months|quantity("months") }}, or {{ own.annualised_pct|percent }} a year.
"""
OUTSIDE = """
{% macro of(plans, january) %}{{ plans|number }} of January {{ january }}{% endmacro %}
{% set before = of(own.before_plans, own.january_before) %}
{% set after = of(own.after_plans, own.january_after) %}
The count of {{ own.month|month }}, {{ own.printed }}, is {{ own.place }} the official
{% if own.before_plans is missing %}{{ after }}
{%- elif own.after_plans is missing or before == after %}{{ before }}
{%- else %}{{ before }} and {{ after }}
{%- endif %}.
"""
