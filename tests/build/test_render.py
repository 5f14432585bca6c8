"""Every published report is small, whole, self-contained and marked up for all its readers."""

import re
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from analysis.build.build import CHANGES_FILES
from analysis.folders import Folders
from analysis.papers.catalogue import read_papers

ROOT = Path(__file__).resolve().parents[2]
REPORTS = ROOT / "reports"
LARGEST_PAGE_BYTES = 65_000
LARGEST_SHORT_PAGE_BYTES = 60_000  # two charts at most
LARGEST_STYLE_BYTES = 10_000
PAGES = sorted(page for page in REPORTS.glob("*/*.html") if page.parent.name != "authorities")
ALL_PAGES = [*PAGES, REPORTS / "index.html"]
RESIDUE = ("Traceback", "Text(0.5", "<Axes", "papermill-error", "[^", "cell-id=", "nan", "<NA>")


def page_id(path: Path) -> str:
    return str(path.relative_to(REPORTS))


@cache
def parsed(path):
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


@pytest.fixture(params=PAGES, ids=page_id)
def report(request):
    return parsed(request.param)


@pytest.fixture(params=ALL_PAGES, ids=page_id)
def page(request):
    return parsed(request.param)


@pytest.mark.parametrize("path", ALL_PAGES, ids=page_id)
def test_a_page_is_small_and_asks_nothing_of_anyone(path):
    text = path.read_text(encoding="utf-8")
    short = text.count("<figure") <= 2
    assert len(text.encode()) <= (LARGEST_SHORT_PAGE_BYTES if short else LARGEST_PAGE_BYTES)
    assert len(re.search(r"<style.*?</style>", text, re.DOTALL)[0]) <= LARGEST_STYLE_BYTES
    assert "<script" not in text
    assert not re.findall(r"""(?:src|@import)\s*=?\s*["'(]?\s*https?:""", text)
    assert "<link" not in text and "<img" not in text and "<iframe" not in text


def test_a_page_has_its_landmarks_one_title_and_a_way_past_them(page):
    assert page.html["lang"] == "en-GB"
    assert page.title.string.strip()
    for landmark in ("main", "header", "footer", "nav", "h1"):
        assert len(page.find_all(landmark)) == 1
    assert page.body.find("a")["href"] == "#main"


def test_headings_do_not_skip_a_level(page):
    levels = [int(heading.name[1]) for heading in page.find_all(re.compile(r"^h[1-6]$"))]
    assert all(below <= above + 1 for above, below in pairwise(levels))


def test_ids_are_unique_and_links_within_the_page_lead_somewhere(page):
    ids = [element["id"] for element in page.find_all(id=True)]
    assert len(ids) == len(set(ids))
    targets = {a["href"][1:] for a in page.find_all("a", href=re.compile("^#"))}
    named = {
        name
        for e in page.find_all(attrs={"aria-labelledby": True})
        for name in e["aria-labelledby"].split()
    }
    assert targets | named <= set(ids)


@pytest.mark.parametrize("path", ALL_PAGES, ids=page_id)
def test_links_to_other_files_lead_to_published_files(path):
    for link in parsed(path).find_all("a", href=re.compile(r"^(?!#|https?:)")):
        by_each_build = link["href"] in CHANGES_FILES  # which is not in git
        assert by_each_build or (path.parent / link["href"]).exists(), link["href"]


def test_the_first_screen_has_the_bottom_line_before_any_chart(report):
    bottom_line = report.find(class_="bottom-line")
    assert bottom_line is not None and bottom_line.get_text(strip=True)
    assert 1 <= len(report.select(".headlines > li")) <= 4
    assert bottom_line.find_previous("figure") is None


def test_every_chart_says_what_it_shows(report):
    for figure in report.find_all("figure"):
        svg = figure.find("svg")
        alt = svg.find("title").get_text()
        assert svg["role"] == "img" and svg["aria-labelledby"] == svg.find("title")["id"]
        assert 20 <= len(alt) <= 250 and alt != figure.find("figcaption").get_text()
        assert svg.find("text") is not None
        assert figure.find(class_="source").get_text().startswith("Source: ")
        assert figure.find_next_sibling("details").find("table") is not None


def test_every_table_has_a_caption_scoped_headers_and_numbers_to_the_right(page):
    for table in page.find_all("table"):
        assert table.caption.get_text(strip=True)
        assert table.thead is not None
        assert all(
            th.get("scope") in ("col", "row") and th.get_text(strip=True)
            for th in table.find_all("th")
        )
        for cell in table.find_all("td", class_="number"):
            assert not re.search(r"(?<!January )\b\d{4}", cell.get_text())
        assert table.parent["role"] == "region" and table.parent["tabindex"] == "0"


@pytest.mark.parametrize("path", ALL_PAGES, ids=page_id)
def test_nothing_of_the_machinery_is_left_in_a_page(path):
    words = parsed(path).get_text()
    for residue in RESIDUE:
        assert not re.search(rf"(?<!\w){re.escape(residue)}(?!\w)", words), residue


@pytest.mark.parametrize("path", PAGES, ids=page_id)
def test_a_report_names_its_council_and_paper(path):
    paper = read_papers(Folders(ROOT))[path.parent.name]
    header = parsed(path).header.get_text()
    assert paper.council in header and paper.title in header
    assert parsed(path).find(id="this-report") is not None


def test_there_are_pages_to_check():
    assert PAGES
