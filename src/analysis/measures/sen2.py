"""What SEN2, the January count of EHC plans, means by its placements: one definition for all."""

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
