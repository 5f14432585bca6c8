"""Growth of EHC plans: expected values worked by hand from the official and the printed counts."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analysis import ehcp_growth as growth
from analysis.display import NotAvailable
from analysis.ehcp_growth.others import indices
from analysis.ehcp_growth.plans import series_breaks
from analysis.errors import UsageError
from analysis.folders import Folders
from analysis.official.figures import reference_figures
from analysis.official.reference import read_ehc_plans, read_placements, read_top_up
from analysis.papers.inputs import GrowthInputs
from analysis.subject import NO_PAPER, Subject

DFE = Path(__file__).resolve().parents[1] / "data" / "raw" / "dfe"
PLANS, PLACEMENTS, TOP_UP = read_ehc_plans(DFE), read_placements(DFE), read_top_up(DFE)
FIGURES = reference_figures(PLANS, PLACEMENTS, TOP_UP)
CODES = {name: code for code, name in FIGURES.names.items()}
NOW, THEN = {"claim": "now", "month": "2021-07"}, {"claim": "then", "month": "2020-02"}
ENDS = ("before", "after")
CLAIMS = pd.DataFrame(
    {
        "claim": ["now", "then"],
        "paragraph": ["1.2", "1.2"],
        "printed": ["252", "224"],
        "published": [252.0, 224.0],
    }
)


def of(name: str, plans: pd.DataFrame = PLANS, placements: pd.DataFrame = PLACEMENTS) -> Subject:
    """Return an authority of the reference figures, or of changed ones."""
    changed = plans is not PLANS or placements is not PLACEMENTS
    figures = reference_figures(plans, placements, TOP_UP) if changed else FIGURES
    return Subject(CODES[name], figures, NO_PAPER, Folders(Path("nowhere")))


def rutland(*marks: dict[str, str]) -> Subject:
    """Return a paper on Rutland that states some counts."""

    class Stated(Subject):
        claims = CLAIMS

        def inputs(self, _: str) -> Any:
            return GrowthInputs(list(marks))

    return Stated(CODES["Rutland"], FIGURES, NO_PAPER, Folders(Path("nowhere")))


def mix_of(data: Subject, start: int = 2015, end: int = 2025) -> pd.DataFrame:
    return growth.placement_mix(data, start, end).set_index("group")


# ------------------------------------------------------------------------------ official counts


def test_each_january_beside_england() -> None:
    row = growth.plans_by_january(of("Rutland")).set_index("january").loc[2016]
    assert (row["statements"], row["ehc_plans"], row["total"]) == (100, 86, 186)
    assert row["change_pct"] == pytest.approx(100 * 18 / 168)
    assert row["england_total"] == 256315
    assert row["england_change_pct"] == pytest.approx(100 * (256315 - 240183) / 240183)


def test_there_is_no_change_in_a_year_across_a_january_that_is_not_there() -> None:
    rows = growth.plans_by_january(of("Rutland", PLANS[PLANS["january"] != 2020]))
    rows = rows.set_index("january")
    assert rows.loc[[2021], ["change_pct", "england_change_pct"]].isna().all(axis=None)
    assert rows.loc[2022, "change_pct"] == pytest.approx(100 * 18 / 261)


def test_what_is_not_counted_is_told_from_what_is_missing() -> None:
    gap = PLANS.assign(statements=PLANS["statements"].where(PLANS["january"] != 2016))
    data = of("Rutland", gap)
    cells = growth.chart_plans(data, growth.growth_between(data, 2015, 2025)).data.cells()
    rows = {row[0]: row for row in cells}
    assert rows["2010"][1:5] == ["183", "not applicable", "183", "not available"]
    assert rows["2016"][1] == "not available"
    assert rows["2018"][1:5] == ["0", "201", "201", "6.9%"]
    assert rows["2025"][1:5] == ["not applicable", "376", "376", "10.6%"]


def test_growth_from_2015_to_2025() -> None:
    own, england = growth.growth_between(of("Rutland"), 2015, 2025).to_dict("records")
    assert (own["start_plans"], own["end_plans"], own["years"]) == (168, 376, 10)
    assert own["growth_pct"] == pytest.approx(100 * (376 / 168 - 1))
    assert own["annualised_pct"] == pytest.approx(100 * ((376 / 168) ** 0.1 - 1))
    assert (england["start_plans"], england["end_plans"]) == (240183, 638745)
    assert (round(england["growth_pct"], 1), round(england["annualised_pct"], 1)) == (165.9, 10.3)


def test_there_is_no_growth_from_nothing() -> None:
    none = PLANS.assign(total=PLANS["total"].mask(PLANS["january"] == 2015, 0))
    own = growth.growth_between(of("Rutland", none), 2015, 2025).iloc[0]
    assert own[["growth_pct", "annualised_pct"]].isna().all()
    assert "not available" in growth.bottom_line(of("Rutland", none), 2015, 2025).text


@pytest.mark.parametrize(
    ("start", "end", "message"),
    [
        (2009, 2025, "start is 2009; the years allowed are 2010 to 2025"),
        (2015, "2025", "end is '2025'; the years allowed are 2010 to 2025"),
        (2015, 2015, "start is 2015 and end is 2015; start has to be before end"),
    ],
)
def test_years_that_are_not_there_are_refused(start: int, end: Any, message: str) -> None:
    for function in (growth.growth_between, indices, growth.bottom_line):
        with pytest.raises(UsageError, match=f"^{message}$"):
            function(of("Rutland"), start, end)


def test_the_breaks_are_the_conversion_the_releases_and_the_collection() -> None:
    plans = growth.plans_by_january(of("Rutland"))
    found = series_breaks(plans).astype(object).fillna("")
    assert found.to_numpy().tolist() == [
        ["conversion", 2015, 2018, ""],
        ["release", 2019, 2019, 2025],
        ["collection", 2023, 2023, ""],
    ]
    unbroken = plans[plans["january"].between(2019, 2022)]
    assert series_breaks(unbroken).empty
    assert isinstance(growth.table_breaks(of("Rutland"), unbroken), NotAvailable)


# ------------------------------------------------------------------------------ a paper's counts


def test_the_paper_of_rutland_states_a_rise_over_seventeen_months() -> None:
    counts = growth.paper_counts(rutland(NOW, THEN))
    assert list(counts["plans"]) == [224, 252]
    assert list(counts["at"]) == pytest.approx([2020 + 1 / 12, 2021.5])
    assert list(counts["place"]) == ["between", "below"]
    rise = growth.paper_growth(counts)
    assert rise["months"].item() == 17
    assert rise["growth_pct"].item() == pytest.approx(12.5)
    assert rise["annualised_pct"].item() == pytest.approx(100 * (1.125 ** (12 / 17) - 1))


@pytest.mark.parametrize(
    ("month", "before", "after", "place", "words"),
    [
        ("2021-01", 261, 261, "below", "is below the official 261 of January 2021."),
        ("2025-03", 376, None, "below", "is below the official 376 of January 2025."),
        ("2009-06", None, 183, "above", "is above the official 183 of January 2010."),
        ("2030-06", None, None, "", ""),
    ],
)
def test_a_count_is_beside_the_official_ones_that_there_are(
    month: str, before: float | None, after: float | None, place: str, words: str
) -> None:
    data = rutland(NOW | {"month": month})
    (row,) = growth.paper_counts(data).to_dict("records")
    around = [None if pd.isna(row[f"{when}_plans"]) else row[f"{when}_plans"] for when in ENDS]
    assert (around, row["place"]) == ([before, after], place)
    table = growth.table_paper_counts(data)
    assert table.note.endswith(words)


@pytest.mark.parametrize("marks", [[], [NOW, NOW]])
def test_there_is_no_growth_without_counts_of_two_months(marks: list[dict[str, str]]) -> None:
    data = rutland(*marks)
    assert isinstance(growth.paper_growth(growth.paper_counts(data)), NotAvailable)
    assert "own counts" not in growth.bottom_line(data, 2015, 2025).text
    assert isinstance(growth.table_paper_counts(data), NotAvailable) == (not marks)


# ------------------------------------------------------------------------------ placements


def test_the_placements_of_rutland() -> None:
    mix = mix_of(of("Rutland"))
    # mainstream_total less mainstream_independent: 101 - 4 and 201 - 9
    assert list(mix.loc["Mainstream", ["first_plans", "last_plans"]]) == [97, 192]
    assert list(mix.loc["NMSS or independent", ["first_plans", "last_plans"]]) == [26, 42]
    special = mix.loc["Maintained special or academy"]
    assert special["change_points"] == pytest.approx(100 * 45 / 376 - 100 * 31 / 197)
    england = 100 * (85920 + 73932) / 638745 - 100 * (84033 + 35065) / 353995
    assert special["england_change_points"] == pytest.approx(england)


def test_placements_are_of_the_januaries_that_there_are() -> None:
    years = [mix_of(of("Rutland"), *ends)[["first", "last"]].iloc[0] for ends in BETWEEN]
    assert [list(one) for one in years] == [[2020, 2024], [2019, 2025]]
    data = of("Rutland", placements=PLACEMENTS[PLACEMENTS["january"] == 2025])
    mix = growth.placement_mix(data, 2015, 2025)
    assert isinstance(mix, NotAvailable) and "January 2025 alone" in mix.reason
    assert growth.chart_placements(data, mix) is mix
    assert len(growth.bottom_line(data, 2015, 2025).headlines) == 2


BETWEEN = ((2020, 2024), (2015, 2019))  # in the second there is one January of placements


def test_a_group_with_a_missing_figure_is_named_and_its_plans_are_in_the_rest() -> None:
    where = (PLACEMENTS["authority"] == "Rutland") & (PLACEMENTS["january"] == 2025)
    gap = PLACEMENTS.copy()
    gap.loc[where, "special_academy_free"] = pd.NA
    data = of("Rutland", placements=gap)
    mix = mix_of(data)
    special = mix.loc["Maintained special or academy"]
    assert special[["last_plans", "last_pct", "change_points"]].isna().all()
    assert mix.loc["Other or not recorded", "last_plans"] == 1 + 45
    chart = growth.chart_placements(data, mix.reset_index())
    assert "where missing: Maintained special or academy." in chart.data.note
    assert "not available" in chart.svg


# ------------------------------------------------------------------------------ charts
