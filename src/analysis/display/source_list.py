"""The sources that a report names at its end."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any


@dataclass(frozen=True)
class SourceItem:
    """One source: its title, which links to `url` if there is one, and what is said after it.

    `citation` is how charts and other pages name it; `checksum` that of the text it was read from.
    """

    title: str
    details: str
    citation: str
    url: str = ""
    checksum: str = ""

    def to_html(self) -> str:
        """Return the source as an item of a list."""
        title = escape(self.title)
        if self.url:
            title = f'<a href="{escape(self.url)}">{title}</a>'
        code = f", SHA-256 <code>{self.checksum[:12]}</code>." if self.checksum else ""
        return f"<li>{title}{escape(self.details)}{code}</li>"


@dataclass(frozen=True)
class SourceList:
    """All that a report rests on, in the order in which it is named."""

    items: Sequence[SourceItem]

    def to_html(self) -> str:
        """Return the sources as a list."""
        items = "".join(item.to_html() for item in self.items)
        return f'<ul class="sources">{items}</ul>'

    def to_text(self) -> str:
        """Return the same in plain text."""
        return "\n".join(item.citation for item in self.items)

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        bundle = {"text/html": self.to_html(), "text/plain": self.to_text()}
        return bundle, {"sources": [item.citation for item in self.items]}
