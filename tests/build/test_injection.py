"""No text of a paper, a reference file or the command line becomes markup, code or a path."""

import csv
import json
import re
import shutil
from html.parser import HTMLParser

import pytest

from analysis.build.build import build
from analysis.build.data import csv_name
from analysis.build.plan import plan_reports, read_analyses
from analysis.build.render import prose
from analysis.errors import DataError, ReportError
from analysis.official.releases import read_sidecar
from analysis.papers.catalogue import read_papers

PAPER = "ambridge-outreach-2024"
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</title></style></svg><svg onload=alert(1)>",
    "{{ 7*7 }}{% include 'style.css' %}",
    "](javascript:alert(1))",
    "[click](javascript:alert(1))",
    "&lt;script&gt;",
]
EVERYTHING = " ".join(HOSTILE)
SHORT = "<b>&'"
"""For what charts say, which refuse what is too long to be read."""

COMMON = ("claims", "ehcp_growth", "independent_placement_unit_cost")
PARAMETERS = 'subject: str = "x"  # a paper id <script>\nname: str = "x"  # <img src=x onerror=1>'
SHOWS = """import pandas as pd
from IPython.display import Markdown
from analysis.display import NotAvailable, Table
frame = pd.DataFrame({"text": [name, "../x"], "number": [1, 2]})
columns = {"text": "Label " + name, "number": "(£) " + name}
table = Table("t", "../../" + name, frame, columns, note="Note " + name)
display(table, Markdown(name), NotAvailable(name))
_, metadata = table._repr_mimebundle_()
metadata["table"]["id"] = "../../../" + name
display({"text/html": ""}, metadata=metadata, raw=True)
frame"""


class Page(HTMLParser):
    """What a browser makes of a page: its elements, with their attributes, and its text."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.text = [], ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))

    def handle_data(self, data):
        self.text += data


def refuse_live(page):
    """Fail for anything in a page that could run or lead to something that does."""
    for tag, attributes in page.elements:
        assert tag not in ("script", "img", "iframe", "object", "embed", "form", "base", "link")
        assert tag != "meta" or "http-equiv" not in attributes
        for name, value in attributes.items():
            assert not name.startswith("on"), (tag, attributes)
            if name in ("href", "xlink:href", "src", "action"):
                scheme = re.match(r"\s*([a-z]+):", value or "", re.IGNORECASE)
                assert scheme is None or scheme[1].lower() in ("http", "https"), (tag, attributes)


def add_to_values(file, text, *keys):
    """Add a text to the values of some keys of a TOML file."""

    def added(found):
        return f"{found[1]}{json.dumps(found[2] + ' ' + text)}"

    before = file.read_text(encoding="utf-8")
    after = re.sub(rf'^((?:{"|".join(keys)}) = )"(.*)"$', added, before, flags=re.MULTILINE)
    assert after != before
    file.write_text(after, encoding="utf-8")


def add_to_columns(file, text, *columns):
    """Add a text to each cell of some columns of a CSV file."""
    with file.open(encoding="utf-8", newline="") as opened:
        rows = list(csv.DictReader(opened))
    for row in rows:
        row.update({name: f"{row[name]} {text}" for name in columns})
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.DictWriter(opened, rows[0])
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def hostile_project(small_project, reseal):
    """A project with hostile text wherever a paper or a reference file can have any."""
    folder = small_project.papers / PAPER
    add_to_values(folder / "paper.toml", EVERYTHING, "title", "about", "file", "paragraph")
    add_to_values(folder / "paper.toml", SHORT, "council", "meeting", "date")
    add_to_columns(folder / "claims.csv", EVERYTHING, "paragraph", "statement", "note")
    add_to_columns(folder / "timeline.csv", EVERYTHING, "step", "paragraph")
    for file in (folder / "claims.csv", folder / "tables" / "outreach.csv"):
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("Schools,", "Schools <i>&,"), encoding="utf-8")
    for file in small_project.dfe.glob("*.csv"):
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace("Rutland", f"Rutland {SHORT}"), encoding="utf-8")
        reseal(file, "Rutland", "Rutland")
    for sidecar in small_project.dfe.glob("*.toml"):
        add_to_values(sidecar, EVERYTHING, "title", "publisher", "release", "table", "licence")
    return small_project


def published_pages(folders):
    """Every page that has been published, by name."""
    files = folders.reports.rglob("*.html")
    return {file.stem: Page(file.read_text(encoding="utf-8")) for file in files}


@pytest.mark.slow
def test_hostile_text_of_data_parameters_and_errors_stays_text(hostile_project, write_notebook):
    write_notebook("shows", SHOWS, parameters=PARAMETERS)
    write_notebook("fails", f"raise ValueError({EVERYTHING!r})")
    with (hostile_project.papers / PAPER / "paper.toml").open("a", encoding="utf-8") as file:
        file.write("\n[analyses.shows]\n\n[analyses.fails]\n")
    papers, analyses = read_papers(hostile_project), read_analyses(hostile_project)
    value = EVERYTHING + "\"; import os; os._exit(3) # \\\n'''"
    planned = [
        *plan_reports(papers, analyses, (), ["shows"], {"name": value}),
        *plan_reports(papers, analyses, (), ["fails"]),
        *plan_reports(papers, analyses, (), COMMON),
    ]
    failures = {o.report.analysis.name: o.failure for o in build(planned, hostile_project)}
    assert failures.pop("fails").startswith("ValueError: <script>")
    assert set(failures.values()) == {""}
    pages = published_pages(hostile_project)
    refuse_live(pages.pop("changes"))
    assert set(pages) == {"shows", *COMMON, "index"}
    for page in pages.values():
        refuse_live(page)
        for words in HOSTILE:
            assert words in page.text
    assert "ValueError: <script>" in pages["index"].text
    tables = [file for file in hostile_project.root.rglob("*.csv") if "shows-" in file.name]
    folder = hostile_project.reports / PAPER / "tables"
    assert [file.parent for file in tables] == [folder] * 2


@pytest.mark.parametrize("name", ["../../x", "/etc/x", "..", "a\\b", "a\0b", "..%2fx", "\n"])
def test_the_id_of_a_table_leads_nowhere_else(name):
    assert re.fullmatch(r"tables/name-[a-z0-9-]+\.csv", csv_name("name", name))


@pytest.mark.parametrize(
    "name", ["x\N{FRACTION SLASH}y", "A", "a b", "a--b", "a_b", "<x>", "failed"]
)
def test_a_paper_is_not_named_by_odd_characters_nor_as_what_is_reserved(small_project, name):
    shutil.copytree(small_project.papers / PAPER, small_project.papers / name)
    with pytest.raises(DataError, match="is no paper id"):
        read_papers(small_project)


@pytest.mark.parametrize("url", ["javascript:alert(1)", " https://x.org", "data:text/html,x", "x"])
def test_a_source_is_linked_by_a_web_address_alone(small_project, url):
    file = small_project.dfe / "ehc_plans.toml"
    text = re.sub(r'url = ".*"', f"url = {json.dumps(url)}", file.read_text(encoding="utf-8"))
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match="an address that begins with https:// was expected"):
        read_sidecar(file)


@pytest.mark.parametrize("text", [EVERYTHING, *HOSTILE, "[a](  JaVaScRiPt:x)"])
def test_markdown_shows_html_as_text_and_links_to_no_code(text):
    refuse_live(Page(prose(text)))


def test_a_picture_in_markdown_is_refused_for_it_would_be_loaded_from_elsewhere():
    with pytest.raises(ReportError, match="a picture in a text, 'https:"):
        prose("Before ![a](https://x.org/a.png)")
