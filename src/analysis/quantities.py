"""How money, counts, percentages and durations are written, the same everywhere."""

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

MINUS = "−"
MISSING = "not available"
NOT_APPLICABLE = "not applicable"

PLURALS = {
    "people": ("person", "people"),
    "plans": ("plan", "plans"),
    "places": ("place", "places"),
    "posts": ("post", "posts"),
    "months": ("month", "months"),
    "years": ("year", "years"),
    "days a week": ("day a week", "days a week"),
}


def number(value: float, decimals: int = 0) -> str:
    """`−1,250.5`: thousands separated, a real minus sign, no negative zero, halves away from it."""
    exact = Decimal(str(abs(float(value))))
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    text = f"{rounded:,f}"
    is_zero = not text.strip("0.,")
    return f"{MINUS}{text}" if value < 0 and not is_zero else text


def trimmed(value: float, most_decimals: int = 1) -> str:
    """The number with as few decimals as say the same, at most `most_decimals`."""
    text = number(value, most_decimals)
    return text.rstrip("0").rstrip(".") if "." in text else text


def one_decimal(value: float) -> str:
    """`103.5`."""
    return number(value, 1)


def two_decimals(value: float) -> str:
    """`0.76`."""
    return number(value, 2)


def plain(value: float) -> str:
    """A number whose unit stands beside it: `8,201,873`, `12.5`, `0.25`."""
    return trimmed(value, 2)


def money(value: float, decimals: int = 0) -> str:
    """`£8,201,873` or `−£501,396`."""
    text = number(value, decimals)
    return f"{MINUS}£{text[1:]}" if text.startswith(MINUS) else f"£{text}"


def money_short(value: float) -> str:
    """`£8.5 million`, `£501,396`: for headlines and sentences; below a million to the pound."""
    if round(abs(value)) >= 1_000_000:
        text = trimmed(abs(value) / 1_000_000, 2)
        return f"{MINUS if value < 0 else ''}£{text} million"
    return money(value)


def percent(value: float, decimals: int = 1) -> str:
    """`12.5%`."""
    return f"{number(value, decimals)}%"


def points(value: float) -> str:
    """A change in percentage points: `+1.8`, `−3.8`."""
    text = number(value, 1)
    return text if text.startswith(MINUS) or not text.strip("0.") else f"+{text}"


def quantity(value: float, unit: str) -> str:
    """A value in a base unit as people write it: `£65,000`, `12.5%`, `17 months`, `252 plans`."""
    if unit == "pounds":
        return money(value, 0 if round(value, 2) == round(value) else 2)
    if unit == "percent":
        return f"{trimmed(value, 2)}%"
    text = trimmed(value, 1)
    one, many = PLURALS[unit]
    return f"{text} {one if text in ('1', f'{MINUS}1') else many}"


def or_missing(write: Callable[[float], str], value: float | None) -> str:
    """The value written by `write`, or the word for a figure that is not there."""
    import pandas as pd  # half a second that a build with nothing to do does without

    return MISSING if value is None or pd.isna(value) else write(value)


def listed(items: list[str]) -> str:
    """`a, b and c`, or `none`."""
    if not items:
        return "none"
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"
