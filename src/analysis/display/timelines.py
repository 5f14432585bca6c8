"""The shape of a chart of dated steps: a bar from month to month, a diamond for one month.

timeline(steps, "step", "start", "end", shaded=[(start, end)], **words)
"""

from collections.abc import Sequence
from typing import Any, Unpack

import pandas as pd
from matplotlib.axes import Axes

from analysis.display.canvas import BAR_IN, LINE_IN, house_style, row_canvas
from analysis.display.chart import Chart, Words, finish
from analysis.display.colours import GREY, PALE_GREY, ROLES

LABEL_CHARACTERS = 22
MOST_MONTH_LABELS = 6
MONTHS_BETWEEN_LABELS = (1, 2, 3, 6)
"""Beyond these, whole years."""


def timeline(
    rows: pd.DataFrame,
    label: str,
    start: str,
    end: str,
    *,
    shaded: Sequence[tuple[pd.Period, pd.Period]] = (),
    **words: Unpack[Words],
) -> Chart:
    """Draw one step a row, from its first month to its last, both included.

    `start` and `end` are columns of month periods; `shaded` are stretches behind all rows.
    """
    with house_style():
        figure, axes, places = row_canvas([str(one) for one in rows[label]], LABEL_CHARACTERS)
        look: dict[str, Any] = {"facecolor": PALE_GREY, "edgecolor": GREY, "linewidth": 1}
        for first, last in shaded:
            axes.axvspan(first.ordinal - 0.5, last.ordinal + 0.5, **look)
        for place, first, last in zip(places, rows[start], rows[end], strict=True):
            months = last.ordinal - first.ordinal + 1
            if months == 1:
                axes.plot(first.ordinal, place, "D", color=ROLES["paper"].colour, markersize=11)
            else:
                colour = ROLES["own"].colour
                axes.barh(place, months, BAR_IN, left=first.ordinal - 0.5, color=colour)
        _label_months(axes, rows[start].min(), rows[end].max())
        return finish(figure, **words)


def _label_months(axes: Axes, first: pd.Period, last: pd.Period) -> None:
    """Write a label of two lines every so many months, so that there is room for each."""
    figure = axes.get_figure(root=True)
    assert figure is not None
    figure.set_figheight(figure.get_figheight() + 2 * LINE_IN + 0.1)
    axes.set_xlim(first.ordinal - 0.8, last.ordinal + 0.8)
    span = last.ordinal - first.ordinal + 1
    years = -(-span // (12 * MOST_MONTH_LABELS))
    fitting = (months for months in MONTHS_BETWEEN_LABELS if span <= months * MOST_MONTH_LABELS)
    labelled = pd.period_range(first, last, freq="M")[:: next(fitting, 12 * years)]
    axes.xaxis.set_visible(True)
    axes.spines["bottom"].set_visible(True)
    axes.set_xticks(
        [month.ordinal for month in labelled], [month.strftime("%b\n%Y") for month in labelled]
    )
