"""What the report on a commissioning plan found."""

import pandas as pd

from analysis.findings.finding import Finding, Headline
from analysis.measures.plan import plan_years
from analysis.papers.inputs import PlanInputs
from analysis.papers.ledger import claim_row
from analysis.quantities import listed, money, number, percent
from analysis.shown import Sentence


def plan(
    ledger: pd.DataFrame,
    costs: pd.DataFrame,
    paybacks: pd.DataFrame,
    counts: pd.DataFrame,
    unit_costs: pd.DataFrame,
    inputs: PlanInputs,
) -> Finding:
    """When the plan pays back and what a pupil costs: frames of `measures.plan`."""
    payback, pupils, end = paybacks.iloc[0], counts.iloc[0], plan_years(costs).iloc[-1]
    now_cost, end_cost = unit_costs["unit_cost_gbp"].iloc[0], unit_costs["unit_cost_gbp"].iloc[-1]
    way = "less" if payback["at_end_gbp"] < 0 else "more"
    sentences = [
        f"{_repaid(payback)} Over the whole plan, to {end['year']}, spending is "
        f"{money(abs(payback['at_end_gbp']))} {way} than at the baseline.",
        f"Unit cost per pupil goes from {money(now_cost)} to {money(end_cost)} as pupils supported "
        f"go from {number(pupils['now_pupils'])} to {number(pupils['end_pupils'])}.",
    ]
    return Finding(
        sentences,
        [
            Headline(
                f"Cost in {end['year']} against the baseline",
                f"{money(end['in_year_gbp'])} a year",
                _verdict(ledger, inputs.saving),
            ),
            Headline("Extra spending repaid", _when(payback), _verdict(ledger, inputs.payback)),
            Headline(
                f"Change in pupils supported by {end['year']}",
                percent(pupils["change_pct"]),
                _verdict(ledger, inputs.pupils_increase),
            ),
            Headline(
                f"Unit cost per pupil in {end['year']}",
                f"{money(end_cost)} ({money(now_cost)} now)",
            ),
        ],
    )


def year_on_year(costs: pd.DataFrame) -> Sentence:
    """In which years spending rises or falls: the frame of `measures.plan.costs_by_year`."""
    years = plan_years(costs)
    sentences = [
        f"Spending {word} against the year before in {listed(steps)}."
        for word, steps in (
            ("rises", _steps(years[years["change_gbp"] > 0])),
            ("falls", _steps(years[years["change_gbp"] < 0])),
            ("stays the same", _steps(years[years["change_gbp"] == 0])),
        )
        if steps
    ]
    last = years.iloc[-1]
    ends = sorted((abs(last["in_year_low_gbp"]), abs(last["in_year_high_gbp"])))
    sentences.append(
        f"In {last['year']} the difference from the baseline is {money(abs(last['in_year_gbp']))}; "
        f"rounding of the printed costs allows {money(ends[0])} to {money(ends[1])}."
    )
    return Sentence(" ".join(sentences))


def _steps(years: pd.DataFrame) -> list[str]:
    return [f"{row.year} (by {money(abs(row.change_gbp))})" for row in years.itertuples()]


def _repaid(payback: pd.Series) -> str:
    extra = f"The plan first spends up to {money(payback['largest_extra_gbp'])} above the baseline"
    if payback["year"] is not None:
        after = number(payback["after_years"], 1)
        return f"{extra}, which is repaid after {after} years, in {payback['year']}."
    if payback["largest_extra_gbp"] == 0:
        return "The plan never spends more than the baseline in total."
    return f"{extra}, which is not repaid within its term."


def _when(payback: pd.Series) -> str:
    if payback["year"] is not None:
        return f"{payback['year']}, after {number(payback['after_years'], 1)} years"
    return "nothing to repay" if payback["largest_extra_gbp"] == 0 else "not within the plan"


def _verdict(ledger: pd.DataFrame, claim: str) -> str:
    return str(claim_row(ledger, claim)["verdict"]) if claim else ""
