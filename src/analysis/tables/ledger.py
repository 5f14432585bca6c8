"""Tables of claims and their verdicts."""

import pandas as pd

from analysis.quantities import quantity
from analysis.tables.table import Column, Table
from analysis.verdicts import marked


def claims(ledger: pd.DataFrame, title: str = "Claims of the paper and their verdicts") -> Table:
    """Each claim with what is printed, what it recomputes to, and its verdict."""
    shown = ledger.assign(
        recomputed_text=[
            "nothing to recompute from" if pd.isna(value) else quantity(value, unit)
            for value, unit in zip(ledger["recomputed"], ledger["unit"], strict=True)
        ],
        verdict_text=ledger["verdict"].map(marked),
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
    )
