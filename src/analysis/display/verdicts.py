"""The verdicts on a claim: one entry each."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Verdict:
    """A verdict as it is shown: a word and a shape, never colour alone.

    Its colour is that of the role of the same name; the most severe has the highest `severity`.
    """

    key: str
    mark: str
    meaning: str
    severity: int


ROUNDING = "it does not, but rounding of the printed figures explains the difference"
VERDICTS: Mapping[str, Verdict] = {
    verdict.key: verdict
    for verdict in (
        Verdict("agrees", "✓", "the recomputed value rounds to what is printed", 1),
        Verdict("rounding", "≈", ROUNDING, 2),
        Verdict("differs", "✗", "the printed figures cannot all be true", 3),
        Verdict("stated", "○", "the paper gives nothing to recompute it from", 0),
    )
}


def marked(verdict: str) -> str:
    """`✗ differs`."""
    return f"{VERDICTS[verdict].mark} {verdict}"
