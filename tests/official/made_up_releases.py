"""Made-up files as the department lays them out, of authorities that do not exist.

Felpershamshire was split into North and South Felpersham in April 2021; Ambridge has another ONS
code from 2020, and the later release has it under both.
"""

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

import openpyxl
import pandas as pd

from analysis.official.areas import Reorganisation
from analysis.official.formats import LAYOUTS

ENGLAND = "E92000001"
BORSETSHIRE, LOAMSHIRE = ("E12990001", "Borsetshire"), ("E12990002", "Loamshire")


@dataclass(frozen=True)
class Authority:
    code: str
    number: str
    name: str
    region: tuple[str, str]
    size: int
    first: int = 2010
    last: int = 2025


AMBRIDGE = Authority("E06990001", "601", "Ambridge", BORSETSHIRE, 1)
PENNY_HASSETT = Authority("E06990002", "602", "Penny Hassett", BORSETSHIRE, 2)
FELPERSHAMSHIRE = Authority("E10990001", "603", "Felpershamshire", BORSETSHIRE, 5, last=2021)
NORTH_FELPERSHAM = Authority("E06990003", "604", "North Felpersham", BORSETSHIRE, 3, first=2022)
SOUTH_FELPERSHAM = Authority("E06990004", "605", "South Felpersham", BORSETSHIRE, 2, first=2022)
BORCHESTER = Authority("E06990005", "606", "Borchester", LOAMSHIRE, 4)
AUTHORITIES = (
    AMBRIDGE,
    PENNY_HASSETT,
    FELPERSHAMSHIRE,
    NORTH_FELPERSHAM,
    SOUTH_FELPERSHAM,
    BORCHESTER,
)
AMBRIDGE_ONCE = "E10990009"
"""Ambridge's code until 2020; the later release also has it in 2024 and 2025."""

RECODED = {AMBRIDGE_ONCE: AMBRIDGE.code}
REORGANISATIONS = (
    Reorganisation(
        date(2021, 4, 1),
        {"E10990001": "603", "E06990003": "604", "E06990004": "605"},
        {"E06990003": ("E10990001",), "E06990004": ("E10990001",)},
        "Felpershamshire was split into North and South Felpersham",
    ),
)

EARLIER, LATER = range(2017, 2023), range(2019, 2026)

KINDS_AS_TEXT = """
Mainstream school
    50 mainstream_la_maintained: Mainstream - LA maintained
    4 mainstream_la_maintained_resourced_provision: Mainstream - LA maintained - Resourced provision
    3 mainstream_la_maintained_senunit: Mainstream - LA maintained - SEN unit
    30 mainstream_academy: Mainstream - Academy
    2 mainstream_academy_resourced_provision: Mainstream - Academy - Resourced Provision
    1 mainstream_academy_senunit: Mainstream - Academy - SEN unit
    2 mainstream_free_school: Mainstream - Free school
    0 mainstream_free_school_resourced_provision: Mainstream - Free school - Resourced provision
    0 mainstream_free_school_senunit: Mainstream - Free school - SEN unit
    2 mainstream_independent: Mainstream - Independent
Special school
    19 special_la_maintained: Special - LA maintained
    1 special_la_maintained: Hospital School
    10 special_academy_free: Special - Academy/free
    5 special_independent: Special - Independent
    3 special_non_maintained: Special - Non-maintained
Alternative provision/Pupil referral unit
    1 ap_pru_academy: AP/PRU - Academy
    1 ap_pru_free_school: AP/PRU - Free school
    2 ap_pru_la_maintained: AP/PRU - LA maintained
Further education
    10 general_fe_tertiary_colleges: General FE and tertiary colleges/HE
    1 general_fe_tertiary_colleges: Other FE
    1 general_fe_tertiary_colleges: Sixth form college
    4 specialist_post_16_institutions: Specialist post-16 institutions
Educated elsewhere
    3 elective_home_education: Elective home education
    2 other_arrangements_la: Other arrangements by local authority
    1 other_arrangements_parents: Other arrangements by parents
    2 await_prov_2022: Awaiting provision - compulsory school age and in education
    3 await_prov_2022: Awaiting provision - above compulsory school age and in education
    1 perm_ex_2022: Permanently excluded
NEET
    4 neet: NEET
Non-maintained early years
    2 nm_early_years: Non-maintained early years
Other
    1 other_placement_settings: Other
"""
"""Groups, and of each type its plans, its column of the later layout, and its name.

The plans are those of an authority of size 1 in January 2010.
"""

KINDS: dict[str, dict[str, tuple[int, str]]] = {}
for line in KINDS_AS_TEXT.strip().split("\n"):
    if not line.startswith(" "):
        KINDS[line] = of_group = {}
    else:
        first, kind = line.strip().split(": ")
        of_group[kind] = (int(first.split()[0]), first.split()[1])

SHARES = {(group, kind): n for group, kinds in KINDS.items() for kind, (n, _) in kinds.items()}
PLANS_OF_SHARES = sum(SHARES.values())

STATEMENTS = 20
"""Of an authority of size 1, in each January until 2018."""

GROUPS = {
    "mainstream_total": "Mainstream school",
    "special_total": "Special school",
    "ap_pru_total": "Alternative provision/Pupil referral unit",
    "fe_total": "Further education",
}


PLACED_BEFORE = LAYOUTS["sen2_estab_caseload"]["items"]["placements"]


def plans(size: int, january: int) -> int:
    """How many EHC plans and statements an authority has."""
    return PLANS_OF_SHARES * _times(size, january)


def placed(column: str, size: int, january: int) -> int:
    """How many of them are in a placement of the later layout."""
    if column == "ed_elsewhere":
        names = ("elective_home_education", "other_arrangements_la", "other_arrangements_parents")
        return sum(placed(name, size, january) for name in (*names, "neet"))
    shares = [
        n
        for group, kinds in KINDS.items()
        for n, of in kinds.values()
        if (group == GROUPS[column] if column in GROUPS else of == column)
    ]
    return sum(shares) * _times(size, january)


def _times(size: int, january: int) -> int:
    return size * (january - 2009)


Area = tuple[str, dict[str, str], int]
"""Level, what the release writes of the area, and the sizes in it together."""


def _areas(january: int, later: bool) -> list[Area]:
    there = [a for a in AUTHORITIES if a.first <= january <= a.last]
    blank = dict.fromkeys(
        ("region_code", "region_name", "old_la_code", "new_la_code", "la_name"), ""
    )
    areas: list[Area] = [("National", blank, sum(a.size for a in there))]
    for code, name in (BORSETSHIRE, LOAMSHIRE):
        size = sum(a.size for a in there if a.region[0] == code)
        areas.append(("Regional", blank | {"region_code": code, "region_name": name}, size))
    for a in there:
        once = a is AMBRIDGE and (january < 2021 or (later and january > 2023))
        ids = {
            "region_code": a.region[0],
            "region_name": a.region[1],
            "old_la_code": a.number,
            "new_la_code": AMBRIDGE_ONCE if once else a.code,
            "la_name": a.name,
        }
        areas.append(("Local authority", ids, a.size))
    return areas


def _rows(years: Iterable[int], later: bool) -> Iterable[tuple[int, dict[str, str], int]]:
    for january in years:
        for level, ids, size in _areas(january, later):
            period = f"{january - 1}{january % 100:02}" if later else str(january)
            first = {
                "time_period": period,
                "time_identifier": "Academic year" if later else "Calendar year",
                "geographic_level": level,
                "country_code": ENGLAND,
                "country_name": "England",
            }
            yield january, first | ids, size


def copied(make: Callable[[], pd.DataFrame]) -> Callable[[], pd.DataFrame]:
    """Make a table once, and give each caller a copy to change."""
    once = cache(make)
    return lambda: once().copy()


@copied
def age_table() -> pd.DataFrame:
    """`sen2_age_caseload`: until 2018 a few of all are statements."""
    rows = []
    for january, ids, size in _rows(EARLIER, later=False):
        total = plans(size, january)
        statements = "z" if january > 2018 else str(size * STATEMENTS)
        ehc = str(total if january > 2018 else total - size * STATEMENTS)
        for age, n in (("Under 5", 0), ("Total", 1)):
            counts = {
                "characteristic_age": age,
                "Total_st": statements if n else "0",
                "Total_st_pc": "z",
                "Total_ehc": ehc if n else "0",
                "Total_ehc_pc": "100",
                "Total_all": str(total * n),
                "Total_all_pc": "100",
            }
            rows.append(ids | counts)
    return pd.DataFrame(rows)


@copied
def estab_table() -> pd.DataFrame:
    """`sen2_estab_caseload`, in 2018 without the plans of further education."""
    rows = []
    for january, ids, size in _rows(EARLIER, later=False):
        kinds = {key: n * _times(size, january) for key, n in SHARES.items()}
        if january == 2018:
            kinds = {key: n for key, n in kinds.items() if key[0] != "Further education"}
        groups: dict[str, int] = {}
        for (group, _), n in kinds.items():
            groups[group] = groups.get(group, 0) + n
        kinds |= {(group, "Total"): n for group, n in groups.items()}
        kinds["Total", "Total"] = sum(groups.values())
        for (group, kind), n in kinds.items():
            names = {"establishment_type": kind, "establishment_group": group}
            counts = {
                "Total_st": "z",
                "Total_ehc": str(n),
                "Total_all": str(n),
                "Total_all_pc": "1",
            }
            rows.append(ids | names | counts)
    return pd.DataFrame(rows)


@copied
def caseload_table() -> pd.DataFrame:
    """`caseload`, with one row that is not of all plans."""
    rows = []
    for january, ids, size in _rows(LATER, later=True):
        figures = {
            name: _figure(name, size, january)
            for name in LAYOUTS["caseload"]["items"]["placements"]
        }
        all_plans = {"breakdown_topic": "All EHC plans", "breakdown": "All EHC plans"}
        rows.append(ids | all_plans | figures | {"mainstream_total_pc": "39.2"})
    female = {"breakdown_topic": "Sex", "breakdown": "Female", "ehcplans": "7"}
    return pd.DataFrame([*rows, rows[0] | female])


def _figure(name: str, size: int, january: int) -> str:
    if name not in PLACED_BEFORE:
        return "x" if january < 2023 else "0"
    if name in ("await_prov_2022", "perm_ex_2022") and january > 2022:
        return "x"
    return str(plans(size, january) if name == "ehcplans" else placed(name, size, january))


def csv_text(table: pd.DataFrame, bom: bool = False) -> bytes:
    return table.to_csv(index=False).encode("utf-8-sig" if bom else "utf-8")


def write_zip(path: Path, members: Mapping[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


GUIDANCE = {"data-guidance/data-guidance.txt": "A release of plans – reporting year\n".encode()}
Change = Callable[[pd.DataFrame], pd.DataFrame]


def _same(table: pd.DataFrame) -> pd.DataFrame:
    return table


@cache
def earlier_members(age: Change = _same, estab: Change = _same) -> dict[str, bytes]:
    return {
        "data/sen2_age_caseload.csv": csv_text(age(age_table())),
        "data/sen2_estab_caseload.csv": csv_text(estab(estab_table())),
        "data/sen2_mi.csv": b"time_period,geographic_level,NewallEHC\n2021,National,5\n",
        **GUIDANCE,
    }


@cache
def later_members(change: Change = _same) -> dict[str, bytes]:
    return {
        "data/caseload.csv": csv_text(change(caseload_table()), bom=True),
        "data/newplans.csv": b"time_period,geographic_level,new_ehc_plans\n2024,National,5\n",
        **GUIDANCE,
    }


# ------------------------------------------------------------------------------ workbooks


SHEET = LAYOUTS["data sheet"]
OUTTURNS = {"2021-22": {"of": "2021-22"}, "2022-23": {"of": "2022-23"}}
"""What the outturn of the made-up workbooks is of, each labelled as of the year before."""


def benchmark_rows(budget: str = "2021-22", outturn: str = "2020-21") -> list[list[object]]:
    """The data sheet: a header of four rows below the years, and a row for what is no more.

    `outturn` is what the sheet says, as that of 2021-22 does, of an outturn of `OUTTURNS`.
    """
    head: list[list[object]] = [[None] * 90 for _ in range(7)]
    head[1][1:3] = ["Year", budget]
    areas = (1, "Region"), (2, "LA code"), (3, "LA name")
    for column, text in (*areas, (4, "2-18 Population (ONS mid-2021 projection)")):
        head[4][column] = text
    all_plans, *placements = SHEET["plans"].values()
    head[4][6:8] = [all_plans, "of these, placements in:"]
    for column, text in enumerate(placements, start=7):
        head[5][column] = text.replace(" or ", "\nor ")
    head[2][14], head[2][44], head[2][46] = "Section 251 budget", outturn, "Section 251 outturn"
    head[4][43], head[5][43] = "Factors", "FSM"
    for start in (14, 46):
        for column, text in enumerate(_spending_heads(), start=start):
            head[3][column] = text
    head[2][78], head[3][78] = "Table 3b: amounts per head", "Place funding"
    rows = [_benchmark_row(a, i) for i, a in enumerate(AUTHORITIES)]
    gone = [None, "BORSETSHIRE ", 699, "Lakey Hill", 0, None, *["#N/A"] * 8, *["#N/A"] * 64]
    return [*head, *rows, gone]


def _spending_heads() -> list[str]:
    heads = []
    for category in SHEET["categories"]:
        heads.append(category["heading"].replace("maintained ", "maintained\n"))
        for group in category.get("split_by", ()):
            heads += [f"{head}{category.get('suffix', '')}" for head in SHEET[group].values()]
    return heads


def _benchmark_row(a: Authority, i: int) -> list[object]:
    row: list[object] = [None] * 90
    row[1:5] = [f"{a.region[1].upper()} ", int(a.number), a.name, 10_000.5 * a.size]
    if a.first <= 2021:
        nmss = ("special_independent", "special_non_maintained", "mainstream_independent")
        row[6] = plans(a.size, 2021)
        row[7:14] = [1, 2, 3, sum(placed(n, a.size, 2021) for n in nmss), 5, 6, 7]
    else:
        row[6:14] = ["#N/A"] * 8
    for start, basis in ((14, 1), (46, 2)):
        row[start : start + 27] = (
            ["#N/A"] * 27 if a is FELPERSHAMSHIRE else _spending(a.size, 1000 * basis)
        )
    row[43], row[78] = "#REF!", "#DIV/0!"
    return row


def _spending(size: int, unit: int) -> list[float]:
    phases = [size * unit * n for n in (1, 2, 3, 4, 5, 6)]
    place = [phases[3] + phases[4], *phases]
    income = 0.25 * size
    top_up = [sum(phases) - income, *phases, income]
    return [*place, *top_up, *top_up, *(size * unit * n for n in (7, 8, 9, 10))]


def neighbour_rows() -> list[list[object]]:
    """Ten neighbours of each of six authorities need more than six: numbers up to 699."""
    numbers = [int(a.number) for a in AUTHORITIES if a is not FELPERSHAMSHIRE]
    others = [*numbers, *range(690, 699)]
    heads = ["LA num", "LA Name", "LA number", "GOInd", "GOReg"]
    for rank in range(1, 11):
        heads += [f"SN{rank}", "SNP"]

    def row(a: Authority, word: str) -> list[object]:
        near = [n for n in others if n != int(a.number)][:10]
        cells: list[object] = [int(a.number), a.name, int(a.number), 1, a.region[1]]
        for n in near:
            cells += [n, word]
        return cells

    now = [row(a, "Very close") for a in AUTHORITIES if a is not FELPERSHAMSHIRE]
    old = [[None, "Old SNs:"], row(FELPERSHAMSHIRE, "Extremely Close")]
    return [["A", "B", "C"], [1, 2, 3], heads, *now, [None], *old]


def write_workbook(
    path: Path, rows: list[list[object]], title: str = "Sheet1", made: datetime | None = None
) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    book.properties.created = made or datetime(2025, 5, 22)
    content = io.BytesIO()
    book.save(content)
    path.write_bytes(content.getvalue())
    return path
