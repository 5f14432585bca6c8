"""Sums over authorities: where the release gives none, and to check those that it gives."""

import pandas as pd

from analysis.errors import DataError, listing
from analysis.official.areas import BETWEEN, ENGLAND_CODE, LOCAL, NATIONAL, REGIONAL
from analysis.official.assemble import KEY
from analysis.official.formats import FORMATS


def sum_of_authorities(rows: pd.DataFrame, areas: pd.DataFrame, level: str) -> pd.DataFrame:
    """Return the sums of figures over authorities, of England or of each region: `KEY` and value.

    Missing figures are left out, and a sum of none is missing. Raises DataError where an authority
    and one that took its place both have the figure, as in the population of 2021: choose those of
    one day with `areas.existing` first.
    """
    local = areas[areas["level"] == LOCAL]
    rows = rows[rows["code"].isin(local["code"])]
    _refuse_area_counted_twice(rows[rows["value"].notna()], local)
    region_of = dict(zip(local["code"], local["region_code"], strict=True))
    code = ENGLAND_CODE if level == NATIONAL else rows["code"].map(region_of)
    return rows.assign(code=code).groupby(KEY)["value"].sum(min_count=1).reset_index()


def _refuse_area_counted_twice(counted: pd.DataFrame, local: pd.DataFrame) -> None:
    became = [
        (code, later)
        for code, successors in zip(local["code"], local["successors"], strict=True)
        for later in successors.split(BETWEEN)
        if later
    ]
    pairs = pd.DataFrame(became, columns=["code", "later"])
    of = ["table", "period", "item"]
    before = counted[["code", *of]].merge(pairs, on="code")
    after = counted[["code", *of]].rename(columns={"code": "later"})
    twice = before.merge(after, on=["later", *of])
    if len(twice):
        row = twice.iloc[0]
        names = local.set_index("code")["name"][[row["code"], row["later"]]]
        raise DataError(
            f"{listing(names)} have a figure of the same time ({listing(row[of])}), although one "
            "took the place of the other: choose those that there were on one day"
        )


def reconcile(figures: pd.DataFrame, areas: pd.DataFrame) -> pd.DataFrame:
    """Return every published total of plans that is not the sum of what it is made up of.

    Columns `KEY`, check (in words), made_up (the sum), published, name (of the area), reason: the
    authorities whose figures the release does not have although they are in its total, or nothing
    where that does not explain it.
    """
    rows = figures[figures["table"].isin(FORMATS["totals"])]
    rows = rows.merge(areas[["code", "level", "name", "region_code"]], on="code")
    local, regional = (rows[rows["level"] == level] for level in (LOCAL, REGIONAL))
    checks = {
        "authorities of the region": local.assign(code=local["region_code"]),
        "authorities of England": local.assign(code=ENGLAND_CODE),
        "regions of England": regional.assign(code=ENGLAND_CODE),
    }
    for table, totals in FORMATS["totals"].items():
        for total, parts in totals.items():
            made_of = rows[(rows["table"] == table) & rows["item"].isin(parts)]
            checks[f"parts of {total}"] = made_of.assign(item=total)
    published = rows.set_index(KEY)[["value", "name"]]
    found = []
    for check, group in checks.items():
        sums = group.groupby(KEY)["value"].sum(min_count=1).to_frame("made_up")
        both = sums.join(published.rename(columns={"value": "published"}), how="inner")
        both = both[both["made_up"].sub(both["published"]).fillna(0) != 0].assign(check=check)
        missing = group[group["value"].isna() & (group["level"] == LOCAL)]
        if check.startswith("parts of"):
            missing = missing[:0]
        names = missing.groupby(KEY)["name"].agg(lambda names: ", ".join(sorted(names)))
        both = both.join("not available, but in the total: " + names.rename("reason"))
        found.append(both.fillna({"reason": ""}).reset_index())
    return pd.concat(found, ignore_index=True)
