"""What a measure is, and how an analyst looks one up."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

from analysis.display.words import (
    MONEY,
    ONE_DECIMAL,
    PERCENT,
    Format,
    listed,
    lower_first,
    or_missing,
    upper_first,
)
from analysis.errors import UsageError, nearest

SOURCES: Mapping[str, str] = {
    "ehc_plans": "Education, health and care plans (SEN2)",
    "placements": "Education, health and care plans (SEN2)",
    "section251": "High needs benchmarking tool",
    "benchmark_placements": "High needs benchmarking tool",
    "population": "High needs benchmarking tool",
}
"""Table of the figures → the release that it is from."""

NO_DIRECTION = "Neither high nor low is good or bad in itself."

ENGLAND_IS = {
    "both": "sums of the authorities that have both figures",
    "total": "their own totals",
}
"""What England and the regions are in a measure → in words."""

SMALL_DENOMINATOR = 50
"""With fewer to divide by, one more or fewer moves a figure by 2% or more: pages say so."""


@dataclass(frozen=True)
class Term:
    """One item of the figures in one period, and its weight in a sum."""

    table: str
    period: str
    item: str
    weight: float = 1.0

    @property
    def column(self) -> tuple[str, str, str]:
        """Return what finds it in the figures."""
        return self.table, self.period, self.item


@dataclass(frozen=True)
class Quantity:
    """What is divided, or divided by: its words with source and year, and the terms of its sum."""

    words: str
    terms: tuple[Term, ...]
    lines: str = ""

    @property
    def source(self) -> str:
        """Return the names of the releases that its figures are from."""
        return listed(list(dict.fromkeys(SOURCES[term.table] for term in self.terms)))


@dataclass(frozen=True)
class Measure:
    """One measure: times × ((numerator ÷ denominator) ^ (1 ÷ root) − minus).

    `families` are the groups that it is shown in, the first its own. `england` is what England and
    the regions are (`ENGLAND_IS`), `day` the day whose authorities it is of, `subject` what it
    measures where its title is a date alone, `plain_name` its name where no family stands around
    it, `short` its name within a sentence, `note` what a table of it alone says below.
    `definition` and `count` are those of a unit cost. `alone` and `period` are what it is called,
    and of when it is, where it is shown alone (see `heading` and `when`).
    """

    key: str
    families: tuple[str, ...]
    label: str
    title: str
    unit: str
    numerator: Quantity
    denominator: Quantity | None
    day: str
    times: float = 1.0
    minus: float = 0.0
    root: float = 1.0
    england: str = "both"
    zero_is_missing: bool = False
    ranked: bool = True
    together: bool = False
    subject: str = ""
    plain_name: str = ""
    short: str = ""
    alone: str = ""
    period: str = ""
    note: str = ""
    own_caveats: tuple[str, ...] = ()
    family_caveats: tuple[str, ...] = ()
    reasons: Mapping[str, str] | None = None
    definition: str = ""
    count: str = ""
    direction: str = NO_DIRECTION

    @property
    def family(self) -> str:
        """Return the family that it is of."""
        return self.families[0]

    @property
    def name(self) -> str:
        """Return its name in its family: what, of which basis and year, per what."""
        return f"{self.label}: {lower_first(self.title)}"

    @property
    def full_name(self) -> str:
        """Return its name where no family stands around it."""
        return self.plain_name or f"{self.label}, {lower_first(self.title)}"

    @property
    def heading(self) -> str:
        """Return what it is called where it is shown alone, beside `when`."""
        return self.alone or self.label

    @property
    def when(self) -> str:
        """Return of when it is."""
        return self.period or self.title

    @property
    def dated_title(self) -> str:
        """Return what its family measures, and when."""
        return f"{self.subject}, {self.title}" if self.subject else self.title

    @property
    def lines(self) -> str:
        """Return the section 251 lines of its numerator; empty where it has none."""
        return self.numerator.lines

    @property
    def formula(self) -> str:
        """Return how it is worked out, in words."""
        if self.denominator is None:
            return self.numerator.words
        times = "" if self.times == 1 else f"{self.times:,.0f} × "
        ratio = f"{self.numerator.words} ÷ {self.denominator.words}"
        if self.minus:
            power = " ^ (1 ÷ years)" if self.root != 1 or self.key.endswith("a_year") else ""
            ratio = f"(({ratio}){power} − {self.minus:.0f})" if power else f"({ratio} − 1)"
        return f"{times}{ratio}"

    @property
    def arithmetic(self) -> str:
        """Return how a table works it out, from its columns numerator and denominator."""
        if self.denominator is None:
            return "{numerator}"
        ratio = "{numerator} / {denominator}"
        ratio = f"({ratio}) ^ (1 / {self.root:g})" if self.root != 1 else ratio
        ratio = f"({ratio} - {self.minus:g})" if self.minus else ratio
        return ratio if self.times == 1 else f"{self.times:g} * {ratio}"

    @property
    def over(self) -> str:
        """Return what it is divided by, in words; empty for an amount."""
        return "" if self.denominator is None else f"÷ {self.denominator.words}"

    @property
    def caption(self) -> str:
        """Return name, unit and formula: what a chart's subtitle says."""
        return f"{self.name} ({self.unit}) = {self.formula}"

    @property
    def caveats(self) -> tuple[str, ...]:
        """Return what to bear in mind, its own first."""
        return (*self.own_caveats, *self.family_caveats)

    @property
    def quantities(self) -> tuple[Quantity, ...]:
        """Return numerator and, where it has one, denominator."""
        return tuple(q for q in (self.numerator, self.denominator) if q is not None)

    @property
    def tables(self) -> tuple[str, ...]:
        """Return the tables of the figures behind it."""
        return tables_behind([self])

    @property
    def source(self) -> str:
        """Return the names of the releases behind it."""
        return listed(list(dict.fromkeys(SOURCES[table] for table in self.tables)))

    def text(self, value: float | None) -> str:
        """Return a figure as prose says it, or that it is not available."""
        return or_missing(self.write, value)

    def write(self, value: float) -> str:
        """Return a figure that there is as people read it."""
        return self.format.write(value)

    @property
    def format(self) -> Format:
        """Return how its figures are written in a column of a table."""
        if self.unit.startswith("£"):
            return MONEY
        return PERCENT if self.unit.startswith("%") else ONE_DECIMAL

    def __repr__(self) -> str:
        return "\n".join(f"{name}: {text}" for name, text in self._entry().items())

    def _repr_html_(self) -> str:
        return _html_table(list(self._entry().items()))

    def _entry(self) -> dict[str, str]:
        """Return what an analyst asks of it."""
        return {
            "Measure": self.key,
            "What": self.full_name,
            "Unit": self.unit,
            "Formula": self.formula,
            "Section 251 lines": self.lines or "none",
            "Source": self.source,
            "England": ENGLAND_IS[self.england],
            "Caveats": " ".join(self.caveats) or "none",
        }


class Measures(Mapping[str, Measure]):
    """Measures by key, in the order that they are shown.

    `measures["unit_cost"]` is one, `measures.find("unit cost")` are those with these words, and
    `measures.family("per_head_planned")` those that are shown together.
    """

    def __init__(self, entries: Iterable[Measure]) -> None:
        self._entries = {measure.key: measure for measure in entries}

    def __getitem__(self, key: str) -> Measure:
        found = self._entries.get(key) or self._entries.get(str(key).replace(" ", "_"))
        if found is None:
            close = nearest(str(key), self._entries)
            raise UsageError(
                f"There is no measure '{key}'{close}\n"
                'measures.find("unit cost") lists those with these words, measures all of them'
            )
        return found

    def __contains__(self, key: object) -> bool:
        return key in self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)

    def family(self, *keys: str) -> list[Measure]:
        """Return the measures of families. Raises UsageError for a family that is unknown."""
        found = [one for key in keys for one in self.values() if key in one.families]
        if not found:
            known = list(dict.fromkeys(one.family for one in self.values()))
            raise UsageError(f"There are no measures of {listed(list(keys))}; of: {listed(known)}")
        return found

    def find(self, words: str) -> "Measures":
        """Return the measures whose key, name, family or lines have all of these words."""
        wanted = words.casefold().replace("_", " ").split()
        return Measures(
            one
            for one in self.values()
            if all(word in _searched(one).casefold().replace("_", " ") for word in wanted)
        )

    def _rows(self) -> list[tuple[str, str, str]]:
        """Return a row a measure or, where those would not fit on a screen, a row a family."""
        if len(self) <= MOST_ROWS:
            return [(one.key, one.full_name, one.unit) for one in self.values()]
        rows = []
        for family in dict.fromkeys(family for one in self.values() for family in one.families):
            first, *others = (one for one in self.values() if family in one.families)
            what = first.dated_title if family == first.family else upper_first(first.short)
            more = f" and {len(others)} more" if others else ""
            rows.append((f"{first.key}{more}", what, first.unit))
        return rows

    def __repr__(self) -> str:
        rows = [("Measure", "What", "Unit"), *self._rows()]
        widths = [max(len(row[n]) for row in rows) for n in range(2)]
        return "\n".join(f"{a:<{widths[0]}}  {b:<{widths[1]}}  {c}".rstrip() for a, b, c in rows)

    def _repr_html_(self) -> str:
        return _html_table(self._rows(), ("Measure", "What", "Unit"))


MOST_ROWS = 25


def _searched(one: Measure) -> str:
    words = (one.key, one.full_name, one.name, one.short, one.lines, one.definition, one.count)
    return " ".join([*words, *one.families])


def _html_table(rows: Sequence[Sequence[str]], head: Sequence[str] = ()) -> str:
    def row(cells: Sequence[str], tag: str) -> str:
        inner = "".join(f'<{tag} style="text-align: left">{escape(c)}</{tag}>' for c in cells)
        return f"<tr>{inner}</tr>"

    heads = [row(head, "th")] if head else []
    return f"<table>{''.join([*heads, *(row(cells, 'td') for cells in rows)])}</table>"


def tables_behind(measures: Iterable[Measure]) -> tuple[str, ...]:
    """Return the tables of the figures behind measures."""
    terms = (term for one in measures for quantity in one.quantities for term in quantity.terms)
    return tuple(dict.fromkeys(term.table for term in terms))


def caption(measures: Sequence[Measure]) -> str:
    """Return what measures of one family show, in which unit, divided by what."""
    titles = list(dict.fromkeys(f"{m.dated_title} ({m.unit})" for m in measures))
    overs = list(dict.fromkeys(measure.over for measure in measures if measure.over))
    return " ".join([listed(titles), *([", ".join(overs)] if overs else [])])


def caveats(measures: Sequence[Measure]) -> list[str]:
    """Return every caveat of measures once, and that none has a direction."""
    every = [caveat for measure in measures for caveat in measure.caveats]
    return list(dict.fromkeys([*every, *(measure.direction for measure in measures)]))
