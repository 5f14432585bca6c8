"""Run one notebook by papermill and leave nothing in it that depends on when or where it ran."""

import logging
import os
import tempfile
from pathlib import Path
from typing import Any

import nbformat
import papermill
from jupyter_client.manager import AsyncKernelManager
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError

from analysis.errors import AnalysisError
from analysis.folders import ROOT_VARIABLE, Folders
from analysis.report.plan import Report


class ReportError(AnalysisError):
    """A report could not be made: its message is one line for the summary of the build."""


class LocalKernelManager(AsyncKernelManager):
    """Kernels that listen on files of this user alone instead of on network ports."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        if os.name == "posix":
            self._private = tempfile.TemporaryDirectory(prefix="kernel-")
            self.connection_file = str(Path(self._private.name) / "connection.json")
            self.transport = "ipc"

    async def cleanup_resources(self, restart: bool = False) -> None:  # type: ignore[override]
        """Remove the kernel's sockets and their key."""
        await self._async_cleanup_resources(restart=restart)
        if os.name == "posix" and not restart:
            self._private.cleanup()


def execute(report: Report, folders: Folders, output: Path) -> NotebookNode:
    """The executed notebook, also written to `output`.

    Raises ReportError, with the cell's own error in one line, if a cell fails, the kernel dies or
    the notebook stops before its last cell; what had run by then is in `output`.
    """
    logging.getLogger("papermill").setLevel(logging.CRITICAL)  # a failure is told by the build
    before = os.environ.get(ROOT_VARIABLE)
    os.environ[ROOT_VARIABLE] = str(folders.root)
    try:
        papermill.execute_notebook(
            report.analysis.notebook,
            output,
            {"paper": report.paper.id, **report.parameters},
            progress_bar=False,
            kernel_manager_class=LocalKernelManager,
            shutdown_kernel="immediate",
            extra_arguments=["--Application.log_level=50"],  # quiet as it is told to end
        )
    except PapermillExecutionError as error:
        raise ReportError(f"{error.ename}: {error.evalue}") from None
    except (DeadKernelError, CellTimeoutError) as error:
        raise ReportError(str(error).splitlines()[0]) from None
    finally:
        if before is None:
            del os.environ[ROOT_VARIABLE]
        else:
            os.environ[ROOT_VARIABLE] = before
    notebook = settled(nbformat.read(output, as_version=4))
    refuse_unfinished(notebook)
    nbformat.write(notebook, output)
    return notebook


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
    for number, cell in enumerate(notebook.cells):
        tags = cell.metadata.get("tags", [])
        if "injected-parameters" in tags:
            cell["id"] = "injected-parameters"
        cell.setdefault("id", f"cell-{number:02d}")
        cell.metadata = nbformat.from_dict({"tags": tags} if tags else {})
    return notebook


def refuse_unfinished(notebook: NotebookNode) -> None:
    """Raise ReportError unless every code cell has run."""
    for number, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type == "code" and cell.source.strip() and cell.execution_count is None:
            raise ReportError(f"the notebook stopped before its end: cell {number} has not run")
