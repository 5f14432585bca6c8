"""What stands in a release where there is no figure: kept, and never taken for zero."""

from collections.abc import Mapping

BLANK = "blank"
"""The symbol of an empty cell."""

DROPPED = "dropped"
"""The symbol of a figure that a later release no longer has. It stands in no release itself."""

MEANINGS: Mapping[str, str] = {
    "z": "not applicable",
    "x": "not available",
    "c": "suppressed, so that nobody can be recognised",
    ":": "not available",
    "#N/A": "not available",
    BLANK: "left blank",
    DROPPED: "no longer in the release",
}
"""Symbol of a figure → what a report says of it."""

IN_CSV = ("z", "x", "c", ":", "")
IN_WORKBOOK = ("z", "x", "c", ":", "#N/A", "")
"""What may stand instead of a number."""
