"""Layouts as `formats.toml` has them: figures in their places, symbols kept, clear errors."""

from datetime import datetime
from pathlib import Path
from typing import Any

import made_up_releases as made_up
import pandas as pd
import pytest
from made_up_releases import AMBRIDGE_ONCE, BORCHESTER, ENGLAND

from analysis.errors import DataError
from analysis.official.formats import FORMATS, LAYOUTS, Table, find_layout
from analysis.official.importing import _read_table
from analysis.official.recognise import File, Grid, read_file
from analysis.official.symbols import MEANINGS

CSVS = {
    "sen2_age_caseload": made_up.age_table,
    "sen2_estab_caseload": made_up.estab_table,
    "caseload": made_up.caseload_table,
}


def read(table: pd.DataFrame, content: bytes | None = None) -> Table:
    """A csv as it is read."""
    header = tuple(table.columns)
    text = made_up.csv_text(table) if content is None else content
    grid = Grid("made up.csv", "made up.csv", (header,), lambda: text)
    return _read(File(Path("made up.csv"), "csv", "", (grid,)))


def sheet(rows: list[list[Any]], tmp_path: Path, made: datetime | None = None) -> Table:
    """A workbook as it is read."""
    return _read(read_file(made_up.write_workbook(tmp_path / "made up.xlsx", rows, made=made)))


def _read(file: File) -> Table:
    (grid,) = file.grids
    found = find_layout(grid)
    assert found is not None
    return _read_table(file, grid, *found)


def refusal(read, *args) -> str:
    with pytest.raises(DataError) as raised:
        read(*args)
    assert raised.value.__suppress_context__ or raised.value.__context__ is None
    return str(raised.value)


def figure(table: Table, area: str, period: object, item: str) -> object:
    """A value, or the symbol in its place, by an area's code or number."""
    rows = table.rows[(table.rows["period"] == str(period)) & (table.rows["item"] == item)]
    (row,) = rows[rows["code" if len(area) > 3 else "la_code"] == area].to_dict("records")
    return row["symbol"] if pd.isna(row["value"]) else row["value"]


# ------------------------------------------------------------------------------ csv files


def test_statements_and_plans_are_apart_until_they_are_not_applicable():
    age, total = read(made_up.age_table()), made_up.plans(1, 2018)
    assert figure(age, AMBRIDGE_ONCE, 2018, "statements") == made_up.STATEMENTS
    assert figure(age, AMBRIDGE_ONCE, 2018, "ehc_plans") == total - made_up.STATEMENTS
    assert figure(age, AMBRIDGE_ONCE, 2018, "total") == total
    assert figure(age, AMBRIDGE_ONCE, 2019, "statements") == "z"


def test_the_later_layout_has_neither_statements_nor_rows_of_some_plans_alone():
    assert made_up.caseload_table()["breakdown"].eq("Female").any()
    caseload = read(made_up.caseload_table())
    assert figure(caseload, BORCHESTER.code, 2025, "statements") == "z"
    assert figure(caseload, BORCHESTER.code, 2025, "total") == made_up.plans(4, 2025)
    assert figure(caseload, ENGLAND, 2019, "ehc_plans") == made_up.plans(12, 2019)
    assert sorted(set(caseload.rows["period"])) == [str(year) for year in range(2019, 2026)]
    assert caseload.source.year == 2025 and not caseload.rows["value"].eq(7).any()


@pytest.mark.parametrize("january", ["2019", "2022"])
def test_both_layouts_give_the_same_placements(january):
    frames = [
        table.rows[(table.rows["period"] == january) & (table.rows["table"] == "placements")]
        .set_index(["code", "item"])["value"]
        .dropna()
        for table in (read(made_up.estab_table()), read(made_up.caseload_table()))
    ]
    both = pd.concat(frames, axis="columns", join="inner", keys=["earlier", "later"])
    assert len(both) == 33 * both.index.get_level_values("code").nunique()
    assert (both["earlier"] == both["later"]).all()


@pytest.mark.parametrize("symbol", ["z", "x", "c", ":", "", "0"])
def test_a_symbol_is_kept_and_never_zero(symbol):
    table = made_up.caseload_table()
    at = (table["new_la_code"] == BORCHESTER.code) & (table["time_period"] == "202425")
    table.loc[at, "special_independent"] = symbol
    found = figure(read(table), BORCHESTER.code, 2025, "special_independent")
    assert found == (0 if symbol == "0" else symbol or "blank")
    assert found == 0 or found in MEANINGS


def test_a_symbol_in_a_part_leaves_what_it_makes_up_unknown():
    table = made_up.estab_table()
    at = (table["new_la_code"] == BORCHESTER.code) & (table["time_period"] == "2020")
    hospital = at & (table["establishment_type"] == "Hospital School")
    share = 4 * (2020 - 2009)
    before = read(table)
    assert figure(before, BORCHESTER.code, 2020, "special_la_maintained") == 20 * share
    assert figure(before, BORCHESTER.code, 2020, "hospital_school") == share
    table.loc[hospital, "Total_all"] = "c"
    after = read(table)
    assert figure(after, BORCHESTER.code, 2020, "special_la_maintained") == "c"
    assert figure(after, BORCHESTER.code, 2020, "hospital_school") == "c"
    assert figure(after, BORCHESTER.code, 2020, "special_independent") == 5 * share


def test_levels_are_kept_with_their_codes_and_names():
    rows = read(made_up.caseload_table()).rows.drop_duplicates(["level", "code", "name"])
    found = set(zip(rows["level"], rows["code"], rows["name"], strict=True))
    assert found >= {
        ("National", ENGLAND, "England"),
        ("Regional", *made_up.BORSETSHIRE),
        ("Local authority", BORCHESTER.code, "Borchester"),
    }


@pytest.mark.parametrize("name", CSVS)
def test_an_unknown_column_is_reported_and_no_error(name):
    table = read(CSVS[name]().assign(plans_per_1000="3.2"))
    assert table.source.source == name
    assert list(table.unknown) == ["plans_per_1000"] and table.not_needed
    assert table.rows.equals(read(CSVS[name]()).rows)


@pytest.mark.parametrize("name", CSVS)
def test_each_missing_column_is_an_error_that_names_the_nearest(name):
    frame, unused = CSVS[name](), read(CSVS[name]()).not_needed
    for column in frame.columns.drop(unused):
        message = refusal(read, frame.rename(columns={column: f"{column}s"}))
        assert f"made up.csv: column '{column}' is missing; did you mean '{column}s'?" in message


def test_a_column_that_stands_twice_is_an_error():
    frame = made_up.age_table()
    frame.insert(3, "Total_all", "0", allow_duplicates=True)
    assert "two columns are called 'Total_all'" in refusal(read, frame)


BAD_CELLS = [
    # table, column, bad cell, what the message says
    ("caseload", "ehcplans", "1,234", ["'1,234' found, a whole number or one of z, x, c"]),
    ("caseload", "neet", "-3", ["'-3' found, a whole number"]),
    ("caseload", "neet", "low", ["'low' found", "(empty) expected"]),
    ("caseload", "new_la_code", "BR1", ["'BR1' found, an ONS code such as E10000016"]),
    ("caseload", "geographic_level", "School", ["'School' found, one of National, Regional"]),
    ("caseload", "time_period", "202123", ["'202123' found, an academic year such as 202021"]),
    ("caseload", "time_identifier", "Calendar year", ["one of Academic year expected"]),
    ("caseload", "old_la_code", "88", ["'88' found, a number of three digits"]),
    ("sen2_age_caseload", "Total_ehc", "n/a", ["'n/a' found, a whole number"]),
    ("sen2_age_caseload", "time_period", "202122", ["'202122' found, a year such as 2021"]),
    ("sen2_age_caseload", "la_name", "", ["'la_name': nothing found", "'Local authority'"]),
    ("sen2_age_caseload", "region_code", "", ["'region_code': nothing found"]),
    ("sen2_estab_caseload", "Total_all", "x1", ["'x1' found, a whole number"]),
    (
        "sen2_estab_caseload",
        "establishment_type",
        "Special - Independant",
        ["'Special school: Special - Independant' found; did you mean 'Special school: Special - "],
    ),
]


@pytest.mark.parametrize(("name", "column", "bad", "said"), BAD_CELLS)
def test_a_bad_cell_is_named_by_file_row_and_column(name, column, bad, said):
    frame = CSVS[name]()
    at = frame.index[frame["geographic_level"] == "Local authority"][-1]
    if column == "establishment_type":
        at = frame.index[frame[column] == "Special - Independent"][-1]
    frame.loc[at, column] = bad
    message = refusal(read, frame)
    assert f"made up.csv, row {at + 2}, column '{column}'" in message
    assert not [words for words in said if words not in message], message


def test_five_bad_cells_are_shown_and_the_rest_counted():
    frame = made_up.caseload_table().assign(neet="?")
    message = refusal(read, frame)
    assert message.count("'?' found") == 5
    assert f"and {len(frame) - 6} more" in message  # all but five, and the row of the females


@pytest.mark.parametrize("name", CSVS)
def test_a_second_row_of_the_same_is_an_error(name):
    frame = CSVS[name]()
    last = frame[frame["geographic_level"] == "Local authority"].iloc[[-1]]
    message = refusal(read, pd.concat([frame, last]))
    assert f"row {len(frame) + 2}: a second row for" in message
    assert last["new_la_code"].iloc[0] in message


def test_a_type_that_one_area_lacks_is_an_error():
    frame = made_up.estab_table()
    at = frame[(frame["establishment_type"] == "Special - Independent")].index[-1]
    message = refusal(read, frame.drop(index=at))
    assert "in 2022 the rows 'Special school: Special - Independent' are 7;" in message
    assert "one for each of 8 areas was expected" in message


def test_a_table_without_the_rows_that_count_is_an_error():
    frame = made_up.caseload_table().replace({"breakdown": {"All EHC plans": "All EHC plan"}})
    said = "no row with 'All EHC plans' in column 'breakdown'; did you mean 'All EHC plan'"
    assert said in refusal(read, frame)


def test_a_csv_cut_short_in_a_row_is_an_error():
    frame = made_up.age_table()
    content = made_up.csv_text(frame)
    assert "made up.csv is not a readable csv in UTF-8: " in refusal(read, frame, content[:-40])
    first_line = content.split(b"\n")[0] + b"\n"
    assert "is empty: a header and at least one row" in refusal(read, frame, first_line)


# ------------------------------------------------------------- the benchmarking data sheet


def changed(rows, row, column, cell):
    rows[row][column] = cell
    return rows


def test_each_category_has_its_lines_and_every_phase(tmp_path):
    rows = sheet(made_up.benchmark_rows(), tmp_path).rows
    rows = rows[rows["table"] == "section251"]
    names = rows["item"].str.extract("(?P<basis>.*):(?P<lines>.*):(?P<column>.*)")
    columns = names.groupby("lines")["column"].agg(lambda of: sorted(set(of)))
    phases = ["early_years", "post_school", "primary", "prus_ap", "secondary", "special", "total"]
    assert columns.to_dict() == {
        "1.0.2": phases,
        "1.2.1 + 1.2.2 + 1.2.4 + 1.2.11": sorted([*phases, "income"]),
        "1.2.3": sorted([*phases, "income"]),
        **{lines: ["total"] for lines in ("1.2.5 + 1.2.8 + 1.2.9", "1.2.6", "1.2.7", "1.2.13")},
    }
    assert len(rows) == 6 * 2 * 27 and not rows.duplicated(["la_code", "item"]).any()


def test_each_figure_of_the_sheet_is_in_its_place(tmp_path):
    table = sheet(made_up.benchmark_rows(), tmp_path)
    expected = {
        ("606", "2021-22", "planned expenditure:1.2.3:secondary"): 4 * 3000,
        ("606", "2021-22", "outturn:1.2.3:secondary"): 4 * 6000,
        # pence are kept, and income is taken off the total
        ("606", "2021-22", "planned expenditure:1.2.1 + 1.2.2 + 1.2.4 + 1.2.11:total"): 83_999,
        ("603", "2021-22", "outturn:1.2.3:total"): "#N/A",
        # plans are of the January before the year, the population of its own
        ("606", "2021", "ehcplans"): made_up.plans(4, 2021),
        ("606", "2021", "nmss_or_independent"): 10 * 4 * 12,
        ("604", "2021", "nmss_or_independent"): "#N/A",
        ("606", "2021", "people"): 40_002,
    }
    assert {place: figure(table, *place) for place in expected} == expected
    assert table.source.basis == "ONS mid-2021 projection"
    assert "Factors FSM" in table.not_needed
    assert not [name for name in table.not_needed if "SEN support" in name]


def test_an_authority_without_a_single_figure_is_left_out_and_named(tmp_path):
    table = sheet(made_up.benchmark_rows(), tmp_path)
    assert "left out, being no more and without any figure: Lakey Hill" in table.notes
    assert "699" not in set(table.rows["la_code"]) and table.source.rows == 6


BAD_BENCHMARKS = [
    ((3, 14, "Place fundng"), ["'Section 251 budget: Place funding' is missing; did you mean"]),
    ((3, 60, "Incom (2)"), ["row 5: column 'Section 251 outturn: Top up", "did you mean 'Section"]),
    ((5, 10, "NMSS or independent"), ["column 'NMSS or independent schools' is missing"]),
    ((4, 2, "LA cod"), ["column 'LA code' is missing; did you mean 'LA cod'?"]),
    ((4, 4, "0-18 Population"), ["'2-18 Population (ONS mid-2021 projection)' is missing"]),
    ((4, 4, "2-18 Population"), ["projection)' is missing", "2-18 Population, Factors FSM"]),
    ((2, 44, None), ["the year of the outturn was expected, up to 2021-22; found: none"]),
    ((2, 44, "2022-23"), ["up to 2021-22; found: 2022-23"]),
    ((2, 46, "Outturn"), ["column 'Section 251 outturn: Place funding' is missing"]),
    ((1, 2, "2021"), ["no 'Year' above the header, such as 2021-22"]),
    ((7, 6, 12.5), ["row 8, column 'G': '12.5' found, a whole number or one of"]),
    ((7, 15, "nil"), ["row 8, column 'P': 'nil' found, a number or one of"]),
    ((7, 2, 60), ["row 8, column 'la_code': '60' found, a number of three digits"]),
    ((8, 2, 601), ["row 9: a second row for 601, after row 8"]),
    ((8, 3, None), ["row 9, column 'name': '' found, the name of an authority"]),
]


@pytest.mark.parametrize(("change", "said"), BAD_BENCHMARKS)
def test_what_is_wrong_in_the_benchmarking_sheet_is_named(tmp_path, change, said):
    message = refusal(sheet, changed(made_up.benchmark_rows(), *change), tmp_path)
    assert "made up.xlsx: sheet 'Sheet1'" in message
    assert not [words for words in said if words not in message], message


def test_the_year_that_the_sheet_gives_its_outturn_is_not_believed(tmp_path):
    found = sheet(made_up.benchmark_rows("2021-22", "2020-21"), tmp_path)
    (note,) = [note for note in found.notes if "outturn" in note]
    assert "says that its outturn is of 2020-21; it is of 2021-22: docs/outturn-year.md" in note
    mended = sheet(made_up.benchmark_rows("2021-22", "2021-22"), tmp_path)
    assert mended.rows.equals(found.rows) and "outturn" not in " ".join(mended.notes)


@pytest.mark.parametrize("label", ["2021-22", "2022-23"])
def test_a_workbook_whose_outturn_was_not_compared_is_refused(tmp_path, label):
    message = refusal(sheet, made_up.benchmark_rows("2022-23", label), tmp_path)
    assert f"row 3, column AS: '{label}' found as the year of the outturn, beside a b" in message
    assert "Compare the outturn with the department's outturn release, and add the year" in message
    root = Path(__file__).resolve().parents[2]
    file = root / message.split("to the outturns in ")[1].split(",")[0]
    assert '[layouts."data sheet".outturns.2021-22]' in file.read_text(encoding="utf-8")
    assert message.endswith("which has: 2021-22") and "\n" not in message


# ------------------------------------------------------------------ statistical neighbours


def test_ten_neighbours_closest_first_those_of_the_former_marked(tmp_path):
    rows = sheet(made_up.neighbour_rows(), tmp_path).rows
    own = rows[rows["la_code"] == "606"].sort_values("rank")
    assert list(own["rank"]) == list(range(1, 11))
    assert list(own["neighbour_la_code"])[:3] == ["601", "602", "604"]
    assert set(rows.loc[rows["former"], "la_code"]) == {"603"}
    assert set(rows["closeness"]) == {"Very close", "Extremely close"}
    assert set(rows["model"]) == {"2025-05"}
    made = datetime(2021, 4, 1)
    assert set(sheet(made_up.neighbour_rows(), tmp_path, made).rows["model"]) == {"2021-04"}


BAD_NEIGHBOURS = [
    ((2, 0, "LA nun"), ["column 'LA num' is missing; did you mean 'LA nun'?"]),
    ((2, 23, "SN11"), ["column 'SN10' is missing; did you mean 'SN1"]),
    ((2, 6, "Closeness"), ["row 3: column 'SNP1' is missing"]),
    ((3, 6, "Similar"), ["row 4, column 'SNP1': 'Similar' found, one of Extremely close"]),
    ((3, 5, None), ["row 4, column 'SN1': '' found, a number of three digits"]),
    ((3, 5, 601), ["row 4: 601 is among its own neighbours"]),
    ((3, 7, 602), ["row 4: the neighbour 602 stands twice"]),
    ((4, 0, 601), ["row 5: a second row for 601, after row 4"]),
]


@pytest.mark.parametrize(("change", "said"), BAD_NEIGHBOURS)
def test_what_is_wrong_in_the_neighbours_is_named(tmp_path, change, said):
    message = refusal(sheet, changed(made_up.neighbour_rows(), *change), tmp_path)
    assert "made up.xlsx: sheet" in message
    assert not [words for words in said if words not in message], message


# ---------------------------------------------------------------------------- the entries


def test_every_entry_is_of_a_table_with_a_unit_and_a_release_with_an_address():
    assert {how["release"] for how in LAYOUTS.values()} == set(FORMATS["releases"])
    tables = {table for how in LAYOUTS.values() for table in how.get("items", {})}
    assert tables | {"section251", "benchmark_placements", "population"} == set(FORMATS["tables"])


def test_a_new_layout_needs_an_entry_alone(monkeypatch):
    entry = LAYOUTS["sen2_age_caseload"] | {
        "columns": ["age_group", "plans"],
        "rows": {"age_group": "All"},
        "items": {"ehc_plans": {"total": "plans"}},
    }
    monkeypatch.setitem(LAYOUTS, "plans_by_age", entry)
    table = made_up.age_table().rename(
        columns={"characteristic_age": "age_group", "Total_all": "plans"}
    )
    table = table.replace({"age_group": {"Total": "All"}}).drop(columns=["Total_st", "Total_ehc"])
    found = read(table)
    assert found.source.source == "plans_by_age"
    assert figure(found, ENGLAND, 2022, "total") == made_up.plans(12, 2022)
