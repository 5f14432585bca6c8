"""What a report shows in the place of a chart or table, and several of them in one cell."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from html import escape
from typing import Any

from IPython.display import display


@dataclass(frozen=True)
class Sentence:
    """A sentence in the place of a table that would have no rows, or of what cannot be computed."""

    text: str

    def to_html(self) -> str:
        """The sentence as a paragraph."""
        return f"<p>{escape(self.text)}</p>"

    def to_text(self) -> str:
        """The sentence as it is."""
        return self.text

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/html": self.to_html(), "text/plain": self.to_text()}


class Together:
    """Charts, tables and sentences that one cell shows, one below the other."""

    def __init__(self, *parts: Any) -> None:
        self.parts = parts

    def _ipython_display_(self) -> None:
        for part in self.parts:
            display(part)


def or_sentence(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function that, given a sentence in the place of any argument, gives that sentence back.

    So a measure that says why it cannot be computed is told by each chart and table of it.
    """

    @wraps(function)
    def passed_on(*arguments: Any, **named: Any) -> Any:
        for argument in (*arguments, *named.values()):
            if isinstance(argument, Sentence):
                return argument
        return function(*arguments, **named)

    return passed_on
