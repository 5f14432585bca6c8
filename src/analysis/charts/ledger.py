"""Chart of the claims ledger."""

import pandas as pd

from analysis.charts.chart import (
    DARK_BLUE,
    DARK_PINK,
    GREY,
    TURQUOISE,
    Chart,
    bar_canvas,
    end_labels,
    finish,
    house_style,
)
from analysis.quantities import listed
from analysis.tables import ledger as tables
from analysis.verdicts import marked

VERDICT_COLOURS = {
    "agrees": DARK_BLUE,
    "rounding": TURQUOISE,
    "differs": DARK_PINK,
    "stated": GREY,
}


def verdicts(counts: pd.DataFrame, source: str) -> Chart:
    """Claims by verdict: the frame of `ledger.verdict_counts`."""
    by_verdict = counts.set_index("verdict")["claims"]
    total = int(by_verdict.sum())
    recomputed = total - int(by_verdict["stated"])
    with house_style():
        figure, axes = bar_canvas([marked(verdict) for verdict in by_verdict.index])
        colours = [VERDICT_COLOURS[verdict] for verdict in by_verdict.index]
        axes.barh(range(len(by_verdict)), by_verdict, color=colours)
        end_labels(axes, list(by_verdict), [str(count) for count in by_verdict], 0.12)
        return finish(
            figure,
            title=_title(recomputed, int(by_verdict["differs"])),
            subtitle=f"Claims of the paper by verdict ({total} claims)",
            source=source,
            alt=(
                f"Bars of {total} claims by verdict: "
                + listed([f"{count} {verdict}" for verdict, count in by_verdict.items()])
                + "."
            ),
            data=tables.verdicts(counts),
        )


def _title(recomputed: int, differs: int) -> str:
    if not recomputed:
        return "No claim of the paper can be recomputed from what it gives"
    if not differs:
        return f"None of the {recomputed} claims that can be recomputed differs"
    return (
        f"{differs} of the {recomputed} claims that can be recomputed differ{'s' * (differs == 1)}"
    )
