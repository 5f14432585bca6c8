"""Read and validate raw files. The only code that knows how they are laid out.

Everything is read as text and checked before it is converted, so that a message can show
the very characters that stand in the file.
"""

import csv
import hashlib
import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pandera.pandas as pa
from pandera.errors import SchemaErrors

from analysis.claims import BASE_UNITS, BOUNDS, Claim
from analysis.errors import DataError, listing, nearest
from analysis.papers import Paper
from analysis.placements import ALL_PLANS, PLACEMENT_COLUMNS, PLACEMENTS
from analysis.releases import read_sidecar

NOT_A_FIGURE = ("z", "x", "c", ":")
"""Symbols of DfE releases: not applicable, unavailable, suppressed. None of them is zero."""

UNKNOWN_FIGURE = ("x", "c", ":")
"""Those that stand for a number that there is, so that what is known may make less than a total."""

SHOWN_PROBLEMS = 5

UP_TO_NINETEEN = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
NUMBER_WORDS = {word: number for number, word in enumerate(UP_TO_NINETEEN.split(), start=1)} | {
    word: 10 * number for number, word in enumerate(TENS.split(), start=2)
}
NOT_READ_IN_WORDS = {"half", "third", "quarter", "hundred", "thousand", "million"}


def read_text_table(path: Path) -> pd.DataFrame:
    """A csv as text, nothing converted. Raises DataError if it is missing, empty or malformed."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = list(csv.reader(file, strict=True))
    except FileNotFoundError:
        raise DataError(f"{path} is missing") from None
    except UnicodeDecodeError as error:
        raise DataError(f"{path} is not a csv in UTF-8: {error}") from None
    except csv.Error as error:
        raise DataError(f"{path} is not a readable csv: {error}") from None
    while lines and not any(lines[-1]):
        lines.pop()
    if len(lines) < 2:
        raise DataError(f"{path} is empty: a header and at least one row were expected")
    header, *rows = lines
    for column in header:
        if header.count(column) > 1:
            raise DataError(f"{path}: two columns are called '{column}'")
    for number, cells in enumerate(rows, start=2):
        if len(cells) != len(header):
            raise DataError(
                f"{path}, row {number}: {len(cells)} cells found, "
                f"{len(header)} expected as in the header"
            )
    return pd.DataFrame(rows, columns=header, dtype=str)


def check_table(path: Path, table: pd.DataFrame, schema: pa.DataFrameSchema) -> None:
    """Raises DataError naming file, row, column, value and expectation of up to five problems."""
    expected = list(schema.columns)
    for column in table.columns:
        if column not in expected:
            raise DataError(
                f"{path}: unknown column '{column}'{nearest(column, expected)}; "
                f"the columns are: {listing(expected)}"
            )
    for column in expected:
        if column not in table.columns:
            raise DataError(f"{path}: column '{column}' is missing")
    try:
        schema.validate(table, lazy=True)
    except SchemaErrors as errors:
        raise DataError(_describe(path, errors.failure_cases)) from None


def _describe(path: Path, cases: pd.DataFrame) -> str:
    cases = cases.drop_duplicates(subset=["index", "column", "check"]).sort_values(
        "index", kind="stable"
    )
    problems = [
        f"{path}, row {int(case['index']) + 2}, column '{case['column']}': "
        f"'{case['failure_case']}' found, {_expectation(str(case['check']))} expected"
        for _, case in cases.head(SHOWN_PROBLEMS).iterrows()
    ]
    if len(cases) > SHOWN_PROBLEMS:
        problems.append(f"and {len(cases) - SHOWN_PROBLEMS} more")
    return "\n".join(problems)


def _expectation(check: str) -> str:
    return "a value that no other row has" if check == "field_uniqueness" else check


def is_number(text: str) -> bool:
    """Whether the text is a plain decimal number such as -1250.5."""
    return re.fullmatch(r"-?\d+(\.\d+)?", text) is not None


def _column(expectation: str, test: Callable[[str], bool], unique: bool = False) -> pa.Column:
    check = pa.Check(test, element_wise=True, error=expectation)
    return pa.Column(str, check, unique=unique, coerce=False)


def _matching(expectation: str, pattern: str, unique: bool = False) -> pa.Column:
    return _column(expectation, lambda text: bool(re.fullmatch(pattern, text)), unique)


def _one_of(allowed: tuple[str, ...]) -> pa.Column:
    return _column(f"one of {listing(a or '(empty)' for a in allowed)}", lambda t: t in allowed)


_ANY = _matching("text", r"(?s).*")
_TEXT = _matching("some text, without a space before it", r"(?s)\S.*")
_COUNT = _matching("a whole number", r"\d+")
_COUNT_OR_SYMBOL = _matching(
    f"a whole number or one of {listing(NOT_A_FIGURE)}", rf"\d+|{'|'.join(NOT_A_FIGURE)}"
)
_POUNDS = _matching("a whole number of pounds", r"-?\d+")
_MONTH = _matching("a month such as 2021-07", r"\d{4}-(0[1-9]|1[0-2])")
_JANUARY = _matching("a year from 2010", r"20[1-9]\d")

CLAIMS_SCHEMA = pa.DataFrameSchema(
    {
        "claim": _matching(
            "a name of lower-case letters, digits and underscores", r"[a-z][a-z0-9_]*", unique=True
        ),
        "paragraph": _TEXT,
        "statement": _TEXT,
        "printed": _TEXT,
        "value": _column("a number", is_number),
        "unit": _one_of(tuple(BASE_UNITS)),
        "resolution": _column(
            "a number above zero", lambda text: is_number(text) and float(text) > 0
        ),
        "bound": _one_of(BOUNDS),
        "formula": _ANY,
        "reconciliation": _ANY,
        "table": _ANY,
        "row": _ANY,
        "column": _ANY,
        "covered_by": _ANY,
        "note": _ANY,
    }
)

TIMELINE_SCHEMA = pa.DataFrameSchema(
    {"step": _TEXT, "start": _MONTH, "end": _MONTH, "paragraph": _TEXT}
)

EHC_PLANS_SCHEMA = pa.DataFrameSchema(
    {
        "january": _JANUARY,
        "authority": _TEXT,
        "code": _matching("an ONS code such as E10000016", r"[EWN]\d{8}"),
        "statements": _COUNT_OR_SYMBOL,
        "ehc_plans": _COUNT_OR_SYMBOL,
        "total": _COUNT,
        "release": _JANUARY,
    }
)

PLACEMENTS_SCHEMA = pa.DataFrameSchema(
    {
        "january": _JANUARY,
        "authority": _TEXT,
        ALL_PLANS: _COUNT,
        **dict.fromkeys(PLACEMENTS, _COUNT_OR_SYMBOL),
    }
)

PHASES = ("early_years", "primary", "secondary", "special", "prus_ap", "post_school")

TOP_UP_SCHEMA = pa.DataFrameSchema(
    {
        "authority": _TEXT,
        "basis": _one_of(("planned expenditure", "outturn")),
        "financial_year": _matching("a financial year such as 2021-22", r"\d{4}-\d{2}"),
        "category": _one_of(
            (
                "top-up, non-maintained and independent",
                "top-up, maintained, academies, free schools and colleges",
            )
        ),
        "total_gbp": _POUNDS,
        **{f"{phase}_gbp": _POUNDS for phase in PHASES},
        "income_gbp": _POUNDS,
    }
)


def read_claims(paper: Paper) -> pd.DataFrame:
    """The claims of a paper as printed, all columns text, one row a claim.

    Raises DataError for a bad cell, a printed figure that does not say its value, a table cell that
    is no claim or a claim that is not what its table cell says, and an analysis that the paper does
    not get.
    """
    path = paper.folder / "claims.csv"
    claims = read_text_table(path)
    check_table(path, claims, CLAIMS_SCHEMA)
    for row, claim in enumerate(claims.to_dict("records"), start=2):
        _check_printed(f"{path}, row {row}", claim["printed"], claim["value"], claim["unit"])
        for analysis in claim["covered_by"].split():
            if analysis not in paper.analyses:
                raise DataError(
                    f"{path}, row {row}, column 'covered_by': '{analysis}' is no analysis of "
                    f"paper.toml{nearest(analysis, paper.analyses)}; "
                    f"the analyses are: {listing(paper.analyses)}"
                )
    for file in sorted((paper.folder / "tables").glob("*.csv")):
        if file.stem not in paper.tables:
            raise DataError(
                f"{file}: paper.toml has no [tables.{file.stem}]"
                f"{nearest(file.stem, paper.tables)}; the tables are: {listing(paper.tables)}"
            )
    _check_cells(path, claims, {name: read_printed_table(paper, name) for name in paper.tables})
    return claims


def to_claims(path: Path, claims: pd.DataFrame) -> dict[str, Claim]:
    """The rows of `claims.csv` as claims in base units, by name."""
    result = {}
    for row, claim in enumerate(claims.to_dict("records"), start=2):
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


FIGURE = re.compile(r"(?P<minus>[-−]?)(?P<pound>£?)(?P<digits>\d[\d,]*(\.\d+)?)")
SCALE = re.compile(r"[km]\b|\s?(%|per ?cent\b|thousand\b|million\b)", re.IGNORECASE)
UNIT_OF_SCALE = {
    "k": "thousand pounds",
    "thousand": "thousand pounds",
    "m": "million pounds",
    "million": "million pounds",
    "%": "percent",
    "percent": "percent",
}


def _check_printed(where: str, printed: str, value: str, unit: str) -> None:
    """The printed characters and the value are transcribed separately: each checks the other."""
    figure = FIGURE.search(printed)
    if figure is None:
        read = _in_words(printed)
    else:
        read = Fraction(figure["digits"].replace(",", "")) * (-1 if figure["minus"] else 1)
    # neither digits nor a word, such as "the past year": nothing to check the value against
    if read is not None and read != Fraction(value):
        raise DataError(f"{where}, column 'value': printed '{printed}' but value '{value}'")
    if figure is None:
        return
    scale = SCALE.match(printed, figure.end())
    expected = UNIT_OF_SCALE[scale[0].lower().replace(" ", "")] if scale else unit
    if unit != expected or (figure["pound"] and BASE_UNITS[unit][0] != "pounds"):
        raise DataError(f"{where}, column 'unit': printed '{printed}' but unit '{unit}'")


def _in_words(printed: str) -> Fraction | None:
    """`two years` → 2, `a further year` → 1, `twenty-one` → 21; nothing for what is less plain."""
    words = re.findall(r"[a-z]+", printed.lower())
    if NOT_READ_IN_WORDS & set(words):
        return None
    for word, following in zip(words, [*words[1:], ""], strict=True):
        if word in NUMBER_WORDS:
            number = NUMBER_WORDS[word]
            ones = NUMBER_WORDS.get(following, 0) if number >= 20 else 0
            return Fraction(number + (ones if ones < 10 else 0))
    return Fraction(1) if {"a", "an"} & set(words) else None


def _check_cells(path: Path, claims: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> None:
    claimed: set[tuple[str, str, str]] = set()
    for row, claim in enumerate(claims.to_dict("records"), start=2):
        where = f"{path}, row {row}"
        if not claim["table"]:
            if claim["row"] or claim["column"]:
                raise DataError(f"{where}, column 'table': a row or column is given, but no table")
            continue
        if claim["table"] not in tables:
            raise DataError(
                f"{where}, column 'table': '{claim['table']}' is no table of paper.toml"
                f"{nearest(claim['table'], tables)}; the tables are: {listing(tables)}"
            )
        table = tables[claim["table"]]
        for axis, labels in (("row", list(table.index)), ("column", list(table.columns))):
            if claim[axis] not in labels:
                raise DataError(
                    f"{where}, column '{axis}': table {claim['table']} has no {axis} "
                    f"'{claim[axis]}'{nearest(claim[axis], labels)}"
                )
        cell = (claim["table"], claim["row"], claim["column"])
        printed = str(table.loc[claim["row"], claim["column"]])
        if printed != claim["printed"]:
            raise DataError(
                f"{where}, column 'printed': '{claim['printed']}' found, but the table's cell "
                f"({claim['row']}, {claim['column']}) says '{printed}'"
            )
        if cell in claimed:
            raise DataError(f"{where}: another claim already stands for cell {cell}")
        claimed.add(cell)
    for name, table in tables.items():
        for label, cells in table.iterrows():
            for column, printed in cells.items():
                is_figure = re.fullmatch(r"[-−]?£?\d[\d,.]*\s?[%km]?", printed, re.IGNORECASE)
                if is_figure and (name, label, column) not in claimed:
                    raise DataError(
                        f"{path}: no claim stands for '{printed}' "
                        f"in table {name}, row '{label}', column '{column}'"
                    )


def read_printed_table(paper: Paper, name: str) -> pd.DataFrame:
    """A transcribed table as printed: text cells, indexed by the first column's labels."""
    path = paper.folder / "tables" / f"{name}.csv"
    table = read_text_table(path)
    labels = table[table.columns[0]]
    if labels.duplicated().any():
        row = int(labels.duplicated().to_numpy().argmax())
        raise DataError(f"{path}, row {row + 2}: a second row called '{labels.iloc[row]}'")
    return table.set_index(table.columns[0])


def read_timeline(paper: Paper) -> pd.DataFrame:
    """The dated steps of a paper: step, start, end (months as text), paragraph; perhaps none."""
    path = paper.folder / "timeline.csv"
    if not path.exists():
        return pd.DataFrame(columns=list(TIMELINE_SCHEMA.columns), dtype=str)
    timeline = read_text_table(path)
    check_table(path, timeline, TIMELINE_SCHEMA)
    for row, step in enumerate(timeline.itertuples(), start=2):
        if str(step.end) < str(step.start):
            raise DataError(
                f"{path}, row {row}, column 'end': the step ends in {step.end}, "
                f"before it starts in {step.start}"
            )
    return timeline


def read_release(path: Path, schema: pa.DataFrameSchema) -> pd.DataFrame:
    """A reference file as text, checked against its sidecar's checksum and its schema."""
    sidecar = read_sidecar(path)
    try:
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        raise DataError(f"{path} is missing") from None
    table = read_text_table(path)
    check_table(path, table, schema)
    if found != sidecar.sha256:
        raise DataError(
            f"{path} has changed since it was transcribed: its SHA-256 is {found}, "
            f"{path.with_suffix('.toml').name} says {sidecar.sha256}"
        )
    return table


def figures(column: pd.Series) -> pd.Series:
    """A column of checked text as nullable whole numbers; symbols become missing, never zero."""
    return column.where(~column.isin(NOT_A_FIGURE)).astype("Int64")


def read_ehc_plans(folder: Path) -> pd.DataFrame:
    """Statements and EHC plans each January, one row an authority and year.

    Columns january, authority, code, statements, ehc_plans, total (whole numbers, missing where the
    release has none) and release. Raises DataError where statements and plans are not the total.
    """
    path = folder / "ehc_plans.csv"
    text = read_release(path, EHC_PLANS_SCHEMA)
    plans = text.assign(
        january=text["january"].astype(int),
        release=text["release"].astype(int),
        **{name: figures(text[name]) for name in ("statements", "ehc_plans", "total")},
    )
    _refuse_repeats(path, plans, ["january", "code"])
    parts = plans["statements"].fillna(0) + plans["ehc_plans"].fillna(0)
    unknown = text[["statements", "ehc_plans"]].isin(UNKNOWN_FIGURE).any(axis="columns")
    wrong = (parts > plans["total"]) | (~unknown & (parts != plans["total"]))
    _refuse_rows(path, plans, wrong, "statements and EHC plans make {}", parts)
    return plans


def read_placements(folder: Path) -> pd.DataFrame:
    """EHC plans by placement each January: january, authority, ehcplans and placements.

    Some placements are counted within others (`PLACED_WITHIN`). Plans that await provision, or
    whose placement was not reported, are in none, so the placements may make less than `ehcplans`;
    raises DataError where they make more.
    """
    path = folder / "placements.csv"
    text = read_release(path, PLACEMENTS_SCHEMA)
    placements = text.assign(
        january=text["january"].astype(int),
        **{name: figures(text[name]) for name in PLACEMENT_COLUMNS},
    )
    _refuse_repeats(path, placements, ["january", "authority"])
    apart = [name for name in PLACEMENTS if name not in PLACED_WITHIN]
    placed = placements[apart].fillna(0).sum(axis="columns")
    _refuse_rows(
        path, placements, placed > placements["ehcplans"], "the placements make {}", placed
    )
    return placements


PLACED_WITHIN = {
    "mainstream_independent": "mainstream_total",
    "specialist_post_16_institutions": "fe_total",
    "neet": "ed_elsewhere",
}
"""Placement → the placement that it is counted within (checked against the 2025 release)."""


def read_top_up(folder: Path) -> pd.DataFrame:
    """Section 251 top-up funding in pounds, one row an authority, basis, year and category.

    Raises DataError where the phases less income are not the total.
    """
    path = folder / "section251_top_up.csv"
    text = read_release(path, TOP_UP_SCHEMA)
    money = [column for column in text.columns if column.endswith("_gbp")]
    top_up = text.assign(**{column: text[column].astype("int64") for column in money})
    _refuse_repeats(path, top_up, ["authority", "basis", "category"])
    net = top_up[[f"{p}_gbp" for p in PHASES]].sum(axis="columns") - top_up["income_gbp"]
    wrong = (net - top_up["total_gbp"]).abs() > ROUNDING_OF_PHASES_GBP
    _refuse_rows(path, top_up, wrong, "the phases less income make {}", net)
    return top_up


ROUNDING_OF_PHASES_GBP = 4
"""The release rounds each phase to the pound, so a total may be off by half a pound a phase."""


def _refuse_repeats(path: Path, table: pd.DataFrame, key: list[str]) -> None:
    repeated = table.duplicated(key)
    if repeated.any():
        row = int(repeated.to_numpy().argmax())
        values = listing(str(table.iloc[row][name]) for name in key)
        raise DataError(f"{path}, row {row + 2}: a second row for {values}")


def _refuse_rows(
    path: Path, table: pd.DataFrame, wrong: pd.Series, made: str, parts: pd.Series
) -> None:
    if wrong.any():
        row = int(wrong.to_numpy().argmax())
        total = "total" if "total" in table else "ehcplans" if "ehcplans" in table else "total_gbp"
        raise DataError(
            f"{path}, row {row + 2}, column '{total}': "
            f"{table.iloc[row][total]:,} found, but {made.format(f'{parts.iloc[row]:,}')}"
        )
