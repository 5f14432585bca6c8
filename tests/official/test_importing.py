"""An import: the same whatever the order, nothing half done, every revised figure listed."""

import contextlib
import hashlib
import itertools
import json
import os
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import made_up_releases as made_up
import pandas as pd
import pytest
from click.testing import CliRunner
from made_up_project import READ_BEFORE

from analysis.cli import main
from analysis.errors import DataError
from analysis.official import importing, store
from analysis.official.store import load_official

FILES = ("earlier.zip", "later.zip", "benchmarks.xlsx", "near.xlsx")
TABLES = ("figures", "areas", "neighbours", "revisions")


def everything(official):
    """The bytes of every table, and what is said of them."""
    tables = {name: (official.folder / f"{name}.parquet").read_bytes() for name in TABLES}
    return tables, official.sources


def contents(folder):
    files = (p for p in folder.rglob("*") if p.is_file() and p.name != ".lock")
    return {p.relative_to(folder): p.read_bytes() for p in files}


def plans_of(official, code, table="ehc_plans", item="total"):
    """The rows of one item of an area, by period."""
    rows = official.figures
    rows = rows[(rows["code"] == code) & (rows["table"] == table) & (rows["item"] == item)]
    return rows.set_index("period")


def periods(official, table):
    rows = official.figures
    return set(rows.loc[rows["table"] == table, "period"])


@pytest.mark.parametrize("order", [FILES[::-1], FILES[2:] + FILES[:2]])
def test_the_order_of_imports_makes_no_difference(imported, downloads, imported_once, order):
    for name in order:
        done = imported(downloads / name)
    assert everything(done.official) == everything(imported_once)


def test_a_release_again_takes_its_own_place(imported, downloads, imported_project, imported_once):
    again = imported(downloads / "earlier.zip").official
    assert everything(again) == everything(imported_once)
    assert again.revisions.empty

    def more(table):
        table.loc[table["geographic_level"] == "National", "ehcplans"] = "12345"
        return table

    made_up.write_zip(downloads / "later.zip", made_up.later_members(more))
    official = imported(downloads / "later.zip").official
    england = plans_of(official, made_up.ENGLAND)
    assert list(england["value"])[2:] == [12345] * 7
    assert len(official.sources) == 5


def test_csv_files_give_the_same_as_their_zip(imported, downloads, empty_project, imported_once):
    folder = downloads / "csv"
    for name, content in (made_up.earlier_members() | made_up.later_members()).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    both = imported_once.figures
    plans = both[both["table"].isin(["ehc_plans", "placements"])].reset_index(drop=True)
    for path in sorted(folder.rglob("*caseload.csv")):
        imported(path)
    assert load_official(empty_project).figures.equals(plans)
    done = imported(folder)
    assert len(done.files) == 3 and len(done.passed_over) == 3
    assert done.official.figures.equals(plans)


def test_the_same_file_twice_counts_once(imported, downloads):
    copy = downloads / "copy.zip"
    copy.write_bytes((downloads / "later.zip").read_bytes())
    assert len(imported(downloads).official.sources) == 5


def test_two_files_that_disagree_on_one_table_are_an_error(imported, downloads):
    def other(table):
        return table.replace({"ehcplans": {str(made_up.plans(4, 2025)): "1"}})

    made_up.write_zip(downloads / "copy.zip", made_up.later_members(other))
    with pytest.raises(DataError, match=r"later\.zip and .*copy\.zip both hold caseload .* differ"):
        imported(downloads)


# ---------------------------------------------------------------------------- later wins


def at(table, code, period):
    return (table["new_la_code"] == code) & (table["time_period"] == period)


@pytest.fixture
def revised(imported, downloads):
    """A later release in which four figures are not what the earlier one has."""

    def change(table):
        code = made_up.BORCHESTER.code
        table.loc[at(table, code, "202021"), "ehcplans"] = "7000"
        table.loc[at(table, code, "202021"), "special_independent"] = "x"
        table.loc[at(table, code, "202122"), "neet"] = "0"
        table.loc[at(table, code, "202425"), "neet"] = "1"
        return table

    made_up.write_zip(downloads / "later.zip", made_up.later_members(change))
    return imported(downloads).official


def test_every_revised_figure_is_listed_with_both_values_and_no_other(revised):
    rows = revised.revisions
    assert set(rows["code"]) == {made_up.BORCHESTER.code}
    assert set(rows["earlier_release"]) == {2022} and set(rows["later_release"]) == {2025}
    found = rows.set_index(["table", "period", "item"])
    assert sorted(found.index) == [
        ("ehc_plans", "2021", "ehc_plans"),
        ("ehc_plans", "2021", "total"),
        ("placements", "2021", "ehcplans"),
        ("placements", "2021", "special_independent"),
        ("placements", "2022", "neet"),
    ]
    headline = found.loc["ehc_plans", "2021", "total"]
    assert (headline["earlier_value"], headline["later_value"]) == (made_up.plans(4, 2021), 7000)
    hidden = found.loc["placements", "2021", "special_independent"]
    assert (hidden["earlier_value"], hidden["later_symbol"]) == (5 * 4 * 12, "x")
    assert pd.isna(hidden["later_value"]) and pd.isna(hidden["earlier_symbol"])


def test_the_later_release_wins_where_they_overlap(revised):
    of = plans_of(revised, made_up.BORCHESTER.code)
    assert of.loc["2021", "value"] == 7000
    assert dict(of["release"]) == {str(y): 2022 if y < 2019 else 2025 for y in range(2017, 2026)}
    assert set(of.loc["2019":, "source"]) == {"caseload"}
    placed = plans_of(revised, made_up.BORCHESTER.code, "placements", "special_independent")
    hidden = placed.loc["2021"]
    assert pd.isna(hidden["value"]) and hidden["symbol"] == "x" and hidden["release"] == 2025


def test_an_area_that_the_later_release_no_longer_has_is_not_mixed_in(imported, downloads):
    def restated(table):
        return table[~at(table, made_up.FELPERSHAMSHIRE.code, "202021")]

    made_up.write_zip(downloads / "later.zip", made_up.later_members(restated))
    official = imported(downloads / "earlier.zip", downloads / "later.zip").official
    own = plans_of(official, made_up.FELPERSHAMSHIRE.code)
    assert list(own.index) == ["2017", "2018", "2019", "2020"]
    gone = official.revisions
    (row,) = gone[(gone["table"] == "ehc_plans") & (gone["item"] == "total")].to_dict("records")
    assert (row["code"], row["period"]) == (made_up.FELPERSHAMSHIRE.code, "2021")
    assert row["later_symbol"] == "dropped" and row["later_release"] == 2025
    assert row["earlier_value"] == made_up.plans(5, 2021)


def test_a_later_workbook_revises_too(imported, downloads):
    rows = made_up.benchmark_rows("2022-23", "2021-22")
    rows[12][10] = 1
    made_up.write_workbook(downloads / "next.xlsx", rows)
    official = imported(downloads).official
    assert periods(official, "section251") == {"2021-22", "2022-23"}
    people = plans_of(official, made_up.BORCHESTER.code, "population", "people")
    assert list(people["release"]) == [2022]  # both are of the same year: the later workbook's
    assert [release.title for release in official.releases("population")] == [
        "High needs benchmarking tool 2022-23"
    ]
    assert len(official.releases("section251")) == 2


# ------------------------------------------------------------------- nothing half imported


@pytest.mark.parametrize("broken", FILES[1:3])
def test_a_file_that_is_not_right_changes_nothing(imported, downloads, imported_project, broken):
    before = contents(imported_project.root)
    path = downloads / broken
    path.write_bytes(path.read_bytes()[:2000])
    made_up.write_workbook(downloads / "aa.xlsx", made_up.benchmark_rows("2022-23", "2021-22"))
    with pytest.raises(DataError):
        imported(downloads)
    assert contents(imported_project.root) == before


def test_a_first_import_that_fails_leaves_nothing(imported, downloads, empty_project):
    (downloads / "near.xlsx").write_bytes(b"PK")
    with pytest.raises(DataError):
        imported(downloads)
    assert contents(empty_project.root) == {}
    with pytest.raises(DataError, match=r"No official release is imported: `python -m analysis"):
        load_official(empty_project)


@pytest.mark.parametrize("fails_at", [1, 9])
def test_a_failure_to_write_changes_nothing(
    imported, downloads, empty_project, monkeypatch, fails_at
):
    imported(downloads / "earlier.zip")
    before = contents(empty_project.root)
    written = itertools.count(1)
    real = pd.DataFrame.to_parquet

    def to_parquet(frame, *args, **kwargs):
        if next(written) == fails_at:
            raise OSError(28, "No space left on device")
        return real(frame, *args, **kwargs)

    monkeypatch.setattr(pd.DataFrame, "to_parquet", to_parquet)
    with pytest.raises(DataError, match="No space left on device; nothing has changed"):
        imported(downloads)
    assert contents(empty_project.root) == before


def test_a_failure_to_name_the_new_folder_changes_nothing(
    imported, downloads, empty_project, monkeypatch
):
    imported(downloads / "earlier.zip")
    before = load_official(empty_project).figures

    def fail(path, text):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(store, "replace_file", fail)
        with pytest.raises(DataError, match="No space left on device; nothing has changed"):
            imported(downloads)
    assert load_official(empty_project).figures.equals(before)
    imported(downloads)
    imported(downloads)
    folders = [p for p in store.official_folder(empty_project).iterdir() if p.is_dir()]
    assert folders == [load_official(empty_project).folder]


def test_a_build_that_is_running_reads_on_from_what_it_began_with(
    imported, downloads, empty_project
):
    other = empty_project.processed / "ledger.parquet"
    other.parent.mkdir(parents=True)
    other.write_bytes(b"of a paper")
    imported(downloads / "earlier.zip")
    running = load_official(empty_project)
    imported(downloads)
    assert other.read_bytes() == b"of a paper"
    assert max(periods(running, "ehc_plans")) == "2022"
    assert max(periods(load_official(empty_project), "ehc_plans")) == "2025"


def test_the_same_import_again_takes_nothing_from_a_reader(imported, downloads, imported_project):
    path = load_official(imported_project).folder / "figures.parquet"
    with path.open("rb") as reader:
        inode = os.fstat(reader.fileno()).st_ino
        imported(downloads)
        assert path.stat().st_ino == inode


def test_two_imports_at_once_both_count(imported, downloads, empty_project, monkeypatch):
    imported(downloads / "near.xlsx")
    together = threading.Barrier(2)
    real = importing.assemble

    def assemble(parts):
        with contextlib.suppress(threading.BrokenBarrierError):
            together.wait(timeout=1)  # broken where the one waits for the other, as it should
        return real(parts)

    monkeypatch.setattr(importing, "assemble", assemble)
    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(imported, downloads / name) for name in FILES[:2]]:
            done.result()
    files = {source.file for source in load_official(empty_project).sources}
    assert files == {"earlier.zip", "later.zip", "near.xlsx"}


def test_what_is_written_is_the_same_bytes_again(imported, downloads, imported_project):
    first = contents(imported_project.root)
    READ_BEFORE.clear()
    imported(downloads)
    assert contents(imported_project.root) == first


def test_another_version_has_to_be_imported_again(imported, downloads, imported_project):
    path = store.official_folder(imported_project) / store.IMPORTED
    said = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(said | {"format": 1}), encoding="utf-8")
    with pytest.raises(DataError, match="was written by another version: import the releases"):
        load_official(imported_project)
    imported(downloads)
    assert load_official(imported_project).has("ehc_plans")


# ----------------------------------------------------------------- workbooks and ONS codes


def test_a_workbook_waits_for_the_release_that_says_the_codes(imported, downloads, empty_project):
    official = imported(downloads / "benchmarks.xlsx").official
    assert official.waiting == ("section251", "benchmark_placements", "population")
    assert "only the EHC plans release says: import that too" in official.explain_missing(
        "population"
    )
    official = imported(downloads / "later.zip").official
    assert official.waiting == ()
    rows = official.figures
    spent = set(rows.loc[rows["table"] == "section251", "code"])
    assert spent == {a.code for a in made_up.AUTHORITIES}


def test_a_table_that_was_not_imported_names_the_nearest(imported, downloads):
    official = imported(downloads / "later.zip").official
    said = official.explain_missing("placement")
    assert "makes up 'placement'; did you mean 'placements'?" in said
    with pytest.raises(DataError, match=r"makes up 'neighbours'.*Import its release"):
        _ = official.neighbours


def test_an_authority_that_no_release_has_is_left_out_and_said(imported, downloads):
    rows = made_up.benchmark_rows()
    rows[7][2:4] = [688, "Hollerton"]
    made_up.write_workbook(downloads / "benchmarks.xlsx", rows)
    done = imported(downloads)
    assert "688 Hollerton" in done.unplaced
    rows = done.official.figures
    section = rows[rows["table"] == "section251"]
    assert made_up.AMBRIDGE.code not in set(section["code"])
    assert section["code"].notna().all() and len(section) == 5 * 2 * 27


def test_a_workbook_of_after_a_reorganisation_is_read_beside_a_release_of_before(
    imported, downloads
):
    def until_2021(table):
        return table[table["time_period"] < "2022"]

    members = made_up.earlier_members(until_2021, until_2021)
    made_up.write_zip(downloads / "earlier.zip", members)
    official = imported(downloads / "earlier.zip", downloads / "benchmarks.xlsx").official
    rows = official.figures
    assert made_up.NORTH_FELPERSHAM.code in set(rows.loc[rows["table"] == "section251", "code"])


def test_neighbours_are_by_code_and_one_unknown_is_missing(imported_once):
    rows = imported_once.neighbours
    own = rows[rows["code"] == made_up.BORCHESTER.code]
    assert own["neighbour_code"].iloc[0] == made_up.AMBRIDGE.code
    assert own["neighbour_code"].isna().sum() == 6  # 690 to 695 are no authority of the releases


def test_authorities_are_listed_without_pandas(imported_project):
    """So that a build with nothing to do is quick."""
    code = (
        "import sys; from analysis.official.store import load_official\n"
        "from analysis.official.areas import find_authority\n"
        "rows = load_official().area_rows\n"
        "code = find_authority(rows, 'felpershamshire')\n"
        "own = next(row for row in rows if row['code'] == code)\n"
        "print(own['name'], own['region'], own['end'], len(rows), 'pandas' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "Felpershamshire Borsetshire 2021-04-01 9 False\n"


# ------------------------------------------------------------------------------- releases


def test_each_table_cites_its_releases_with_the_years_taken_from_them(imported_once):
    official = imported_once
    earlier, later = official.releases("ehc_plans")
    assert earlier.release.endswith("reporting year 2022 (January 2017 to 2018)")
    assert (earlier.table, later.table) == ("sen2_age_caseload", "caseload")
    assert later.citation == (
        "Department for Education, Education, health and care plans, "
        "reporting year 2025 (January 2019 to 2025)"
    )
    (benchmarks,) = official.releases("section251")
    assert benchmarks.release.endswith("tool 2021-22 (financial year 2021-22)")
    (near,) = official.releases("neighbours")
    assert near.release == "Children's services statistical neighbours, May 2025"


def test_the_checksum_is_that_of_the_file_as_downloaded(imported_once, downloads):
    sums = {s.file: s.sha256 for s in imported_once.sources}
    assert sums == {n: hashlib.sha256((downloads / n).read_bytes()).hexdigest() for n in FILES}


# --------------------------------------------------------------------------- command line


def command(*args):
    return CliRunner().invoke(main, ["import", *map(str, args)])


def test_the_command_says_what_it_did(empty_project, downloads):
    def more(table):
        table.loc[at(table, made_up.BORCHESTER.code, "202021"), "neet"] = "1"
        return table.assign(plans_per_1000="3")

    made_up.write_zip(downloads / "later.zip", made_up.later_members(more))
    (downloads / "notes.txt").write_text("call, them\n", encoding="utf-8")
    result = command(downloads)
    assert result.exit_code == 0, result.output
    said = result.stdout
    assert "later.zip: Education, health and care plans, reporting year 2025" in said
    assert "caseload: 53 rows, January 2019 to 2025" in said
    assert "unknown columns, not used: plans_per_1000" in said
    assert "columns not used: breakdown_topic, mainstream_total_pc" in said
    assert "files in it not used: data/newplans.csv, data-guidance/data-guidance.txt" in said
    assert "left out, being no more and without any figure: Lakey Hill" in said
    assert "the sheet says that its outturn is of 2020-21; it is of 2021-22" in said
    assert "Passed over: " in said and "notes.txt is not recognised" in said
    assert f"Imported, in {store.official_folder(empty_project)}:" in said
    assert "England, 2021: 1 of placements; authorities of England" in said
    assert (
        "Figures that a later release revised: 1\n  Borchester, 2021: placements, neet: 192 "
        in said
    )
    assert said.endswith("192 (release of 2022), 1 (release of 2025)\n")
    assert result.stderr.splitlines()[-1].startswith("[4/5] near.xlsx: Children's services")


def test_an_error_is_in_its_own_words_and_status_2(empty_project, downloads):
    (downloads / "later.zip").write_bytes(b"<html>")
    result = command(downloads / "later.zip")
    assert result.exit_code == 2
    assert result.stderr.startswith("Error: ") and "is a web page" in result.stderr
    assert "Traceback" not in result.output and result.stdout == ""
    assert command(downloads / "nothing.zip").exit_code == 2


def test_what_is_missing_is_said(empty_project, downloads):
    result = command(downloads / "benchmarks.xlsx")
    assert result.exit_code == 0
    assert "Not ready: 'section251' waits for the EHC plans release" in result.stdout
