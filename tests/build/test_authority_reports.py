"""Reports on authorities, from made-up releases that were imported."""

import shutil
from html.parser import HTMLParser

import made_up_releases as made_up
import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_notebook, new_output

from analysis.build.authorities import AuthorityReports, pick_authorities
from analysis.build.build import build
from analysis.build.built import Stale
from analysis.build.processes import CAN_FORK
from analysis.comparison import comparison_of
from analysis.display import BottomLine, Standing
from analysis.errors import DataError, UsageError
from analysis.official import areas as authorities
from analysis.official.importing import import_paths
from analysis.official.store import load_official, official_folder

LOADS = """from analysis import load
from analysis.comparison import comparison_of
print("comparisons worked out before:", comparison_of.cache_info().currsize)
data = load(subject)"""
FINDS = """from analysis.display import BottomLine, Standing
here = Standing("Plans", "January 2025", data.name[:1], "1 of 5", "9")
BottomLine("EHC plans of " + data.name, standing=here)"""
SOURCES = "data.sources()"
DATED = 'subject: str = "E06999001"  # an ONS code\nyear: int = 2025  # a year'
CELLS = {"first": LOADS, "last": SOURCES}


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """The made-up releases, imported once for all tests."""
    return tmp_path_factory.mktemp("imported")


@pytest.fixture
def imported(small_project, write_notebook, tmp_path, monkeypatch, kept):
    """The small project with the made-up releases, and one notebook that is for authorities."""
    monkeypatch.setattr(authorities, "REORGANISATIONS", made_up.REORGANISATIONS)
    monkeypatch.setattr(authorities, "RECODED", made_up.RECODED)
    if not any(kept.iterdir()):
        made_up.write_zip(tmp_path / "earlier.zip", made_up.earlier_members())
        made_up.write_zip(tmp_path / "later.zip", made_up.later_members())
        import_paths(list(tmp_path.glob("*.zip")), small_project)
        shutil.copytree(official_folder(small_project), kept / "official")
    shutil.copytree(kept / "official", official_folder(small_project), dirs_exist_ok=True)
    for notebook in small_project.notebooks.glob("*.ipynb"):
        notebook.unlink()
    write_notebook("plans", FINDS, **CELLS, title="# Plans", tags=("for-authorities",))
    write_notebook("papers", FINDS, **CELLS, title="# Papers", tags=("for-papers",))
    return small_project


def local(folders):
    areas = load_official(folders).areas
    return areas[areas["level"] == "Local authority"]


def test_all_means_the_authorities_that_there_are_now(imported):
    rows = load_official(imported).area_rows
    now = local(imported)[local(imported)["end"].isna()]
    assert pick_authorities(rows, ["all"]) == list(now["code"])
    assert len(now) < len(local(imported))


def test_a_region_a_name_and_a_code_are_picked_once_each(imported):
    areas, rows = load_official(imported).areas, load_official(imported).area_rows
    region = areas[areas["level"] == "Regional"].iloc[0]
    in_it = local(imported)
    in_it = in_it[in_it["end"].isna() & (in_it["region_code"] == region["code"])]
    assert pick_authorities(rows, [region["name"].upper()]) == list(in_it["code"])
    assert pick_authorities(rows, [region["code"]]) == list(in_it["code"])
    one = in_it.iloc[0]
    assert pick_authorities(rows, [one["name"], one["code"]]) == [one["code"]]


def test_an_unknown_authority_is_an_error_that_names_the_near_one_and_the_regions(imported):
    areas, rows = load_official(imported).areas, load_official(imported).area_rows
    name = local(imported)["name"].iloc[0]
    region = areas.loc[areas["level"] == "Regional", "name"].iloc[0]
    with pytest.raises(UsageError) as raised:
        pick_authorities(rows, [name[:-1] + "x"])
    assert f"did you mean '{name}'?" in str(raised.value)
    assert "'all'" in str(raised.value) and region in str(raised.value)


def test_without_an_import_the_error_says_how_to(small_project):
    with pytest.raises(DataError, match="python -m analysis import"):
        AuthorityReports(small_project, ["all"])


class Cells(HTMLParser):
    """The links and the text of a page."""

    def __init__(self, page):
        super().__init__()
        self.links, self.texts = [], []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.links += [value for name, value in attributes if name == "href"]

    def handle_data(self, data):
        self.texts.append(data.strip())


def test_reports_of_authorities_are_built_listed_and_kept_apart_from_those_of_papers(imported):
    codes = list(local(imported)[local(imported)["end"].isna()]["code"])[:2]
    reports = AuthorityReports(imported, codes)
    comparison_of.cache_clear()
    outcomes = build(reports.selected(), imported, index=reports)
    assert [(o.report.name, o.failure) for o in outcomes] == [
        (f"authorities/{code}/plans", "") for code in codes
    ]
    index = Cells((imported.reports / "authorities/index.html").read_text(encoding="utf-8"))
    for code in codes:
        area = local(imported).set_index("code").loc[code]
        page = (imported.reports / "authorities" / code / "plans.html").read_text(encoding="utf-8")
        assert f"EHC plans of {area['name']}" in page and "All authorities" in page
        assert "claims.csv" not in page and "Paper:" not in page
        assert f"{code}/plans.html" in index.links and area["name"] in index.texts
    assert not (imported.reports / "index.html").exists()
    if CAN_FORK:  # what they share is worked out before their kernels are forked
        assert set(printed(imported)) == {"comparisons worked out before: 1"}
    again = AuthorityReports(imported, codes[:1])
    assert [o.state for o in build(again.selected(), imported, index=again)] == ["up to date"]
    kept = Cells((imported.reports / "authorities/index.html").read_text(encoding="utf-8"))
    assert f"{codes[1]}/plans.html" in kept.links


def printed(folders):
    """What the notebooks of all reports have printed."""
    notebooks = [nbformat.read(f, as_version=4) for f in sorted(folders.reports.rglob("*.ipynb"))]
    outputs = [out for book in notebooks for cell in book.cells for out in cell.get("outputs", [])]
    return [output.text.strip() for output in outputs if "text" in output]


def test_an_analysis_that_is_for_papers_alone_is_of_no_authority(imported):
    reports = AuthorityReports(imported, ["Ambridge"])
    assert [report.analysis.name for report in reports.selected()] == ["plans"]
    with pytest.raises(UsageError, match="papers is made for papers alone: build it without"):
        AuthorityReports(imported, ["Ambridge"], ["papers"])


def test_a_parameter_is_of_the_selected_reports_alone(imported, write_notebook):
    write_notebook("dated", parameters=DATED, tags=("for-authorities",))
    first, second = list(local(imported)[local(imported)["end"].isna()]["code"])[:2]
    for code in (first, second):
        for name in ("plans", "dated"):
            page = imported.reports / "authorities" / code / f"{name}.html"
            page.parent.mkdir(parents=True, exist_ok=True)
            page.touch()
    reports = AuthorityReports(imported, [first], ["dated"], {"year": "2024"})
    assert [(r.name, r.parameters) for r in reports.selected()] == [
        (f"authorities/{first}/dated", {"year": 2024})
    ]
    assert {r.name: r.parameters for r in reports.planned()} == {
        f"authorities/{first}/dated": {"year": 2024},
        f"authorities/{first}/plans": {},
        f"authorities/{second}/dated": {},
        f"authorities/{second}/plans": {},
    }
    with pytest.raises(UsageError, match="plans has no parameter 'year'"):
        AuthorityReports(imported, [first], [], {"year": "2024"}).selected()


@pytest.fixture
def page_of(imported, tmp_path):
    """Publish reports on authorities and give the rows of their page, as text, by name."""

    def rows(*names, stale=None, broken=""):
        reports = AuthorityReports(imported, names)
        for report in reports.selected():
            when = "January 2021" if report.subject.name == "Felpershamshire" else "January 2025"
            here = Standing("Plans", when, report.subject.name[:1], "1 of 5", "9")
            _, metadata = BottomLine("Plans", standing=here)._repr_mimebundle_()
            shown = new_code_cell(outputs=[new_output("display_data", metadata=metadata)])
            notebook = imported.reports / f"{report.name}.ipynb"
            notebook.parent.mkdir(parents=True, exist_ok=True)
            nbformat.write(new_notebook(cells=[shown]), notebook)
            if report.subject.name == broken:
                notebook.write_text("{", encoding="utf-8")
        AuthorityReports(imported, names).write(tmp_path, stale or {})
        page = (tmp_path / "index.html").read_text(encoding="utf-8")
        table = BeautifulSoup(page, "html.parser").table
        cells = [[c.get_text(" ", strip=True) for c in r(["th", "td"])] for r in table("tr")]
        return {row[0]: row[1:] for row in cells}

    return rows


def test_the_page_sets_figures_and_ranks_below_each_other_with_england_first(page_of):
    rows = page_of("Ambridge", "Borchester", made_up.FELPERSHAMSHIRE.code)
    # England first, then by region and name; a figure of other years than most says which
    assert list(rows.items()) == [
        ("Authority", ["Region", "Plans, January 2025", "Rank", "Tables"]),
        ("England", ["", "9", "", ""]),
        ("Ambridge", ["Borsetshire", "A", "1 of 5", ""]),
        ("Felpershamshire until April 2021", ["Borsetshire", "F January 2021", "1 of 5", ""]),
        ("Borchester", ["Loamshire", "B", "1 of 5", ""]),
    ]


def test_a_report_that_is_out_of_date_or_damaged_says_so_and_keeps_no_other_off_the_page(page_of):
    old = Stale("2026-11-22T13:50:00+00:00", "data: caseload changed", "")
    stale = {"authorities/E06990001/plans": old}
    rows = page_of("Ambridge", "Borchester", stale=stale, broken="Ambridge")
    assert rows["Authority"][-1] == "Out of date"
    assert rows["Ambridge"][-1] == (
        "Plans: Out of date since 22 November 2026, 13:50 UTC (data: caseload changed)."
    )
    assert rows["Ambridge"][1:3] == ["see the report", ""]
    assert rows["Borchester"][1:] == ["B", "1 of 5", "", ""]
