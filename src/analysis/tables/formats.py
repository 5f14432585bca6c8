"""How a spreadsheet shows the numbers that a report writes with the same decimals."""

from collections.abc import Callable, Mapping
from typing import Any

from analysis.errors import AnalysisError
from analysis.quantities import (
    money,
    number,
    one_decimal,
    percent,
    plain,
    points,
    trimmed,
    two_decimals,
)

YEAR = "0"
"""A whole number that is a name, not an amount: a January, a financial year."""

NUMBER_FORMATS: Mapping[Callable[[Any], str], str] = {
    money: "#,##0",
    number: "#,##0",
    one_decimal: "#,##0.0",
    two_decimals: "#,##0.00",
    percent: "#,##0.0",
    points: "+#,##0.0;-#,##0.0;0.0",
    trimmed: "#,##0.#",
    plain: "#,##0.##",
}
"""Writer of a column → number format. Units are in the headers, so no format repeats them."""


def number_format(write: Callable[[Any], str]) -> str:
    """The format of a writer's numbers. Raises AnalysisError for a writer that has none."""
    if write not in NUMBER_FORMATS:
        raise AnalysisError(
            f"{write.__module__}.{write.__qualname__} writes a column and has no number format: "
            "give it one in NUMBER_FORMATS"
        )
    return NUMBER_FORMATS[write]
