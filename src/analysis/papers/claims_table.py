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
STATED = {"statement": "What the paper states", "paragraph": "Paragraph", "printed": "Printed"}
PUBLISHED = {"published": "Printed, as a number", "unit": "Unit"}
RECOMPUTED = {
    "recomputed": "Recomputed",
    "low": "Recomputed, lowest",
    "high": "Recomputed, highest",
}
FORMATS = dict.fromkeys(("published", *RECOMPUTED), PLAIN)


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
    stated = ledger["verdict"] == "stated"
    rows = ledger.assign(
        recomputed_text=[
            "not recomputed" if pd.isna(value) else quantity(value, unit)
            for value, unit in zip(ledger["recomputed"], ledger["unit"], strict=True)
        ],
        verdict_text=[marked(verdict).replace(" ", NO_BREAK) for verdict in ledger["verdict"]],
        **{name: ledger[name].astype(object).mask(stated, NOT_APPLICABLE) for name in RECOMPUTED},
    )
    shown = {"recomputed_text": "Recomputed", "verdict_text": "Verdict", "note": "Note"}
    return Table(
        "claims",
        title,
        rows,
        {**STATED, **shown},
        formats=FORMATS,
        data_columns={
            **STATED,
            **PUBLISHED,
            "formula": "Formula",
            **RECOMPUTED,
            "verdict": "Verdict",
            "note": "Note",
        },
    )


def verdict_table(counts: pd.DataFrame) -> Table:
    """Return claims by verdict: the frame of `ledger.verdict_counts`."""
    rest = {"claims": "Claims", "meaning": "Meaning"}
    return Table(
        "verdicts",
        "Claims by verdict",
        counts.assign(marked=counts["verdict"].map(marked)),
        {"marked": "Verdict", **rest},
        data_columns={"verdict": "Verdict", **rest},
    )


def differing_claims(ledger: pd.DataFrame) -> Table | NotAvailable:
    """Return each claim that differs: by how much, by which formula, and what reconciles it."""
    rows = ledger[ledger["verdict"] == "differs"]
    if rows.empty:
        return NotAvailable("No claim of this paper differs.")
    texts = [_with_range(row.recomputed, row.low, row.high, row.unit) for row in rows.itertuples()]
    formula, note = {"formula": "Formula"}, {"note": "Explanation"}
    return Table(
        "claims-that-differ",
        "Claims that differ, explained",
        rows.assign(recomputed_text=texts),
        {**STATED, **formula, "recomputed_text": "Recomputed (range)", **note},
        formats=FORMATS,
        data_columns={**STATED, **PUBLISHED, **formula, **RECOMPUTED, "note": "Note"},
    )


def _with_range(value: float, low: float, high: float, unit: str) -> str:
    """`£8,201,873 (£8,201,872 to £8,201,874)`, or the value alone where there is no range."""
    lowest, highest = quantity(low, unit), quantity(high, unit)
    if lowest == highest:
        return quantity(value, unit)
    return f"{quantity(value, unit)} ({lowest} to {highest})"
