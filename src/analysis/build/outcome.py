"""What became of one report in a build."""

from dataclasses import dataclass

from analysis.build.plan import Report

STATES = ("built", "failed", "up to date")


@dataclass(frozen=True)
class Outcome:
    """What became of one report: `why` it was to be built, which is empty if it was up to date."""

    report: Report
    why: str = ""
    seconds: float = 0
    failure: str = ""

    @property
    def state(self) -> str:
        """One of `STATES`."""
        if self.failure:
            return "failed"
        return "built" if self.why else "up to date"
