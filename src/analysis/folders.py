"""Where the project keeps things."""

import os
from dataclasses import dataclass
from pathlib import Path

from analysis.errors import UsageError

ROOT_VARIABLE = "ANALYSIS_ROOT"


@dataclass(frozen=True)
class Folders:
    """The folders of one project, from its root."""

    root: Path

    @property
    def papers(self) -> Path:
        """One folder a paper."""
        return self.root / "data" / "raw" / "papers"

    @property
    def dfe(self) -> Path:
        """Reference figures of the Department for Education."""
        return self.root / "data" / "raw" / "dfe"

    @property
    def processed(self) -> Path:
        """Tidy Parquet built from raw."""
        return self.root / "data" / "processed"

    @property
    def cache(self) -> Path:
        """What a build remembers: what became of the last one, and its caches."""
        return self.root / ".cache"

    @property
    def notebooks(self) -> Path:
        """One notebook an analysis."""
        return self.root / "notebooks"

    @property
    def library(self) -> Path:
        """The modules, of which each analysis has one with the name of its notebook."""
        return self.root / "src" / "analysis"

    @property
    def reports(self) -> Path:
        """Rendered reports."""
        return self.root / "reports"


def find_folders() -> Folders:
    """The folders of the project in `ANALYSIS_ROOT` or, without it, of the one this code is in.

    Raises UsageError where there is no `data/raw` below that root.
    """
    given = os.environ.get(ROOT_VARIABLE)
    root = Path(given) if given else Path(__file__).resolve().parents[2]
    if not (root / "data" / "raw").is_dir():
        raise UsageError(
            f"No data/raw in {root}: run from a clone of the repository, "
            f"installed with `pip install -e .`, or set {ROOT_VARIABLE} to its folder."
        )
    return Folders(root)
