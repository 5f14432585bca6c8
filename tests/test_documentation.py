"""README speaks of what is there."""

import json
from pathlib import Path

import pytest

from analysis.cli import main
from analysis.folders import Folders
from analysis.papers.catalogue import read_papers
from analysis.papers.ledger import CSV_COLUMNS
from analysis.processed import build_processed, read_processed
from analysis.quantities import quantity

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
FOLDERS = Folders(ROOT)


@pytest.mark.parametrize("paper", read_papers(FOLDERS))
def test_every_paper_is_named(paper):
    assert f"`{paper}`" in README


@pytest.mark.parametrize(
    "notebook", sorted(FOLDERS.notebooks.glob("*.ipynb")), ids=lambda n: n.stem
)
def test_every_analysis_is_named(notebook):
    assert f"`{notebook.stem}`" in README


@pytest.mark.parametrize("command", sorted(main.commands))
def test_every_command_is_shown(command):
    assert f"python -m analysis {command}" in README


def test_every_claim_that_differs_is_found_on_the_first_screen():
    build_processed(FOLDERS)
    ledger = read_processed("ledger", FOLDERS)
    first_screen = README[:4000]
    for claim in ledger[ledger["verdict"] == "differs"].to_dict("records"):
        assert claim["printed"].removeprefix("the ") in first_screen
        assert quantity(claim["recomputed"], claim["unit"]) in first_screen
    assert f"{len(ledger)} claims" in first_screen


def test_the_columns_of_the_ledger_are_documented():
    assert "`" + ", ".join(CSV_COLUMNS) + "`" in " ".join(README.split())


def test_published_findings_are_those_on_the_first_screen():
    """The figures that README quotes are those that the reports found."""
    reports = json.loads((ROOT / "reports/kent-stls-2021/stls_overspend.ipynb").read_text())
    (finding,) = [
        output["metadata"]["finding"]
        for cell in reports["cells"]
        for output in cell.get("outputs", [])
        if "finding" in output.get("metadata", {})
    ]
    figures = [h["value"].split(" ")[0] for h in finding["headlines"]]
    assert len(figures) == 4 and all(figure in README[:4000] for figure in figures)
