"""What a build changed, worked out by hand; the list, the page, and the banner."""

import csv
import io
import json
import re

import pytest

from analysis.build.banner import banner
from analysis.build.changes import ADDED, REMOVED, Change, changes_csv, changes_page, table_changes

COST, ROW = "Cost (£)", "(whole row)"
BUDGET = [["Strand", ""], ["Funding", ""], [COST, "#,##0"]]
YEARS = [["January", "0"], ["Plans", "#,##0"], ["Share (%)", "#,##0.0"]]
DAMAGED = ["{", '{"cells": [1]}', [["A", 1]], [["A", "", 1e40]]]
ROWS = [["District", "Core", 100], ["District", "Outreach", 50], ["Total", "", 150.5]]


def table(rows, columns=BUDGET, id="a"):
    return {"id": id, "title": id, "note": "", "totals": [], "columns": columns, "rows": rows}


def write(folder, *tables, report="strands"):
    folder.mkdir(exist_ok=True)
    cell = {"cell_type": "code", "outputs": [{"metadata": {"table": each}} for each in tables]}
    (folder / f"{report}.ipynb").write_text(json.dumps({"cells": [cell]}), encoding="utf-8")


@pytest.fixture
def folders(tmp_path):
    return tmp_path / "before", tmp_path / "after"


def found(folders):
    changes = table_changes(*folders)
    return sorted((one.row, one.column, one.old, one.new) for one in changes)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([["A", "", 1], *ROWS], [*ROWS[::-1], ["A", "", 1.0000001]], []),
        (  # a first cell that stands twice, a figure that changed, a row between
            ROWS,
            [ROWS[2], ["District", "Core", 110], ["District", "PD", 7], ROWS[1]],
            [("District, Core", COST, 100, 110), ("District, PD", ROW, "", ADDED)],
        ),
        (  # rows that nothing but their figures tells apart
            [["Other", "", 5], ["Other", "", None], ["Other", "", 0]],
            [["Other", "", 0], ["Other", "", 6], ["Other", "", None]],
            [("Other (2)", COST, 5, 6)],
        ),
        (  # not available, 0 and nothing are three things
            [["A", "", None], ["B", "", 0], ["C", "", None]],
            [["A", "", 4], ["B", "", None], ["C", "", ""]],
            [("A", COST, None, 4), ("B", COST, 0, None), ("C", COST, None, "")],
        ),
        (  # a row that has another name, but most of it is the same; two with nothing the same
            [["Sensory", "Core", 9], ["Z", "", 0]],
            [["PD", "Core", 9], ["A", "", 0]],
            [("A", ROW, "", ADDED), ("PD", "Strand", "Sensory", "PD"), ("Z", ROW, "", REMOVED)],
        ),
    ],
)
def test_rows_are_found_by_their_names_wherever_they_stand(folders, before, after, expected):
    write(folders[0], table(before))
    write(folders[1], table(after))
    assert found(folders) == expected


def test_a_year_is_the_name_of_its_row_and_no_amount(folders):
    write(folders[0], table([[2024, 10, 1.5], [2025, 12, 2.5]], YEARS))
    write(folders[1], table([[2025, 12, 2.5], [2026, 10, 3.5]], YEARS))
    assert [(one[0], one[3]) for one in found(folders)] == [("2024", REMOVED), ("2026", ADDED)]
    assert Change("r", "t", "Now", "Year", 2024, 2025, "0").relative is None


def test_a_column_that_is_renamed_is_compared_and_others_are_added_and_removed(folders):
    rows = [[*row[:2], 7, row[2] + (row[0] == "Total")] for row in reversed(ROWS)]
    write(folders[0], table(ROWS), table([["A", 1]], YEARS[:2], "other"))
    write(folders[1], table(rows, [*BUDGET[:2], ["Rank", "#,##0"], ["Planned (£)", "#,##0"]]))
    assert found(folders) == [
        ("(name of the column)", "Planned (£)", COST, "Planned (£)"),
        ("(whole column)", "Rank", "", ADDED),
        ("(whole table)", "", "", REMOVED),
        ("Total", "Planned (£)", 150.5, 151.5),
    ]


@pytest.mark.parametrize("damaged", DAMAGED)
def test_a_notebook_that_is_damaged_or_gone_is_not_there(folders, damaged):
    write(folders[0], table(ROWS), report="dropped")
    write(folders[0], table(damaged))
    if isinstance(damaged, str):
        (folders[0] / "strands.ipynb").write_text(damaged, encoding="utf-8")
    write(folders[1], table(ROWS))
    assert table_changes(*folders, "kent") == [
        Change("kent/dropped", "(whole report)", "", "", "", REMOVED),
        Change("kent/strands", "(whole report)", "", "", "", ADDED),
    ]


CHANGES = [
    Change("b", "Plans", "Kent", "Note", "", "+1 <i>"),
    Change("b", "Plans", "Kent", "Total", 1000, 1100.25, "#,##0"),
    Change("b", "Plans", "=A1", "Total", -20, 10, "#,##0"),
    Change("b", "Plans", "Kent", "New", 0, 5, "#,##0"),
    Change("a", "Plans", "Kent", "Share", 1.000001, 1.000002, "#,##0.0"),
]


def test_the_list_has_the_largest_change_first_and_is_safe_to_open():
    text = changes_csv(CHANGES)
    assert text.startswith("\ufeffreport,table,row,column,old,new\n")
    assert list(csv.reader(io.StringIO(text)))[1:] == [
        ["a", "Plans", "Kent", "Share", "1.000001", "1.000002"],
        ["b", "Plans", "Kent", "New", "0", "5"],
        ["b", "Plans", "'=A1", "Total", "-20", "10"],
        ["b", "Plans", "Kent", "Total", "1000", "1100.25"],
        ["b", "Plans", "Kent", "Note", "", "'+1 <i>"],
    ]


def test_the_page_shows_people_what_changed_and_why_and_how_much_it_leaves_out():
    many = [Change("c", "Plans", str(n), "Total", 100, n, "#,##0") for n in range(1, 53)]
    inputs = {"a": "data: x.csv changed", "b": "", "d": "library: y.py changed"}
    page = changes_page([*CHANGES, *many], inputs, {"a": "Growth & more", "d": "Budget"})
    shown = re.sub(r"\s*(<[^>]+>\s*)+", "|", page)
    for text in (
        "|Changes: 57, in 3 of the reports. Reports built: 3.|",
        "|Growth &amp; more|Built again (data: x.csv changed).|Changes: Growth &amp; more|",
        "|1.000001|1.000002|under 0.1%|",
        "|−20|10|+150.0%|",
        "|1,000|1,100.25|+10.0%|",
        "|+1 &lt;i&gt;|",
        "|Not shown here: 2 more",
        "|Budget|(library: y.py changed)|",
    ):
        assert text in shown
    assert "No figure changed. Reports built: 3." in changes_page([], inputs, {})


def test_a_banner_takes_the_place_of_another_and_leaves_the_rest_of_the_page():
    page = "<html>\r\n<body>\n<p>One</p>\n</body>"
    shown = banner(page, r"Since May: <b> \1.")
    assert '<body><div class="banner" role="status"><p>Since May: &lt;b&gt; \\1. The fig' in shown
    assert banner(banner(page, "Before."), r"Since May: <b> \1.") == shown
    assert banner(shown, "") == page
