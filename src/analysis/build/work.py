"""Reports in the making: each by a thread, those on one subject published together."""

import contextlib
import shutil
import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from analysis.errors import AnalysisError, ReportError, system_error
from analysis.folders import Folders
from analysis.build.assemble import Made, assemble, make_report
from analysis.build.failed import failed_run, forget_failure
from analysis.build.kernels import Kernels
from analysis.build.outcome import Outcome
from analysis.build.outputs import beginning
from analysis.build.plan import Analysis, Report
from analysis.build.subject import Subject
from analysis.build.swap import put_folder

LONGEST = 500
"""Characters of what is said of a failure: some errors quote all the data that they are about."""


class Work:
    """The reports that a build makes, and how far it has come with those on each subject."""

    def __init__(
        self,
        folders: Folders,
        planned: Mapping[str, Sequence[Analysis]],
        kernels: Kernels,
        scratch: Path,
        due: Sequence[Outcome],
    ) -> None:
        self.folders = folders
        self.planned = planned
        self.kernels = kernels
        self.scratch = scratch
        self._due = Counter(outcome.report.subject.folder for outcome in due)
        self._ended: dict[str, list[tuple[Outcome, Made | None]]] = {}
        self._lock = threading.Lock()
        self._failed = threading.Lock()

    def make(self, due: Outcome) -> list[Outcome]:
        """Make one report and, if it was the last on its subject, publish them: their outcomes.

        A build that is stopped publishes nothing more: some of a folder's reports would be missing.
        """
        report, start = due.report, time.monotonic()
        folder = self.scratch / "runs" / report.name
        made, failure = None, ""
        try:
            made = self._run(report, folder)
        except Exception as error:  # whatever is wrong with one report, the others go on
            failure = in_words(error)
            self._keep(report, folder, error)
        outcome = replace(due, seconds=time.monotonic() - start, failure=failure)
        with self._lock:
            ended = self._ended.setdefault(report.subject.folder, [])
            ended.append((outcome, made))
            if len(ended) < self._due[report.subject.folder] or self.kernels.stopped:
                return []
            del self._ended[report.subject.folder]
        return self._publish(report.subject, ended)

    def _run(self, report: Report, folder: Path) -> Made:
        warm = self.kernels.warm
        try:
            return make_report(report, self.kernels, folder)
        except ReportError:
            if warm is None or warm.alive or self.kernels.stopped:
                raise
        # The notebook is not to blame when its kernel ends with the warm process.
        self.kernels.warm = None
        return make_report(report, self.kernels, folder)

    def _publish(
        self, subject: Subject, ended: Sequence[tuple[Outcome, Made | None]]
    ) -> list[Outcome]:
        """Put the reports on a subject in place at one instant: their outcomes after that."""
        outcomes = [outcome for outcome, _ in ended]
        made = [one for _, one in ended if one]
        place = self.folders.reports / subject.folder
        folder = self.scratch / "published" / subject.folder
        try:
            if made:
                planned = self.planned[subject.folder]
                assemble(subject, made, planned, place, folder, self.kernels.warm)
                place.parent.mkdir(exist_ok=True)
                put_folder(folder, place)
        except Exception as error:  # whatever is wrong with one subject, the others go on
            why = f"{place} was left as it was: {in_words(error)}"
            return [replace(o, failure=o.failure or why) for o in outcomes]
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        for one in made:
            with self._failed, contextlib.suppress(OSError):
                forget_failure(one.report, self.folders)
        return outcomes

    def _keep(self, report: Report, folder: Path, error: Exception) -> None:
        """Keep the notebook of a failed report, as far as it ran, to be read, and nothing else."""
        run = folder / f"{report.analysis.name}.ipynb"
        # On a full disk it is cut short, and others have a use for the space.
        if run.exists() and not isinstance(error, OSError) and not self.kernels.stopped:
            place = failed_run(report, self.folders)
            with self._failed, contextlib.suppress(OSError):
                place.parent.mkdir(parents=True, exist_ok=True)
                run.replace(place)
        shutil.rmtree(folder, ignore_errors=True)


def in_words(error: Exception) -> str:
    """An error as one line for the person who can put it right."""
    if isinstance(error, OSError) and error.errno:
        return system_error(error)
    words = beginning(str(error), LONGEST)
    return words if isinstance(error, AnalysisError) else f"{type(error).__name__}: {words}"
