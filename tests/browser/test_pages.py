"""Every published page, and pages on authorities, as a browser shows and prints them."""

from pathlib import Path

import pytest
from page_checks import axe, charts, keyboard, layout, network, pdf, schemes
from page_checks.viewer import where

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
REPORTS = ROOT / "reports"
PAPERS = [
    *sorted(page for page in REPORTS.glob("*/*.html") if page.parent.name != "authorities"),
    REPORTS / "index.html",
]
MADE_UP = [
    "index.html",
    "E06990001/ehcp_growth.html",
    "E06990001/high_needs_benchmark.html",
    "E06990001/independent_placement_unit_cost.html",
    "E10990001/high_needs_benchmark.html",
]
"""Pages of `made_up_authorities`."""

REAL = [
    "index.html",
    "E10000016/ehcp_growth.html",
    "E10000016/high_needs_benchmark.html",
    "E10000016/independent_placement_unit_cost.html",
    "E10000021/independent_placement_unit_cost.html",
]
"""Pages of `real_authorities`."""

NO_RELEASES = not (ROOT.parent / "shared" / "dfe").exists()
WITH_RELEASES = [
    pytest.mark.shared,
    pytest.mark.skipif(NO_RELEASES, reason="the releases are not beside the repository"),
]
PAGES = [
    *(pytest.param(page, id=where(page)) for page in PAPERS),
    *(pytest.param(("made_up_authorities", name), id=f"made up/{name}") for name in MADE_UP),
    *(
        pytest.param(("real_authorities", name), id=f"real/{name}", marks=WITH_RELEASES)
        for name in REAL
    ),
]


def expect_none(problems):
    """Fail with every problem in full, which a comparison with [] would cut short."""
    if problems:
        pytest.fail("\n".join(problems), pytrace=False)


@pytest.fixture(params=PAGES)
def page(request):
    """The file of a page; the reports on authorities are built when the first is asked for."""
    if isinstance(request.param, Path):
        return request.param
    built, name = request.param
    return request.getfixturevalue(built) / name


def test_axe_finds_no_violation(viewer, page):
    expect_none(axe.axe_problems(viewer, page))


def test_every_chart_has_a_name(viewer, page):
    expect_none(charts.name_problems(viewer, page))


def test_every_chart_has_its_caption_source_and_data(viewer, page):
    expect_none(charts.company_problems(viewer, page))


def test_nothing_is_requested(viewer, page):
    expect_none(network.request_problems(viewer, page))


def test_the_skip_link_works(viewer, page):
    expect_none(keyboard.skip_link_problems(viewer, page))


def test_every_tab_stop_does_something_and_is_seen(viewer, page):
    expect_none(keyboard.tab_stop_problems(viewer, page))


def test_a_phone_shows_the_page_without_scrolling_sideways(viewer, page):
    expect_none(layout.reflow_problems(viewer, page))


def test_wide_tables_scroll_by_keyboard(viewer, page):
    expect_none(layout.scroller_problems(viewer, page))


def test_chart_text_is_large_enough(viewer, page):
    expect_none(charts.text_size_problems(viewer, page))


def test_chart_labels_are_whole_and_apart(viewer, page):
    expect_none(charts.label_problems(viewer, page))


def test_wider_text_spacing_hides_nothing(viewer, page):
    expect_none(layout.spacing_problems(viewer, page))


def test_chart_text_and_series_stand_out(viewer, page):
    expect_none(charts.chart_contrast_problems(viewer, page))


def test_a_dark_scheme_is_dark_with_charts_on_white(viewer, page):
    expect_none(schemes.dark_problems(viewer, page))


def test_forced_colours_leave_charts_and_text_readable(viewer, page):
    expect_none(schemes.forced_colours_problems(viewer, page))


def test_lines_are_short_and_text_is_large(viewer, page):
    expect_none(layout.reading_problems(viewer, page))


def test_numbers_stand_to_the_right(viewer, page):
    expect_none(layout.alignment_problems(viewer, page))


def test_the_pdf_is_tagged(viewer, page):
    expect_none(pdf.tag_problems(viewer, page))


def test_the_pdf_has_everything_and_keeps_it_together(viewer, page):
    expect_none(pdf.print_problems(viewer, page))
