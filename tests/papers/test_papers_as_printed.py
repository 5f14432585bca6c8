"""What is in data/raw is what the papers say, and no figure is left out.

The papers' texts lie beside the repository, not in it: the tests that read them are marked `shared`
and are skipped where they are not there. (`tests/official/test_real_releases.py` compares the
reference figures with the releases.) Two lists beside this file help to read a text:
`paragraphs.csv` has how a paragraph begins that is known by more than its number, and
`not_figures.csv` words with a number that count no money, pupils, plans, places, posts, percentages
or durations, each standing for one occurrence.
"""

import hashlib
import re
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import pandas as pd
import pytest

from analysis.csv_files import read_text_table
from analysis.folders import Folders
from analysis.official.reference import read_ehc_plans, read_placements
from analysis.papers.catalogue import Paper, read_papers
from analysis.papers.claims import BASE_UNITS
from analysis.papers.claims_csv import read_claims, read_printed_table, read_timeline

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared"
FOLDERS = Folders(ROOT)
PAPER_IDS = sorted(file.parent.name for file in FOLDERS.papers.glob("*/paper.toml"))
REFERENCES = ("ehc_plans.csv", "placements.csv", "section251_top_up.csv")

LONGEST_RUN = 7
"""Words in a row that a text of ours may share with the paper."""

HERE = Path(__file__).parent
PARAGRAPHS = read_text_table(HERE / "paragraphs.csv")
NOT_FIGURES = read_text_table(HERE / "not_figures.csv")

NUMBERED = r"(?m)^[ \t#·-]*(\d{1,2}(?:\.\d{1,2})+)\.?(?=\s)"
"""A line that begins with a paragraph number."""

MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)"
)
KINDS = (
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {MONTH}\b(?: 20\d\d\b)?",  # dates
    rf"\b{MONTH} (?:20)?\d\d\b",  # months
    r"\b(?:19|20)\d\d(?:[-/–](?:20)?\d\d)?\b",  # years
    r"\b\d\d-\d\d\b",  # short financial years
    r"\b0\d{2,4} \d{4,6}(?: \d{4})?\b",  # telephone numbers
    r"\b(?:[Ss]ection|Point|Appendix|Phase|[Oo]ption) [\d.]*\d(?: to [\d.]*\d)?",
    r"(?m)^[ \t#·-]*\d{1,2}(?:\.\d{1,2})*\.?(?=\s)",  # numbers of paragraphs and lists
    r"£'000",  # at the head of a column
)
"""What has digits and is no figure."""

PERIOD = r"(?:years?|months?|weeks?|days?|terms?|decades?)"
TOKEN = re.compile(
    r"\S*\d\S*"
    r"|\b(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozens?|hundreds?"
    r"|thousands?|millions?|half|halved?|halving|doubl(?:e|ed|es|ing)|tripl(?:e|ed|es|ing)"
    r"|quarters?|(?:one|two) thirds?|once|twice|thrice|couple|single|sole|fortnight(?:ly)?"
    r"|daily|weekly|monthly|termly|quarterly)\b"
    rf"|\ban?(?:other)? {PERIOD}\b(?![- ]on[- ]year)"
    rf"|\b(?:(?:a|an|the) )?(?:further|additional|past|last|next|coming) {PERIOD}\b"
    r"|\ban?(?:other)? (?!per )(?:[\w-]+ )?(?:officer|caseworker|post|pupil|place)\b",
    re.IGNORECASE,
)
"""What could be a figure: what has a digit, number words, and one of something in other words."""

MASK = "□"


class Account(NamedTuple):
    """What became of a paper's figures: each list is empty where all is well."""

    not_printed: list[tuple[str, str]]
    """Paragraph and words of claims and exceptions that the paragraph does not have."""
    unclaimed: list[tuple[str, str]]
    """Paragraph and words of what no claim stands for."""


def plain(text: str) -> str:
    """The text without markup, with straight quotation marks and ordinary spaces, in its lines."""
    text = re.sub(r"</?\w+>|\[bookmark:[^\]]*\]|\[footnoteRef:\d+\]|\[\d+:|[*\\]", "", text)
    return text.translate(str.maketrans("‘’“”\N{NO-BREAK SPACE}", "''\"\" "))


def rows_of(table: pd.DataFrame, paper_id: str) -> list[tuple[str, str]]:
    """The paragraphs of a paper in a list beside this file, each with what the list says of it."""
    rows = table[table["paper"] == paper_id]
    return list(zip(rows["paragraph"], rows.iloc[:, 2], strict=True))


def places(paper_id: str, text: str) -> dict[str, str]:
    """The text by paragraph, as the claims name them; what comes before the first is under ''."""
    starts = {0: ""} | {found.start(): found[1] for found in re.finditer(NUMBERED, text)}
    for name, beginning in rows_of(PARAGRAPHS, paper_id):
        if found := re.search(rf"(?m)^{beginning}", text):
            starts[found.start()] = name
    ends = [*sorted(starts)[1:], len(text)]
    result: dict[str, str] = {}
    for start, end in zip(sorted(starts), ends, strict=True):
        result[starts[start]] = result.get(starts[start], "") + text[start:end]
    return result


def cross_out(text: str, words: str) -> tuple[str, bool]:
    """The text without the first occurrence of the words, and whether there was any."""
    pattern = rf"(?<![\w£-])(?<!\d[.,]){re.escape(words)}(?!\w|%|[.,]\d)"
    crossed, times = re.subn(pattern, MASK, text, count=1)
    return crossed, times == 1


def account(paper_id: str, text: str, claims: pd.DataFrame) -> Account:
    """Cross out what is no figure and then, paragraph by paragraph, what each claim prints."""
    left = places(paper_id, plain(text))
    for place, words in left.items():
        for pattern in KINDS:
            words = re.sub(pattern, MASK, words)
        left[place] = " ".join(words.split())
    printed = list(zip(claims["paragraph"], claims["printed"], strict=True))
    printed = sorted(printed, key=lambda one: -len(one[1])) + rows_of(NOT_FIGURES, paper_id)
    not_printed = [(place, "") for place, _ in rows_of(PARAGRAPHS, paper_id) if place not in left]
    for place, words in printed:
        left[place], found = cross_out(left.get(place, ""), words)
        if not found:
            not_printed.append((place, words))
    unclaimed = [(place, found[0]) for place in left for found in TOKEN.finditer(left[place])]
    return Account(not_printed, unclaimed)


def word_runs(text: str) -> set[tuple[str, ...]]:
    """Every run of one word more than the longest that may be shared."""
    words = re.findall(r"[a-z0-9]+", plain(text).lower())
    length = LONGEST_RUN + 1
    return {tuple(words[i : i + length]) for i in range(len(words) - length + 1)}


def copied(texts: dict[str, str], paper_text: str) -> list[str]:
    """Names of those texts that share too long a run of words with the paper."""
    paper_runs = word_runs(paper_text)
    return [name for name, text in texts.items() if word_runs(text) & paper_runs]


def own_words(paper: Paper) -> dict[str, str]:
    """What is written about a paper and not transcribed from it, by where it stands."""
    claims = read_claims(paper)
    texts = {"title": paper.title, "about": paper.about}
    texts |= {f"table {name}": table["title"] for name, table in paper.tables.items()}
    texts |= {f"step {n}": step for n, step in enumerate(read_timeline(paper)["step"], start=1)}
    for column in ("statement", "note"):
        texts |= {f"{column} of {c['claim']}": c[column] for c in claims.to_dict("records")}
    return texts


# --------------------------------------------------------------------------------- what they read


def shared(*parts: str) -> Path:
    """A file beside the repository; skips the test where it is not there."""
    path = SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"{'/'.join(parts)} is not beside the repository")
    return path


@pytest.fixture(params=PAPER_IDS)
def paper(request: pytest.FixtureRequest) -> Paper:
    return read_papers(FOLDERS)[request.param]


def text_of(paper: Paper) -> str:
    """The paper's text. Read within a test: an argument would be printed when the test fails."""
    return shared("papers", paper.source_file).read_text(encoding="utf-8")


# ------------------------------------------------------------------------------ without the papers


def printed_resolution(printed: str, in_table: bool) -> Fraction:
    """The place of the last digit in a table or after a point, otherwise of the last not zero."""
    whole, point, decimals = re.search(r"([\d,]+)(\.?)(\d*)", printed).groups()
    if point or in_table:
        return Fraction(1, 10 ** len(decimals))
    digits = whole.replace(",", "")
    return Fraction(10 ** (len(digits) - len(digits.rstrip("0"))))


def test_money_and_percentages_have_the_resolution_of_their_digits(paper: Paper) -> None:
    wrong = []
    for claim in read_claims(paper).to_dict("records"):
        if BASE_UNITS[claim["unit"]][0] not in ("pounds", "percent"):
            continue
        expected = printed_resolution(claim["printed"], bool(claim["table"]))
        # one said to be over or up to an amount is nearer to it than its digits say
        exponent = 1 if claim["bound"] and Fraction(claim["resolution"]) < expected else 0
        if Fraction(claim["resolution"]) * 10**exponent != expected:
            wrong.append((claim["claim"], claim["printed"], claim["resolution"]))
    assert wrong == []


def test_resolution_of_digits():
    assert printed_resolution("£505,000", False) == 1000
    assert printed_resolution("£8m", False) == 1
    assert printed_resolution("12.5%", False) == Fraction(1, 10)
    assert printed_resolution("£100,000", True) == printed_resolution("100%", True) == 1


SMALL_TEXT = """\
1. Heading
- 1.1 Since **3 May 2021** the 4 groups cost £1,454, or <b>454</b> for one officer.
- 1.2 In a further year 12.5% of 12 pupils leave; see Appendix 2.
"""
SMALL_CLAIMS = [
    *(("1.1", "£1,454"), ("1.1", "454"), ("1.1", "one officer")),
    *(("1.2", "a further year"), ("1.2", "12.5%"), ("1.2", "12")),
]


def small_account(claims: list[tuple[str, str]]) -> Account:
    return account("none", SMALL_TEXT, pd.DataFrame(claims, columns=["paragraph", "printed"]))


def test_account_of_a_small_text(monkeypatch):
    assert small_account(SMALL_CLAIMS) == Account([], [("1.1", "4")])
    listed = pd.DataFrame({"paper": ["none"], "paragraph": ["1.1"], "words": ["4 groups"]})
    monkeypatch.setitem(globals(), "NOT_FIGURES", listed)
    assert small_account(SMALL_CLAIMS) == Account([], [])
    assert small_account([*SMALL_CLAIMS, ("1.1", "12")]) == Account([("1.1", "12")], [])
    assert small_account([*SMALL_CLAIMS, ("9.9", "454")]) == Account([("9.9", "454")], [])
    for gone in SMALL_CLAIMS:
        left = small_account([claim for claim in SMALL_CLAIMS if claim != gone])
        assert left.not_printed == []
        assert [place for place, _ in left.unclaimed] == [gone[0]]


def test_what_could_be_a_figure():
    numbers = ("seven", "Two", "half", "doubled", "twice", "dozen", "monthly", "£3m", "0.5%", "4th")
    for words in (*numbers, "the past year", "a week", "next term", "an officer", "a SEND place"):
        assert TOKEN.fullmatch(words), words
    for words in ("someone", "often", "a year-on-year rise", "a per pupil rate", "in-year"):
        assert not TOKEN.search(words), words


def test_eight_words_in_a_row_are_a_copy():
    paper_text = "The **first** of these words are, as it were, words of the paper’s own."
    theirs = {
        "copy": "Here the first of these words are as it",
        "own": "The first of these words are ours",
    }
    assert copied(theirs, paper_text) == ["copy"]


# --------------------------------------------------------------------------------- with the papers


@pytest.mark.shared
def test_source_is_the_file_that_was_transcribed(paper: Paper) -> None:
    path = shared("papers", paper.source_file)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == paper.source_sha256


@pytest.mark.shared
def test_claims_are_printed_in_their_paragraph_and_no_figure_is_left_out(paper: Paper) -> None:
    assert account(paper.id, text_of(paper), read_claims(paper)) == Account([], [])


@pytest.mark.shared
def test_every_claim_would_be_missed(paper: Paper) -> None:
    claims, text = read_claims(paper), text_of(paper)
    unnoticed = [
        claim["claim"]
        for row, claim in claims.iterrows()
        if {p for p, _ in account(paper.id, text, claims.drop(index=row)).unclaimed}
        != {claim["paragraph"]}
    ]
    assert unnoticed == []


@pytest.mark.shared
def test_tables_are_as_printed(paper: Paper) -> None:
    text = plain(text_of(paper))
    words = " ".join(text.split())
    wrong = []
    for name in paper.tables:
        table = read_printed_table(paper, name)
        rows = [[table.index.name, *table.columns], *table.reset_index().to_numpy().tolist()]
        for cells in rows:
            tabbed = plain("\t".join(cells)).strip("\t")
            # A cell of several lines has no tabs to go by; a row with gaps cannot do without.
            loose = all(cells[1:]) and " ".join(tabbed.split()) in words
            if tabbed not in text and not loose:
                wrong.append((name, cells[0]))
    assert wrong == []


@pytest.mark.shared
def test_no_sentence_is_copied(paper: Paper) -> None:
    assert copied(own_words(paper), text_of(paper)) == []


# ------------------------------------------------------------------------- reference figures


@pytest.mark.shared
@pytest.mark.parametrize("name", ["ehc_plans.csv", "placements.csv", "section251_top_up.csv"])
def test_reference_file_is_unchanged(name):
    assert (FOLDERS.dfe / name).read_bytes() == shared("reference", name).read_bytes()


def test_what_is_known_of_the_reference_figures():
    plans = read_ehc_plans(FOLDERS.dfe).set_index(["authority", "january"])["total"]
    assert (plans["England", 2018], plans["England", 2025]) == (319_819, 638_745)
    group = ["special_non_maintained", "special_independent", "mainstream_independent"]
    placed = read_placements(FOLDERS.dfe).set_index(["january", "authority"])[group].loc[2021]
    known = {"Bromley": 257, "Kent": 1_396, "Medway": 270, "Rutland": 22}
    assert placed.sum(axis="columns").drop("England").to_dict() == known
