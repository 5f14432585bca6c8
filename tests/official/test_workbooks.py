"""The benchmarking and neighbours workbooks: every figure of the sheet, with its line and year."""

from datetime import datetime
from pathlib import Path

import made_up_releases as made_up
import pandas as pd
import pytest

from analysis.errors import DataError
from analysis.official import benchmarking_release as benchmarking
from analysis.official import neighbours_release as neighbours
from analysis.official.recognise import read_file
from analysis.official.workbooks import read_workbook


def benchmarks(tmp_path, rows=None):
    path = made_up.write_workbook(tmp_path / "b.xlsx", rows or made_up.benchmark_rows())
    book = read_workbook(read_file(path))
    assert benchmarking.is_benchmarking(book) and not neighbours.is_neighbours(book)
    return benchmarking.read_benchmarks(book)


def near(tmp_path, rows=None, made=None):
    path = made_up.write_workbook(tmp_path / "n.xlsx", rows or made_up.neighbour_rows(), made=made)
    book = read_workbook(read_file(path))
    assert neighbours.is_neighbours(book) and not benchmarking.is_benchmarking(book)
    return neighbours.read_neighbours(book)


def refusal(read, tmp_path, rows):
    with pytest.raises(DataError) as raised:
        read(tmp_path, rows)
    assert raised.value.__suppress_context__ or raised.value.__context__ is None
    return str(raised.value)


def spending(found, basis, lines, column, number="606"):
    rows = found.tables["section251"]
    rows = rows[(rows["la_code"] == number) & (rows["basis"] == basis)]
    (row,) = rows[(rows["lines"] == lines) & (rows["column"] == column)].to_dict("records")
    return row


def test_each_category_has_its_lines_and_every_column(tmp_path):
    rows = benchmarks(tmp_path).tables["section251"]
    columns = rows.groupby("lines")["column"].agg(lambda names: sorted(set(names)))
    phases = ["early_years", "post_school", "primary", "prus_ap", "secondary", "special", "total"]
    assert columns.to_dict() == {
        "1.0.2": phases,
        "1.2.1 + 1.2.2 + 1.2.4 + 1.2.11": sorted([*phases, "income"]),
        "1.2.3": sorted([*phases, "income"]),
        "1.2.5 + 1.2.8 + 1.2.9": ["total"],
        "1.2.6": ["total"],
        "1.2.7": ["total"],
        "1.2.13": ["total"],
    }
    assert len(rows) == 6 * 2 * 27
    assert not rows.duplicated(["la_code", "basis", "lines", "column"]).any()


def test_budget_and_outturn_have_their_own_year_and_figures(tmp_path):
    found = benchmarks(tmp_path)
    budget = spending(found, "planned expenditure", "1.2.3", "secondary")
    outturn = spending(found, "outturn", "1.2.3", "secondary")
    assert (budget["financial_year"], budget["value"]) == ("2021-22", 4 * 3000)
    assert (outturn["financial_year"], outturn["value"]) == ("2021-22", 4 * 6000)
    assert budget["category"] == "Top-up (non-maintained and independent schools and colleges)"


def test_pence_are_kept_and_income_is_taken_off_the_total(tmp_path):
    found = benchmarks(tmp_path)
    total = spending(found, "planned expenditure", "1.2.1 + 1.2.2 + 1.2.4 + 1.2.11", "total")
    assert total["value"] == 4 * (21_000 - 0.25)


def test_a_figure_that_is_not_there_is_no_zero(tmp_path):
    found = benchmarks(tmp_path)
    row = spending(found, "outturn", "1.2.3", "total", "603")
    assert row["symbol"] == "#N/A" and pd.isna(row["value"])
    placements = found.tables["benchmark_placements"]
    new = placements[placements["la_code"] == "604"]
    assert set(new["symbol"]) == {"#N/A"} and new["value"].isna().all()


def test_plans_are_of_the_january_before_the_year_and_population_of_its_own(tmp_path):
    found = benchmarks(tmp_path)
    placements = found.tables["benchmark_placements"]
    assert set(placements["january"]) == {2021}
    one = placements[placements["la_code"] == "606"].set_index("placement")["value"]
    assert one["ehcplans"] == made_up.plans(4, 2021)
    assert one["nmss_or_independent"] == 10 * 4 * 12
    population = found.tables["population"]
    (row,) = population[population["la_code"] == "606"].to_dict("records")
    assert (row["year"], row["ages"], row["value"]) == (2021, "2 to 18", 40_002)
    assert row["basis"] == "ONS mid-2021 projection"


def test_an_authority_without_a_single_figure_is_left_out_and_named(tmp_path):
    found = benchmarks(tmp_path)
    assert found.defunct == ("Lakey Hill",)
    assert "699" not in set(found.tables["population"]["la_code"])
    assert found.rows_read == 6


def test_columns_that_are_not_used_are_named(tmp_path):
    found = benchmarks(tmp_path)
    assert "Factors FSM" in found.not_used
    assert not [name for name in found.not_used if "SEN support" in name]


def changed(rows, row, column, cell):
    rows[row][column] = cell
    return rows


BAD_BENCHMARKS = [
    ((3, 14, "Place fundng"), ["no column 'Place funding'; did you mean 'Place fundng'?"]),
    ((3, 60, "Incom (2)"), ["row 4: no column"]),
    ((5, 10, "NMSS or independent"), ["no column 'NMSS or independent schools'; did you mean"]),
    ((4, 2, "LA cod"), ["no column 'LA code'; did you mean 'LA cod'?"]),
    ((4, 4, "0-18 Population"), ["no column '2-18 Population'; did you mean '0-18 Population'?"]),
    ((4, 4, "2-18 Population"), ["row 5, column E", "such as '2-18 Population (ONS mid-2021"]),
    ((2, 44, None), ["the year of the outturn was expected, up to 2021-22; found: none"]),
    ((2, 44, "2022-23"), ["up to 2021-22; found: 2022-23"]),
    ((1, 2, "2021"), ["no 'Year' above the header, such as 2021-22"]),
    ((7, 6, 12.5), ["row 8, column 'G': '12.5' found, a whole number or one of"]),
    ((7, 15, "nil"), ["row 8, column 'P': 'nil' found, a number or one of"]),
    ((7, 2, 60), ["row 8, column 'la_code': '60' found, a number of three digits"]),
    ((8, 2, 601), ["row 9: a second row for 601, after row 8"]),
    ((8, 3, None), ["row 9, column 'name': '' found, the name of an authority"]),
]


@pytest.mark.parametrize(("change", "said"), BAD_BENCHMARKS)
def test_what_is_wrong_in_the_benchmarking_sheet_is_named(tmp_path, change, said):
    message = refusal(benchmarks, tmp_path, changed(made_up.benchmark_rows(), *change))
    assert "b.xlsx: sheet 'Sheet1'" in message
    assert not [words for words in said if words not in message], message


def test_the_year_that_the_sheet_gives_its_outturn_is_not_believed(tmp_path):
    found = benchmarks(tmp_path, made_up.benchmark_rows("2021-22", "2020-21"))
    assert (found.outturn_label, found.outturn_year) == ("2020-21", "2021-22")
    mended = benchmarks(tmp_path, made_up.benchmark_rows("2021-22", "2021-22"))
    assert mended.tables["section251"].equals(found.tables["section251"])


@pytest.mark.parametrize("label", ["2021-22", "2022-23"])
def test_a_workbook_whose_outturn_was_not_compared_is_refused(tmp_path, label):
    message = refusal(benchmarks, tmp_path, made_up.benchmark_rows("2022-23", label))
    assert message.endswith(
        f"b.xlsx: sheet 'Sheet1', row 3, column AS: '{label}' found as the year of the outturn, "
        "beside a budget of 2022-23; it is not believed unchecked, for the workbook of 2021-22 "
        "says 2020-21 of an outturn of 2021-22. Compare the outturn with the department's outturn "
        "release, and add the year that it equals to OUTTURN_YEARS in "
        "src/analysis/official/benchmarking_release.py, which has budgets of: 2021-22"
    )
    assert "\n" not in message


def test_the_file_that_a_refusal_names_has_the_years():
    root = Path(__file__).resolve().parents[2]
    code = (root / "src/analysis/official/benchmarking_release.py").read_text(encoding="utf-8")
    assert "\nOUTTURN_YEARS" in code


def test_without_a_section_the_workbook_says_which(tmp_path):
    rows = changed(made_up.benchmark_rows(), 2, 46, "Outturn")
    assert "no heading 'Section 251 outturn'" in refusal(benchmarks, tmp_path, rows)


def test_ten_neighbours_closest_first(tmp_path):
    found = near(tmp_path)
    rows = found.rows[found.rows["la_code"] == "606"].sort_values("rank")
    assert list(rows["rank"]) == list(range(1, 11))
    assert list(rows["neighbour_la_code"])[:3] == ["601", "602", "604"]
    assert set(found.rows["model"]) == {"2025-05"}


def test_the_model_is_the_month_of_the_workbook(tmp_path):
    assert set(near(tmp_path, made=datetime(2021, 4, 1)).rows["model"]) == {"2021-04"}


def test_those_that_are_no_more_are_marked_and_closeness_is_spelt_alike(tmp_path):
    rows = near(tmp_path).rows
    assert set(rows.loc[rows["former"], "la_code"]) == {"603"}
    assert set(rows["closeness"]) == {"Very close", "Extremely close"}


BAD_NEIGHBOURS = [
    ((2, 0, "LA nun"), ["column 'LA num' is missing; did you mean 'LA nun'?"]),
    ((2, 23, "SN11"), ["column 'SN10' is missing; did you mean 'SN1"]),
    ((2, 6, "Closeness"), ["row 3, column G: 'Closeness' found, 'SNP' expected"]),
    ((3, 6, "Similar"), ["row 4, column 'SNP1': 'Similar' found, one of Extremely close"]),
    ((3, 5, None), ["row 4, column 'SN1': '' found, a number of three digits"]),
    ((3, 5, 601), ["row 4: 601 is among its own neighbours"]),
    ((3, 7, 602), ["row 4: the neighbour 602 stands twice"]),
    ((4, 0, 601), ["row 5: a second row for 601, after row 4"]),
]


@pytest.mark.parametrize(("change", "said"), BAD_NEIGHBOURS)
def test_what_is_wrong_in_the_neighbours_is_named(tmp_path, change, said):
    message = refusal(near, tmp_path, changed(made_up.neighbour_rows(), *change))
    assert "n.xlsx: sheet" in message
    assert not [words for words in said if words not in message], message
