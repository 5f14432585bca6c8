"""Names that can stand in a link."""

import re
import unicodedata


def slug(text: str) -> str:
    """`Overspend by strand, 2021/22` → `overspend-by-strand-2021-22`."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-") or "section"
