"""Growth of EHC plans and statements, the paper's own counts, and the change of placement mix."""

from collections.abc import Mapping, Sequence

import pandas as pd

from analysis.errors import DataError, UsageError, listing
from analysis.official.sen2 import (
    ENGLAND,
    ENGLAND_CODE,
    FIRST_PERSON_LEVEL,
    MAINTAINED_SPECIAL,
    NMSS_OR_INDEPENDENT,
)
from analysis.papers.ledger import claim_row
from analysis.shown import Sentence, or_sentence

FIRST_PLANS = 2015
"""The first January with EHC plans: they began in September 2014."""

LAST_STATEMENTS = 2018
"""The last January with statements: their conversion to plans ended in March 2018."""

OTHER_PLACEMENT = "Other or not recorded"

GROUPS: Mapping[str, Sequence[str]] = {
    "Mainstream": ("mainstream_total",),
    "Maintained special or academy": MAINTAINED_SPECIAL,
    "NMSS or independent": NMSS_OR_INDEPENDENT,
    "Alternative provision": ("ap_pru_total",),
    "Post-16": ("fe_total",),
    "Educated elsewhere": ("ed_elsewhere",),
    "Early years": ("nm_early_years",),
}
"""Group of placements → the columns of the release in it; mainstream is less `INDEPENDENT`."""

WIDENED = ("Educated elsewhere", OTHER_PLACEMENT)
"""Groups that are not the same at both dates: of what is in the second before 2023 (awaiting
provision) and before 2024 (other settings), the release counts most in the first afterwards."""

INDEPENDENT = "mainstream_independent"
"""Counted within `mainstream_total` by the release, and in NMSS or independent by the field."""


def by_january(plans: pd.DataFrame, code: str) -> pd.DataFrame:
    """Statements and EHC plans of an authority each January, beside England's.

    Columns january, authority, statements, ehc_plans, total (counts; missing where the release has
    none), change_pct (of the total on the January before), england_total, england_change_pct,
    release (reporting year). The source is SEN2: see `sources.read_ehc_plans`. Raises DataError for
    a code that the releases do not have.
    """
    if code not in set(plans["code"]):
        known = listing(sorted(set(plans["code"])))
        raise DataError(f"There are no EHC plans of the authority '{code}'; there are of: {known}")
    own = plans[plans["code"] == code]
    england = plans.loc[plans["code"] == ENGLAND_CODE, ["january", "total"]]
    rows = own.merge(england.rename(columns={"total": "england_total"}), on="january")
    rows = rows.sort_values("january", ignore_index=True)
    follows = rows["january"].diff() == 1
    for counted, change in (("total", "change_pct"), ("england_total", "england_change_pct")):
        counts = rows[counted].astype("float64")
        rows[change] = (100 * counts.pct_change(fill_method=None)).where(follows)
    return rows[
        [
            "january",
            "authority",
            "statements",
            "ehc_plans",
            "total",
            "change_pct",
            "england_total",
            "england_change_pct",
            "release",
        ]
    ]


def check_years(counts: pd.DataFrame, start: int, end: int) -> None:
    """Raise UsageError where start or end is no January of `by_january`, or start is not first."""
    years = list(counts["january"])
    allowed = f"the years allowed are {years[0]} to {years[-1]}"
    for name, year in (("start", start), ("end", end)):
        if year not in years:
            raise UsageError(f"{name} is {year!r}; {allowed}")
    if start >= end:
        raise UsageError(f"start is {start} and end is {end}; start has to be before end")


def growth_pct(first: float, last: float) -> float:
    """Growth from the first count to the last, per cent; missing where the first is none."""
    return 100 * (last / first - 1) if first > 0 else float("nan")


def annualised_pct(first: float, last: float, years: float) -> float:
    """The same growth every year that leads from the first count to the last, per cent a year.

    Compound: `100 × ((last ÷ first) ^ (1 ÷ years) − 1)`; missing where the first count is none.
    """
    return 100 * ((last / first) ** (1 / years) - 1) if first > 0 else float("nan")


def summary(counts: pd.DataFrame, start: int, end: int) -> pd.DataFrame:
    """Growth between two Januaries of the authority and, second, of England.

    Columns area, start, end (Januaries), years, start_plans, end_plans (EHC plans and statements),
    growth_pct, annualised_pct (compound, a year), statements_at_start (whether the authority's
    first count has statements in it). Takes the frame of `by_january`; raises UsageError: see
    `check_years`.
    """
    check_years(counts, start, end)
    rows = counts.set_index("january").astype({"total": "float64", "england_total": "float64"})
    years = end - start
    areas = {str(rows.loc[start, "authority"]): "total", ENGLAND: "england_total"}
    return pd.DataFrame(
        [
            {
                "area": area,
                "start": start,
                "end": end,
                "years": years,
                "start_plans": rows.loc[start, column],
                "end_plans": rows.loc[end, column],
                "growth_pct": growth_pct(rows.loc[start, column], rows.loc[end, column]),
                "annualised_pct": annualised_pct(
                    rows.loc[start, column], rows.loc[end, column], years
                ),
                "statements_at_start": bool(rows["statements"].fillna(0)[start] > 0),
            }
            for area, column in areas.items()
        ]
    )


@or_sentence
def index(counts: pd.DataFrame, start: int, end: int) -> pd.DataFrame:
    """EHC plans and statements as an index, January `start` = 100.

    Columns january, authority_index, england_index, gap_points (the authority's less England's).
    Takes the frame of `by_january`; raises UsageError: see `check_years`.
    """
    check_years(counts, start, end)
    rows = counts[counts["january"].between(start, end)].reset_index(drop=True)
    own = 100 * rows["total"].astype("float64") / rows["total"].iloc[0]
    england = 100 * rows["england_total"].astype("float64") / rows["england_total"].iloc[0]
    return pd.DataFrame(
        {
            "january": rows["january"],
            "authority_index": own,
            "england_index": england,
            "gap_points": own - england,
        }
    )


def series_breaks(counts: pd.DataFrame) -> pd.DataFrame:
    """The breaks that the Januaries of `by_january` cross, in order.

    Columns kind (`conversion`, `release` or `collection`), first, last (the Januaries affected; the
    same for a break between two Januaries, which is before `first`), release (the later release's
    reporting year, for `release`).
    """
    years = counts["january"]
    rows = []
    converting = years[years.between(FIRST_PLANS, LAST_STATEMENTS)]
    if len(converting):
        rows.append(("conversion", converting.iloc[0], converting.iloc[-1], None))
    changed = counts[counts["release"].diff().fillna(0) != 0]
    rows += [("release", row.january, row.january, row.release) for row in changed.itertuples()]
    if years.iloc[0] < FIRST_PERSON_LEVEL <= years.iloc[-1]:
        rows.append(("collection", FIRST_PERSON_LEVEL, FIRST_PERSON_LEVEL, None))
    frame = pd.DataFrame(rows, columns=["kind", "first", "last", "release"])
    return frame.astype({"release": "Int64"}).sort_values("last", kind="stable", ignore_index=True)


def own_counts(
    ledger: pd.DataFrame, counts: pd.DataFrame, marks: Sequence[Mapping[str, str]]
) -> pd.DataFrame:
    """The counts that the paper states at a date, in order, beside the official ones around it.

    Columns claim, paragraph, printed, month (such as `2021-07`), at (the month on the scale of the
    Januaries: July 2021 is 2021.5), plans, verdict, january_before, before_plans, january_after,
    after_plans (missing where the official series has ended), place (`below`, `between` or `above`
    the official counts).
    """
    official = counts.set_index("january")["total"].astype("float64")
    rows = []
    for mark in marks:
        claim = claim_row(ledger, mark["claim"])
        year, month = (int(part) for part in mark["month"].split("-"))
        before, after = official.get(year), official.get(year if month == 1 else year + 1)
        around = [one for one in (before, after) if one is not None]
        rows.append(
            {
                "claim": claim["claim"],
                "paragraph": claim["paragraph"],
                "printed": claim["printed"],
                "month": mark["month"],
                "at": year + (month - 1) / 12,
                "plans": claim["published"],
                "verdict": claim["verdict"],
                "january_before": year,
                "before_plans": before,
                "january_after": year if month == 1 else year + 1,
                "after_plans": after,
                "place": _place(claim["published"], around),
            }
        )
    columns = ["claim", "paragraph", "printed", "month", "at", "plans", "verdict"]
    columns += ["january_before", "before_plans", "january_after", "after_plans", "place"]
    frame = pd.DataFrame(rows, columns=columns)
    frame = frame.astype({"before_plans": "float64", "after_plans": "float64"})
    return frame.sort_values("month", kind="stable", ignore_index=True)


def _place(count: float, around: list[float]) -> str:
    if not around:
        return ""
    if count < min(around):
        return "below"
    return "above" if count > max(around) else "between"


def own_growth(own: pd.DataFrame) -> pd.DataFrame:
    """Growth from the first of the paper's own counts to the last: one row, or none without two.

    Columns first_month, last_month, months, first_plans, last_plans, growth_pct, annualised_pct
    (compound, a year). Takes the frame of `own_counts`.
    """
    columns = ["first_month", "last_month", "months", "first_plans", "last_plans"]
    columns += ["growth_pct", "annualised_pct"]
    if len(own) < 2 or own["month"].iloc[0] == own["month"].iloc[-1]:
        return pd.DataFrame(columns=columns)
    first, last = own.iloc[0], own.iloc[-1]
    months = round(12 * (last["at"] - first["at"]))
    counts = (first["plans"], last["plans"])
    growth = (growth_pct(*counts), annualised_pct(*counts, months / 12))
    row = (first["month"], last["month"], months, *counts, *growth)
    return pd.DataFrame([row], columns=columns)


def placement_years(placements: pd.DataFrame, start: int, end: int) -> tuple[int, int]:
    """The first and last January of the placements from start to end.

    Where that is not two Januaries, the first and last of all that the release has.
    """
    years = placements["january"]
    within = years[years.between(start, end)]
    chosen = within if within.nunique() > 1 else years
    return int(chosen.min()), int(chosen.max())


def placement_mix(
    placements: pd.DataFrame, authority: str, start: int, end: int
) -> pd.DataFrame | Sentence:
    """EHC plans by group of placements in two Januaries (see `placement_years`), and all last.

    Columns group, first, last (Januaries), first_plans, last_plans, first_pct, last_pct (of all
    plans), change_points (percentage points), england_change_points. A group with a figure that the
    release does not have is missing, and its plans are in `OTHER_PLACEMENT`: all plans less the
    groups, which is where the release has awaiting provision, settings not listed and placements
    not recorded. Groups follow SEN2 with mainstream independent in NMSS or independent, specialist
    post-16 in post-16 and NEET in educated elsewhere. A sentence says so where there
    is one January of the authority alone. Raises DataError for an unknown authority.
    """
    if authority not in set(placements["authority"]):
        known = listing(sorted(set(placements["authority"])))
        raise DataError(f"There are no placements of the authority '{authority}'; of: {known}")
    years = placements[placements["authority"] == authority]
    first, last = placement_years(years, start, end)
    if first == last:
        return Sentence(
            f"The placements of {authority} are available for January {first} alone, so no change "
            "of them can be shown."
        )
    own, england = (_mix(placements, area, first, last) for area in (authority, ENGLAND))
    return own.assign(england_change_points=england["change_points"])


def _mix(placements: pd.DataFrame, area: str, first: int, last: int) -> pd.DataFrame:
    rows = placements[placements["authority"] == area].set_index("january")
    figures = rows.drop(columns="authority").astype("float64")
    frame = pd.DataFrame({"group": [*GROUPS, OTHER_PLACEMENT, "All EHC plans"]})
    frame = frame.assign(first=first, last=last)
    for name, january in (("first", first), ("last", last)):
        plans = _grouped(figures.loc[january])
        frame[f"{name}_plans"] = plans
        frame[f"{name}_pct"] = [100 * count / plans[-1] for count in plans]
    frame["change_points"] = frame["last_pct"] - frame["first_pct"]
    order = ["group", "first", "last", "first_plans", "last_plans", "first_pct", "last_pct"]
    return frame[[*order, "change_points"]]


def _grouped(row: pd.Series) -> list[float]:
    """Counts of the groups, of what is in none of them, and of all."""
    counts = row.to_dict()
    counts["mainstream_total"] -= counts[INDEPENDENT]
    groups = [sum(counts[column] for column in columns) for columns in GROUPS.values()]
    whole = counts["ehcplans"]
    return [*groups, whole - sum(count for count in groups if count == count), whole]
