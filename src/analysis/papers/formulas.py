"""Formulas of a paper's figures, worked out exactly and for all that the figures stand for.

Everything is in exact fractions, so that a figure on the edge of an interval is on it and not near
it. A fractional power alone gives a float.
"""

import ast
import itertools
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from analysis.errors import DataError

Number = Fraction | float
LARGEST_EXPONENT = 100


@dataclass(frozen=True)
class Interval:
    """All values from `low` to `high`, ends included."""

    low: Number
    high: Number

    def __contains__(self, value: Number) -> bool:
        return self.low <= value <= self.high

    def overlaps(self, other: "Interval") -> bool:
        """Return whether some value is in both."""
        return self.low <= other.high and other.low <= self.high


@dataclass(frozen=True)
class Formula:
    """A parsed formula: `+ - * / **`, numbers, brackets and names of claims."""

    text: str
    tree: ast.expr
    names: tuple[str, ...]

    def value(self, values: Mapping[str, Number]) -> Number:
        """Return the formula of exact values."""
        return self.interval({name: Interval(one, one) for name, one in values.items()}).low

    def interval(self, intervals: Mapping[str, Interval]) -> Interval:
        """Return the formula of all values of some intervals.

        Raises ZeroDivisionError for a division by what may be zero, ValueError for a root of what
        may be negative or too large an exponent, OverflowError for too large a result.
        """
        return _interval(self.tree, intervals)

    def power_of_pounds(self, powers: Mapping[str, int]) -> int:
        """Return 1 where the formula gives an amount of money, 0 where a share, count or time.

        `powers` says the same of each name. Raises ValueError for pounds that are added to
        something else, or raised to a power.
        """
        return _power_of_pounds(self.tree, powers)


def parse_formula(text: str, where: str = "") -> Formula:
    """Return the formula in `text`.

    Raises DataError, beginning with `where`, that says what in it is not allowed.
    """
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError) as error:
        raise DataError(f"{where}the formula '{text}' cannot be read: {error}") from None
    names: dict[str, None] = {}
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name):
                names[name] = None
            case ast.Constant(value=value) if type(value) in (int, float):
                pass
            case ast.BinOp(op=op) if type(op) in OPERATORS:
                pass
            case ast.UnaryOp(op=ast.USub() | ast.UAdd()):
                pass
            case ast.operator() | ast.unaryop() | ast.expr_context():
                pass
            case _:
                part = ast.unparse(node) if isinstance(node, ast.expr) else type(node).__name__
                raise DataError(
                    f"{where}the formula '{text}' holds '{part}'; "
                    "only + - * / **, numbers, brackets and names of claims are allowed"
                )
    return Formula(text, tree, tuple(names))


def _power(base: Number, exponent: Number) -> Number:
    """Return `base ** exponent`, refused where it would be complex or too large to work out."""
    if not -LARGEST_EXPONENT <= exponent <= LARGEST_EXPONENT:
        raise ValueError(f"an exponent beyond {LARGEST_EXPONENT}")
    result: Number = base**exponent
    return result


OPERATORS: dict[type[ast.operator], Callable[[Any, Any], Number]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: _power,
}


def _interval(node: ast.expr, known: Mapping[str, Interval]) -> Interval:
    match node:
        case ast.Name(id=name):
            return known[name]
        case ast.Constant(value=value):
            return Interval(Fraction(repr(value)), Fraction(repr(value)))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            inner = _interval(operand, known)
            return Interval(-inner.high, -inner.low)
        case ast.UnaryOp(operand=operand):
            return _interval(operand, known)
        case ast.BinOp(left=left, op=op, right=right):
            return _combine(type(op), _interval(left, known), _interval(right, known))
    raise AssertionError(ast.dump(node))  # parse_formula lets nothing else through


def _combine(operation: type[ast.operator], left: Interval, right: Interval) -> Interval:
    """Return all that an operation gives of two intervals: its extremes are of their ends."""
    lefts = [left.low, left.high]
    if operation is ast.Div and 0 in right:
        raise ZeroDivisionError
    if operation is ast.Pow:
        if right.low != right.high or right.low != int(right.low):
            if left.low <= 0:
                raise ValueError("a fractional power of what may be zero or negative")
        elif 0 in left:
            lefts.append(Fraction(0))  # a square is lowest there
    results = [
        OPERATORS[operation](a, b) for a, b in itertools.product(lefts, (right.low, right.high))
    ]
    return Interval(min(results), max(results))


def _power_of_pounds(node: ast.expr, powers: Mapping[str, int]) -> int:
    match node:
        case ast.Name(id=name):
            return powers[name]
        case ast.UnaryOp(operand=operand):
            return _power_of_pounds(operand, powers)
        case ast.BinOp(left=left, op=op, right=right):
            first, second = _power_of_pounds(left, powers), _power_of_pounds(right, powers)
            match op:
                case ast.Mult():
                    return first + second
                case ast.Div():
                    return first - second
                case ast.Pow() if first or second:
                    raise ValueError("raises pounds to a power")
                case _ if first != second:
                    raise ValueError("adds pounds to what is not in pounds")
            return first
    return 0
