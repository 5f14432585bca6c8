"""Several releases as one series: the later wins, and every figure that it revised is listed."""

from collections.abc import Sequence

import pandas as pd

from analysis.official.symbols import DROPPED

REVISIONS = "revisions"

REVISION_COLUMNS = (
    "code",
    "january",
    "financial_year",
    "table",
    "column",
    "earlier_value",
    "later_value",
    "difference",
    "earlier_symbol",
    "later_symbol",
    "earlier_release",
    "later_release",
)


def later_wins(
    rows: pd.DataFrame, period: str, key: Sequence[str]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The rows of the latest release, and those that it revised, earlier beside later.

    `rows` has code, the period (`january` or another), the columns of the key, value, symbol and
    release. Where a later release covers a period it also says which areas there are: an area that
    only the earlier one counts is not taken from it, and its figures are listed as dropped. What
    the later one does not have of an area that it counts, such as a placement that it no longer
    names, is taken from the earlier one. The second frame has code, the period, the key,
    earlier_value, later_value, difference, earlier_symbol, later_symbol, earlier_release,
    later_release: one row for each release that said otherwise than the next.
    """
    full = ["code", period, *key]
    rows = rows.sort_values("release", kind="stable", ignore_index=True)
    last = rows.groupby(period)["release"].transform("max")
    counted = rows.loc[rows["release"] == last, ["code", period]].drop_duplicates()
    there = rows.merge(counted, on=["code", period], how="left", indicator=True)["_merge"] == "both"
    kept = rows[there.to_numpy()].drop_duplicates(full, keep="last")
    return kept.reset_index(drop=True), _revised(rows, there.to_numpy(), full)


def _revised(rows: pd.DataFrame, there: "pd.Series", full: list[str]) -> pd.DataFrame:
    figures = ["value", "symbol", "release"]
    earlier = rows.rename(columns={name: f"earlier_{name}" for name in figures})
    following = rows.groupby(full, sort=False)[figures].shift(-1)
    earlier = earlier.join(following.rename(columns={name: f"later_{name}" for name in figures}))
    has_later = earlier["later_release"].notna()
    other_value = (earlier["earlier_value"] != earlier["later_value"]).fillna(False).astype(bool)
    other_kind = earlier["earlier_symbol"].fillna("") != earlier["later_symbol"].fillna("")
    changed = earlier[has_later & (other_value | other_kind)]
    gone = earlier[~has_later & ~there].assign(later_symbol=DROPPED)
    last = rows.groupby(full[1])["release"].max()
    gone = gone.assign(later_release=gone[full[1]].map(last))
    revised = pd.concat([changed, gone], ignore_index=True)
    return revised.assign(
        difference=revised["later_value"] - revised["earlier_value"],
        later_release=revised["later_release"].astype("int64"),
    )
