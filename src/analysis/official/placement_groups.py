"""The names of SEN2, the January count of EHC plans, and the groups made of its placements."""

from collections.abc import Mapping

ENGLAND = "England"
ENGLAND_CODE = "E92000001"

PLACEMENT_KINDS: Mapping[str, str] = {
    "special_independent": "Independent special",
    "special_non_maintained": "Non-maintained special",
    "mainstream_independent": "Mainstream independent",
}
"""What the group NMSS or independent is made of, as SEN2 names it.

Mainstream independent is counted within `mainstream_total` by the release.
"""

NMSS_OR_INDEPENDENT = tuple(PLACEMENT_KINDS)
MAINTAINED_SPECIAL = ("special_la_maintained", "special_academy_free")

FIRST_PERSON_LEVEL = 2023
"""The first January that SEN2 was collected plan by plan rather than in totals: a break."""

ALL_PLANS = "ehcplans"

PLACEMENTS = (
    "mainstream_total",
    "special_la_maintained",
    "special_academy_free",
    "special_non_maintained",
    "special_independent",
    "mainstream_independent",
    "ap_pru_total",
    "fe_total",
    "specialist_post_16_institutions",
    "ed_elsewhere",
    "nm_early_years",
    "placement_unknown",
    "neet",
)

PLACEMENT_COLUMNS = (ALL_PLANS, *PLACEMENTS)
"""Of the reference figures, and of an authority's in their layout."""
