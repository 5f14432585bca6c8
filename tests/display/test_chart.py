"""What every chart carries, what makes one unreadable, and that drawing is repeatable."""

import base64
import io
import re
from pathlib import Path
from xml.etree import ElementTree

import matplotlib as mpl
import matplotlib.image
import pandas as pd
import pytest

from analysis.display.canvas import (
    BAR_IN,
    canvas,
    end_labels,
    house_style,
    legend_above,
    row_canvas,
)
from analysis.display.chart import ChartError, ChartWarning, finish, fit_alt
from analysis.display.table import Table
from analysis.errors import AnalysisError

ROOT = Path(__file__).resolve().parents[2]
TITLE = "Outreach costs more than its budget"
ALT = "Bars of two strands: schools £352,250 and early years £118,500."
SVG = "{http://www.w3.org/2000/svg}"
DATA = Table("forecast", "Forecast", pd.DataFrame({"a": ["Schools"]}), {"a": "Strand"})


def finished(figure, title=TITLE, alt=ALT):
    return finish(figure, title=title, subtitle="Forecast (£)", source="Paper", alt=alt, data=DATA)


@house_style()
def drawn(**words):
    """A chart of two bars, such as the reports have."""
    ends = (352_250, -118_500)
    figure, axes, places = row_canvas(["Schools", "Early years & under fives"])
    bars = axes.barh(places, ends, BAR_IN, label="Forecast")
    end_labels(axes, places, ends, [f"£{end:,}" for end in ends])
    legend_above(axes, [bars])
    return finished(figure, **words)


@pytest.fixture(autouse=True)
def in_a_build(monkeypatch):
    """What an analyst is warned of is an error."""
    monkeypatch.setenv("ANALYSIS_BUILD", "1")


@pytest.fixture(scope="module")
def chart():
    return drawn()


@pytest.fixture(scope="module")
def svg(chart):
    return ElementTree.fromstring(chart.svg)


@pytest.mark.parametrize("alt", ["", " " * 30, "x" * 19, "x" * 251])
def test_a_chart_without_a_fitting_text_alternative_is_refused(alt):
    with pytest.raises(ChartError) as raised:
        drawn(alt=alt)
    assert isinstance(raised.value, AnalysisError)
    assert f"'{TITLE}' needs a text alternative of 20 to 250 characters" in str(raised.value)
    assert f"not {len(alt.strip())}: '{alt.strip()}'" in str(raised.value)


@pytest.mark.parametrize("length", [20, 250])
def test_a_text_alternative_of_20_to_250_characters_is_taken(length):
    assert drawn(alt="x" * length).alt == "x" * length


@pytest.mark.parametrize("place", [(0.8, 0.5), (-0.5, 0.5), (0.5, -0.5), (0.5, 1.5)])
def test_a_clipped_label_is_refused(place):
    with house_style():
        figure, axes = canvas(2)
        label = axes.text(*place, "A label too far out", transform=axes.transAxes)
        label.set_in_layout(False)
        with pytest.raises(ChartError, match=f"'{TITLE}' clips the label 'A label too far out'"):
            finished(figure)


def test_overlapping_labels_are_refused_and_what_is_not_drawn_may_overlap():
    with house_style():
        figure, axes = canvas(2)
        axes.text(0.5, 0.5, "One label")
        hidden = axes.text(0.52, 0.5, "another")
        axes.text(0.5, 0.5, "  ")
        axes.set_axis_off()
        with pytest.raises(ChartError, match=f"'{TITLE}' draws .*'One label' over 'another'"):
            finished(figure)
        hidden.set_visible(False)
        assert "One label" in finished(figure).svg


def test_an_analyst_gets_the_chart_and_a_warning_of_each_label_that_nobody_can_read(monkeypatch):
    monkeypatch.delenv("ANALYSIS_BUILD")
    with house_style():
        figure, axes = canvas(2)
        axes.set_axis_off()
        far = axes.text(0.9, 0.2, "A label too far out")
        far.set_in_layout(False)
        with pytest.warns(ChartWarning) as warned:
            chart = finished(figure, alt="short")
    assert [str(one.message).removeprefix(f"The chart '{TITLE}' ")[:10] for one in warned] == [
        "needs a te",
        "clips the ",
    ]
    assert chart.png and "too far out" in chart.svg


def test_two_draws_are_the_same_bytes(chart):
    again = drawn()
    assert (again.svg, again.png) == (chart.svg, chart.png)


def test_drawing_leaves_the_figure_and_the_settings_of_matplotlib_as_they_were():
    before = dict(mpl.rcParams)
    figure = drawn().plot()
    assert dict(mpl.rcParams) == before
    assert figure.get_dpi() == 72
    assert not figure.texts, "the title of the picture is left in the figure"


def test_a_figure_can_be_restyled_and_saved():
    chart = drawn()
    axes = chart.figure.axes[0]
    before = axes.get_position()
    axes.set_yticklabels(["A label of an analyst that is long", "b"])
    chart.figure.savefig(io.BytesIO(), format="svg")
    assert axes.get_position().x0 > before.x0 + 0.1, "no room was made for the label"
    assert "label of an analyst" not in chart.svg


def test_the_lines_of_a_label_end_where_the_labels_of_one_line_do(svg):
    ends = {}
    for text in svg.iter(f"{SVG}text"):
        if "text-anchor: end" in text.attrib["style"]:
            place = text.get("x") or re.search(r"translate\((\S+) ", text.attrib["transform"])[1]
            ends["".join(text.itertext())] = float(place)
    assert {"Schools", "Early years &", "under fives"} <= set(ends)
    assert ends["Early years &"] == ends["under fives"] == pytest.approx(ends["Schools"], abs=0.1)


def test_the_svg_fits_the_page_that_it_stands_in(chart, svg):
    height = chart.figure.get_figheight()
    assert f'viewBox="0 0 432 {72 * height:g}' in chart.svg
    assert not {"width", "height"} & set(svg.attrib)
    assert not [*svg.iter(f"{SVG}metadata"), *svg.iter(f"{SVG}style")]
    for trace in ("font-family", "DejaVu", r"\b20\d\d-\d\d-\d\d", "dc:date", str(ROOT)):
        assert not re.search(trace, chart.svg)
    assert not [kind for kind in (b"tEXt", b"iTXt", b"zTXt", b"tIME") if kind in chart.png]


def test_ids_of_the_svg_are_its_own_and_all_used(chart, svg):
    ids = [element.attrib["id"] for element in svg.iter() if "id" in element.attrib]
    assert ids, "nothing is clipped or used again: the chart shows too little to test"
    assert len(ids) == len(set(ids))
    assert all(name.startswith("outreach-costs-more-than-its-budget-") for name in ids)
    assert set(re.findall(r'(?:href="|url\()#([\w-]+)', chart.svg)) == set(ids)


@pytest.mark.parametrize(
    "title",
    [
        "A title of many words that goes on " * 4,
        "£1,234,567 £2,345,678 £3,456,789 £4,567,890 £5,678,901",
    ],
)
def test_the_title_stands_in_the_png_without_being_clipped(title):
    picture = mpl.image.imread(io.BytesIO(drawn(title=title).png))
    white = picture[:, :, :3] > 0.99
    assert white[:, -8:].all(), "something is drawn up to the right edge"
    assert white[:2].all(), "something is drawn up to the top edge"


def test_a_notebook_shows_the_picture_and_what_a_report_needs_with_it(chart, monkeypatch):
    shown = []
    monkeypatch.setattr(
        "analysis.display.chart.display",
        lambda bundle, metadata, raw: shown.append((bundle, metadata)),
    )
    chart._ipython_display_()
    (picture, metadata), (words, beside) = shown
    assert base64.b64decode(picture["image/png"]) == chart.png
    assert picture["text/plain"] == f"{TITLE}\n{ALT}"
    assert metadata["image/png"] == {"alt": ALT, "width": 600}
    assert metadata["chart"] == {
        **{"svg": chart.svg, "title": TITLE, "subtitle": "Forecast (£)", "source": "Paper"},
        **{"alt": ALT, "data": DATA.to_html(), "table": DATA.to_data()},
    }
    assert ALT in words["text/markdown"] and "Source: Paper" in words["text/markdown"]
    assert beside == {"beside_chart": True}


def test_a_text_alternative_has_as_many_parts_as_there_is_room_for():
    assert fit_alt("Bars", "Kent 5", "England 4") == "Bars: Kent 5; England 4."
    assert fit_alt("Bars", "x" * 240, "England 4") == f"Bars: {'x' * 240}."
    assert len(fit_alt("Bars", "x" * 243)) == 250
    assert fit_alt("Bars", "x" * 244) == "Bars."
    assert len(fit_alt("x" * 300)) == 250
