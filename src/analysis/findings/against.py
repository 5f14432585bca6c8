"""Where an authority stands among all authorities, for the bottom line of its report."""

from dataclasses import dataclass

import pandas as pd

from analysis.findings.finding import Headline
from analysis.measures.against import AUTHORITY, ENGLAND, FIGURE
from analysis.quantities import MISSING, number, or_missing
from analysis.shown import Sentence
from analysis.standing import Standing
from analysis.tables.against import dated, in_words, ordinal


@dataclass(frozen=True)
class Place:
    """The place in words, as a headline figure, and for the page of all authorities."""

    sentences: list[str]
    headline: Headline
    standing: Standing


def place(
    compared: pd.DataFrame | Sentence, spread: pd.DataFrame | Sentence, measure: str
) -> Place | Sentence:
    """The place of the authority by a figure: frames of `measures.against.chosen` and `spread`.

    A paper's report has no comparators: the sentence that says so is passed on.
    """
    if isinstance(compared, Sentence) or isinstance(spread, Sentence):
        return compared if isinstance(compared, Sentence) else Sentence("")
    row = compared[compared["kind"] == AUTHORITY].iloc[0]
    words = in_words(measure)
    of, median = spread["authorities"].iloc[0], spread["value"].iloc[2]
    history = [row["note"]] if row["note"] else []
    label = f"Rank by {words.short}, 1 the highest"
    ranked = pd.notna(row["place"])
    headline = Headline(label, f"{int(row['place'])} of {number(of)}" if ranked else MISSING)
    standing = Standing(
        measure=words.title,
        when=dated(compared, measure),
        figure=or_missing(words.write, row[FIGURE[measure]]),
        rank=headline.value if ranked else "",
        england=_england(compared, measure),
    )
    if not ranked:
        without = f"{row['name']} has no rank by {words.short}: {row['reason']}."
        return Place([*history, without], headline, standing)
    rank = f"{ordinal(int(row['place']))} highest of {number(of)}"
    return Place(
        [
            *history,
            f"By {words.short} {row['name']} is the {rank} authorities that have the figure; "
            f"the median is {words.write(median)}.",
        ],
        headline,
        standing,
    )


def _england(compared: pd.DataFrame, measure: str) -> str:
    row = compared[compared["kind"] == ENGLAND].iloc[0]
    return or_missing(in_words(measure).write, row[FIGURE[measure]])
