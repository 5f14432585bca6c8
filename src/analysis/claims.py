"""Every claim of a paper, judged: what the notebook `claims` shows."""

import pandas as pd

from analysis.display import BottomLine, Chart, Headline, Table, listed, say, verdict_bars
from analysis.papers.claims_table import claims_table, verdict_table
from analysis.papers.claims_table import differing_claims as table_differing
from analysis.papers.ledger import verdict_counts
from analysis.subject import Subject

__all__ = ["bottom_line", "chart_verdicts", "judged_claims", "table_claims", "table_differing"]


def judged_claims(data: Subject) -> pd.DataFrame:
    """Return the claims of the paper, one row each: see `papers.ledger.build_ledger`.

    Raises UsageError for an authority, which states no claims.
    """
    data.require_paper("claims")
    assert isinstance(data.claims, pd.DataFrame)
    return data.claims


def bottom_line(claims: pd.DataFrame) -> BottomLine:
    """Return how many claims could be recomputed, and each that cannot be true as printed."""
    counts = _counts(claims)
    differing = claims[claims["verdict"] == "differs"].to_dict("records")
    recomputed = len(claims) - counts["stated"]
    return BottomLine(
        say(BOTTOM_LINE, claims=len(claims), recomputed=recomputed, differing=differing),
        [Headline(label, str(counts[verdict])) for verdict, label in HEADLINES.items()],
    )


def chart_verdicts(data: Subject, claims: pd.DataFrame) -> Chart:
    """Draw how many claims have each verdict."""
    counts, total = _counts(claims), len(claims)
    parts = listed(f"{count} {verdict}" for verdict, count in counts.items())
    return verdict_bars(
        verdict_counts(claims),
        title=say(TITLE, recomputed=total - counts["stated"], differs=counts["differs"]),
        subtitle=f"Claims of the paper by verdict ({total} claims)",
        source=data.cite_paper(),
        alt=f"Bars of {total} claims by verdict: {parts}.",
        data=verdict_table(verdict_counts(claims)),
    )


def table_claims(claims: pd.DataFrame) -> Table:
    """Return every claim in the order of the paper, with what it recomputes to."""
    return claims_table(claims, "All claims of the paper and their verdicts")


def _counts(claims: pd.DataFrame) -> dict[str, int]:
    """Return how many claims have each verdict."""
    counts = verdict_counts(claims)
    return dict(zip(counts["verdict"], counts["claims"], strict=True))


HEADLINES = {
    "differs": "Differ: cannot be true as printed",
    "rounding": "Rounding explains the difference",
    "agrees": "Agree with what they rest on",
    "stated": "Stated: nothing to recompute from",
}

BOTTOM_LINE = """
The paper makes {{ claims }} claims; it gives what is needed to recompute {{ recomputed }}.
{% if recomputed and not differing %}
None of these differs from what it rests on by more than rounding.
{% endif %}
{% for claim in differing %}
One cannot be true as printed (paragraph {{ claim.paragraph }}): {{ claim.statement|lower_first }},
printed {{ claim.printed }}, recomputed {{ claim.recomputed|quantity(claim.unit) }}.
{% endfor %}
"""

TITLE = """
{% if not recomputed %}No claim of the paper can be recomputed from what it gives
{% elif not differs %}None of the {{ recomputed }} claims that can be recomputed differs
{% else %}
{{ differs }} of the {{ recomputed }} claims that can be recomputed differ{{ "s" if differs == 1 }}
{% endif %}
"""
