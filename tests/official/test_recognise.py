"""What a file is: by content, whatever its name; and one clear error for what is no release."""

import zipfile

import made_up_releases as made_up
import pytest

from analysis.errors import DataError, UsageError
from analysis.official.recognise import NotARelease


@pytest.mark.parametrize(
    ("kind", "name"),
    [("earlier.zip", "book.xlsx"), ("earlier.zip", "a.b.c"), ("benchmarks.xlsx", "release.csv")],
)
def test_the_name_of_a_file_says_nothing(imported, downloads, kind, name):
    path = downloads / name
    (downloads / kind).rename(path)
    (file,) = imported(path).files
    assert file.what.endswith("reporting year 2022" if "zip" in kind else "tool 2021-22")


def test_a_csv_is_known_by_its_header(imported, tmp_path):
    path = tmp_path / "sen2_age_caseload.csv"
    path.write_bytes(made_up.csv_text(made_up.caseload_table()))
    (file,) = imported(path).files
    assert [table.source.source for table in file.tables] == ["caseload"]
    assert file.what == "Education, health and care plans, reporting year 2025"


BROKEN = {
    "a web page": b"\xef\xbb\xbf <!DOCTYPE html><html><body>Not found</body></html>",
    "a workbook with a password": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    "a PDF": b"%PDF-1.7\n",
    "empty": b"\n",
    "text in UTF-16": "time_period,".encode("utf-16"),
    "no text": b"time\0period",
}


@pytest.mark.parametrize("what", BROKEN)
def test_what_is_no_release_at_all_is_one_error_in_a_folder_too(imported, downloads, what):
    path = downloads / "education-health-and-care-plans_2025.zip"
    path.write_bytes(BROKEN[what])
    for given in (downloads, path):
        with pytest.raises(NotARelease) as raised:
            imported(given)
        message = str(raised.value)
        assert path.name in message and what in message and "zip, csv or workbook" in message
        assert raised.value.__suppress_context__ or raised.value.__context__ is None


@pytest.mark.parametrize("kind", ["earlier.zip", "benchmarks.xlsx"])
@pytest.mark.parametrize("keep", [0.3, 0.99])
def test_a_download_cut_short_is_one_error(imported, downloads, kind, keep):
    path = downloads / kind
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * keep)])
    with pytest.raises(DataError, match=f"{kind} is a zip or workbook that is cut short"):
        imported(downloads)


def test_a_damaged_member_is_one_error(imported, tmp_path):
    path = tmp_path / "later.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("data/caseload.csv", made_up.later_members()["data/caseload.csv"])
    content = bytearray(path.read_bytes())
    at = content.rindex(b"All EHC plans")
    content[at : at + 3] = b"Odd"
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"later\.zip: data/caseload\.csv is damaged .*CRC"):
        imported(path)


def test_a_damaged_workbook_is_one_error(imported, downloads):
    path = downloads / "benchmarks.xlsx"
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    members["xl/workbook.xml"] = b"<workbook><sheets>"
    made_up.write_zip(path, members)
    with pytest.raises(DataError, match=r"benchmarks\.xlsx is a damaged workbook"):
        imported(path)


def test_a_zip_with_a_password_is_one_error(imported, downloads):
    path = downloads / "later.zip"
    content = bytearray(path.read_bytes())
    for lead, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(lead)
        while at >= 0:
            content[at + offset] |= 1
            at = content.find(lead, at + 4)
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"later\.zip: data/caseload\.csv has a password"):
        imported(path)


SCHOOLS = (
    "time_period,time_identifier,geographic_level,new_la_code,la_name,phase,headcount\n2,3,4,5"
)


def test_a_csv_of_another_release_is_one_error(imported, tmp_path):
    path = tmp_path / "caseload.csv"
    path.write_text(SCHOOLS, encoding="utf-8")
    with pytest.raises(NotARelease) as raised:
        imported(path)
    message = str(raised.value)
    assert "caseload.csv is not recognised: a text file that begins with 'time_period'" in message
    assert "expected the EHC plans release" in message and "\n" not in message


def test_another_workbook_is_one_error(imported, tmp_path):
    path = made_up.write_workbook(tmp_path / "high-needs.xlsx", [["Council", "Budget"], ["A", 1]])
    with pytest.raises(NotARelease, match=r"not recognised: a workbook that begins with 'Council'"):
        imported(path)


def test_a_table_that_nothing_uses_is_named(imported, tmp_path):
    path = tmp_path / "x.csv"
    path.write_bytes(made_up.later_members()["data/newplans.csv"])
    with pytest.raises(NotARelease, match=r"is the table newplans of the release .* no analysis"):
        imported(path)


def test_a_zip_of_something_else_is_one_error(imported, downloads, tmp_path):
    other = made_up.write_zip(tmp_path / "other.zip", {"schools.csv": SCHOOLS.encode()})
    with pytest.raises(NotARelease, match=r"holds no table that is used, but schools\.csv"):
        imported(other)
    book = (downloads / "near.xlsx").read_bytes()
    nested = made_up.write_zip(tmp_path / "nested.zip", {"near.xlsx": book})
    with pytest.raises(NotARelease, match=r"holds near\.xlsx: unpack it and import the folder"):
        imported(nested)


def test_in_a_folder_what_is_no_release_is_passed_over_and_said(imported, downloads):
    (downloads / "README.md").write_text("# Downloads\n", encoding="utf-8")
    (downloads / "notes.pdf").write_bytes(BROKEN["a PDF"])
    (downloads / "schools.csv").write_text(SCHOOLS, encoding="utf-8")
    (downloads / ".DS_Store").write_bytes(b"\0")
    done = imported(downloads)
    assert len(done.files) == 4
    assert [line.split(" is ")[0].rsplit("/", 1)[1] for line in done.passed_over] == [
        "README.md",
        "notes.pdf",
        "schools.csv",
    ]


def test_nothing_to_import_is_an_error(imported, tmp_path):
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError, match="Nothing to import; expected the EHC plans release"):
        imported(tmp_path / "empty")


def test_a_path_that_does_not_exist_names_the_nearest(imported, downloads):
    with pytest.raises(UsageError, match=r"There is no file .*earlir\.zip; did you mean 'earlier"):
        imported(downloads / "earlir.zip")


def test_a_zip_that_mixes_releases_is_an_error(imported, tmp_path):
    members = made_up.earlier_members() | made_up.later_members()
    path = made_up.write_zip(tmp_path / "both.zip", members)
    with pytest.raises(DataError, match=r"both\.zip mixes releases: .*2022.*2025"):
        imported(path)
