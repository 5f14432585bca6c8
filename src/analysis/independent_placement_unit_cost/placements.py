"""NMSS or independent placements each January, and their share of all plans."""

import pandas as pd

from analysis.display import (
    MISSING,
    Chart,
    NotAvailable,
    Table,
    is_missing,
    number,
    or_missing,
    percent,
    say,
    stacked_bars,
)
from analysis.errors import DataError
from analysis.official.placement_groups import ENGLAND_CODE, FIRST_PERSON_LEVEL, PLACEMENT_KINDS
from analysis.subject import Subject

BREAK = f"Collected by person\nfrom {FIRST_PERSON_LEVEL}"


def placements_by_january(data: Subject) -> pd.DataFrame:
    """Return NMSS or independent placements each January, by kind, and their share of all plans.

    Columns january, the kinds of `PLACEMENT_KINDS` (placements), placements (their sum, missing
    where a kind is), ehcplans, share_pct (of all plans), and england_placements,
    england_share_pct. Raises DataError for a subject without placements.
    """
    if isinstance(data.placements, NotAvailable):
        raise DataError(data.placements.reason)
    rows = data.country.wide("placements").rename_axis(["code", "january"])
    every = rows[[*PLACEMENT_KINDS, "ehcplans"]]
    total = rows[list(PLACEMENT_KINDS)].sum(axis="columns", skipna=False)
    every = every.assign(placements=total, share_pct=100 * total / rows["ehcplans"])
    england = every.loc[ENGLAND_CODE, ["placements", "share_pct"]].add_prefix("england_")
    return every.loc[data.code].join(england).reset_index()


def chart_placements(data: Subject, januaries: pd.DataFrame) -> Chart:
    """Draw placements by kind, with total and share: the frame of `placements_by_january`."""
    years = list(januaries["january"])
    is_broken = FIRST_PERSON_LEVEL in years[1:]
    known = januaries.dropna(subset="placements")
    without = januaries.loc[januaries["placements"].isna(), "january"].astype("str")
    texts = [
        MISSING if is_missing(total) else f"{number(total)}\n{or_missing(percent, share)}"
        for total, share in zip(januaries["placements"], januaries["share_pct"], strict=True)
    ]
    words = {"council": data.name, "known": known.to_dict("records")}
    kinds = enumerate(PLACEMENT_KINDS.items(), start=1)
    return stacked_bars(
        januaries.assign(text=texts),
        "january",
        {kind: (label, f"part {place}") for place, (kind, label) in kinds},
        "text",
        break_before=(years.index(FIRST_PERSON_LEVEL), BREAK) if is_broken else None,
        title=say(PLACEMENTS_TITLE, **words),
        subtitle="NMSS or independent placements each January, and their share of plans (%)",
        source=data.cite("placements"),
        alt=say(PLACEMENTS_ALT, without=list(without), **words),
        data=Table(
            "by-kind",
            f"NMSS or independent placements in {data.name} by kind",
            januaries,
            {
                "january": "January",
                **PLACEMENT_KINDS,
                "placements": "NMSS or independent",
                "share_pct": "Share of all plans (%)",
            },
            formulas={"placements": " + ".join(f"{{{kind}}}" for kind in PLACEMENT_KINDS)},
        ),
    )


def table_shares(data: Subject, januaries: pd.DataFrame) -> Table:
    """Return placements as a share of all plans, and England's: of `placements_by_january`."""
    return Table(
        "share-of-plans",
        f"NMSS or independent placements as a share of all EHC plans, {data.name} and England",
        januaries,
        {
            "january": "January",
            "placements": f"Placements, {data.name}",
            "ehcplans": f"All EHC plans, {data.name}",
            "share_pct": f"Share, {data.name} (%)",
            "england_placements": "Placements, England",
            "england_share_pct": "Share, England (%)",
        },
        note=(
            f"From January {FIRST_PERSON_LEVEL} SEN2 is collected person by person: a break in the "
            "series. All EHC plans include plans without a placement or with an unknown one."
        ),
        formulas={"share_pct": "100 * {placements} / {ehcplans}"},
    )


PLACEMENTS_TITLE = """
{% set first, last = known|first, known|last %}
{% if not known %}
NMSS or independent placements in {{ council }} are not available
{% elif known|length == 1 %}
There were {{ last.placements|number }} NMSS or independent placements in {{ council }} in
{{ last.january|year }}
{% else %}
NMSS or independent placements in {{ council }}
{% if last.placements > first.placements %}rose from
{% elif last.placements < first.placements %}fell from
{% else %}were the same:
{% endif %}
{{ first.placements|number }} in {{ first.january|year }} to {{ last.placements|number }} in
{{ last.january|year }}
{% endif %}
"""
PLACEMENTS_ALT = """
{% set first, last = known|first, known|last %}
{% if not known %}
Stacked bars without data: placements in {{ council }} are not available.
{% else %}
Stacked bars of NMSS or independent placements in {{ council }}: {{ first.placements|number }} in
January {{ first.january|year }}, {{ first.share_pct|percent }} of plans
{%- if known|length > 1 %}; {{ last.placements|number }} in January {{ last.january|year }},
{{ last.share_pct|percent }}{% endif %}.
{% if without %}January {{ without|listed }}: not available.{% endif %}
{% endif %}
"""
