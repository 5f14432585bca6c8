"""Figures of five made-up authorities in two regions, small enough to work out by hand."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.comparison import Measure
from analysis.comparison.measure import Quantity, Term
from analysis.display.parts import NotAvailable
from analysis.official.figures import Figures

ENGLAND = "E92000001"
NORTH, SOUTH = "E12990001", "E12990002"
REGIONS = {"A": NORTH, "B": NORTH, "C": NORTH, "D": SOUTH, "E": SOUTH}
NAMES = {"A": "Ambridge", "B": "Borchester", "C": "Churcham", "D": "Darrington", "E": "Edgeley"}


def country(
    costs: Mapping[str, float | str | None],
    places: Mapping[str, float | str | None],
    ended: Mapping[str, str] | None = None,
) -> Figures:
    """Return costs (section251, item cost) and places (placements, January 2022) of areas.

    A text in the place of a number is the symbol of the release, None a row that is not there.
    `ended` has the day on which an authority ended; its area became that of E.
    """
    given = [("section251", "cost", "2021-22", costs), ("placements", "places", "2022", places)]
    rows = [
        _row(table, item, period, code, value)
        for table, item, period, values in given
        for code, value in values.items()
        if value is not None
    ]
    return Figures(
        rows=pd.DataFrame(rows),
        areas=_areas(ended or {}),
        neighbours=pd.DataFrame(
            {"code": ["A", "A", "A"], "rank": [2, 1, 3], "neighbour_code": ["B", "C", "D"]}
        ),
        every_authority=True,
        population_basis="",
        find_releases=lambda table: [],
        explain_missing=lambda table: f"no {table}",
    )


def _row(table: str, item: str, period: str, code: str, value: float | str) -> dict[str, object]:
    symbol = value if isinstance(value, str) else np.nan
    number = np.nan if isinstance(value, str) else float(value)
    key = {"table": table, "item": item, "code": code, "period": period}
    return {**key, "value": number, "symbol": symbol, "release": 2022}


def _areas(ended: Mapping[str, str]) -> pd.DataFrame:
    rows = [
        {"code": ENGLAND, "level": "National", "name": "England"},
        {"code": NORTH, "level": "Regional", "name": "North", "region_code": NORTH},
        {"code": SOUTH, "level": "Regional", "name": "South", "region_code": SOUTH},
        *(
            {"code": code, "level": "Local authority", "name": name, "region_code": REGIONS[code]}
            for code, name in NAMES.items()
        ),
    ]
    frame = pd.DataFrame(rows)
    blank = ("other_names", "other_codes", "predecessors")
    return frame.assign(
        start=pd.Series(np.nan, frame.index, dtype="str"),
        end=frame["code"].map(dict(ended)).astype("str"),
        successors=["E" if code in ended else "" for code in frame["code"]],
        **dict.fromkeys(blank, ""),
    )


COST = Quantity("cost", (Term("section251", "2021-22", "cost"),), "1.2.3")
PLACES = Quantity("places", (Term("placements", "2022", "places"),))


def measure(**changes: object) -> Measure:
    """Return cost ÷ places, with some of its entry changed."""
    entry = {
        "key": "each",
        "families": ("family",),
        "label": "Cost",
        "title": "Planned 2021-22 per place",
        "unit": "£ per place",
        "numerator": COST,
        "denominator": PLACES,
        "day": "2021-04-01",
    }
    return Measure(**(entry | changes))  # type: ignore[arg-type]


MISSING = NotAvailable("No neighbours.")
