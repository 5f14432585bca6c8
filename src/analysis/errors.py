"""What can go wrong, in words for the person who can put it right."""

import contextlib
import difflib
import os
import traceback
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


class AnalysisError(Exception):
    """Root of every error that this library raises on purpose."""

    def _render_traceback_(self) -> list[str]:
        """Have a notebook show the message alone: `%xmode Verbose` has it show the traceback too.

        IPython calls this for an error that it shows.
        """
        from IPython import get_ipython

        shell = get_ipython()
        if shell is not None and shell.InteractiveTB.mode == "Verbose":
            return traceback.format_exception(self)
        return [f"{type(self).__name__}: {self}"]


class DataError(AnalysisError):
    """A raw file cannot be used: the message names file, row, column and what was expected."""


class UsageError(AnalysisError):
    """A paper, analysis or parameter was asked for that does not exist or does not fit."""


class BuildError(AnalysisError):
    """Nothing can be built here: the message says what stands in the way."""


class ReportError(AnalysisError):
    """One report could not be made: the message is a line for the summary of the build."""


def listing(allowed: Iterable[str]) -> str:
    """Return the allowed values as one phrase, for the end of an error message."""
    return ", ".join(allowed) or "none"


def nearest(word: object, allowed: Iterable[str]) -> str:
    """Return `; did you mean 'x'?` for the end of a message where a word is close, else nothing."""
    close = difflib.get_close_matches(str(word), list(allowed), n=1)
    return f"; did you mean '{close[0]}'?" if close else ""


def nearest_and_all(word: object, allowed: Iterable[str], they_are: str) -> str:
    """Return `; did you mean 'x'? The papers are: x, y`, for `they_are` of "The papers are"."""
    words = list(allowed)
    return f"{nearest(word, words) or '.'} {they_are}: {listing(words)}"


def check_known(word: object, allowed: Iterable[str], message: str, they_are: str = "") -> None:
    """Raise DataError where a word is not allowed: the message, what is near and perhaps all."""
    words = list(allowed)
    if word not in words:
        end = nearest_and_all(word, words, they_are) if they_are else nearest(word, words)
        raise DataError(f"{message}{end}")


def numbered_rows(path: Path, table: "pd.DataFrame") -> "Iterator[tuple[str, dict[str, str]]]":
    """Yield each row of a csv file, after how a message names it: `claims.csv, row 2`."""
    for number, row in enumerate(table.to_dict("records"), start=2):
        yield f"{path}, row {number}", {str(column): cell for column, cell in row.items()}


def system_error(error: OSError) -> str:
    """`reports/index.html: No space left on device`: the file, if it is known, and the reason."""
    reason = os.strerror(error.errno) if error.errno else str(error)
    file = error.filename2 or error.filename
    return f"{file}: {reason}" if file else reason


@contextlib.contextmanager
def about(file: Path) -> Iterator[None]:
    """Have an error of the system name the file, which those of a full disk do not."""
    try:
        yield
    except OSError as error:
        error.filename, error.filename2 = str(file), None
        raise
