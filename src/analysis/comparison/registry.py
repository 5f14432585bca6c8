"""Every measure, read from `measures.toml` and dated by the periods of the figures."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from analysis.comparison.measure import Measure, Measures, Quantity, Term
from analysis.display.words import lower_first
from analysis.errors import DataError, listing
from analysis.official.figures import Figures

UNDATED: Mapping[str, Any] = {
    "planned_year": "of the latest year",
    "outturn_year": "of the latest year",
    "planned_opening": "",
    "january": "of the benchmarking tool",
    "population_year": "of the population’s year",
    "population": "projected by ONS",
    "latest": "of the latest release",
    "start": "at the start",
    "end": "at the end",
    "years": 1,
}
"""The periods of measures that are read about without figures."""


@cache
def read_registry() -> dict[str, Any]:
    """Return `measures.toml` as it is."""
    return tomllib.loads(Path(__file__).with_name("measures.toml").read_text(encoding="utf-8"))


def definitions() -> list[dict[str, Any]]:
    """Return the definitions of unit cost, the standard first.

    Each has key, name, cost_in_words, placements_in_words and why.
    """
    return [dict(definition) for definition in read_registry()["definition"]]


def find_periods(figures: Figures) -> dict[str, Any]:
    """Return the periods that measures are of: the latest of each table that the figures have.

    The names are those at the top of `measures.toml`, without those of tables that are not there.
    """
    last = {
        name: figures.last_period(table, prefix)
        for name, (table, prefix) in {
            "planned_year": ("section251", "planned expenditure:"),
            "outturn_year": ("section251", "outturn:"),
            "january": ("benchmark_placements", ""),
            "population_year": ("population", ""),
            "latest": ("placements", ""),
            "end": ("ehc_plans", ""),
        }.items()
    }
    periods: dict[str, Any] = {name: period for name, period in last.items() if period}
    if "planned_year" in periods:
        periods["planned_opening"] = periods["planned_year"][:4]
    if "population_year" in periods:
        periods["population"] = figures.population_basis
    return periods


def build_measures(
    periods: Mapping[str, Any], start: int | None = None, end: int | None = None
) -> Measures:
    """Return every measure that these periods are enough for: see `find_periods`.

    Growth is from January `start` (2015 if not given) to January `end` (the latest if not given).
    """
    words = {"start": FIRST_PLANS, **periods}
    if start is not None:
        words["start"] = start
    if end is not None:
        words["end"] = end
    if "end" in words and "years" not in words:
        words["years"] = int(words["end"]) - int(words["start"])
    return Measures(_Builder(words).measures())


FIRST_PLANS = 2015
"""The first January with EHC plans: they began in September 2014."""

COPIED = ("times", "minus", "england", "zero_is_missing", "ranked")
"""Entries of a family that its measures take as they are."""


class _NoFigures(Exception):
    """A measure is of a table that the figures do not have."""


class _Words(dict[str, Any]):
    """What is filled into the words of `measures.toml`: a name that is no period is an error."""

    def __missing__(self, name: str) -> Any:
        if name in UNDATED or name in ("year", "opening", "closing"):
            raise _NoFigures(name)
        raise DataError(f"measures.toml: '{{{name}}}' is no period; there are {listing(UNDATED)}")


class _Builder:
    """Fills the periods in, and makes a measure of each entry whose periods are known."""

    def __init__(self, periods: Mapping[str, Any]) -> None:
        self.registry = read_registry()
        self.periods = periods

    def measures(self) -> list[Measure]:
        found = []
        for family in self.registry["family"]:
            for words in self._words(family):
                try:
                    found += self._family(family, words)
                except _NoFigures:
                    continue
        return found + self._unit_costs()

    def _words(self, entry: Mapping[str, Any]) -> list[_Words]:
        """Return what is filled into the words of a family, for each of its bases."""
        if not entry.get("bases"):
            return [_Words(self.periods)]
        return [self._basis(short) for short in self.registry["basis"]]

    def _basis(self, short: str) -> _Words:
        basis, year = self.registry["basis"][short], self.periods.get(f"{short}_year")
        words = _Words(self.periods, short=short, basis=basis, Basis=basis.capitalize())
        if year is None:
            return words
        if not year[:4].isdigit():
            return _Words(words, year=year, opening="before", closing="within the year")
        opening = int(year[:4])
        return _Words(words, year=year, opening=opening, closing=opening + 1)

    def _family(self, family: Mapping[str, Any], words: _Words) -> list[Measure]:
        entries = [
            *(self._categories(family, words) if family.get("each_category") else []),
            *self._groups(family, words),
            *(
                entry | {"numerator": self._quantity(name, words)}
                for entry in family.get("measure", [])
                if (name := entry.get("numerator", family.get("numerator")))
            ),
        ]
        return [self._measure(family, entry, words) for entry in entries]

    def _measure(
        self, family: Mapping[str, Any], entry: Mapping[str, Any], words: _Words
    ) -> Measure:
        own = family["key"].format_map(words)
        over = entry.get("denominator", family.get("denominator"))
        over = self._quantity(over, words) if isinstance(over, str) else over
        reasons = {name: text.format_map(words) for name, text in family.get("reasons", {}).items()}
        return Measure(
            key=entry.get("full_key") or "_".join(filter(None, [own, entry["key"]])),
            families=entry.get("families", (own,)),
            label=entry["label"],
            title=family["title"].format_map(words),
            unit=entry.get("unit", family["unit"]),
            numerator=entry["numerator"],
            denominator=over,
            day=family["day"].format_map(words),
            subject=entry["label"] if entry.get("subject") else "",
            root=float(str(entry.get("root", "1")).format_map(words)),
            own_caveats=self._caveats(entry, words),
            family_caveats=self._caveats(family, words),
            reasons=reasons or None,
            **{name: family[name] for name in COPIED if name in family}
            | {name: entry[name] for name in ENTRY_COPIED if name in entry},
        )

    def _caveats(self, entry: Mapping[str, Any], words: _Words) -> tuple[str, ...]:
        named = [name.rpartition(":") for name in entry.get("caveats", ())]
        return tuple(
            self.registry["caveat"][name]
            for basis, _, name in named
            if basis in ("", words.get("short"))
        )

    def _quantity(
        self, name: str, words: _Words, count: Mapping[str, Any] | None = None
    ) -> Quantity:
        entry = self.registry["quantity"][name]
        if "from" in entry:
            table, period, item = entry["from"].format_map(words).split("/")
            return Quantity(
                entry["words"].format_map(words),
                (Term(table, period, item),),
                entry.get("lines", ""),
            )
        said, weights = entry["words"].format_map(words), {}
        if entry["table"] == "placements":
            count = count or self.registry["count"][0]
            said = f"{said} ({count['words'].format_map(words)})"
            weights = {f"{{{name}}}": weight for name, weight in count["weights"].items()}
        terms = tuple(
            Term(entry["table"], period.format_map(words), item.format_map(words), weight)
            for period in entry["periods"]
            if (weight := weights.get(period, 0.0 if weights else 1.0))
            for item in entry["items"]
        )
        return Quantity(said, terms, entry.get("lines", ""))

    def _categories(self, family: Mapping[str, Any], words: _Words) -> list[dict[str, Any]]:
        """Return an entry a category of spending, and one of all together."""
        entries: list[dict[str, Any]] = []
        start = "{basis} {year} on ".format_map(words)
        for one in self.registry["category"]:
            lines = one["lines"]
            term = Term("section251", words["year"], f"{words['basis']}:{lines}:total")
            said = f"{start}section 251 {'lines' if '+' in lines else 'line'} {lines}"
            entries.append(one | {"numerator": Quantity(said, (term,), lines)})
        every = self.registry["all_categories"]
        terms = tuple(term for entry in entries for term in entry["numerator"].terms)
        lines = " + ".join(entry["lines"] for entry in entries)
        total = Quantity(f"{start}{every['words']}", terms, lines)
        return [*entries, every | {"numerator": total, "together": True}]

    def _groups(self, family: Mapping[str, Any], words: _Words) -> list[dict[str, Any]]:
        """Return an entry a group of placements; one of `all` is what the others leave."""
        entries: list[dict[str, Any]] = []
        for one in family.get("groups", []):
            table, period = family["group_of"].format_map(words).split("/")
            if period.isdigit() and int(period) < one.get("from_january", 0):
                continue
            terms = tuple(Term(table, period, item) for item in one.get("items", ()))
            if "all" in one:
                named = (term for entry in entries for term in entry["numerator"].terms)
                less = (Term(table, period, term.item, -1.0) for term in named)
                terms = (Term(table, period, one["all"]), *less)
            said = f"plans in the group ‘{one['label']}’"
            entries.append(one | {"numerator": Quantity(said, terms)})
        return entries

    def _unit_costs(self) -> list[Measure]:
        """Return the unit cost of each definition and each way of counting placements."""
        common, found = self.registry["unit_cost"], []
        (family,) = (one for one in self.registry["family"] if one["key"] == common["family"])
        for definition in self.registry["definition"]:
            words = self._basis(definition["short"])
            if "year" not in words:
                continue
            for count in self.registry["count"]:
                shown = definition.get("shown") and not count["key"]
                own = family["key"].format_map(words)
                named = f"{definition['name']} {words['year']}, {count['name']}"
                entry = common | {
                    "full_key": "_".join(filter(None, [definition["key"], count["key"]])),
                    "families": (own, "unit_cost") if shown else ("unit_cost",),
                    "label": common["label"] if shown else named,
                    "plain_name": f"{common['name']} ({lower_first(named)})",
                    "numerator": self._quantity(definition["cost"], words),
                    "denominator": self._quantity(definition["placements"], words, count),
                    "alone": f"{common['name']}, {definition.get('alone') or lower_first(named)}",
                    "period": f"{definition['short']} {words['year']}",
                    "definition": definition["name"],
                    "count": count["name"],
                }
                found.append(self._measure(family, entry, words))
        return found


ENTRY_COPIED = (
    "england",
    "together",
    "short",
    "note",
    "plain_name",
    "alone",
    "period",
    "definition",
    "count",
)
"""The same, of the entry of a measure, which go before those of its family."""

measures = build_measures(UNDATED, start=None)
"""Every measure, to read about: without the years of figures."""
