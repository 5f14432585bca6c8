"""`data/processed`: rebuilt when raw or its code changes, never half built, never for nothing."""

import os
from pathlib import Path

import pandas as pd
import pytest

from analysis import load, processed
from analysis.errors import DataError
from analysis.processed import TABLES, build_processed, read_processed

MADE_UP = "ambridge-outreach-2024"
OTHER_OVERSPEND = '"over £40,000",40000', '"over £39,000",39000'


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
    assert files == set(TABLES)
    assert published(small_project, "forecast_schools") == 352_250
    assert load(MADE_UP).timeline["start"].tolist() == ["2023-09", "2024-04"]


def test_nothing_is_rebuilt_when_nothing_changed(up_to_date):
    age(up_to_date)
    for file in up_to_date.papers.rglob("*.*"):
        os.utime(file)
    build_processed(up_to_date)
    assert not written_again(up_to_date)


def test_a_change_of_raw_is_rebuilt(up_to_date):
    folder = up_to_date.papers / MADE_UP
    change(folder / "claims.csv", *OTHER_OVERSPEND)
    build_processed(up_to_date)
    assert published(up_to_date, "overspend") == 39_000
    (folder / "timeline.csv").unlink()
    assert load(MADE_UP).timeline.empty


def test_a_paper_under_another_name_is_rebuilt(up_to_date):
    (up_to_date.papers / MADE_UP).rename(up_to_date.papers / "borchester-2024")
    build_processed(up_to_date)
    assert set(read_processed("ledger", up_to_date)["paper"]) == {"borchester-2024"}
    assert len(load("borchester-2024").timeline) == 2


@pytest.mark.parametrize("name", ["papers/claims_csv", "official/releases", "display/words"])
def test_a_change_of_the_code_that_reads_is_rebuilt(up_to_date, monkeypatch, name):
    age(up_to_date)
    code = Path(processed.__file__).parent / f"{name}.py"
    read_bytes = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda self: read_bytes(self) + b"\n" * (self == code))
    build_processed(up_to_date)
    assert written_again(up_to_date) > set(TABLES)


@pytest.mark.parametrize("lost", ["ledger", "section251", "stamp"])
def test_a_file_that_was_lost_is_built_again(up_to_date, lost):
    before = contents(up_to_date.processed)
    files = {file.stem: file for file in up_to_date.processed.glob("*.parquet")}
    files["stamp"] = next(up_to_date.processed.glob("*.txt"))
    files[lost].unlink()
    build_processed(up_to_date)
    assert contents(up_to_date.processed) == before


class Interrupted(BaseException):
    """What a key press or a signal raises."""


@pytest.mark.parametrize("written", [0, 4])
def test_an_interrupted_build_is_done_again(up_to_date, monkeypatch, written):
    good = contents(up_to_date.processed)
    claims = up_to_date.papers / MADE_UP / "claims.csv"
    original = claims.read_text(encoding="utf-8")
    change(claims, *OTHER_OVERSPEND)
    left, to_parquet = iter(range(written)), pd.DataFrame.to_parquet

    def stop_in_time(frame, path):
        path.write_bytes(b"half of a file")
        if next(left, None) is None:
            raise Interrupted
        to_parquet(frame, path)

    with monkeypatch.context() as patch:
        patch.setattr(pd.DataFrame, "to_parquet", stop_in_time)
        with pytest.raises(Interrupted):
            build_processed(up_to_date)
    left_behind = contents(up_to_date.processed)
    assert set(left_behind) <= set(good), "a part of a file is left"
    assert b"half of a file" not in left_behind.values()
    # back to what the last whole build was made of: what the cut one wrote has to go
    claims.write_text(original, encoding="utf-8")
    build_processed(up_to_date)
    assert contents(up_to_date.processed) == good


def test_a_project_without_a_paper_is_refused(small_project):
    (small_project.papers / MADE_UP).rename(small_project.root / MADE_UP)
    with pytest.raises(DataError, match="holds no paper"):
        build_processed(small_project)
    assert not small_project.processed.exists()
