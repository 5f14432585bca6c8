"""A browser for the whole run, and what was measured with it at the end."""

from collections.abc import Iterator

import pytest
from page_checks.chromium import MISSING, QUIET, find_chromium
from page_checks.viewer import Figures, Viewer
from playwright.sync_api import Browser, sync_playwright

FIGURES = Figures()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The Chromium of this machine, without a window."""
    program = find_chromium()
    if program is None:
        pytest.exit(MISSING, returncode=2)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def viewer(browser: Browser) -> Viewer:
    """Shows the published pages; what it measures is told at the end of the run."""
    return Viewer(browser, FIGURES)


@pytest.fixture(scope="session")
def other_viewer(browser: Browser) -> Viewer:
    """Shows made-up pages, whose figures are no one's."""
    return Viewer(browser, Figures())


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The figures for docs/accessibility.md."""
    if FIGURES.extremes:
        terminalreporter.section("measured in the browser")
        for name, (value, page) in sorted(FIGURES.extremes.items()):
            terminalreporter.write_line(f"{name}: {value:.4g} ({page})")
