"""Build reports: those whose dependencies have changed, several at a time, whole ones only."""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.errors import BuildError
from analysis.files import clear_parts
from analysis.folders import ROOT_VARIABLE, Folders
from analysis.lock import only_one
from analysis.build.manifest import NAME as MANIFEST
from analysis.build.outcome import Outcome
from analysis.build.papers_index import PapersIndex
from analysis.build.plan import Analysis, Report
from analysis.build.quick_imports import UNUSED_BY_BUILDS, quick_imports
from analysis.build.scratch import building_folder, kernel_folder
from analysis.build.settings import Settings
from analysis.build.state import Index, State
from analysis.build.swap import recover
from analysis.build.warm import CAN_FORK, WarmProcess, called, warm_process

if TYPE_CHECKING:
    from analysis.build.kernels import Kernels


NOTED_EVERY_S = 2
"""What a killed build had published since its last note is built again."""


@dataclass(frozen=True)
class Listener:
    """Who hears how a build goes: why each report is built, and what became of it."""

    say: Callable[[str], None] = lambda _: None
    explain: Callable[[Report, str], None] = lambda _, __: None
    tell: Callable[[Outcome], None] = lambda _: None


def build(
    reports: Sequence[Report],
    folders: Folders,
    settings: Settings | None = None,
    listener: Listener | None = None,
    pages: Index | None = None,
) -> list[Outcome]:
    """Build the reports that are not up to date, then their index: that of the papers, if no other.

    Raw data is checked first: a DataError is raised before any kernel starts or report changes, and
    a BuildError where nothing can be built. A report that fails leaves its published files as they
    were, and its run in `reports/failed/`.
    """
    settings, listener = settings or Settings(), listener or Listener()
    index: Index = pages or PapersIndex(folders)
    with _held(folders, listener):
        state = State(folders, index)
        outcomes = {}
        for report in reports:
            why = "--force" if settings.force else state.why_due(report)
            listener.explain(report, why)
            outcomes[report.name] = Outcome(report, why)
        due = [outcome for outcome in outcomes.values() if outcome.why]
        for outcome in outcomes.values():
            if outcome not in due:
                listener.tell(outcome)
        state.note_stale({outcome.report.name for outcome in due})
        with ExitStack() as running:
            warm = None
            if due:
                private = running.enter_context(kernel_folder())
                if settings.warm and CAN_FORK:
                    warm = running.enter_context(_warm_process(private, due, folders))
                for outcome in _build_due(due, state, settings, private, warm):
                    outcomes[outcome.report.name] = outcome
                    listener.tell(outcome)
            state.forget_dropped()
            state.publish(warm)
        state.write()
    return list(outcomes.values())


def why_due(reports: Sequence[Report], folders: Folders, pages: Index | None = None) -> list[str]:
    """For each report why a build would build it, or nothing if it is up to date."""
    state = State(folders, pages or PapersIndex(folders))
    return [state.why_due(report) for report in reports]


@contextmanager
def _held(folders: Folders, listener: Listener) -> Iterator[None]:
    """The reports of a project for this build alone, as no killed build has left them."""
    with ExitStack() as held:
        with _written(folders.reports):
            folders.reports.mkdir(exist_ok=True)
            held.enter_context(only_one("build", folders.reports, listener.say))
        # Only now: what lies about in these folders may be of the build that had the lock.
        for folder in (folders.reports, folders.cache):
            with _written(folder):
                folder.mkdir(exist_ok=True)
                with building_folder(folder):
                    pass
        clear_parts(folders.cache / MANIFEST)
        with _written(folders.reports):
            recover(folders.reports)
        yield


@contextmanager
def _written(folder: Path) -> Iterator[None]:
    """Raise BuildError where a folder cannot be written to."""
    try:
        yield
    except OSError as error:
        raise BuildError(f"{folder} cannot be written to: {error.strerror}") from None


def _warm_process(
    private: Path, due: Sequence[Outcome], folders: Folders
) -> AbstractContextManager[WarmProcess]:
    """The warm process for the reports that are due."""
    of_authorities = any(not outcome.report.subject.paper for outcome in due)
    names = dict.fromkeys(outcome.report.analysis.name for outcome in due)
    modules = [f"analysis.{name}" for name in names]
    return warm_process(private, folders.root if of_authorities else None, modules)


def _build_due(
    due: Sequence[Outcome],
    state: State,
    settings: Settings,
    private: Path,
    warm: WarmProcess | None,
) -> Iterator[Outcome]:
    """Make and publish reports, several at a time: their outcomes, paper by paper."""
    folders = state.folders
    # Imported here, for a build with nothing to do does without, and while the warm process imports
    # what it needs.
    with quick_imports(UNUSED_BY_BUILDS):
        from analysis.build.kernels import refuse_missing_kernels, running_kernels
        from analysis.build.work import Work

    if any(outcome.report.subject.paper for outcome in due):
        called(warm, build_processed, folders)  # in a process that has pandas in any case
    with building_folder(folders.reports) as scratch:
        refuse_missing_kernels({outcome.report.analysis.notebook for outcome in due})
        environment = {**os.environ, ROOT_VARIABLE: str(folders.root)}
        with running_kernels(private, settings.limits, environment, warm) as kernels:
            work = Work(folders, _by_folder(state.planned, due), kernels, scratch, due)
            with _workers(min(settings.jobs, len(due)), kernels) as pool:
                noted = time.monotonic()
                for future in as_completed([pool.submit(work.make, outcome) for outcome in due]):
                    outcomes = future.result()
                    state.note_outcomes(outcomes)
                    yield from outcomes
                    if time.monotonic() - noted > NOTED_EVERY_S:
                        state.write()
                        noted = time.monotonic()


def build_processed(folders: Folders) -> None:
    """As `processed.build_processed`, imported where this is called: that takes long."""
    from analysis.processed import build_processed

    build_processed(folders)


def _by_folder(planned: Sequence[Report], due: Sequence[Outcome]) -> dict[str, list[Analysis]]:
    """The analyses that each folder of reports is to have, those that are only due now included."""
    analyses: dict[str, list[Analysis]] = {}
    for report in [*planned, *(outcome.report for outcome in due)]:
        found = analyses.setdefault(report.subject.folder, [])
        if report.analysis not in found:
            found.append(report.analysis)
    return analyses


@contextmanager
def _workers(jobs: int, kernels: "Kernels") -> Iterator[ThreadPoolExecutor]:
    """Threads, each of which waits for the kernel of one report; none goes on after an error."""
    pool = ThreadPoolExecutor(jobs)
    try:
        yield pool
    except BaseException:
        kernels.stop()
        raise
    finally:
        pool.shutdown(cancel_futures=True)
