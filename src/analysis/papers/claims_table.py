"""Tables of claims and their verdicts."""

import pandas as pd

from analysis.display import (
    NOT_APPLICABLE,
    PLAIN,
    VERDICTS,
    NotAvailable,
    Table,
    marked,
    quantity,
)
from analysis.papers.ledger import covered_by

NO_BREAK = "\u00a0"
DATA_FORMATS = dict.fromkeys(("published", "recomputed", "low", "high"), PLAIN)
STATED = {"statement": "What the paper states", "paragraph": "Paragraph", "printed": "Printed"}
RECOMPUTED = {
    "recomputed": "Recomputed",
    "low": "Recomputed, lowest",
    "high": "Recomputed, highest",
}


def covered_claims(ledger: pd.DataFrame, analysis: str) -> Table | NotAvailable:
    """Return the claims that an analysis covers, the most severe verdicts first."""
    covered = covered_by(ledger, analysis)
    if covered.empty:
        return NotAvailable("This paper states no figure that this report covers.")
    severity = covered["verdict"].map(lambda verdict: -VERDICTS[verdict].severity)
    return claims_table(covered.loc[severity.sort_values(kind="stable").index])


def claims_table(
    ledger: pd.DataFrame, title: str = "Claims of the paper and their verdicts"
) -> Table:
    """Return each claim with what is printed, what it recomputes to, and its verdict."""
    rows = ledger.assign(
        recomputed_text=[
            "not recomputed" if pd.isna(value) else quantity(value, unit)
            for value, unit in zip(ledger["recomputed"], ledger["unit"], strict=True)
        ],
        verdict_text=[marked(verdict).replace(" ", NO_BREAK) for verdict in ledger["verdict"]],
        **{
            name: ledger[name].astype(object).mask(ledger["verdict"] == "stated", NOT_APPLICABLE)
            for name in RECOMPUTED
        },
    )
    return Table(
        "claims",
        title,
        rows,
        {
            **STATED,
            "recomputed_text": "Recomputed",
            "verdict_text": "Verdict",
            "note": "Note",
        },
        formats=DATA_FORMATS,
        data_columns={
            **STATED,
            "published": "Printed, as a number",
            "unit": "Unit",
            "formula": "Formula",
            **RECOMPUTED,
            "verdict": "Verdict",
            "note": "Note",
        },
    )


def verdict_table(counts: pd.DataFrame) -> Table:
    """Return claims by verdict: the frame of `ledger.verdict_counts`."""
    return Table(
        "verdicts",
        "Claims by verdict",
        counts.assign(marked=counts["verdict"].map(marked)),
        {"marked": "Verdict", "claims": "Claims", "meaning": "Meaning"},
        data_columns={"verdict": "Verdict", "claims": "Claims", "meaning": "Meaning"},
    )


def differing_claims(ledger: pd.DataFrame) -> Table | NotAvailable:
    """Return each claim that differs: by how much, by which formula, and what reconciles it."""
    rows = ledger[ledger["verdict"] == "differs"]
    if rows.empty:
        return NotAvailable("No claim of this paper differs.")
    rows = rows.assign(
        recomputed_text=[
            _with_range(row["recomputed"], row["low"], row["high"], row["unit"])
            for row in rows.to_dict("records")
        ]
    )
    return Table(
        "claims-that-differ",
        "Claims that differ, explained",
        rows,
        {
            **STATED,
            "formula": "Formula",
            "recomputed_text": "Recomputed (range)",
            "note": "Explanation",
        },
        formats=DATA_FORMATS,
        data_columns={
            **STATED,
            "published": "Printed, as a number",
            "unit": "Unit",
            "formula": "Formula",
            **RECOMPUTED,
            "note": "Note",
        },
    )


def _with_range(value: float, low: float, high: float, unit: str) -> str:
    """`£8,201,873 (£8,201,872 to £8,201,874)`, or the value alone where there is no range."""
    lowest, highest = quantity(low, unit), quantity(high, unit)
    if lowest == highest:
        return quantity(value, unit)
    return f"{quantity(value, unit)} ({lowest} to {highest})"
