"""The record of the last build, `.cache/last-build.json`, for a monitor to read."""

import json
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from analysis.build.built import write_text
from analysis.build.outcome import Outcome

NAME = "last-build.json"


class Record:
    """Of one build: written when it begins, and again when it ends in whatever way it can tell.

    `finished` is null while a build is running, and stays so if it is killed.
    """

    def __init__(self, cache: Path) -> None:
        self._file = cache / NAME
        self._started = datetime.now(UTC)
        self._write(finished=None, exit_status=None, error="", changes=0, reports=[])

    def end(
        self,
        exit_status: int,
        outcomes: Sequence[Outcome] = (),
        changes: int = 0,
        error: str = "",
    ) -> None:
        """Write what became of each report, how many figures changed, or why nothing was run."""
        now = datetime.now(UTC)
        reports = [
            {
                "report": outcome.report.name,
                "outcome": outcome.state,
                "why": outcome.why,
                "seconds": round(outcome.seconds, 2),
                "failure": outcome.failure,
            }
            for outcome in outcomes
        ]
        self._write(
            finished=now.isoformat(timespec="seconds"),
            seconds=round((now - self._started).total_seconds(), 2),
            exit_status=exit_status,
            error=error,
            changes=changes,
            reports=reports,
        )

    def _write(self, **values: Any) -> None:
        started = self._started.isoformat(timespec="seconds")
        record = {"started": started, "process": os.getpid(), **values}
        write_text(self._file, json.dumps(record, indent=1, ensure_ascii=False) + "\n")
