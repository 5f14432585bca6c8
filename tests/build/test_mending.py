"""What a build remembers may be lost or wrong: the next one sets it right. Its record is for others
to read. The notebooks of these builds have been run before.
"""

import json
import os
import shutil

import nbformat
import pytest
from click.testing import CliRunner

from analysis.build import subject_folder
from analysis.build.built import read_built
from analysis.cli import main
from analysis.errors import ReportError

pytestmark = pytest.mark.skipif(os.name != "posix", reason="made by builds that need POSIX")

FIRST = "ambridge-outreach-2024/first"


@pytest.fixture
def up_to_date(two_papers):
    """The two papers as they are when their reports are up to date."""
    reports = two_papers.builds.folders.reports
    shutil.rmtree(reports)
    shutil.copytree(two_papers.made / reports.name, reports)
    return two_papers


@pytest.fixture
def build(two_papers, monkeypatch):
    """Run a build whose notebooks have been run before, but for one that fails, if any."""
    reports = two_papers.made / "reports"

    def run(*args, failing=""):
        def execute(report, settings, output, profile):
            notebook = nbformat.read(reports / f"{report.name}.ipynb", as_version=4)
            nbformat.write(notebook, output)
            if report.name == failing:
                raise ReportError("ValueError: the reason")
            return notebook

        monkeypatch.setattr(subject_folder, "execute", execute)
        result = CliRunner().invoke(main, ["build", *args])
        assert result.exception is None or isinstance(result.exception, SystemExit)
        return result

    return run


def changed(**parts):
    """Put other parts into the record."""
    return lambda text: json.dumps({**json.loads(text), **parts})


def lies(kind, name):
    """Have the record say what is not so of something that is published or depended on."""

    def change(text):
        record = json.loads(text)
        lied_about = record[kind][name]
        lied_about[min(lied_about)] = 0 if kind == "files" else {"x": "0" * 64}
        return json.dumps(record)

    return change


@pytest.mark.parametrize(
    "damage",
    {
        "lost": None,
        "empty": lambda text: "",
        "truncated": lambda text: text[: len(text) // 2],
        "no JSON": lambda text: "\0" * len(text),
        "of no text": lambda text: "\udcff",
        "a list": lambda text: "[]",
        "of another format": changed(format=2),
        "without a part": lambda text: text.replace('"files"', '"Files"'),
        "parts of another kind": changed(made_from=[]),
        "null within": changed(made_from={FIRST: None}),
        "numbers within": changed(files={"first.html": 1}),
        "a stale one without its time": changed(stale={FIRST: {"changed": "data"}}),
        "a stale one of no time": changed(
            stale={FIRST: {"changed": "data", "since": "lately", "failed": ""}}
        ),
        "a lie about a published file": lies("files", "first.html"),
        "a lie about what a report was made from": lies("made_from", FIRST),
    }.items(),
    ids=lambda damage: damage[0],
)
@pytest.mark.parametrize("folder", ["ambridge-outreach-2024", ""], ids=["paper", "index"])
def test_a_record_that_is_damaged_is_mended(up_to_date, build, damage, folder):
    place = up_to_date.builds.folders.reports / folder
    sound, record = read_built(place), place / "built.json"
    text = record.read_text(encoding="utf-8")
    _, change = damage
    if not folder:
        text = text.replace("overview", FIRST).replace("index.html", "first.html")
    record.unlink()
    if change:
        record.write_text(change(text), encoding="utf-8", errors="surrogateescape", newline="\n")
    result = build()
    assert result.exit_code == 0 and "Error" not in result.output
    assert up_to_date.builds.published() == up_to_date.new
    mended = read_built(place)
    assert (mended.made_from, mended.stale) == (sound.made_from, sound.stale)
    assert {n: f.sha256 for n, f in mended.files.items()} == {
        n: f.sha256 for n, f in sound.files.items()
    }
    assert build().stdout.startswith("3 up to date,")


@pytest.mark.parametrize("what", ["removed", "truncated", "another"])
@pytest.mark.parametrize(
    "name", ["first.html", "first.ipynb", "tables.xlsx", "tables/first-costs.csv"]
)
def test_a_published_file_that_is_damaged_is_mended(up_to_date, build, name, what):
    file = up_to_date.builds.folders.reports / "ambridge-outreach-2024" / name
    content = file.read_bytes()
    file.unlink()
    if what != "removed":
        file.write_bytes(content[:100] if what == "truncated" else content + b" ")
    # Meanwhile it is in nobody's way.
    assert build("--paper", "borchester-outreach-2024", "--force").exit_code == 0
    assert build().exit_code == 0
    assert up_to_date.builds.published() == up_to_date.new


def test_the_record_of_a_build(two_papers, build):
    build()
    record = two_papers.builds.record()
    assert record["finished"] and record["exit_status"] == 0 and record["error"] == ""
    assert [report["outcome"] for report in record["reports"]] == ["built"] * 3
    assert record["reports"][0]["report"] == FIRST
    assert record["reports"][0]["why"].startswith("notebook: notebooks/first.ipynb changed")
    build()
    record = two_papers.builds.record()
    assert [report["outcome"] for report in record["reports"]] == ["up to date"] * 3


def test_the_record_of_a_build_in_which_a_report_fails(two_papers, build):
    assert build(failing=FIRST).exit_code == 1
    record = two_papers.builds.record()
    assert record["finished"] and record["exit_status"] == 1 and record["error"] == ""
    states = [report["outcome"] for report in record["reports"]]
    assert states == ["failed", "built", "built"]
    assert record["reports"][0]["failure"] == "ValueError: the reason"


@pytest.mark.parametrize("what", ["a usage error", "bad data", "a paper that cannot be read"])
def test_the_record_of_a_build_that_cannot_be_run(two_papers, build, what):
    (folder, _) = sorted(two_papers.builds.folders.papers.iterdir())
    file = {"bad data": "claims.csv", "a paper that cannot be read": "paper.toml"}.get(what)
    if file:
        (folder / file).write_text("nonsense", encoding="utf-8")
    result = build(*(["--paper", "nowhere"] if what == "a usage error" else []))
    assert result.exit_code == 2
    record = two_papers.builds.record()
    assert record["finished"] and record["exit_status"] == 2 and record["reports"] == []
    assert result.stderr == f"Error: {record['error']}\n"
    assert two_papers.builds.published() == two_papers.old
