"""`data/processed`: rebuilt when raw or its code changes, never half built, never for nothing."""

import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from analysis import processed
from analysis.errors import DataError, UsageError
from analysis.processed import build_processed, load, read_processed

MADE_UP = "ambridge-outreach-2024"
TABLES = {"ledger", "timelines", "implied", "ehc_plans", "placements", "top_up"}


def contents(folder):
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


def age(folders):
    """Make all processed files old, so that those which are written again can be told."""
    for file in folders.processed.iterdir():
        os.utime(file, (0, 0))


def written_again(folders):
    return {file.stem for file in folders.processed.iterdir() if file.stat().st_mtime > 0}


def change(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def published(folders, claim):
    return read_processed("ledger", folders).set_index("claim").loc[claim, "published"]


def test_every_table_is_built_from_raw(small_project):
    build_processed(small_project)
    files = {file.stem for file in small_project.processed.glob("*.parquet")}
    assert files == TABLES
    assert published(small_project, "forecast_schools") == 352_250
    assert load(MADE_UP).timeline["start"].tolist() == ["2023-09", "2024-04"]


def test_nothing_is_rebuilt_when_nothing_changed(small_project):
    build_processed(small_project)
    age(small_project)
    for file in small_project.papers.rglob("*.*"):
        os.utime(file)
    build_processed(small_project)
    assert not written_again(small_project)


def test_two_builds_are_the_same_bytes(small_project):
    build_processed(small_project)
    first = contents(small_project.processed)
    for file in small_project.processed.iterdir():
        file.unlink()
    build_processed(small_project)
    assert contents(small_project.processed) == first


def test_a_change_of_raw_is_rebuilt(small_project):
    build_processed(small_project)
    folder = small_project.papers / MADE_UP
    change(folder / "claims.csv", '"over £40,000",40000', '"over £39,000",39000')
    build_processed(small_project)
    assert published(small_project, "overspend") == 39_000
    (folder / "timeline.csv").unlink()
    assert load(MADE_UP).timeline.empty


def test_a_paper_under_another_name_is_rebuilt(small_project):
    build_processed(small_project)
    (small_project.papers / MADE_UP).rename(small_project.papers / "borchester-2024")
    build_processed(small_project)
    assert set(read_processed("ledger", small_project)["paper"]) == {"borchester-2024"}
    assert len(load("borchester-2024").timeline) == 2


@pytest.mark.parametrize("name", ["sources", "inputs", "quantities", "releases"])
def test_a_change_of_the_code_that_reads_is_rebuilt(small_project, monkeypatch, name):
    build_processed(small_project)
    age(small_project)
    code = Path(processed.__file__).with_name(f"{name}.py")
    read_bytes = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda self: read_bytes(self) + b"\n" * (self == code))
    build_processed(small_project)
    assert written_again(small_project) > TABLES


@pytest.mark.parametrize("lost", [*sorted(TABLES), "stamp"])
def test_a_file_that_was_lost_is_built_again(small_project, lost):
    build_processed(small_project)
    before = contents(small_project.processed)
    files = {file.stem: file for file in small_project.processed.glob("*.parquet")}
    files["stamp"] = next(small_project.processed.glob("*.txt"))
    files[lost].unlink()
    build_processed(small_project)
    assert contents(small_project.processed) == before


class Interrupted(BaseException):
    """What a key press or a signal raises."""


@pytest.mark.parametrize("written", range(6))
def test_an_interrupted_build_is_done_again(small_project, monkeypatch, written):
    build_processed(small_project)
    good = contents(small_project.processed)
    claims = small_project.papers / MADE_UP / "claims.csv"
    original = claims.read_text(encoding="utf-8")
    change(claims, '"over £40,000",40000', '"over £39,000",39000')
    left, to_parquet = iter(range(written)), pd.DataFrame.to_parquet

    def stop_in_time(frame, path):
        path.write_bytes(b"half of a file")
        if next(left, None) is None:
            raise Interrupted
        to_parquet(frame, path)

    with monkeypatch.context() as patch:
        patch.setattr(pd.DataFrame, "to_parquet", stop_in_time)
        with pytest.raises(Interrupted):
            build_processed(small_project)
    left_behind = contents(small_project.processed)
    assert set(left_behind) <= set(good), "a part of a file is left"
    assert b"half of a file" not in left_behind.values()
    # back to what the last whole build was made of: what the cut one wrote has to go
    claims.write_text(original, encoding="utf-8")
    build_processed(small_project)
    assert contents(small_project.processed) == good


def test_raw_that_is_not_right_leaves_a_build_as_it_was(small_project):
    build_processed(small_project)
    age(small_project)
    before = contents(small_project.processed)
    change(small_project.papers / MADE_UP / "claims.csv", "21,21,people", "21,22,people")
    with pytest.raises(DataError, match="row 11"):
        load(MADE_UP)
    assert contents(small_project.processed) == before
    assert not written_again(small_project)


def test_a_project_without_a_paper_is_refused(small_project):
    (small_project.papers / MADE_UP).rename(small_project.root / MADE_UP)
    with pytest.raises(DataError, match="holds no paper"):
        build_processed(small_project)
    assert not small_project.processed.exists()


def test_an_unknown_paper_is_refused(small_project):
    with pytest.raises(UsageError, match=f"no paper 'ambridge'.*The papers are: {MADE_UP}"):
        load("ambridge")


def test_a_paper_gets_its_own_claims_and_all_reference_figures(project):
    data = load("kent-stls-2021")
    assert set(data.ledger["paper"]) == {"kent-stls-2021"}
    assert data.ledger.index[0] == 0
    assert data.timeline.empty
    assert {"Kent", "Rutland", "England"} <= set(data.ehc_plans["authority"])
    assert load("rutland-eip-2021").timeline["step"].iloc[0] == "Earlier count of EHC plans"


def test_symbols_are_missing_in_what_is_processed_too(small_project):
    plans = load(MADE_UP).ehc_plans
    rutland = plans[plans["authority"] == "Rutland"].set_index("january")
    assert rutland.loc[2010:2014, "ehc_plans"].isna().all()
    assert rutland.loc[2019:2025, "statements"].isna().all()
    assert rutland.loc[2018, "statements"] == 0


def test_a_paper_and_its_releases_are_cited(small_project):
    data = load(MADE_UP)
    assert data.cite_paper() == "Rutland, Schools Forum, 1 February 2024"
    assert data.cite_paper("2.1", "2.2").endswith("2024, paragraphs 2.1 and 2.2")
    assert data.cite_paper("2.1").endswith("2024, paragraph 2.1")
    cited = data.cite("placements", "top_up", "placements")
    assert cited.count("Department for Education, ") == 2
    html = data.sources("placements").to_html()
    assert html.count("<li>") == 2
    assert "Open Government Licence v3.0" in html
    assert "Outreach for Ambridge schools" in data.sources().to_text()


def test_what_a_paper_calls_itself_is_escaped_in_its_sources(small_project):
    path = small_project.papers / MADE_UP / "paper.toml"
    change(path, "Outreach for Ambridge schools (made up)", "Schools <b> & outreach")
    html = load(MADE_UP).sources().to_html()
    assert "Schools &lt;b&gt; &amp; outreach" in html
    assert "<b>" not in html


def test_a_notebook_does_without_what_checks_raw_data():
    code = "import sys, analysis.processed; sys.exit('pandera' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
