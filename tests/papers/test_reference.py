"""The reference figures beside the papers: a symbol is missing, and never zero."""

import pandas as pd
import pytest

from analysis.official import reference

SYMBOLS = ("z", "x", "c", ":")


@pytest.mark.parametrize("symbol", SYMBOLS)
def test_a_symbol_is_missing_and_never_zero(small_project, reseal, symbol):
    path = small_project.dfe / "ehc_plans.csv"
    reseal(path, "2021,Rutland,E06000017,z,261", f"2021,Rutland,E06000017,{symbol},261")
    plans = reference.read_ehc_plans(small_project.dfe).set_index(["authority", "january"])
    assert plans.loc["Rutland", "statements"].isna().tolist() == [False] * 9 + [True] * 7
    assert plans.loc[("Rutland", 2018), "statements"] == 0
    path = small_project.dfe / "placements.csv"
    reseal(path, "2019,Rutland,197,101,17,", f"2019,Rutland,197,101,{symbol},")
    placements = reference.read_placements(small_project.dfe).set_index(["authority", "january"])
    assert pd.isna(placements.loc[("Rutland", 2019), "special_la_maintained"])
    assert placements.loc[("Rutland", 2019), "special_non_maintained"] == 0


@pytest.mark.parametrize("symbol", ["x", "c", ":"])
def test_a_suppressed_part_may_make_up_a_total(small_project, reseal, symbol):
    reseal(
        small_project.dfe / "ehc_plans.csv", "E06000017,159,9,168", f"E06000017,159,{symbol},168"
    )
    plans = reference.read_ehc_plans(small_project.dfe).set_index(["authority", "january"])
    assert plans.loc[("Rutland", 2015), "total"] == 168
    assert pd.isna(plans.loc[("Rutland", 2015), "ehc_plans"])


def test_top_up_is_read_in_pounds(small_project):
    top_up = reference.read_top_up(small_project.dfe)
    rows = top_up[(top_up["authority"] == "Rutland") & (top_up["basis"] == "outturn")]
    assert rows["total_gbp"].tolist() == [1_843_262, 2_598_741]
