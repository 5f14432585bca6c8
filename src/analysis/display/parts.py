"""What stands between the charts and tables of a report: its bottom line, sentences and sources."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from html import escape
from typing import Any

from analysis.display.verdicts import marked

MOST_HEADLINES = 4


class Part:
    """Something that is shown as HTML and as text, and that tells the report what it is."""

    def to_html(self) -> str:
        """Return it as HTML, escaped."""
        return f"<p>{escape(self.to_text())}</p>"

    def to_text(self) -> str:
        """Return it as plain text."""
        raise NotImplementedError

    def _metadata(self) -> dict[str, Any]:
        return {}

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        return {"text/html": self.to_html(), "text/plain": self.to_text()}, self._metadata()


@dataclass(frozen=True)
class Paragraph(Part):
    """A finding in one or more sentences, computed from the data: see `words.say`."""

    text: str

    def to_text(self) -> str:
        """Return the sentences as they are."""
        return self.text


@dataclass(frozen=True)
class NotAvailable(Part):
    """The reason, as a sentence, why a frame, table, chart or other part is not there.

    A function that may lack its data returns it; one that is given it returns it at once, by
    `if isinstance(rows, NotAvailable): return rows`.
    """

    reason: str

    def to_text(self) -> str:
        """Return the reason."""
        return self.reason

    def _metadata(self) -> dict[str, Any]:
        return {"not_available": self.reason}


@dataclass(frozen=True)
class Headline:
    """One figure that the report leads with, and its verdict where it is a claim."""

    label: str
    value: str
    verdict: str = ""


@dataclass(frozen=True)
class Standing:
    """The figure by which the page of all authorities sets them beside one another.

    `measure` and `when` say what it is, the same for all authorities that can be compared; `rank`
    is among those that have the figure, `36 of 147`, and empty for one that has none. `england` is
    England's figure.
    """

    measure: str
    when: str
    figure: str
    rank: str
    england: str


@dataclass(frozen=True)
class BottomLine(Part):
    """What the report found, computed from its data. Raises ValueError for a fifth headline."""

    text: str
    headlines: Sequence[Headline] = ()
    standing: Standing | None = None

    def __post_init__(self) -> None:
        if len(self.headlines) > MOST_HEADLINES:
            raise ValueError(f"{len(self.headlines)} headlines; at most {MOST_HEADLINES} can lead")

    def to_html(self) -> str:
        """Return a paragraph and, below it, the headline figures as a list."""
        figures = "".join(
            f'<li><span class="label">{escape(h.label)}</span> <strong>{escape(h.value)}</strong>'
            + (f' <span class="verdict">{escape(marked(h.verdict))}</span>' if h.verdict else "")
            + "</li>"
            for h in self.headlines
        )
        headlines = f'<ul class="headlines">{figures}</ul>' if figures else ""
        return f'<p class="bottom-line">{escape(self.text)}</p>{headlines}'

    def to_text(self) -> str:
        """Return the sentences, and a line a headline."""
        verdicts = [f" ({h.verdict})" if h.verdict else "" for h in self.headlines]
        lines = [f"{h.label}: {h.value}{v}" for h, v in zip(self.headlines, verdicts, strict=True)]
        return "\n".join([self.text, *lines])

    def _metadata(self) -> dict[str, Any]:
        return {"bottom_line": asdict(self)}


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
class SourceList(Part):
    """All that a report rests on, in the order in which it is named."""

    items: Sequence[SourceItem]

    def to_html(self) -> str:
        """Return the sources as a list."""
        return f'<ul class="sources">{"".join(item.to_html() for item in self.items)}</ul>'

    def to_text(self) -> str:
        """Return a line a source."""
        return "\n".join(item.citation for item in self.items)

    def _metadata(self) -> dict[str, Any]:
        return {"sources": [item.citation for item in self.items]}
