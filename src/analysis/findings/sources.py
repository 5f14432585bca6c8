"""The sources that a report names at its end."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from analysis.official.releases import Release
from analysis.papers.catalogue import Paper


@dataclass(frozen=True)
class Sources:
    """The paper, if any, and the releases that a report rests on."""

    paper: Paper | None
    releases: Sequence[Release] = ()

    def to_html(self) -> str:
        """A list: the paper with the checksum of its text, then each release with its licence."""
        items = []
        if self.paper:
            items.append(
                f"<li>{escape(self.paper.citation)}. Text {escape(self.paper.source_file)}, "
                f"SHA-256 <code>{self.paper.source_sha256[:12]}</code>.</li>"
            )
        for release in self.releases:
            items.append(
                f'<li><a href="{escape(release.url)}">{escape(release.title)}</a>'
                f"{escape(release.details)}</li>"
            )
        return f'<ul class="sources">{"".join(items)}</ul>'

    def to_text(self) -> str:
        """The same in plain text."""
        return "\n".join([*self._paper, *(f"{r.title}. {r.citation}" for r in self.releases)])

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        named = [*self._paper, *(release.citation for release in self.releases)]
        return {"text/html": self.to_html(), "text/plain": self.to_text()}, {"sources": named}

    @property
    def _paper(self) -> list[str]:
        return [self.paper.citation] if self.paper else []
