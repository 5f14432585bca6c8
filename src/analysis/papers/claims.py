"""Claims: what a printed figure stands for, what it should equal, and whether both can be true.

A figure printed to a resolution r stands for the interval value ± r/2; one said to be over an
amount for the r above it, one said to be up to an amount for the r below it. A formula is evaluated
on the printed values and, in interval arithmetic, on what they stand for. Everything is in base
units and in exact fractions, so that a figure on the edge of an interval is on it and not near it.
"""

import ast
import itertools
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from analysis.errors import DataError, listing, nearest

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

LARGEST_EXPONENT = 100

Number = Fraction | float


@dataclass(frozen=True)
class Interval:
    """All values from `low` to `high`, ends included."""

    low: Number
    high: Number

    def __contains__(self, value: Number) -> bool:
        return self.low <= value <= self.high

    def overlaps(self, other: "Interval") -> bool:
        """Whether some value is in both."""
        return self.low <= other.high and other.low <= self.high

    def __add__(self, other: "Interval") -> "Interval":
        return Interval(self.low + other.low, self.high + other.high)

    def __sub__(self, other: "Interval") -> "Interval":
        return Interval(self.low - other.high, self.high - other.low)

    def __neg__(self) -> "Interval":
        return Interval(-self.high, -self.low)

    def __mul__(self, other: "Interval") -> "Interval":
        return self._between_corners(other, operator.mul)

    def __truediv__(self, other: "Interval") -> "Interval":
        """Raises ZeroDivisionError where `other` includes zero."""
        if 0 in other:
            raise ZeroDivisionError
        return self._between_corners(other, operator.truediv)

    def __pow__(self, other: "Interval") -> "Interval":
        """Raises ValueError for a root of what may be negative, ZeroDivisionError for 1 / 0."""
        if other.low == other.high and other.low == int(other.low):
            ends = [power(self.low, other.low), power(self.high, other.low)]
            if 0 in self:
                ends.append(power(Fraction(0), other.low))
            return Interval(min(ends), max(ends))
        if self.low <= 0:
            raise ValueError("a fractional power of what may be zero or negative")
        return self._between_corners(other, power)

    def _between_corners(
        self, other: "Interval", operation: Callable[[Number, Number], Number]
    ) -> "Interval":
        corners = [
            operation(a, b)
            for a, b in itertools.product((self.low, self.high), (other.low, other.high))
        ]
        return Interval(min(corners), max(corners))


def power(base: Number, exponent: Number) -> Number:
    """`base ** exponent`, refused where it would be complex or too large to work out."""
    if not -LARGEST_EXPONENT <= exponent <= LARGEST_EXPONENT:
        raise ValueError(f"an exponent beyond {LARGEST_EXPONENT}")
    if base < 0 and exponent != int(exponent):
        raise ValueError("a fractional power of what may be zero or negative")
    result: Number = base**exponent
    return result


def published_interval(value: Fraction, resolution: Fraction, bound: str) -> Interval:
    """What a printed figure stands for, given its resolution and whether it is a bound."""
    if bound == "over":
        return Interval(value, value + resolution)
    if bound == "up to":
        return Interval(value - resolution, value)
    return Interval(value - resolution / 2, value + resolution / 2)


OPERATORS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


@dataclass(frozen=True)
class Formula:
    """A parsed formula: `+ - * / **`, numbers, brackets and names of claims."""

    text: str
    tree: ast.expr
    names: tuple[str, ...]

    def value(self, values: Mapping[str, Number]) -> Number:
        """The formula of the printed values."""
        result: Number = _evaluate(self.tree, values, Fraction, power)
        return result

    def interval(self, intervals: Mapping[str, Interval]) -> Interval:
        """The formula of what the printed values stand for."""
        result: Interval = _evaluate(
            self.tree,
            intervals,
            lambda text: Interval(Fraction(text), Fraction(text)),
            operator.pow,
        )
        return result

    def power_of_pounds(self, powers: Mapping[str, int]) -> int:
        """Return 1 where the formula gives an amount of money, 0 where a share, count or time.

        `powers` says the same of each name. Raises ValueError for pounds that are added to
        something else, or raised to a power.
        """
        given = {name: _Pounds(power) for name, power in powers.items()}
        result: _Pounds = _evaluate(self.tree, given, lambda _: _Pounds(0), operator.pow)
        return result.power


@dataclass(frozen=True)
class _Pounds:
    """How often pounds are multiplied into what a part of a formula gives."""

    power: int

    def __add__(self, other: "_Pounds") -> "_Pounds":
        if self.power != other.power:
            raise ValueError("adds pounds to what is not in pounds")
        return self

    __sub__ = __add__

    def __neg__(self) -> "_Pounds":
        return self

    def __mul__(self, other: "_Pounds") -> "_Pounds":
        return _Pounds(self.power + other.power)

    def __truediv__(self, other: "_Pounds") -> "_Pounds":
        return _Pounds(self.power - other.power)

    def __pow__(self, other: "_Pounds") -> "_Pounds":
        if self.power or other.power:
            raise ValueError("raises pounds to a power")
        return self


def parse_formula(text: str) -> Formula:
    """The formula in `text`. Raises DataError saying what in it is not allowed."""
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError) as error:
        raise DataError(f"the formula '{text}' cannot be read: {error}") from None
    names: dict[str, None] = {}
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name):
                names[name] = None
            case ast.Constant(value=value) if type(value) in (int, float):
                pass
            case ast.BinOp(op=ast.Add() | ast.Sub() | ast.Mult() | ast.Div() | ast.Pow()):
                pass
            case ast.UnaryOp(op=ast.USub() | ast.UAdd()):
                pass
            case ast.operator() | ast.unaryop() | ast.expr_context():
                pass
            case _:
                part = ast.unparse(node) if isinstance(node, ast.expr) else type(node).__name__
                raise DataError(
                    f"the formula '{text}' holds '{part}'; "
                    "only + - * / **, numbers, brackets and names of claims are allowed"
                )
    return Formula(text, tree, tuple(names))


def _evaluate(
    node: ast.expr,
    values: Mapping[str, Any],
    number: Callable[[str], Any],
    raise_to: Callable[[Any, Any], Any],
) -> Any:
    match node:
        case ast.Name(id=name):
            return values[name]
        case ast.Constant(value=value):
            return number(repr(value))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_evaluate(operand, values, number, raise_to)
        case ast.UnaryOp(operand=operand):
            return _evaluate(operand, values, number, raise_to)
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            return raise_to(
                _evaluate(left, values, number, raise_to),
                _evaluate(right, values, number, raise_to),
            )
        case ast.BinOp(left=left, op=op, right=right):
            return OPERATORS[type(op)](
                _evaluate(left, values, number, raise_to),
                _evaluate(right, values, number, raise_to),
            )
    raise AssertionError(ast.dump(node))  # parse_formula lets nothing else through


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
        """What the printed figure stands for."""
        return published_interval(self.value, self.resolution, self.bound)


@dataclass(frozen=True)
class Judgement:
    """What became of a claim: its verdict and, unless it is `stated`, the recomputed value."""

    verdict: str
    recomputed: Number | None = None
    interval: Interval | None = None
    reconciled: Number | None = None
    """Value of the claim's reconciliation formula, where that explains a difference."""


def judge(claims: Mapping[str, Claim]) -> dict[str, Judgement]:
    """The judgement of each claim of one paper, by claim name, in the same order.

    Raises DataError, naming the claim's file and row, for a formula that cannot be read or worked
    out, that names an unknown claim, or that goes in a circle.
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
    return Judgement("differs", recomputed, interval, _reconciled(claim, claims))


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
    try:
        formula = parse_formula(text)
    except DataError as error:
        raise DataError(f"{claim.where}: claim '{claim.name}': {error}") from None
    for name in formula.names:
        if name not in claims:
            raise DataError(
                f"{claim.where}: the formula '{text}' of claim '{claim.name}' names '{name}', "
                f"which is no claim of this paper{nearest(name, claims)}"
            )
    return formula


def _work_out(
    claim: Claim, formula: Formula, claims: Mapping[str, Claim]
) -> tuple[Number, Interval]:
    inputs = {name: claims[name] for name in formula.names}
    try:
        value = formula.value({name: c.value for name, c in inputs.items()})
        interval = formula.interval({name: c.interval for name, c in inputs.items()})
    except ZeroDivisionError:
        reason = "divides by zero, or by a figure that its rounding allows to be zero"
    except (ValueError, OverflowError) as error:
        reason = f"cannot be worked out: {error}"
    else:
        return value, interval
    values = listing(f"{name} = {float(c.value):,.10g}" for name, c in inputs.items())
    raise DataError(
        f"{claim.where}: the formula '{formula.text}' of claim '{claim.name}' {reason} ({values})"
    )


def _refuse_circles(formulas: Mapping[str, Formula], claims: Mapping[str, Claim]) -> None:
    finished: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> None:
        if name in path:
            circle = " → ".join((*path[path.index(name) :], name))
            raise DataError(
                f"{claims[name].where}: the formula of claim '{name}' goes in a circle ({circle}); "
                "one of these claims has to stand without a formula"
            )
        if name not in finished and name in formulas:
            for below in formulas[name].names:
                visit(below, (*path, name))
        finished.add(name)

    for name in formulas:
        visit(name, ())
