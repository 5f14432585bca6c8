"""Build reports: those whose dependencies have changed, several at a time, whole ones only."""

import gc
import importlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.build.built import NAME as BUILT
from analysis.build.built import Built, published_files, write_text
from analysis.build.dependencies import Items
from analysis.build.due import Due, Index
from analysis.build.outcome import Outcome
from analysis.build.papers_index import PapersIndex
from analysis.build.plan import Report
from analysis.build.processes import CAN_FORK
from analysis.build.quick_imports import UNUSED, quick_imports
from analysis.build.scratch import building_folder
from analysis.build.settings import Settings
from analysis.build.swap import recover
from analysis.errors import AnalysisError, BuildError, about
from analysis.files import clear_parts
from analysis.folders import Folders
from analysis.lock import only_one

if TYPE_CHECKING:
    from analysis.build.subject_folder import Published

CHANGES_FILES = ("changes.csv", "changes.html")
"""What differs from the tables that the last build replaced, as a list and as a page."""

DATA_FILES = "data files"
"""The name of the record of an index's data files."""

LIGHT_LIBRARIES = {"ARROW_DEFAULT_MEMORY_POOL": "system", "OPENBLAS_NUM_THREADS": "1"}
"""Environment: pyarrow's own allocator sets aside a gigabyte that it never uses, and that would
count as memory of a report; OpenBLAS's threads keep a processor busy waiting."""

WARM = (
    "IPython.core.completerlib",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "analysis.display.lines",
    "analysis.display.shapes",
    "pandas.core.arrays.arrow._arrow_utils",
    "pandas.core.arrays.arrow.extension_types",
    "pandas.core.methods.to_dict",
    "pandas.core.reshape.reshape",
    "pandas.io.formats.string",
)
"""What notebooks import, that which libraries leave until it is used included."""


@dataclass(frozen=True)
class Listener:
    """Who hears how a build goes: why each report is built, what came of it, how much changed."""

    say: Callable[[str], None] = lambda _: None
    explain: Callable[[Report, str], None] = lambda _, __: None
    tell: Callable[[Outcome], None] = lambda _: None
    changed: Callable[[int], None] = lambda _: None


def build(
    reports: Sequence[Report],
    folders: Folders,
    settings: Settings | None = None,
    listener: Listener | None = None,
    index: Index | None = None,
) -> list[Outcome]:
    """Build the reports that are not up to date, then their index: that of the papers, if no other.

    Raw data is checked first: a DataError is raised before any notebook runs or report changes, and
    a BuildError where nothing can be built. A report that fails leaves its published files as they
    were, and its run in `reports/failed/`.
    """
    settings, listener = settings or Settings(), listener or Listener()
    index = index or PapersIndex(folders)
    with _reports_held(folders, listener):
        state = Due(folders, index)
        outcomes = {}
        for report in reports:
            why = "--force" if settings.force else state.why_due(report)
            listener.explain(report, why)
            outcomes[report.name] = Outcome(report, why)
            if not why:
                listener.tell(outcomes[report.name])
        due = {name: outcome for name, outcome in outcomes.items() if outcome.why}
        state.note_stale(due)
        if due or state.dropped():
            published = []
            for one in _build_due(list(due.values()), state, settings):
                published.append(one)
                for outcome in one.outcomes:
                    outcomes[outcome.report.name] = outcome
                    listener.tell(outcome)
            listener.changed(_publish_changes(published, index, folders))
        state.forget_gone()
        _publish_index(state)
    return list(outcomes.values())


def why_due(reports: Sequence[Report], folders: Folders, index: Index | None = None) -> list[str]:
    """Return for each report why a build would build it, or nothing if it is up to date."""
    state = Due(folders, index or PapersIndex(folders))
    return [state.why_due(report) for report in reports]


@contextmanager
def _reports_held(folders: Folders, listener: Listener) -> Iterator[None]:
    """Have the reports of a project for this build alone, as no killed build has left them."""
    with ExitStack() as held:
        with _written(folders.reports):
            folders.reports.mkdir(exist_ok=True)
            held.enter_context(only_one("build", folders.reports, listener.say))
            # Only now: what lies about in these folders may be of the build that had the lock.
            with building_folder(folders.reports):
                for name in (BUILT, *CHANGES_FILES):
                    clear_parts(folders.reports / name)
            recover(folders.reports)
        yield


@contextmanager
def _written(folder: Path) -> Iterator[None]:
    """Raise BuildError where a folder cannot be written to."""
    try:
        yield
    except OSError as error:
        raise BuildError(f"{folder} cannot be written to: {error.strerror}") from None


def _build_due(due: Sequence[Outcome], state: Due, settings: Settings) -> "Iterator[Published]":
    """Make and publish reports, several at a time, and yield what came of each subject's."""
    folders = state.folders
    for_papers = any(outcome.report.subject.paper for outcome in due)
    if for_papers:
        from analysis.processed import build_processed

        build_processed(folders)
    _warm_up({outcome.report.analysis.name for outcome in due}, folders.cache)
    _prepare_figures(folders, for_papers)
    from analysis.build.engine import refuse_missing_kernels
    from analysis.build.subject_folder import build_subjects

    refuse_missing_kernels({outcome.report.analysis.notebook for outcome in due})
    gc.collect()
    gc.freeze()  # so that collecting garbage in a fork does not copy what it shares
    with building_folder(folders.reports) as scratch:
        for published in build_subjects(state.contents(due), folders, settings, scratch):
            state.forget_built(published.content.subject.folder)
            state.note_failures(published.outcomes)
            yield published
    gc.unfreeze()


def _warm_up(analyses: Iterable[str], cache: Path) -> None:
    """Import what notebooks and pages need, once for all processes that are forked from this one.

    Then draw one chart, so that fonts are found and styles read.
    """
    os.environ |= LIGHT_LIBRARIES
    if not os.access(Path("~").expanduser(), os.W_OK):
        # Or matplotlib would say in a report which other folder it took.
        os.environ.setdefault("MPLCONFIGDIR", str(cache / "matplotlib"))
    with quick_imports(UNUSED):
        from analysis.build import subject_folder  # noqa: F401

        for module in (*WARM, *(f"analysis.{name}" for name in analyses)) if CAN_FORK else ():
            with suppress(Exception):  # its own report says what is wrong with it
                importlib.import_module(module)
    if CAN_FORK:
        import pandas as pd

        from analysis.display import VERDICTS, Table, verdict_bars

        claims = pd.DataFrame({"verdict": list(VERDICTS), "claims": 1})
        data = Table("verdicts", "Verdicts", claims, {"verdict": "Verdict", "claims": "Claims"})
        words = dict.fromkeys(("title", "subtitle", "source", "alt"), "Drawn to find the fonts")
        verdict_bars(claims, data=data, **words)


def _prepare_figures(folders: Folders, for_papers: bool) -> None:
    """Work out the figures and measures of all areas, once for all reports.

    What cannot be worked out is left to the report that asks for it, which says why.
    """
    from analysis.comparison import comparison_of
    from analysis.subject import figures_of_authorities, read_reference

    with suppress(AnalysisError):
        figures = read_reference(folders) if for_papers else figures_of_authorities(folders)
        figures.prepare()
        comparison = comparison_of(figures)
        if not for_papers:
            _ = comparison.ranks, comparison.ranges


def _publish_changes(published: "Sequence[Published]", index: Index, folders: Folders) -> int:
    """Write the list and the page of what differs from before, and return how much does."""
    from analysis.build.changes import changes_csv, changes_page

    changes = [change for one in published for change in one.changes]
    reports = {r.name: r for one in published for r in one.content.planned}
    titles = {name: f"{r.analysis.title}, {r.subject.dated}" for name, r in reports.items()}
    built = {o.report.name: o.why for one in published for o in one.outcomes if not o.failure}
    links = [(f"{index.folder}/{index.files[0]}".removeprefix("./"), index.title)]
    texts = changes_csv(changes), changes_page(changes, built, titles, links)
    for name, text in zip(CHANGES_FILES, texts, strict=True):
        write_text(folders.reports / name, text)
    return len(changes)


def _publish_index(state: Due) -> None:
    """Write the index pages and data files whose contents may have changed."""
    index, place = state.index, state.folders.reports / state.index.folder
    now, stale = state.index_made_from(), state.stale()
    of_data = {kind: now[kind] for kind in ("data", "library", "packages")}
    built = state.built(index.folder)
    damaged = {*built.damaged(place)}
    own = (*index.files, *index.data_files)
    kept = {name: file for name, file in built.files.items() if name in own}
    written: dict[str, Mapping[str, Items]] = {}
    with building_folder(state.folders.reports) as scratch, about(place):
        for name, files, rests_on, write in (
            (index.name, index.files, now, lambda: index.write(scratch, stale)),
            (DATA_FILES, index.data_files, of_data, lambda: index.write_data(scratch)),
        ):
            there = all((place / file).exists() for file in files)
            if not files or (
                there and not built.changed(name, rests_on) and not damaged & {*files}
            ):
                continue
            write()
            place.mkdir(exist_ok=True)
            for file in files:
                (scratch / file).replace(place / file)
            written[name] = rests_on
            kept |= published_files(place, files)
    if written:
        before = {n: built.made_from[n] for n in (index.name, DATA_FILES) if n in built.made_from}
        Built({**before, **written}, {}, kept).write(place)
