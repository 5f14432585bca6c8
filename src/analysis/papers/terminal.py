"""Claims as lines for a terminal."""

import textwrap
from collections.abc import Iterator

import pandas as pd

from analysis.display import marked, quantity

NARROWEST = 60


def claim_lines(ledger: pd.DataFrame, width: int) -> Iterator[str]:
    """Each claim in two or three lines, under the name of its paper."""
    width = max(width, NARROWEST)
    for paper, rows in ledger.groupby("paper", sort=False):
        yield f"{paper}"
        for row in rows.to_dict("records"):
            yield from _claim(row, width)
        yield ""


def _claim(row: dict, width: int) -> Iterator[str]:
    printed = f"printed {row['printed']}"
    if not pd.isna(row["recomputed"]):
        printed += f", recomputed {quantity(row['recomputed'], row['unit'])}"
    first = f"{marked(row['verdict'])}  {row['claim']} (paragraph {row['paragraph']}): {printed}"
    yield from textwrap.wrap(first, width, initial_indent="  ", subsequent_indent="      ")
    yield from textwrap.wrap(
        row["statement"], width, initial_indent="      ", subsequent_indent="      "
    )
    if row["note"]:
        yield from textwrap.wrap(
            row["note"], width, initial_indent="      ", subsequent_indent="      "
        )
