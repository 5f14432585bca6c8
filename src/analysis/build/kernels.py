"""The kernels of a build: where they listen, what each may take, and how each ended."""

import asyncio
import contextlib
import json
import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import zmq
from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.channels import AsyncZMQSocketChannel, HBChannel
from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner

from analysis.errors import BuildError, listing, nearest
from analysis.build.outputs import Meter
from analysis.build.settings import Limits
from analysis.build.warm import SPARING, ForkedProcess, WarmProcess, WarmProcessLost, end_group

if sys.platform == "linux":
    import resource

PROVISIONER = "high-needs-analysis"
"""The name of `ReportProvisioner` among the entry points in pyproject.toml."""

MEGABYTE = 1024**2
SILENT_S = 10
"""A kernel answers heartbeats while it computes: one that is silent for so long is stuck."""

CHECKED_EVERY_S = 0.2

ENDING_S = 5
"""The longest that a killed kernel is waited for, as jupyter_client does."""

SOON_S, SOON_MS = 0.01, 10
"""jupyter_client waits ten or twenty times as long for a kernel to listen, to say no more as it
starts, and to end: half of the time that a short report takes."""


class Watch:
    """Over the kernel of one report: ends it when it has to, and knows why it ended."""

    def __init__(self, kernels: "Kernels", folder: Path) -> None:
        self.kernels = kernels
        self.folder = folder
        self.heartbeat: HBChannel | None = None
        self.pid = 0
        self.status: int | None = None
        self.ended_because = ""
        self.outputs = Meter(self.end)
        self._contexts: list[zmq.Context[Any]] = []
        self._started = self._heard = time.monotonic()

    def manager(self) -> type[AsyncKernelManager]:
        """The kernel manager for papermill: that of one kernel, which is the watched one."""
        watch = self

        class MeteredChannel(AsyncZMQSocketChannel):
            async def get_msg(  # type: ignore[override]
                self, timeout: float | None = None
            ) -> dict[str, Any]:
                timeout = None if timeout is None else min(timeout, SOON_S)
                while not watch.outputs.admits(message := await super().get_msg(timeout)):
                    pass
                return message

        class WatchedKernelManager(AsyncKernelManager):
            def __init__(self, **settings: Any) -> None:
                super().__init__(**settings)
                self.watch = watch
                watch._contexts.append(self.context)
                if os.name == "posix":
                    # Files that this user alone can reach, instead of ports that all can.
                    watch.folder.mkdir(mode=0o700)
                    self.connection_file = str(watch.folder / "c.json")
                    self.transport = "ipc"

            async def start_kernel(self, **settings: Any) -> None:  # type: ignore[override]
                await super().start_kernel(**settings, env=dict(watch.kernels.environment))

            def client(self, **settings: Any) -> AsyncKernelClient:  # type: ignore[override]
                client = super().client(**settings)
                watch._contexts.append(client.context)
                client.context.reconnect_ivl = SOON_MS
                client.iopub_channel_class = MeteredChannel
                watch.heartbeat = client.hb_channel
                return client

        return WatchedKernelManager

    def check(self) -> None:
        """End the kernel if its time is over, or if it has not answered for too long."""
        now, limit_s = time.monotonic(), self.kernels.limits.seconds
        if self.heartbeat is None or self.heartbeat.is_beating():
            self._heard = now
        if self.kernels.stopped:
            self.end("the build was stopped")
        elif now - self._started > limit_s:
            self.end(f"it took longer than {limit_s:g} seconds, which --timeout allows")
        elif now - self._heard > SILENT_S:
            self.end(f"its kernel has not answered for {SILENT_S} seconds")

    def end(self, why: str) -> None:
        """Kill the kernel and whatever it has started."""
        if self.pid and not self.ended_because:
            self.ended_because = why
            end_group(self.pid)

    def close(self) -> None:
        """Let go of the kernel's sockets and remove their files and key.

        jupyter_client has done so, unless the kernel failed to start: then Python would wait for
        them for ever as it collects garbage.
        """
        for context in self._contexts:
            context.destroy(linger=0)
        shutil.rmtree(self.folder, ignore_errors=True)

    def death(self) -> str:
        """Why the kernel ended, for a sentence."""
        if self.ended_because or self.status is None:
            return self.ended_because or "its kernel died"
        if self.status == -signal.SIGKILL:
            return "its kernel was killed (SIGKILL), as when the machine has no memory left"
        if self.status < 0:
            return f"its kernel died of {signal.Signals(-self.status).name}"
        return f"its kernel ended itself with exit status {self.status}"


class Kernels:
    """All kernels that a build has running."""

    def __init__(
        self,
        folder: Path,
        limits: Limits,
        environment: Mapping[str, str],
        warm: WarmProcess | None,
    ) -> None:
        self.folder = folder
        self.limits = limits
        self.environment = environment
        self.warm = warm
        self.stopped = False
        self._watches: list[Watch] = []
        self._started = 0
        self._lock = threading.Lock()

    @contextlib.contextmanager
    def watch(self) -> Iterator[Watch]:
        """A watch over one kernel, whose sockets and key are removed with it."""
        with self._lock:
            self._started += 1
            watch = Watch(self, self.folder / str(self._started))
            self._watches.append(watch)
        try:
            yield watch
        finally:
            with self._lock:
                self._watches.remove(watch)
            watch.close()

    def watches(self) -> list[Watch]:
        """Those of the kernels that are running now."""
        with self._lock:
            return list(self._watches)

    def stop(self) -> None:
        """Kill every kernel, and each that is only just being started as soon as it is."""
        self.stopped = True
        for watch in self.watches():
            watch.check()


@contextlib.contextmanager
def running_kernels(
    folder: Path, limits: Limits, environment: Mapping[str, str], warm: WarmProcess | None
) -> Iterator[Kernels]:
    """Kernels for a build, none of which is left at its end, however it comes.

    They keep their sockets in `folder`, have these environment variables, and are forked from the
    `warm` process or, without one, started the ordinary way.
    """
    factory = KernelProvisionerFactory.instance()
    before, factory.default_provisioner_name = factory.default_provisioner_name, PROVISIONER
    # A user's own settings of IPython would change reports, and its history would fill up.
    settings = {
        **environment,
        **SPARING,
        "IPYTHONDIR": str(folder / "ipython"),
        "ANALYSIS_BUILD": "1",  # a chart that nobody could read is an error, not a warning
    }
    kernels = Kernels(folder, limits, settings, warm)
    over = threading.Event()
    checks = threading.Thread(target=_check, args=(kernels, over), daemon=True)
    checks.start()
    try:
        yield kernels
    finally:
        kernels.stop()
        over.set()
        checks.join()
        end_strays(folder, besides=warm.pid if warm else 0)
        factory.default_provisioner_name = before


def refuse_missing_kernels(notebooks: Iterable[Path]) -> None:
    """Raise BuildError if a notebook asks for a kernel that is not installed here."""
    installed = KernelSpecManager().find_kernel_specs()
    for notebook in sorted(notebooks):
        metadata = json.loads(notebook.read_text(encoding="utf-8")).get("metadata", {})
        name = metadata.get("kernelspec", {}).get("name", "")
        if name not in installed:
            raise BuildError(
                f"{notebook} asks for the kernel '{name}'{nearest(name, installed)}. "
                f"The kernels installed here are: {listing(installed)}."
            )


def limit_memory(pid: int, megabytes: int) -> None:
    """Have a process get no more memory of its own than this; Linux alone keeps to it."""
    if sys.platform == "linux":
        most = megabytes * MEGABYTE
        with contextlib.suppress(ProcessLookupError):
            resource.prlimit(pid, resource.RLIMIT_DATA, (most, most))


def end_strays(folder: Path, besides: int) -> None:
    """Kill what kernels have started in sessions of their own and left running, on Linux.

    They are known by their environment, which names the folder of this build.
    """
    mark = f"IPYTHONDIR={folder}/".encode()
    for environment in Path("/proc").glob("[0-9]*/environ"):
        pid = int(environment.parent.name)
        with contextlib.suppress(OSError):
            if pid != besides and mark in environment.read_bytes():
                os.kill(pid, signal.SIGKILL)


def _check(kernels: Kernels, over: threading.Event) -> None:
    while not over.wait(CHECKED_EVERY_S):
        for watch in kernels.watches():
            watch.check()


class ReportProvisioner(LocalProvisioner):
    """Starts the kernel of a watch: forked by the warm process, where there is one.

    Found by Jupyter through its entry point, so that papermill and nbclient run kernels as ever.
    """

    @property
    def _watch(self) -> Watch:
        watch: Watch = cast(Any, self.parent).watch
        return watch

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Start the kernel and hold it to its limit of memory."""
        kernels = self._watch.kernels
        try:
            if kernels.warm is None:
                raise WarmProcessLost
            kernel = ForkedProcess.start(kernels.warm, cmd, **kwargs)
            self.process = cast(Any, kernel)
            self.pid = self.pgid = kernel.pid
        except WarmProcessLost:
            await super().launch_kernel(cmd, **kwargs)
        self._watch.pid = self.pid or 0
        limit_memory(self._watch.pid, kernels.limits.memory_mb)
        return self.connection_info

    async def kill(self, restart: bool = False) -> None:
        """Kill the kernel, and wait here until it has gone: its manager would look too rarely."""
        await super().kill(restart)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(ENDING_S):
                while await self.poll() is None:
                    await asyncio.sleep(SOON_S)

    async def poll(self) -> int | None:
        """None while the kernel runs, then its exit status."""
        status = await super().poll()
        if self._watch.status is None:
            self._watch.status = status
        return status
