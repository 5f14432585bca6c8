"""The comparison of builds, on two made-up folders of reports. The building is not tested here."""

import json
import re
import runpy
from pathlib import Path

import pytest

SCRIPT = runpy.run_path(str(Path(__file__).with_name("compare_builds.py")))
RULES = [("growth", re.compile(r"growth-in-\w+-2015"), "by-area")]
AREAS = "Area,Plans,Note\nKent,20635,\nEngland,638745.25,£1.10\n"
WHERE = "kent-2021 | growth-growth-in-kent-2015"
GROWTH = "kent-2021/tables/growth-growth-in-kent-2015.csv"


@pytest.fixture
def folders(tmp_path):
    """Two folders with the same table of growth and the same claims."""
    both = tmp_path / "before", tmp_path / "after"
    for folder in both:
        write(folder / GROWTH, AREAS)
        write(folder / "claims.csv", "paper,claim,value\nkent-2021,total,1\nkent-2021,unit,2\n")
    return both


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def differences(folders, authorities=True) -> list[str]:
    return SCRIPT["compare_folders"](*folders, RULES, authorities).differences


def test_equal_folders_do_not_differ(folders):
    found = SCRIPT["compare_folders"](*folders, RULES, True)
    assert (found.tables, found.cells) == (2, 12)
    assert not found.differences and not found.warnings


@pytest.mark.parametrize("as_good", ["638745.250001", "638745.3"])
def test_a_number_may_differ_by_a_millionth(folders, as_good):
    write(folders[1] / GROWTH, AREAS.replace("638745.25", as_good))
    assert not differences(folders)


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("638745.25", "638747", "England | Plans | 638745.25 | 638747"),
        ("638745.25", "", "England | Plans | 638745.25 | (none)"),
        ("£1.10", "£1.1", "England | Note | £1.10 | £1.1"),
        ("England", "Wales", "England | Area | England | Wales"),
        ("Kent", "Bromley,1,\nKent", "Bromley | new row"),
    ],
)
def test_a_changed_cell_or_row_is_shown(folders, old, new, line):
    write(folders[1] / GROWTH, AREAS.replace(old, new))
    assert differences(folders) == [f"{WHERE} | {line}"]


def test_the_number_of_a_paragraph_is_text(folders):
    write(folders[0] / "claims.csv", "paper,paragraph\nkent-2021,1.1\n")
    write(folders[1] / "claims.csv", "paper,paragraph\nkent-2021,1.10\n")
    assert differences(folders) == ["claims | kent-2021 | paragraph | 1.1 | 1.10"]


def test_a_row_of_claims_is_named_by_paper_and_claim(folders):
    path = folders[1] / "claims.csv"
    write(path, path.read_text(encoding="utf-8").replace("unit,2", "unit,3"))
    assert differences(folders) == ["claims | kent-2021, unit | value | 2 | 3"]


def test_a_renamed_table_is_compared_with_what_it_was(folders):
    (folders[1] / GROWTH).unlink()
    write(folders[1] / "kent-2021/tables/growth-by-area.csv", AREAS.replace("20635", "2"))
    assert differences(folders) == ["kent-2021 | growth-by-area | Kent | Plans | 20635 | 2"]


def test_a_missing_and_a_new_table_differ(folders):
    (folders[1] / GROWTH).rename(folders[1] / GROWTH.replace("2015", "2016"))
    assert differences(folders) == [
        f"{WHERE} | missing table",
        "kent-2021 | growth-growth-in-kent-2016 | new table",
    ]


def test_two_tables_with_one_new_name_are_not_one(folders):
    for folder in folders:
        (folder / GROWTH).unlink()
    write(folders[0] / GROWTH, AREAS)
    write(folders[0] / GROWTH.replace("kent-2015", "rutland-2015"), AREAS)
    write(folders[1] / "kent-2021/tables/growth-by-area.csv", AREAS)
    assert differences(folders) == ["kent-2021 | growth-growth-in-rutland-2015 | missing table"]


def test_a_reworded_header_is_a_warning_and_its_values_are_compared(folders):
    write(folders[1] / GROWTH, AREAS.replace("Plans", "EHC plans").replace("20635", "2"))
    found = SCRIPT["compare_folders"](*folders, RULES, True)
    assert found.warnings == [f"warning | {WHERE} | header | Plans → EHC plans"]
    assert found.differences == [f"{WHERE} | Kent | EHC plans | 20635 | 2"]


def test_a_missing_column_differs(folders):
    write(folders[1] / GROWTH, "Area,Note\nKent,\nEngland,£1.10\n")
    assert differences(folders) == [f"{WHERE} | (header) | missing column | Plans"]


def test_authorities_and_failed_runs_can_be_left_out(folders):
    write(folders[0] / "authorities/E10000016/tables/growth-by-area.csv", AREAS)
    write(folders[0] / "failed/kent-2021/tables/growth-by-area.csv", AREAS)
    assert not differences(folders, authorities=False)
    line = "authorities/E10000016 | growth-by-area | missing table"
    assert differences(folders) == [line]


def test_a_sentence_of_a_bottom_line_that_is_gone_or_new_is_shown(folders):
    texts = "Plans grew by 3.5%. They fell in 2012.", "Plans grew by 3.5%."
    for folder, text in zip(folders, texts, strict=True):
        cells = [{"outputs": [{"metadata": {"bottom_line": {"text": text}}}]}, {}]
        write(folder / "kent-2021" / "growth.ipynb", json.dumps({"cells": cells}))
    lines = list(SCRIPT["compare_bottom_lines"](*folders, True))
    assert lines == ["kent-2021/growth - They fell in 2012."]


@pytest.mark.parametrize(("plans", "status"), [("20635", 0), ("20636", 1)])
def test_the_exit_status_says_whether_anything_differs(folders, monkeypatch, capsys, plans, status):
    for folder in folders:
        write(folder / "reports" / GROWTH, AREAS)
    write(folders[1] / "reports" / GROWTH, AREAS.replace("20635", plans))
    settings = SCRIPT["main"].__globals__
    monkeypatch.setitem(settings, "check_out", dict(zip("AB", folders, strict=True)).get)
    monkeypatch.setitem(settings, "build", lambda folder, releases: [])
    monkeypatch.setattr("sys.argv", ["compare_builds.py", "--papers", "A", "B"])
    assert SCRIPT["main"]() == status
    assert capsys.readouterr().out.endswith(f"1 tables, 6 cells compared, {status} differ\n")
