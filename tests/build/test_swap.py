"""A folder takes the place of another whole, or not at all."""

import errno
import os
import sys
from contextlib import nullcontext
from pathlib import Path

import pytest

from analysis.build import swap
from analysis.errors import ReportError


@pytest.fixture(params=["at one instant", "in two steps"])
def folders(request, tmp_path, monkeypatch):
    """A folder that is made, and the place that it is to be put in, where another is."""
    if request.param == "in two steps":
        monkeypatch.setattr(swap, "_exchanged", lambda *_: False)
    made, place = tmp_path / "building" / "paper", tmp_path / "paper"
    for folder, text in ((made, "new"), (place, "old")):
        folder.mkdir(parents=True)
        (folder / "report.html").write_text(text)
    return made, place


def text_in(folder):
    return (folder / "report.html").read_text()


def test_two_folders_change_places(folders):
    made, place = folders
    swap.put_folder(made, place)
    assert text_in(place) == "new" and text_in(made) == "old"
    assert {file.name for file in place.parent.iterdir()} == {"building", "paper"}


def test_a_folder_is_put_where_there_is_none(folders):
    made, place = folders
    (place / "report.html").unlink()
    place.rmdir()
    swap.put_folder(made, place)
    assert text_in(place) == "new" and not made.exists()


@pytest.mark.parametrize("what", ["file", "link to a folder", "link to nothing"])
def test_what_is_not_a_folder_is_left_there(folders, what):
    made, place = folders
    place.rename(place.with_name("elsewhere"))
    if what == "file":
        place.write_text("somebody's own")
    else:
        place.symlink_to("elsewhere" if what == "link to a folder" else "nothing")
    before = place.lstat()
    with pytest.raises(ReportError, match="it is not a folder of its own"):
        swap.put_folder(made, place)
    assert place.lstat() == before and text_in(made) == "new"


@pytest.mark.parametrize("step", [1, 2, 3])
def test_a_step_that_fails_leaves_one_of_the_two_in_place(folders, monkeypatch, step):
    made, place = folders
    monkeypatch.setattr(swap, "_exchanged", lambda *_: False)
    rename, steps = Path.rename, []

    def fail_at_step(self, target):
        steps.append(target)
        if len(steps) == step:
            raise OSError(errno.EIO, os.strerror(errno.EIO), str(self))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", fail_at_step)
    with pytest.raises(OSError, match="Input") if step < 3 else nullcontext():
        swap.put_folder(made, place)
    assert text_in(place) == ("old" if step < 3 else "new")
    swap.recover(place.parent)
    assert text_in(place) == ("old" if step < 3 else "new")
    assert {file.name for file in place.parent.iterdir()} == {"building", "paper"}


def test_a_replacement_that_was_cut_short_is_undone(folders):
    made, place = folders
    place.rename(place.with_name(".replaced-paper"))
    swap.recover(place.parent)
    assert text_in(place) == "old" and text_in(made) == "new"


def test_a_replacement_that_was_all_but_done_is_cleared_up_after(folders):
    made, place = folders
    place.rename(place.with_name(".replaced-paper"))
    made.rename(place)
    swap.recover(place.parent)
    assert text_in(place) == "new"
    assert not place.with_name(".replaced-paper").exists()


@pytest.mark.skipif(sys.platform not in ("linux", "darwin"), reason="nothing else can do it")
def test_what_stands_in_the_way_of_an_exchange_is_said(tmp_path):
    (tmp_path / "paper").mkdir()
    with pytest.raises(FileNotFoundError):
        swap.put_folder(tmp_path / "nothing", tmp_path / "paper")
    assert [file.name for file in tmp_path.iterdir()] == ["paper"]
