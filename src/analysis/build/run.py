"""Run one notebook by papermill and leave nothing in it that depends on when or where it ran."""

import contextlib
import logging
import random
import signal
from collections.abc import Iterator
from pathlib import Path

import nbformat
import numpy as np
import papermill
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError

from analysis.build.engine import KERNEL, SHELL
from analysis.build.outputs import TooMuchOutput, join_prints, shorten
from analysis.build.plan import Report
from analysis.build.pool import too_large, too_long
from analysis.build.proof import INJECTED, refuse_unfinished
from analysis.build.settings import Limits, Settings
from analysis.errors import ReportError


class TooLong(BaseException):
    """Raised in the cell of a notebook whose time is over."""


def execute(report: Report, settings: Settings, output: Path, profile: Path) -> NotebookNode:
    """Return the executed notebook, settled, of a report that has this process for itself.

    IPython keeps its settings in the folder `profile`: a user's own would change reports. Raises
    ReportError, in one line, if a cell fails, the kernel dies, or the notebook has not run as it
    stands from its first cell to its last; what had run by then is in the file `output`.
    """
    logging.getLogger("papermill").setLevel(logging.CRITICAL)  # a failure is told by the build
    random.seed()
    np.random.seed()
    try:
        with _time_limit(settings.limits):
            executed = papermill.execute_notebook(
                report.analysis.notebook,
                output,
                report.values,
                engine_name=KERNEL if settings.kernels else SHELL,
                request_save_on_cell_execute=False,
                progress_bar=False,
                profile=profile,
                run=output,
            )
    except (PapermillExecutionError, TooLong, TooMuchOutput) as error:
        _shorten(output)
        raise ReportError(_failure(error, settings.limits)) from None
    except (DeadKernelError, RuntimeError) as error:
        raise ReportError(f"its kernel died: {error}") from None
    notebook = settled(executed)
    refuse_unfinished(notebook, report.analysis.notebook)
    return notebook


@contextlib.contextmanager
def _time_limit(limits: Limits) -> Iterator[None]:
    """Raise TooLong within, so that what has run by then is saved; `pool` kills what ignores it."""

    def stop(*_: object) -> None:
        raise TooLong(too_long(limits))

    if not hasattr(signal, "SIGALRM"):
        yield
        return
    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, limits.seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _shorten(output: Path) -> None:
    """Leave the ends of long outputs of a failed run, so that it can be opened."""
    notebook = nbformat.read(output, as_version=4)
    shorten(notebook)
    nbformat.write(notebook, output)


def _failure(error: BaseException, limits: Limits) -> str:
    if not isinstance(error, PapermillExecutionError):
        return str(error)
    if error.ename in (TooLong.__name__, TooMuchOutput.__name__):
        return str(error.evalue)
    words = f"{error.ename}: {error.evalue}".strip().rstrip(":")
    if error.ename == "MemoryError":
        return f"{too_large(limits)}: {words}"
    return words


def settled(notebook: NotebookNode) -> NotebookNode:
    """Return the notebook without times, paths, random ids or the version of Python."""
    notebook = nbformat.from_dict(notebook)
    parameters = notebook.metadata.get("papermill", {}).get("parameters", {})
    notebook.metadata = nbformat.from_dict(
        {
            "kernelspec": notebook.metadata.get("kernelspec", {}),
            "language_info": {"name": "python"},
            "papermill": {"parameters": parameters},
        }
    )
    join_prints(notebook)
    for number, cell in enumerate(notebook.cells):
        tags = cell.metadata.get("tags", [])
        if INJECTED in tags:
            cell["id"] = INJECTED
        cell.setdefault("id", f"cell-{number:02d}")
        cell.metadata = nbformat.from_dict({"tags": tags} if tags else {})
    return notebook
