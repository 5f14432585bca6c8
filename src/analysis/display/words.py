"""How numbers, money, dates and lists are written, and sentences with numbers in them.

`say` fills a sentence: `say("{{ name }} has {{ plans|number }} plans", name="Kent", plans=1250)`.
A column of a table is written by a `Format`: `MONEY`, `PERCENT` and so on.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import jinja2

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
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def number(value: float, decimals: int = 0) -> str:
    """`−1,250.5`: thousands separated, a real minus sign, no negative zero, halves away from it."""
    exact = Decimal(str(abs(float(value))))
    rounded = exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    text = f"{rounded:,f}"
    is_zero = not text.strip("0.,")
    return f"{MINUS}{text}" if value < 0 and not is_zero else text


def trimmed(value: float, most_decimals: int = 1) -> str:
    """Write the number with as few decimals as say the same, at most `most_decimals`."""
    text = number(value, most_decimals)
    return text.rstrip("0").rstrip(".") if "." in text else text


def one_decimal(value: float) -> str:
    """`103.5`."""
    return number(value, 1)


def two_decimals(value: float) -> str:
    """`0.76`."""
    return number(value, 2)


def plain(value: float) -> str:
    """Write a number whose unit stands beside it: `8,201,873`, `12.5`, `0.25`."""
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
    """Write a change in percentage points: `+1.8`, `−3.8`."""
    text = number(value, 1)
    return text if text.startswith(MINUS) or not text.strip("0.") else f"+{text}"


def year(value: float) -> str:
    """`2021`: a number that is a name, without separators."""
    return f"{value:.0f}"


def quantity(value: float, unit: str) -> str:
    """Write a value in a base unit as people do: `£65,000`, `12.5%`, `17 months`, `252 plans`."""
    if unit == "pounds":
        return money(value, 0 if round(value, 2) == round(value) else 2)
    if unit == "percent":
        return f"{trimmed(value, 2)}%"
    text = trimmed(value, 1)
    one, many = PLURALS[unit]
    return f"{text} {one if text in ('1', f'{MINUS}1') else many}"


def is_missing(value: Any) -> bool:
    """Return whether a figure is not there: None, NaN or NA."""
    if value is None:
        return True
    import pandas as pd  # half a second that a build with nothing to do does without

    return bool(pd.isna(value))


def or_missing(write: Callable[[Any], str], value: Any) -> str:
    """Return the value written by `write`, or the words for a figure that is not there."""
    return MISSING if is_missing(value) else write(value)


def listed(items: Iterable[str]) -> str:
    """`a, b and c`, or `none`."""
    items = list(items)
    if not items:
        return "none"
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"


def ordinal(rank: float) -> str:
    """`1st`, `22nd`, `1,113th`."""
    rank = int(rank)
    endings = {1: "st", 2: "nd", 3: "rd"}
    ending = "th" if rank % 100 in (11, 12, 13) else endings.get(rank % 10, "th")
    return f"{number(rank)}{ending}"


def moved(change: float) -> str:
    """Return the verb of a change: `rose`, `fell` or `did not change`."""
    if change == 0:
        return "did not change"
    return "rose" if change > 0 else "fell"


def month_words(month: Any) -> str:
    """`July 2021` for `2021-07`, or for the period of a month."""
    year_text, number_of_month, *_ = str(month).split("-")
    return f"{MONTHS[int(number_of_month) - 1]} {year_text}"


def lower_first(text: str) -> str:
    """`growth of plans` for `Growth of plans`; `EHC plans` and `January 2021` stay as they are."""
    named = text[1:2].isupper() or text.startswith(MONTHS)
    return text if named else text[:1].lower() + text[1:]


def upper_first(text: str) -> str:
    """`Growth of EHC plans` for `growth of EHC plans`."""
    return text[:1].upper() + text[1:]


def slug(text: str) -> str:
    """`Overspend by strand, 2021/22` → `overspend-by-strand-2021-22`: can stand in a link."""
    ascii_text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_text.lower()).strip("-") or "section"


@dataclass(frozen=True)
class Format:
    """How people read the numbers of a column, and how a spreadsheet shows them.

    A per cent is held as it is read: 12.5 for 12.5%. Names, such as words and years, stand on the
    left, and are empty where there are none.
    """

    write: Callable[[Any], str]
    number_format: str
    is_name: bool = False


MONEY = Format(money, '"£"#,##0')
NUMBER = Format(number, "#,##0")
PERCENT = Format(percent, '#,##0.0"%"')
POINTS = Format(points, "+#,##0.0;-#,##0.0;0.0")
ONE_DECIMAL = Format(one_decimal, "#,##0.0")
TWO_DECIMALS = Format(two_decimals, "#,##0.00")
TRIMMED = Format(trimmed, "#,##0.#")
PLAIN = Format(plain, "#,##0.##")
YEAR = Format(year, "0", is_name=True)
"""A whole number that is a name, not an amount: a January, a financial year."""
TEXT = Format(str, "", is_name=True)
FIGURE_TEXT = Format(str, "")
"""Figures that are written already, `£1 to £3`: on the right, and said to be missing."""


def say(template: str, **values: Any) -> str:
    """Return a Jinja template filled with values, on one line.

    Filters write numbers, and "not available" for a missing one: money, number, percent, trimmed,
    plain, short (£8.5 million), points, one_decimal, two_decimals, year, ordinal, month, moved,
    quantity(unit); and words: listed, lower_first, upper_first. `{% if x is missing %}` tells
    whether a figure is there. Raises jinja2.UndefinedError for a name without a value.
    """
    # not split(), which would take a space that is not to be broken for one that may
    return re.sub(r"[ \t\r\n]+", " ", _compiled(template).render(**values)).strip(" ")


@cache
def _compiled(template: str) -> "jinja2.Template":
    return _environment().from_string(template)


@cache
def _environment() -> "jinja2.Environment":
    import jinja2  # what needs no sentence does without

    environment = jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=False)
    writers: dict[str, Callable[..., str]] = {
        "money": money,
        "number": number,
        "percent": percent,
        "trimmed": trimmed,
        "plain": plain,
        "short": money_short,
        "points": points,
        "one_decimal": one_decimal,
        "two_decimals": two_decimals,
        "year": year,
        "ordinal": ordinal,
        "month": month_words,
        "moved": moved,
        "quantity": quantity,
    }
    environment.filters |= {name: _or_missing_filter(write) for name, write in writers.items()}
    environment.filters |= {
        "listed": listed,
        "lower_first": lower_first,
        "upper_first": upper_first,
    }
    environment.tests["missing"] = is_missing
    return environment


def _or_missing_filter(write: Callable[..., str]) -> Callable[..., str]:
    return lambda value, *how: or_missing(lambda there: write(there, *how), value)
