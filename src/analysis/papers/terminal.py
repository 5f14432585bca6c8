"""Claims as lines for a terminal."""

import textwrap
from collections.abc import Iterator

import pandas as pd

from analysis.display import marked, quantity

NARROWEST = 60


def claim_lines(ledger: pd.DataFrame, width: int) -> Iterator[str]:
    """Yield each claim in two or three lines, under the name of its paper."""
    for paper, rows in ledger.groupby("paper", sort=False):
        yield f"{paper}"
        for row in rows.itertuples():
            printed = f"printed {row.printed}"
            if not pd.isna(row.recomputed):
                printed += f", recomputed {quantity(row.recomputed, row.unit)}"
            first = f"{marked(row.verdict)}  {row.claim} (paragraph {row.paragraph}): {printed}"
            for indent, text in (("  ", first), ("      ", row.statement), ("      ", row.note)):
                yield from textwrap.wrap(
                    text, max(width, NARROWEST), initial_indent=indent, subsequent_indent=" " * 6
                )
        yield ""
