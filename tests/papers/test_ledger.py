"""The ledger: what is known of the five papers, what is written, and what is refused."""

import csv
import io

import pandas as pd
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


@pytest.fixture
def ledger(ledger_of_all):
    return ledger_of_all


KNOWN = [
    # paper, claim, printed, published, recomputed, verdict
    ("kent-stls-2021", "core_and_outreach", "£8.5m", 8_500_000, 8_201_873, "differs"),
    ("rutland-eip-2021", "plans_rise_period", "the past year", 12, 17, "differs"),
    ("bromley-ap-2021", "recurring_reduction", "£441k", 441_000, 442_000, "rounding"),
    ("kent-stls-2021", "other_costs_share", "5.2%", 5.2, 5.14717, "rounding"),
    ("kent-stls-2021", "forecast_district", "£6,488,791", 6_488_791, 6_489_000, "rounding"),
    ("bromley-ap-2021", "largest_saving", "£442k", 442_000, 442_000, "agrees"),
    ("medway-deficit-2022", "independent_unit_cost", "£35,731", 35_731, 35_731.0364, "agrees"),
    ("rutland-eip-2021", "plans_rise", "12.5%", 12.5, 12.5, "agrees"),
    ("bromley-ap-2021", "pupils_increase", "81%", 81, 81.3456, "agrees"),
    ("bromley-ap-2021", "provider_pupils_increase", "106%", 106, 105.6452, "agrees"),
    ("kent-stls-2021", "overspend_total", "-£501,396", -501_396, -501_396, "agrees"),
    ("kent-stls-2021", "new_term", "three years", 36, None, "stated"),
    ("medway-deficit-2022", "deficit", "£20.5m", 20_500_000, None, "stated"),
]


@pytest.mark.parametrize(("paper", "claim", "printed", "published", "recomputed", "verdict"), KNOWN)
def test_a_known_claim_is_judged_as_it_should_be(
    ledger, paper, claim, printed, published, recomputed, verdict
):
    row = claim_row(ledger[ledger["paper"] == paper], claim)
    assert (row["printed"], row["published"], row["verdict"]) == (printed, published, verdict)
    if recomputed is None:
        assert row[["recomputed", "low", "high", "difference"]].isna().all()
    else:
        assert row["recomputed"] == pytest.approx(recomputed, abs=1e-4)
        assert row["low"] <= row["recomputed"] <= row["high"]


@pytest.mark.parametrize(
    ("paper", "claim", "unit", "published", "resolution", "low", "high"),
    [
        ("kent-stls-2021", "core_and_outreach", "pounds", 8.5e6, 1e5, 8.45e6, 8.55e6),
        ("kent-stls-2021", "new_term", "months", 36, 12, 30, 42),
        ("kent-stls-2021", "direct_staffing", "pounds", 5_865_000, 1000, 5_864_500, 5_865_500),
        ("kent-stls-2021", "overspend_rounded", "pounds", 5e5, 1e4, 5e5, 5.1e5),
    ],
)
def test_a_claim_stands_for_an_interval_in_base_units(
    ledger, paper, claim, unit, published, resolution, low, high
):
    row = claim_row(ledger[ledger["paper"] == paper], claim)
    assert (row["unit"], row["published"], row["resolution"]) == (unit, published, resolution)
    assert (row["published_low"], row["published_high"]) == (low, high)


def test_what_differs_says_by_how_much_and_what_reconciles_it(ledger):
    row = ledger.set_index("claim").loc["core_and_outreach"]
    assert row["difference"] == -298_127
    assert row["note"].startswith("Recomputed is £298,127 less than printed.")
    assert "core_total + outreach_total + pension_total is £8,534,936" in row["note"]
    assert ledger.loc[ledger["verdict"] != "differs", "difference"].isna().all()


def test_a_difference_of_percentages_is_in_percentage_points(small_project):
    path = small_project.papers / MADE_UP / "claims.csv"
    rows = (
        "share,5.1,Share of schools,75%,75,percent,1,,100 * budget_schools / budget_total,,,,,,\n"
        "share_2,5.1,Share of schools,71%,71,percent,0.01,,71 + term / 24,,,,,,\n"
    )
    text = path.read_text(encoding="utf-8").replace("two years,2,years,1", "two years,2,years,0.1")
    path.write_text(text + rows, encoding="utf-8")
    notes = load(MADE_UP).claims.set_index("claim")["note"]
    assert notes["share"] == "Recomputed is 2.91 percentage points less than printed."
    assert notes["share_2"] == "Recomputed is 1 percentage point more than printed."


def test_the_made_up_paper_has_one_claim_of_each_verdict(small_project):
    ledger = load(MADE_UP).claims
    verdicts = ledger.set_index("claim")["verdict"]
    assert verdicts["budget_total"] == verdicts["overspend"] == "agrees"
    assert verdicts["independent_unit_cost"] == "rounding"
    assert verdicts["whole_budget"] == "differs"
    assert verdicts["term"] == "stated"
    assert ledger.set_index("claim").loc["whole_budget", "note"] == (
        "Recomputed is £70,000 less than printed. The paper may mean the forecast. "
        "forecast_total is £470,750, which the printed figure rounds."
    )
    assert ledger.set_index("claim").loc["overspend", "note"] == (
        "Read as at least the printed figure."
    )
    counts = verdict_counts(ledger)
    assert counts["verdict"].tolist() == ["agrees", "rounding", "differs", "stated"]
    assert counts["claims"].tolist() == [3, 1, 1, 7]


SUM = "forecast_early_years + forecast_schools"
BAD_FORMULAS = [
    # old, new, what the message says
    (
        SUM,
        "forecast_early_years + forecast_scools",
        ["row 7", "forecast_total", "forecast_scools", "'forecast_schools'?"],
    ),
    (SUM, "forecast_early_years + nothing_like_it", ["row 7", "names 'nothing_like_it'"]),
    (SUM, "forecast_early_years +", ["row 7", "forecast_total", "cannot be read"]),
    (SUM, "forecast_early_years % 2", ["row 7", "'forecast_early_years % 2'", "only + - * / **"]),
    (SUM, "max(forecast_early_years)", ["row 7", "'max(forecast_early_years)'", "only + - * / **"]),
    (SUM, "forecast_total", ["row 7", "goes in a circle (forecast_total → forecast_total)"]),
    (SUM, "overspend", ["goes in a circle", "forecast_total → overspend → forecast_total"]),
    (
        SUM,
        "forecast_schools / (budget_schools - 310000)",
        ["row 7", "divides by zero", "budget_schools = 310,000"],
    ),
    (SUM, "forecast_schools / 0", ["row 7", "divides by zero"]),
    (SUM, "2 ** 9999", ["row 7", "cannot be worked out", "exponent"]),
    (
        ",budget_total,forecast_total,",
        ",budget_total,budget_schools,",
        [
            "row 9",
            "the reconciliation 'budget_schools' of 'whole_budget'",
            "gives 310,000",
            "the printed 500,000",
        ],
    ),
    (
        ",budget_total,forecast_total,",
        ",budget_total,forecast_totl,",
        ["row 9", "names 'forecast_totl'", "'forecast_total'?"],
    ),
    (
        ",budget_total,forecast_total,",
        ",budget_total,whole_budget,",
        ["row 9", "reconciliation of claim 'whole_budget' names itself"],
    ),
    (
        "forecast_total - budget_total,,",
        "forecast_total - budget_total,budget_totl,",
        ["row 8", "names 'budget_totl'"],
    ),
]


@pytest.mark.parametrize(("old", "new", "said"), BAD_FORMULAS)
def test_a_formula_that_is_not_right_is_named(refusal, old, new, said):
    message = refusal("claims.csv", old, new)
    assert f"{MADE_UP}/claims.csv, row " in message
    assert not [words for words in said if words not in message], message


def test_the_ledger_as_csv(ledger):
    text = to_csv_text(ledger).removeprefix("\ufeff")
    assert text.splitlines()[0] == (
        "paper,claim,paragraph,statement,unit,published,resolution,recomputed,low,high,verdict,note"
    )
    assert "\r" not in text
    rows = list(csv.DictReader(io.StringIO(text)))
    assert len(rows) == len(ledger)
    by_claim = {(row["paper"], row["claim"]): row for row in rows}
    kent = by_claim["kent-stls-2021", "core_and_outreach"]
    assert [kent[name] for name in CSV_COLUMNS[5:11]] == [
        "8500000",
        "100000",
        "8201873",
        "8201872",
        "8201874",
        "differs",
    ]
    share = by_claim["kent-stls-2021", "other_costs_share"]
    assert (share["published"], share["resolution"]) == ("5.2", "0.1")
    assert share["recomputed"] == "5.147172"
    stated = by_claim["medway-deficit-2022", "deficit"]
    assert [stated[name] for name in ("recomputed", "low", "high")] == ["", "", ""]
    numbers = {row[name] for row in rows for name in CSV_COLUMNS[5:10]}
    assert "-0" not in numbers
    assert not [number for number in numbers if "nan" in number or "e" in number]


def test_a_negative_zero_is_written_as_zero(ledger):
    tiny = ledger.head(1).assign(published=-1e-9, recomputed=-0.0)
    row = next(csv.DictReader(io.StringIO(to_csv_text(tiny).removeprefix("\ufeff"))))
    assert (row["published"], row["recomputed"]) == ("0", "0")


def test_a_table_is_given_back_with_its_rows_and_columns_in_order(ledger):
    cells = table_cells(ledger, "stls_budget_v_forecast")
    assert list(cells.index) == [
        "Core funding",
        "Outreach funding",
        "Pension funding",
        "Total Budget",
        "Forecast 2021/22",
        "Overspend",
    ]
    assert list(cells.columns) == ["District STLS", "PD STLS", "Sensory STLS", "Total Budget"]
    assert cells.loc["Outreach funding", "Sensory STLS"] == 0
    assert cells.loc["Pension funding"].isna().tolist() == [True, True, True, False]


def test_an_analysis_covers_the_claims_that_name_it(ledger):
    both = covered_by(ledger, "independent_placement_unit_cost")
    assert "independent_cost" in set(both["claim"])
    assert covered_by(ledger, "placement_unit_cost").empty


@pytest.mark.parametrize(
    "use",
    [
        to_csv_text,
        verdict_counts,
        lambda ledger: covered_by(ledger, "stls_overspend"),
        lambda ledger: claim_row(ledger, "core_and_outreach"),
        lambda ledger: table_cells(ledger, "stls_budget_v_forecast"),
    ],
)
def test_what_uses_the_ledger_does_not_modify_it(ledger, use):
    before = ledger.copy(deep=True)
    use(ledger)
    pd.testing.assert_frame_equal(ledger, before)
