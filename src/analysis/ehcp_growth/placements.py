"""Where the children and young people with EHC plans are placed, in two Januaries."""

from collections.abc import Mapping, Sequence

import pandas as pd

from analysis import display
from analysis.display import Chart, NotAvailable, Table, percent, say
from analysis.official.placement_groups import (
    ALL_PLANS,
    ENGLAND_CODE,
    MAINTAINED_SPECIAL,
    NMSS_OR_INDEPENDENT,
)
from analysis.subject import Subject

OTHER_PLACEMENT = "Other or not recorded"
ALL = "All EHC plans"

GROUPS: Mapping[str, Sequence[str]] = {
    "Mainstream": ("mainstream_total",),
    "Maintained special or academy": MAINTAINED_SPECIAL,
    "NMSS or independent": NMSS_OR_INDEPENDENT,
    "Alternative provision": ("ap_pru_total",),
    "Post-16": ("fe_total",),
    "Educated elsewhere": ("ed_elsewhere",),
    "Early years": ("nm_early_years",),
}
"""Group of placements → the columns of SEN2 in it; mainstream is less `INDEPENDENT`."""

INDEPENDENT = "mainstream_independent"
"""Counted within `mainstream_total` by SEN2, and in NMSS or independent by the field."""

WIDENED = ("Educated elsewhere", OTHER_PLACEMENT)
"""Groups that are not the same at both dates: of what is in the second before 2023 (awaiting
provision) and before 2024 (other settings), SEN2 counts most in the first afterwards."""


def placement_mix(data: Subject, start: int, end: int) -> pd.DataFrame | NotAvailable:
    """Return EHC plans by group of placements in two Januaries, and all last.

    The Januaries are the first and the last with placements from `start` to `end` or, where those
    are not two, of all. Columns group, first, last (Januaries), first_plans, last_plans, first_pct,
    last_pct (of all plans), change_points (percentage points), england_change_points.

    A group with a figure that the release does not have is missing, and its plans are in
    `OTHER_PLACEMENT`: all plans less the groups, which is where SEN2 has awaiting provision,
    settings not listed and placements not recorded. Groups follow SEN2, with mainstream independent
    in NMSS or independent, specialist post-16 in post-16 and NEET in educated elsewhere.
    """
    if isinstance(data.placements, NotAvailable):
        return data.placements
    years = data.placements["january"]
    within = years[years.between(start, end)]
    shown = within if within.nunique() > 1 else years
    first, last = int(shown.min()), int(shown.max())
    if first == last:
        return NotAvailable(say(ONE_JANUARY, name=data.name, january=first))
    figures = data.country.wide("placements")
    parts = {name: figures[[*columns]] for name, columns in GROUPS.items()}
    groups = pd.DataFrame({name: one.sum(axis=1, skipna=False) for name, one in parts.items()})
    groups["Mainstream"] -= figures[INDEPENDENT]
    groups[OTHER_PLACEMENT] = figures[ALL_PLANS] - groups.sum(axis="columns")
    groups[ALL] = figures[ALL_PLANS]
    shares = (100 * groups).div(groups[ALL], axis="index")
    change = shares.xs(last, level="period") - shares.xs(first, level="period")
    mix = pd.DataFrame({"first": first, "last": last}, pd.Index(groups.columns, name="group"))
    for name, january in (("first", first), ("last", last)):
        mix[f"{name}_plans"] = groups.loc[(data.code, january)]
        mix[f"{name}_pct"] = shares.loc[(data.code, january)]
    mix = mix.assign(change_points=change.loc[data.code])
    return mix.assign(england_change_points=change.loc[ENGLAND_CODE]).reset_index()


def chart_placements(data: Subject, mix: pd.DataFrame | NotAvailable) -> Chart | NotAvailable:
    """Return the shares of all plans by group at two dates: the frame of `placement_mix`."""
    if isinstance(mix, NotAvailable):
        return mix
    shares = mix.set_index("group").drop(ALL)
    changes = shares["change_points"].drop(list(WIDENED)).abs().dropna()
    most, row = (None, None) if changes.empty else (changes.idxmax(), shares.loc[changes.idxmax()])
    years = {"first": mix["first"].iloc[0], "last": mix["last"].iloc[0]}
    first, last = (f"January {year}" for year in years.values())
    named = dict.fromkeys([*([most] if most else []), "NMSS or independent", WIDENED[0]])
    return display.grouped_bars(
        mix.iloc[:-1],
        "group",
        {"first_pct": (first, "part 2"), "last_pct": (last, "part 1")},
        percent,
        title=say(TITLE, name=data.name, most=most, row=row, **years),
        subtitle=f"EHC plans by placement, {first} and {last} (% of all plans)",
        source=data.cite("placements"),
        alt=display.fit_alt(
            f"Paired bars of shares of plans, {first} and {years['last']}",
            *(say(SHARES, group=group, row=shares.loc[group]) for group in named),
        ),
        data=_table_placements(data, mix),
    )


def _table_placements(data: Subject, mix: pd.DataFrame) -> Table:
    first, last = (f"January {mix[end].iloc[0]}" for end in ("first", "last"))
    missing = mix.loc[mix[["first_plans", "last_plans"]].isna().any(axis="columns"), "group"]
    return Table(
        "placements",
        f"EHC plans by placement in {data.name}, {first} and {last}",
        mix,
        {
            "group": "Placement",
            "first_plans": f"Plans, {first}",
            "last_plans": f"Plans, {last}",
            "first_pct": f"Share, {first} (%)",
            "last_pct": f"Share, {last} (%)",
            "change_points": "Change (percentage points)",
            "england_change_points": "England, change (percentage points)",
        },
        total_rows=[len(mix) - 1],
        note=say(NOTE, other=OTHER_PLACEMENT, missing=list(missing)),
        formulas={
            "first_pct": "100 * {first_plans} / {first_plans:last}",
            "last_pct": "100 * {last_plans} / {last_plans:last}",
            "change_points": "{last_pct} - {first_pct}",
        },
    )


ONE_JANUARY = """
The placements of {{ name }} are available for January {{ january }} alone, so no change of them can
be shown.
"""


TITLE = """
{%- if most is none -%}
How placements in {{ name }} changed from January {{ first }} to January {{ last }} is not available
{%- else -%}
{{ most }} {{ row.change_points|moved }} from {{ row.first_pct|percent }} of {{ name }}’s
plans in January {{ first }} to {{ row.last_pct|percent }} in January {{ last }}
{%- endif %}
"""
SHARES = "{{ group }} {{ row.first_pct|percent }} then {{ row.last_pct|percent }}"


NOTE = """
“{{ other }}” is all plans less the groups above it: awaiting provision, settings not listed and
placements not recorded. Placements not recorded are counted apart only from January 2023; before,
they are not available. “Educated elsewhere” holds those awaiting a setting from 2023 and other
settings from 2024.
{% if missing %}Not available at both dates, and therefore within “{{ other }}” where missing:
{{ missing|listed }}.{% endif %}
"""
