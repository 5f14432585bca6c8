"""Which package the time of a profiled program goes to."""

import pstats
import re
import sys
from collections import defaultdict
from collections.abc import Mapping
from typing import Any

WAITING = "waiting"
IMPORTING = "importing"
PYTHON = "Python’s own library"
OTHER = "other"

Function = tuple[str, int, str]
"""File, line and name, as pstats has them."""

_WAITS = re.compile(
    r"'(poll|select|control)' of 'select\.|select\.select|'acquire' of '_thread|time\.sleep"
    r"|waitpid|wait4|waitid|'recv(_into)?' of '_socket|posix\.read\b"
)
_BUILT_IN = "~"


def seconds_by_package(stats: pstats.Stats) -> dict[str, float]:
    """Package → seconds in its own functions, most first; what is built in is its caller’s."""
    seconds: dict[str, float] = defaultdict(float)
    functions: Mapping[Function, Any] = stats.stats  # type: ignore[attr-defined]
    for function, (_, _, own_s, _, callers) in functions.items():
        if _WAITS.search(function[2]):
            seconds[WAITING] += own_s
        elif function[0] != _BUILT_IN:
            seconds[package_of(function[0])] += own_s
        else:
            for caller, (_, _, called_own_s, _) in callers.items():
                owner = PYTHON if caller[0] == _BUILT_IN else package_of(caller[0])
                seconds[owner] += called_own_s
    return dict(sorted(seconds.items(), key=lambda item: -item[1]))


def package_of(file: str) -> str:
    """The package that a file belongs to."""
    path = file.replace("\\", "/")
    if "importlib" in path:
        return IMPORTING
    if found := re.search(r"/(?:site|dist)-packages/([^/]+)", path):
        return found[1].removesuffix(".py")
    if "/src/analysis/" in path or path.startswith("<cell"):
        return "analysis"
    if path == "<template>" or path.endswith((".j2", ".html")):
        return "jinja2"
    if path.startswith(("<", sys.base_prefix.replace("\\", "/"))):
        return PYTHON
    return OTHER


def seconds_by_function(stats: pstats.Stats, module: str) -> dict[str, float]:
    """Function of a module, by the end of its path → seconds with all it calls, most first."""
    functions: Mapping[Function, Any] = stats.stats  # type: ignore[attr-defined]
    seconds = {
        name: with_calls_s
        for (file, _, name), (_, _, _, with_calls_s, _) in functions.items()
        if file.replace("\\", "/").endswith(module) and not name.startswith("<")
    }
    return dict(sorted(seconds.items(), key=lambda item: -item[1]))
