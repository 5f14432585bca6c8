"""Claims: what a printed figure stands for, what it should equal, and whether both can be true.

A figure printed to a resolution r stands for the interval value ± r/2; one said to be over an
amount for the r above it, one said to be up to an amount for the r below it. A formula is evaluated
on the printed values and on what they stand for, all in base units (see `formulas`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pandas as pd

from analysis.errors import DataError, check_known, listing
from analysis.papers.formulas import Formula, Interval, Number, parse_formula

BASE_UNITS = {
    "pounds": ("pounds", Fraction(1)),
    "thousand pounds": ("pounds", Fraction(1_000)),
    "million pounds": ("pounds", Fraction(1_000_000)),
    "percent": ("percent", Fraction(1)),
    "people": ("people", Fraction(1)),
    "plans": ("plans", Fraction(1)),
    "places": ("places", Fraction(1)),
    "posts": ("posts", Fraction(1)),
    "weeks": ("months", Fraction(12 * 7 * 4, 365 * 4 + 1)),
    "months": ("months", Fraction(1)),
    "years": ("months", Fraction(12)),
    "days a week": ("days a week", Fraction(1)),
}
"""Unit as printed → base unit, and how many base units it is."""

BOUNDS = ("", "over", "up to")


@dataclass(frozen=True)
class Claim:
    """One figure that a paper states, in base units."""

    name: str
    value: Fraction
    resolution: Fraction
    bound: str = ""
    formula: str = ""
    reconciliation: str = ""
    where: str = ""
    """File and row, for messages."""

    @property
    def interval(self) -> Interval:
        """Return what the printed figure stands for."""
        share_below = {"": Fraction(1, 2), "over": Fraction(0), "up to": Fraction(1)}[self.bound]
        low = self.value - share_below * self.resolution
        return Interval(low, low + self.resolution)


@dataclass(frozen=True)
class Judgement:
    """What became of a claim: its verdict and, unless it is `stated`, the recomputed value."""

    verdict: str
    recomputed: Number | None = None
    interval: Interval | None = None
    difference: float | None = None
    """Recomputed less printed, of what differs."""
    reconciled: Number | None = None
    """Value of the claim's reconciliation formula, where that explains a difference."""


def to_claims(path: Path, printed: pd.DataFrame) -> dict[str, Claim]:
    """Return the rows of `claims.csv`, all of them text, as claims in base units by name."""
    result = {}
    for row, claim in enumerate(printed.to_dict("records"), start=2):
        scale = BASE_UNITS[claim["unit"]][1]
        result[claim["claim"]] = Claim(
            name=claim["claim"],
            value=Fraction(claim["value"]) * scale,
            resolution=Fraction(claim["resolution"]) * scale,
            bound=claim["bound"],
            formula=claim["formula"],
            reconciliation=claim["reconciliation"],
            where=f"{path}, row {row}",
        )
    return result


def judge(claims: Mapping[str, Claim]) -> dict[str, Judgement]:
    """Return the judgement of each claim of one paper, by claim name, in the same order.

    Raises DataError, naming the claim's file and row, for a formula that cannot be read or worked
    out, that names an unknown claim, or that goes in a circle, and for a reconciliation that
    explains nothing.
    """
    formulas = {
        name: _parse(claim, claim.formula, claims)
        for name, claim in claims.items()
        if claim.formula
    }
    for name, claim in claims.items():
        if claim.reconciliation and name in _parse(claim, claim.reconciliation, claims).names:
            raise DataError(f"{claim.where}: the reconciliation of claim '{name}' names itself")
    _refuse_circles(formulas, claims)
    return {name: _judge_one(claim, formulas.get(name), claims) for name, claim in claims.items()}


def _judge_one(claim: Claim, formula: Formula | None, claims: Mapping[str, Claim]) -> Judgement:
    if formula is None:
        return Judgement("stated")
    recomputed, interval = _work_out(claim, formula, claims)
    if recomputed in claim.interval:
        return Judgement("agrees", recomputed, interval)
    if interval.overlaps(claim.interval):
        return Judgement("rounding", recomputed, interval)
    difference = float(recomputed - claim.value)
    return Judgement("differs", recomputed, interval, difference, _reconciled(claim, claims))


def _reconciled(claim: Claim, claims: Mapping[str, Claim]) -> Number | None:
    if not claim.reconciliation:
        return None
    value, interval = _work_out(claim, _parse(claim, claim.reconciliation, claims), claims)
    if not interval.overlaps(claim.interval):
        raise DataError(
            f"{claim.where}: the reconciliation '{claim.reconciliation}' of '{claim.name}' "
            f"gives {float(value):,.10g}, which does not explain the printed "
            f"{float(claim.value):,.10g}"
        )
    return value


def _parse(claim: Claim, text: str, claims: Mapping[str, Claim]) -> Formula:
    formula = parse_formula(text, f"{claim.where}: claim '{claim.name}': ")
    for name in formula.names:
        said = f"the formula '{text}' of claim '{claim.name}' names '{name}'"
        check_known(name, claims, f"{claim.where}: {said}, which is no claim of this paper")
    return formula


def _work_out(
    claim: Claim, formula: Formula, claims: Mapping[str, Claim]
) -> tuple[Number, Interval]:
    inputs = {name: claims[name] for name in formula.names}
    try:
        value = formula.value({name: one.value for name, one in inputs.items()})
        return value, formula.interval({name: one.interval for name, one in inputs.items()})
    except ZeroDivisionError:
        reason = "divides by zero, or by a figure that its rounding allows to be zero"
    except (ValueError, OverflowError) as error:
        reason = f"cannot be worked out: {error}"
    values = listing(f"{name} = {float(one.value):,.10g}" for name, one in inputs.items())
    raise DataError(
        f"{claim.where}: the formula '{formula.text}' of claim '{claim.name}' {reason} ({values})"
    )


def _refuse_circles(formulas: Mapping[str, Formula], claims: Mapping[str, Claim]) -> None:
    try:
        TopologicalSorter({name: one.names for name, one in formulas.items()}).prepare()
    except CycleError as error:
        circle = error.args[1][::-1]
        raise DataError(
            f"{claims[circle[0]].where}: the formula of claim '{circle[0]}' goes in a circle "
            f"({' → '.join(circle)}); one of these claims has to stand without a formula"
        ) from None
