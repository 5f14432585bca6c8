"""Sums over authorities: where the release gives none, and to check those that it gives.

Nothing missing is taken for zero: each sum says of how many authorities it is, and which are not
in it.
"""

from collections.abc import Mapping, Sequence

import pandas as pd

from analysis.errors import DataError, listing
from analysis.official.areas import BETWEEN, ENGLAND_CODE, LOCAL, NATIONAL, REGIONAL
from analysis.official.store import Official

FIGURES = ("value", "symbol", "level", "release", "source")
"""Columns of a table that are no part of what a sum is of."""


def sum_of_authorities(
    rows: pd.DataFrame, areas: pd.DataFrame, level: str = NATIONAL
) -> pd.DataFrame:
    """The sums over authorities, of England or, with level `Regional`, of each region.

    `rows` is a table of `store.Official`. Columns code (of England or the region), level, those
    that say what the rows are of, value (in their unit; missing where no authority has a figure),
    authorities (how many have a figure), missing (names of those that have a symbol, but not of one
    whose successors or predecessors have the figure). Raises DataError where an authority and one
    that took its place both have the figure, as in the population of 2021: choose those of one day
    with `authorities.existing` first.
    """
    local = areas[areas["level"] == LOCAL].set_index("code")
    rows = rows[rows["code"].isin(local.index)]
    of = [column for column in rows.columns if column not in ("code", *FIGURES)]
    missing = _not_by_relatives(rows, of, local)
    region = rows["code"].map(local["region_code"])
    rows = rows.assign(
        name=rows["code"].map(local["name"]).where(missing),
        code=ENGLAND_CODE if level == NATIONAL else region,
    )
    key = ["code", *of]
    groups = rows.groupby(key, sort=True)
    sums = groups["value"].sum(min_count=1).to_frame().join(groups["value"].count().rename("n"))
    without = rows.dropna(subset="name").groupby(key)["name"]
    sums["missing"] = without.agg(lambda names: ", ".join(sorted(names)))
    sums = sums.reset_index().rename(columns={"n": "authorities"}).assign(level=level)
    sums["missing"] = sums["missing"].fillna("").astype("str")
    return sums[["code", "level", *of, "value", "authorities", "missing"]]


def _not_by_relatives(rows: pd.DataFrame, of: list[str], local: pd.DataFrame) -> pd.Series:
    """Whether a row's figure is missing, and not there by those that the area was or became."""
    relatives = {
        code: {
            one
            for cell in (area["predecessors"], area["successors"])
            for one in cell.split(BETWEEN)
            if one
        }
        for code, area in local[["predecessors", "successors"]].iterrows()
    }
    missing = rows["value"].isna()
    involved = rows[rows["code"].isin([code for code, others in relatives.items() if others])]
    for what, group in involved.groupby(of):
        counted = set(group.loc[group["value"].notna(), "code"])
        for row, code in group["code"].items():
            twice = relatives[code] & counted
            if code in counted and twice:
                names = listing(sorted(local.loc[[code, *twice], "name"]))
                raise DataError(
                    f"{names} have a figure of the same time ({listing(map(str, what))}), although "
                    "one took the place of the other: choose those that there were on one day"
                )
            if twice and relatives[code] <= counted | {code}:
                missing[row] = False
    return missing


def reconcile(official: Official) -> pd.DataFrame:
    """Every published total that is not the sum of what it is made up of.

    Columns table, check (in words), code (of the total's area), name, january, column, made_up (the
    sum), published, difference (the sum less the total; plans), reason: the authorities whose
    figures the release does not have although they are in its total, or nothing where that does not
    explain it. The sources are the tables `ehc_plans` and `placements` of SEN2.
    """
    areas = official.areas
    found = []
    for table, column in (("ehc_plans", "measure"), ("placements", "placement")):
        if official.has(table):
            rows = official.table(table)
            found.append(_areas_against_totals(table, column, rows, areas))
            found.append(_parts_against_totals(table, column, rows, areas))
    return pd.concat(found, ignore_index=True)


SUMS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "ehc_plans": {"total": ("statements", "ehc_plans")},
    "placements": {
        "special_total": (
            "special_la_maintained",
            "special_academy_free",
            "special_independent",
            "special_non_maintained",
        ),
        "ap_pru_total": ("ap_pru_academy", "ap_pru_free_school", "ap_pru_la_maintained"),
        "fe_total": (
            "general_fe_tertiary_colleges",
            "specialist_post_16_institutions",
            "ukrlp_provider",
        ),
        "mainstream_total": (
            "mainstream_la_maintained",
            "mainstream_la_maintained_resourced_provision",
            "mainstream_la_maintained_senunit",
            "mainstream_academy",
            "mainstream_academy_resourced_provision",
            "mainstream_academy_senunit",
            "mainstream_free_school",
            "mainstream_free_school_resourced_provision",
            "mainstream_free_school_senunit",
            "mainstream_independent",
        ),
    },
}
"""Table → total → what it is made up of."""

COLUMNS = (
    "table",
    "check",
    "code",
    "name",
    "january",
    "column",
    "made_up",
    "published",
    "difference",
    "reason",
)


def _areas_against_totals(
    table: str, column: str, rows: pd.DataFrame, areas: pd.DataFrame
) -> pd.DataFrame:
    of_regions = sum_of_authorities(rows, areas, REGIONAL).assign(check="authorities of the region")
    of_england = sum_of_authorities(rows, areas).assign(check="authorities of England")
    regions = rows[rows["level"] == REGIONAL]
    by_region = regions.groupby(["january", column])["value"].sum(min_count=1).reset_index()
    by_region = by_region.assign(check="regions of England", code=ENGLAND_CODE, missing="")
    sums = pd.concat([of_regions, of_england, by_region], ignore_index=True)
    published = rows[["code", "january", column, "value"]].rename(columns={"value": "published"})
    both = sums.merge(published, on=["code", "january", column], how="inner")
    reason = "not available, but in the total: " + both["missing"]
    both = both.assign(reason=reason.where(both["missing"] != "", ""))
    return _different(table, column, both.rename(columns={"value": "made_up"}), areas)


def _parts_against_totals(
    table: str, column: str, rows: pd.DataFrame, areas: pd.DataFrame
) -> pd.DataFrame:
    wide = widen(rows, column)
    found = []
    for total, parts in SUMS[table].items():
        if total not in wide:
            continue
        there = [part for part in parts if part in wide]
        both = wide.reset_index()[["code", "january"]].assign(
            made_up=wide[there].sum(axis="columns").to_numpy(),
            published=wide[total].to_numpy(),
            check=f"parts of {total}",
            reason="",
        )
        found.append(_different(table, column, both.assign(**{column: total}), areas))
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=list(COLUMNS))


def _different(table: str, column: str, both: pd.DataFrame, areas: pd.DataFrame) -> pd.DataFrame:
    made_up, published = both["made_up"].astype("Int64"), both["published"].astype("Int64")
    names = areas.set_index("code")["name"]
    both = both.assign(
        table=table,
        column=both[column],
        name=both["code"].map(names),
        made_up=made_up,
        published=published,
        difference=made_up - published,
    )
    return both.loc[(both["difference"] != 0).fillna(False).astype(bool), list(COLUMNS)]


def widen(
    rows: pd.DataFrame, column: str, index: Sequence[str] = ("code", "january")
) -> pd.DataFrame:
    """One row a code and January, one column a measure or placement: the values, symbols missing.

    A placement that a release does not name is missing too, so that the symbol has to be asked of
    the long table where the reason matters.
    """
    return rows.pivot(index=list(index), columns=column, values="value")
