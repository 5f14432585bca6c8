"""A high needs budget: what a paper states, what follows from it, and its dated steps.

The amounts are those of the paper's `implied.csv`, the bottom line is in its `paper.toml`: nothing
here is of one paper.
"""

import re
from typing import Any

import pandas as pd

from analysis.display import (
    FIGURE_TEXT,
    PLAIN,
    BottomLine,
    Chart,
    Headline,
    NotAvailable,
    Table,
    bars,
    bridge,
    fit_alt,
    lower_first,
    money_short,
    month_words,
    say,
    timeline,
    trimmed,
)
from analysis.errors import UsageError
from analysis.papers.implied import BRIDGE, fill, texts_of, work_out
from analysis.papers.implied_words import full_words, headline_words, range_words
from analysis.subject import Subject

ANALYSIS = "high_needs_budget"
WEEKS_IN_A_YEAR = 52
BRIDGE_ROLES = dict(zip(BRIDGE, ("less", "above", "total"), strict=True))

RANGE = {"range": "As rounding allows (£)"}
ENDS = {"low": "Lowest (£)", "high": "Highest (£)"}
WORKED_OUT = {"basis": "How it is worked out"}


# ---------------------------------------------------------------------- measures


def amounts(data: Subject, weeks_per_year: int) -> pd.DataFrame | NotAvailable:
    """Return what the paper states and what follows from it: see `papers.implied.work_out`.

    Raises UsageError for an authority, and for weeks that no year has.
    """
    data.require_paper(ANALYSIS)
    if not 1 <= weeks_per_year <= WEEKS_IN_A_YEAR:
        raise UsageError(
            f"weeks_per_year is {weeks_per_year}; from 1 to {WEEKS_IN_A_YEAR} are allowed"
        )
    assert not isinstance(data.implied, NotAvailable) and not isinstance(data.claims, NotAvailable)
    if data.implied.empty:
        return NotAvailable("No amounts are worked out from the figures of this paper.")
    figures = work_out(data.implied, data.claims, {"weeks_per_year": weeks_per_year})
    filled = figures["formula"].str.replace("weeks_per_year", str(weeks_per_year))
    return figures.assign(formula=filled)


def deficit_bridge(figures: pd.DataFrame | NotAvailable) -> pd.DataFrame | NotAvailable:
    """Return the steps from the opening to the closing deficit, of the frame of `amounts`.

    Columns quantity, value, low, high, paragraph, role, from_gbp, to_gbp.
    """
    if isinstance(figures, NotAvailable):
        return figures
    steps = figures[figures["bridge"] != ""].set_index("bridge")
    if steps.empty:
        return NotAvailable("The paper does not say how its deficit came about.")
    steps = steps.loc[list(BRIDGE), ["quantity", "value", "low", "high", "paragraph"]]
    steps["role"] = steps.index.map(BRIDGE_ROLES)
    steps["from_gbp"] = [0.0, steps.loc["start", "value"], 0.0]
    steps["to_gbp"] = steps["from_gbp"] + steps["value"]
    return steps.reset_index(drop=True)


def yearly_amounts(figures: pd.DataFrame | NotAvailable) -> pd.DataFrame | NotAvailable:
    """Return the amounts in pounds a year and the overspend of the year, largest first."""
    if isinstance(figures, NotAvailable):
        return figures
    yearly = figures[(figures["unit"] == "pounds a year") | (figures["bridge"] == "change")]
    if len(yearly) < 2:
        return NotAvailable("The paper states or implies fewer than two yearly amounts.")
    return yearly.sort_values("value", ascending=False, kind="stable", ignore_index=True)


def dated_steps(data: Subject) -> pd.DataFrame | NotAvailable:
    """Return the paper's dated steps in order of their start.

    Columns step, start, end (month periods), months (how many, both ends included), paragraph.
    """
    steps = data.timeline
    if isinstance(steps, NotAvailable):
        return steps
    if steps.empty:
        return NotAvailable("The paper names no dated steps.")
    dated = steps.assign(
        start=pd.PeriodIndex(steps["start"], freq="M"), end=pd.PeriodIndex(steps["end"], freq="M")
    )
    dated["months"] = [_months(row.start, row.end) for row in dated.itertuples()]
    dated = dated.sort_values("start", kind="stable", ignore_index=True)
    return dated[["step", "start", "end", "months", "paragraph"]]


def overlaps(dated: pd.DataFrame) -> pd.DataFrame:
    """Return the steps of more than a month that run at the same time, of `dated_steps`.

    Columns first, second (steps in short), start, end (month periods), months (both ends included).
    """
    long = list(dated[dated["months"] > 1].itertuples())
    rows = []
    for number, first in enumerate(long):
        for second in long[number + 1 :]:
            start, end = max(first.start, second.start), min(first.end, second.end)
            if start <= end:
                names = _short_step(first.step), _short_step(second.step)
                rows.append((*names, start, end, _months(start, end)))
    return pd.DataFrame(rows, columns=["first", "second", "start", "end", "months"])


def _months(start: pd.Period, end: pd.Period) -> int:
    return (end.year - start.year) * 12 + end.month - start.month + 1


# ---------------------------------------------------------------------- bottom line


def bottom_line(
    data: Subject, figures: pd.DataFrame | NotAvailable, weeks_per_year: int
) -> BottomLine:
    """Return the sentences of `paper.toml` with their amounts, and the amounts with a headline."""
    if isinstance(figures, NotAvailable):
        return BottomLine(figures.reason)
    texts = texts_of(figures, {"weeks_per_year": weeks_per_year})
    sentences = [fill(sentence, texts) for sentence in data.inputs(ANALYSIS).bottom_line]
    stated = sum(figures["verdict"] != "")
    headlines = [
        Headline(row.headline, headline_words(row.value, row.unit), row.verdict)
        for row in figures[figures["headline"] != ""].itertuples()
    ]
    return BottomLine(
        " ".join(sentences) or say(NO_SENTENCES, stated=stated, more=len(figures) - stated),
        headlines,
    )


# ---------------------------------------------------------------------- charts


def chart_bridge(data: Subject, steps: pd.DataFrame | NotAvailable) -> Chart | NotAvailable:
    """Draw the opening deficit, the overspend and the closing deficit of `deficit_bridge`."""
    if isinstance(steps, NotAvailable):
        return steps
    opening, overspend, closing = steps.to_dict("records")
    texts = [
        f"{_millions(row.value)}\n({_millions(row.low)} to {_millions(row.high)})"
        for row in steps.itertuples()
    ]
    words = {"opening": opening, "overspend": overspend, "closing": closing}
    return bridge(
        steps.assign(text=texts),
        "quantity",
        "from_gbp",
        "to_gbp",
        "text",
        role="role",
        title=say(BRIDGE_TITLE, **words),
        subtitle="Deficit and overspend, in brackets what rounding allows (£ million)",
        source=data.cite_paper(*steps["paragraph"].unique()),
        alt=say(BRIDGE_ALT, **words),
        data=table_bridge(steps),
    )


def chart_yearly(data: Subject, figures: pd.DataFrame | NotAvailable) -> Chart | NotAvailable:
    """Draw the yearly amounts of `amounts`, if there are two."""
    yearly = yearly_amounts(figures)
    if isinstance(yearly, NotAvailable) or isinstance(figures, NotAvailable):
        return yearly
    largest = yearly.iloc[0]
    title = say(LARGEST, amount=largest["value"], what=lower_first(largest["quantity"]))
    given = data.inputs(ANALYSIS).yearly_title
    parts = [f"{row.quantity} {money_short(row.value)}" for row in yearly.itertuples()]
    return bars(
        yearly,
        "quantity",
        "value",
        money_short,
        title=fill(given, texts_of(figures, {})) if given else title,
        subtitle="Amounts that the paper states or implies (£ a year)",
        source=data.cite_paper(*yearly["paragraph"].unique()),
        alt=fit_alt("Bars of yearly amounts", *parts),
        data=table_yearly(yearly),
    )


def chart_timeline(data: Subject, dated: pd.DataFrame | NotAvailable) -> Chart | NotAvailable:
    """Draw the steps of `dated_steps` by month, overlaps shaded."""
    if isinstance(dated, NotAvailable):
        return dated
    shaded = overlaps(dated)
    words = _timeline_words(dated, shaded)
    return timeline(
        dated,
        "step",
        "start",
        "end",
        shaded=list(zip(shaded["start"], shaded["end"], strict=True)),
        title=say(STEPS_TITLE, **words),
        subtitle=say(STEPS_SUBTITLE, **words),
        source=data.cite_paper(*dated["paragraph"].unique()),
        alt=say(STEPS_ALT, **words),
        data=table_timeline(dated),
    )


def _timeline_words(dated: pd.DataFrame, shaded: pd.DataFrame) -> dict[str, Any]:
    first, last = dated["start"].min(), dated["end"].max()
    longest = dated.loc[dated["months"].idxmax()]
    return {
        "first": first,
        "last": last,
        "span": last.ordinal - first.ordinal + 1,
        "steps": len(dated),
        "longest": _short_step(longest["step"]),
        "months": longest["months"],
        "overlaps": len(shaded),
        "overlapping": overlaps_words(shaded).removesuffix("."),
    }


def _millions(pounds: float) -> str:
    return trimmed(pounds / 1_000_000, 2)


# ---------------------------------------------------------------------- tables


def table_amounts(figures: pd.DataFrame | NotAvailable) -> Table | NotAvailable:
    """Return what the paper states and what follows: the frame of `amounts`."""
    if isinstance(figures, NotAvailable):
        return figures
    rows = _with_ranges(figures).assign(
        value_text=[full_words(row.value, row.unit) for row in figures.itertuples()]
    )
    return Table(
        "amounts",
        "What the paper states and what it implies",
        rows,
        {
            "quantity": "Quantity",
            "value_text": "Amount",
            "range": "As rounding allows",
            **WORKED_OUT,
            "paragraph": "Paragraph",
        },
        formats={"value_text": FIGURE_TEXT, "range": FIGURE_TEXT}
        | dict.fromkeys(("value", "low", "high"), PLAIN),
        formulas={"value": _arithmetic(figures)},
        data_columns={
            "quantity": "Quantity",
            "value": "Amount",
            "unit": "Unit",
            "low": "Lowest",
            "high": "Highest",
            **WORKED_OUT,
            "paragraph": "Paragraph",
        },
    )


def _arithmetic(figures: pd.DataFrame) -> list[str]:
    """Return the formula of each amount over those above it: terms are shown in years of 12 months.

    One that names a claim that is not among the amounts stays as it is, and is no formula of cells.
    """
    cells = {
        row.amount: f"(12 * {{value:{place}}})" if row.unit == "years" else f"{{value:{place}}}"
        for place, row in enumerate(figures.itertuples(), start=1)
    }
    formulas = [
        re.sub(r"[a-z]\w*", lambda name: cells.get(name[0], name[0]), formula)
        for formula in figures["formula"]
    ]
    return [
        f"({formula}) / 12" if formula and unit == "years" else formula
        for formula, unit in zip(formulas, figures["unit"], strict=True)
    ]


def table_bridge(steps: pd.DataFrame) -> Table:
    """Return the steps from the opening to the closing deficit: those of `deficit_bridge`."""
    amount = {"quantity": "Step", "value": "Amount (£)"}
    return Table(
        "bridge",
        "From the deficit at the start of the year to the deficit at its end",
        _with_ranges(steps.assign(unit="pounds")),
        {**amount, **RANGE},
        total_rows=[len(steps) - 1],
        data_columns={**amount, **ENDS},
    )


def table_yearly(yearly: pd.DataFrame) -> Table:
    """Return the amounts of a year: those of `yearly_amounts`."""
    amount = {"quantity": "Quantity", "value": "Amount a year (£)"}
    return Table(
        "yearly-amounts",
        "Yearly amounts",
        _with_ranges(yearly),
        {**amount, **RANGE, **WORKED_OUT},
        data_columns={**amount, **ENDS, **WORKED_OUT},
    )


def table_timeline(dated: pd.DataFrame) -> Table:
    """Return the dated steps: those of `dated_steps`."""
    return Table(
        "dated-steps",
        "Dated steps",
        dated.assign(first=dated["start"].map(month_words), last=dated["end"].map(month_words)),
        {
            "step": "Step",
            "first": "First month",
            "last": "Last month",
            "months": "Months, both included",
            "paragraph": "Paragraph",
        },
        note=overlaps_words(overlaps(dated)),
    )


def overlaps_words(shaded: pd.DataFrame) -> str:
    """`Phase 2 and Phase 3 overlap in September 2022.`: the frame of `overlaps`."""
    return say(OVERLAPS, overlaps=shaded.to_dict("records"))


def _short_step(step: str) -> str:
    """`Phase 2` for `Phase 2: research`."""
    return step.split(":")[0]


def _with_ranges(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(
        range=[range_words(row.low, row.high, row.unit) for row in rows.itertuples()]
    )


# ---------------------------------------------------------------------- sentences

NO_SENTENCES = """
The paper states {{ stated }} figure{{ "s" if stated != 1 }} of its high needs budget; {{ more }}
more follow{{ "s" if more == 1 }} from what it states.
"""

BRIDGE_TITLE = """
A deficit of {{ closing.value|short }} after an overspend of {{ overspend.value|short }}
implies one of {{ opening.value|short }} before
"""

BRIDGE_ALT = """
Bridge from an implied opening deficit of {{ opening.value|short }} ({{ opening.low|short }} to
{{ opening.high|short }}), by an overspend of {{ overspend.value|short }}, to the stated deficit
of {{ closing.value|short }}.
"""

LARGEST = "The largest yearly amount is {{ amount|short }}, for {{ what }}"

STEPS_TITLE = """
{% if overlaps == 1 %}{{ overlapping }}
{% else %}The dated steps of the paper run over {{ span|quantity("months") }}, to {{ last|month }}
{% endif %}
"""

STEPS_SUBTITLE = """
Steps by month; a diamond is a step of one month{% if overlaps %}; shaded: two steps overlap
{% endif %}
"""

STEPS_ALT = """
Timeline of {{ steps }} steps from {{ first|month }} to {{ last|month }}. The longest is
{{ longest }}, {{ months|quantity("months") }}.
{% if overlaps == 1 %}{{ overlapping }}.
{% elif overlaps %}{{ overlaps }} pairs of steps overlap.{% endif %}
"""

OVERLAPS = """
{% for one in overlaps %}
{{ one.first }} and {{ one.second }} overlap
{% if one.months == 1 %}in {{ one.start|month }}.
{% else %}from {{ one.start|month }} to {{ one.end|month }}.{% endif %}
{% endfor %}
"""
