"""The tables of a report as data: found in its executed notebook, written as CSV files."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from analysis.display import slug
from analysis.display.csv_cells import escape_formula, plain_number

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


def tables_of(notebook: Mapping[str, Any]) -> list[DataTable]:
    """The tables and the data of the charts of an executed notebook, in its order."""
    return list(_tables(notebook))


def _tables(notebook: Mapping[str, Any]) -> Iterator[DataTable]:
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            metadata = output.get("metadata", {})
            chart = metadata.get("chart", {})
            table = metadata.get("table") or chart.get("table")
            if table:
                yield DataTable(
                    table.get("id", table["title"]),  # reports made before tables had ids
                    table["title"],
                    table["note"],
                    table["totals"],
                    [label for label, _ in table["columns"]],
                    [code for _, code in table["columns"]],
                    table["rows"],
                    chart.get("source", ""),
                )


def csv_name(analysis: str, table: str) -> str:
    """Return `tables/ehcp_growth-breaks.csv`: analysis, and id of a table, beside the report.

    An id is a slug already, unless somebody wrote it into the metadata of a notebook by hand.
    """
    return f"{FOLDER}/{analysis}-{slug(table)}.csv"


def csv_text(table: DataTable) -> str:
    """One header row with units, then the rows; a figure that is missing is an empty cell."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([escape_formula(label) for label in table.labels])
    writer.writerows([[_written(cell) for cell in row] for row in table.rows])
    return text.getvalue()


def _written(cell: Cell) -> str:
    if cell is None:
        return ""
    return escape_formula(cell) if isinstance(cell, str) else plain_number(cell)
