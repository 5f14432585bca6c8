"""Proof that a notebook has run as it stands, from its first cell to its last."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from analysis.errors import ReportError

INJECTED = "injected-parameters"
"""The tag of the one cell that papermill adds."""


def refuse_unfinished(executed: NotebookNode, notebook: Path) -> None:
    """Raise ReportError unless what has run is the whole notebook, without an error, one after the
    other, and shows both a bottom line and, last of all, its sources.
    """
    cells = [
        cell
        for cell in executed.cells
        if cell.cell_type == "code" and INJECTED not in cell.metadata.get("tags", [])
    ]
    if [cell.source for cell in cells] != list(_sources(notebook)):
        raise ReportError("the notebook that ran is not the one that stands in notebooks/")
    ran = [cell for cell in executed.cells if cell.cell_type == "code" and cell.source.strip()]
    for number, cell in enumerate(ran, start=1):
        line = cell.source.splitlines()[0]
        if cell.execution_count != number:
            raise ReportError(f"the notebook stopped before its end: '{line}' has not run in turn")
        for output in cell.outputs:
            if output.output_type == "error":
                raise ReportError(
                    f"the notebook stopped before its end: {output.ename} in '{line}'"
                )
    if not any("bottom_line" in metadata for cell in ran for metadata in _metadata(cell)):
        raise ReportError("the notebook shows no bottom line: its module's bottom_line makes one")
    if not ran or not any("sources" in metadata for metadata in _metadata(ran[-1])):
        raise ReportError("the notebook's last cell does not show its sources: data.sources(...)")


def _sources(notebook: Path) -> Iterator[str]:
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            yield "".join(cell["source"])


def _metadata(cell: NotebookNode) -> list[Any]:
    return [output.get("metadata", {}) for output in cell.outputs]
