"""The bottom line of a report: a sentence or two and at most four headline figures."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from html import escape
from typing import Any

from analysis.display.verdicts import marked

MOST_HEADLINES = 4


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
class BottomLine:
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
        """Return the same in plain text."""
        lines = [
            f"{h.label}: {h.value}" + (f" ({h.verdict})" if h.verdict else "")
            for h in self.headlines
        ]
        return "\n".join([self.text, *lines])

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, str], dict[str, Any]]:
        bundle = {"text/html": self.to_html(), "text/plain": self.to_text()}
        return bundle, {"bottom_line": asdict(self)}
