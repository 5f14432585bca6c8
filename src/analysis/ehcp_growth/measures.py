"""EHC plans each January, their growth, the counts that a paper states, and placements.

The source is SEN2, the January count of EHC plans, as the releases publish it.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache

import pandas as pd

from analysis.comparison import comparison_of, growth_of, index
from analysis.comparison.beside_others import BesideOthers, beside_others
from analysis.display import NotAvailable, say
from analysis.errors import UsageError
from analysis.official.placement_groups import (
    ALL_PLANS,
    ENGLAND,
    ENGLAND_CODE,
    FIRST_PERSON_LEVEL,
    MAINTAINED_SPECIAL,
    NMSS_OR_INDEPENDENT,
)
from analysis.papers.ledger import claim_row
from analysis.subject import Subject

FIRST_PLANS = 2015
"""The first January with EHC plans: they began in September 2014."""

LAST_STATEMENTS = 2018
"""The last January with statements: their conversion to plans ended in March 2018."""

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


# ------------------------------------------------------------------------------ official


def plans_by_january(data: Subject) -> pd.DataFrame:
    """Return the statements and EHC plans of each January, beside England's.

    Columns january, statements, ehc_plans, total (counts; missing where the release has none),
    change_pct (of the total on the January before), england_total, england_change_pct, release
    (reporting year). Raises UsageError where there are no figures of the subject.
    """
    return _plans_by_january(data).copy()


@lru_cache(maxsize=4)  # charts and tables of a page all ask for it
def _plans_by_january(data: Subject) -> pd.DataFrame:
    if isinstance(data.ehc_plans, NotAvailable):
        raise UsageError(data.ehc_plans.reason)
    plans = data.country.wide("ehc_plans")
    england = plans.loc[ENGLAND_CODE, "total"].rename("england_total")
    rows = plans.loc[data.code].join(england, how="inner").sort_index()
    follows = rows.index.to_series().diff() == 1  # a gap is no change in a year
    rows["change_pct"] = 100 * rows["total"].pct_change(fill_method=None).where(follows)
    change = rows["england_total"].pct_change(fill_method=None)
    rows["england_change_pct"] = 100 * change.where(follows)
    rows = rows.join(_releases(data)).rename_axis("january").reset_index()
    columns = ["january", "statements", "ehc_plans", "total", "change_pct"]
    return rows[[*columns, "england_total", "england_change_pct", "release"]]


def _releases(data: Subject) -> pd.Series:
    """Return the reporting year of the release that each January's total is from."""
    rows = data.country.rows
    rows = rows[(rows["table"] == "ehc_plans") & (rows["code"] == data.code)]
    rows = rows[rows["item"] == "total"]
    return rows.set_index(rows["period"].astype("int64"))["release"]


def growth_between(data: Subject, start: int, end: int) -> pd.DataFrame:
    """Return the growth between two Januaries of the subject and, second, of England.

    Columns area, start, end (Januaries), years, start_plans, end_plans (EHC plans and statements),
    growth_pct, annualised_pct (compound, a year), counted (what the subject's first count is of, in
    words). Raises UsageError for a January that is not there, or a start that is not before end.
    """
    plans = plans_by_january(data)
    _check_januaries(plans, start, end)
    found = growth_of(data.country, start, end)
    codes = [data.code, ENGLAND_CODE]
    statements = plans.set_index("january")["statements"].fillna(0)[start]
    return pd.DataFrame(
        {
            "area": [data.name, ENGLAND],
            "start": start,
            "end": end,
            "years": end - start,
            "start_plans": found.denominators.loc[codes, "growth"].to_numpy(),
            "end_plans": found.numerators.loc[codes, "growth"].to_numpy(),
            "growth_pct": found.values.loc[codes, "growth"].to_numpy(),
            "annualised_pct": found.values.loc[codes, "growth_a_year"].to_numpy(),
            "counted": "EHC plans and statements" if statements > 0 else "EHC plans",
        }
    )


def _check_januaries(plans: pd.DataFrame, start: int, end: int) -> None:
    years = list(plans["january"])
    for name, year in (("start", start), ("end", end)):
        if year not in years:
            raise UsageError(f"{name} is {year!r}; the years allowed are {years[0]} to {years[-1]}")
    if start >= end:
        raise UsageError(f"start is {start} and end is {end}; start has to be before end")


def indices(data: Subject, start: int, end: int) -> pd.DataFrame:
    """Return plans and statements as an index, January `start` = 100, of the subject and others.

    Columns january, authority, england, region, neighbours, neighbours_counted (see
    `comparison.index`), gap_points (the subject's less England's). Raises UsageError as
    `growth_between`.
    """
    _check_januaries(plans_by_january(data), start, end)
    neighbours = data.neighbours
    near = neighbours if isinstance(neighbours, NotAvailable) else list(neighbours["code"])
    lines = index(data.country, data.code, near, start, end)
    return lines.assign(gap_points=lines["authority"] - lines["england"])


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


# ------------------------------------------------------------------------------ beside others


def growth_beside_others(data: Subject, start: int, end: int) -> BesideOthers | NotAvailable:
    """Return the growth of the subject beside its comparators and all authorities."""
    if isinstance(data.comparators, NotAvailable):
        return data.comparators
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
    if isinstance(data.comparators, NotAvailable):
        return data.comparators
    found = comparison_of(data.country)
    year = found.figures.last_period("population")
    columns = {
        "numerator": f"Plans, January {year}",
        "denominator": f"People aged 2 to 18, {year}",
        "value": "Plans per 1,000 people",
    }
    return beside_others(found, "plans_per_1000", data.comparators, columns)


# ------------------------------------------------------------------------------ of a paper

NO_COUNTS = NotAvailable("This paper states no count of EHC plans at a date.")


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
        return NO_COUNTS
    official = plans_by_january(data).set_index("january")["total"]
    rows = []
    for mark in dated:
        claim = claim_row(data.claims, mark["claim"])
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


# ------------------------------------------------------------------------------ placements


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
    first, last = _placement_januaries(data.placements["january"], start, end)
    if first == last:
        return NotAvailable(say(ONE_JANUARY, name=data.name, january=first))
    placements = data.country.wide("placements")
    own = _mix(placements.loc[data.code], first, last)
    england = _mix(placements.loc[ENGLAND_CODE], first, last)
    return own.assign(england_change_points=england["change_points"])


def _placement_januaries(years: pd.Series, start: int, end: int) -> tuple[int, int]:
    within = years[years.between(start, end)]
    shown = within if within.nunique() > 1 else years
    return int(shown.min()), int(shown.max())


def _mix(figures: pd.DataFrame, first: int, last: int) -> pd.DataFrame:
    groups = pd.DataFrame(
        {
            group: figures[list(columns)].sum(axis="columns", skipna=False)
            for group, columns in GROUPS.items()
        }
    )
    groups["Mainstream"] -= figures[INDEPENDENT]
    groups[OTHER_PLACEMENT] = figures[ALL_PLANS] - groups.sum(axis="columns")
    groups[ALL] = figures[ALL_PLANS]
    plans = groups.loc[[first, last]].set_axis(["first_plans", "last_plans"]).transpose()
    shares = (100 * plans / plans.loc[ALL]).set_axis(["first_pct", "last_pct"], axis="columns")
    mix = plans.join(shares).rename_axis("group").reset_index()
    return mix.assign(first=first, last=last, change_points=mix["last_pct"] - mix["first_pct"])


ONE_JANUARY = """
The placements of {{ name }} are available for January {{ january }} alone, so no change of them can
be shown.
"""
