"""One subject, a paper or an authority, and everything that is known of it: `load`."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from html import escape
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from analysis.comparison.comparators import comparators
from analysis.display import NotAvailable, Table, listed, number, say, yearly_bars
from analysis.display.parts import SourceList
from analysis.errors import DataError, UsageError, nearest
from analysis.folders import Folders, find_folders
from analysis.official.areas import ENGLAND_CODE, find_authority
from analysis.official.figures import Figures, imported_figures, month_of, reference_figures
from analysis.official.releases import merged, read_sidecar
from analysis.official.store import COMMAND, imported_before
from analysis.papers.catalogue import Paper, read_papers
from analysis.papers.claims_table import covered_claims
from analysis.papers.inputs import INPUTS, read_inputs
from analysis.papers.ledger import claim_row, table_cells
from analysis.processed import RELEASE_FILES, build_processed, built_from, read_processed

NO_PAPER = NotAvailable("This is of an authority, and rests on no paper.")


@dataclass(frozen=True, eq=False)
class Subject:
    """Everything that the analyses of one paper or authority rest on.

    `country` has the official figures of every area at hand: of the reference figures for a paper,
    of the imported releases for an authority. Each table of the subject alone is a property.
    """

    code: str
    country: Figures
    paper: Paper | NotAvailable
    folders: Folders

    # ------------------------------------------------------------------ what it is

    @property
    def id(self) -> str:
        """Return the paper id, or the ONS code of the authority."""
        return self.code if isinstance(self.paper, NotAvailable) else self.paper.id

    @property
    def name(self) -> str:
        """Return the name of the council or authority, as the figures have it."""
        known = self.country.names.get(self.code)
        if known is None and not isinstance(self.paper, NotAvailable):
            return self.paper.council
        return str(known)

    @property
    def history(self) -> str:
        """Return when and how the authority began or ended; else nothing."""
        area = self._area
        sentences = [
            f"{self.name} {began} on {_day(area[column])} ({area['reorganisation']}): its figures "
            f"{start} in January {area[january]}, and those {other} are of another area."
            for column, began, start, january, other in (
                ("start", "began", "start", "first_january", "before"),
                ("end", "ended", "stop", "last_january", "after"),
            )
            if isinstance(area.get(column), str)
        ]
        return " ".join(sentences)

    @property
    def change(self) -> str:
        """Return the same in short: `began in April 2023`."""
        changes = (("began in", self._area.get("start")), ("ended in", self._area.get("end")))
        return ", ".join(f"{verb} {month_of(day)}" for verb, day in changes if isinstance(day, str))

    def januaries(self, start: int, end: int) -> tuple[int, int]:
        """Return two Januaries, of an authority moved to the first or last that it has figures of.

        A paper's stay as they are: one that is not there is an error, not another figure.
        """
        if not isinstance(self.paper, NotAvailable):
            return start, end
        first, last = int(self._area["first_january"]), int(self._area["last_january"])
        return max(start, first), min(end, last)

    @cached_property
    def _area(self) -> pd.Series:
        return self.country.areas.set_index("code").reindex([self.code]).iloc[0]

    # ------------------------------------------------------------------ its paper

    @cached_property
    def claims(self) -> pd.DataFrame | NotAvailable:
        """Return the paper's claims, judged: one row a claim, see `papers.ledger.build_ledger`."""
        return self._of_paper("ledger")

    @cached_property
    def timeline(self) -> pd.DataFrame | NotAvailable:
        """Return the paper's dated steps: step, start, end (months as text), paragraph."""
        return self._of_paper("timelines")

    @cached_property
    def implied(self) -> pd.DataFrame | NotAvailable:
        """Return the rows of the paper's `implied.csv`, if any: see `papers.implied.work_out`."""
        return self._of_paper("implied")

    def require_paper(self, analysis: str) -> Paper:
        """Return the paper. Raises UsageError for an authority, which has no such analysis."""
        if isinstance(self.paper, NotAvailable):
            raise self._refusal(analysis)
        return self.paper

    def _refusal(self, analysis: str) -> UsageError:
        return UsageError(
            f"{self.id} does not have what {analysis} needs\n"
            "list_papers() shows which paper has which analysis"
        )

    def inputs(self, analysis: str) -> Any:
        """Return the inputs of an analysis, checked: an object of its class in `papers.inputs`.

        Those of an authority are empty. Raises UsageError for an analysis that this subject cannot
        have.
        """
        kind = INPUTS[analysis]
        if not isinstance(self.paper, NotAvailable) and analysis in self.paper.analyses:
            return read_inputs(self.paper, analysis, kind)
        with suppress(TypeError):  # of inputs that it cannot be without
            return kind()
        raise self._refusal(analysis)

    def claims_table(self, analysis: str) -> Table | NotAvailable:
        """Return the claims that an analysis covers, those that differ first."""
        if isinstance(self.claims, NotAvailable):
            return self.claims
        return covered_claims(self.claims, analysis)

    def claim(self, name: str) -> pd.Series:
        """Return the row of one claim of the paper. Raises UsageError for an authority."""
        return claim_row(self._ledger, name)

    def printed_table(self, table: str, values: str = "published") -> pd.DataFrame:
        """Return the figures of one printed table, in base units, with its rows and columns.

        `values` is the column of `claims` to take, such as `published_low` or `verdict`. Raises
        UsageError for an authority.
        """
        return table_cells(self._ledger, table, values)

    @property
    def _ledger(self) -> pd.DataFrame:
        if isinstance(self.claims, NotAvailable):
            raise UsageError(f"{self.name} is an authority, and a paper alone has claims")
        return self.claims

    def cite_paper(self, *paragraphs: str) -> str:
        """Return how a chart names the paper, and the paragraphs that its figures are in."""
        if isinstance(self.paper, NotAvailable):
            return ""
        word = "paragraph" if len(paragraphs) == 1 else "paragraphs"
        named = f", {word} {listed(list(paragraphs))}" if paragraphs else ""
        return f"{self.paper.council}, {self.paper.meeting}, {self.paper.date}{named}"

    def _of_paper(self, table: str) -> pd.DataFrame | NotAvailable:
        if isinstance(self.paper, NotAvailable):
            return NO_PAPER
        rows = read_processed(table, self.folders)
        return rows[rows["paper"] == self.paper.id].reset_index(drop=True)

    # ------------------------------------------------------------------ its official figures

    @cached_property
    def ehc_plans(self) -> pd.DataFrame | NotAvailable:
        """Return its EHC plans each January: january, statements, ehc_plans, total (both)."""
        return self._own("ehc_plans", "january")

    @cached_property
    def placements(self) -> pd.DataFrame | NotAvailable:
        """Return its EHC plans by placement each January: january, and a column a placement."""
        return self._own("placements", "january")

    @cached_property
    def section251(self) -> pd.DataFrame | NotAvailable:
        """Return its section 251 spending in pounds: one row a basis, financial year and lines.

        Columns financial_year, basis, lines, total_gbp, and those of its phases and income.
        """
        wide = self._own("section251", "financial_year")
        if isinstance(wide, NotAvailable):
            return wide
        long = wide.melt("financial_year", var_name="item", value_name="value").dropna()
        long[["basis", "lines", "column"]] = long["item"].str.split(":", expand=True).to_numpy()
        key = ["financial_year", "basis", "lines"]
        rows = long.pivot(index=key, columns="column", values="value").add_suffix("_gbp")
        first = ["total_gbp", *[name for name in rows.columns if name != "total_gbp"]]
        return rows[first].rename_axis(columns=None).reset_index()

    @cached_property
    def population(self) -> pd.DataFrame | NotAvailable:
        """Return its people aged 2 to 18: year, people."""
        return self._own("population", "year")

    @cached_property
    def neighbours(self) -> pd.DataFrame | NotAvailable:
        """Return its statistical neighbours, the closest first: rank, name, code, closeness."""
        rows = self.comparators
        if isinstance(rows, NotAvailable):
            return rows
        near = rows[rows["rank"].notna()].reset_index(drop=True)
        return near[["rank", "name", "code", "closeness"]]

    @cached_property
    def comparators(self) -> pd.DataFrame | NotAvailable:
        """Return what it is set beside: see `comparison.comparators`. Not available for a paper."""
        if isinstance(self.paper, NotAvailable):
            return comparators(self.country, self.code, self.history)
        return NotAvailable(
            f"{self.name} beside its region, its statistical neighbours and all authorities is in "
            "the report of the authority, from the official releases once they are imported: "
            f"python -m analysis build --authorities {self.code}"
        )

    def _own(self, table: str, period: str) -> pd.DataFrame | NotAvailable:
        if not self.country.has(table):
            return NotAvailable(
                f"{table} is not available from the reference figures. Import the official "
                f"releases for it: {COMMAND}"
            )
        wide = self.country.wide(table)
        if self.code not in wide.index.get_level_values("code"):
            return NotAvailable(f"{self.name} has no figures in {table}.")
        rows = wide.loc[self.code]
        if table in ("ehc_plans", "placements"):
            rows = rows.astype("Int64")
        first = [name for name in FIRST_COLUMNS if name in rows]
        rows = rows[[*first, *rows.columns.drop(first)]]
        return rows.rename_axis(index=period).reset_index()

    # ------------------------------------------------------------------ where it is from

    def cite(self, *tables: str) -> str:
        """Return how a chart names the releases behind tables, each once."""
        return self.country.cite(*tables)

    def sources(self, tables: Sequence[str] = ()) -> SourceList:
        """Return the paper, if any, and the releases behind tables, for the end of a page."""
        items = [] if isinstance(self.paper, NotAvailable) else [self.paper.source_item]
        releases = merged(self.country.releases(*tables))
        return SourceList([*items, *(release.source_item for release in releases)])

    # ------------------------------------------------------------------ how it shows itself

    def plot(self) -> Figure:
        """Return a chart of its EHC plans and statements each January, in the house style."""
        rows = self.ehc_plans
        if isinstance(rows, NotAvailable):
            raise UsageError(rows.reason)
        first, last = rows.iloc[0], rows.iloc[-1]
        title = say(PLANS_TITLE, name=self.name, first=first, last=last)
        return yearly_bars(
            rows,
            "january",
            {"total": ("EHC plans and statements", "own")},
            texts={int(row["january"]): number(row["total"]) for row in (first, last)},
            title=title,
            subtitle="EHC plans and statements each January",
            source=self.cite("ehc_plans"),
            alt=title,
            data=Table("plans", "Plans", rows, {"january": "January", "total": "Plans"}),
        ).plot()

    def __repr__(self) -> str:
        return "\n".join(f"{name}: {text}" for name, text in self._contents())

    def _repr_html_(self) -> str:
        rows = "".join(
            f'<tr><th style="text-align: left">{escape(name)}</th>'
            f'<td style="text-align: left">{escape(text)}</td></tr>'
            for name, text in self._contents()
        )
        return f"<table>{rows}</table>"

    def _contents(self) -> list[tuple[str, str]]:
        """Return what there is, of which years, and what to type next."""
        what = "authority" if isinstance(self.paper, NotAvailable) else self.paper.citation
        return [
            (self.name, f"{what}, {self.code}"),
            *((f".{name}", _summary(getattr(self, name))) for name in TABLES),
            ("next", f'compare(["{self.name}"], "unit_cost"), measures, .sources(…)'),
        ]


FIRST_COLUMNS = ("statements", "ehc_plans", "total", "ehcplans")

PLANS_TITLE = """
{{ name }} had {{ first.total|number }} EHC plans and statements in January {{ first.january }} and
{{ last.total|number }} in January {{ last.january }}
"""

TABLES = ("ehc_plans", "placements", "section251", "population", "neighbours", "claims")
"""What a subject lists of itself."""


def _summary(table: pd.DataFrame | NotAvailable) -> str:
    if isinstance(table, NotAvailable):
        return table.reason
    periods = [name for name in ("january", "financial_year", "year") if name in table]
    if not periods:
        return f"{len(table)} rows"
    first, last = table[periods[0]].min(), table[periods[0]].max()
    span = str(first) if first == last else f"{first} to {last}"
    return f"{len(table)} rows, {periods[0].replace('_', ' ')} {span}"


def _day(text: str) -> str:
    day = date.fromisoformat(text)
    return f"{day.day} {day:%B %Y}"


def load(subject: str) -> Subject:
    """Return everything known about a paper, by its id, or an authority, by its name or ONS code.

    A paper rests on its folder and the reference figures beside it; an authority on the imported
    releases or, where none are imported, on the reference figures. Raises UsageError for an unknown
    subject, naming the nearest, and DataError for raw data that is not right.
    """
    if not isinstance(subject, str):
        raise UsageError(f"subject is {subject!r}; a paper id, a name or an ONS code was expected")
    folders = find_folders()
    papers = read_papers(folders)
    if subject in papers:
        build_processed(folders)
        return _paper_subject(papers[subject], folders)
    figures = figures_of_authorities(folders)
    try:
        code = find_authority(figures.areas, subject)
    except UsageError as error:
        raise UsageError(_unknown(subject, list(papers), figures, str(error))) from None
    return Subject(code, figures, NO_PAPER, folders)


def figures_of_authorities(folders: Folders) -> Figures:
    """Return the imported releases or, where there are none, the reference figures."""
    imported = imported_before(folders)
    if imported is not None and imported.has("areas"):
        return imported_figures(imported)
    build_processed(folders)
    return read_reference(folders)


def read_reference(folders: Folders) -> Figures:
    """Return the reference figures of `data/raw/dfe`, as `data/processed` has them."""
    return _reference(folders, built_from(folders))


@lru_cache(maxsize=1)
def _reference(folders: Folders, _: str) -> Figures:
    """Read them once for as long as the hash of what they were built from is the same."""
    plans, placements, spending = (read_processed(table, folders) for table in RELEASE_FILES)
    releases = {table: read_sidecar(folders.dfe / file) for table, file in RELEASE_FILES.items()}
    return reference_figures(plans, placements, spending, releases)


def _paper_subject(paper: Paper, folders: Folders) -> Subject:
    """Return the subject of a paper, whose code alone says which authority it is of."""
    figures = read_reference(folders)
    found = figures.names.get(paper.authority_code, paper.council)
    if found != paper.council:
        raise DataError(
            f"{paper.folder / 'paper.toml'}: authority_code {paper.authority_code} is that of "
            f"{found}, and council is '{paper.council}': one of the two has to be corrected"
        )
    return Subject(paper.authority_code, figures, paper, folders)


def _unknown(subject: str, papers: list[str], figures: Figures, error: str) -> str:
    if close := nearest(subject, papers):
        return f"There is no paper '{subject}'{close}\nlist_papers() shows the papers there are"
    if figures.every_authority:
        return f"{error}\nlist_authorities() shows the authorities, list_papers() the papers"
    names = listed(sorted(name for code, name in figures.names.items() if code != ENGLAND_CODE))
    there = f"Without imported releases there are {names} alone"
    return f"{error}\n{there}: {COMMAND} imports the others"
