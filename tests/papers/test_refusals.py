"""Bad raw files: each kind is one message that says where, what and what was expected.

A case is a file, what becomes what in it (all of it without an old text, nothing left of it without
a new one), and the parts of the message in order.
"""

import re
from collections.abc import Callable

import pytest

from analysis.errors import DataError
from analysis.folders import Folders
from analysis.papers.catalogue import read_papers
from analysis.papers.claims_csv import check_printed

MADE_UP = "ambridge-outreach-2024"
COUNCIL = 'council = "Rutland"\n'
PAPER_TOML = [
    (None, None, "has no paper.toml"),
    (None, "", "'title' is missing"),
    (COUNCIL, "council = Rutland\n", "paper.toml is not valid TOML … line 2"),
    (COUNCIL, 'counsil = "Rutland"\n', "unknown key 'counsil'; did you mean 'council'? Allowed"),
    (COUNCIL, 'council = ""\n', "'council' is ''; text was expected"),
    ('"1 February 2024"', "2024-02-01", "'date' is … text was expected"),
    ("E06000017", "06000017", "authority_code is '06000017'; an ONS code such as E10000016"),
    ('file = "made_up.txt"', "", "'source.file' is missing"),
    ("sha256", "sha512", "unknown key 'source.sha512'; did you mean 'sha256'?"),
    ('paragraph = "2.1"', "paragraph = 2.1", "'tables.outreach.paragraph' is 2.1; text"),
    ("cost.parameters]", "cost.parametres]", "parametres'; did you mean 'parameters'?"),
    ("[analyses.claims]", "[analyses]\nclaims = 1", "'analyses.claims' has to be a table"),
    ('[source]\nfile = "made_up.txt"', 'source = "a"\n[other]', "unknown key 'other'"),
]

PLAN = """
[analyses.alternative_provision_plan.inputs]
costs_table = "outreach"
cost_row = "Total"
baseline_column = "Budget"
pupils_now = "independent_pupils"
pupils_end = "independent_pupils"
"""
MARK = '\n[[analyses.ehcp_growth.inputs.marks]]\nclaim = "budget_total"\nmonth = "2024-01"\n'
UNIT_COST = 'unit_cost = "independent_unit_cost"'
BUDGET = "[analyses.high_needs_budget.inputs]\n{}\n\n[analyses.claims]"
INPUTS = [
    (UNIT_COST, 'unitcost = "x"', "unknown input 'unitcost'; did you mean 'unit_cost'?"),
    (UNIT_COST, 'unit_cost = "independant_unit_cost"', "names 'independant … 'independent_unit"),
    (UNIT_COST, "unit_cost = 5", "'unit_cost' is 5; text was expected"),
    ("claims]", 'claims.inputs]\ncost = "overspend"', "'claims' takes no inputs"),
    ("claims]", f"claims]{MARK}".replace("[[", "[").replace("]]", "]"), "'marks' is … a list was"),
    (
        "claims]",
        f"claims]{PLAN}".replace('pupils_end = "', 'saving = "'),
        "'pupils_end' is missing",
    ),
    (
        "claims]",
        f"claims]{PLAN}".replace("Total", "Totals"),
        "'cost_row' names 'Totals' … 'Total'?",
    ),
    ("claims]", f"claims]{PLAN}".replace("Budget", ""), "'baseline_column' names ''"),
    ("claims]", f"claims]{PLAN}".replace('"outreach"', '"out"'), "'costs_table' names 'out'"),
    ("claims]", f"claims]{MARK}".replace("budget_total", "plans_now"), "'claim' names 'plans_now'"),
    ("claims]", f"claims]{MARK}".replace('"budget_total"', "3"), "'claim' names '3'"),
    ("claims]", f"claims]{MARK}".replace("month", "day"), "each mark has a claim and a month"),
    (
        "claims]",
        f"claims]{MARK}".replace("24-01", "24-13"),
        "month is '2024-13'; … such as 2021-07",
    ),
    *(
        ("[analyses.claims]", BUDGET.format(line), f"analyses.high_needs_budget.inputs.{said}")
        for line, said in (
            ('bottom_line = ["It is {budget}."]', "bottom_line: 'budget' is no … 'budget_total'?"),
            ('bottom_line = ["It is {agreement.lowest}."]', "bottom_line: 'agreement.lowest'"),
            ("bottom_line = [5]", "bottom_line: 5 found, sentences were expected"),
            ('yearly_title = "In {weeks_per_year}"', "yearly_title: 'weeks_per_year'"),
        )
    ),
]

SUM = "forecast_early_years + forecast_schools"
RECONCILED = ",budget_total,forecast_total,"
CLAIMS = [
    # the file
    (None, None, "claims.csv is missing"),
    (None, "\n\n", "is empty: a header and at least one row"),
    ("claim,paragraph", "claim,paragrph", "'paragrph'; did you mean 'paragraph'? The columns are"),
    ("claim,paragraph", "claim,page", "unknown column 'page'. The columns are: claim, paragraph"),
    (",covered_by,note\n", ",covered_by,covered_by\n", "two columns are called 'covered_by'"),
    (",over,", ",over", "row 8: 14 cells found, 15 expected"),
    ("overspend,2.2", "\noverspend,2.2", "row 8: 0 cells found"),
    ('"over £40,000"', '"over £40,000', "is not a readable csv"),
    # a cell
    ("budget_early_years,", "Budget,", "row 2, column 'claim': 'Budget' … lower-case"),
    ("term,4.1", "overspend,4.1", "row 8 … row 13 … 'overspend' found, a value that no other row"),
    (
        "term,4.1",
        "term, 4.1",
        "row 13, column 'paragraph': ' 4.1' found, some text, without a space",
    ),
    (",1.3,million", ',"1,3",million', "row 10, column 'value': '1,3' found, a number expected"),
    (",1.3,million", ",1e6,million", "row 10, column 'value': '1e6' found, a number expected"),
    ("21,people", "21,pupils", "row 11, column 'unit': 'pupils' found, one of … people"),
    ("people,1", "people,0.0", "row 11, column 'resolution': '0.0' found, a number above zero"),
    (",over,", ",above,", "row 8, column 'bound': 'above' found, one of (empty), over, up to"),
    ("unit_cost,\n", "cost,\n", "row 10, column 'covered_by' … 'independent_placement_unit_cost'?"),
    # a formula
    (SUM, "forecast_scools", "row 7 … 'forecast_total' names 'forecast_scools' … _schools'?"),
    (SUM, "forecast_early_years +", "row 7 … 'forecast_total' … cannot be read"),
    (SUM, "max(forecast_schools)", "row 7 … 'max(forecast_schools)' … only + - * / **"),
    (SUM, "forecast_total", "row 7 … goes in a circle (forecast_total → forecast_total)"),
    (SUM, "overspend", "goes in a circle … forecast_total → overspend"),
    (SUM, "term / (budget_schools - 310000)", "row 7 … divides by zero … budget_schools = 310,000"),
    (SUM, "2 ** 9999", "row 7 … cannot be worked out: an exponent beyond 100"),
    (RECONCILED, ",budget_total,term,", "row 9 … 'term' of 'whole_budget' gives 24 … 500,000"),
    (
        RECONCILED,
        ",budget_total,forecast_totl,",
        "row 9 … names 'forecast_totl' … forecast_total'?",
    ),
    (RECONCILED, ",budget_total,whole_budget,", "row 9 … reconciliation … names itself"),
    # a cell of a printed table
    ("outreach,Schools,F", "outreech,Schools,F", "column 'table': 'outreech' … 'outreach'?"),
    ("outreach,Schools,F", "outreach,School,F", "row 6, column 'row' … 'School' … 'Schools'?"),
    ("Schools,Forecast,", "Schools,Forcast,", "row 6, column 'column' … 'Forcast' … 'Forecast'?"),
    ("outreach,Schools,Forecast,", ",Schools,Forecast,", "row 6, column 'table' … but no table"),
    (",,outreach,Schools,Budget,", ",,,,,", "for '£310,000' … row 'Schools', column 'Budget'"),
    ("outreach,Schools,Budget", "outreach,Early years,Budget", "says '£120,000'"),
    (
        "term,4.1",
        'again,2.1,Again,"£310,000",310000,pounds,1,,,,outreach,Schools,Budget,,\nterm,4.1',
        "row 13: another claim already stands for cell ('outreach', 'Schools', 'Budget')",
    ),
]

OTHERS = [
    ("tables/outreach.csv", None, None, "outreach.csv is missing"),
    ("tables/outreach.csv", "Schools,", "Early years,", "row 3: a second row called 'Early years'"),
    ("tables/outreach.csv", '"£352,250"', '"£352,251"', "claims.csv, row 6, column 'printed'"),
    ("timeline.csv", ",end,", ",finish,", "'finish'. The columns are: step, start, end, paragraph"),
    ("timeline.csv", "2023-09", "2023-13", "row 2, column 'start': '2023-13' … such as 2021-07"),
    ("timeline.csv", "2026-03", "2024-03", "row 3, column 'end' … in 2024-03, before … 2024-04"),
    ("timeline.csv", None, "step,start,end\na,2023-09,2023-10\n", "column 'paragraph' is missing"),
]

IMPLIED = [
    ("budget_total,Out", "budgettotal,Out", "row 2, column 'amount' … 'budget_total'?"),
    ("budget_total,Out", "term,Out", "row 3 … 'term' found, a value that no other row has"),
    ("agreement,Out", "Agreement,Out", "row 4, column 'amount': 'Agreement' … lower-case"),
    ("agreement,Out", "forecast_total,Out", "row 4, column 'amount' … but is a claim"),
    ("agreement,Out", "weeks_per_year,Out", "row 4, column 'amount' … but is a parameter"),
    ("term / 12,", "terms / 12,", "row 4, column 'formula': 'terms' … did you mean 'term'?"),
    ("term / 12,", "years_to_double,", "'years_to_double' is no claim, no amount of a row above"),
    ("term / 12,", "max(term),", "row 4, column 'formula': … only + - * / **"),
    ("term / 12,", "0.5 ** -999,", "row 4, column 'formula' … cannot be worked out"),
    ("* term / 12,", "+ term,", "row 4, column 'formula': … adds pounds"),
    ("12,pounds,", "12,thousand pounds,", "row 4, column 'unit': 'thousand pounds' … one of"),
    ("12,pounds,", "12,percent,", "row 4, column 'unit': 'percent' … gives pounds"),
    (",percent,", ",pounds,", "row 5, column 'unit': 'pounds' … gives no amount of pounds"),
    (",,years,", ",,percent,", "row 3, column 'unit': 'percent' … in months … years expected"),
    ("for {term}", "for {terms}", "row 4, column 'basis': 'terms' … 'term'?"),
    ("for {term}", "for {}", "row 4, column 'basis': '' is no claim"),
    ("Outreach budget over", "{x} over", "row 4, column 'quantity': 'x' is no claim"),
    ("As stated,,Outreach", "As stated,begin,Outreach", "row 2, column 'bridge': 'begin'"),
    ("As stated,,Outreach", "As stated,end,Outreach", "column 'bridge': … start, change, end"),
]

REFERENCE = [
    ("ehc_plans", None, None, "ehc_plans.csv is missing"),
    ("ehc_plans", "2010,B", "1910,B", "row 2, column 'january': '1910' … from 2010"),
    ("ehc_plans", "E09000006", "BR1", "row 2, column 'code': 'BR1' … such as E10000016"),
    ("ehc_plans", "1884,z,1884", "1884,,1884", "column 'ehc_plans': '' … one of z, x, c, :"),
    ("ehc_plans", "1884,z,1884", "1884,z,z", "row 2, column 'total': 'z' … whole number"),
    ("ehc_plans", "0,201,201,", "0,201,202,", "column 'total': 202 found … make 201"),
    ("ehc_plans", "z,261,261,", "z,260,261,", "column 'total': 261 found … make 260"),
    ("ehc_plans", "2011,Bromley,", "2010,Bromley,", "row 3: a second row for 2010, E09000006"),
    ("placements", ",neet\n", ",neets\n", "'neets'; did you mean 'neet'?"),
    ("placements", "2202,930", "2202,-930", "column 'mainstream_total': '-930' … whole number"),
    ("placements", "Rutland,197,101,", "Rutland,197,201,", "column 'ehcplans': 197 found … make"),
    ("placements", "2020,Bromley,", "2019,Bromley,", "row 3: a second row for 2019, Bromley"),
    ("section251_top_up", "2021-22", "2021/22", "row 2 … '2021/22' … such as 2021-22"),
    ("section251_top_up", "outturn", "actual", "column 'basis': 'actual' … outturn"),
    ("section251_top_up", "13743341", "z", "column 'total_gbp': 'z' … number of pounds"),
    ("section251_top_up", "13743341,0", "13743342,9", "row 2, column 'total_gbp': 13,743,342"),
    ("section251_top_up", "Kent,plan", "Bromley,plan", "row 4: a second row for Bromley, planned"),
]


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        *(("paper.toml", *case) for case in PAPER_TOML + INPUTS),
        *(("claims.csv", *case) for case in CLAIMS),
        *(("implied.csv", *case) for case in IMPLIED),
        *OTHERS,
        *((f"dfe/{name}.csv", *case) for name, *case in REFERENCE),
    ],
)
def test_what_is_wrong_is_said(
    refusal: Callable[..., str], file: str, old: str | None, new: str | None, said: str
) -> None:
    message = refusal(file, old, new)
    assert file.rpartition("/")[2] in message or "claims.csv" in message
    parts = map(re.escape, said.split(" … "))
    assert re.search("(?s)" + ".*".join(parts), message), message


@pytest.mark.parametrize("name", ["Ambridge_2024", "ambridge--2024", "-ambridge", "failed"])
def test_a_bad_paper_id_is_refused(small_project: Folders, name: str) -> None:
    (small_project.papers / MADE_UP).rename(small_project.papers / name)
    with pytest.raises(DataError, match=f"'{name}' is no paper id"):
        read_papers(small_project)


def test_a_file_that_is_not_in_utf8_is_named(
    refusal: Callable[..., str], small_project: Folders
) -> None:
    timeline = small_project.papers / MADE_UP / "timeline.csv"
    timeline.write_bytes("step,start,end,paragraph\nCafé,2023-09,2023-10,1\n".encode("latin-1"))
    assert "timeline.csv is not a csv in UTF-8" in refusal("implied.csv", "", "")


def test_a_table_that_paper_toml_does_not_name_is_refused(
    refusal: Callable[..., str], small_project: Folders
) -> None:
    file = small_project.papers / MADE_UP / "tables" / "outreech.csv"
    file.write_text("Strand,Budget\nOthers,£5\n", encoding="utf-8")
    message = refusal("implied.csv", "", "")
    assert "paper.toml has no [tables.outreech]; did you mean 'outreach'? The tables" in message


def test_of_many_bad_cells_five_are_shown_and_the_rest_counted(
    refusal: Callable[..., str], small_project: Folders
) -> None:
    path = small_project.papers / MADE_UP / "claims.csv"
    text = path.read_text(encoding="utf-8").replace(",pounds,1", ",dollars,1")
    lines = refusal("claims.csv", None, text).splitlines()
    shown = [f"row {row}, column 'unit'" in line for row, line in enumerate(lines[:5], start=2)]
    assert shown == [True] * 5 and lines[5:] == ["and 3 more"]


def test_a_reference_file_that_changed_is_refused(refusal: Callable[..., str]) -> None:
    message = refusal("dfe/ehc_plans.csv", "E06000017,183,z,183", "E06000017,184,z,184", False)
    assert re.search(r"ehc_plans.csv has changed since .*SHA-256 is \w{64}, .*toml says", message)


PRINTED = [
    # what the paper prints, the value and unit that were transcribed, what is wrong with them
    ("£1.3m", "1.2", "million pounds", "value '1.2'"),
    ("-£1.3m", "1.3", "million pounds", "value '1.3'"),
    ("£441K", "441", "pounds", "unit 'pounds'"),
    ("£8.5 million", "8.5", "thousand pounds", "unit 'thousand pounds'"),
    ("81 per cent", "81", "people", "unit 'people'"),
    ("£385", "385", "people", "unit 'people'"),
    ("twenty-one weeks", "20", "weeks", "value '20'"),
    ("a further year", "2", "years", "value '2'"),
    ("£1.3m", "1.3", "million pounds", ""),
    ("£8.5 million", "8.5", "million pounds", ""),
    ("£1,895K", "1895", "thousand pounds", ""),
    ("-£606,755", "-606755", "pounds", ""),
    ("−£606,755", "-606755", "pounds", ""),
    ("£333,062.96", "333062.96", "pounds", ""),
    ("12 per cent", "12", "percent", ""),
    ("38-week", "38", "weeks", ""),
    ("3FTE", "3", "posts", ""),
    ("a total of three posts", "3", "posts", ""),
    ("twenty-one weeks", "21", "weeks", ""),
    ("twenty years", "20", "years", ""),
    ("half a day a week", "0.5", "days a week", ""),
    ("the past year", "12", "months", ""),
]


@pytest.mark.parametrize(("printed", "value", "unit", "wrong"), PRINTED)
def test_what_is_printed_and_what_was_transcribed_check_each_other(
    printed: str, value: str, unit: str, wrong: str
) -> None:
    if not wrong:
        check_printed("row 2", printed, value, unit)
        return
    said = f"row 2, column '{wrong.split()[0]}': printed '{printed}' but {wrong}"
    with pytest.raises(DataError, match=re.escape(said)):
        check_printed("row 2", printed, value, unit)


@pytest.mark.parametrize("figure", ["£5", "5", "-5", "−£5", "5.5%", "£441k", "£8.5m", "1,156"])
def test_every_figure_of_a_printed_table_is_a_claim(
    refusal: Callable[..., str], figure: str
) -> None:
    table = f'Strand,Budget,Forecast\nOthers,"{figure}",none\n'
    message = refusal("tables/outreach.csv", "Strand,Budget,Forecast\n", table)
    assert f"'{figure}' in table outreach, row 'Others', column 'Budget'" in message
