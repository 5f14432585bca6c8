"""What an analyst compares: measures of some authorities, beside England and their neighbours."""

from collections.abc import Sequence

import pandas as pd
from matplotlib.figure import Figure

from analysis.comparison.engine import Comparison, comparison_of
from analysis.comparison.measure import Measure, source_of
from analysis.comparison.registry import measures as known
from analysis.display import NotAvailable, Table, bars, listed
from analysis.errors import UsageError
from analysis.official.areas import ENGLAND_CODE, find_authority
from analysis.official.figures import Figures

MEDIAN = "Median of neighbours"


class Compared(pd.DataFrame):
    """A frame of `compare`, which can draw itself; what is taken from it is a plain frame."""

    _metadata = ["measures", "source"]  # noqa: RUF012  (pandas asks for a list)

    @property
    def _constructor(self) -> type[pd.DataFrame]:
        return pd.DataFrame

    def _repr_html_(self) -> str:
        """Return the frame with names to the left, and figures as people read them."""
        written = {
            column: one.text
            for one in self.measures
            for column in self.columns[1:]
            if column.endswith(f"({one.unit})")
        }
        left = [{"selector": "th, td", "props": "text-align: left"}]
        styled = pd.DataFrame(self).style.format(written).set_table_styles(left)
        return str(styled.to_html())

    def plot(self) -> Figure:
        """Return a chart of the measure in the house style, for a frame of one measure."""
        if len(self.measures) != 1:
            raise UsageError("A chart is of one measure: compare(areas, measure).plot()")
        (one,), (_, own, england, *_) = self.measures, self.columns
        rows = pd.DataFrame({"name": self["name"], "value": self[own], "role": "own"})
        rows.loc["England"] = ["England", self[england].iloc[0], "england"]
        rows = rows.sort_values("value", ascending=False, ignore_index=True)
        data = Table("compared", one.full_name, rows, {"name": "Area", "value": f"({one.unit})"})
        return bars(
            rows,
            "name",
            "value",
            one.text,
            role="role",
            title=one.full_name,
            subtitle=f"In {one.unit}",
            source=self.source,
            alt=f"Bars of {one.full_name}: {listed(list(rows['name']))}."[:250],
            data=data,
        ).plot()


def compare(
    areas: str | Sequence[str],
    measures: str | Measure | Sequence[str | Measure],
    figures: Figures,
) -> Compared:
    """Return measures of authorities, by name or ONS code, beside England and their neighbours.

    One row an authority, its code the index. Columns name and, of each measure, its value, named
    with its unit, England's and, where there are neighbours, their median. Raises UsageError for
    an authority or measure that is unknown, naming the nearest, or that there are no figures of.
    The frame's `plot` draws it.
    """
    comparison = comparison_of(figures)
    wanted = [measures] if isinstance(measures, str | Measure) else list(measures)
    found = [_find(one, comparison) for one in wanted]
    named = [areas] if isinstance(areas, str) else areas
    codes = pd.Index([find_authority(figures.areas, one) for one in named], name="code")
    frame = Compared({"name": codes.map(figures.names)}, codes)
    frame.measures = found
    frame.source = figures.cite(*dict.fromkeys(table for one in found for table in one.tables))
    for one in found:
        values, unit = comparison.values[one.key], f"({one.unit})"
        of = f", {one.full_name}" if len(found) > 1 else ""
        frame[f"{one.full_name} {unit}"] = values.reindex(codes)
        frame[f"England{of} {unit}"] = values[ENGLAND_CODE]
        if not isinstance(figures.neighbours, NotAvailable):
            medians = [values.reindex(figures.neighbours_of(code)).median() for code in codes]
            frame[f"{MEDIAN}{of} {unit}"] = medians
    return frame


def _find(wanted: str | Measure, comparison: Comparison) -> Measure:
    key = wanted if isinstance(wanted, str) else wanted.key
    if key not in comparison.measures and key in known:
        without = [table for table in known[key].tables if not comparison.figures.has(table)]
        needs = source_of(without) if without else "other years"
        raise UsageError(f"'{key}' has no figures here: it needs {needs}, which is not imported")
    return comparison.measures[key]
