"""A full disk, a folder that is read-only or not what it should be: one line, nothing changed."""

import os
import shutil
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name != "posix", reason="mounts are for POSIX systems"),
]

PAPERS = ("ambridge-outreach-2024", "borchester-outreach-2024")
FULL = "No space left on device"
MEGABYTE = 1_000_000


class Disk:
    """A file system of its own in the place of a folder, with what was in that folder."""

    def __init__(self, folder, size_kb):
        self.folder = folder
        kept = folder.with_name("kept")
        shutil.copytree(folder, kept)
        mount = ["mount", "-t", "tmpfs", "-o", f"size={size_kb}k", "tmpfs", str(folder)]
        if shutil.which("mount") is None or subprocess.run(mount, capture_output=True).returncode:
            pytest.skip("file systems cannot be mounted here")
        shutil.copytree(kept, folder, dirs_exist_ok=True)

    def remount(self, option):
        """Make it larger, or read-only."""
        subprocess.run(["mount", "-o", f"remount,{option}", str(self.folder)], check=True)

    def fill(self, but_kb=0):
        """Leave only so much space."""
        with (self.folder / "filling").open("wb", buffering=0) as file, suppress(OSError):
            while True:
                file.write(bytes(4096))
        size = (self.folder / "filling").stat().st_size
        os.truncate(self.folder / "filling", size - but_kb * 1024)

    def empty(self):
        """Have space again."""
        (self.folder / "filling").unlink()


@pytest.fixture
def disk():
    """Put a file system in the place of a folder, until the end of the test."""
    disks = []

    def put(folder, size_kb):
        disks.append(Disk(folder, size_kb))
        return disks[-1]

    yield put
    for one in disks:
        subprocess.run(["umount", "--lazy", str(one.folder)], check=True)


def nothing_could_be_run(two_papers, ended, *said):
    """Whether a build has ended with one line that says all this, and changed nothing."""
    assert ended.status == 2 and len(ended.err) == 1
    assert ended.err[0].startswith("Error: ") and all(words in ended.err[0] for words in said)
    assert two_papers.builds.published() == two_papers.old
    assert not two_papers.builds.processes() and not two_papers.builds.left_over()
    return True


def prints(characters):
    return f"print('x' * {characters})"


def test_full_while_a_report_is_made(two_papers, disk, write_notebook):
    builds = two_papers.builds
    reports = disk(builds.folders.reports, size_kb=3000)
    write_notebook("first", prints(4_000_000), title="# First")
    ended = builds.run("--jobs=1")
    assert (ended.status, ended.errors) == (1, [f"FAILED {PAPERS[0]}/first: {FULL}"])
    assert two_papers.version(f"{PAPERS[0]}/first.ipynb") == "old"
    assert two_papers.version(f"{PAPERS[0]}/second") == two_papers.version(PAPERS[1]) == "new"
    assert not builds.left_over()
    reports.remount("size=20m")
    ended = builds.run()
    assert (ended.status, ended.errors) == (0, [])


def test_full_while_reports_are_put_in_place(two_papers, disk):
    builds = two_papers.builds
    reports = disk(builds.folders.reports, size_kb=4000)
    (reports.folder / PAPERS[0] / "notes.txt").write_bytes(bytes(2_500_000))
    before = builds.published()
    ended = builds.run("--jobs=1")
    where = reports.folder / PAPERS[0]
    for line, name in zip(ended.errors, ("first", "second"), strict=True):
        assert line.startswith(f"FAILED {PAPERS[0]}/{name}: {where} was left as it was: ")
        assert line.endswith(f"notes.txt: {FULL}")
    assert ended.status == 1
    changed = {name for name, content in builds.published().items() if before[name] != content}
    assert {Path(name).parts[0] for name in changed} == {PAPERS[1], "index.html"}
    assert two_papers.version(PAPERS[1]) == "new"
    assert not builds.left_over()


def test_full_from_the_first(two_papers, disk):
    cache = disk(two_papers.builds.folders.cache, size_kb=400)
    cache.fill()
    ended = two_papers.builds.run()
    assert nothing_could_be_run(two_papers, ended, f"{cache.folder}/last-build.json: {FULL}")


def test_full_while_data_are_processed(two_papers, disk):
    builds = two_papers.builds
    for file in builds.folders.processed.iterdir():
        file.unlink()
    processed = disk(builds.folders.processed, size_kb=8)
    ended = builds.run()
    assert nothing_could_be_run(two_papers, ended, f"{processed.folder}/ledger.parquet: {FULL}")
    assert builds.record()["exit_status"] == 2 and FULL in builds.record()["error"]


def test_a_file_larger_than_may_be(two_papers, write_notebook):
    write_notebook("first", prints(3_000_000), title="# First")
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, 2_000_000))"
    ended = two_papers.builds.run(before=limit)
    assert (ended.status, ended.errors) == (1, [f"FAILED {PAPERS[0]}/first: File too large"])
    assert two_papers.version(f"{PAPERS[0]}/first.ipynb") == "old"


@pytest.mark.parametrize("name", ["reports", "cache"])
def test_a_folder_that_is_read_only(two_papers, disk, name):
    folder = getattr(two_papers.builds.folders, name)
    disk(folder, size_kb=1000).remount("ro")
    ended = two_papers.builds.run()
    assert nothing_could_be_run(two_papers, ended, str(folder), "Read-only file system")


@pytest.mark.parametrize("name", ["reports", "cache"])
def test_a_file_in_the_place_of_a_folder(two_papers, name):
    folder = getattr(two_papers.builds.folders, name)
    shutil.rmtree(folder)
    folder.write_text("somebody's own")
    ended = two_papers.builds.run()
    assert ended.status == 2 and len(ended.err) == 1
    assert str(folder) in ended.err[0] and "File exists" in ended.err[0]
    assert folder.read_text() == "somebody's own"


def files_in(folder):
    """Every file but the note of why it could not be replaced, with its bytes."""
    found = (file for file in folder.rglob("*") if file.is_file() and file.name != "built.json")
    return {file: file.read_bytes() for file in found}


@pytest.mark.parametrize("what", ["file", "link", "mount"])
def test_a_paper_whose_folder_cannot_be_replaced(two_papers, disk, what):
    builds = two_papers.builds
    place = builds.folders.reports / PAPERS[0]
    if what == "mount":
        disk(place, size_kb=1000)
    else:
        place.rename(builds.folders.root / "elsewhere")
        place.symlink_to(builds.folders.root / "elsewhere") if what == "link" else place.touch()
    before = place.lstat().st_ino, files_in(place.resolve())
    ended = builds.run()
    reason = "Device or resource busy" if what == "mount" else "it is not a folder of its own"
    assert ended.status == 1 and len(ended.errors) == 2
    assert all(f"{place} was left as it was: " in line for line in ended.errors)
    assert all(reason in line for line in ended.errors)
    assert (place.lstat().st_ino, files_in(place.resolve())) == before
    assert two_papers.version(PAPERS[1]) == "new"


@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="it is another file system on Linux")
def test_reports_on_another_file_system(two_papers):
    builds = two_papers.builds
    with tempfile.TemporaryDirectory(dir="/dev/shm") as elsewhere:
        shutil.move(builds.folders.reports, f"{elsewhere}/reports")
        builds.folders.reports.symlink_to(f"{elsewhere}/reports")
        ended = builds.run()
        assert (ended.status, ended.errors) == (0, [])
        assert builds.published() == two_papers.new
        assert builds.folders.reports.is_symlink() and not builds.left_over()


def test_a_kernel_that_is_not_installed(two_papers):
    notebook = two_papers.builds.folders.notebooks / "second.ipynb"
    text = notebook.read_text(encoding="utf-8")
    notebook.write_text(text.replace('"name": "python3"', '"name": "pyhton3"'), encoding="utf-8")
    ended = two_papers.builds.run()
    said = f"{notebook} asks for the kernel 'pyhton3'; did you mean 'python3'?"
    assert nothing_could_be_run(two_papers, ended, said)
