"""Both layouts of the EHC plans release: the same figures, symbols kept, errors that say where."""

import made_up_releases as made_up
import pandas as pd
import pytest

from analysis.errors import DataError
from analysis.official import ehc_plans_release as ehc_plans
from analysis.official.recognise import Csv
from analysis.official.reference import NOT_A_FIGURE
from analysis.official.symbols import MEANINGS


def read(table: pd.DataFrame) -> ehc_plans.Counts:
    header = tuple(table.columns)
    layout = ehc_plans.find_layout(header)
    assert layout is not None
    csv = Csv("made up.csv", "made up.csv", header, lambda: made_up.csv_text(table))
    return ehc_plans.read_counts(csv, layout)


def refusal(table: pd.DataFrame) -> str:
    with pytest.raises(DataError) as raised:
        read(table)
    assert raised.value.__suppress_context__ or raised.value.__context__ is None
    return str(raised.value)


def figure(counts: ehc_plans.Counts, code: str, january: int, measure: str) -> object:
    rows = counts.rows
    chosen = rows[(rows["code"] == code) & (rows["january"] == january)]
    (row,) = chosen[chosen["measure"] == measure].to_dict("records")
    return row["symbol"] if pd.isna(row["value"]) else row["value"]


def test_the_headline_of_the_earlier_layout_is_that_of_the_ages():
    age, estab = read(made_up.age_table()), read(made_up.estab_table())
    borchester = made_up.BORCHESTER.code
    assert figure(age, borchester, 2018, "total") == made_up.plans(4, 2018)
    assert figure(estab, borchester, 2018, "ehcplans") < made_up.plans(4, 2018)


def test_statements_and_plans_are_apart_until_they_are_not_applicable():
    age = read(made_up.age_table())
    total = made_up.plans(1, 2018)
    ambridge_once = made_up.AMBRIDGE_ONCE
    assert figure(age, ambridge_once, 2018, "statements") == made_up.STATEMENTS
    assert figure(age, ambridge_once, 2018, "ehc_plans") == total - made_up.STATEMENTS
    assert figure(age, ambridge_once, 2019, "statements") == "z"


def test_the_later_layout_has_no_statements_either():
    caseload = read(made_up.caseload_table())
    assert figure(caseload, made_up.BORCHESTER.code, 2025, "statements") == "z"
    assert figure(caseload, made_up.BORCHESTER.code, 2025, "total") == made_up.plans(4, 2025)
    assert figure(caseload, made_up.ENGLAND, 2019, "ehc_plans") == made_up.plans(12, 2019)


def test_a_year_of_the_later_layout_is_the_january_in_it():
    assert sorted(set(read(made_up.caseload_table()).rows["january"])) == list(range(2019, 2026))
    assert read(made_up.caseload_table()).year == 2025


@pytest.mark.parametrize("january", range(2019, 2023))
def test_both_layouts_give_the_same_placements(january):
    earlier, later = read(made_up.estab_table()), read(made_up.caseload_table())
    frames = [
        counts.rows[(counts.rows["january"] == january) & (counts.rows["table"] == "placements")]
        .set_index(["code", "measure"])["value"]
        .dropna()
        for counts in (earlier, later)
    ]
    both = pd.concat(frames, axis="columns", join="inner", keys=["earlier", "later"])
    assert len(both) == 33 * both.index.get_level_values("code").nunique()
    assert (both["earlier"] == both["later"]).all()


def test_a_hospital_school_is_counted_with_those_of_the_authority_and_apart():
    estab = read(made_up.estab_table())
    code = made_up.BORCHESTER.code
    share = 4 * (2020 - 2009)
    assert figure(estab, code, 2020, "special_la_maintained") == 20 * share
    assert figure(estab, code, 2020, "hospital_school") == share


def test_only_the_rows_of_all_plans_are_read():
    assert made_up.caseload_table()["breakdown"].eq("Female").any()
    rows = read(made_up.caseload_table()).rows
    assert not rows["value"].eq(7).any()


@pytest.mark.parametrize("symbol", ["z", "x", "c", ":", ""])
def test_a_symbol_is_kept_and_never_zero(symbol):
    table = made_up.caseload_table()
    at = (table["new_la_code"] == made_up.BORCHESTER.code) & (table["time_period"] == "202425")
    table.loc[at, "special_independent"] = symbol
    found = figure(read(table), made_up.BORCHESTER.code, 2025, "special_independent")
    assert found == (symbol or "blank")
    assert found in MEANINGS


def test_a_zero_is_a_zero():
    caseload = read(made_up.caseload_table())
    name = "mainstream_free_school_senunit"
    assert figure(caseload, made_up.BORCHESTER.code, 2025, name) == 0


def test_a_symbol_in_a_part_leaves_what_it_makes_up_unknown():
    table = made_up.estab_table()
    at = (table["new_la_code"] == made_up.BORCHESTER.code) & (table["time_period"] == "2020")
    table.loc[at & (table["establishment_type"] == "Hospital School"), "Total_all"] = "c"
    counts = read(table)
    assert figure(counts, made_up.BORCHESTER.code, 2020, "special_la_maintained") == "c"
    assert figure(counts, made_up.BORCHESTER.code, 2020, "hospital_school") == "c"
    assert figure(counts, made_up.BORCHESTER.code, 2020, "special_independent") == 5 * 44


def test_every_symbol_of_the_reference_figures_is_known_here():
    assert set(NOT_A_FIGURE) <= set(MEANINGS)


def test_levels_are_kept_with_their_codes_and_names():
    rows = read(made_up.caseload_table()).rows.drop_duplicates(["level", "code", "name"])
    found = set(zip(rows["level"], rows["code"], rows["name"], strict=True))
    assert ("National", made_up.ENGLAND, "England") in found
    assert ("Regional", *made_up.BORSETSHIRE) in found
    assert ("Local authority", made_up.BORCHESTER.code, "Borchester") in found


TABLES = {
    "sen2_age_caseload": made_up.age_table,
    "sen2_estab_caseload": made_up.estab_table,
    "caseload": made_up.caseload_table,
}


@pytest.mark.parametrize("table", TABLES)
def test_an_unknown_column_is_reported_and_no_error(table):
    frame = TABLES[table]().assign(plans_per_1000="3.2")
    counts = read(frame)
    assert counts.table == table
    assert counts.unknown == ("plans_per_1000",)
    assert "plans_per_1000" not in counts.not_needed
    assert counts.rows.equals(read(TABLES[table]()).rows)


@pytest.mark.parametrize("table", TABLES)
def test_each_missing_column_is_an_error_that_names_the_nearest(table):
    frame = TABLES[table]()
    layout = ehc_plans.find_layout(tuple(frame.columns))
    assert layout is not None and layout.table == table
    for column in layout.required:
        message = refusal(frame.rename(columns={column: f"{column}s"}))
        assert f"made up.csv: column '{column}' is missing; did you mean '{column}s'?" in message


def test_a_column_that_stands_twice_is_an_error():
    frame = made_up.age_table()
    frame.insert(3, "Total_all", "0", allow_duplicates=True)
    assert "two columns are called 'Total_all'" in refusal(frame)


BAD_CELLS = [
    # table, column, bad cell, what the message says
    ("caseload", "ehcplans", "1,234", ["'1,234' found, a whole number or one of z, x, c"]),
    ("caseload", "neet", "12.5", ["'12.5' found, a whole number"]),
    ("caseload", "neet", "-3", ["'-3' found, a whole number"]),
    ("caseload", "neet", "low", ["'low' found", "(empty) expected"]),
    ("caseload", "new_la_code", "BR1", ["'BR1' found, an ONS code such as E10000016"]),
    ("caseload", "geographic_level", "School", ["'School' found, one of National, Regional"]),
    ("caseload", "time_period", "202123", ["'202123' found, an academic year such as 202021"]),
    ("caseload", "time_period", "2021", ["'2021' found, a year such as 202021"]),
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


@pytest.mark.parametrize(("table", "column", "bad", "said"), BAD_CELLS)
def test_a_bad_cell_is_named_by_file_row_and_column(table, column, bad, said):
    frame = TABLES[table]()
    at = frame.index[frame["geographic_level"] == "Local authority"][-1]
    if column == "establishment_type":
        at = frame.index[frame[column] == "Special - Independent"][-1]
    frame.loc[at, column] = bad
    message = refusal(frame)
    assert f"made up.csv, row {at + 2}, column '{column}'" in message
    assert not [words for words in said if words not in message], message


def test_five_bad_cells_are_shown_and_the_rest_counted():
    frame = made_up.caseload_table()
    frame["neet"] = "?"
    message = refusal(frame)
    assert message.count("'?' found") == 5
    assert f"and {len(frame) - 6} more" in message  # all but five, and the row of the females


@pytest.mark.parametrize("table", TABLES)
def test_a_second_row_of_the_same_is_an_error(table):
    frame = TABLES[table]()
    last = frame[frame["geographic_level"] == "Local authority"].iloc[[-1]]
    message = refusal(pd.concat([frame, last]))
    assert f"row {len(frame) + 2}: a second row for" in message
    assert last["new_la_code"].iloc[0] in message


def test_a_type_that_one_area_lacks_is_an_error():
    frame = made_up.estab_table()
    at = frame[(frame["establishment_type"] == "Special - Independent")].index[-1]
    message = refusal(frame.drop(index=at))
    assert "in 2022 the rows 'Special school: Special - Independent' are 7;" in message
    assert "one for each of 8 areas was expected" in message


def test_a_table_without_the_rows_that_count_is_an_error():
    frame = made_up.caseload_table()
    frame["breakdown"] = frame["breakdown"].replace("All EHC plans", "All EHC plan")
    message = refusal(frame)
    assert (
        "no row with 'All EHC plans' in column 'breakdown'; did you mean 'All EHC plan'" in message
    )


def test_a_csv_cut_short_in_a_row_is_an_error():
    content = made_up.csv_text(made_up.age_table())[:-40]
    header = tuple(made_up.age_table().columns)
    layout = ehc_plans.find_layout(header)
    assert layout is not None
    with pytest.raises(DataError, match=r"made up\.csv is not a readable csv in UTF-8: .*Expected"):
        ehc_plans.read_counts(Csv("made up.csv", "", header, lambda: content), layout)
    first_line = content.split(b"\n")[0] + b"\n"
    with pytest.raises(DataError, match="is empty: a header and at least one row"):
        ehc_plans.read_counts(Csv("made up.csv", "", header, lambda: first_line), layout)
