"""What the "High needs benchmarking tool" has figures of, by the words of its data sheet.

Apart from `benchmarking`, which reads it, for analyses need these and not what checks a workbook.
"""

from collections.abc import Mapping
from dataclasses import dataclass

SECTION_251, BENCHMARK_PLACEMENTS, POPULATION = "section251", "benchmark_placements", "population"

PLANNED, OUTTURN = "planned expenditure", "outturn"
BASES: Mapping[str, str] = {"Section 251 budget": PLANNED, "Section 251 outturn": OUTTURN}


@dataclass(frozen=True)
class Category:
    """A category of high needs spending: its name, its section 251 lines, the sheet's heading."""

    name: str
    lines: str
    heading: str
    columns: tuple[str, ...]
    suffix: str = ""


PHASES: Mapping[str, str] = {
    "early_years": "Early Years",
    "primary": "Primary",
    "secondary": "Secondary",
    "special": "Special schools and academies",
    "prus_ap": "PRUs and AP academies",
    "post_school": "Post School",
}
INCOME, TOTAL = "income", "total"

CATEGORIES: tuple[Category, ...] = (
    Category(
        "Total place funding, special schools and AP/PRUs", "1.0.2", "Place funding", (*PHASES,)
    ),
    Category(
        "Top-up (maintained schools, academies, free schools and colleges)",
        "1.2.1 + 1.2.2 + 1.2.4 + 1.2.11",
        "Top up funding (maintained schools, academies, free schools and colleges)",
        (*PHASES, INCOME),
        " (1)",
    ),
    Category(
        "Top-up (non-maintained and independent schools and colleges)",
        "1.2.3",
        "Top up funding (non-maintained and independent schools and colleges)",
        (*PHASES, INCOME),
        " (2)",
    ),
    Category(
        "SEN support and inclusion services",
        "1.2.5 + 1.2.8 + 1.2.9",
        "SEN support and inclusion services",
        (),
    ),
    Category("AP services", "1.2.7", "Alternative provision services", ()),
    Category("Hospital education", "1.2.6", "Hospital education services", ()),
    Category("Therapies and health", "1.2.13", "Therapies and other health related services", ()),
)
"""In the sheet's order. Top-up is net: its total is that of the phases less income.

The total of place funding is that of the columns `special` and `prus_ap` alone.
"""

PLACEMENT_GROUPS: Mapping[str, str] = {
    "mainstream": "Mainstream schools or academies",
    "resourced_provision_or_sen_unit": "Resourced provision or SEN units",
    "maintained_special": "Maintained special schools or special academies",
    "nmss_or_independent": "NMSS or independent schools",
    "hospital_or_ap": "Hospital schools or alternative provision",
    "post_16": "Post 16",
    "other": "Other",
}
"""Placement → the sheet's heading. They make up `ehcplans`, and none is within another.

`nmss_or_independent` is independent special, non-maintained special and mainstream independent.
"""

ALL_PLANS, ALL_PLANS_HEADING = "ehcplans", "No. aged up to 25 with SEN statement or EHCP"
