"""Tables of the growth of EHC plans and of the change of placement mix."""

import pandas as pd

from analysis.measures.growth import FIRST_PLANS, LAST_STATEMENTS, OTHER_PLACEMENT
from analysis.quantities import (
    MISSING,
    NOT_APPLICABLE,
    listed,
    number,
    one_decimal,
    percent,
    points,
    quantity,
)
from analysis.shown import Sentence, or_sentence
from analysis.tables.table import Column, Table

NO_OWN_COUNTS = "This paper states no count of EHC plans at a date."

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)

BREAK_WORDS = {
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
"""Kind of `measures.growth.series_breaks` → what changed, and what it means for the reader."""


def month_words(month: str) -> str:
    """`July 2021` for `2021-07`."""
    year, number_of_month = month.split("-")
    return f"{MONTHS[int(number_of_month) - 1]} {year}"


def moved(growth_pct: float) -> str:
    """Rose, fell or did not change: the verb of a growth."""
    if growth_pct == 0:
        return "did not change"
    return "rose" if growth_pct > 0 else "fell"


def counted(growth: pd.Series) -> str:
    """What a row of `measures.growth.summary` counts: statements only where there were any."""
    return "EHC plans and statements" if growth["statements_at_start"] else "EHC plans"


def by_january(counts: pd.DataFrame) -> Table:
    """Statements and plans each January: the frame of `measures.growth.by_january`."""
    authority = counts["authority"].iloc[0]
    shown = counts.assign(
        statements=[
            _if_counted(value, january <= LAST_STATEMENTS)
            for value, january in zip(counts["statements"], counts["january"], strict=True)
        ],
        ehc_plans=[
            _if_counted(value, january >= FIRST_PLANS)
            for value, january in zip(counts["ehc_plans"], counts["january"], strict=True)
        ],
    )
    return Table(
        f"Statements and EHC plans each January, {authority} and England",
        shown,
        [
            Column("january", "January"),
            Column("statements", "Statements", number),
            Column("ehc_plans", "EHC plans", number),
            Column("total", "Total", number),
            Column("change_pct", "Change in a year (%)", percent),
            Column("england_total", "England, total", number),
            Column("england_change_pct", "England, change in a year (%)", percent),
        ],
        note=(
            f"EHC plans are counted from January {FIRST_PLANS} and statements until January "
            f"{LAST_STATEMENTS}. The first January has none before it to change from."
        ),
    )


def _if_counted(value: float, counted_then: bool) -> float | str:
    return NOT_APPLICABLE if pd.isna(value) and not counted_then else value


def index(indices: pd.DataFrame, authority: str) -> Table:
    """The index of the authority and of England: the frame of `measures.growth.index`."""
    return Table(
        f"EHC plans and statements, January {indices['january'].iloc[0]} = 100",
        indices,
        [
            Column("january", "January"),
            Column("authority_index", authority, one_decimal),
            Column("england_index", "England", one_decimal),
            Column("gap_points", f"{authority} less England (points)", points),
        ],
    )


def summary(growth: pd.DataFrame) -> Table:
    """Growth between two Januaries: the frame of `measures.growth.summary`."""
    start, end = growth["start"].iloc[0], growth["end"].iloc[0]
    return Table(
        f"Growth of EHC plans and statements, January {start} to January {end}",
        growth,
        [
            Column("area", "Area"),
            Column("start_plans", f"January {start}", number),
            Column("end_plans", f"January {end}", number),
            Column("years", "Years", number),
            Column("growth_pct", "Growth (%)", percent),
            Column("annualised_pct", "Growth a year (%)", percent),
        ],
    )


def breaks(found: pd.DataFrame, history: str = "") -> Table | Sentence:
    """What each break is and means: the frame of `measures.growth.series_breaks`.

    `history` says how the authority's area changed, if it did. A sentence where there is no break.
    """
    if found.empty:
        return Sentence(f"The series crosses no change in how plans are counted. {history}".strip())
    shown = pd.DataFrame(
        [
            {
                "when": f"January {row.first} to {row.last}"
                if row.first != row.last
                else f"From January {row.first}",
                "what": BREAK_WORDS[row.kind][0].format(release=row.release),
                "meaning": BREAK_WORDS[row.kind][1],
            }
            for row in found.itertuples(index=False)
        ],
        columns=["when", "what", "meaning"],
    )
    return Table(
        "Breaks in the series",
        shown,
        [
            Column("when", "Januaries"),
            Column("what", "What changed"),
            Column("meaning", "What it means"),
        ],
        note=history,
    )


def own_counts(own: pd.DataFrame, growth: pd.DataFrame) -> Table | Sentence:
    """The paper's own counts beside the official ones around them, and their growth as a note.

    Frames of `measures.growth.own_counts` and `own_growth`; a sentence where the paper has none.
    """
    if own.empty:
        return Sentence(NO_OWN_COUNTS)
    shown = own.assign(
        when=own["month"].map(month_words),
        before=[
            _official(count, january)
            for count, january in zip(own["before_plans"], own["january_before"], strict=True)
        ],
        after=[
            _official(count, january)
            for count, january in zip(own["after_plans"], own["january_after"], strict=True)
        ],
    )
    return Table(
        "The paper’s own counts of EHC plans, beside the official ones",
        shown,
        [
            Column("when", "Date"),
            Column("printed", "The paper’s count", str),
            Column("before", "Official count, January before", str),
            Column("after", "Official count, January after", str),
        ],
        data_columns=[
            Column("when", "Date"),
            Column("plans", "The paper’s count", number),
            Column("january_before", "January before"),
            Column("before_plans", "Official count, January before", number),
            Column("january_after", "January after"),
            Column("after_plans", "Official count, January after", number),
        ],
        note=" ".join([*_growth_words(growth), *_outside(own)]),
    )


def _official(count: float, january: int) -> str:
    return MISSING if pd.isna(count) else f"{number(count)} (January {january})"


def _growth_words(growth: pd.DataFrame) -> list[str]:
    return [
        f"The paper’s counts make a growth of {percent(row.growth_pct)} in "
        f"{quantity(row.months, 'months')}, or {percent(row.annualised_pct)} a year."
        for row in growth.itertuples(index=False)
    ]


def _outside(own: pd.DataFrame) -> list[str]:
    sentences = []
    for row in own[own["place"].isin(["below", "above"])].itertuples(index=False):
        official = [
            f"{number(count)} of January {january}"
            for count, january in (
                (row.before_plans, row.january_before),
                (row.after_plans, row.january_after),
            )
            if not pd.isna(count)
        ]
        sentences.append(
            f"The count of {month_words(row.month)}, {row.printed}, is {row.place} "
            f"the official {listed(list(dict.fromkeys(official)))}."
        )
    return sentences


@or_sentence
def placement_mix(mix: pd.DataFrame, authority: str) -> Table:
    """Plans by group of placements: the frame of `measures.growth.placement_mix`."""
    first, last = mix["first"].iloc[0], mix["last"].iloc[0]
    missing = mix.loc[mix[["first_plans", "last_plans"]].isna().any(axis="columns"), "group"]
    gaps = (
        f" Not available at both dates, and therefore within “{OTHER_PLACEMENT}” where missing: "
        f"{listed(list(missing))}."
        if len(missing)
        else ""
    )
    return Table(
        f"EHC plans by placement in {authority}, January {first} and January {last}",
        mix,
        [
            Column("group", "Placement"),
            Column("first_plans", f"Plans, January {first}", number),
            Column("last_plans", f"Plans, January {last}", number),
            Column("first_pct", f"Share, January {first} (%)", percent),
            Column("last_pct", f"Share, January {last} (%)", percent),
            Column("change_points", "Change (percentage points)", points),
            Column("england_change_points", "England, change (percentage points)", points),
        ],
        total_rows=[len(mix) - 1],
        note=(
            f"“{OTHER_PLACEMENT}” is all plans less the groups above it: awaiting provision, "
            "settings not listed and placements not recorded. Placements not recorded are counted "
            "apart only from January 2023; before, they are not available. “Educated elsewhere” "
            "holds those awaiting a setting from 2023 and other settings from 2024." + gaps
        ),
    )
