"""Every measure, read from `measures.toml` and dated by the periods of the figures."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
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

LATEST = {
    "planned_year": ("section251", "planned expenditure:"),
    "outturn_year": ("section251", "outturn:"),
    "january": ("benchmark_placements", ""),
    "population_year": ("population", ""),
    "latest": ("placements", ""),
    "end": ("ehc_plans", ""),
}
"""Name of a period → the table and the items that it is the latest of."""

FIRST_PLANS = 2015
"""The first January with EHC plans: they began in September 2014."""

Entry = Mapping[str, Any]


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
    last = {name: figures.last_period(*where) for name, where in LATEST.items()}
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
    given = {"start": start, "end": end}
    words = _Words({"start": FIRST_PLANS} | dict(periods))
    words.update({name: january for name, january in given.items() if january is not None})
    if "end" in words and "years" not in words:
        words["years"] = int(words["end"]) - int(words["start"])
    found = []
    for family in read_registry()["family"]:
        for filled in _of_bases(words) if family.get("bases") else [words]:
            try:
                found += [_measure(family, one, filled) for one in _entries(family, filled)]
            except _NoFigures:
                continue
    return Measures([*found, *_unit_costs(words)])


class _NoFigures(Exception):
    """A measure is of a table that the figures do not have."""


class _Words(dict[str, Any]):
    """What is filled into the words of `measures.toml`: a name that is no period is an error."""

    def __missing__(self, name: str) -> Any:
        if name in UNDATED or name in ("year", "opening", "closing"):
            raise _NoFigures(name)
        raise DataError(f"measures.toml: '{{{name}}}' is no period; there are {listing(UNDATED)}")


def _of_bases(periods: _Words) -> Iterator[_Words]:
    """Yield what is filled into the words of a family, for planned expenditure and for outturn."""
    for short, basis in read_registry()["basis"].items():
        words = _Words(periods, short=short, basis=basis, Basis=basis.capitalize())
        year = periods.get(f"{short}_year")
        if year and year[:4].isdigit():
            words.update(year=year, opening=int(year[:4]), closing=int(year[:4]) + 1)
        elif year:
            words.update(year=year, opening="before", closing="within the year")
        yield words


def _measure(family: Entry, entry: Entry, words: _Words) -> Measure:
    """Return one measure: what the entry says goes before what its family says."""
    own, said = family["key"].format_map(words), {**family, **entry}
    given = {name: _filled(text, words) for name, text in said.items() if name in FIELDS}
    over = said.get("denominator")
    given["denominator"] = _quantity(over, words) if isinstance(over, str) else over
    label, title = given["label"], given["title"]
    texts = {"full_name": f"{label}, {lower_first(title)}", "heading": label, "when": title}
    named = [name.rpartition(":") for one in (entry, family) for name in one.get("caveats", ())]
    caveats = read_registry()["caveat"]
    of_basis = ("", words.get("short"))
    return Measure(
        **texts
        | given
        | {
            "key": entry.get("full_key") or "_".join(filter(None, [own, entry["key"]])),
            "families": entry.get("families", (own,)),
            "caveats": tuple(caveats[name] for basis, _, name in named if basis in of_basis),
            "root": float(given.get("root", 1)),
        }
    )


FIELDS = {field.name for field in fields(Measure)}


def _filled(text: Any, words: _Words) -> Any:
    """Return a text with its periods, or each text of a mapping."""
    if isinstance(text, dict):
        return {name: _filled(one, words) for name, one in text.items()}
    return text.format_map(words) if isinstance(text, str) else text


def _entries(family: Entry, words: _Words) -> list[dict[str, Any]]:
    """Return the entries of a family, each with its numerator."""
    entries: list[dict[str, Any]] = []
    for one in (*read_registry().get(family.get("each", ""), ()), *family.get("measure", ())):
        latest = str(words.get("latest", ""))
        if latest.isdigit() and int(latest) < one.get("from_january", 0):
            continue
        name = one.get("numerator", family.get("numerator"))
        top = _quantity(name, words) if name else _numerator(family, one, entries, words)
        entries.append(one | {"numerator": top})
    return entries


def _numerator(family: Entry, one: Entry, before: list[dict[str, Any]], words: _Words) -> Quantity:
    """Return the items of an entry: its own, those of all before it, or less those before it."""
    terms_before = [term for entry in before for term in entry["numerator"].terms]
    lines = one.get("lines", "")
    if one.get("together"):
        terms, lines = terms_before, " + ".join(entry["lines"] for entry in before)
    else:
        items = one.get("items") or [lines or one["key"]]
        terms = [_term(family["item"], _Words(words, item=item)) for item in items]
    if one.get("less_others"):
        terms += [replace(term, weight=-1.0) for term in terms_before]
    said = one.get("words", family["words"])
    filled = _Words(words, lines=lines, label=one["label"], s="s" if "+" in lines else "")
    return Quantity(said.format_map(filled), tuple(terms), lines)


def _quantity(name: str, words: _Words, count: Entry | None = None) -> Quantity:
    """Return a quantity of its entry; placements are counted as `count` says."""
    entry = read_registry()["quantity"][name]
    said, januaries = entry["words"].format_map(words), {"": 1.0}
    if entry["terms"][0].startswith("placements/{counted}"):
        count = count or read_registry()["count"][0]
        said = f"{said} ({count['words'].format_map(words)})"
        januaries = count["weights"]
    terms = [
        _term(pattern, _Words(words, counted=words[january] if january else ""), weight)
        for january, weight in januaries.items()
        for pattern in entry["terms"]
    ]
    return Quantity(said, tuple(terms), entry.get("lines", ""))


def _term(pattern: str, words: _Words, weight: float = 1.0) -> Term:
    """Return the term of a `table/period/item`."""
    table, period, item = pattern.format_map(words).split("/")
    return Term(table, period, item, weight)


def _unit_costs(periods: _Words) -> list[Measure]:
    """Return the unit cost of each definition and each way of counting placements."""
    registry, found = read_registry(), []
    common = registry["unit_cost"]
    (family,) = (one for one in registry["family"] if one["key"] == common["family"])
    bases = {words["short"]: words for words in _of_bases(periods) if "year" in words}
    for one in registry["definition"]:
        for count in registry["count"] if one["short"] in bases else ():
            words = bases[one["short"]]
            shown = one.get("shown") and not count["key"]
            named = f"{one['name']} {words['year']}, {count['name']}"
            within, name = lower_first(named), common["what"]
            own = family["key"].format_map(words)
            entry = common | {
                "full_key": "_".join(filter(None, [one["key"], count["key"]])),
                "families": (own, "unit_cost") if shown else ("unit_cost",),
                "label": common["label"] if shown else named,
                "full_name": f"{name} ({within})",
                "numerator": _quantity(one["cost"], words),
                "denominator": _quantity(one["placements"], words, count),
                "heading": f"{name}, {one.get('alone') or within}",
                "when": f"{one['short']} {words['year']}",
                "definition": one["name"],
                "count": count["name"],
            }
            found.append(_measure(family, entry, words))
    return found


measures = build_measures(UNDATED)
"""Every measure, to read about: without the years of figures."""
