"""One file of every measure, authority and year: as the comparison works it out, and readable."""

import openpyxl
import pandas as pd
import pytest

from analysis.build.authorities import DATA_FILES
from analysis.build.national import COLUMNS, DICTIONARY, write_national
from analysis.comparison import comparison_of
from analysis.official.figures import imported_figures
from analysis.official.store import load_official


@pytest.fixture
def written(imported_project, tmp_path):
    write_national(imported_project, tmp_path / "national")
    return tmp_path / "national"


@pytest.fixture
def figures(imported_project):
    return imported_figures(load_official(imported_project))


def read(file):
    return pd.read_csv(file, encoding="utf-8-sig", dtype={"year": str}, keep_default_na=False)


def test_csv_parquet_and_dictionary_have_the_same_measures_and_columns(written, figures):
    table, stored = read(written / "measures.csv"), pd.read_parquet(written / "measures.parquet")
    assert list(table) == list(stored) == list(COLUMNS)
    assert len(table) == len(stored)
    numbers = pd.to_numeric(table["value"]).to_numpy()
    assert numbers == pytest.approx(stored["value"].to_numpy(), nan_ok=True)
    described = read(written / DICTIONARY).groupby("kind")["name"].agg(list)
    assert described["column"] == list(COLUMNS)
    assert described["measure"] == list(dict.fromkeys(table["measure"]))
    assert set(described["measure"]) == set(comparison_of(figures).measures)
    for file in (written / "measures.csv", written / DICTIONARY):
        assert file.read_bytes().startswith("\ufeff".encode())


def test_every_value_is_that_of_the_comparison_of_its_year(written, figures):
    stored = pd.read_parquet(written / "measures.parquet")
    assert not stored.duplicated(["measure", "year", "code"]).any()
    comparison = comparison_of(figures)
    for key in comparison.measures:
        latest = stored[stored["measure"] == key]
        latest = latest[latest["year"] == latest["year"].max()].set_index("code")
        expected = comparison.values[key].round(6).reindex(latest.index)
        assert latest["value"].to_numpy() == pytest.approx(expected.to_numpy(), nan_ok=True), key
        assert (latest["reason"].eq("") == latest["value"].notna()).all()


def test_earlier_years_are_worked_out_too(written, figures):
    stored = pd.read_parquet(written / "measures.parquet")
    rows = stored[stored["measure"] == "latest_mix_maintained_special"].dropna(subset="value")
    counts = figures.wide("placements").loc["E06990001"]
    special = counts["special_la_maintained"] + counts["special_academy_free"]
    expected = (100 * special / counts["ehcplans"]).dropna().round(6)
    of_ambridge = rows[rows["code"] == "E06990001"].set_index("year")["value"].sort_index()
    assert len(expected) > 1
    assert of_ambridge.to_dict() == {str(january): share for january, share in expected.items()}


def test_a_value_of_the_workbook_is_the_formula_over_its_numerator_and_denominator(written):
    book = openpyxl.load_workbook(written / "measures.xlsx")
    assert book.sheetnames[:3] == ["Cover", "Contents", "Measures"]
    assert len({sheet["A1"].value for sheet in book}) == len(book.sheetnames)
    by_head = next(sheet for sheet in book if "Per head" in sheet.title)
    (marked,) = by_head.tables.values()
    header, *rows = ([cell.value for cell in row] for row in by_head[marked.ref])
    assert header[5:8] == ["Numerator", "Denominator", "Value (£ per head)"]
    there = [n for n, row in enumerate(rows, start=7) if row[7] != "[x]"]
    assert there and all(rows[n - 7][7] == f"=F{n} / G{n}" for n in there)
    shown = {cell.number_format for cell in by_head["H"] if cell.data_type == "f"}
    assert shown == {'"£"#,##0'}


def test_two_runs_write_the_same_bytes(imported_project, written, tmp_path):
    write_national(imported_project, tmp_path / "again")
    for name in DATA_FILES:
        assert (tmp_path / "again" / name).read_bytes() == (written / name).read_bytes()
