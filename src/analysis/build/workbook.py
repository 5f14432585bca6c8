"""What is on the sheets of the workbook of a folder of reports.

Cover, contents, a summary of what the reports find, notes, then every table once.
"""

import re
import textwrap
from collections.abc import Iterator, Mapping, Sequence

from analysis.build.data import DataTable
from analysis.build.workbook_contents import Contents
from analysis.build.workbook_writer import (
    LINE,
    ONE_TABLE,
    SYMBOLS,
    Page,
    cell_text,
    text_page,
    write_workbook,
)
from analysis.display import listed, upper_first
from analysis.official.releases import Release

LICENCE = (
    "Licence: official figures are published under the Open Government Licence v3.0; the analysis "
    "is published under the MIT licence."
)
Shown = Sequence[tuple[DataTable, list[str]]]
"""Tables, each with the titles of the reports that show it."""


def workbook(contents: Contents, tables: Mapping[str, Sequence[DataTable]]) -> bytes:
    """Return the xlsx file of a folder of reports: its tables by title of the report.

    A table that stands in several reports gets one sheet. There has to be at least one table.
    """
    subject, shown = contents.subject, _shown_in(tables)
    pages = [*_summary(contents), *_notes(shown), *_tables(shown)]
    cover = _cover(contents, list(tables))
    return write_workbook(subject.tables_title, subject.citation, cover, pages)


def _shown_in(tables: Mapping[str, Sequence[DataTable]]) -> Shown:
    """Return each different table once, with the reports that show it or a part of it."""
    found: list[tuple[DataTable, list[str]]] = []
    for report, shown in tables.items():
        for table in shown:
            reports = next((of for one, of in found if one == table), None)
            if reports is None:
                found.append((table, [report]))
            elif report not in reports:
                reports.append(report)
    for part, reports in list(found):
        whole = next((of for one, of in found if one is not part and _holds(one, part)), None)
        if whole is not None:
            found.remove((part, reports))
            whole.extend(report for report in reports if report not in whole)
    return found


def _holds(whole: DataTable, part: DataTable) -> bool:
    """Return whether a table has all rows and columns of another, which says nothing more."""
    if part.totals or part.note or part.source or not set(part.labels) <= set(whole.labels):
        return False
    places = [whole.labels.index(label) for label in part.labels]
    rows = {tuple(row[place] for place in places) for row in whole.rows}
    return bool(part.rows) and all(tuple(row) in rows for row in part.rows)


def _tables(shown: Shown) -> Iterator[Page]:
    """Yield a sheet a table, with a title that no other has."""
    titles = [table.title for table, _ in shown]
    note = 0
    for number, (table, reports) in enumerate(shown, start=1):
        title = f"Table {number}: {table.title}"
        if titles.count(table.title) > 1:
            title += f", in “{reports[0]}”"
        named = listed([f"“{report}”" for report in reports])
        above = [f"In the report{'s' * (len(reports) > 1)} {named}", ONE_TABLE]
        if table.note:
            note += 1
            above[1] += f" It has a note on the worksheet Notes: [note {note}]"
        symbols = {
            cell_text(cell) for row in table.rows for cell in row if isinstance(cell, str | None)
        }
        above += [words for symbol, words in SYMBOLS.items() if symbol in symbols]
        above += [f"Source: {table.source}"] if table.source else []
        yield Page(sheet_name(number, table.id), title, above, table)


def sheet_name(number: int, table_id: str) -> str:
    """`3 Budget by strand`: at most 30 characters, none of them barred by Excel."""
    words = " ".join(re.sub(r"[^\w ,.%£&]+", " ", table_id).split()).replace("january", "January")
    name = textwrap.shorten(f"{number} {upper_first(words)}", 30, placeholder="")
    return name.rstrip(" ,.&")


def _summary(contents: Contents) -> Iterator[Page]:
    """Yield the sheet of what each report says at its head, if any does."""
    rows = [
        [report, what, words]
        for report, findings in contents.findings.items()
        for what, words in findings.found
    ]
    if rows:
        title, labels = "Summary of what the reports find", ["Report", "What", "Finding"]
        yield text_page("Summary", title, labels, rows, (28, 34, 70))


def _notes(shown: Shown) -> Iterator[Page]:
    """Yield the sheet of notes, if there is any."""
    noted = [(number, one.note) for number, (one, _) in enumerate(shown, start=1) if one.note]
    rows = [[place, note, f"Table {number}"] for place, (number, note) in enumerate(noted, start=1)]
    if rows:
        labels = ["Note number", "Note", "Table"]
        yield text_page("Notes", "Notes on the tables", labels, rows, (10, LINE, 10))


def _cover(contents: Contents, reports: Sequence[str]) -> dict[str, list[str]]:
    """Return the paragraphs of the cover by heading."""
    subject, paper = contents.subject, contents.subject.paper
    cited = [source for findings in contents.findings.values() for source in findings.sources]
    sources = [
        f"{one.title}{one.details} {one.url}" for one in subject.sources if _is_cited(one, cited)
    ]
    if paper:
        checksum = paper.source_sha256[:12]
        sources.insert(0, f"{paper.citation}. Text {paper.source_file}, SHA-256 {checksum}")
    return {
        "What this is": [
            *subject.intro,
            f"These are the tables of its reports, the data of every chart included: "
            f"{'; '.join(reports)}.",
        ],
        "How to read it": [
            "Units are in the column headers. A per cent is held as it is read: 12.5 for 12.5%. "
            "Figures are not rounded further than to six decimals, so that cells may show fewer "
            "than they hold. Rows in bold are totals.",
            "Totals, differences, shares, growth and unit costs are formulas where the figures "
            "beside them give the published figure. Where they do not, because a figure that is "
            "not in the table or was rounded is needed, the published figure stands as a number.",
            f"No cell of a table is empty. {' '.join(SYMBOLS.values())}",
        ],
        "Sources and licence": [
            *sources,
            LICENCE,
            f"Made from raw data {contents.origin.data} by version {contents.origin.version} of "
            "the analysis.",
            *(
                f"Not so the tables of “{report}”, which are those of an earlier report."
                for report in contents.older
            ),
        ],
    }


def _is_cited(release: Release, cited: Sequence[str]) -> bool:
    """Return whether a report names the release, of whichever years, among its sources."""
    named = release.title if release.release.startswith(release.title) else release.release
    return any(citation.startswith(f"{release.publisher}, {named}") for citation in cited)
