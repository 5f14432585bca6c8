"""One series of several releases: made anew of everything that has been imported.

Whatever was imported first: the tables are made of the set of parts, each being what one csv or
workbook holds, so that they do not depend on the order.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from analysis.official.areas import AREAS, build_areas, codes_by_number, present_codes, unexplained
from analysis.official.formats import FORMATS
from analysis.official.store import FIGURES, NEIGHBOURS, REVISIONS, Source, Use
from analysis.official.symbols import DROPPED

TABLES = FORMATS["tables"]
KEY = ["table", "code", "period", "item"]
FIGURE_COLUMNS = [*KEY, "value", "symbol", "release", "source"]
NEIGHBOUR_COLUMNS = ["code", "rank", "neighbour_code", "closeness", "former", "model"]


@dataclass(frozen=True)
class Assembled:
    """The tables, what each takes from each part, and what there is to say about them.

    `waiting` are tables that no release says the ONS codes for yet, `unplaced` the authorities of
    workbooks that none of the releases knows, `notes` authorities that come or go unexplained.
    """

    tables: Mapping[str, pd.DataFrame]
    uses: Mapping[str, tuple[Use, ...]] = field(default_factory=dict)
    waiting: tuple[str, ...] = ()
    unplaced: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def assemble(parts: Iterable[tuple[Source, pd.DataFrame]]) -> Assembled:
    """Return every table that the parts make up, sorted: the same parts give the same bytes."""
    frames: dict[str, list[pd.DataFrame]] = {FIGURES: [], NEIGHBOURS: []}
    for source, rows in sorted(parts, key=lambda part: (part[0].year, part[0].source)):
        kind = FIGURES if "value" in rows else NEIGHBOURS
        frames[kind].append(rows.assign(release=source.year, source=source.source))
    figures, near = (pd.concat([pd.DataFrame(), *of], ignore_index=True) for of in frames.values())
    names = [*dict.fromkeys(figures.get("table", ())), *([NEIGHBOURS] if len(near) else [])]
    if "code" not in figures:
        return Assembled({}, waiting=tuple(names))
    figures["code"] = present_codes(figures["code"])
    by_number = [rows for rows in (figures[figures["code"].isna()], near) if len(rows)]
    others = pd.concat([pd.DataFrame({"la_code": [], "name": []}, dtype="str"), *by_number])
    others = others[["la_code", "name"]].drop_duplicates()
    seen = figures[figures["code"].notna()].drop_duplicates(["code", "name", "period", "release"])
    areas = build_areas(seen, others)
    code_of = codes_by_number(areas)
    figures["code"] = figures["code"].fillna(figures["la_code"].map(code_of))
    kept, revisions = merge_releases(figures[figures["code"].notna()])
    tables = {AREAS: areas, FIGURES: kept, REVISIONS: revisions}
    if len(near):
        near = near.assign(
            code=near["la_code"].map(code_of),
            neighbour_code=near["neighbour_la_code"].map(code_of).astype("str"),
        ).dropna(subset="code")
        order = near.sort_values(["code", "model", "rank"], ignore_index=True)
        tables[NEIGHBOURS] = order[NEIGHBOUR_COLUMNS]
    unplaced = others[~others["la_code"].isin(code_of)]
    return Assembled(
        tables,
        _uses(kept, near),
        unplaced=tuple(unplaced["la_code"] + " " + unplaced["name"]),
        notes=tuple(unexplained(areas)),
    )


def merge_releases(rows: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the figures of the latest releases, and those that they revised.

    Where a later release covers a period it also says which areas there are: an area that only the
    earlier one counts is not taken from it, and its figures are listed as dropped. What the later
    one does not have of an area that it counts, such as a placement that it no longer names, is
    taken from the earlier one. The second frame has a row for each release that said otherwise than
    the next: `KEY`, earlier_value, later_value, and so on of symbol and release.
    """
    rows = rows.sort_values("release", kind="stable", ignore_index=True)
    last = rows.groupby(["table", "period"])["release"].transform("max")
    area = pd.MultiIndex.from_frame(rows[["table", "period", "code"]])
    there = area.isin(area[rows["release"] == last])
    kept = rows[there].drop_duplicates(KEY, keep="last")
    says = ["value", "symbol", "release"]
    later = rows.groupby(KEY, sort=False)[says].shift(-1).add_prefix("later_")
    both = rows.rename(columns={name: f"earlier_{name}" for name in says}).join(later)
    followed = both["later_release"].notna()
    known = both["earlier_value"].notna() | both["later_value"].notna()
    other_value = known & (both["earlier_value"] != both["later_value"])
    other_symbol = both["earlier_symbol"].fillna("") != both["later_symbol"].fillna("")
    dropped = ~followed & ~there
    both.loc[dropped, "later_symbol"] = DROPPED
    both["later_release"] = both["later_release"].fillna(last).astype("int64")
    revised = both[(followed & (other_value | other_symbol)) | dropped]
    columns = [f"{time}_{name}" for name in says for time in ("earlier", "later")]
    return (
        kept[FIGURE_COLUMNS].sort_values(KEY, ignore_index=True),
        revised[[*KEY, *columns]].sort_values([*KEY, "earlier_release"], ignore_index=True),
    )


def _uses(figures: pd.DataFrame, near: pd.DataFrame) -> dict[str, tuple[Use, ...]]:
    """Part → what each table takes from it."""
    rows = figures.assign(word=figures["table"].map({t: of["period"] for t, of in TABLES.items()}))
    if len(near):
        near = near.assign(table=NEIGHBOURS, word="", period=near["model"])
        rows = pd.concat([rows, near], ignore_index=True)
    part = rows["release"].astype("str") + "-" + rows["source"]
    found: dict[str, tuple[Use, ...]] = {}
    for (name, table, word), periods in rows.groupby([part, "table", "word"])["period"]:
        use = Use(table, word, periods.min(), periods.max())
        found[name] = (*found.get(name, ()), use)
    return found
