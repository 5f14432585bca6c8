"""Reports on authorities, from made-up releases that were imported."""

from html.parser import HTMLParser

import made_up_releases as made_up
import nbformat
import pytest
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from analysis.build.authorities import AuthorityReports, pick_authorities
from analysis.build.build import build
from analysis.build.manifest import Stale
from analysis.build.plan import Report, plan_reports, read_analyses
from analysis.build.render import shown_parameters
from analysis.build.settings import Settings
from analysis.build.subject import authority_subject
from analysis.build.warm import CAN_FORK
from analysis.errors import DataError, UsageError
from analysis.official import areas as authorities
from analysis.official.importing import import_paths
from analysis.official.store import load_official
from analysis.papers.catalogue import read_papers

PLANS = """from analysis.authorities import load_authority
data = load_authority(authority)
plans = data.ehc_plans.query("code == @data.code and january == 2025")"""
FINDING = """from analysis.findings.finding import Finding
from analysis.standing import Standing
here = Standing("Plans", f"January {data.authority.last_january}", data.council[:1], "1 of 5", "9")
Finding(["EHC plans of " + data.council], standing=here)"""
FINDING_OF_PAPER = """from analysis.findings.finding import Finding, Headline
Finding(["A paper"], [Headline("Papers", "1")])"""
SOURCES = "data.sources('ehc_plans')"


@pytest.fixture
def imported(small_project, tmp_path, monkeypatch):
    """The small project with the made-up releases, and one notebook that takes an authority."""
    monkeypatch.setattr(authorities, "REORGANISATIONS", made_up.REORGANISATIONS)
    monkeypatch.setattr(authorities, "RECODED", made_up.RECODED)
    downloads = tmp_path / "downloads"
    downloads.mkdir()
    made_up.write_zip(downloads / "earlier.zip", made_up.earlier_members())
    made_up.write_zip(downloads / "later.zip", made_up.later_members())
    import_paths([downloads], small_project)
    for notebook in small_project.notebooks.glob("*.ipynb"):
        if "authority" in notebook.read_text(encoding="utf-8"):
            notebook.unlink()
    write_notebook(small_project, PLANS, FINDING, SOURCES)
    return small_project


def write_notebook(folders, *sources, paper=""):
    parameters = 'authority: str = "E06999001"  # ONS code or name'
    if paper:
        parameters = f'paper: str = "{paper}"  # paper id'
    cells = [
        new_markdown_cell("# Plans"),
        new_code_cell(parameters, metadata={"tags": ["parameters"]}),
        *map(new_code_cell, sources),
    ]
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    notebook = new_notebook(cells=cells)
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "P", "language": "python"}
    nbformat.write(notebook, folders.notebooks / "plans.ipynb")


def local(folders):
    areas = load_official(folders).areas
    return areas[areas["level"] == "Local authority"]


def test_all_means_the_authorities_that_there_are_now(imported):
    areas = load_official(imported).areas
    now = local(imported)[local(imported)["end"].isna()]
    assert pick_authorities(areas, ["all"]) == list(now["code"])
    assert len(now) < len(local(imported))


def test_a_region_a_name_and_a_code_are_picked_once_each(imported):
    areas = load_official(imported).areas
    region = areas[areas["level"] == "Regional"].iloc[0]
    in_it = local(imported)
    in_it = in_it[in_it["end"].isna() & (in_it["region_code"] == region["code"])]
    assert pick_authorities(areas, [region["name"].upper()]) == list(in_it["code"])
    assert pick_authorities(areas, [region["code"]]) == list(in_it["code"])
    one = in_it.iloc[0]
    assert pick_authorities(areas, [one["name"], one["code"]]) == [one["code"]]


def test_an_unknown_authority_is_an_error_that_names_the_near_one_and_the_regions(imported):
    areas = load_official(imported).areas
    name = local(imported)["name"].iloc[0]
    region = areas.loc[areas["level"] == "Regional", "name"].iloc[0]
    with pytest.raises(UsageError) as raised:
        pick_authorities(areas, [name[:-1] + "x"])
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
    outcomes = build(reports.selected(), imported, pages=reports)
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
    again = AuthorityReports(imported, codes[:1])
    assert [o.state for o in build(again.selected(), imported, pages=again)] == ["up to date"]
    kept = Cells((imported.reports / "authorities/index.html").read_text(encoding="utf-8"))
    assert f"{codes[1]}/plans.html" in kept.links


PREPARED = """from analysis.all_areas import all_areas
print("tables worked out before:", all_areas.cache_info().currsize)"""


def printed(folders):
    """What the notebooks of all reports have printed."""
    notebooks = [nbformat.read(f, as_version=4) for f in sorted(folders.reports.rglob("*.ipynb"))]
    outputs = [out for book in notebooks for cell in book.cells for out in cell.get("outputs", [])]
    return [output.text.strip() for output in outputs if "text" in output]


@pytest.mark.skipif(not CAN_FORK, reason="kernels are forked on Linux alone")
@pytest.mark.parametrize(("warm", "tables"), [(True, 1), (False, 0)], ids=["warm", "cold"])
def test_what_all_authorities_share_is_worked_out_before_their_kernels_are_forked(
    imported, warm, tables
):
    code = next(iter(local(imported)["code"]))
    write_notebook(imported, PREPARED, PLANS, FINDING, SOURCES)
    reports = AuthorityReports(imported, [code])
    (outcome,) = build(reports.selected(), imported, Settings(warm=warm), pages=reports)
    assert outcome.failure == ""
    assert printed(imported) == [f"tables worked out before: {tables}"]


@pytest.mark.skipif(not CAN_FORK, reason="kernels are forked on Linux alone")
def test_nothing_is_worked_out_for_authorities_where_reports_of_papers_alone_are_built(
    imported, plan_analyses
):
    (imported.notebooks / "plans.ipynb").unlink()
    sources = "from analysis.processed import load", "data = load(paper)", PREPARED
    paper = next(iter(read_papers(imported)))
    write_notebook(imported, *sources, FINDING_OF_PAPER, "data.sources()", paper=paper)
    plan_analyses(plans="")
    reports = plan_reports(read_papers(imported), read_analyses(imported))
    assert [outcome.failure for outcome in build(reports, imported)] == [""]
    assert printed(imported) == ["tables worked out before: 0"]


def test_a_parameter_is_of_the_selected_reports_alone(imported):
    write_notebook(imported, PLANS, FINDING, SOURCES)
    other = (imported.notebooks / "plans.ipynb").read_text(encoding="utf-8")
    given = other.replace("# ONS code or name", "# ONS code\\nyear: int = 2025  # a year")
    assert given != other
    (imported.notebooks / "dated.ipynb").write_text(given, encoding="utf-8")
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


def test_a_page_lists_the_paper_or_the_authority_that_it_is_about_and_not_the_other(small_project):
    papers, analyses = read_papers(small_project), read_analyses(small_project)
    (report,) = plan_reports(papers, analyses, analysis_names=["ehcp_growth"])
    shown = {name: value for name, value, _ in shown_parameters(report)}
    assert "authority" not in shown and shown["paper"] == "ambridge-outreach-2024"
    of = authority_subject("E06999001", "Borchester", "Borsetshire", [], small_project.root)
    shown = shown_parameters(Report(of, report.analysis, {}))
    assert [(name, value) for name, value, _ in shown] == [
        ("authority", "E06999001"),
        ("start", "2015"),
        ("end", "2025"),
    ]


@pytest.fixture
def page_of(imported):
    """Build reports on authorities and give the rows of their page, as text, by name."""

    def rows(*names, stale=None, broken=""):
        reports = AuthorityReports(imported, names)
        build(reports.selected(), imported, pages=reports)
        if broken:
            (file,) = (imported.reports / "authorities" / broken).glob("*.ipynb")
            file.write_text("{", encoding="utf-8")
        (page,) = AuthorityReports(imported, names).texts(stale or {}).values()
        table = BeautifulSoup(page, "html.parser").table
        cells = [[c.get_text(" ", strip=True) for c in r(["th", "td"])] for r in table("tr")]
        return {row[0]: row[1:] for row in cells}

    return rows


def test_the_page_sets_figures_and_ranks_below_each_other_with_england_first(page_of):
    rows = page_of("Ambridge", "Borchester", made_up.FELPERSHAMSHIRE.code)
    assert list(rows) == [
        "Authority",
        "England",
        "Ambridge",
        "Felpershamshire until April 2021",
        "Borchester",
    ]
    assert rows["Authority"] == ["Region", "Plans, January 2025", "Rank", "Tables"]
    assert rows["England"] == ["", "9", "", ""]
    assert rows["Borchester"] == ["Loamshire", "B", "1 of 5", ""]


def test_a_figure_of_other_years_than_most_says_which(page_of):
    rows = page_of("Ambridge", "Borchester", made_up.FELPERSHAMSHIRE.code)
    assert rows["Felpershamshire until April 2021"][1] == "F January 2021"
    assert rows["Ambridge"][1] == "A"


def test_a_report_that_is_out_of_date_says_so_in_a_column_of_its_own(page_of):
    old = Stale("2026-11-22T13:50:00+00:00", "data: caseload changed", "")
    rows = page_of("Ambridge", "Borchester", stale={"authorities/E06990001/plans": old})
    assert rows["Authority"][-1] == "Out of date"
    assert rows["Ambridge"][-1] == (
        "Plans: Out of date since 22 November 2026, 13:50 UTC (data: caseload changed)."
    )
    assert rows["Borchester"][-1] == ""


def test_a_damaged_report_keeps_no_other_off_the_page(page_of):
    rows = page_of("Ambridge", "Borchester", broken="E06990001")
    assert rows["Ambridge"][1:3] == ["see the report", ""]
    assert rows["Borchester"][1:3] == ["B", "1 of 5"]
