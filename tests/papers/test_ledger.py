"""The ledger: what is known of the five papers, and what is written of it."""

import csv
import io

import pytest

from analysis import load
from analysis.papers.ledger import (
    CSV_COLUMNS,
    claim_row,
    covered_by,
    table_cells,
    to_csv_text,
    verdict_counts,
)

MADE_UP = "ambridge-outreach-2024"
KENT, MEDWAY, BROMLEY = "kent-stls-2021", "medway-deficit-2022", "bromley-ap-2021"


@pytest.mark.parametrize(
    ("paper", "claim", "printed", "published", "recomputed", "verdict"),
    [
        (KENT, "core_and_outreach", "£8.5m", 8_500_000, 8_201_873, "differs"),
        ("rutland-eip-2021", "plans_rise_period", "the past year", 12, 17, "differs"),
        (BROMLEY, "recurring_reduction", "£441k", 441_000, 442_000, "rounding"),
        (KENT, "other_costs_share", "5.2%", 5.2, 5.14717, "rounding"),
        (MEDWAY, "independent_unit_cost", "£35,731", 35_731, 35_731.0364, "agrees"),
        (KENT, "overspend_total", "-£501,396", -501_396, -501_396, "agrees"),
        (KENT, "new_term", "three years", 36, None, "stated"),
        (MEDWAY, "deficit", "£20.5m", 20_500_000, None, "stated"),
    ],
)
def test_a_known_claim_is_judged_as_it_should_be(
    ledger_of_all, paper, claim, printed, published, recomputed, verdict
):
    row = claim_row(ledger_of_all[ledger_of_all["paper"] == paper], claim)
    assert (row["printed"], row["published"], row["verdict"]) == (printed, published, verdict)
    if recomputed is None:
        assert row[["recomputed", "low", "high", "difference"]].isna().all()
    else:
        assert row["recomputed"] == pytest.approx(recomputed, abs=1e-4)
        assert row["low"] <= row["recomputed"] <= row["high"]


@pytest.mark.parametrize(
    ("claim", "unit", "published", "resolution", "low", "high"),
    [
        ("core_and_outreach", "pounds", 8.5e6, 1e5, 8.45e6, 8.55e6),
        ("new_term", "months", 36, 12, 30, 42),
        ("direct_staffing", "pounds", 5_865_000, 1000, 5_864_500, 5_865_500),
        ("overspend_rounded", "pounds", 5e5, 1e4, 5e5, 5.1e5),
    ],
)
def test_a_claim_stands_for_an_interval_in_base_units(
    ledger_of_all, claim, unit, published, resolution, low, high
):
    row = claim_row(ledger_of_all[ledger_of_all["paper"] == KENT], claim)
    assert (row["unit"], row["published"], row["resolution"]) == (unit, published, resolution)
    assert (row["published_low"], row["published_high"]) == (low, high)


def test_what_differs_says_by_how_much_and_what_reconciles_it(small_project):
    path = small_project.papers / MADE_UP / "claims.csv"
    text = path.read_text(encoding="utf-8").replace("two years,2,years,1", "two years,2,years,0.1")
    path.write_text(
        f"{text}share,5.1,Share,75%,75,percent,1,,100 * budget_schools / budget_total,,,,,,\n"
        "share_2,5.1,Share,71%,71,percent,0.01,,71 + term / 24,,,,,,\n",
        encoding="utf-8",
    )
    claims = load(MADE_UP).claims.set_index("claim")
    assert claims.loc["whole_budget", "difference"] == -70_000
    assert claims.loc["whole_budget", "note"] == (
        "Recomputed is £70,000 less than printed. The paper may mean the forecast. "
        "forecast_total is £470,750, which the printed figure rounds."
    )
    assert claims.loc["overspend", "note"] == "Read as at least the printed figure."
    assert claims.loc["share", "note"] == (
        "Recomputed is 2.91 percentage points less than printed."
    )
    assert claims.loc["share_2", "note"] == "Recomputed is 1 percentage point more than printed."
    assert claims.loc[claims["verdict"] != "differs", "difference"].isna().all()


def test_the_made_up_paper_has_claims_of_each_verdict(small_project):
    ledger = load(MADE_UP).claims
    verdicts = ledger.set_index("claim")["verdict"]
    assert verdicts["budget_total"] == verdicts["overspend"] == "agrees"
    assert verdicts["independent_unit_cost"] == "rounding"
    assert verdicts["whole_budget"] == "differs" and verdicts["term"] == "stated"
    counts = verdict_counts(ledger)
    assert counts["verdict"].tolist() == ["agrees", "rounding", "differs", "stated"]
    assert counts["claims"].tolist() == [3, 1, 1, 7]
    assert verdict_counts(ledger.head(0))["claims"].tolist() == [0, 0, 0, 0]


def test_the_ledger_as_csv(ledger_of_all):
    tiny = ledger_of_all.head(1).assign(paper="tiny", published=-1e-9, recomputed=-0.0)
    text = to_csv_text(ledger_of_all).removeprefix("\ufeff")
    text += to_csv_text(tiny).partition("\n")[2]
    assert "\r" not in text and text.splitlines()[0] == ",".join(CSV_COLUMNS)
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == len(ledger_of_all) + 1
    by_claim = {(row["paper"], row["claim"]): row for row in rows}
    kent = list(by_claim[KENT, "core_and_outreach"].values())
    assert kent[5:11] == ["8500000", "100000", "8201873", "8201872", "8201874", "differs"]
    share = by_claim[KENT, "other_costs_share"]
    assert (share["published"], share["recomputed"]) == ("5.2", "5.147172")
    stated = by_claim[MEDWAY, "deficit"]
    assert [stated[name] for name in ("recomputed", "low", "high")] == ["", "", ""]
    assert (rows[-1]["published"], rows[-1]["recomputed"]) == ("0", "0")


def test_a_table_is_given_back_with_its_rows_and_columns_in_order(ledger_of_all):
    cells = table_cells(ledger_of_all, "stls_budget_v_forecast")
    assert list(cells.index[:3]) == ["Core funding", "Outreach funding", "Pension funding"]
    assert list(cells.columns) == ["District STLS", "PD STLS", "Sensory STLS", "Total Budget"]
    assert cells.loc["Outreach funding", "Sensory STLS"] == 0
    assert cells.loc["Pension funding"].isna().tolist() == [True, True, True, False]


def test_an_analysis_covers_the_claims_that_name_it(ledger_of_all):
    found = covered_by(ledger_of_all, "independent_placement_unit_cost")
    assert "independent_cost" in set(found["claim"]) and found.index[0] == 0
    assert covered_by(ledger_of_all, "placement_unit_cost").empty
