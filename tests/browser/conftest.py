"""A browser for the whole run, reports on authorities, and what was measured at the end."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import made_up_releases as made_up
import pytest
from made_up_project import RELEASES, copy_notebooks
from page_checks.chromium import MISSING, QUIET, find_chromium
from page_checks.viewer import Figures, Viewer
from playwright.sync_api import Browser, sync_playwright

from analysis.build.authorities import AuthorityReports
from analysis.build.build import build
from analysis.folders import ROOT_VARIABLE, Folders
from analysis.official import areas as authorities
from analysis.official.formats import LAYOUTS
from analysis.official.importing import import_paths

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


@pytest.fixture(scope="session")
def made_up_authorities(downloaded_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Reports on Ambridge, and on Felpershamshire, which is no more, from made-up releases."""
    wanted = [made_up.AMBRIDGE.code, made_up.FELPERSHAMSHIRE.code]
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(authorities, "REORGANISATIONS", made_up.REORGANISATIONS)
        monkeypatch.setattr(authorities, "RECODED", made_up.RECODED)
        monkeypatch.setitem(LAYOUTS["data sheet"], "outturns", made_up.OUTTURNS)
        return _build(downloaded_once, wanted, tmp_path_factory.mktemp("made-up"))


@pytest.fixture(scope="session")
def real_authorities(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Reports on Kent and Northamptonshire from the releases as published."""
    return _build(RELEASES, ["Kent", "Northamptonshire"], tmp_path_factory.mktemp("real"))


def _build(downloads: Path, wanted: Sequence[str], root: Path) -> Path:
    """Import releases, build reports on authorities from them, and give the folder of those."""
    folders = Folders(root)
    copy_notebooks(folders)
    (root / "data" / "raw").mkdir(parents=True)
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setenv(ROOT_VARIABLE, str(root))
        import_paths([downloads], folders)
        reports = AuthorityReports(folders, wanted)
        failed = [o for o in build(reports.selected(), folders, index=reports) if o.failure]
        assert not failed, failed
    return folders.reports / "authorities"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The figures for docs/accessibility.md."""
    if FIGURES.extremes:
        terminalreporter.section("measured in the browser")
        for name, (value, page) in sorted(FIGURES.extremes.items()):
            terminalreporter.write_line(f"{name}: {value:.4g} ({page})")
