"""Files that are put in place whole."""

import os
import threading

import pytest

from analysis.build.built import write_text
from analysis.files import LEFT_S, replace_file


def test_several_that_write_one_file_leave_the_whole_text_of_one(tmp_path):
    file, texts = tmp_path / "record.json", [letter * 200_000 for letter in "abcd"]

    def write(text):
        for _ in range(20):
            write_text(file, text)

    threads = [threading.Thread(target=write, args=[text]) for text in texts]
    failures = []
    threading.excepthook, before = lambda raised: failures.append(raised), threading.excepthook
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        threading.excepthook = before
    assert not failures
    assert file.read_text() in texts
    assert list(tmp_path.iterdir()) == [file]


def test_a_failure_leaves_the_file_and_nothing_beside_it(tmp_path):
    file = tmp_path / "a.txt"
    file.write_text("before")

    def fail(part):
        part.write_text("half")
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        replace_file(file, fail)
    assert file.read_text() == "before" and list(tmp_path.iterdir()) == [file]


def test_what_a_killed_process_left_is_removed_and_what_another_is_writing_is_not(tmp_path):
    left, written = tmp_path / ".a.txt.left", tmp_path / ".a.txt.written"
    for part in (left, written):
        part.write_text("half")
    then = left.stat().st_mtime - LEFT_S - 1
    os.utime(left, (then, then))
    replace_file(tmp_path / "a.txt", lambda part: part.write_text("whole"))
    assert sorted(file.name for file in tmp_path.iterdir()) == [written.name, "a.txt"]
