"""The command line: what it prints, and its exit status."""

import pytest
from click.testing import CliRunner

from analysis.build import subject_folder
from analysis.cli import main
from analysis.errors import ReportError


@pytest.fixture
def run(small_project):
    """Run a command on the small project: its exit status, output and errors."""

    def invoke(*args):
        return CliRunner().invoke(main, args)

    return invoke


def test_list_shows_the_reports_and_their_parameters(run):
    result = run(
        "list", "--analysis", "independent_placement_unit_cost", "-p", "placements_moved=7"
    )
    assert result.exit_code == 0
    assert result.stdout == (
        "ambridge-outreach-2024/independent_placement_unit_cost placements_moved=7\n"
    )


@pytest.mark.parametrize("command", ["build", "list"])
@pytest.mark.parametrize(
    ("args", "parts"),
    [
        (["--paper", "ambridge"], ["There is no paper 'ambridge'", "ambridge-outreach-2024"]),
        (["--analysis", "clams"], ["There is no analysis 'clams'", "did you mean 'claims'"]),
        (["-p", "placements_moved"], ["-p placements_moved", "NAME=VALUE"]),
        (["--analysis", "claims", "-p", "start=1"], ["claims has no parameter 'start'"]),
        (
            ["--analysis", "independent_placement_unit_cost", "-p", "placements_moved=few"],
            ["placements_moved is 'few'", "a whole number"],
        ),
    ],
)
def test_a_usage_error_is_one_line_and_status_2(run, small_project, command, args, parts):
    result = run(command, *args)
    assert result.exit_code == 2
    assert result.stderr.startswith("Error: ") and "Traceback" not in result.output
    assert all(part in result.stderr for part in parts)
    assert not small_project.reports.exists()


def test_bad_data_is_status_2_and_builds_nothing(run, small_project):
    (claims,) = small_project.papers.glob("*/claims.csv")
    claims.write_text(claims.read_text(encoding="utf-8").replace(",pounds,", ",ponds,", 1))
    result = run("build")
    assert result.exit_code == 2
    assert "claims.csv, row 2, column 'unit': 'ponds' found" in result.stderr
    assert not list(small_project.reports.glob("[!.]*"))


def test_a_failed_report_is_status_1_and_the_summary_says_why(run, monkeypatch):
    def fail(report, settings, output, profile):
        output.write_text("{}")
        raise ReportError("ValueError: the reason")

    monkeypatch.setattr(subject_folder, "execute", fail)
    result = run("build", "--analysis", "claims")
    assert result.exit_code == 1
    assert "1 failed, of 1 reports" in result.stdout
    assert "FAILED ambridge-outreach-2024/claims: ValueError: the reason" in result.stderr
    assert "[1/1] FAILED ambridge-outreach-2024/claims" in result.stderr


def test_claims_are_printed_by_verdict(run):
    every, differing = run("claims"), run("claims", "--verdict", "differs")
    assert every.exit_code == differing.exit_code == 0
    assert "✗ differs" in differing.stdout and "✓ agrees" not in differing.stdout
    assert "✓ agrees" in every.stdout and "○ stated" in every.stdout


def test_claims_of_an_unknown_paper_are_an_error(run):
    result = run("claims", "--paper", "ambridge")
    assert result.exit_code == 2 and "There is no paper 'ambridge'" in result.stderr


def test_an_unknown_verdict_is_an_error_that_names_the_verdicts(run):
    result = run("claims", "--verdict", "wrong")
    assert result.exit_code == 2 and "'differs'" in result.stderr
