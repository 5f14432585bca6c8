"""How amounts of `implied.csv` are written, each in its unit."""

from analysis.display.words import MISSING, is_missing, money, money_short, quantity, trimmed

PENCE_BELOW = 1_000
"""Amounts below this many pounds are written with pence where they have any."""
MILLION = 1_000_000
SHORT_TO = 10_000
"""Millions are written in short to two decimals."""


def full_words(value: float, unit: str) -> str:
    """Return a value with its unit: `£32,500 a year`, `2.6 years`."""
    if is_missing(value):
        return MISSING
    if unit == "percent":
        decimals = 2 if abs(value) < 1 or value == round(value, 2) else 1
        return f"{trimmed(value, decimals)}%"
    if not unit.startswith("pounds"):
        return quantity(value, unit)
    amount = quantity(value, "pounds") if abs(value) < PENCE_BELOW else money(value)
    return f"{amount}{unit.removeprefix('pounds')}"


def short_words(value: float, unit: str) -> str:
    """Return the same without `a year`, millions in short: `£13.76 million`."""
    if not unit.startswith("pounds"):
        return full_words(value, unit)
    is_short = not is_missing(value) and abs(value) >= MILLION
    return money_short(value) if is_short else full_words(value, "pounds")


def exact_words(value: float, unit: str) -> str:
    """Return the same in short only where that says as much: `£8 million`, `£3,704,539`."""
    if unit.startswith("pounds") and value % SHORT_TO != 0:
        return full_words(value, "pounds")
    return short_words(value, unit)


def headline_words(value: float, unit: str) -> str:
    """Return the same with its unit, millions in short: `£13.76 million a year`."""
    if is_missing(value) or not unit.startswith("pounds"):
        return full_words(value, unit)
    return short_words(value, unit) + unit.removeprefix("pounds")


def range_words(low: float, high: float, unit: str) -> str:
    """`£11,950,000 to £13,050,000`, or that the value is exact or known to the pound."""
    if is_missing(low):
        return MISSING
    if low == high:
        return "exact"
    if unit.startswith("pounds"):
        if high - low <= 1 and low >= PENCE_BELOW:
            return "known to the pound"
        unit = "pounds"
    return f"{full_words(low, unit)} to {full_words(high, unit)}"
