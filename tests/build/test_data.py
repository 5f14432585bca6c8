"""The tables of a report as data: from the notebook that shows them to CSV files."""

import csv
import io
import json
from dataclasses import replace

import pandas as pd
import pytest

from analysis.build.data import DataTable, csv_name, csv_text, tables_of
from analysis.display import Table


def shown(table, chart=None):
    """The cell of a notebook that shows a table, or a chart with that table as its data."""
    metadata = {"chart": {"source": chart, "table": table}} if chart else {"table": table}
    return {
        "cell_type": "code",
        "outputs": [{"output_type": "execute_result", "metadata": metadata}],
    }


@pytest.fixture
def table():
    frame = pd.DataFrame({"a": ["District", None], "b": [-1250.5, float("nan")], "c": [1.5, 2.0]})
    columns = {"a": "Strand", "b": "Budget (£)", "c": "%"}
    title = "Budget by strand"
    return Table("by-strand", title, frame, columns, note="A note", total_rows=[1]).to_data()


def test_tables_and_charts_are_found_in_order_and_all_else_is_passed_over(table):
    other = {**table, "title": "Other"}
    notebook = {
        "cells": [
            {"cell_type": "markdown", "source": "# Title"},
            {"cell_type": "code", "outputs": [{"output_type": "stream", "text": "x"}]},
            shown(table, chart="The paper"),
            shown(other),
        ]
    }
    expected = DataTable(
        "by-strand",
        "Budget by strand",
        "A note",
        [1],
        ["Strand", "Budget (£)", "%"],
        ["", '"£"#,##0', '#,##0.0"%"'],
        [["District", -1250.5, 1.5], ["", None, 2]],
    )
    first, second = tables_of(json.loads(json.dumps(notebook)))
    assert (first, first.source) == (expected, "The paper")
    assert (second.title, second.source) == ("Other", "")


def test_a_file_is_named_by_analysis_and_id_or_title_where_it_had_no_id_yet(table):
    assert csv_name("growth", "by-strand") == "tables/growth-by-strand.csv"
    before = {key: value for key, value in table.items() if key != "id"}
    (read,) = tables_of({"cells": [shown(before)]})
    assert csv_name("growth", read.id) == "tables/growth-budget-by-strand.csv"


def test_a_csv_file_has_one_header_row_raw_numbers_and_empty_cells_for_what_is_missing(table):
    (read,) = tables_of({"cells": [shown(table)]})
    assert csv_text(read) == "\ufeffStrand,Budget (£),%\nDistrict,-1250.5,1.5\n,,2\n"
    frame = pd.read_csv(io.StringIO(csv_text(read)))
    assert frame.dtypes.map(pd.api.types.is_numeric_dtype).tolist() == [False, True, True]


def test_text_of_a_csv_file_is_never_a_formula():
    texts = ['=HYPERLINK("http://x","y")', "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\n=1", 'a, "b"\nc']
    table = DataTable("t", "T", "", [], ["=label", "-7"], ["", "#,##0"], [[t, -7] for t in texts])
    header, *rows = csv.reader(io.StringIO(csv_text(table), newline=""))
    assert header == ["\ufeff'=label", "-7"]
    row = replace(table, rows=[["x\r=1+1", 1]])
    assert csv_text(row).splitlines() == ["\ufeff'=label,-7", '"x', '=1+1",1']  # quoted: one cell
    assert rows == [[f"'{t}", "-7"] for t in texts[:-1]] + [[texts[-1], "-7"]]
