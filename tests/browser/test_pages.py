"""Every published page, as a browser shows it and prints it."""

from pathlib import Path

import pytest
from page_checks import axe, charts, keyboard, layout, network, pdf, schemes
from page_checks.viewer import where

pytestmark = pytest.mark.browser

REPORTS = Path(__file__).resolve().parents[2] / "reports"
PAGES = [*sorted(REPORTS.glob("*/*.html")), REPORTS / "index.html"]


def expect_none(problems):
    """Fail with every problem in full, which a comparison with [] would cut short."""
    if problems:
        pytest.fail("\n".join(problems), pytrace=False)


@pytest.fixture(params=PAGES, ids=where)
def page(request):
    return request.param


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
