"""Each check finds the fault that it is there to find, on a small page with that fault alone."""

import itertools
from pathlib import Path

import pytest
from page_checks import axe, charts, keyboard, layout, network, pdf, schemes

pytestmark = pytest.mark.browser

ALT = "Bars of two strands: schools £352,250 and early years £118,500."
SVG = f"""\
<svg role="img" aria-labelledby="alt" viewBox="0 0 432 120"><title id="alt">{ALT}</title>
<path d="M 150 10 L 330 10 L 330 40 L 150 40 z" style="fill: #12436d"/>
<path d="M 150 70 L 210 70 L 210 100 L 150 100 z" style="fill: #12436d"/>
<text style="font-size: 14px; fill: #1a1a1a" x="20" y="30">Schools</text>
<text style="font-size: 14px; fill: #1a1a1a" x="340" y="30">£352,250</text>
<text style="font-size: 14px; fill: #1a1a1a" x="145" y="90" text-anchor="end"
>Early years settings</text>
<text style="font-size: 14px; fill: #1a1a1a" x="220" y="90">£118,500</text>
</svg>"""
ROWS = "".join(
    f'<tr><th scope="row">Strand {n}</th><td class="number">£{n},500</td>'
    f'<td class="number">£{n},900</td><td class="number">£{n},100</td></tr>'
    for n in range(1, 4)
)
TABLE = f"""\
<div class="table" role="region" aria-labelledby="caption" tabindex="0"><table>
<caption id="caption">Budget by strand</caption>
<thead><tr><th scope="col">Strand</th><th scope="col" class="number">Budget for the year (£)</th>
<th scope="col" class="number">Forecast for the year (£)</th>
<th scope="col" class="number">Difference (£)</th></tr></thead>
<tbody>{ROWS}</tbody></table></div>"""
STYLE = """\
:root{color-scheme:light dark;--page:#fff;--ink:#14181b}
@media(prefers-color-scheme:dark){:root{--page:#14181b;--ink:#eceff1}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:60rem;padding:0 1rem;font:18px/1.5 Arial,sans-serif}
html,body{background:var(--page);color:var(--ink)}
p,li{max-width:36em}
a,summary{color:inherit}
.skip{position:absolute;left:-100rem}.skip:focus{left:0}
:focus-visible{outline:3px solid currentColor}
figure{margin:1rem 0;break-inside:avoid}
.chart{background:#fff;padding:4px;max-width:34rem;forced-color-adjust:none}
svg{display:block;width:100%}
.chart text{letter-spacing:normal!important;word-spacing:normal!important}
.table{overflow-x:auto}
td,th{padding:.3rem 1rem .3rem 0;text-align:left}.number{text-align:right}
caption{text-align:left}h2{break-after:avoid}
@media print{.table{overflow:visible}.skip{display:none}
details::details-content{content-visibility:visible;block-size:auto}}
"""
LONG = "A line of words that goes on and on, as lines do where nothing holds them back. " * 3
GOOD = f"""\
<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8"><title>A report – Ambridge</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>{STYLE}</style></head><body>
<a class="skip" href="#main">Skip to main content</a>
<header><h1>A report</h1><p><a href="#footer">Further down</a></p></header>
<main id="main"><h2>Budget</h2><p>{LONG}</p>
<figure><figcaption>Schools cost most</figcaption><div class="chart">{SVG}</div>
<p class="source">Source: a made-up paper</p></figure>
<details><summary>Data of this chart</summary>{TABLE}</details>
<p><a href="#main">Back to the top</a></p></main>
<footer id="footer"><p>Made up.</p></footer></body></html>
"""
CHECKS = [
    axe.axe_problems,
    charts.name_problems,
    charts.company_problems,
    charts.text_size_problems,
    charts.label_problems,
    charts.chart_contrast_problems,
    keyboard.skip_link_problems,
    keyboard.tab_stop_problems,
    layout.reflow_problems,
    layout.scroller_problems,
    layout.spacing_problems,
    layout.reading_problems,
    layout.alignment_problems,
    network.request_problems,
    schemes.dark_problems,
    schemes.forced_colours_problems,
    pdf.tag_problems,
    pdf.print_problems,
]
WIDE_BOX = '<div style="width:700px;height:9px;background:#12436d"></div>'
DOTS = (
    '<img alt="A red dot" src="data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ'
    'AAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==">'
)
FAULTS = [
    (axe.axe_problems, '<html lang="en-GB">', "<html>", "html-has-lang"),
    (
        axe.axe_problems,
        "--page:#14181b",
        "--page:#d0d3d5",
        "color-contrast (serious) at 1280 px, dark",
    ),
    (axe.axe_problems, "<h2>Budget</h2>", "<h4>Budget</h4>", "heading-order"),
    (charts.name_problems, f'<title id="alt">{ALT}</title>', "", "a name of 0 characters"),
    (charts.name_problems, ALT, "Chart", "a name of 5 characters"),
    (charts.name_problems, ALT, "Image without any description", "says nothing more"),
    (charts.name_problems, ' role="img"', ' aria-hidden="true"', "1 charts are 0 images"),
    (charts.company_problems, "<figcaption>Schools cost most</figcaption>", "", "no caption"),
    (charts.company_problems, "Source: ", "From ", "no source"),
    (charts.company_problems, "</figure>", "</figure><p>Between.</p>", "no data"),
    (charts.company_problems, ROWS, "", "its data does not open"),
    (charts.text_size_problems, "padding:4px", "padding:12px", "px at 320: 'Schools'"),
    (charts.text_size_problems, "max-width:34rem", "max-width:20rem", "px at 768: 'Schools'"),
    (charts.label_problems, 'x="340" y="30"', 'x="400" y="30"', "clips '£352,250'"),
    (
        charts.label_problems,
        'x="145" y="90"',
        'x="145" y="35"',
        "draws 'Schools' over 'Early years settings'",
    ),
    (charts.chart_contrast_problems, "#1a1a1a", "#8a9398", "for 'Schools' on rgb(255, 255, 255)"),
    (charts.chart_contrast_problems, 'x="220" y="90"', 'x="150" y="90"', "on rgb(18, 67, 109)"),
    (charts.chart_contrast_problems, "#12436d", "#bfc1c3", "for the series rgb(191, 193, 195)"),
    (
        charts.chart_contrast_problems,
        "fill: #12436d",
        "fill: #12436d; opacity: .3",
        "for the series",
    ),
    (
        charts.chart_contrast_problems,
        "</svg>",
        "".join(
            f'<rect width="9" height="9" x="{150 + 9 * n}" y="105" fill="{colour}"/>'
            for n, colour in enumerate(["#801650", "#28a197", "#6b7276", "#3d3d3d"])
        )
        + "</svg>",
        "has 5 series",
    ),
    (keyboard.skip_link_problems, '<a class="skip" href="#main">', "<a>", "not in main"),
    (keyboard.skip_link_problems, 'href="#main">Skip', 'href="#nowhere">Skip', "not in main"),
    (keyboard.tab_stop_problems, "<figure>", '<figure tabindex="0">', "does nothing: figure"),
    (
        keyboard.tab_stop_problems,
        ' aria-labelledby="caption" tabindex',
        " tabindex",
        "nothing: div",
    ),
    (keyboard.tab_stop_problems, "outline:3px", "outline:0px", "no focus to be seen"),
    (keyboard.tab_stop_problems, ".skip:focus{left:0}", "", "out of sight"),
    (layout.reflow_problems, "<footer", WIDE_BOX + "<footer", "the page is 7"),
    (layout.reflow_problems, ".table{overflow-x:auto}", "", "table reaches"),
    (layout.reflow_problems, "svg{display:block;width:100%}", "svg{width:0}", "a chart is 0 px"),
    (layout.scroller_problems, ' tabindex="0"><table', "><table", "Tab key does not reach"),
    (layout.scroller_problems, ' aria-labelledby="caption" t', " t", "without a name"),
    (
        layout.spacing_problems,
        "<h2>",
        '<h2 style="height:27px;overflow:hidden">',
        "clipped: 'Budget'",
    ),
    (
        layout.spacing_problems,
        ".chart text{letter",
        ".other{letter",
        "clipped: 'Early years settings'",
    ),
    (
        layout.spacing_problems,
        "<p>Made up.",
        '<p style="white-space:nowrap;width:9em">' + LONG,
        "px wide",
    ),
    (layout.reading_problems, "p,li{max-width:36em}", "", "characters in a line"),
    (
        layout.reading_problems,
        "<p>Made up.",
        '<p style="font-size:15px">Made up.',
        "15.0 px: 'Made up.'",
    ),
    (layout.alignment_problems, ".number{text-align:right}", "", "to the left: '£1,500'"),
    (network.request_problems, "<footer", '<img alt="" src="dot.png"><footer', "dot.png"),
    (schemes.dark_problems, "prefers-color-scheme:dark", "min-width:9999px", "the page is light"),
    (
        schemes.dark_problems,
        "background:#fff;padding",
        "background:#ddd;padding",
        "a chart is not on white",
    ),
    (schemes.forced_colours_problems, ";forced-color-adjust:none", "", "a chart is not on white"),
    (
        schemes.forced_colours_problems,
        "<p>Made up.",
        '<p style="opacity:.1">Made up.',
        "in 'Made up.'",
    ),
    (pdf.tag_problems, 'lang="en-GB"', 'lang="fr"', "its language is fr"),
    (pdf.tag_problems, "<title>A report – Ambridge</title>", "", "its title is not"),
    (pdf.tag_problems, ' role="img"', ' aria-hidden="true"', "but the text alternatives []"),
    (pdf.tag_problems, "<footer", DOTS + "<footer", "1 raster images"),
    (pdf.print_problems, "content-visibility:visible;", "", "are not printed"),
    (
        pdf.print_problems,
        "break-inside:avoid}",
        "}figcaption{margin-top:640px;break-after:page}",
        "chart 1 and its caption are on pages",
    ),
    (pdf.print_problems, "caption{", "tbody{break-before:page}caption{", "its first row elsewhere"),
    (pdf.print_problems, "h2{break-after:avoid}", "h2{break-after:page}", "a heading alone"),
    (pdf.print_problems, "td,th{", "td,th{min-width:300px;", "too wide for A4: 'Budget by strand"),
]


@pytest.fixture
def write(tmp_path):
    """Write a page, put somewhere new each time."""
    numbers = itertools.count()

    def page(html: str) -> Path:
        path = tmp_path / f"page{next(numbers)}.html"
        path.write_text(html, encoding="utf-8")
        return path

    return page


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_a_good_page_has_no_problems(other_viewer, write, check):
    assert check(other_viewer, write(GOOD)) == []


@pytest.mark.parametrize(
    ("check", "old", "new", "problem"), FAULTS, ids=lambda v: getattr(v, "__name__", None)
)
def test_a_fault_is_found(other_viewer, write, check, old, new, problem):
    assert old in GOOD
    assert problem in "\n".join(check(other_viewer, write(GOOD.replace(old, new))))


def test_every_check_is_seen_to_fail():
    assert {fault[0] for fault in FAULTS} == set(CHECKS)
