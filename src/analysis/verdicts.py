"""How a verdict is shown: a word and a shape, never colour alone."""

SHAPES = {"agrees": "✓", "rounding": "≈", "differs": "✗", "stated": "○"}


def marked(verdict: str) -> str:
    """`✗ differs`."""
    return f"{SHAPES[verdict]} {verdict}"
