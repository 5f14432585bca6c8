"""README and docs speak of what is there."""

import json
import re
from pathlib import Path

import click
import pytest

from analysis.cli import main
from analysis.display import quantity
from analysis.folders import Folders
from analysis.papers.catalogue import read_papers
from analysis.papers.ledger import CSV_COLUMNS
from analysis.processed import build_processed, read_processed

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
FIRST_SCREEN = README[:4000]
DOCUMENTS = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for path in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
}
EVERYTHING = "\n".join(DOCUMENTS.values())
FOLDERS = Folders(ROOT)
PAPERS = [paper for paper in read_papers(FOLDERS) if f"`{paper}`" in README]
"""Those that the README speaks of: a new one breaks nothing before it is written about."""
OPTIONS = sorted(
    {
        max(option.opts, key=len)
        for command in main.commands.values()
        for option in command.params
        if isinstance(option, click.Option)
    }
)


def anchor(heading: str) -> str:
    """Return the anchor that GitHub gives a heading."""
    return re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-")


def broken_links(document: str, text: str, root: Path = ROOT) -> list[str]:
    """Return the links to files, folders and headings of the repository that lead nowhere."""
    broken = []
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        path, _, heading = link.partition("#")
        target = (root / document).parent / path if path else root / document
        if "://" in link or (target.exists() and not heading):
            continue
        headings = (
            re.findall(r"(?m)^#+ (.*)", target.read_text("utf-8")) if target.is_file() else []
        )
        if heading not in map(anchor, headings):
            broken.append(link)
    return broken


def test_the_readme_is_short():
    assert len(README.splitlines()) <= 120


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_leads_somewhere_and_one_leads_here(document):
    assert broken_links(document, DOCUMENTS[document]) == []
    assert document == "README.md" or f"]({document})" in README


def test_broken_links_are_found(tmp_path):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.md").write_text("# One, two\n", encoding="utf-8")
    good = "[a](docs/a.md) [b](docs/a.md#one-two) [c](https://example.org) [d](docs/)"
    bad = "![e](docs/e.png) [f](docs/a.md#three) [g](a.md)"
    assert broken_links("README.md", good, tmp_path) == []
    assert broken_links("README.md", bad, tmp_path) == ["docs/e.png", "docs/a.md#three", "a.md"]
    assert broken_links("docs/b.md", "[a](a.md) [b](docs/a.md)", tmp_path) == ["docs/a.md"]


def test_the_papers_that_are_named_are_there():
    assert PAPERS and set(re.findall(r"`([a-z-]+-20\d\d)`", README)) == set(PAPERS)


def test_every_analysis_and_command_is_named():
    names = [f"`{notebook.stem}`" for notebook in FOLDERS.notebooks.glob("*.ipynb")]
    names += [f"python -m analysis {command}" for command in main.commands]
    assert not [name for name in names if name not in README]


@pytest.mark.parametrize("option", OPTIONS)
def test_every_option_is_documented(option):
    assert re.search(rf"(?<![\w-]){option}(?![\w-])", EVERYTHING)


def test_every_claim_that_differs_is_found_on_the_first_screen():
    build_processed(FOLDERS)
    ledger = read_processed("ledger", FOLDERS)
    ledger = ledger[ledger["paper"].isin(PAPERS)]
    for claim in ledger[ledger["verdict"] == "differs"].to_dict("records"):
        assert claim["printed"].removeprefix("the ") in FIRST_SCREEN
        assert quantity(claim["recomputed"], claim["unit"]) in FIRST_SCREEN
    assert f"{len(ledger)} claims" in FIRST_SCREEN


def test_the_columns_of_the_ledger_are_documented():
    assert "`" + ", ".join(CSV_COLUMNS) + "`" in " ".join(DOCUMENTS["docs/claims.md"].split())


def published_headlines(report: str) -> list[str]:
    """Return the headline figures of a published report."""
    notebook = json.loads((ROOT / f"reports/{report}.ipynb").read_text(encoding="utf-8"))
    (bottom_line,) = [
        shown
        for cell in notebook["cells"]
        for output in cell.get("outputs", [])
        for shown in output.get("metadata", {}).values()
        if isinstance(shown, dict) and "headlines" in shown
    ]
    return [headline["value"] for headline in bottom_line["headlines"]]


def test_the_overspend_on_the_first_screen_is_the_published_one():
    figures = [
        value.split(" ")[0] for value in published_headlines("kent-stls-2021/stls_overspend")
    ]
    assert len(figures) == 4 and all(figure in FIRST_SCREEN for figure in figures)


@pytest.mark.parametrize("paper", PAPERS)
def test_the_unit_cost_on_the_first_screen_is_the_published_one(paper):
    cost, band, *_ = published_headlines(f"{paper}/independent_placement_unit_cost")
    assert f"{cost.removesuffix(' a year')} ({band})" in " ".join(FIRST_SCREEN.split())
