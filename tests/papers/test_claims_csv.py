"""Raw files: each kind of bad input is one message that says where, what and what was expected."""

import hashlib
import re

import pandas as pd
import pytest

from analysis.errors import DataError
from analysis.official import reference
from analysis.papers import claims_csv as sources
from analysis.papers.catalogue import read_papers
from analysis.papers.claims import Claim

SYMBOLS = ("z", "x", "c", ":")


def made_up_paper(folders):
    return read_papers(folders)["ambridge-outreach-2024"]


BAD_CELLS = [
    # file, old, new, what the message says
    ("claims.csv", "budget_early_years,", "Budget,", ["row 2, column 'claim': 'Budget'", "lower"]),
    ("claims.csv", "term,4.1", "overspend,4.1", ["row 8", "row 13", "'overspend'", "no other row"]),
    ("claims.csv", "term,4.1", "term,", ["row 13, column 'paragraph': ''", "some text"]),
    ("claims.csv", "term,4.1", "term, 4.1", ["row 13, column 'paragraph': ' 4.1'", "space"]),
    ("claims.csv", ",1.3,million", ",lots,million", ["row 10, column 'value': 'lots'", "a number"]),
    ("claims.csv", ",1.3,million", ',"1,3",million', ["row 10, column 'value': '1,3'", "a number"]),
    ("claims.csv", ",1.3,million", ",1e6,million", ["row 10, column 'value': '1e6'", "a number"]),
    ("claims.csv", ",1.3,million", ",,million", ["row 10, column 'value': ''", "a number"]),
    (
        "claims.csv",
        "21,people",
        "21,pupils",
        ["row 11, column 'unit': 'pupils'", "one of", "people"],
    ),
    ("claims.csv", "people,1", "people,0", ["row 11, column 'resolution': '0'", "above zero"]),
    ("claims.csv", "people,1", "people,0.0", ["row 11, column 'resolution': '0.0'", "above zero"]),
    ("claims.csv", "people,1", "people,-1", ["row 11, column 'resolution': '-1'", "above zero"]),
    ("claims.csv", "people,1", "people,one", ["row 11, column 'resolution': 'one'", "above zero"]),
    ("claims.csv", ",over,", ",above,", ["row 8, column 'bound': 'above'", "(empty), over, up to"]),
    ("timeline.csv", "2023-09", "Sept 23", ["row 2, column 'start': 'Sept 23'", "such as 2021-07"]),
    ("timeline.csv", "2023-09", "2023-13", ["row 2, column 'start': '2023-13'", "such as 2021-07"]),
    ("timeline.csv", "2026-03", "2024-03", ["row 3, column 'end'", "2024-03, before", "2024-04"]),
    ("timeline.csv", "New agreement", "", ["row 3, column 'step': ''", "some text"]),
    ("dfe/ehc_plans.csv", "2010,B", "1910,B", ["row 2, column 'january': '1910'", "from 2010"]),
    ("dfe/ehc_plans.csv", "E09000006", "BR1", ["row 2, column 'code': 'BR1'", "E10000016"]),
    (
        "dfe/ehc_plans.csv",
        "1884,z,1884",
        "1884,,1884",
        ["column 'ehc_plans': ''", "one of z, x, c"],
    ),
    (
        "dfe/ehc_plans.csv",
        "1884,z,1884",
        "1884,z,z",
        ["row 2, column 'total': 'z'", "whole number"],
    ),
    ("dfe/placements.csv", "2202,930", "2202,93.5", ["column 'mainstream_total': '93.5'", "whole"]),
    ("dfe/placements.csv", "2202,930", "2202,-930", ["column 'mainstream_total': '-930'", "whole"]),
    ("dfe/section251_top_up.csv", "2021-22", "2021/22", ["row 2", "'2021/22'", "such as 2021-22"]),
    ("dfe/section251_top_up.csv", "outturn", "actual", ["column 'basis': 'actual'", "outturn"]),
    ("dfe/section251_top_up.csv", "13743341", "z", ["column 'total_gbp': 'z'", "number of pounds"]),
]


@pytest.mark.parametrize(("file", "old", "new", "said"), BAD_CELLS)
def test_a_bad_cell_is_named_by_file_row_and_column(refusal, file, old, new, said):
    message = refusal(file, old, new)
    assert file.removeprefix("dfe/") in message
    assert not [words for words in said if words not in message], message


BAD_FILES = [
    ("claims.csv", None, None, ["is missing"]),
    ("claims.csv", None, "", ["is empty", "a header and at least one row"]),
    ("claims.csv", None, "\n\n", ["is empty"]),
    (
        "claims.csv",
        "claim,paragraph",
        "claim,paragrph",
        ["'paragrph'", "did you mean 'paragraph'?"],
    ),
    ("claims.csv", "claim,paragraph", "claim,page", ["unknown column 'page'", "the columns are: "]),
    ("claims.csv", ",covered_by,note\n", ",covered_by,covered_by\n", ["two columns", "covered_by"]),
    ("claims.csv", ",over,", ",over,,", ["row 8: 16 cells found, 15 expected"]),
    ("claims.csv", ",over,", ",over", ["row 8: 14 cells found, 15 expected"]),
    ("claims.csv", "overspend,2.2", "\noverspend,2.2", ["row 8: 0 cells found"]),
    ("claims.csv", '"over £40,000"', '"over £40,000', ["is not a readable csv"]),
    ("tables/outreach.csv", None, None, ["is missing"]),
    ("tables/outreach.csv", None, "", ["is empty"]),
    ("tables/outreach.csv", "Schools,", "Early years,", ["row 3: a second row", "'Early years'"]),
    ("timeline.csv", None, "", ["is empty"]),
    (
        "timeline.csv",
        ",end,",
        ",finish,",
        ["unknown column 'finish'", "step, start, end, paragraph"],
    ),
    ("dfe/ehc_plans.csv", None, None, ["is missing"]),
    ("dfe/ehc_plans.csv", None, "january,authority\n", ["is empty"]),
    ("dfe/placements.csv", ",neet\n", ",neets\n", ["'neets'", "did you mean 'neet'?"]),
    ("dfe/section251_top_up.csv", None, None, ["is missing"]),
]


@pytest.mark.parametrize(("file", "old", "new", "said"), BAD_FILES)
def test_a_bad_file_is_named(refusal, file, old, new, said):
    message = refusal(file, old, new)
    assert file.removeprefix("dfe/") in message
    assert not [words for words in said if words not in message], message


def test_a_missing_column_is_named(refusal, small_project):
    path = made_up_paper(small_project).folder / "timeline.csv"
    without = pd.read_csv(path).drop(columns="paragraph").to_csv(index=False)
    message = refusal("timeline.csv", None, without)
    assert re.search(r"timeline\.csv: column 'paragraph' is missing$", message)


def test_a_file_that_is_not_in_utf8_is_named(small_project):
    path = made_up_paper(small_project).folder / "claims.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("latin-1"))
    with pytest.raises(DataError, match=r"claims\.csv is not a csv in UTF-8"):
        sources.read_claims(made_up_paper(small_project))


def test_of_many_bad_cells_five_are_shown_and_the_rest_counted(refusal, small_project):
    path = made_up_paper(small_project).folder / "claims.csv"
    text = path.read_text(encoding="utf-8").replace(",pounds,1", ",dollars,1")
    lines = refusal("claims.csv", None, text).splitlines()
    assert [f"row {row}, column 'unit'" in line for row, line in enumerate(lines[:5], 2)] == [
        True
    ] * 5
    assert lines[5:] == ["and 3 more"]


PRINTED = [
    # what the paper prints, the value and unit that were transcribed, what is wrong with them
    ("£1.3m", "1.2", "million pounds", "value '1.2'"),
    ("£1.3m", "-1.3", "million pounds", "value '-1.3'"),
    ("-£1.3m", "1.3", "million pounds", "value '1.3'"),
    ("£441k", "441", "pounds", "unit 'pounds'"),
    ("£441K", "441", "million pounds", "unit 'million pounds'"),
    ("£8.5 million", "8.5", "thousand pounds", "unit 'thousand pounds'"),
    ("81%", "81", "people", "unit 'people'"),
    ("81 per cent", "81", "people", "unit 'people'"),
    ("£385", "385", "people", "unit 'people'"),
    ("two years", "3", "years", "value '3'"),
    ("twenty-one weeks", "20", "weeks", "value '20'"),
    ("a further year", "2", "years", "value '2'"),
]


def with_one_claim(printed, value, unit):
    """All of a `claims.csv` with one claim."""
    columns = ",".join(sources.CLAIMS_SCHEMA.columns)
    return f'{columns}\nonly,1,A statement,"{printed}",{value},{unit},0.1,,,,,,,,\n'


@pytest.mark.parametrize(("printed", "value", "unit", "said"), PRINTED)
def test_what_is_printed_and_what_was_transcribed_check_each_other(
    refusal, printed, value, unit, said
):
    message = refusal("claims.csv", None, with_one_claim(printed, value, unit))
    column = said.split()[0]
    assert f"claims.csv, row 2, column '{column}': printed '{printed}' but {said}" in message


@pytest.mark.parametrize(
    ("printed", "value", "unit"),
    [
        ("£1.3m", "1.3", "million pounds"),
        ("£8.5 million", "8.5", "million pounds"),
        ("£2.4M", "2.4", "million pounds"),
        ("£1,895K", "1895", "thousand pounds"),
        ("-£606,755", "-606755", "pounds"),
        ("−£606,755", "-606755", "pounds"),
        ("£333,062.96", "333062.96", "pounds"),
        ("12 months", "12", "months"),
        ("12 per cent", "12", "percent"),
        ("38-week", "38", "weeks"),
        ("3FTE", "3", "posts"),
        ("a total of three posts", "3", "posts"),
        ("twenty-one weeks", "21", "weeks"),
        ("twenty years", "20", "years"),
        ("half a day a week", "0.5", "days a week"),
        ("the past year", "12", "months"),
    ],
)
def test_a_printed_figure_may_be_digits_or_words(small_project, printed, value, unit):
    paper = made_up_paper(small_project)
    table, claims = paper.folder / "tables" / "outreach.csv", paper.folder / "claims.csv"
    table.write_text("Strand,Budget\nSchools,as before\n", encoding="utf-8")
    claims.write_text(with_one_claim(printed, value, unit), encoding="utf-8")
    assert sources.read_claims(paper)["value"].tolist() == [value]


CELLS = [
    ("tables/outreach.csv", '"£352,250"', '"£352,251"', ["row 6, column 'printed'", "'£352,251'"]),
    (
        "tables/outreach.csv",
        '"£310,000",',
        ",",
        ["row 3, column 'printed'", "'£310,000'", "says ''"],
    ),
    (
        "claims.csv",
        "outreach,Schools,F",
        "outreech,Schools,F",
        ["column 'table': 'outreech'", "'outreach'?"],
    ),
    (
        "claims.csv",
        "outreach,Schools,F",
        "outreach,School,F",
        ["row 6, column 'row'", "'School'", "'Schools'?"],
    ),
    (
        "claims.csv",
        "Schools,Forecast,",
        "Schools,Forcast,",
        ["row 6, column 'column'", "'Forecast'?"],
    ),
    (
        "claims.csv",
        "outreach,Schools,Forecast,",
        ",Schools,Forecast,",
        ["row 6, column 'table'", "no table"],
    ),
    (
        "claims.csv",
        ",,outreach,Schools,Budget,",
        ",,,,,",
        ["no claim stands for '£310,000'", "row 'Schools', column 'Budget'"],
    ),
    (
        "claims.csv",
        "independent_placement_unit_cost,\n",
        "independent_placement,\n",
        ["row 10, column 'covered_by'", "'independent_placement_unit_cost'?"],
    ),
]


@pytest.mark.parametrize(("file", "old", "new", "said"), CELLS)
def test_claims_and_printed_tables_say_the_same(refusal, file, old, new, said):
    message = refusal(file, old, new)
    assert "claims.csv" in message
    assert not [words for words in said if words not in message], message


@pytest.mark.parametrize("figure", ["£5", "5", "-5", "−£5", "5.5%", "£441k", "£8.5m", "1,156"])
def test_every_figure_of_a_printed_table_is_a_claim(refusal, figure):
    table = f'Strand,Budget,Forecast\nOthers,"{figure}",none\n'
    message = refusal("tables/outreach.csv", "Strand,Budget,Forecast\n", table)
    assert f"'{figure}' in table outreach, row 'Others', column 'Budget'" in message


def test_a_table_that_paper_toml_does_not_name_is_refused(refusal, small_project):
    tables = made_up_paper(small_project).folder / "tables"
    (tables / "outreech.csv").write_text("Strand,Budget\nOthers,£5\n", encoding="utf-8")
    message = refusal("timeline.csv", "2023-12", "2023-11")
    assert "outreech.csv: paper.toml has no [tables.outreech]; did you mean 'outreach'?" in message


def test_two_claims_cannot_stand_for_one_cell(refusal):
    row = 'again,2.1,Again,"£310,000",310000,pounds,1,,,,outreach,Schools,Budget,,\n'
    message = refusal("claims.csv", "term,4.1", f"{row}term,4.1")
    assert "row 13: another claim" in message
    assert "('outreach', 'Schools', 'Budget')" in message


def test_words_in_a_printed_table_need_no_claim(small_project):
    paper = made_up_paper(small_project)
    table = paper.folder / "tables" / "outreach.csv"
    text = table.read_text(encoding="utf-8") + "Period,Apr 23 – Mar 24,12 November\n"
    table.write_text(text, encoding="utf-8")
    assert len(sources.read_claims(paper)) == 12
    assert sources.read_printed_table(paper, "outreach").loc["Period", "Budget"][:3] == "Apr"


def test_a_claim_is_read_in_base_units(small_project):
    paper = made_up_paper(small_project)
    path = paper.folder / "claims.csv"
    claims = sources.to_claims(path, sources.read_claims(paper))
    assert claims["independent_cost"] == Claim(
        "independent_cost", value=1_300_000, resolution=100_000, where=f"{path}, row 10"
    )
    assert (claims["term"].value, claims["term"].resolution) == (24, 12)


def test_reading_claims_as_printed_does_not_modify_them(small_project):
    paper = made_up_paper(small_project)
    printed = sources.read_claims(paper)
    before = printed.copy(deep=True)
    sources.to_claims(paper.folder / "claims.csv", printed)
    pd.testing.assert_frame_equal(printed, before)


def test_a_paper_may_have_no_timeline(small_project):
    paper = made_up_paper(small_project)
    assert len(sources.read_timeline(paper)) == 2
    (paper.folder / "timeline.csv").unlink()
    assert list(sources.read_timeline(paper)) == ["step", "start", "end", "paragraph"]
    assert sources.read_timeline(paper).empty


# ------------------------------------------------------------------------- reference figures

SUMS = [
    ("ehc_plans", "0,201,201,", "0,201,202,", ["column 'total': 202 found", "make 201"]),
    ("ehc_plans", "0,201,201,", "1,201,201,", ["column 'total': 201 found", "make 202"]),
    ("ehc_plans", "z,261,261,", "z,260,261,", ["column 'total': 261 found", "make 260"]),
    (
        "placements",
        "Rutland,197,101,",
        "Rutland,197,201,",
        ["column 'ehcplans': 197 found", "make"],
    ),
    ("section251_top_up", "13743341,0", "13743342,9", ["row 2, column 'total_gbp': 13,743,342"]),
    ("section251_top_up", ",95950\n", ",0\n", ["row 3", "19,941,320 found", "make 20,037,270"]),
]


@pytest.mark.parametrize(("name", "old", "new", "said"), SUMS)
def test_parts_that_are_not_their_total_are_refused(refusal, name, old, new, said):
    message = refusal(f"dfe/{name}.csv", old, new, sealed=True)
    assert re.search(rf"{name}\.csv, row \d+, column", message)
    assert not [words for words in said if words not in message], message


@pytest.mark.parametrize(
    ("name", "row", "said"),
    [
        ("ehc_plans", "2010,Rutland,E06000017,183,z,183,2022\n", "2010, E06000017"),
        (
            "placements",
            "2019,Rutland,197,101,17,14,0,22,4,0,35,3,6,1,x,0\n",
            "2019, Rutland",
        ),
        (
            "section251_top_up",
            'Rutland,outturn,2021-22,"top-up, non-maintained and independent",'
            "1843262,0,0,0,1577524,146165,119574,0\n",
            "Rutland, outturn, top-up, non-maintained and independent",
        ),
    ],
)
def test_a_repeated_row_is_refused(refusal, small_project, name, row, said):
    rows = (small_project.dfe / f"{name}.csv").read_text(encoding="utf-8").count("\n")
    message = refusal(f"dfe/{name}.csv", row, row * 2, sealed=True)
    number = int(re.search(rf"{name}\.csv, row (\d+): a second row for ", message)[1])
    assert said in message
    assert 2 < number <= rows + 1


def test_a_reference_file_that_changed_is_refused(refusal, small_project):
    written = (small_project.dfe / "ehc_plans.toml").read_text(encoding="utf-8")
    message = refusal("dfe/ehc_plans.csv", "E06000017,183,z,183", "E06000017,184,z,184")
    changed = hashlib.sha256((small_project.dfe / "ehc_plans.csv").read_bytes()).hexdigest()
    assert "ehc_plans.csv has changed since it was transcribed" in message
    assert f"its SHA-256 is {changed}" in message
    assert re.search(r"ehc_plans\.toml says (\w+)", message)[1] in written


@pytest.mark.parametrize("symbol", SYMBOLS)
def test_a_symbol_is_missing_and_never_zero(symbol):
    column = pd.Series(["0", symbol, "12"], dtype=str)
    found = reference.figures(column)
    assert found.isna().tolist() == [False, True, False]
    assert found.dropna().tolist() == [0, 12]
    assert column.tolist() == ["0", symbol, "12"]


@pytest.mark.parametrize("symbol", SYMBOLS)
def test_symbols_of_a_release_stay_missing_when_it_is_read(small_project, reseal, symbol):
    path = small_project.dfe / "ehc_plans.csv"
    reseal(path, "2021,Rutland,E06000017,z,261", f"2021,Rutland,E06000017,{symbol},261")
    plans = reference.read_ehc_plans(small_project.dfe).set_index(["authority", "january"])
    assert plans.loc["Rutland", "statements"].isna().tolist() == [False] * 9 + [True] * 7
    assert plans.loc[("Rutland", 2018), "statements"] == 0
    path = small_project.dfe / "placements.csv"
    reseal(path, "2019,Rutland,197,101,17,", f"2019,Rutland,197,101,{symbol},")
    placements = reference.read_placements(small_project.dfe).set_index(["authority", "january"])
    assert pd.isna(placements.loc[("Rutland", 2019), "special_la_maintained"])
    assert placements.loc[("Rutland", 2019), "special_non_maintained"] == 0


@pytest.mark.parametrize("symbol", ["x", "c", ":"])
def test_a_suppressed_part_may_make_up_a_total(small_project, reseal, symbol):
    path = small_project.dfe / "ehc_plans.csv"
    reseal(path, "E06000017,159,9,168", f"E06000017,159,{symbol},168")
    plans = reference.read_ehc_plans(small_project.dfe).set_index(["authority", "january"])
    assert plans.loc[("Rutland", 2015), "total"] == 168
    assert pd.isna(plans.loc[("Rutland", 2015), "ehc_plans"])


def test_top_up_is_read_in_pounds(small_project):
    top_up = reference.read_top_up(small_project.dfe)
    rows = top_up[(top_up["authority"] == "Rutland") & (top_up["basis"] == "outturn")]
    assert rows["total_gbp"].tolist() == [1_843_262, 2_598_741]
