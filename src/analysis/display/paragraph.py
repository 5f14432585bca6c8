"""A finding in words, between the charts and tables of a report."""

from dataclasses import dataclass
from html import escape
from typing import Any


@dataclass(frozen=True)
class Paragraph:
    """One or more sentences, computed from the data: see `words.say`."""

    text: str

    def to_html(self) -> str:
        """Return the sentences as a paragraph."""
        return f"<p>{escape(self.text)}</p>"

    def to_text(self) -> str:
        """Return the sentences as they are."""
        return self.text

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/html": self.to_html(), "text/plain": self.to_text()}
