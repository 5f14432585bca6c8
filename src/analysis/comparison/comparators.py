"""What an authority is set beside: itself, England, its region and its statistical neighbours."""

import pandas as pd

from analysis.display import NotAvailable
from analysis.official.areas import ENGLAND_CODE
from analysis.official.figures import REFERENCE_ONLY, Figures, month_of

AUTHORITY, ENGLAND, REGION, NEIGHBOUR = "authority", "England", "region", "statistical neighbour"
"""Kinds of comparators; the first is the authority itself."""

COLUMNS = ("code", "name", "kind", "rank", "closeness", "model", "note")


def comparators(figures: Figures, code: str, history: str = "") -> pd.DataFrame | NotAvailable:
    """Return the comparators of an authority, itself first.

    Columns code, name, kind, rank (of a neighbour, 1 the closest), closeness, model (which one, and
    when), note (such as a former authority; of the authority itself, its `history`). Not available
    where the figures are of a few authorities alone.
    """
    if not figures.every_authority:
        return REFERENCE_ONLY
    area = figures.areas.set_index("code").loc[code]
    rows: list[dict[str, object]] = [
        {"code": code, "name": area["name"], "kind": AUTHORITY, "note": history},
        {"code": ENGLAND_CODE, "name": ENGLAND, "kind": ENGLAND},
        {"code": area["region_code"], "name": area["region"], "kind": REGION},
        *_neighbours(figures, code),
    ]
    frame = pd.DataFrame(rows, columns=list(COLUMNS)).astype({"rank": "Int64"})
    words = ("closeness", "model", "note")
    texts = frame[list(words)].astype("object")  # of numbers where no row has any
    return frame.assign(**{name: texts[name].fillna("").astype("str") for name in words})


def _neighbours(figures: Figures, code: str) -> list[dict[str, object]]:
    if isinstance(figures.neighbours, NotAvailable):
        return []
    near = figures.neighbours[figures.neighbours["code"] == code].sort_values("rank")
    return [
        {
            "code": one["neighbour_code"],
            "name": figures.names.get(one["neighbour_code"], f"Neighbour {one['rank']}"),
            "kind": NEIGHBOUR,
            "rank": one["rank"],
            "closeness": one["closeness"],
            "model": _model(one["model"], one["former"]),
            "note": figures.notes.get(one["neighbour_code"], "no imported release counts it"),
        }
        for one in near.to_dict("records")
    ]


def _model(model: str, former: bool) -> str:
    """`May 2025`, or that the neighbours of a former authority are of an earlier model."""
    month = month_of(f"{model}-01")
    return f"earlier model, in the workbook of {month}" if former else month
