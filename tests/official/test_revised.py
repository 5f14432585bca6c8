"""Which reports a figure reaches that a later release revised, in made-up releases."""

import shutil
import zipfile
from pathlib import Path

import made_up_releases as made_up
import notebook_cells
import pandas as pd
import pytest
from analysis.all_areas import all_areas
from analysis.build.reached import ReportsOnAuthorities
from analysis.measures.figures_used import FIGURES_USED
from click.testing import CliRunner
from made_up_releases import AMBRIDGE, BORCHESTER, ENGLAND, LOAMSHIRE, PENNY_HASSETT

from analysis.build.authorities import AuthorityReports
from analysis.build.index import render_page
from analysis.cli import main
from analysis.folders import ROOT_VARIABLE, Folders
from analysis.official import store
from analysis.official.importing import import_paths

ROOT = Path(__file__).resolve().parents[2]
GROWTH = "How fast EHC plans have grown"
UNIT_COST = "What an independent placement costs"
BENCHMARK = "Where an authority’s high needs spending and placements stand"


@pytest.fixture
def project(empty_project):
    """The project to import into, with the notebooks, reference figures and papers."""
    raw = empty_project.root / "data" / "raw"
    shutil.copytree(ROOT / "data" / "raw", raw, dirs_exist_ok=True)
    shutil.copytree(ROOT / "notebooks", empty_project.notebooks)
    return empty_project


def change(cells):
    """What puts other figures in the place of some: (area, period, column) → cell."""

    def changed(table):
        for (code, period, column), cell in cells.items():
            of = {
                ENGLAND: table["geographic_level"] == "National",
                LOAMSHIRE[0]: (table["geographic_level"] == "Regional")
                & (table["region_code"] == code),
            }.get(code, table["new_la_code"] == code)
            rows = of & (table["time_period"] == period)
            assert rows.any()
            table.loc[rows, column] = cell
        return table

    return changed


@pytest.fixture
def revised(project, downloads, imported):
    """Import with these cells in the later release: figure → the row of it."""

    def run(cells, *without):
        made_up.write_zip(downloads / "later.zip", made_up.later_members(change(cells)))
        for name in without:
            (downloads / name).unlink()
        imported(downloads)
        return {row.figure: row for row in AuthorityReports(project, ["all"]).revised}

    return run


def test_it_reaches_the_authoritys_own_report_and_those_it_is_a_neighbour_of(revised):
    rows = revised({(BORCHESTER.code, "202021", "special_independent"): "7"})
    (row,) = rows.values()
    assert list(rows) == ["Borchester, January 2021: EHC plans by placement, special independent"]
    assert (row.earlier, row.later) == ("240 (release of 2022)", "7 (release of 2025)")
    neighbours = "Ambridge, Felpershamshire, North Felpersham, Penny Hassett and South Felpersham"
    ways = f"(of Borchester; as a statistical neighbour: of {neighbours})"
    assert row.authorities == f"“{BENCHMARK}” {ways}; “{UNIT_COST}” {ways}"
    assert row.papers == "none"


def test_without_neighbours_it_is_in_the_ranks_of_all_others(revised):
    cells = {(BORCHESTER.code, "202021", "special_independent"): "x"}
    (row,) = revised(cells, "near.xlsx").values()
    assert row.later == "not available (release of 2025)"
    ways = "(of Borchester; in ranks, ranges or sums: 5 reports)"
    assert row.authorities == f"“{BENCHMARK}” {ways}; “{UNIT_COST}” {ways}"


def test_a_january_in_between_is_ranked_only_where_growth_begins_then(revised):
    cells = {(BORCHESTER.code, "202122", "ehcplans"): "9000"}
    rows = revised(cells, "near.xlsx", "benchmarks.xlsx")
    row = rows["Borchester, January 2022: statements and EHC plans, total"]
    # North and South Felpersham began in 2021, so their growth is from January 2022
    assert row.authorities == (f"“{GROWTH}” (of Borchester; in ranks, ranges or sums: 2 reports)")


def test_a_region_and_england_reach_the_reports_that_show_them(revised):
    rows = revised(
        {
            (LOAMSHIRE[0], "202021", "ehcplans"): "1",
            (ENGLAND, "202021", "ehcplans"): "2",
            (LOAMSHIRE[0], "202021", "special_independent"): "3",
        }
    )
    total = "January 2021: statements and EHC plans, total"
    assert rows[f"Loamshire, {total}"].authorities == f"“{GROWTH}” (as the region: 1 report)"
    # North and South Felpersham began in 2021, and have their figures beside England's from then on
    assert rows[f"England, {total}"].authorities == f"“{GROWTH}” (as England: 4 reports)"
    placed = rows["Loamshire, January 2021: EHC plans by placement, special independent"]
    # its figures there are the region's own in one report, and sums in the benchmark
    assert placed.authorities == f"“{UNIT_COST}” (as the region: 1 report)"
    assert rows[f"Loamshire, {total}"].papers == "none"


def test_a_figure_that_no_report_shows_reaches_none(revised):
    (row,) = revised({(AMBRIDGE.code, "202122", "mainstream_free_school_senunit"): "9"}).values()
    assert (row.authorities, row.papers) == ("none", "none")
    assert row.figure.startswith("Ambridge, January 2022: ")


PAPERS = "bromley-ap-2021, kent-stls-2021, medway-deficit-2022, medway-outreach-2022 and "
PAPERS += "rutland-eip-2021"
COMMITTED = 430_697
"""England, January 2021, in data/raw/dfe."""


@pytest.mark.parametrize(
    ("later", "earlier", "which"),
    [
        (COMMITTED, 5, "the later figure"),
        (5, COMMITTED, "the earlier figure"),
        (5, 6, "neither figure but 430,697"),
    ],
)
def test_the_papers_reports_have_the_earlier_or_the_later_figure(
    revised, downloads, later, earlier, which
):
    def before(table):
        rows = (table["geographic_level"] == "National") & (table["time_period"] == "2021")
        rows &= table["characteristic_age"] == "Total"
        table.loc[rows, ["Total_all", "Total_ehc"]] = str(earlier)
        return table

    made_up.write_zip(downloads / "earlier.zip", made_up.earlier_members(before))
    rows = revised({(ENGLAND, "202021", "ehcplans"): str(later)})
    row = rows["England, January 2021: statements and EHC plans, total"]
    assert row.papers == f"“{GROWTH}” ({PAPERS}), with {which}"
    # reports on papers show England's totals alone, not what they are made of
    parts = rows["England, January 2021: statements and EHC plans, ehc plans"]
    assert (parts.authorities, parts.papers) == ("none", "none")


def test_the_command_lists_them_with_their_reports(project, downloads):
    cells = {(BORCHESTER.code, "202021", "neet"): "1", (PENNY_HASSETT.code, "202425", "neet"): "1"}
    made_up.write_zip(downloads / "later.zip", made_up.later_members(change(cells)))
    result = CliRunner().invoke(main, ["import", str(downloads)])
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[-4:] == [
        "Figures that a later release revised: 1",
        "  Borchester, January 2021: EHC plans by placement, neet: 192 (release of 2022), "
        "1 (release of 2025)",
        "    reports on authorities: none",
        "    reports on papers: none",
    ]


def test_a_project_without_papers_or_notebooks_is_told_too(empty_project, downloads):
    cells = {(BORCHESTER.code, "202021", "neet"): "1"}
    made_up.write_zip(downloads / "later.zip", made_up.later_members(change(cells)))
    result = CliRunner().invoke(main, ["import", str(downloads)])
    assert result.exit_code == 0 and result.stdout.endswith("reports on papers: none\n")


def test_the_page_has_them_and_says_nothing_where_there_is_none(revised):
    rows = revised({(BORCHESTER.code, "202021", "special_independent"): "7"})
    shown = {"rows": [], "any_stale": False, "columns": [], "sources": [], "notes": []}
    page = render_page("authorities_page.html.j2", revised=list(rows.values()), **shown)
    for text in ("240 (release of 2022)", "7 (release of 2025)", "as a statistical neighbour"):
        assert page.count(text) == 2 if "stat" in text else 1
    assert "Figures revised" not in render_page("authorities_page.html.j2", revised=[], **shown)


# ------------------------------------------------------- what an analysis is said to use


def test_each_analysis_that_takes_official_figures_says_which():
    taking = {
        path.stem
        for path in (ROOT / "notebooks").glob("*.ipynb")
        if any(f"data.{name}" in path.read_text(encoding="utf-8") for name in TAKEN)
    }
    assert taking == set(FIGURES_USED)


TAKEN = ("ehc_plans", "placements", "top_up", "population", "benchmark")


@pytest.mark.slow
@pytest.mark.parametrize("analysis", sorted(FIGURES_USED))
@pytest.mark.parametrize("authority", [AMBRIDGE, made_up.NORTH_FELPERSHAM])
def test_a_report_stays_the_same_whatever_happens_to_the_figures_it_is_said_not_to_use(
    project, downloads, imported, monkeypatch, analysis, authority
):
    (downloads / "near.xlsx").unlink()
    rows = made_up.neighbour_rows()
    for row in rows[3:8]:  # the closest alone, so that others are no neighbours
        row[7:] = [n for pair in zip(range(690, 699), ["Close"] * 9, strict=True) for n in pair]
    made_up.write_workbook(downloads / "near.xlsx", rows, "LA SN Groups")
    official = imported(downloads).official
    reports = AuthorityReports(project, [authority.code], [analysis]).selected()
    ((_, codes, used),) = ReportsOnAuthorities(official, reports).reports

    def reached(row):
        period = row.get("january", row.get("financial_year", row.get("year")))
        named = ("basis", "category", "column") if "lines" in row else ("measure", "placement")
        column = ", ".join(row[name] for name in named if name in row)
        figure = row["table"], "" if row["table"] == "population" else column, period
        return any(row["code"] in codes[way] and figure in used[way] for way in used)

    def shown():
        parts = notebook_cells.run(analysis, authority=authority.code)
        return [str(part._repr_mimebundle_()) for part in parts]

    before, real, changed = shown(), store.Official.table, []

    def table(self, name, wanted=None):
        frame = real(self, name, wanted)
        if "value" in frame:
            other = [not reached({**row, "table": name}) for row in frame.to_dict("records")]
            changed.append(sum(other))
            frame["value"] = frame["value"].mask(other, frame["value"] * 3 + 1)
        return frame

    monkeypatch.setattr(store.Official, "table", table)
    all_areas.cache_clear()
    assert shown() == before
    assert sum(changed) > 100


# ------------------------------------------------------------------------ the real releases

RELEASES = ROOT.parent / "shared" / "dfe"


@pytest.fixture
def real(tmp_path, monkeypatch):
    """A project with the real releases, whose earlier one may have other headline totals."""
    if not RELEASES.exists():
        pytest.skip("the releases are not beside the repository")
    folders = Folders(tmp_path / "project")
    shutil.copytree(ROOT / "data" / "raw", folders.root / "data" / "raw")
    shutil.copytree(ROOT / "notebooks", folders.notebooks)
    monkeypatch.setenv(ROOT_VARIABLE, str(folders.root))

    def run(totals):
        import_paths([RELEASES], folders)
        if totals:
            table = "data/sen2_age_caseload.csv"
            with zipfile.ZipFile(RELEASES / "education-health-and-care-plans_2022.zip") as archive:
                counts = pd.read_csv(archive.open(table), dtype=str, keep_default_na=False)
            of_all = (counts["characteristic_age"] == "Total") & (counts["time_period"] == "2021")
            for code, total in totals.items():
                names = ["new_la_code", "region_code"] if code != ENGLAND else []
                area = (counts[names] == code).any(axis="columns")
                level = "National" if code == ENGLAND else "Local authority"
                rows = of_all & (counts["geographic_level"] == level) & (area | (code == ENGLAND))
                counts.loc[rows, ["Total_all", "Total_ehc"]] = total
            counts.to_csv(tmp_path / "sen2_age_caseload.csv", index=False)
            import_paths([tmp_path / "sen2_age_caseload.csv"], folders)
        return {row.figure: row for row in AuthorityReports(folders, ["all"]).revised}

    return run


@pytest.mark.shared
def test_the_two_figures_that_were_revised_are_in_no_report(real):
    rows = real({})
    assert [row.split(",")[0] for row in rows] == ["Northamptonshire"] * 2
    assert {(row.authorities, row.papers) for row in rows.values()} == {("none", "none")}


@pytest.mark.shared
def test_headlines_of_kent_and_england_would_reach_the_reports_that_show_them(real):
    rows = real({ENGLAND: "430000", "E10000016": "15000"})
    total = "January 2021: statements and EHC plans, total"
    england, kent = rows[f"England, {total}"], rows[f"Kent, {total}"]
    assert england.authorities == f"“{GROWTH}” (as England: 151 reports)"
    assert england.papers == f"“{GROWTH}” ({PAPERS}), with the later figure"
    assert kent.authorities.startswith(f"“{GROWTH}” (of Kent; as a statistical neighbour: of ")
    # January 2021 is the year of the population: all are ranked by plans per 1,000 people
    assert "; in ranks, ranges or sums: " in kent.authorities
    assert kent.papers == f"“{GROWTH}” (kent-stls-2021), with the later figure"
