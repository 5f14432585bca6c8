"""The claims ledger: all claims of a paper in base units, recomputed and judged."""

from collections.abc import Mapping

import pandas as pd

from analysis.display.csv_cells import BYTE_ORDER_MARK, escape_formula, plain_number
from analysis.display.verdicts import VERDICTS
from analysis.display.words import quantity
from analysis.papers.claims import BASE_UNITS, Claim, Judgement, judge

CSV_COLUMNS = [
    "paper",
    "claim",
    "paragraph",
    "statement",
    "unit",
    "published",
    "resolution",
    "recomputed",
    "low",
    "high",
    "verdict",
    "note",
]

BOUND_WORDS = {
    "": "",
    "over": "Read as at least the printed figure.",
    "up to": "Read as at most the printed figure.",
}


def build_ledger(paper_id: str, printed: pd.DataFrame, claims: Mapping[str, Claim]) -> pd.DataFrame:
    """One row a claim, in the paper's order, in base units.

    Columns paper, claim, paragraph, statement, printed, unit (base), published, resolution, bound,
    published_low, published_high, formula, recomputed, low, high (the interval of the formula;
    missing for `stated`), difference (recomputed less published, for `differs` only), verdict,
    note, table, row, column, covered_by. Raises DataError for a formula that is not right.
    """
    judgements = judge(claims)
    rows = []
    for text in printed.to_dict("records"):
        claim, judgement = claims[text["claim"]], judgements[text["claim"]]
        unit = BASE_UNITS[text["unit"]][0]
        recomputed, interval = judgement.recomputed, judgement.interval
        rows.append(
            {
                "paper": paper_id,
                "claim": claim.name,
                "paragraph": text["paragraph"],
                "statement": text["statement"],
                "printed": text["printed"],
                "unit": unit,
                "published": float(claim.value),
                "resolution": float(claim.resolution),
                "bound": claim.bound,
                "published_low": float(claim.interval.low),
                "published_high": float(claim.interval.high),
                "formula": claim.formula,
                "recomputed": None if recomputed is None else float(recomputed),
                "low": None if interval is None else float(interval.low),
                "high": None if interval is None else float(interval.high),
                "difference": _difference(claim, judgement),
                "verdict": judgement.verdict,
                "note": _note(claim, judgement, text["note"], unit),
                "table": text["table"],
                "row": text["row"],
                "column": text["column"],
                "covered_by": text["covered_by"],
            }
        )
    numbers = ["published", "resolution", "recomputed", "low", "high", "difference"]
    ledger = pd.DataFrame(rows)
    return ledger.astype(dict.fromkeys(numbers, "float64"))


def _difference(claim: Claim, judgement: Judgement) -> float | None:
    if judgement.verdict != "differs" or judgement.recomputed is None:
        return None
    return float(judgement.recomputed - claim.value)


def _note(claim: Claim, judgement: Judgement, note: str, unit: str) -> str:
    """By how much a claim differs, what is known of it, and what would reconcile it."""
    sentences = [BOUND_WORDS[claim.bound], note]
    difference = _difference(claim, judgement)
    if difference is not None:
        way = "more" if difference > 0 else "less"
        by = quantity(abs(difference), unit)
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
    """The claims that an analysis covers, in the paper's order."""
    names = ledger["covered_by"].str.split()
    return ledger[[analysis in (listed or []) for listed in names]].reset_index(drop=True)


def verdict_counts(ledger: pd.DataFrame) -> pd.DataFrame:
    """Columns verdict, meaning, claims (count): one row a verdict, in the order of `VERDICTS`."""
    counts = ledger["verdict"].value_counts()
    return pd.DataFrame(
        [
            {"verdict": key, "meaning": verdict.meaning, "claims": int(counts.get(key, 0))}
            for key, verdict in VERDICTS.items()
        ]
    )


def claim_row(ledger: pd.DataFrame, name: str) -> pd.Series:
    """The row of one claim. The caller has checked that it exists (see `inputs`)."""
    return ledger.set_index("claim", drop=False).loc[name]


def table_cells(ledger: pd.DataFrame, table: str, values: str = "published") -> pd.DataFrame:
    """The figures of one printed table in base units: rows and columns as labelled, in its order.

    `values` is the column of the ledger to take, such as `published_low`.
    """
    cells = ledger[ledger["table"] == table]
    grid = cells.pivot(index="row", columns="column", values=values)
    return grid.loc[cells["row"].unique(), cells["column"].unique()]


def to_csv_text(ledger: pd.DataFrame) -> str:
    """The ledger as `reports/claims.csv` holds it: whole numbers without decimals, others to 6."""
    table = ledger[CSV_COLUMNS].copy()
    for column in ("published", "resolution", "recomputed", "low", "high"):
        table[column] = ["" if pd.isna(value) else plain_number(value) for value in table[column]]
    for column in ("paragraph", "statement", "note"):
        table[column] = table[column].map(escape_formula)
    return BYTE_ORDER_MARK + table.to_csv(index=False, lineterminator="\n")
