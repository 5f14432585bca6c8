"""The claims ledger: all claims of a paper in base units, recomputed and judged."""

from pathlib import Path

import pandas as pd

from analysis.display.csv_cells import BYTE_ORDER_MARK, escape_formula, plain_number
from analysis.display.verdicts import VERDICTS
from analysis.display.words import quantity
from analysis.papers.claims import BASE_UNITS, Claim, Judgement, judge, to_claims

NUMBERS = ["published", "resolution", "recomputed", "low", "high"]
CSV_COLUMNS = ["paper", "claim", "paragraph", "statement", "unit", *NUMBERS, "verdict", "note"]

BOUND_WORDS = {
    "": "",
    "over": "Read as at least the printed figure.",
    "up to": "Read as at most the printed figure.",
}


def build_ledger(paper_id: str, printed: pd.DataFrame, path: Path) -> pd.DataFrame:
    """Return one row a claim, in the paper's order, in base units.

    `printed` has the rows of `claims.csv` at `path`. Columns paper, claim, paragraph, statement,
    printed, unit (base), published, resolution, bound, published_low, published_high, formula,
    recomputed, low, high (the interval of the formula; missing for `stated`), difference
    (recomputed less published, for `differs` only), verdict, note, table, row, column, covered_by.
    Raises DataError for a formula that is not right.
    """
    claims = to_claims(path, printed)
    judgements = judge(claims)
    rows = [
        {**text, **_judged(claims[text["claim"]], judgements[text["claim"]], text)}
        for text in printed.drop(columns=["value", "reconciliation"]).to_dict("records")
    ]
    numbers = dict.fromkeys([*NUMBERS, "difference"], "float64")
    return pd.DataFrame(rows).assign(paper=paper_id).astype(numbers)


def _judged(claim: Claim, judgement: Judgement, text: dict) -> dict:
    """Return what the ledger says of a claim beside or instead of what is in `claims.csv`."""
    unit = BASE_UNITS[text["unit"]][0]
    recomputed, interval = judgement.recomputed, judgement.interval
    return {
        "unit": unit,
        "published": float(claim.value),
        "resolution": float(claim.resolution),
        "published_low": float(claim.interval.low),
        "published_high": float(claim.interval.high),
        "recomputed": None if recomputed is None else float(recomputed),
        "low": None if interval is None else float(interval.low),
        "high": None if interval is None else float(interval.high),
        "difference": judgement.difference,
        "verdict": judgement.verdict,
        "note": _note(claim, judgement, text["note"], unit),
    }


def _note(claim: Claim, judgement: Judgement, note: str, unit: str) -> str:
    """Return by how much a claim differs, what is known of it, and what would reconcile it."""
    sentences = [BOUND_WORDS[claim.bound], note]
    if judgement.difference is not None:
        way = "more" if judgement.difference > 0 else "less"
        by = quantity(abs(judgement.difference), unit)
        if unit == "percent":
            by = by.replace("%", " percentage point" + "s" * (by != "1%"))
        sentences.insert(0, f"Recomputed is {by} {way} than printed.")
    if judgement.reconciled is not None:
        sentences.append(
            f"{claim.reconciliation} is {quantity(float(judgement.reconciled), unit)}, "
            "which the printed figure rounds."
        )
    return " ".join(sentence for sentence in sentences if sentence)


def covered_by(ledger: pd.DataFrame, analysis: str) -> pd.DataFrame:
    """Return the claims that an analysis covers, in the paper's order."""
    covered = [analysis in names.split() for names in ledger["covered_by"]]
    return ledger[covered].reset_index(drop=True)


def verdict_counts(ledger: pd.DataFrame) -> pd.DataFrame:
    """Return verdict, meaning and claims (how many), one row a verdict in their usual order."""
    counts = ledger["verdict"].value_counts()
    return pd.DataFrame(
        [
            {"verdict": key, "meaning": verdict.meaning, "claims": int(counts.get(key, 0))}
            for key, verdict in VERDICTS.items()
        ]
    )


def claim_row(ledger: pd.DataFrame, name: str) -> pd.Series:
    """Return the row of one claim. The caller has checked that it exists (see `inputs`)."""
    return ledger.set_index("claim", drop=False).loc[name]


def table_cells(ledger: pd.DataFrame, table: str, values: str = "published") -> pd.DataFrame:
    """Return the figures of one printed table in base units, with its rows and columns in order.

    `values` is the column of the ledger to take, such as `published_low`.
    """
    cells = ledger[ledger["table"] == table]
    grid = cells.pivot(index="row", columns="column", values=values)
    return grid.loc[cells["row"].unique(), cells["column"].unique()]


def to_csv_text(ledger: pd.DataFrame) -> str:
    """Return `reports/claims.csv`: whole numbers without decimals, others with at most six."""
    table = ledger[CSV_COLUMNS].copy()
    for column in NUMBERS:
        table[column] = ["" if pd.isna(value) else plain_number(value) for value in table[column]]
    for column in ("paragraph", "statement", "note"):
        table[column] = table[column].map(escape_formula)
    return BYTE_ORDER_MARK + table.to_csv(index=False, lineterminator="\n")
