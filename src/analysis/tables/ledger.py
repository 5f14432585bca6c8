"""Tables of claims and their verdicts."""

import pandas as pd

from analysis.papers.ledger import covered_by
from analysis.quantities import NOT_APPLICABLE, number, plain, quantity
from analysis.shown import Sentence
from analysis.tables.table import Column, Table
from analysis.verdicts import marked

NO_BREAK = "\u00a0"
SEVEREST_FIRST = ("differs", "rounding", "agrees", "stated")
NO_CLAIMS = "This paper states no figure that this report covers."


def covered_claims(ledger: pd.DataFrame, analysis: str) -> Table | Sentence:
    """The claims that an analysis covers, those that differ first, or a sentence if it has none."""
    covered = covered_by(ledger, analysis)
    if covered.empty:
        return Sentence(NO_CLAIMS)
    order = covered["verdict"].map(SEVEREST_FIRST.index)
    by_verdict = covered.loc[order.sort_values(kind="stable").index]
    return claims(by_verdict)


def claims(ledger: pd.DataFrame, title: str = "Claims of the paper and their verdicts") -> Table:
    """Each claim with what is printed, what it recomputes to, and its verdict."""
    shown = ledger.assign(
        recomputed_text=[
            "not recomputed" if pd.isna(value) else quantity(value, unit)
            for value, unit in zip(ledger["recomputed"], ledger["unit"], strict=True)
        ],
        verdict_text=[marked(v).replace(" ", NO_BREAK) for v in ledger["verdict"]],
        **{
            name: [
                NOT_APPLICABLE if verdict == "stated" else value
                for value, verdict in zip(ledger[name], ledger["verdict"], strict=True)
            ]
            for name in ("recomputed", "low", "high")
        },
    )
    return Table(
        title,
        shown,
        [
            Column("statement", "What the paper states"),
            Column("paragraph", "Paragraph"),
            Column("printed", "Printed"),
            Column("recomputed_text", "Recomputed"),
            Column("verdict_text", "Verdict"),
            Column("note", "Note"),
        ],
        data_columns=[
            Column("statement", "What the paper states"),
            Column("paragraph", "Paragraph"),
            Column("printed", "Printed"),
            Column("published", "Printed, as a number", plain),
            Column("unit", "Unit"),
            Column("recomputed", "Recomputed", plain),
            Column("low", "Recomputed, lowest", plain),
            Column("high", "Recomputed, highest", plain),
            Column("verdict", "Verdict"),
            Column("note", "Note"),
        ],
    )


def verdicts(counts: pd.DataFrame) -> Table:
    """Claims by verdict: the frame of `ledger.verdict_counts`."""
    return Table(
        "Claims by verdict",
        counts.assign(marked=counts["verdict"].map(marked)),
        [
            Column("marked", "Verdict"),
            Column("claims", "Claims", number),
            Column("meaning", "Meaning"),
        ],
        data_columns=[
            Column("verdict", "Verdict"),
            Column("claims", "Claims", number),
            Column("meaning", "Meaning"),
        ],
    )


def differing(ledger: pd.DataFrame) -> Table | Sentence:
    """Each claim that differs: by how much, by which formula, and what would reconcile it."""
    rows = ledger[ledger["verdict"] == "differs"]
    if rows.empty:
        return Sentence("No claim of this paper differs.")
    shown = rows.assign(
        recomputed_text=[
            _with_range(row["recomputed"], row["low"], row["high"], row["unit"])
            for row in rows.to_dict("records")
        ]
    )
    return Table(
        "Claims that differ, explained",
        shown,
        [
            Column("statement", "What the paper states"),
            Column("paragraph", "Paragraph"),
            Column("printed", "Printed"),
            Column("formula", "Formula"),
            Column("recomputed_text", "Recomputed (range)"),
            Column("note", "Explanation"),
        ],
        data_columns=[
            Column("statement", "What the paper states"),
            Column("paragraph", "Paragraph"),
            Column("printed", "Printed"),
            Column("published", "Printed, as a number", plain),
            Column("unit", "Unit"),
            Column("formula", "Formula"),
            Column("recomputed", "Recomputed", plain),
            Column("low", "Recomputed, lowest", plain),
            Column("high", "Recomputed, highest", plain),
            Column("note", "Explanation"),
        ],
    )


def _with_range(value: float, low: float, high: float, unit: str) -> str:
    """`£8,201,873 (£8,201,872 to £8,201,874)`, or the value alone where there is no range."""
    lowest, highest = quantity(low, unit), quantity(high, unit)
    if lowest == highest:
        return quantity(value, unit)
    return f"{quantity(value, unit)} ({lowest} to {highest})"
