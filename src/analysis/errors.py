"""What can go wrong, in words for the person who can put it right."""

import difflib
from collections.abc import Iterable


class AnalysisError(Exception):
    """Root of every error that this library raises on purpose."""


class DataError(AnalysisError):
    """A raw file cannot be used: the message names file, row, column and what was expected."""


class UsageError(AnalysisError):
    """A paper, analysis or parameter was asked for that does not exist or does not fit."""


class BuildError(AnalysisError):
    """Nothing can be built here: the message says what stands in the way."""


class ReportError(AnalysisError):
    """One report could not be made: the message is a line for the summary of the build."""


def listing(allowed: Iterable[str]) -> str:
    """The allowed values as one phrase, for the end of an error message."""
    return ", ".join(allowed) or "none"


def nearest(word: str, allowed: Iterable[str]) -> str:
    """`; did you mean 'x'?` when one of the allowed words is close to `word`, otherwise nothing."""
    close = difflib.get_close_matches(word, list(allowed), n=1)
    return f"; did you mean '{close[0]}'?" if close else ""
