"""Parameters of the notebooks: what each takes, and strict checks before any kernel starts."""

import ast
import io
import json
import re
import tokenize
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from analysis.errors import DataError, UsageError, listing, nearest


def _whole(text: str) -> int:
    if not re.fullmatch(r"[+-]?\d+", text):
        raise ValueError
    return int(text)


def _decimal(text: str) -> float:
    if not re.fullmatch(r"[+-]?\d+(\.\d+)?", text):
        raise ValueError
    return float(text)


def _yes_or_no(text: str) -> bool:
    return {"true": True, "false": False}[text.lower()]


@dataclass(frozen=True)
class Kind:
    """A type that a parameter can be declared with: how text and `paper.toml` values fit it."""

    words: str
    from_text: Callable[[str], Any]
    accepts: tuple[type, ...]


KINDS: Mapping[str, Kind] = {
    "str": Kind("text", str, (str,)),
    "int": Kind("a whole number", _whole, (int,)),
    "float": Kind("a number", _decimal, (float, int)),
    "bool": Kind("true or false", _yes_or_no, (bool,)),
}


SUBJECT = "subject"
"""The parameter that says what a report is about."""

SUBJECT_OPTIONS = {"subject": "--paper or --authorities", "paper": "--paper"} | {
    "authority": "--authorities"
}
"""What people write for the subject → the option of the command line that chooses it."""


@dataclass(frozen=True)
class Parameter:
    """One declared parameter of a notebook: `name: kind = default  # help`."""

    name: str
    kind: Kind
    required: bool
    default: str
    help: str

    def from_text(self, text: str, where: str) -> Any:
        """The value in a command line's text. Raises UsageError if it does not fit."""
        try:
            return self.kind.from_text(text)
        except (ValueError, KeyError):
            raise UsageError(f"{where}: {self._expected(repr(text))}") from None

    def checked(self, value: Any, where: str) -> Any:
        """The value of a `paper.toml`. Raises DataError if it does not fit."""
        fits = isinstance(value, self.kind.accepts)
        if not fits or (isinstance(value, bool) and bool not in self.kind.accepts):
            raise DataError(f"{where}: {self._expected(repr(value))}")
        return value

    def _expected(self, found: str) -> str:
        return f"{self.name} is {found}; {self.kind.words} was expected"


@cache
def read_parameters(notebook: Path) -> dict[str, Parameter]:
    """The parameters that a notebook declares, by name.

    Raises DataError where it has no cell tagged `parameters`, does not take `subject` or declares a
    parameter without one of the known types. `Optional[...]` may be left out; so may
    whatever has a default other than None.
    """
    parameters = {}
    try:
        declarations = list(_declared(_parameters_cell(notebook)))
    except (SyntaxError, tokenize.TokenError) as error:
        raise DataError(f"{notebook}: its parameters cell is not Python: {error}") from None
    for name, declared, default, words in declarations:
        optional = re.fullmatch(r"Optional\[(\w+)\]", declared)
        kind = optional[1] if optional else declared
        if kind not in KINDS:
            raise DataError(
                f"{notebook}: parameter '{name}' is declared as '{declared}'; "
                f"one of {listing(KINDS)} was expected, as in `{name}: int = 3`"
            )
        required = default == "None" and not optional
        parameters[name] = Parameter(name, KINDS[kind], required, default, words)
    if SUBJECT not in parameters:
        raise DataError(f"{notebook}: its cell tagged 'parameters' does not declare `subject: str`")
    return parameters


def _parameters_cell(notebook: Path) -> str:
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        if "parameters" in cell["metadata"].get("tags", []):
            return "".join(cell["source"])
    return ""


def _declared(source: str) -> Iterator[tuple[str, str, str, str]]:
    """Name, type, default and comment of each assignment; the type is None where none is given.

    papermill could say this too, but takes a second to import, which `list` and a build with
    nothing to do would feel, and passes over what it cannot read, such as `float | None`.
    """
    comments = {
        token.start[0]: token.string.lstrip("# ").rstrip()
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type == tokenize.COMMENT
    }
    for line in ast.parse(source).body:
        if isinstance(line, ast.AnnAssign) and line.value:
            words = comments.get(line.end_lineno or 0, "")
            note = line.annotation
            declared = str(note.value) if isinstance(note, ast.Constant) else ast.unparse(note)
            yield ast.unparse(line.target), declared, ast.unparse(line.value), words
        elif isinstance(line, ast.Assign):
            yield ast.unparse(line.targets[0]), "None", ast.unparse(line.value), ""


def check_parameters(
    notebook: Path, given: Mapping[str, Any], overrides: Mapping[str, str], where: str
) -> dict[str, Any]:
    """The values to run a notebook with: those of `paper.toml`, then those of the command line.

    Raises DataError or UsageError, naming the value and what is allowed, for a parameter that is
    unknown, missing or of the wrong type.
    """
    parameters = read_parameters(notebook)
    settable = [name for name in parameters if name != SUBJECT]
    values: dict[str, Any] = {}
    for name, value in given.items():
        if name not in settable:
            raise DataError(_unknown(where, notebook, name, settable))
        values[name] = parameters[name].checked(value, where)
    for name, text in overrides.items():
        if name not in settable:
            raise UsageError(_unknown(f"-p {name}={text}", notebook, name, settable))
        values[name] = parameters[name].from_text(text, f"-p {name}={text}")
    for name in settable:
        if parameters[name].required and name not in values:
            raise DataError(f"{where}: the parameter '{name}' is missing")
    return values


def _unknown(where: str, notebook: Path, name: str, settable: list[str]) -> str:
    option = SUBJECT_OPTIONS.get(name)
    hint = f"; write {option} to choose it" if option else nearest(name, settable)
    return (
        f"{where}: {notebook.stem} has no parameter '{name}'{hint}. "
        f"Its parameters are: {listing(settable)}."
    )
