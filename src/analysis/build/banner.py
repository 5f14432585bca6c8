"""The banner on top of a published page that could not be built again."""

import re
from html import escape

_PLACE = re.compile(r'<body>(?:<div class="banner" role="status">.*?</div>)?', re.DOTALL)


def banner(html: str, words: str) -> str:
    """Return the page with a banner that says since when and why it is out of date, in `words`.

    It takes the place of a banner that is there; without words there is none. Nothing else of the
    page changes.
    """
    text = f"<p>{escape(words)} The figures on this page are those of the earlier data.</p>"
    shown = f'<div class="banner" role="status">{text}</div>' if words else ""
    return _PLACE.sub(lambda _: f"<body>{shown}", html, count=1)
