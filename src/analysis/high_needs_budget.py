"""A high needs budget: what a paper states, what follows from it, and its dated steps.

The amounts are those of the paper's `implied.csv`, the bottom line is in its `paper.toml`: nothing
here is of one paper.
"""

import re
from itertools import combinations

import pandas as pd

from analysis import display
from analysis.display import BottomLine, Chart, Headline, NotAvailable, Table, money_short, say
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
    assert isinstance(data.implied, pd.DataFrame) and isinstance(data.claims, pd.DataFrame)
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
    rows = []
    for first, second in combinations(dated[dated["months"] > 1].itertuples(), 2):
        start, end = max(first.start, second.start), min(first.end, second.end)
        if start <= end:
            names = _short_step(first.step), _short_step(second.step)
            rows.append((*names, start, end, _months(start, end)))
    return pd.DataFrame(rows, columns=["first", "second", "start", "end", "months"])


def _months(start: pd.Period, end: pd.Period) -> int:
    return int(end.ordinal - start.ordinal + 1)


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
    millions = (steps[["value", "low", "high"]] / 1_000_000).map(
        lambda one: display.trimmed(one, 2)
    )
    texts = millions["value"] + "\n(" + millions["low"] + " to " + millions["high"] + ")"
    words = dict(zip(("opening", "overspend", "closing"), steps.to_dict("records"), strict=True))
    columns = {"quantity": "Step", "value": "Amount (£)"}
    return display.bridge(
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
        data=Table(
            "bridge",
            "From the deficit at the start of the year to the deficit at its end",
            _with_ranges(steps.assign(unit="pounds")),
            {**columns, **RANGE},
            total_rows=[len(steps) - 1],
            data_columns={**columns, **ENDS},
        ),
    )


def chart_yearly(data: Subject, figures: pd.DataFrame | NotAvailable) -> Chart | NotAvailable:
    """Draw the yearly amounts of `amounts`, if there are two."""
    yearly = yearly_amounts(figures)
    if isinstance(yearly, NotAvailable) or isinstance(figures, NotAvailable):
        return yearly
    largest = yearly.iloc[0]
    title = say(LARGEST, amount=largest["value"], what=display.lower_first(largest["quantity"]))
    given = data.inputs(ANALYSIS).yearly_title
    parts = yearly["quantity"] + " " + yearly["value"].map(money_short)
    columns = {"quantity": "Quantity", "value": "Amount a year (£)"}
    return display.bars(
        yearly,
        "quantity",
        "value",
        money_short,
        title=fill(given, texts_of(figures, {})) if given else title,
        subtitle="Amounts that the paper states or implies (£ a year)",
        source=data.cite_paper(*yearly["paragraph"].unique()),
        alt=display.fit_alt("Bars of yearly amounts", *parts),
        data=Table(
            "yearly-amounts",
            "Yearly amounts",
            _with_ranges(yearly),
            {**columns, **RANGE, **WORKED_OUT},
            data_columns={**columns, **ENDS, **WORKED_OUT},
        ),
    )


def chart_timeline(data: Subject, dated: pd.DataFrame | NotAvailable) -> Chart | NotAvailable:
    """Draw the steps of `dated_steps` by month, overlaps shaded."""
    if isinstance(dated, NotAvailable):
        return dated
    together = overlaps(dated)
    note = say(OVERLAPS, overlaps=together.to_dict("records"))
    words = {
        "first": dated["start"].min(),
        "last": dated["end"].max(),
        "steps": len(dated),
        "longest": dated.loc[dated["months"].idxmax()],
        "overlaps": len(together),
        "overlapping": note.removesuffix("."),
    }
    return display.timeline(
        dated,
        "step",
        "start",
        "end",
        shaded=list(zip(together["start"], together["end"], strict=True)),
        title=say(STEPS_TITLE, **words),
        subtitle=say(STEPS_SUBTITLE, **words),
        source=data.cite_paper(*dated["paragraph"].unique()),
        alt=say(STEPS_ALT, **words),
        data=Table(
            "dated-steps",
            "Dated steps",
            dated.assign(**{end: dated[end].map(display.month_words) for end in ("start", "end")}),
            {
                "step": "Step",
                "start": "First month",
                "end": "Last month",
                "months": "Months, both included",
                "paragraph": "Paragraph",
            },
            note=note,
        ),
    )


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
        formats={"value_text": display.FIGURE_TEXT, "range": display.FIGURE_TEXT}
        | dict.fromkeys(("value", "low", "high"), display.PLAIN),
        data_columns={
            "quantity": "Quantity",
            "value": "Amount",
            "unit": "Unit",
            "low": "Lowest",
            "high": "Highest",
            **WORKED_OUT,
            "paragraph": "Paragraph",
        },
        formulas={"value": _arithmetic(figures)},
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
{% else %}The dated steps of the paper run over
{{ (last.ordinal - first.ordinal + 1)|quantity("months") }}, to {{ last|month }}
{% endif %}
"""
STEPS_SUBTITLE = """
Steps by month; a diamond is a step of one month{% if overlaps %}; shaded: two steps overlap
{% endif %}
"""
STEPS_ALT = """
Timeline of {{ steps }} steps from {{ first|month }} to {{ last|month }}. The longest is
{{ longest.step.split(":")|first }}, {{ longest.months|quantity("months") }}.
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
