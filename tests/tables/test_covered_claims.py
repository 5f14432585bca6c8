"""Claims that a report covers, and what stands in their place where there are none."""

import pandas as pd

from analysis.tables import ledger as tables
from analysis.tables.table import Table

LEDGER = pd.DataFrame(
    {
        "claim": ["a", "b"],
        "paragraph": ["1", "2"],
        "statement": ["Plans", "Pounds"],
        "printed": ["5", "£6"],
        "unit": ["plans", "pounds"],
        "published": [5.0, 6.0],
        "recomputed": [5.0, None],
        "low": [4.5, None],
        "high": [5.5, None],
        "verdict": ["agrees", "stated"],
        "note": ["", ""],
        "covered_by": ["ehcp_growth other", "other"],
    }
)


def test_only_the_claims_of_the_analysis_are_shown() -> None:
    table = tables.covered_claims(LEDGER, "ehcp_growth")
    assert isinstance(table, Table)
    assert [row[0] for row in table.cells()] == ["Plans"]


def test_claims_are_numbers_in_the_data_and_what_was_not_recomputed_does_not_apply() -> None:
    data = tables.claims(LEDGER).to_data()
    labels = [label for label, _ in data["columns"]]
    rows = [dict(zip(labels, row, strict=True)) for row in data["rows"]]
    numbers = ("Printed, as a number", "Recomputed", "Recomputed, lowest", "Recomputed, highest")
    assert [[row[label] for label in numbers] for row in rows] == [
        [5, 5, 4.5, 5.5],
        [6, "", "", ""],
    ]
    assert [row["Unit"] for row in rows] == ["plans", "pounds"]


def test_a_sentence_stands_where_there_is_no_claim() -> None:
    shown = tables.covered_claims(LEDGER, "high_needs_budget")
    assert isinstance(shown, tables.Sentence)
    bundle = shown._repr_mimebundle_()
    assert bundle["text/html"] == "<p>This paper states no figure that this report covers.</p>"
    assert bundle["text/plain"] == "This paper states no figure that this report covers."
