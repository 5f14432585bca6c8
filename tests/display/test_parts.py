"""Bottom line, what is not available, verdicts, colours, and what the package gives."""

import subprocess
import sys
from dataclasses import asdict
from xml.etree import ElementTree

import pytest
from afcharts.af_colours import get_af_colours

import analysis.display
from analysis.display import (
    KIND_ROLES,
    ROLES,
    VERDICTS,
    BottomLine,
    Headline,
    NotAvailable,
    Standing,
    colours,
)

HEADLINES = [Headline("Budget <b>", "£8.5 million & more", "differs"), Headline("Plans", "252")]


def test_a_bottom_line_is_a_paragraph_and_a_list_of_its_headlines():
    html = BottomLine("Costs < income & <script>.", HEADLINES).to_html()
    page = ElementTree.fromstring(f"<body>{html}</body>")
    assert page.find("p[@class='bottom-line']").text == "Costs < income & <script>."
    figures = page.findall("ul[@class='headlines']/li")
    assert [figure.find("span").text for figure in figures] == ["Budget <b>", "Plans"]
    assert [figure.find("strong").text for figure in figures] == ["£8.5 million & more", "252"]
    verdicts = [figure.findtext("span[@class='verdict']") for figure in figures]
    assert verdicts == ["✗ differs", None]
    assert "<ul" not in BottomLine("A sentence.").to_html()


def test_a_report_gets_the_bottom_line_as_text_and_as_data_too():
    line = BottomLine(
        "A.", HEADLINES, Standing("Growth", "January 2025", "5.0%", "36 of 147", "6.0%")
    )
    bundle, metadata = line._repr_mimebundle_()
    text = "A.\nBudget <b>: £8.5 million & more (differs)\nPlans: 252"
    assert bundle == {"text/html": line.to_html(), "text/plain": text}
    assert metadata == {"bottom_line": asdict(line)}


def test_five_headlines_are_refused():
    with pytest.raises(ValueError, match="5 headlines; at most 4"):
        BottomLine("A sentence.", [Headline("Label", "1")] * 5)


def test_what_is_not_available_shows_itself_as_a_sentence():
    bundle, metadata = NotAvailable("No <releases> are imported.")._repr_mimebundle_()
    assert bundle == {
        "text/html": "<p>No &lt;releases&gt; are imported.</p>",
        "text/plain": "No <releases> are imported.",
    }
    assert metadata == {"not_available": "No <releases> are imported."}


def test_what_differs_is_the_most_severe_and_what_is_only_stated_the_least():
    by_severity = sorted(VERDICTS.values(), key=lambda verdict: -verdict.severity)
    assert [verdict.key for verdict in by_severity] == ["differs", "rounding", "agrees", "stated"]
    assert len({ROLES[verdict].colour for verdict in VERDICTS}) == len(VERDICTS)


def test_colours_are_those_of_the_analysis_function():
    named = [colours.DARK_BLUE, colours.TURQUOISE, colours.DARK_PINK, colours.ORANGE]
    assert named == get_af_colours("categorical", number_of_colours=4)


def test_nothing_is_told_by_colour_alone():
    parts = [ROLES[f"part {number}"] for number in (1, 2, 3, 4)]
    assert len({look.colour for look in parts}) == len({look.marker for look in parts}) == 4
    areas = [ROLES[role] for role in ("own", "england", "region")]
    assert len({look.marker for look in areas}) == 3
    assert len({(look.line, look.hatch) for look in areas}) == 3
    assert set(KIND_ROLES.values()) <= set(ROLES)


def test_the_package_gives_each_public_name_and_no_other():
    for name in analysis.display.__all__:
        assert getattr(analysis.display, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'unknown'"):
        analysis.display.unknown  # noqa: B018


def test_importing_the_package_takes_no_time_for_what_draws():
    slow = "'pandas', 'matplotlib', 'jinja2', 'IPython'"
    names = "MONEY, BottomLine, Table, marked, say"
    script = (
        f"import sys; from analysis.display import {names}; print({{{slow}}} & {{*sys.modules}})"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "set()"
