"""How much a notebook may put out, and what is kept of one that puts out more."""

from collections.abc import Callable, Mapping
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_output

MOST_MB = 5
MOST_PARTS = 5_000
"""Of all outputs of a report: those of the largest are a tenth of it, in some twenty parts."""

KEPT_CHARACTERS = 4_000
KEPT_ITEMS = 20
LINE_CHARACTERS = 80
STREAMS = ("stdout", "stderr")


class TooMuchOutput(BaseException):
    """Raised in the cell of a notebook that puts out more than a report may have."""


class Meter:
    """Counts what one notebook puts out, and says in `over` once it is more than a report may."""

    def __init__(self) -> None:
        self.over = ""
        self._characters = self._parts = 0
        self._line = ""

    def begin(self, source: str) -> None:
        """Count for another cell from now on."""
        self._line = beginning(source, LINE_CHARACTERS)

    def admit(self, content: dict[str, Any], parts: int = 1) -> dict[str, Any]:
        """Return an output, shortened if it is the one that is too much.

        Raises TooMuchOutput for whatever comes after that.
        """
        self.stop_if_over()
        self._characters += characters(content)
        self._parts += parts
        if self._characters <= MOST_MB * 1e6 and self._parts <= MOST_PARTS:
            return content
        self.over = (
            f"'{self._line}' brings the outputs to {self._characters / 1e6:.1f} MB in "
            f"{self._parts:,} parts; a report may have {MOST_MB} MB in {MOST_PARTS:,}"
        )
        return dict(shortened(content))

    def stop_if_over(self) -> None:
        """Raise TooMuchOutput, which no `except Exception` of a notebook holds up."""
        if self.over:
            raise TooMuchOutput(self.over)


def characters(value: Any) -> int:
    """Of all texts and numbers in a value as of JSON."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, Mapping):
        return sum(len(key) + characters(one) for key, one in value.items())
    if isinstance(value, list):
        return sum(map(characters, value))
    return len(str(value))


def shortened(value: Any) -> Any:
    """The same with the first and the last of each long text or list, and how much was left out."""
    if isinstance(value, str) and len(value) > KEPT_CHARACTERS:
        half = KEPT_CHARACTERS // 2
        left_out = _left_out(len(value) - 2 * half, "characters")
        return f"{value[:half]}\n{left_out}\n{value[-half:]}"
    if isinstance(value, Mapping):
        return {key: shortened(one) for key, one in value.items()}
    if isinstance(value, list):
        return _ends(value, lambda count: _left_out(count, "items"))
    return value


def shorten(notebook: NotebookNode) -> None:
    """Leave the first and the last of the outputs of each cell, so that it can be opened."""
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [NotebookNode(one) for one in _ends(cell.outputs, _line_of_output)]


def join_prints(notebook: NotebookNode) -> None:
    """Have one output of all that a cell has printed to stdout, and after it one for stderr.

    How it is cut depends on how fast the kernel is. nbclient can join it too, but takes hours over
    a long line, during which nothing else in the process can run.
    """
    for cell in notebook.cells:
        outputs = cell.get("outputs", [])
        streams = [output for output in outputs if output.output_type == "stream"]
        if streams:
            first = outputs.index(streams[0])
            others = [output for output in outputs if output.output_type != "stream"]
            texts = {name: [o.text for o in streams if o.name == name] for name in STREAMS}
            joined = [
                new_output("stream", name=name, text=_as_shown("".join(texts[name])))
                for name in STREAMS
                if texts[name]
            ]
            cell.outputs = [*others[:first], *joined, *others[first:]]


def beginning(text: str, most: int) -> str:
    """The first line of a text, and no more of it than so many characters."""
    line = text.strip().partition("\n")[0]
    return line if len(line) <= most else f"{line[: most - 1]}…"


def _as_shown(text: str) -> str:
    """What a terminal leaves of each line: nothing before its last carriage return."""
    return "\n".join(line[:-1].rpartition("\r")[2] + line[-1:] for line in text.split("\n"))


def _ends(items: list[Any], left_out: Callable[[int], Any]) -> list[Any]:
    if len(items) <= KEPT_ITEMS:
        return [shortened(item) for item in items]
    half = KEPT_ITEMS // 2
    line = left_out(len(items) - 2 * half)
    return [*map(shortened, items[:half]), line, *map(shortened, items[-half:])]


def _left_out(count: int, what: str) -> str:
    return f"[… {count:,} {what} left out …]"


def _line_of_output(count: int) -> NotebookNode:
    return new_output("stream", name="stdout", text=_left_out(count, "outputs") + "\n")
