"""Which authorities there are, and as what each was counted: keyed by ONS code.

An authority whose area changed is another one: Dorset of before and after April 2019 are two, each
with its own code, and no series goes from one to the other (`REORGANISATIONS`). One whose code
changed while its area did not is one authority, under its present code (`RECODED`). The releases
are not consistent there: that of 2025 has Buckinghamshire as E06000060 in January 2021 to 2023 and
as E10000002, its code until 2020, before and after; and North Yorkshire and Somerset under their
county codes throughout. The department's own number of three digits (`la_code`) stays when a code
changes alone, and is new when the area is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from analysis.errors import UsageError, listing, nearest

AREAS = "areas"
NATIONAL, REGIONAL, LOCAL = "National", "Regional", "Local authority"
ENGLAND_CODE = "E92000001"
BETWEEN = "; "
"""What stands between several codes or names in one cell of the table of areas."""


@dataclass(frozen=True)
class Reorganisation:
    """Authorities that were abolished, and those that took their place, with another area.

    `numbers` has the department's number of each ONS code, `made_of` of each new authority those
    that its area, or a part of it, was of before.
    """

    on: date
    numbers: Mapping[str, str]
    made_of: Mapping[str, tuple[str, ...]]
    what: str

    @property
    def ended(self) -> tuple[str, ...]:
        """The authorities that were abolished."""
        return tuple(dict.fromkeys(code for codes in self.made_of.values() for code in codes))


REORGANISATIONS: tuple[Reorganisation, ...] = (
    Reorganisation(
        date(2019, 4, 1),
        {
            "E06000028": "837",
            "E06000029": "836",
            "E10000009": "835",
            "E06000058": "839",
            "E06000059": "838",
        },
        {"E06000058": ("E06000028", "E06000029", "E10000009"), "E06000059": ("E10000009",)},
        "Bournemouth, Poole and the Christchurch of Dorset became one authority, "
        "the rest of Dorset another",
    ),
    Reorganisation(
        date(2021, 4, 1),
        {"E10000021": "928", "E06000061": "940", "E06000062": "941"},
        {"E06000061": ("E10000021",), "E06000062": ("E10000021",)},
        "Northamptonshire was split into North and West Northamptonshire",
    ),
    Reorganisation(
        date(2023, 4, 1),
        {"E10000006": "909", "E06000063": "942", "E06000064": "943"},
        {"E06000063": ("E10000006",), "E06000064": ("E10000006",)},
        "Cumbria was split into Cumberland and Westmorland and Furness",
    ),
)

RECODED: Mapping[str, str] = {
    "E06000048": "E06000057",  # Northumberland, April 2013
    "E08000020": "E08000037",  # Gateshead, April 2013
    "E10000002": "E06000060",  # Buckinghamshire, April 2020: the county with its districts
    "E10000023": "E06000065",  # North Yorkshire, April 2023: the county with its districts
    "E10000027": "E06000066",  # Somerset, April 2023: the county with its districts
}
"""Former code → present code of the same area.

Of Northumberland and Gateshead a few homes changed sides in 2013, too few to be another area.
"""


def present_code(codes: pd.Series) -> pd.Series:
    """The codes, each former code of an area that did not change replaced by its present one."""
    return codes.replace(dict(RECODED))


def build_areas(
    seen: pd.DataFrame, names: pd.DataFrame, reorganisations: Sequence[Reorganisation] | None = None
) -> pd.DataFrame:
    """One row an area: England, the regions and every authority that a release counts.

    `seen` has a row an area, January and release: level, published_code, la_code, name,
    region_code, region, january, release (its reporting year). `names` has other names of
    authorities: la_code, name. Columns of the result: code, level, name, other_names, la_code,
    region_code, region, first_january, last_january (with figures), start, end (dates as text such
    as 2019-04-01, missing where no reorganisation made or ended it), predecessors, successors
    (codes), other_codes (former ones of the same area), reorganisation (what happened, in words).
    Several codes or names in a cell have `BETWEEN` between them; no code or name is an empty cell.
    """
    changes = REORGANISATIONS if reorganisations is None else reorganisations
    seen = seen.assign(code=present_code(seen["published_code"]))
    latest = seen.sort_values(["release", "january"], kind="stable")
    areas = latest.drop_duplicates("code", keep="last").set_index("code")
    groups = seen.groupby("code")["january"]
    areas = areas.assign(first_january=groups.min(), last_january=groups.max())
    also = pd.concat([seen[["la_code", "code", "name"]], _with_code(names, areas)])
    areas["other_names"] = _others(also, areas["name"])
    areas["other_codes"] = _former_codes(areas.index)
    for column, texts in _changes(changes).items():
        cells = pd.Series(areas.index, areas.index).map(texts).astype("str")
        areas[column] = cells if column in ("start", "end") else cells.fillna("")
    order = {NATIONAL: 0, REGIONAL: 1, LOCAL: 2}
    areas = areas.reset_index().sort_values(
        ["level", "code"], key=lambda cells: cells.map(order) if cells.name == "level" else cells
    )
    return areas[list(AREA_COLUMNS)].reset_index(drop=True)


AREA_COLUMNS = (
    "code",
    "level",
    "name",
    "other_names",
    "la_code",
    "region_code",
    "region",
    "first_january",
    "last_january",
    "start",
    "end",
    "predecessors",
    "successors",
    "other_codes",
    "reorganisation",
)


def _with_code(names: pd.DataFrame, areas: pd.DataFrame) -> pd.DataFrame:
    code_of = codes_by_number(areas.reset_index())
    return names.assign(code=names["la_code"].map(code_of)).dropna(subset="code")


def _others(also: pd.DataFrame, own: pd.Series) -> pd.Series:
    others = also[also["name"] != also["code"].map(own)]
    joined = others.groupby("code")["name"].agg(lambda names: BETWEEN.join(sorted(set(names))))
    return joined.reindex(own.index).fillna("").astype("str")


def _former_codes(codes: Iterable[str]) -> list[str]:
    return [BETWEEN.join(old for old, new in RECODED.items() if new == code) for code in codes]


def _changes(reorganisations: Sequence[Reorganisation]) -> dict[str, dict[str, str]]:
    """Column of the table of areas → code → what stands there."""
    columns: dict[str, dict[str, str]] = {
        name: {} for name in ("start", "end", "predecessors", "successors", "reorganisation")
    }
    for change in reorganisations:
        for code in change.ended:
            columns["end"][code] = change.on.isoformat()
            after = [new for new, before in change.made_of.items() if code in before]
            columns["successors"][code] = BETWEEN.join(after)
        for code, before in change.made_of.items():
            columns["start"][code] = change.on.isoformat()
            columns["predecessors"][code] = BETWEEN.join(before)
        for code in (*change.ended, *change.made_of):
            columns["reorganisation"][code] = change.what
    return columns


def codes_by_number(
    areas: pd.DataFrame, reorganisations: Sequence[Reorganisation] | None = None
) -> dict[str, str]:
    """The department's number → ONS code, of the areas and of those of the reorganisations.

    So a workbook that names an authority of 2023 is understood beside a release of 2022.
    """
    changes = REORGANISATIONS if reorganisations is None else reorganisations
    known = {number: code for change in changes for code, number in change.numbers.items()}
    local = areas[areas["level"] == LOCAL].sort_values("last_january", kind="stable")
    return known | dict(zip(local["la_code"], local["code"], strict=True))


def unexplained(areas: pd.DataFrame) -> list[str]:
    """In words, each authority whose series begins or ends with no reorganisation known.

    And each number of the department that two ONS codes share: perhaps one area with a new code.
    """
    local = areas[areas["level"] == LOCAL]
    first, last = areas["first_january"].min(), areas["last_january"].max()
    notes = [
        f"{area['name']} ({area['code']}) is counted from January {area['first_january']} to "
        f"{area['last_january']}, and no reorganisation is known"
        for area in local.to_dict("records")
        if (area["first_january"] > first and pd.isna(area["start"]))
        or (area["last_january"] < last and pd.isna(area["end"]))
    ]
    shared = local[local["la_code"].duplicated(keep=False)]
    notes += [
        f"{listing(group['code'])} have the same number of the department, {number}: "
        "one area with a new code? They are kept apart"
        for number, group in shared.groupby("la_code")
    ]
    return notes


def existing(areas: pd.DataFrame, on: str) -> pd.DataFrame:
    """The authorities that there were on a day such as `2021-04-01`, by the reorganisations."""
    local = areas[areas["level"] == LOCAL]
    begun = local["start"].isna() | (local["start"].fillna("") <= on)
    not_ended = local["end"].isna() | (local["end"].fillna("") > on)
    return local[begun & not_ended].reset_index(drop=True)


def find_authority(areas: pd.DataFrame, wanted: str) -> str:
    """The code of the authority that is called or coded so, also by a former code or other name.

    Of two authorities with one name, such as Dorset, it is the one that there is now. Raises
    UsageError for none, naming the nearest, or for several.
    """
    local = areas[areas["level"] == LOCAL]
    if (local["code"] == wanted).any():
        return wanted
    word = " ".join(wanted.split()).casefold()
    called: dict[str, list[str]] = {}
    for area in local.to_dict("records"):
        codes, names = area["other_codes"].split(BETWEEN), area["other_names"].split(BETWEEN)
        for alias in {alias.casefold() for alias in (area["code"], area["name"], *codes, *names)}:
            if alias:
                called.setdefault(alias, []).append(area["code"])
    found = called.get(word, [])
    ended = set(local.loc[local["end"].notna(), "code"])
    current = [code for code in found if code not in ended] or found
    if len(current) == 1:
        return current[0]
    if current:
        raise UsageError(f"'{wanted}' names several authorities: use a code of {listing(current)}")
    close = nearest(word, [name for name in called if not name.startswith("e0")])
    for area in local["name"]:
        close = close.replace(f"'{area.casefold()}'", f"'{area}'")
    example = f"; a name such as {local['name'].iloc[0]} or a code such as {local['code'].iloc[0]}"
    raise UsageError(f"There is no authority '{wanted}'{close or f'{example} was expected'}")
