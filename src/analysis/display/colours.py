"""What each thing looks like in every chart: one entry a role, never told by colour alone."""

from dataclasses import dataclass

DARK_BLUE, TURQUOISE, DARK_PINK, ORANGE = "#12436D", "#28A197", "#801650", "#F46A25"
"""The categorical colours of the Government Analysis Function, in the order of afcharts."""
GREY = "#6B7276"
PALE_GREY = "#BFC1C3"
"""For a shaded stretch: too pale to be seen by everyone, so it has an outline."""
INK = "#1A1A1A"


@dataclass(frozen=True)
class Role:
    """The colour of bars, dots and lines, and the shape that says the same."""

    colour: str
    marker: str = "o"
    size: float = 9
    line: str = "-"
    width: float = 2.5
    hatch: str = ""


ROLES = {
    # areas
    "own": Role(DARK_BLUE, "o", 10, width=3.5),
    "england": Role(ORANGE, "D", 9, line="--", hatch="//"),
    "region": Role(ORANGE, "s", 9, line=":", width=3.0, hatch="xx"),  # England's colour, own shape
    "neighbour": Role(TURQUOISE, "o", 8, line="-."),
    "median": Role("#FFFFFF", "|", 18, line="-."),
    "other": Role(GREY, ".", 6),
    # parts of a whole, and bars that are set beside one another
    "part 1": Role(DARK_BLUE),
    "part 2": Role(TURQUOISE, "s"),
    "part 3": Role(ORANGE, "D"),
    "part 4": Role(DARK_PINK, "^"),
    # amounts above or below what they are set against; steps of a bridge
    "above": Role(DARK_PINK),
    "below": Role(DARK_BLUE),
    "less": Role(TURQUOISE),
    "total": Role(DARK_BLUE),
    # what was before, and what a paper itself says
    "before": Role(GREY),
    "paper": Role(DARK_PINK, "D", line="--", width=2),
    # verdicts
    "agrees": Role(DARK_BLUE),
    "rounding": Role(TURQUOISE),
    "differs": Role(DARK_PINK),
    "stated": Role(GREY),
}

KIND_ROLES = {
    "authority": "own",
    "England": "england",
    "region": "region",
    "statistical neighbour": "neighbour",
    "median": "median",
}
"""Kind of a comparator → its role."""
