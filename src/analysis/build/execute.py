"""Run one notebook by papermill and leave nothing in it that depends on when or where it ran."""

import logging
import math
from pathlib import Path
from typing import Any

import nbformat
import papermill
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode
from papermill.engines import NBClientEngine, NotebookExecutionManager, papermill_engines
from papermill.exceptions import PapermillExecutionError

from analysis.errors import ReportError
from analysis.build.kernels import Kernels
from analysis.build.outputs import join_prints, shorten
from analysis.build.plan import Report
from analysis.build.proof import INJECTED, refuse_unfinished

ARGUMENTS = (
    "--Application.log_level=50",  # or a kernel would tell that it has been told to end
    "--HistoryManager.enabled=False",
    "--IPKernelApp.exec_PYTHONSTARTUP=False",  # what a user's own sessions begin with
    "--IPKernelApp.extra_extensions=analysis.build.in_kernel",
)
"""For each kernel."""

START_S = 60


class SavedOnce(NBClientEngine):
    """Papermill's own engine, but for saving the notebook only where it could not be run.

    Papermill saves before and after each cell, which takes longer than many cells do, and again at
    the end, whether a cell failed or not.
    """

    NAME = "saved-once"

    @classmethod
    def execute_managed_notebook(
        cls, nb_man: NotebookExecutionManager, kernel_name: str, *, run: Path, **settings: Any
    ) -> None:
        """Run the cells; where that cannot be done, papermill saves in `run` how far they got."""
        try:
            super().execute_managed_notebook(nb_man, kernel_name, **settings)
        except BaseException:
            nb_man.output_path = str(run)
            raise


papermill_engines.register(SavedOnce.NAME, SavedOnce)


def execute(report: Report, kernels: Kernels, output: Path) -> NotebookNode:
    """The executed notebook, settled.

    Raises ReportError, in one line, if a cell fails, the kernel dies or has to be ended, or the
    notebook has not run as it stands from its first cell to its last; what had run by then is in
    the file `output`.
    """
    logging.getLogger("papermill").setLevel(logging.CRITICAL)  # a failure is told by the build
    with kernels.watch() as watch:
        try:
            executed = papermill.execute_notebook(
                report.analysis.notebook,
                output,
                report.values,
                engine_name=SavedOnce.NAME,
                request_save_on_cell_execute=False,
                run=output,
                progress_bar=False,
                kernel_manager_class=watch.manager(),
                shutdown_kernel="immediate",
                start_timeout=min(START_S, kernels.limits.seconds),
                iopub_timeout=math.ceil(kernels.limits.seconds),
                extra_arguments=[*ARGUMENTS],
            )
        except PapermillExecutionError as error:
            raise ReportError(watch.ended_because or _failure(error, kernels)) from None
        except (DeadKernelError, RuntimeError, TimeoutError):
            raise ReportError(watch.death()) from None
        finally:
            if watch.outputs.over and output.exists():
                _shorten(output)
        if watch.ended_because:
            raise ReportError(watch.ended_because)
    notebook = settled(executed)
    refuse_unfinished(notebook, report.analysis.notebook)
    return notebook


def _shorten(output: Path) -> None:
    notebook = nbformat.read(output, as_version=4)
    shorten(notebook)
    nbformat.write(notebook, output)


def _failure(error: PapermillExecutionError, kernels: Kernels) -> str:
    words = f"{error.ename}: {error.evalue}".strip().rstrip(":")
    if error.ename == "MemoryError":
        allowed = f"{kernels.limits.memory_mb} MB, which --memory allows"
        return f"it ran out of memory, more than {allowed}: {words}"
    return words


def settled(notebook: NotebookNode) -> NotebookNode:
    """The notebook without times, paths, random ids or the version of the Python that ran it."""
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
