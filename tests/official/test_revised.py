"""Figures that a later release revised are listed with both values, in a terminal and on a page."""

import made_up_releases as made_up
import pytest
from click.testing import CliRunner
from made_up_releases import BORCHESTER, ENGLAND, LOAMSHIRE, PENNY_HASSETT

from analysis.build.index import render_page
from analysis.build.revised import revised_figures
from analysis.cli import main
from analysis.official.store import load_official


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
def revise(downloads):
    """Put these cells into the later of the two releases that are to be imported."""
    return lambda cells: made_up.write_zip(
        downloads / "later.zip", made_up.later_members(change(cells))
    )


def test_each_is_named_and_has_its_two_values_and_their_releases(revise, downloads, imported):
    placed = "EHC plans by placement, special independent"
    revise(
        {
            (BORCHESTER.code, "202021", "special_independent"): "7",
            (PENNY_HASSETT.code, "202021", "special_independent"): "x",
            (LOAMSHIRE[0], "202021", "special_independent"): "3",
            (ENGLAND, "202021", "ehcplans"): "2",
            (PENNY_HASSETT.code, "202425", "neet"): "1",  # which the earlier one does not have
        }
    )
    rows = {row.figure: row for row in revised_figures(imported(downloads).official)}
    assert set(rows) == {
        f"Borchester, January 2021: {placed}",
        f"Penny Hassett, January 2021: {placed}",
        f"Loamshire, January 2021: {placed}",
        "England, January 2021: EHC plans by placement, ehcplans",
        "England, January 2021: statements and EHC plans, ehc plans",
        "England, January 2021: statements and EHC plans, total",
    }
    row = rows[f"Borchester, January 2021: {placed}"]
    assert (row.earlier, row.later) == ("240 (release of 2022)", "7 (release of 2025)")
    assert rows[f"Penny Hassett, January 2021: {placed}"].later == (
        "not available (release of 2025)"
    )


def test_the_command_and_the_page_list_them(empty_project, revise, downloads):
    revise({(BORCHESTER.code, "202021", "neet"): "1", (PENNY_HASSETT.code, "202021", "neet"): "3"})
    result = CliRunner().invoke(main, ["import", str(downloads)])
    assert result.exit_code == 0, result.output
    figure, values = "Borchester, January 2021: EHC plans by placement, neet", ("192", "1")
    said = [
        f"{value} (release of {year})" for value, year in zip(values, (2022, 2025), strict=True)
    ]
    heading, first, second = result.stdout.splitlines()[-3:]
    assert heading == "Figures that a later release revised: 2"
    assert {first, second} >= {f"  {figure}: {', '.join(said)}"}
    shown = {"rows": [], "any_stale": False, "columns": [], "sources": [], "notes": []}
    revised = revised_figures(load_official(empty_project))
    page = render_page("authorities_page.html.j2", revised=revised, **shown)
    assert all(page.count(text) == 1 for text in (figure, *said))
    assert "Figures revised" not in render_page("authorities_page.html.j2", revised=[], **shown)


@pytest.mark.shared
def test_those_of_the_real_releases(real_releases):
    rows = revised_figures(real_releases.official)
    assert [row.figure.split(",")[0] for row in rows] == ["Northamptonshire"] * 2
