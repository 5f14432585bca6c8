"""What stands in a release where there is no figure: kept, and never taken for zero."""

from collections.abc import Mapping

import pandas as pd

BLANK = "blank"
"""The symbol of an empty cell."""

DROPPED = "dropped"
"""The symbol of a figure that a later release no longer has. It stands in no release itself."""

MEANINGS: Mapping[str, str] = {
    "z": "not applicable",
    "x": "not available",
    "c": "suppressed, so that nobody can be recognised",
    ":": "not available",
    "#N/A": "not available",
    BLANK: "left blank",
    DROPPED: "no longer in the release",
}
"""Symbol of a table's `symbol` column → what a report says of it."""

IN_CSV = ("z", "x", "c", ":", "")
"""What may stand in a csv of a release instead of a number."""

IN_WORKBOOK = ("z", "x", "c", ":", "#N/A", "")
"""What may stand in a workbook instead of a number."""


def split(text: pd.Series, dtype: str = "Int64") -> pd.DataFrame:
    """Checked text as two columns: value (a nullable number) and symbol (missing for a number)."""
    # str, whatever the text is held as: a column without any symbol stays one of text
    symbol = text.where(text.isin(IN_WORKBOOK)).replace("", BLANK).astype("str")
    value = pd.to_numeric(text.where(symbol.isna())).astype("Float64").astype(dtype)
    return pd.DataFrame({"value": value, "symbol": symbol}, index=text.index)
