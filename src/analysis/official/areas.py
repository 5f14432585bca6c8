"""Which authorities there are, and as what each was counted: keyed by ONS code.

An authority whose area changed is another one: Dorset of before and after April 2019 are two, each
with its own code, and no series goes from one to the other (`REORGANISATIONS`). One whose code
changed while its area did not is one authority, under its present code (`RECODED`). The releases
are not consistent there: that of 2025 has Buckinghamshire as E06000060 in January 2021 to 2023 and
as E10000002, its code until 2020, before and after. The department's own number of three digits
(`la_code`) stays when a code changes alone, and is new when the area is.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from analysis.errors import UsageError, listing, nearest

if TYPE_CHECKING:  # a build with nothing to do does without pandas
    import pandas as pd

AREAS = "areas"
NATIONAL, REGIONAL, LOCAL = "National", "Regional", "Local authority"
ENGLAND_CODE = "E92000001"
BETWEEN = "; "
"""What stands between several codes or names in one cell of the table of areas."""

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


@dataclass(frozen=True)
class Reorganisation:
    """Authorities that were abolished, and those that took their place, with another area."""

    on: date
    numbers: Mapping[str, str]
    made_of: Mapping[str, Sequence[str]]
    what: str

    @property
    def ended(self) -> tuple[str, ...]:
        """The authorities that were abolished."""
        return tuple(dict.fromkeys(code for codes in self.made_of.values() for code in codes))


_ENTRIES = tomllib.loads(Path(__file__).with_name("areas.toml").read_text(encoding="utf-8"))
REORGANISATIONS = tuple(Reorganisation(**entry) for entry in _ENTRIES["reorganisations"])
RECODED: Mapping[str, str] = _ENTRIES["recoded"]
"""Former code → present code of the same area."""


def present_codes(codes: "pd.Series") -> "pd.Series":
    """Return codes, each former one of an area that did not change replaced by its present one."""
    return codes.replace(dict(RECODED))


def build_areas(seen: "pd.DataFrame", names: "pd.DataFrame") -> "pd.DataFrame":
    """Return one row an area: England, the regions and every authority that a release counts.

    `seen` has a row an area, January and release: level, code, la_code, name, region_code, region,
    period, release (its reporting year). `names` has other names of authorities: la_code, name.
    Columns of the result: code, level, name, other_names, la_code, region_code, region,
    first_january, last_january (with figures), start, end (dates as text such as 2019-04-01,
    missing where no reorganisation made or ended it), predecessors, successors (codes), other_codes
    (former ones of the same area), reorganisation (what happened, in words). Several codes or names
    in a cell have `BETWEEN` between them; no code or name is an empty cell.
    """
    seen = seen.assign(january=seen["period"].astype("int64"))
    latest = seen.sort_values(["release", "january"], kind="stable")
    areas = latest.drop_duplicates("code", keep="last").set_index("code")
    januaries = seen.groupby("code")["january"]
    areas = areas.assign(first_january=januaries.min(), last_january=januaries.max())
    known = codes_by_number(areas.reset_index())
    also: dict[str, set[str]] = {}
    for row in seen[["code", "name"]].drop_duplicates().itertuples():
        also.setdefault(row.code, set()).add(row.name)
    for row in names.itertuples():
        also.setdefault(known.get(row.la_code, ""), set()).add(row.name)
    cells = [
        {
            "other_names": BETWEEN.join(sorted(also[code] - {name})),
            "other_codes": BETWEEN.join(old for old, new in RECODED.items() if new == code),
            **_history(code),
        }
        for code, name in areas["name"].items()
    ]
    areas = areas.assign(**{name: [cell[name] for cell in cells] for name in cells[0]})
    areas = areas.astype({"start": "str", "end": "str"})
    order = areas["level"].map({NATIONAL: 0, REGIONAL: 1, LOCAL: 2})
    areas = areas.assign(order=order).reset_index().sort_values(["order", "code"])
    return areas[list(AREA_COLUMNS)].reset_index(drop=True)


def _history(code: str) -> dict[str, str | None]:
    """What stands in the table of areas of an authority's beginning and end."""
    cells: dict[str, str | None] = dict.fromkeys(
        ("predecessors", "successors", "reorganisation"), ""
    )
    cells |= {"start": None, "end": None}
    for change in REORGANISATIONS:
        if code in change.ended:
            after = [new for new, before in change.made_of.items() if code in before]
            cells |= {"end": change.on.isoformat(), "successors": BETWEEN.join(after)}
            cells["reorganisation"] = change.what
        if code in change.made_of:
            before = BETWEEN.join(change.made_of[code])
            cells |= {"start": change.on.isoformat(), "predecessors": before}
            cells["reorganisation"] = change.what
    return cells


def codes_by_number(areas: "pd.DataFrame") -> dict[str, str]:
    """Return the department's number → ONS code, of the areas and of the reorganisations.

    So a workbook that names an authority of 2023 is understood beside a release of 2022.
    """
    known = {number: code for change in REORGANISATIONS for code, number in change.numbers.items()}
    local = areas[areas["level"] == LOCAL].sort_values("last_january", kind="stable")
    return known | dict(zip(local["la_code"], local["code"], strict=True))


def unexplained(areas: "pd.DataFrame") -> list[str]:
    """Return, in words, each authority that comes or goes with no reorganisation known.

    And each number of the department that two ONS codes share: perhaps one area with a new code.
    """
    local = areas[areas["level"] == LOCAL]
    first, last = areas["first_january"].min(), areas["last_january"].max()
    come = (local["first_january"] > first) & local["start"].isna()
    gone = (local["last_january"] < last) & local["end"].isna()
    notes = [
        f"{area['name']} ({area['code']}) is counted from January {area['first_january']} to "
        f"{area['last_january']}, and no reorganisation is known"
        for area in local[come | gone].to_dict("records")
    ]
    shared = local[local["la_code"].duplicated(keep=False)]
    notes += [
        f"{listing(group['code'])} have the same number of the department, {number}: "
        "one area with a new code? They are kept apart"
        for number, group in shared.groupby("la_code")
    ]
    return notes


def existing(areas: "pd.DataFrame", on: str) -> "pd.DataFrame":
    """Return the authorities that there were on a day such as `2021-04-01`."""
    begun = areas["start"].isna() | (areas["start"].fillna("") <= on)
    not_ended = areas["end"].isna() | (areas["end"].fillna("") > on)
    return areas[(areas["level"] == LOCAL) & begun & not_ended].reset_index(drop=True)


def find_authority(areas: "pd.DataFrame | Iterable[Mapping[str, Any]]", wanted: str) -> str:
    """Return the code of the authority of a name or code, also of a former code or other name.

    `areas` is the table of areas or its rows. Of two authorities with one name, such as Dorset, it
    is the one that there is now. Raises UsageError for none, naming the nearest, or for several.
    """
    rows = areas.to_dict("records") if hasattr(areas, "to_dict") else areas
    local = [area for area in rows if area["level"] == LOCAL]
    if any(area["code"] == wanted for area in local):
        return wanted
    word = " ".join(wanted.split()).casefold()
    called: dict[str, list[Mapping[str, Any]]] = {}
    for area in local:
        codes, names = area["other_codes"].split(BETWEEN), area["other_names"].split(BETWEEN)
        for alias in {one.casefold() for one in (area["code"], area["name"], *codes, *names)}:
            called.setdefault(alias, []).append(area)
    found = called.get(word, []) if word else []
    found = [area for area in found if not isinstance(area["end"], str)] or found
    if len(found) == 1:
        return str(found[0]["code"])
    if found:
        codes = listing(area["code"] for area in found)
        raise UsageError(f"'{wanted}' names several authorities: use a code of {codes}")
    close = nearest(word, [name for name in called if name and not name.startswith("e0")])
    for area in local:
        close = close.replace(f"'{area['name'].casefold()}'", f"'{area['name']}'")
    example = f"; a name such as {local[0]['name']} or a code such as {local[0]['code']}"
    raise UsageError(f"There is no authority '{wanted}'{close or f'{example} was expected'}")
