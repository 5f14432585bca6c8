"""What a report on an authority hands on to the page of all authorities."""

from dataclasses import dataclass


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
