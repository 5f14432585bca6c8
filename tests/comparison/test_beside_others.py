"""An authority beside others, on five authorities whose figures are worked out by hand."""

import pandas as pd
from small_country import ENGLAND, NORTH, country, measure

from analysis.comparison import Measures, compute
from analysis.comparison.beside_others import (
    BesideOthers,
    beside_others,
    chart_of_comparators,
    find_place,
    table_of_comparators,
    table_of_range,
)
from analysis.comparison.comparators import COLUMNS
from analysis.display import ONE_DECIMAL, Chart, NotAvailable, Table

COSTS = {"A": 100.0, "B": 400.0, "C": 400.0, "D": 50.0, "E": 0.0}
PLACES = {"A": 10.0, "B": 20.0, "C": 20.0, "D": 10.0, "E": 5.0}
"""A 10, B 20, C 20, D 5 and E 0 pounds each."""
HEADERS = {"numerator": "Cost (£)", "denominator": "Places", "value": "Cost each (£)"}
WORDS = {"short": "cost of a place", "heading": "Cost of a place", "when": "planned 2021-22"}
NOTHING = NotAvailable("There is nobody to be set beside.")


def comparators(note: str = "") -> pd.DataFrame:
    """Return Ambridge with England, the North, and D (the closest) and B as neighbours."""
    near = {"closeness": "Very close", "model": "May 2025"}
    rows = [
        {"code": "A", "name": "Ambridge", "kind": "authority", "note": note},
        {"code": ENGLAND, "name": "England", "kind": "England"},
        {"code": NORTH, "name": "North", "kind": "region"},
        {"code": "D", "name": "Darrington", "kind": "statistical neighbour", "rank": 1, **near},
        {"code": "B", "name": "Borchester", "kind": "statistical neighbour", "rank": 2, **near}
        | {"note": "began in April 2021"},
    ]
    frame = pd.DataFrame(rows, columns=list(COLUMNS)).astype({"rank": "Int64"})
    return frame.fillna({"closeness": "", "model": "", "note": ""})


def others(
    costs: dict[str, float | str] = COSTS, note: str = "", **more: dict[str, float]
) -> BesideOthers:
    comparison = compute(country(costs, PLACES), Measures([measure(**WORDS)]))
    added = {name: pd.Series(values) for name, values in more.items()}
    found = beside_others(
        comparison,
        "each",
        comparators(note),
        HEADERS | {name: f"{name} (£)" for name in more},
        more=added,
        formats={"denominator": ONE_DECIMAL},
    )
    assert isinstance(found, BesideOthers)
    return found


def table_of(found: BesideOthers) -> Table:
    table = table_of_comparators(found, "others")
    assert isinstance(table, Table)
    return table


def chart_of(found: BesideOthers, subtitle: str = "") -> Chart:
    chart = chart_of_comparators(found, table_of(found), "DfE", subtitle)
    assert isinstance(chart, Chart)
    return chart


def test_each_comparator_has_its_figures_and_authorities_a_rank() -> None:
    table = table_of(others())
    assert table.title == "Cost of a place, Ambridge beside others, planned 2021-22"
    assert list(table.columns.values())[-1] == "Rank among 5"
    assert table.cells() == [
        ["Ambridge", "This authority", "£100", "10.0", "£10", "3"],
        ["England", "England", "£950", "65.0", "£15", "not applicable"],
        ["North", "Region", "£900", "50.0", "£18", "not applicable"],
        ["Darrington", "Neighbour 1, very close (May 2025)", "£50", "10.0", "£5", "4"],
        ["Borchester", "Neighbour 2, very close (May 2025)", "£400", "20.0", "£20", "1"],
    ]
    assert "2 of 2 statistical neighbours have the figure" in table.note
    assert "Rank 1 is the highest; 5 of 5 authorities have the figure." in table.note
    assert "Left out" not in table.note and "  " not in table.note


def test_who_has_no_figure_is_named_with_the_reason() -> None:
    found = others(COSTS | {"B": "x", "E": "c"})
    table = table_of(found)
    assert table.cells()[-1][2:] == ["not available", "20.0", "not available", "not available"]
    assert "Borchester (began in April 2021): not available, " in table.note
    assert "1 of 2 statistical neighbours have the figure" in table.note
    assert "3 of 5 authorities have the figure. Left out: Edgeley (" in table.note
    assert chart_of(found).alt.endswith("£5; the middle half of all authorities £8 to £15.")


def test_the_range_ends_with_the_authority() -> None:
    table = table_of_range(others(), "range")
    assert isinstance(table, Table)
    assert table.cells() == [
        ["Lowest", "£0", "Edgeley"],
        ["Lower quartile", "£5", ""],
        ["Median", "£10", ""],
        ["Upper quartile", "£20", ""],
        ["Highest", "£20", "Churcham"],
        ["Ambridge", "£10", ""],
    ]
    assert list(table.total_rows) == [5]


def test_the_chart_has_the_highest_first_and_those_without_a_figure_last() -> None:
    chart = chart_of(others(COSTS | {"B": "x"}))
    labels = [one.get_text().replace("\n", " ") for one in chart.figure.axes[0].get_yticklabels()]
    assert labels[-1] == "Borchester" and labels[-2] == "Darrington"
    assert "Ambridge, this authority" in labels and "North (region)" in labels
    assert chart.title == (
        "Cost of a place in Ambridge, planned 2021-22, is £10: 2nd highest of 4 authorities"
    )
    assert chart.subtitle == "Cost of a place, planned 2021-22 (£ per place)"


def test_a_range_of_each_is_drawn_as_a_line() -> None:
    found = others(low={"A": 8.0, "B": 18.0, "D": 4.0}, high={"A": 12.0, "B": 25.0, "D": 9.0})
    chart = chart_of(found, "Dot and line")
    assert chart.subtitle == "Dot and line"
    assert chart.alt.startswith("Sorted dots of cost of a place: Ambridge £10; England £15")
    assert table_of(found).cells()[0][-3:-1] == ["£8", "£12"]


def test_the_place_in_words_and_for_the_page_of_all() -> None:
    place = find_place(others(note="Ambridge began on 1 April 2021."))
    assert not isinstance(place, NotAvailable)
    assert place.text == (
        "Ambridge began on 1 April 2021. By cost of a place Ambridge is the 3rd highest of 5 "
        "authorities that have the figure; the median is £10."
    )
    assert place.headline.label == "Rank by cost of a place, 1 the highest"
    standing = place.standing
    assert place.headline.value == standing.rank == "3 of 5"
    assert (standing.figure, standing.england, standing.when) == ("£10", "£15", "planned 2021-22")


def test_an_authority_without_the_figure_has_no_rank_and_a_reason() -> None:
    found = others(COSTS | {"A": "x"})
    place = find_place(found)
    assert not isinstance(place, NotAvailable)
    assert place.text.startswith("Ambridge has no rank by cost of a place: ")
    assert (place.headline.value, place.standing.rank) == ("not available", "")
    assert chart_of(found).title == (
        "Cost of a place in Ambridge, planned 2021-22, is not available"
    )


def test_who_has_no_others_or_no_release_is_told_so_by_every_part() -> None:
    comparison = compute(country(COSTS, PLACES), Measures([measure()]))
    found = beside_others(comparison, "each", NOTHING, HEADERS)
    table = table_of_comparators(found, "others")
    parts = (found, table, table_of_range(found, "range"), find_place(found))
    assert all(part is NOTHING for part in (*parts, chart_of_comparators(found, table, "DfE")))
    unknown = beside_others(comparison, "plans_per_1000", comparators(), HEADERS)
    assert isinstance(unknown, NotAvailable)
    assert "‘Education, health and care plans (SEN2) and High needs" in unknown.reason
