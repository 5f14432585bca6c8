"""The release "Education, health and care plans" in both of its layouts.

Until reporting year 2022 the counts stand in `sen2_age_caseload` (statements and plans, by age) and
`sen2_estab_caseload` (by placement), `time_period` being the January's own year. Since 2023, and
here in that of 2025, both stand in `caseload`, one column a placement, `time_period` being an
academic year: 202021 is January 2021. Other tables of the release are not used.

The placements are named as in the later layout, from the earlier one made up as `PLACEMENTS` says.
None of the tables gives a population or a rate per head: see `benchmarking` for those.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

import pandas as pd
import pandera.pandas as pa
import pyarrow
import pyarrow.csv as pacsv

from analysis.errors import DataError, nearest
from analysis.official.checks import (
    check_cells,
    check_columns,
    check_known,
    check_repeats,
    matching,
    one_of,
)
from analysis.official.recognise import Csv
from analysis.official.symbols import IN_CSV, split

RELEASE = "Education, health and care plans"
URL = (
    "https://explore-education-statistics.service.gov.uk/find-statistics/"
    "education-health-and-care-plans"
)

NATIONAL, REGIONAL, LOCAL = "National", "Regional", "Local authority"
LEVELS = (NATIONAL, REGIONAL, LOCAL)

EHC_PLANS, PLACEMENTS_TABLE = "ehc_plans", "placements"

IDENTIFIERS = (
    "time_period",
    "time_identifier",
    "geographic_level",
    "country_code",
    "country_name",
    "region_code",
    "region_name",
    "old_la_code",
    "new_la_code",
    "la_name",
)

AREA = ("level", "code", "la_code", "name", "region_code", "region")
"""The columns that say which area a row is of, its code being the one that the release gives."""

Source = tuple[str, str]
"""An establishment group and type of the earlier layout."""


def _of(group: str, *types: str) -> tuple[Source, ...]:
    return tuple((group, kind) for kind in types)


MAINSTREAM, SPECIAL = "Mainstream school", "Special school"
AP, FE = "Alternative provision/Pupil referral unit", "Further education"
ELSEWHERE, TOTAL = "Educated elsewhere", "Total"
AWAITING = "Awaiting provision - "

PLACEMENTS: Mapping[str, tuple[Source, ...]] = {
    "ehcplans": _of(TOTAL, TOTAL),
    "mainstream_la_maintained": _of(MAINSTREAM, "Mainstream - LA maintained"),
    "mainstream_la_maintained_resourced_provision": _of(
        MAINSTREAM, "Mainstream - LA maintained - Resourced provision"
    ),
    "mainstream_la_maintained_senunit": _of(MAINSTREAM, "Mainstream - LA maintained - SEN unit"),
    "mainstream_academy": _of(MAINSTREAM, "Mainstream - Academy"),
    "mainstream_academy_resourced_provision": _of(
        MAINSTREAM, "Mainstream - Academy - Resourced Provision"
    ),
    "mainstream_academy_senunit": _of(MAINSTREAM, "Mainstream - Academy - SEN unit"),
    "mainstream_free_school": _of(MAINSTREAM, "Mainstream - Free school"),
    "mainstream_free_school_resourced_provision": _of(
        MAINSTREAM, "Mainstream - Free school - Resourced provision"
    ),
    "mainstream_free_school_senunit": _of(MAINSTREAM, "Mainstream - Free school - SEN unit"),
    "mainstream_independent": _of(MAINSTREAM, "Mainstream - Independent"),
    "mainstream_total": _of(MAINSTREAM, TOTAL),
    # the later layout counts hospital schools here: equal for every area in 2019 to 2022
    "special_la_maintained": _of(SPECIAL, "Special - LA maintained", "Hospital School"),
    "hospital_school": _of(SPECIAL, "Hospital School"),
    "special_academy_free": _of(
        SPECIAL, "Special - Academy/free", "Special - Academy", "Special - Free school"
    ),
    "special_independent": _of(SPECIAL, "Special - Independent"),
    "special_non_maintained": _of(SPECIAL, "Special - Non-maintained"),
    "special_total": _of(SPECIAL, TOTAL),
    "ap_pru_academy": _of(AP, "AP/PRU - Academy"),
    "ap_pru_free_school": _of(AP, "AP/PRU - Free school"),
    "ap_pru_la_maintained": _of(AP, "AP/PRU - LA maintained"),
    "ap_pru_total": _of(AP, TOTAL),
    "general_fe_tertiary_colleges": _of(
        FE, "General FE and tertiary colleges/HE", "Other FE", "Sixth form college"
    ),
    "specialist_post_16_institutions": _of(
        FE, "Specialist post-16 institutions", "Independent specialist providers"
    ),
    "fe_total": _of(FE, TOTAL),
    "elective_home_education": _of(ELSEWHERE, "Elective home education"),
    "other_arrangements_la": _of(ELSEWHERE, "Other arrangements by local authority"),
    "other_arrangements_parents": _of(ELSEWHERE, "Other arrangements by parents"),
    "neet": _of("NEET", "NEET"),
    # the later layout counts NEET here, and those who await provision or are excluded apart
    "ed_elsewhere": (
        *_of(ELSEWHERE, "Elective home education", "Other arrangements by local authority"),
        *_of(ELSEWHERE, "Other arrangements by parents"),
        *_of("NEET", "NEET"),
    ),
    "nm_early_years": _of("Non-maintained early years", "Non-maintained early years"),
    "other_placement_settings": _of("Other", "Other"),
    "await_prov_2022": _of(
        ELSEWHERE,
        f"{AWAITING}total",
        *(
            f"{AWAITING}{age} compulsory school age and {place}"
            for age in ("above", "below")
            for place in ("in education", "not in education")
        ),
        f"{AWAITING}compulsory school age and in education",
        f"{AWAITING}compulsory school age and not in education",
    ),
    "perm_ex_2022": _of(ELSEWHERE, "Permanently excluded"),
    "work_based_learning": _of("Unknown", TOTAL),
}
"""Placement → the groups and types of the earlier layout that make it up.

Checked against the later layout, area by area, for January 2019 to 2022. `hospital_school` and
`work_based_learning` (January 2015 and 2016 alone) are in the earlier layout only. A type that a
January was not collected for, such as NEET before 2019, is not in what it makes up.
"""

WITHIN: tuple[Source, ...] = (
    *_of(ELSEWHERE, TOTAL),
    *_of("NEET", TOTAL),
    *_of("Non-maintained early years", TOTAL),
    *_of("Other", TOTAL),
    *_of("Unknown", "Apprenticeship", "Supported Internship", "Traineeship", "Work-based learning"),
)
"""Groups and types of the earlier layout that are known and not needed."""

LATER_ONLY = (
    "neet_ntci",
    "neet_other",
    "neet_other_csa",
    "online_provider",
    "other_schools",
    "placement_unknown",
    "ukrlp_provider",
    "w_settings",
)
"""Placements that the later layout alone has."""

CASELOAD_PLACEMENTS = (
    *(name for name in PLACEMENTS if name not in ("hospital_school", "work_based_learning")),
    *LATER_ONLY,
)


@dataclass(frozen=True)
class Layout:
    """One table of the release: the columns that are needed, known, and told apart by."""

    table: str
    marks: tuple[str, ...]
    required: tuple[str, ...] = ()
    not_needed: tuple[str, ...] = ()
    read: "Callable[[Csv, Layout], tuple[pd.DataFrame, int]] | None" = field(
        default=None, repr=False
    )

    @property
    def own(self) -> tuple[str, ...]:
        """The needed columns that are not those of every table."""
        return tuple(column for column in self.required if column not in IDENTIFIERS)


@dataclass(frozen=True)
class Counts:
    """What one csv holds, tidy.

    `rows` has a row an area, January and measure: table (`ehc_plans` or `placements`), the columns
    of `AREA`, january, measure, value (Int64), symbol (missing for a number).
    """

    table: str
    year: int
    rows: pd.DataFrame
    rows_read: int
    not_needed: tuple[str, ...]
    unknown: tuple[str, ...]


def read_counts(csv: Csv, layout: Layout) -> Counts:
    """Read, check and tidy a csv that is of the layout.

    Raises DataError naming file, row, column and value of what is not as expected.
    """
    check_columns(csv.where, csv.header, layout.required)
    assert layout.read is not None
    rows, rows_read = layout.read(csv, layout)
    extra = [column for column in csv.header if column not in layout.required]
    return Counts(
        layout.table,
        int(rows["january"].max()),
        rows,
        rows_read,
        tuple(column for column in extra if column in layout.not_needed),
        tuple(column for column in extra if column not in layout.not_needed),
    )


def find_layout(header: Iterable[str]) -> Layout | None:
    """The table of the release that has this header, whether it is used or not.

    A header that lacks some columns of a table that is used, yet has most of those that are the
    table's own, is of that table too: `read_counts` then names what is missing.
    """
    columns = set(header)
    for layout in LAYOUTS:
        if columns.issuperset(layout.marks):
            return layout
    if "geographic_level" not in columns and "new_la_code" not in columns:
        return None
    used = [layout for layout in LAYOUTS if layout.read]
    closest = max(used, key=lambda layout: (_explained(layout, columns), _share(layout, columns)))
    return closest if _share(closest, columns) >= CLOSE else None


CLOSE = 0.6


def _explained(layout: Layout, columns: set[str]) -> int:
    return len(columns.intersection((*layout.own, *layout.not_needed)))


def _share(layout: Layout, columns: set[str]) -> float:
    return len(columns.intersection(layout.own)) / len(layout.own)


def _read_age(csv: Csv, layout: Layout) -> tuple[pd.DataFrame, int]:
    """Statements, EHC plans and both together: the rows of all ages, January 2010 to 2022."""
    text = _read_text(csv, layout)
    total = _only(csv, text, "characteristic_age", TOTAL)
    counts = ("Total_st", "Total_ehc", "Total_all")
    _check(csv, total, "Calendar year", r"20[1-9]\d", counts)
    check_repeats(csv.where, total, ("time_period", *KEY))
    areas = _areas(total).assign(january=total["time_period"].astype("int64"))
    measures = dict(zip(counts, ("statements", "ehc_plans", "total"), strict=True))
    return _long(areas, total, measures, EHC_PLANS), len(total)


def _read_establishments(csv: Csv, layout: Layout) -> tuple[pd.DataFrame, int]:
    """Placements of statements and EHC plans together, January 2010 to 2022."""
    text = _read_text(csv, layout)
    _check(csv, text, "Calendar year", r"20[1-9]\d", ("Total_all",))
    kinds = ("establishment_group", "establishment_type")
    pairs = text["establishment_group"] + ": " + text["establishment_type"]
    known = [f"{group}: {kind}" for group, kind in _known_sources()]
    check_known(csv.where, pairs.rename("establishment_type"), known)
    check_repeats(csv.where, text, ("time_period", *KEY, *kinds))
    _check_every_area(csv, text, pairs)
    table = _areas(text).assign(
        january=text["time_period"].astype("int64"), **split(text["Total_all"])
    )
    made = pd.DataFrame(
        [(group, kind, name) for name, of in PLACEMENTS.items() for group, kind in of],
        columns=[*kinds, "measure"],
    )
    parts = table.join(text[list(kinds)]).merge(made, on=list(kinds))
    return _added_up(parts).assign(table=PLACEMENTS_TABLE), len(text)


def _check_every_area(csv: Csv, text: pd.DataFrame, pairs: pd.Series) -> None:
    """Raise DataError where a type that a January was collected for is missing for an area.

    Not the group `Unknown`: the release has it for some areas alone.
    """
    counted = text.assign(pair=pairs)[text["establishment_group"] != "Unknown"]
    areas = text.drop_duplicates(["time_period", *KEY]).groupby("time_period").size()
    found = counted.groupby(["time_period", "pair"]).size().reset_index(name="areas")
    short = found[found["areas"] < found["time_period"].map(areas)]
    if len(short):
        row = short.iloc[0]
        raise DataError(
            f"{csv.where}: in {row['time_period']} the rows '{row['pair']}' are "
            f"{row['areas']}; one for each of {areas[row['time_period']]} areas was expected"
        )


def _added_up(parts: pd.DataFrame) -> pd.DataFrame:
    """The parts of each placement as one row: a symbol in any of them leaves the sum unknown."""
    key = [*AREA, "january", "measure"]
    groups = parts.groupby(key, sort=False, observed=True)
    rows = groups.agg(value=("value", "sum"), symbol=("symbol", "first")).reset_index()
    return rows.assign(value=rows["value"].mask(rows["symbol"].notna()))


def _read_caseload(csv: Csv, layout: Layout) -> tuple[pd.DataFrame, int]:
    """EHC plans and their placements: the rows of all plans, January 2019 onwards.

    There are no statements any more: `z`, as the earlier layout has it for these years.
    """
    plans = _only(csv, _read_text(csv, layout), "breakdown", "All EHC plans")
    _check(csv, plans, "Academic year", r"20\d{4}", CASELOAD_PLACEMENTS)
    january = _january_of_academic_year(csv, plans["time_period"])
    check_repeats(csv.where, plans, ("time_period", *KEY))
    areas = _areas(plans).assign(january=january)
    of_all = plans.assign(statements="z", ehc_plans=plans["ehcplans"], total=plans["ehcplans"])
    names = ("statements", "ehc_plans", "total")
    counts = _long(areas, of_all, dict(zip(names, names, strict=True)), EHC_PLANS)
    placements = _long(areas, plans, {name: name for name in CASELOAD_PLACEMENTS}, PLACEMENTS_TABLE)
    return pd.concat([counts, placements], ignore_index=True), len(plans)


KEY = ("geographic_level", "country_code", "region_code", "new_la_code")

_ID_COLUMNS: Mapping[str, pa.Column] = {
    "geographic_level": one_of(LEVELS),
    "country_code": matching("an ONS code such as E92000001", r"E92\d{6}"),
    "region_code": matching("an ONS code such as E12000008, or nothing", r"(E12\d{6})?"),
    "new_la_code": matching("an ONS code such as E10000016, or nothing", r"(E\d{8})?"),
    "old_la_code": matching("a number of three digits, or nothing", r"(\d{3})?"),
}


def _figure() -> pa.Column:
    symbols = "|".join(symbol for symbol in IN_CSV if symbol)
    shown = ", ".join(symbol or "(empty)" for symbol in IN_CSV)
    return matching(f"a whole number or one of {shown}", rf"\d+|{symbols}|")


def _check(
    csv: Csv, rows: pd.DataFrame, identifier: str, period: str, figures: Iterable[str]
) -> None:
    example = "2021" if identifier == "Calendar year" else "202021"
    columns = {
        **_ID_COLUMNS,
        "time_identifier": one_of((identifier,)),
        "time_period": matching(f"a year such as {example}", period),
        **dict.fromkeys(figures, _figure()),
    }
    check_cells(csv.where, rows, columns)
    level = rows["geographic_level"]
    for column, needed in (
        ("region_code", level != NATIONAL),
        ("new_la_code", level == LOCAL),
        ("la_name", level == LOCAL),
        ("old_la_code", level == LOCAL),
    ):
        without = rows.index[needed & (rows[column] == "")]
        if len(without):
            raise DataError(
                f"{csv.where}, row {without[0]}, column '{column}': nothing found, "
                f"although the row is of level '{level[without[0]]}'"
            )


def _january_of_academic_year(csv: Csv, period: pd.Series) -> pd.Series:
    """`202021` → 2021: the January within the academic year 2020/21."""
    first, last = period.str[:4].astype("int64"), period.str[4:].astype("int64")
    wrong = period.index[(first + 1) % 100 != last]
    if len(wrong):
        raise DataError(
            f"{csv.where}, row {wrong[0]}, column 'time_period': '{period[wrong[0]]}' found, "
            "an academic year such as 202021 expected"
        )
    return first + 1


def _areas(rows: pd.DataFrame) -> pd.DataFrame:
    """Which area each row is of: its own code and name, whatever its level."""
    level = rows["geographic_level"]
    of_region = rows["region_code"].where(level == REGIONAL, rows["country_code"])
    name_of_region = rows["region_name"].where(level == REGIONAL, rows["country_name"])
    return pd.DataFrame(
        {
            "level": level,
            "code": rows["new_la_code"].where(level == LOCAL, of_region),
            "la_code": rows["old_la_code"],
            "name": rows["la_name"].where(level == LOCAL, name_of_region),
            "region_code": rows["region_code"],
            "region": rows["region_name"],
        },
        index=rows.index,
    )


def _long(
    areas: pd.DataFrame, text: pd.DataFrame, measures: Mapping[str, str], table: str
) -> pd.DataFrame:
    """One row an area, January and measure, of the columns of text that are figures."""
    frames = [
        areas.join(split(text[column])).assign(measure=measure)
        for column, measure in measures.items()
    ]
    return pd.concat(frames, ignore_index=True).assign(table=table)


def _only(csv: Csv, rows: pd.DataFrame, column: str, wanted: str) -> pd.DataFrame:
    chosen = rows[rows[column] == wanted]
    if chosen.empty:
        close = nearest(wanted, sorted(set(rows[column])))
        raise DataError(f"{csv.where}: no row with '{wanted}' in column '{column}'{close}")
    return chosen


def _read_text(csv: Csv, layout: Layout) -> pd.DataFrame:
    """The needed columns as text, the index being the row in the file."""
    content = pyarrow.py_buffer(csv.read())
    columns = list(layout.required)
    try:
        table = pacsv.read_csv(
            content,
            convert_options=pacsv.ConvertOptions(
                include_columns=columns,
                column_types=dict.fromkeys(columns, pyarrow.string()),
                strings_can_be_null=False,
            ),
        )
    except pyarrow.ArrowInvalid as error:
        raise DataError(f"{csv.where} is not a readable csv in UTF-8: {error}") from None
    if not table.num_rows:
        raise DataError(f"{csv.where} is empty: a header and at least one row were expected")
    text = table.to_pandas()
    text.index = pd.RangeIndex(2, len(text) + 2)
    return text


@cache
def _known_sources() -> tuple[Source, ...]:
    return (*dict.fromkeys(source for of in PLACEMENTS.values() for source in of), *WITHIN)


def _percentages(*figures: str) -> tuple[str, ...]:
    return tuple(f"{figure}_pc" for figure in figures)


_COUNTED = ("Total_st", "Total_ehc", "Total_all")

LAYOUTS: tuple[Layout, ...] = (
    Layout(
        "sen2_age_caseload",
        ("characteristic_age", "Total_all"),
        (*IDENTIFIERS, "characteristic_age", *_COUNTED),
        _percentages(*_COUNTED),
        _read_age,
    ),
    Layout(
        "sen2_estab_caseload",
        ("establishment_type", "establishment_group", "Total_all"),
        (*IDENTIFIERS, "establishment_group", "establishment_type", "Total_all"),
        ("Total_st", "Total_ehc", *_percentages(*_COUNTED)),
        _read_establishments,
    ),
    Layout(
        "caseload",
        ("breakdown", "ehcplans", "mainstream_total"),
        (*IDENTIFIERS, "breakdown", *CASELOAD_PLACEMENTS),
        (
            "breakdown_topic",
            "AP_PRU_total_pc",
            *_percentages(
                "mainstream_total",
                "special_total",
                "fe_total",
                "ed_elsewhere",
                "nm_early_years",
                "placement_unknown",
            ),
        ),
        _read_caseload,
    ),
    Layout("sen2_age_new_plans", ("characteristic_age", "Total_new_all")),
    Layout("sen2_estab_new_plans", ("establishment_type", "Total_new_all")),
    Layout("sen2_mi", ("NewallEHC",)),
    Layout("sen2_wbp_residential_dmo", ("MApprenEHC",)),
    Layout("annual_reviews", ("total_review_meeting",)),
    Layout("assessments", ("assess_in_year",)),
    Layout("ceased_plans", ("total_ceased",)),
    Layout("newplans", ("new_ehc_plans",)),
    Layout("personal_budgets", ("personal_budget",)),
    Layout("requests", ("requests_received_in_year",)),
    Layout("residential_settings", ("Res_tot",)),
    Layout("sen_needs", ("number_asd", "number_semh")),
    Layout("timeliness_20_week", ("plans_issued_den",)),
    Layout("work_based_placements", ("open_wbp",)),
    Layout("sen2_dmo_dco", ("des_med_off",)),
)
"""Every table of the two layouts. Those that cannot be read are not used."""
