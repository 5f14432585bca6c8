"""The tables of a report as data: found in its executed notebook, written as CSV files."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from analysis.display import slug
from analysis.display.csv_cells import BYTE_ORDER_MARK, escape_formula, plain_number

FOLDER = "tables"

Cell = str | int | float | None
"""A number, a text, None for a figure that is not available, empty for one that cannot be."""


@dataclass(frozen=True)
class DataTable:
    """A table of a report: what `Table.to_data` put into the metadata of the notebook."""

    id: str
    title: str
    note: str
    totals: Sequence[int]
    labels: Sequence[str]
    formats: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    source: str = field(default="", compare=False)
    """Of the chart that shows the table; two charts may show the same."""
    formulas: Sequence[str | Sequence[str]] = ()
    """One a column, or one a row of it; empty for none: see `workbook_formulas`."""


def tables_of(notebook: Mapping[str, Any]) -> list[DataTable]:
    """Return the tables and the data of the charts of an executed notebook, in its order."""
    found = []
    for metadata in _metadata(notebook):
        chart = metadata.get("chart", {})
        if table := metadata.get("table") or chart.get("table"):
            columns = list(zip(*table["columns"], strict=True))
            found.append(
                DataTable(
                    id=table.get("id", table["title"]),  # reports made before tables had ids
                    title=table["title"],
                    note=table["note"],
                    totals=table["totals"],
                    labels=list(columns[0]),
                    formats=list(columns[1]),
                    rows=table["rows"],
                    source=chart.get("source", ""),
                    formulas=table.get("formulas", ()),
                )
            )
    return found


def metadata_of(notebook: Mapping[str, Any], key: str) -> list[Any]:
    """Return what the outputs of an executed notebook have under a key, such as `bottom_line`."""
    return [metadata[key] for metadata in _metadata(notebook) if key in metadata]


def _metadata(notebook: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            yield output.get("metadata", {})


def csv_name(analysis: str, table: str) -> str:
    """Return `tables/ehcp_growth-breaks.csv`: analysis, and id of a table, beside the report.

    An id is a slug already, unless somebody wrote it into the metadata of a notebook by hand.
    """
    return f"{FOLDER}/{analysis}-{slug(table)}.csv"


def csv_text(table: DataTable) -> str:
    """Return the text of a file, which is to be written in UTF-8, its byte order mark first.

    One header row with units, then the rows; a figure that is missing is an empty cell.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([escape_formula(label) for label in table.labels])
    writer.writerows([[_written(cell) for cell in row] for row in table.rows])
    return BYTE_ORDER_MARK + text.getvalue()


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    return escape_formula(cell) if isinstance(cell, str) else plain_number(cell)
