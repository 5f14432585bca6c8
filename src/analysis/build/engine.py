"""Engines for papermill: IPython's shell in this very process, or an ordinary kernel.

The process is one that `pool` has forked for this notebook alone, so that isolation, killing and
limits are those of a process. What C code or a child process writes straight to the terminal is
lost, widgets show their text, and there is no input: an ordinary kernel has these.
(ploomber-engine has an engine like this one. Its last release is of 2024, it stops at Python's own
prints of an error, and it brings usage statistics along.)
"""

import json
import os
import sys
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

from ipykernel.jsonutil import encode_images, json_clean
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from jupyter_client.kernelspec import KernelSpecManager
from nbformat import NotebookNode
from nbformat.v4 import new_output
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, NotebookExecutionManager, papermill_engines

from analysis.build.outputs import Meter, shortened
from analysis.errors import BuildError, nearest_and_all

INLINE = "module://matplotlib_inline.backend_inline"
SHELL, KERNEL = "ipython-shell", "jupyter-kernel"
"""The names of the two engines."""

ARGUMENTS = (
    "--Application.log_level=50",  # or a kernel would tell that it has been told to end
    "--HistoryManager.enabled=False",
    "--IPKernelApp.exec_PYTHONSTARTUP=False",  # what a user's own sessions begin with
    "--IPKernelApp.extra_extensions=analysis.build.lossless",
)
"""For each ordinary kernel."""

START_S, NO_LIMIT_S = 60, 10**6
"""The last is for outputs to come: the time of the whole report is limited in any case."""


class Stream:
    """What a cell prints to stdout or stderr."""

    encoding = "utf-8"

    def __init__(self, name: str, shell: "Shell") -> None:
        self.name, self._shell = name, shell

    def write(self, text: str) -> int:
        """Add to the outputs of the cell."""
        if text:
            self._shell.add("stream", name=self.name, text=text)
        return len(text)

    def flush(self) -> None:
        """Do nothing: there is no buffer."""

    def isatty(self) -> bool:
        """Say that nobody sees it as it comes."""
        return False


class Publisher(DisplayPublisher):
    """Makes outputs of what a cell displays."""

    shell: "Shell"

    def publish(
        self,
        data: Any,
        metadata: Any = None,
        source: object = None,
        *,
        transient: Mapping[str, Any] | None = None,
        update: bool = False,
        **_: Any,
    ) -> None:
        """Add an output, or replace the one that was displayed under the same id."""
        name = (transient or {}).get("display_id")
        data, metadata = json_clean(encode_images(data)), json_clean(metadata or {})
        if update:
            self.shell.update(name, data, metadata)
        else:
            self.shell.add("display_data", name, data=data, metadata=metadata)

    def clear_output(self, wait: bool = False) -> None:
        """Remove what the cell has put out; if it is to wait, once there is something new."""
        self.shell.clear(wait)


class Hook(DisplayHook):
    """Makes an output of the value that a cell ends with."""

    shell: "Shell"

    def write_output_prompt(self) -> None:
        """Do nothing: the output has the number."""

    def finish_displayhook(self) -> None:
        """Do nothing: there is no line to end."""

    def write_format_data(
        self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None
    ) -> None:
        """Add the output."""
        self.shell.add(
            "execute_result",
            data=json_clean(encode_images(format_dict)),
            metadata=json_clean(md_dict or {}),
            execution_count=self.prompt_count,
        )


class Shell(InteractiveShell):
    """IPython's shell for one notebook."""

    displayhook_class, display_pub_class = Hook, Publisher

    def __init__(self, **settings: Any) -> None:
        self.meter = Meter()
        self.outputs: list[NotebookNode] = []
        self._displayed: dict[str, NotebookNode] = {}
        self._clear_first = False
        super().__init__(**settings)

    def init_history(self) -> None:
        """Keep no history in a user's home."""
        super().init_history()
        if self.history_manager:
            self.history_manager.enabled = False

    def enable_gui(self, gui: str | None = None) -> None:
        """Do nothing: there is no window to show."""

    def run(self, source: str) -> tuple[list[NotebookNode], bool]:
        """Run a cell and return its outputs, and whether it ran to its end."""
        self.outputs.clear()
        self._clear_first = False
        self.meter.begin(source)
        printed: Any = Stream("stdout", self), Stream("stderr", self)
        with redirect_stdout(printed[0]), redirect_stderr(printed[1]):
            result = self.run_cell(source, store_history=True)
        for output in self.outputs:
            if output.output_type == "stream":
                output.text = "".join(output.text)
        return [*self.outputs], bool(result.success)

    def add(self, kind: str, display_id: str | None = None, **content: Any) -> None:
        """Add an output. Raises TooMuchOutput for more than a report may have."""
        self._clear()
        last = self.outputs[-1] if self.outputs else NotebookNode()
        joined = kind == "stream" and last.get("name") == content["name"]
        content = self.meter.admit(content, parts=0 if joined else 1)
        if joined:
            last.text.append(content["text"])
        else:
            if kind == "stream":
                content["text"] = [content["text"]]
            self.outputs.append(new_output(kind, **content))
            if display_id:
                self._displayed[display_id] = self.outputs[-1]
        self.meter.stop_if_over()

    def update(self, display_id: str | None, data: Any, metadata: Any) -> None:
        """Replace what was displayed under an id, if anything was."""
        if display_id in self._displayed:
            content = self.meter.admit({"data": data, "metadata": metadata})
            self._displayed[display_id].update(content)
            self.meter.stop_if_over()

    def clear(self, wait: bool) -> None:
        """Remove the outputs of the cell that runs."""
        self._clear_first = True
        if not wait:
            self._clear()

    def _clear(self) -> None:
        if self._clear_first:
            self.outputs.clear()
        self._clear_first = False

    def _showtraceback(self, etype: Any, evalue: Any, stb: list[str]) -> None:
        words = shortened({"evalue": str(evalue), "traceback": stb})
        self.outputs.append(new_output("error", ename=etype.__name__, **words))


class ReportEngine(Engine):
    """Runs a notebook, and has papermill save in `run` how far it got only if not to the end.

    Papermill would save before and after each cell, which takes longer than many cells do.
    """

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: NotebookExecutionManager,
        kernel_name: str,
        *,
        profile: Path,
        run: Path,
        **_: Any,
    ) -> None:
        """Run the cells; IPython's settings and the keys of kernels are in `profile`."""
        try:
            cls.run_cells(nb_man, kernel_name, profile)
        except BaseException:
            nb_man.output_path = str(run)
            raise

    @classmethod
    def run_cells(cls, nb_man: NotebookExecutionManager, kernel_name: str, profile: Path) -> None:
        """Run the cells in their order, and stop after the first that fails."""
        raise NotImplementedError


class ShellEngine(ReportEngine):
    """Runs the cells by IPython's shell in this process."""

    @classmethod
    def run_cells(cls, nb_man: NotebookExecutionManager, kernel_name: str, profile: Path) -> None:
        """Run the cells, as nbclient does."""
        os.environ["MPLBACKEND"] = INLINE
        if matplotlib := sys.modules.get("matplotlib"):
            matplotlib.rcParams["backend"] = INLINE  # it was imported before there was a shell
        shell = Shell.instance(ipython_dir=str(profile))
        for index, cell in enumerate(nb_man.nb.cells):
            if cell.cell_type != "code":
                continue
            nb_man.cell_start(cell, index)
            if cell.source.strip():
                cell.execution_count = shell.execution_count
                cell.outputs, succeeded = shell.run(cell.source)
                if not succeeded:
                    nb_man.cell_exception(cell, index)
                    break
            nb_man.cell_complete(cell, index)
        shell.meter.stop_if_over()


class MeteredClient(PapermillNotebookClient):
    """Papermill's client of a kernel, which ends one that puts out too much."""

    meter: Meter

    def process_message(self, msg: dict[str, Any], cell: NotebookNode, cell_index: int) -> Any:
        """Take one output of the kernel."""
        if msg["msg_type"] == "execute_input":
            self.meter.begin(msg["content"]["code"])
        elif msg["msg_type"] != "status":
            msg["content"] = self.meter.admit(msg["content"])
        output = super().process_message(msg, cell, cell_index)
        if self.meter.over and self.task_poll_for_reply:
            self.task_poll_for_reply.cancel()  # nbclient's own way to leave a kernel
        return output


class KernelEngine(ReportEngine):
    """Runs the cells in an ordinary kernel."""

    @classmethod
    def run_cells(cls, nb_man: NotebookExecutionManager, kernel_name: str, profile: Path) -> None:
        """Run the cells."""
        profile.mkdir(exist_ok=True)
        tempfile.tempdir = os.environ["TMPDIR"] = os.environ["IPYTHONDIR"] = str(profile)
        client = MeteredClient(
            nb_man,
            kernel_name=kernel_name,
            startup_timeout=START_S,
            timeout=None,
            iopub_timeout=NO_LIMIT_S,
            shutdown_kernel="immediate",
            extra_arguments=[*ARGUMENTS],
        )
        client.meter = Meter()
        try:
            client.execute()
        finally:
            client.meter.stop_if_over()


papermill_engines.register(SHELL, ShellEngine)
papermill_engines.register(KERNEL, KernelEngine)


def refuse_missing_kernels(notebooks: Iterable[Path]) -> None:
    """Raise BuildError if a notebook asks for a kernel that is not installed here."""
    installed = KernelSpecManager().find_kernel_specs()
    for notebook in sorted(notebooks):
        metadata = json.loads(notebook.read_text(encoding="utf-8")).get("metadata", {})
        name = metadata.get("kernelspec", {}).get("name", "")
        if name not in installed:
            rest = nearest_and_all(name, installed, "The kernels installed here are")
            raise BuildError(f"{notebook} asks for the kernel '{name}'{rest}.")
