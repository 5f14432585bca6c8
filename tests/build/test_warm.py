"""A kernel forked from the warm process is as one that was started by itself.

Nothing goes from one report to the next. These run real kernels.
"""

import json
import os
import re
from pathlib import Path

import nbformat
import pytest

from analysis.build.build import build
from analysis.build.plan import plan_reports, read_analyses
from analysis.build.scratch import kernel_folder
from analysis.build.settings import Settings
from analysis.build.warm import CAN_FORK, WarmProcessLost, called, warm_process
from analysis.papers.catalogue import read_papers

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CAN_FORK, reason="kernels are forked on Linux alone"),
]

PAPER = "ambridge-outreach-2024"
CHANGES = """import locale, os, random, signal, sys, warnings
import matplotlib, numpy as np, pandas as pd
from analysis import display, errors
errors.leaked = display.leaked = pd.leaked = True
pd.set_option("display.precision", 2)
matplotlib.rcParams["font.size"] = 40
random.seed(1), np.random.seed(1)
os.environ["LEAKED"] = "1"
os.chdir("/")
held = open("/proc/self/status"), os.pipe()
sys.path.insert(0, "/leaked")
sys.argv.append("--leaked")
signal.signal(signal.SIGUSR1, print)
signal.signal(signal.SIGTERM, signal.SIG_IGN)
warnings.simplefilter("error")
os.umask(0o077)
sys.setrecursionlimit(4321)
locale.setlocale(locale.LC_ALL, "C")
import threading; threading.excepthook = print"""

ASKS = """import json, locale, os, random, resource, signal, stat, sys, threading, time, warnings
import matplotlib, numpy as np, pandas as pd
from pathlib import Path
from ipykernel import get_connection_file
from analysis import display, errors
time.sleep(0.5)  # until the build has connected to all of the kernel's sockets
def described(fd):
    try: return os.readlink(f"/proc/self/fd/{fd}")
    except OSError: return ""
opened = {fd: described(fd) for fd in sorted(os.listdir("/proc/self/fd"), key=int)}
inodes = {target[8:-1] for target in opened.values() if target.startswith("socket:")}
listening = [
    line.split()[1]
    for name in ("tcp", "tcp6", "udp", "udp6")
    for line in Path(f"/proc/self/net/{name}").read_text().splitlines()[1:]
    if line.split()[9] in inodes
]
private = Path(get_connection_file()).parent
umask = os.umask(0); os.umask(umask)
print(json.dumps({
    "same": {
        "leaked": [hasattr(m, "leaked") for m in (display, errors, pd)],
        "precision": pd.get_option("display.precision"),
        "rc": {key: str(value) for key, value in matplotlib.rcParams.items()},
        "environment": dict(os.environ),
        "cwd": os.getcwd(),
        "path": sys.path,
        "argv": sys.argv,
        "flags": str(sys.flags),
        "signals": {s.name: str(signal.getsignal(s)) for s in signal.valid_signals()
                    if isinstance(s, signal.Signals)},
        "blocked": [str(s) for s in signal.pthread_sigmask(signal.SIG_BLOCK, [])],
        "umask": umask,
        "warnings": sorted(str(one) for one in warnings.filters),
        "recursion": sys.getrecursionlimit(),
        "locale": locale.setlocale(locale.LC_ALL),
        "zone": time.tzname,
        "excepthook": threading.excepthook is threading.__excepthook__,
        "limits": resource.getrlimit(resource.RLIMIT_DATA),
        "nice": os.nice(0),
        "sockets": sum(target.startswith("socket:") for target in opened.values()),
        "others": sorted(target.partition(":")[0] for fd, target in opened.items()
                         if int(fd) > 2 and not target.startswith(("socket:", "anon_inode:"))),
        "main": sorted(name for name in vars(sys.modules["__main__"]) if name[:1] != "_"),
        "ipython": str(get_ipython().config),
        "encoding": [sys.stdout.encoding, sys.getfilesystemencoding()],
        "threads": sorted({type(t).__name__ for t in threading.enumerate()}),
    },
    "random": [random.random(), np.random.random(), np.random.default_rng().random()],
    "process": [os.getpid(), os.getpgid(0)],
    "listening": listening,
    "private": [str(private), stat.S_IMODE(private.stat().st_mode), private.stat().st_uid],
    "key": json.loads(Path(get_connection_file()).read_text())["key"],
    "transport": json.loads(Path(get_connection_file()).read_text())["transport"],
}))"""


@pytest.fixture
def answers(small_project, write_notebook, plan_analyses):
    """Build a notebook that changes what it can, then two that ask: what those print."""

    def asked(warm):
        write_notebook("changes", CHANGES)
        for name in ("asks", "asks_again"):
            write_notebook(name, ASKS)
        plan_analyses(changes="", asks="", asks_again="")
        planned = plan_reports(read_papers(small_project), read_analyses(small_project))
        outcomes = build(planned, small_project, Settings(jobs=1, warm=warm, force=True))
        assert [outcome.failure for outcome in outcomes] == ["", "", ""]
        return [printed(small_project, name) for name in ("asks", "asks_again")]

    return asked


def printed(folders, name):
    """What a published notebook has printed, as the JSON that it is."""
    notebook = nbformat.read(folders.reports / PAPER / f"{name}.ipynb", as_version=4)
    texts = [o.text for cell in notebook.cells for o in cell.get("outputs", []) if "text" in o]
    return json.loads("".join(texts))


def without_ids(answer):
    """What has to be the same in all kernels, without ids of processes and names of folders."""
    private = answer["private"][0]
    same = {**answer["same"], "environment": dict(answer["same"]["environment"])}
    same["environment"].pop("JPY_PARENT_PID")
    text = json.dumps(same).replace(private, "PRIVATE").replace(str(Path(private).parent), "BUILD")
    text = re.sub(r", 'parent_handle': [^,}]+", "", text)
    return json.loads(re.sub(r"0x[0-9a-f]+", "0x", text))


def test_a_kernel_is_as_one_started_by_itself_and_nothing_goes_from_one_report_to_the_next(
    answers,
):
    warm, again = answers(warm=True)
    cold, _ = answers(warm=False)
    assert without_ids(warm) == without_ids(again) == without_ids(cold)
    assert len({*warm["random"], *again["random"], *cold["random"]}) == 9
    for answer in (warm, again, cold):
        pid, group = answer["process"]
        assert pid == group != os.getpid()
        folder, mode, owner = answer["private"]
        assert (answer["transport"], mode & 0o777, owner) == ("ipc", 0o700, os.getuid())
        assert answer["listening"] == []
        assert not Path(folder).exists()
    assert warm["key"] != again["key"]


def test_a_function_is_called_in_a_process_of_its_own():
    with kernel_folder() as folder, warm_process(folder) as warm:
        assert warm.call(sorted, [2, 1]) == called(None, sorted, [2, 1]) == [1, 2]
        assert warm.call(os.getpid) not in (warm.call(os.getpid), warm.pid, os.getpid())
        with pytest.raises(ValueError, match="invalid literal"):
            warm.call(int, "x")
        with pytest.raises(WarmProcessLost):
            warm.call(os.abort)
        assert not list(folder.glob("call-*"))
    assert called(warm, sorted, [2, 1]) == [1, 2], "it has ended, so this process does it"


PRINTS = """import multiprocessing, time
with multiprocessing.get_context("fork").Pool(1) as pool:
    pool.map(print, ["said by a fork"])
for part in "abc":
    print(part, end="", flush=True)
    time.sleep(0.3)"""


def test_what_is_printed_is_one_output_whoever_prints_it_and_however_slowly(
    small_project, write_notebook, plan_analyses
):
    write_notebook("prints", PRINTS)
    plan_analyses(prints="")
    planned = plan_reports(read_papers(small_project), read_analyses(small_project))
    (outcome,) = build(planned, small_project)
    assert outcome.failure == ""
    notebook = nbformat.read(small_project.reports / PAPER / "prints.ipynb", as_version=4)
    (output,) = notebook.cells[-2].outputs
    assert sorted(output.text.replace("\n", "")) == sorted("said by a forkabc")


STARTUP = """from pathlib import Path
Path({!r}).touch()
raise SystemExit"""


@pytest.mark.parametrize("warm", [True, False], ids=["warm", "cold"])
def test_what_a_user_has_ipython_run_at_its_start_is_not_run(
    small_project, write_notebook, plan_analyses, monkeypatch, tmp_path, warm
):
    ran = tmp_path / "ran"
    profile = tmp_path / "home" / ".ipython" / "profile_default"
    (profile / "startup").mkdir(parents=True)
    startup = profile / "startup" / "00-mine.py"
    startup.write_text(STARTUP.format(str(ran)))
    for name in ("ipython_config.py", "ipython_kernel_config.py"):
        line = f"c.InteractiveShellApp.exec_lines = ['open({str(ran)!r}, \"w\")']\n"
        (profile / name).write_text(line)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "home" / ".ipython"))
    monkeypatch.setenv("PYTHONSTARTUP", str(startup))
    write_notebook("good")
    plan_analyses(good="")
    planned = plan_reports(read_papers(small_project), read_analyses(small_project))
    (outcome,) = build(planned, small_project, Settings(warm=warm))
    assert outcome.failure == ""
    assert not ran.exists()
    assert not (profile / "history.sqlite").exists()
