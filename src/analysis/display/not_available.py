"""What stands in the place of something that a subject does not have."""

from dataclasses import dataclass
from html import escape
from typing import Any


@dataclass(frozen=True)
class NotAvailable:
    """The reason, as a sentence, why a frame, table, chart or other part is not there.

    A function that may lack its data returns it; one that is given it returns it at once, by
    `if isinstance(rows, NotAvailable): return rows`.
    """

    reason: str

    def to_html(self) -> str:
        """Return the sentence as a paragraph."""
        return f"<p>{escape(self.reason)}</p>"

    def to_text(self) -> str:
        """Return the sentence as it is."""
        return self.reason

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        bundle = {"text/html": self.to_html(), "text/plain": self.to_text()}
        return bundle, {"not_available": self.reason}
