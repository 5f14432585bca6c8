"""What an analyst asks of all papers and authorities, beside `load`: list them, compare them."""

from collections.abc import Sequence

import pandas as pd

from analysis import comparison
from analysis.folders import find_folders
from analysis.official.areas import LOCAL
from analysis.papers.catalogue import read_papers
from analysis.subject import figures_of_authorities


def compare(
    subjects: str | Sequence[str], measures: str | comparison.Measure | Sequence[str]
) -> comparison.Compared:
    """Return measures of authorities beside England and the median of their neighbours.

    One row an authority, by name or ONS code; see `measures` for what can be compared. The frame's
    `plot` draws one measure in the house style.
    """
    return comparison.compare(subjects, measures, figures_of_authorities(find_folders()))


def list_papers() -> pd.DataFrame:
    """Return the papers that there are: paper (its id), council, date, title, analyses."""
    rows = [
        (one.id, one.council, one.date, one.title, ", ".join(one.analyses))
        for one in read_papers(find_folders()).values()
    ]
    return pd.DataFrame(rows, columns=["paper", "council", "date", "title", "analyses"])


def list_authorities() -> pd.DataFrame:
    """Return the authorities that there are figures of: name, code, region, januaries, ended."""
    areas = figures_of_authorities(find_folders()).areas
    local = areas[areas["level"] == LOCAL].sort_values("name", ignore_index=True)
    columns = ["name", "code", "region", "first_january", "last_january", "end"]
    return local[columns].rename(columns={"end": "ended"})
