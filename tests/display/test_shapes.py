"""Every shape draws awkward data with no label clipped or over another; figures are in place."""

from xml.etree import ElementTree

import pandas as pd
import pytest
from matplotlib.colors import to_hex

from analysis.display import (
    ROLES,
    Band,
    Break,
    Dots,
    Point,
    Rule,
    Table,
    bars,
    dot_ranges,
    grouped_bars,
    line_chart,
    money,
    number,
    percent,
    stacked_bars,
    strip,
    timeline,
    yearly_bars,
)

NAN = float("nan")
LONG = "Bournemouth, Christchurch and Poole"
WORDS = {
    "title": "Plans grew more in Kent than in England from January 2015 to January 2025",
    "subtitle": "EHC plans and statements, each January",
    "source": "DfE",
    "alt": "Bars of the growth of plans in Kent and England.",
    "data": Table("data", "Data", pd.DataFrame({"a": ["x"]}), {"a": "A"}),
}
AREAS = pd.DataFrame(
    {
        "name": ["Kent, this authority", "England", "South East (region)", LONG, "Essex", "Torbay"],
        "role": ["own", "england", "region", "neighbour", "neighbour", "neighbour"],
        "growth_pct": [150.2, 120.5, 99.0, 50.25, -12.5, NAN],
    }
)
JANUARIES = list(range(2010, 2026))


@pytest.fixture(autouse=True)
def in_a_build(monkeypatch):
    """A label that is clipped or over another is an error."""
    monkeypatch.setenv("ANALYSIS_BUILD", "1")


def words_in(chart):
    """The texts of the chart, one a line of a label."""
    root = ElementTree.fromstring(chart.svg)
    return ["".join(one.itertext()) for one in root.iter("{http://www.w3.org/2000/svg}text")]


def axes_of(chart):
    return chart.figure.axes[0]


def colours_of_bars(chart):
    return [to_hex(bar.get_facecolor()).upper() for bar in axes_of(chart).patches]


def test_bars_say_their_values_which_are_missing_and_which_is_the_own():
    chart = bars(AREAS, "name", "growth_pct", percent, role="role", **WORDS)
    assert {"150.2%", "−12.5%", "not available", "Kent, this", "authority"} <= set(words_in(chart))
    assert colours_of_bars(chart) == [ROLES[role].colour for role in AREAS["role"]]
    weights = [label.get_fontweight() for label in axes_of(chart).get_yticklabels()]
    assert weights == ["bold"] + 5 * ["normal"]
    alone = axes_of(bars(AREAS, "name", "growth_pct", percent, **WORDS))
    assert {label.get_fontweight() for label in alone.get_yticklabels()} == {"normal"}


def test_bars_stand_on_a_band_that_is_named_where_there_is_one():
    band = Band(80, 130, "Middle half of all authorities")
    chart = bars(AREAS, "name", "growth_pct", percent, role="role", band=band, **WORDS)
    assert "Middle half of all authorities" in " ".join(words_in(chart))
    missing = bars(AREAS, "name", "growth_pct", percent, band=Band(NAN, NAN, "None"), **WORDS)
    assert "None" not in words_in(missing)


def test_no_text_stands_on_a_rule():
    rows = pd.DataFrame({"year": ["Now", "Next"], "cost": [4.2e6, 3.6e6], "text": ["a\nb", "c"]})
    chart = bars(rows, "year", "cost", "text", rule=4_200_000, **WORDS)
    assert {text.get_text(): text.xy[0] for text in axes_of(chart).texts}["c"] == 4_200_000


@pytest.mark.parametrize(
    "values", [[0, 0], [5], [-5, -3], [-1_000_000, 1], [NAN, NAN], [1e12, 3, -1e12]]
)
def test_bars_of_any_values_leave_room_for_their_texts(values):
    rows = pd.DataFrame({"name": [f"Bar {n}" for n in range(len(values))], "value": values})
    bars(rows, "name", "value", money, **WORDS)


def test_grouped_bars_have_a_bar_a_part_and_a_legend_of_broken_lines():
    groups = ["Mainstream", "Maintained special or academy"]
    mix = pd.DataFrame({"group": groups, "first": [40.1, NAN], "last": [38.1, 3.0]})
    parts = {"first": (LONG, "part 2"), "last": ("January 2024", "own")}
    chart = grouped_bars(mix, "group", parts, percent, **WORDS)
    assert {"40.1%", "38.1%", "not available", "and Poole", "January 2024"} <= set(words_in(chart))
    assert colours_of_bars(chart) == 2 * [ROLES["part 2"].colour] + 2 * [ROLES["own"].colour]


@pytest.mark.parametrize("row", [1, 5, 7])
def test_upright_bars_have_texts_above_and_a_break(row):
    texts = ["1,000\n5.2%", "1,200\n5.2%", "not available", *(5 * ["1,400\n12.5%"])]
    counts = [1000.0, 1200, NAN, 1400, 1500, 1600, 1700, 1800]
    rows = pd.DataFrame({"january": range(2018, 2026), "a": counts, "text": texts})
    break_before = (row, "Collected by person\nfrom 2023")
    parts = {"a": ("Independent special", "part 1")}
    chart = stacked_bars(rows, "january", parts, "text", break_before=break_before, **WORDS)
    assert {"2018", "1,000", "5.2%", "not available", "from 2023"} <= set(words_in(chart))


def test_dots_stand_on_their_ranges_beside_a_rule():
    rows = pd.DataFrame(
        {
            "definition": ["Standard, planned 2024-25", "All phases, outturn 2023-24"],
            "basis": ["planned", "outturn"],
            **{"value": [51_000.0, NAN], "low": [48_000.0, NAN], "high": [55_000.0, NAN]},
            **{"e": [46_000.0, 52_000], "e_low": [45_000.0, 51_000], "e_high": [47_000.0, 53_000]},
        }
    )
    dots = [
        Dots("value", "low", "high", LONG, "own"),
        Dots("e", "e_low", "e_high", "England", "england"),
    ]
    rule = Rule(141_000, "Paper: £141,000")
    chart = dot_ranges(rows, "definition", dots, money, rule=rule, divide_by="basis", **WORDS)
    shown = {"£51,000", "not available", "£46,000", "Paper: £141,000", "England"}
    assert shown <= set(words_in(chart))
    assert axes_of(chart).get_xlim()[1] > 141_000


def test_dots_of_areas_stand_on_a_band():
    growth = AREAS["growth_pct"].abs()
    rows = AREAS.assign(value=400 * growth, low=300 * growth, high=500 * growth)
    one, band = [Dots("value", "low", "high", role="role")], Band(30_000, 50_000, "Middle half")
    chart = dot_ranges(rows, "name", one, money, band=band, **WORDS)
    assert {"£60,080", "not available", "Middle half"} <= set(words_in(chart))
    assert axes_of(chart).get_yticklabels()[0].get_fontweight() == "bold"


def test_a_strip_shows_each_row_on_a_scale_of_its_own():
    rows = pd.DataFrame(
        {
            "label": ["All seven categories", "Independent", "Hospitals", "None"],
            "lowest": [100, 0, 5.0, NAN],
            "lower_quartile": [300, 50, 5, NAN],
            "upper_quartile": [600, 120, 5, NAN],
            "highest": [900, 400, 5.0, NAN],
            "england": [500, 80, 5, NAN],
            "value": [700, NAN, 5.0, NAN],
            "text": ["£700\n12 of 151", "not\navailable", "£5\n1 of 151", "not\navailable"],
        }
    )
    chart = strip(
        rows, "label", {"england": ("England", "england"), "value": (LONG, "own")}, "text", **WORDS
    )
    drawn = {line.get_label(): list(line.get_xdata()) for line in axes_of(chart).lines}
    assert drawn["England"][:3] == [0.5, 0.2, 0.5]
    assert drawn[LONG][0] == 0.75 and pd.isna(drawn[LONG][1])
    assert {"£700", "12 of 151", "Middle half of authorities"} <= set(words_in(chart))


BREAKS = [
    Break(2014, 2018, "Statements converted"),
    Break(2019, 2019, "2025 release from 2019"),
    Break(2023, 2023, "Person-level data from 2023"),
]


@pytest.mark.parametrize("gap", [0, 0.01, 2, -5])
def test_lines_are_named_at_their_ends_wherever_these_are(gap):
    rows = pd.DataFrame({"january": JANUARIES[5:], "own": [100 + 12.0 * n for n in range(11)]})
    rows = rows.assign(**dict.fromkeys(("e", "r", "m"), rows["own"] * (1 + gap / 100)))
    rows.loc[3, "m"] = rows.loc[3, "m"] if gap else NAN
    lines = {
        "own": (LONG, "own"),
        "e": ("England", "england"),
        "r": ("Yorkshire and The Humber", "region"),
        "m": ("Neighbours’ median", "median"),
    }
    chart = line_chart(rows, "january", lines, breaks=BREAKS, **WORDS)
    text = " ".join(words_in(chart))
    assert "Yorkshire and The Humber" in text and "Person-level data from 2023" in text
    assert "Statements converted" not in text, "the break lies before the first year"
    assert ("median" in text) == (gap != 0), "a line with a missing figure is left out"
    own = [line for line in axes_of(chart).lines if len(line.get_xdata()) == 11][-1]
    assert to_hex(own.get_color()).upper() == ROLES["own"].colour, "the own line is not on top"


@pytest.mark.parametrize("points", [[], [Point(2020.1, 224, "224"), Point(2021.5, 252, "252")]])
@pytest.mark.parametrize("years", [JANUARIES, JANUARIES[-3:]])
def test_bars_of_years_have_texts_breaks_and_points(points, years):
    rows = pd.DataFrame({"january": JANUARIES, "plans": [0] * 5 + [30 * n for n in range(1, 12)]})
    rows["statements"] = [180.0] * 5 + [150.0, 100, 50] + [NAN] * 8
    rows = rows[rows["january"].isin(years)].reset_index(drop=True)
    total = int(rows[["plans", "statements"]].fillna(0).sum(axis="columns").iloc[0])
    chart = yearly_bars(
        rows,
        "january",
        {"plans": ("EHC plans", "part 1"), "statements": ("Statements of SEN", "part 2")},
        texts={years[0]: number(total), 2025: "330"},
        points=[point for point in points if point.at > years[0]],
        points_label="The paper’s own counts",
        breaks=[one for one in BREAKS if one.first > years[0]],
        **WORDS,
    )
    text, is_long = " ".join(words_in(chart)), years[0] == 2010
    assert "330" in text
    assert ("Person-level data from 2023" in text) == is_long
    assert ("Statements of SEN" in text) == is_long
    assert ("own counts" in text) == (bool(points) and is_long)


@pytest.mark.parametrize("months", [1, 7, 18, 40, 700])
def test_a_timeline_of_any_length_has_readable_months(months):
    start = pd.Period("2021-11", "M")
    rows = pd.DataFrame({"step": ["One"], "start": [start], "end": [start + months - 1]})
    axes = axes_of(timeline(rows, "step", "start", "end", **WORDS))
    labels = [one.get_text() for one in axes.get_xticklabels()]
    assert labels[0] == "Nov\n2021" and len(labels) <= 6
