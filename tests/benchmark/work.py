"""The reports to build, as a file that the scripts `floor` and `one_process` read.

They get it ready made, so that neither is measured with the planning of a build.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from analysis.build.plan import Report


@dataclass(frozen=True)
class Piece:
    """One report: paths are those below the folder that it is built in."""

    notebook: str
    output: str
    parameters: dict[str, Any]


def pieces_of(reports: "Sequence[Report]") -> list[Piece]:
    """The work that the reports are."""
    return [
        Piece(
            f"notebooks/{report.analysis.notebook.name}",
            f"reports/{report.name}.ipynb",
            report.values,
        )
        for report in reports
    ]


def write_work(file: Path, pieces: Sequence[Piece]) -> None:
    """Write the work to a file."""
    file.write_text(json.dumps([asdict(piece) for piece in pieces]), encoding="utf-8")


def read_work(file: Path) -> list[Piece]:
    """The work in a file."""
    return [Piece(**piece) for piece in json.loads(file.read_text(encoding="utf-8"))]
