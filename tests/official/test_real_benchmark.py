"""The benchmark on the real releases: figures worked out from the workbook apart, and all areas."""

import json
import re
from pathlib import Path

import openpyxl
import pytest

from analysis import measures
from analysis.authorities import load_authority
from analysis.charts import benchmark as charts
from analysis.findings import benchmark as findings
from analysis.folders import Folders
from analysis.official.areas import LOCAL
from analysis.official.importing import import_paths
from analysis.official.store import load_official
from analysis.tables import benchmark as tables

ROOT = Path(__file__).resolve().parents[2]
RELEASES = ROOT.parent / "shared" / "dfe"
NOTEBOOK = ROOT / "notebooks" / "high_needs_benchmark.ipynb"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not RELEASES.exists(), reason="the releases are not beside the repository"),
]


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    folders = Folders(tmp_path_factory.mktemp("real"))
    import_paths([RELEASES], folders)
    return folders


@pytest.fixture(scope="module")
def country(folders):
    return load_authority("Kent", folders).benchmark


@pytest.fixture(scope="module")
def sheet():
    """Rows of the workbook by the authority's name, and its header of four rows."""
    book = openpyxl.load_workbook(RELEASES / "high-needs-benchmarking_2021-22.xlsx", data_only=True)
    (found,) = [s for s in book.worksheets if any("LA code" in map(str, r) for r in values(s, 15))]
    rows = list(values(found))
    (head,) = [n for n, row in enumerate(rows[:15]) if "LA code" in row]
    name = rows[head].index("LA name")
    return rows[head - 2 : head + 2], {row[name]: row for row in rows[head + 1 :] if row[name]}


def values(found, most=None):
    return found.iter_rows(values_only=True, max_row=most)


def column(heads, text, nth=0):
    """The nth column whose header has the text in any of its rows, white space aside."""
    columns = zip(*heads, strict=True)
    named = [" ".join(" ".join(str(c or "") for c in cells).split()) for cells in columns]
    return [n for n, words in enumerate(named) if text in words][nth]


def place(country, folders, name):
    comparators = load_authority(name, folders).comparators
    return measures.benchmark.place_authority(country, comparators)


def test_kents_independent_top_up_is_that_of_the_workbook(country, folders, sheet):
    heads, rows = sheet
    people = column(heads, "2-18 Population")
    top_up = column(heads, "Top up funding (non-maintained and independent")
    plans = column(heads, "No. aged up to 25")
    kent = place(country, folders, "Kent").standing
    each = rows["Kent"][top_up] / rows["Kent"][people]
    assert kent.loc["per_head_planned_independent_top_up", "value"] == pytest.approx(each)
    assert round(each, 2) == 125.55 or each == pytest.approx(125.5, abs=0.1)
    per_plan = rows["Kent"][top_up] / rows["Kent"][plans]
    assert kent.loc["per_plan_planned_independent_top_up", "value"] == pytest.approx(per_plan)


def test_englands_ratio_is_the_sum_of_the_workbooks_rows(country, folders, sheet):
    heads, rows = sheet
    people = column(heads, "2-18 Population")
    top_up = column(heads, "Top up funding (non-maintained and independent")
    both = [
        row
        for row in rows.values()
        if all(isinstance(row[n], int | float) for n in (people, top_up)) and row[people]
    ]
    row = place(country, folders, "Kent").standing.loc["per_head_planned_independent_top_up"]
    assert row["authorities"] == len(both) == 150 and row["there_were"] == 152
    england = sum(r[top_up] for r in both) / sum(r[people] for r in both)
    assert row["england"] == pytest.approx(england)
    each = sorted((r[top_up] / r[people] for r in both), reverse=True)
    assert row["highest"] == pytest.approx(each[0]) and row["lowest"] == pytest.approx(each[-1])
    assert each[int(row["rank"]) - 1] == pytest.approx(row["value"])


@pytest.mark.parametrize(
    ("name", "unit_cost"),
    [("Kent", 23_043), ("Bromley", 38_847), ("Medway", 37_097), ("Rutland", 92_477)],
)
def test_an_independent_placement_costs_what_the_other_report_says(
    country, folders, name, unit_cost
):
    row = place(country, folders, name).standing.loc["per_placement_planned_nmss_or_independent"]
    assert round(row["value"]) == unit_cost


def test_the_latest_groups_give_the_workbooks_own_figures_of_its_january(folders, country):
    official = load_official(folders)
    periods = measures.benchmark.registry.read_periods(
        official.section251,
        official.benchmark_placements,
        official.population,
        official.placements,
    )
    before = official.placements[official.placements["january"] <= periods.january]
    then = measures.benchmark.country(
        official.section251,
        official.benchmark_placements,
        official.population,
        before,
        official.areas,
    )
    wide = then.figures.pivot(index="code", columns="key", values="value")
    for group in ("mainstream", "resourced_provision_or_sen_unit", "nmss_or_independent"):
        both = wide[[f"mix_{group}", f"latest_mix_{group}"]].dropna()
        assert len(both) == 149 - (group == "resourced_provision_or_sen_unit")  # one has an ‘x’
        assert (both.iloc[:, 0] - both.iloc[:, 1]).abs().max() < 1e-9


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("City of London", "not in the release ‘High needs benchmarking tool’"),
        ("Isles of Scilly", "not in the release ‘High needs benchmarking tool’"),
        ("Cumberland", "began on 1 April 2023; before, the area was of Cumbria"),
        ("Northamptonshire", "ended on 1 April 2021; since, the area is of North"),
    ],
)
def test_those_without_spending_say_why_and_show_what_there_is(country, folders, name, reason):
    own = place(country, folders, name)
    row = own.standing.loc["per_head_planned_all_seven"]
    assert row["value"] != row["value"] and row["reason"].startswith(reason)
    assert reason in findings.benchmark(own).text
    shown = "mix_mainstream" if name == "Northamptonshire" else "latest_mix_mainstream"
    assert own.standing.loc[shown, "value"] > 0


def shown_in_the_notebook():
    """Function and arguments of each chart and table that the notebook shows."""
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    text = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "code")
    calls = re.findall(r"(charts|tables)\.benchmark\.(\w+)\((own\S*?)((?:, \"\w+\")*)[,)]", text)
    return [(kind, name, of, re.findall(r"\w+", words)) for kind, name, of, words in calls]


def test_every_registered_measure_is_computed_shown_and_cited(country, folders):
    own = place(country, folders, "Kent")
    drawn = {words[0] for _, name, _, words in shown_in_the_notebook() if name == "bars"}
    tabled = {
        family
        for kind, name, of, words in shown_in_the_notebook()
        if kind == "tables" and name in ("amounts", "standings")
        for family in words
    }
    cited = tables.definitions(own.registry).cells()
    for measure in own.registry.measures:
        assert own.standing.loc[measure.key, "authorities"] > 140, measure.key
        assert measure.key in drawn or measure.family.key in tabled, measure.key
        assert [row for row in cited if row[0] == measure.name and row[2] == measure.formula]


TRAPS = (
    "Bedford",  # a neighbour with a name of three lines
    "Bournemouth, Christchurch and Poole",
    "Cambridgeshire",
    "City of London",
    "Cumberland",
    "Dorset",
    "E10000009",
    "Hackney",
    "Isles of Scilly",
    "Kingston upon Hull, City of",
    "Northamptonshire",
    "North Northamptonshire",
    "Portsmouth",  # negative spending
    "Rutland",
    "Somerset",
    "Westmorland and Furness",
)


@pytest.mark.slow
@pytest.mark.parametrize("name", TRAPS)
def test_charts_tables_and_finding_of_the_traps(country, folders, name):
    show(place(country, folders, name), draw=True)


@pytest.mark.slow
def test_tables_and_finding_of_every_tenth_authority(country, folders):
    for code in country.areas.loc[country.areas["level"] == LOCAL, "code"].iloc[::10]:
        show(place(country, folders, code), draw=False)


def show(own, draw):
    assert findings.benchmark(own).to_html()
    for kind, name, of, words in shown_in_the_notebook():
        if kind == "tables":
            table = getattr(tables, name)(own.registry if of == "own.registry" else own, *words)
            html, data = table.to_html(), table.to_data()
            assert "nan" not in re.findall(r"\w+", html.lower()) and data["rows"]
        elif draw:
            chart = getattr(charts, name)(own, *words, "Source")
            assert own.name in chart.alt and own.name in chart.title
            assert len(chart.svg) < 30_000
