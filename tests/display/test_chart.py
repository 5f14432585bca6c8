"""What every chart carries, what makes one unreadable, and that drawing is repeatable."""

import base64
import io
import re
from collections import Counter
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
    wrapped,
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


def drawn(labels=("Schools", "Early years & under fives"), ends=(352_250, -118_500), **words):
    """A chart of two bars, such as the reports have."""
    with house_style():
        figure, axes, places = row_canvas(labels)
        axes.barh(places, ends, BAR_IN, label="Forecast")
        end_labels(axes, places, ends, [f"£{end:,}" for end in ends])
        legend_above(axes)
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


@pytest.mark.parametrize("alt", ["", " " * 30, "A bar chart.", "x" * 19, "x" * 251])
def test_a_chart_without_a_fitting_text_alternative_is_refused(alt):
    with pytest.raises(ChartError) as raised:
        drawn(alt=alt)
    message = str(raised.value)
    assert isinstance(raised.value, AnalysisError)
    assert f"'{TITLE}' needs a text alternative of 20 to 250 characters" in message
    assert f"not {len(alt.strip())}: '{alt.strip()}'" in message


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


def test_an_analyst_gets_the_chart_and_a_warning_of_each_label_that_nobody_can_read(monkeypatch):
    monkeypatch.delenv("ANALYSIS_BUILD")
    with house_style():
        figure, axes = canvas(2)
        axes.text(0.5, 0.5, "One label")
        axes.text(0.52, 0.5, "another")
        axes.set_axis_off()
        far = axes.text(0.9, 0.2, "A label too far out")
        far.set_in_layout(False)
        with pytest.warns(ChartWarning) as warned:
            chart = finished(figure, alt="short")
    assert [str(one.message).removeprefix(f"The chart '{TITLE}' ")[:23] for one in warned] == [
        "needs a text alternativ",
        "clips the label 'A labe",
        "draws the label 'One la",
    ]
    assert chart.png and "too far out" in chart.svg


def test_overlapping_labels_are_refused():
    with house_style():
        figure, axes = canvas(2)
        axes.text(0.5, 0.5, "One label")
        axes.text(0.52, 0.5, "another")
        with pytest.raises(ChartError, match=f"'{TITLE}' draws the label") as raised:
            finished(figure)
    assert "'One label'" in str(raised.value)
    assert "'another'" in str(raised.value)


def test_what_is_not_drawn_may_overlap():
    with house_style():
        figure, axes = canvas(2)
        axes.text(0.5, 0.5, "One label")
        axes.text(0.5, 0.5, "hidden").set_visible(False)
        axes.text(0.5, 0.5, "  ")
        axes.set_axis_off()
        assert "One label" in finished(figure).svg


def test_two_draws_are_the_same_bytes(chart):
    again = drawn()
    assert again.svg == chart.svg
    assert again.png == chart.png


def test_drawing_leaves_the_figure_as_it_was_laid_out_for_the_svg():
    chart = drawn()
    figure = chart.plot()
    assert figure is chart.figure
    assert figure.get_dpi() == 72
    assert not figure.texts, "the title of the picture is left in the figure"
    height = figure.get_figheight()
    assert f'viewBox="0 0 432 {72 * height:g}' in chart.svg
    assert all(axes.get_in_layout() for axes in figure.axes)


def test_a_figure_can_be_restyled_and_saved():
    chart = drawn()
    axes = chart.figure.axes[0]
    before = axes.get_position()
    axes.set_yticklabels(["A label of an analyst that is long", "b"])
    chart.figure.savefig(io.BytesIO(), format="svg")
    assert axes.get_position().x0 > before.x0 + 0.1, "no room was made for the label"
    assert "label of an analyst" not in chart.svg


def test_a_chart_is_laid_out_once_and_drawn_once_for_each_format(monkeypatch):
    done = Counter()

    def count(owner, name):
        method = getattr(owner, name)

        def counted(self, *given):
            done[name] += 1
            return method(self, *given)

        monkeypatch.setattr(owner, name, counted)

    count(mpl.figure.Figure, "draw")
    count(mpl.layout_engine.ConstrainedLayoutEngine, "execute")
    with mpl.rc_context({"figure.autolayout": True}):
        drawn()
    assert done == {"draw": 2, "execute": 1}


def test_drawing_leaves_the_settings_of_matplotlib_as_they_were():
    before = dict(mpl.rcParams)
    drawn()
    with pytest.raises(ChartError):
        drawn(alt="")
    assert dict(mpl.rcParams) == before


def test_text_in_the_svg_is_text(svg):
    words = {"".join(text.itertext()) for text in svg.iter(f"{SVG}text")}
    assert {"Schools", "£352,250", "£-118,500", "Forecast", "Early years &"} <= words


def test_the_lines_of_a_label_end_where_the_labels_of_one_line_do(svg):
    ends = {}
    for text in svg.iter(f"{SVG}text"):
        if "text-anchor: end" in text.attrib["style"]:
            place = text.get("x") or re.search(r"translate\((\S+) ", text.attrib["transform"])[1]
            ends["".join(text.itertext())] = float(place)
    assert {"Schools", "Early years &", "under fives"} <= set(ends)
    assert ends["Early years &"] == ends["under fives"] == pytest.approx(ends["Schools"], abs=0.1)


def test_the_svg_fits_the_page_that_it_stands_in(chart, svg):
    assert "viewBox" in svg.attrib
    assert not {"width", "height"} & set(svg.attrib)
    assert not list(svg.iter(f"{SVG}metadata"))
    assert not list(svg.iter(f"{SVG}style"))
    assert "font-family" not in chart.svg
    assert "DejaVu" not in chart.svg


def test_ids_of_the_svg_are_its_own(chart, svg):
    ids = [element.attrib["id"] for element in svg.iter() if "id" in element.attrib]
    assert ids, "nothing is clipped or used again: the chart shows too little to test"
    assert [name for name, times in Counter(ids).items() if times > 1] == []
    assert all(name.startswith("outreach-costs-more-than-its-budget-") for name in ids)
    used = re.findall(r'(?:href="|url\()#([\w-]+)', chart.svg)
    assert used
    assert set(used) == set(ids)
    other = re.findall(r' id="([^"]+)"', drawn(title="Another finding of the paper").svg)
    assert other
    assert not set(other) & set(ids)


@pytest.mark.parametrize(
    "trace", [r"\b20\d\d-\d\d-\d\d", r"\d\d:\d\d:\d\d", "dc:date", re.escape(str(ROOT))]
)
def test_the_svg_has_no_date_and_no_path(chart, trace):
    assert not re.search(trace, chart.svg)


def test_the_png_has_no_date_and_no_software(chart):
    chunks = {kind for kind in (b"tEXt", b"iTXt", b"zTXt", b"tIME") if kind in chart.png}
    assert chunks == set()


@pytest.mark.parametrize(
    "title",
    [
        "Short",
        "A title of many words that goes on " * 4,
        "Commonly accumulated recommendations; commissioned placements",
        "£1,234,567 £2,345,678 £3,456,789 £4,567,890 £5,678,901",
    ],
)
def test_the_title_stands_in_the_png_without_being_clipped(title):
    picture = mpl.image.imread(io.BytesIO(drawn(title=title).png))
    white = picture[:, :, :3] > 0.99
    assert white[:, -8:].all(), "something is drawn up to the right edge"
    assert white[:2].all(), "something is drawn up to the top edge"


def test_a_notebook_shows_the_picture_and_its_text_alternative_in_words(chart, monkeypatch):
    shown = []
    monkeypatch.setattr(
        "analysis.display.chart.display",
        lambda bundle, metadata, raw: shown.append((bundle, metadata)),
    )
    chart._ipython_display_()
    (picture, with_picture), (words, beside) = shown
    assert "image/png" in picture and "chart" in with_picture
    assert ALT in words["text/markdown"] and "Source: Paper" in words["text/markdown"]
    assert beside == {"beside_chart": True}


def test_jupyter_gets_pictures_words_and_what_a_report_needs(chart):
    bundle, metadata = chart._repr_mimebundle_()
    assert set(bundle) == {"image/png", "text/plain"}
    assert base64.b64decode(bundle["image/png"]) == chart.png
    assert bundle["text/plain"] == f"{TITLE}\n{ALT}"
    assert metadata["image/png"] == {"alt": ALT, "width": 600}
    assert metadata["chart"] == {
        "svg": chart.svg,
        "title": TITLE,
        "subtitle": "Forecast (£)",
        "source": "Paper",
        "alt": ALT,
        "data": DATA.to_html(),
        "table": DATA.to_data(),
    }


@pytest.mark.parametrize(
    "ends", [(0, 0), (5,), (-5, -3), (1, 1_000_000), (-1_000_000, 1), (0.0, -2.5)]
)
def test_end_labels_stay_in_the_picture(ends):
    labels = [f"Bar {number}" for number in range(len(ends))]
    assert drawn(labels=labels, ends=ends).svg.count("£") == len(ends)


def test_a_label_is_broken_between_words():
    assert wrapped("Early years and under fives", 12) == "Early years\nand under\nfives"
    assert wrapped("Otorhinolaryngology", 12) == "Otorhinolaryngology"


def test_a_text_alternative_has_as_many_parts_as_there_is_room_for():
    assert fit_alt("Bars", "Kent 5", "England 4") == "Bars: Kent 5; England 4."
    assert fit_alt("Bars", "x" * 240, "England 4") == f"Bars: {'x' * 240}."
    assert len(fit_alt("Bars", "x" * 243)) == len("Bars: .") + 243 == 250
    assert fit_alt("Bars", "x" * 244) == "Bars."
    assert len(fit_alt("x" * 300)) == 250
