"""The chart of dated steps."""

import pandas as pd
import pytest

from analysis.display import ROLES, Table, timeline


def drawn(*steps, shaded=()):
    rows = pd.DataFrame(
        [(f"Step {n}", pd.Period(a, "M"), pd.Period(b, "M")) for n, (a, b) in enumerate(steps)],
        columns=["step", "start", "end"],
    )
    return timeline(
        rows,
        "step",
        "start",
        "end",
        shaded=shaded,
        title="Steps",
        subtitle="By month",
        source="Source",
        alt="Timeline of the steps of a paper",
        data=Table("steps", "Steps", rows.astype(str), {"step": "Step"}),
    ).figure.axes[0]


def test_a_step_takes_in_both_its_months_and_one_of_a_month_is_a_diamond():
    axes = drawn(("2022-01", "2022-03"), ("2022-05", "2022-05"))
    (bar,) = axes.patches
    assert bar.get_x() == pd.Period("2022-01", "M").ordinal - 0.5
    assert bar.get_width() == 3
    (diamond,) = axes.lines
    assert diamond.get_marker() == "D" and diamond.get_color() == ROLES["paper"].colour
    assert list(diamond.get_xdata()) == [pd.Period("2022-05", "M").ordinal]


def test_a_shaded_stretch_takes_in_both_its_months():
    month = pd.Period("2022-02", "M")
    stretch, _ = drawn(("2022-01", "2022-03"), shaded=[(month, month)]).patches
    assert (stretch.get_x(), stretch.get_width()) == (month.ordinal - 0.5, 1)


@pytest.mark.parametrize("months", [1, 2, 7, 18, 40, 130, 700])
def test_a_timeline_of_any_length_has_readable_months(months, recwarn):
    end = str(pd.Period("2021-11", "M") + months - 1)
    labels = [one.get_text() for one in drawn(("2021-11", end)).get_xticklabels()]
    assert labels[0] == "Nov\n2021" and len(labels) <= 6
    assert not recwarn.list
