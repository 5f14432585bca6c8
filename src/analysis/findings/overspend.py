"""What the STLS overspend report found."""

import pandas as pd

from analysis.findings.finding import Finding, Headline
from analysis.measures.overspend import strands_only
from analysis.papers.inputs import OverspendInputs
from analysis.quantities import listed, money, percent


def overspend(
    ledger: pd.DataFrame, overspends: pd.DataFrame, steps: pd.DataFrame, inputs: OverspendInputs
) -> Finding:
    """Why the strands' overspends and the reported overspend are not the same figure."""
    strands = strands_only(overspends)
    together = strands["overspend_gbp"].sum()
    budget = strands["budget_gbp"].sum()
    reported = steps.loc[steps["kind"] == "total", "amount_gbp"].item()
    unsplit = -steps.loc[steps["kind"] == "funding", "amount_gbp"].item()
    largest = strands.loc[strands["overspend_gbp"].idxmax()]
    cell = ledger[
        (ledger["table"] == inputs.budget_table)
        & (ledger["row"] == inputs.overspend_row)
        & (ledger["column"] == inputs.total_column)
    ]
    sentences = [
        f"{listed(list(strands['strand']))} together are forecast to overspend by "
        f"{money(together)}, {percent(100 * together / budget)} of their budgets; "
        f"the paper reports {money(reported)}."
    ]
    if unsplit:
        sentences.append(
            f"The difference is {money(unsplit)} of funding that is counted in the total budget "
            "but in no strand’s."
        )
    return Finding(
        sentences,
        [
            Headline("Reported overspend", money(reported), cell["verdict"].item()),
            Headline("Overspend of the strands together", money(together)),
            Headline(
                f"Largest overspend: {largest['strand']}",
                f"{money(largest['overspend_gbp'])} ({percent(largest['overspend_pct'])})",
            ),
            Headline("Funding in no strand’s budget", money(unsplit)),
        ],
    )
