"""Run a program under cProfile, all of its threads, and write what it took to a file.

`python profiled.py OUT -m MODULE ARGUMENTS` or `python profiled.py OUT SCRIPT ARGUMENTS`
"""

import cProfile
import pstats
import runpy
import sys
import threading
from pathlib import Path


def main() -> None:
    """The command line. Ends as the program does."""
    _, out, *command = sys.argv
    profiles = profile_threads()
    try:
        run(command)
    finally:
        profiles[0].disable()
        merged = pstats.Stats(profiles[0])
        for profile in profiles[1:]:
            profile.disable()
            merged.add(profile)
        merged.dump_stats(out)


def profile_threads() -> list[cProfile.Profile]:
    """Profile this thread and each that starts: the list grows with them."""
    profiles = [cProfile.Profile()]
    run_thread = threading.Thread.run

    def run_profiled(thread: threading.Thread) -> None:
        profile = cProfile.Profile()
        profiles.append(profile)
        profile.runcall(run_thread, thread)

    threading.Thread.run = run_profiled  # type: ignore[assignment,method-assign]
    profiles[0].enable()
    return profiles


def run(command: list[str]) -> None:
    """Run a module, after `-m`, or a script, as Python would."""
    if command[0] == "-m":
        sys.argv = command[1:]
        runpy.run_module(command[1], run_name="__main__", alter_sys=True)
    else:
        sys.argv = command
        sys.path.insert(0, str(Path(command[0]).parent))
        runpy.run_path(command[0], run_name="__main__")


if __name__ == "__main__":
    main()
