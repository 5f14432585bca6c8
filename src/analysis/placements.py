"""The placements of EHC plans that the analyses are made of, as SEN2 names them."""

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
