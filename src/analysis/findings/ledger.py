"""What the claims report found."""

import pandas as pd

from analysis.findings.finding import Finding, Headline
from analysis.papers.ledger import verdict_counts
from analysis.quantities import quantity


def ledger(claims: pd.DataFrame) -> Finding:
    """How many claims could be recomputed, and which of them cannot be true."""
    counts = verdict_counts(claims).set_index("verdict")["claims"]
    recomputed = len(claims) - counts["stated"]
    sentences = [
        f"The paper makes {len(claims)} claims; it gives what is needed to recompute {recomputed}."
    ]
    differing = claims[claims["verdict"] == "differs"]
    if recomputed and differing.empty:
        sentences.append("None of these differs from what it rests on by more than rounding.")
    for row in differing.to_dict("records"):
        sentences.append(
            f"One cannot be true as printed (paragraph {row['paragraph']}): "
            f"{row['statement'][0].lower()}{row['statement'][1:]}, printed {row['printed']}, "
            f"recomputed {quantity(row['recomputed'], row['unit'])}."
        )
    headlines = [
        Headline(label, str(counts[verdict]))
        for verdict, label in (
            ("differs", "Differ: cannot be true as printed"),
            ("rounding", "Rounding explains the difference"),
            ("agrees", "Agree with what they rest on"),
            ("stated", "Stated: nothing to recompute from"),
        )
    ]
    return Finding(sentences, headlines)
