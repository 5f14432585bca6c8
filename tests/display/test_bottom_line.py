"""The bottom line of a report."""

from xml.etree import ElementTree

import pytest

from analysis.display.bottom_line import BottomLine, Headline, Standing

HEADLINES = [
    Headline("Budget <b>", "£8.5 million & more", "differs"),
    Headline("Plans", "252 plans"),
]


def test_a_bottom_line_is_a_paragraph_and_a_list_of_its_headlines():
    html = BottomLine("One sentence. Another.", HEADLINES).to_html()
    page = ElementTree.fromstring(f"<body>{html}</body>")
    assert page.find("p[@class='bottom-line']").text == "One sentence. Another."
    figures = page.findall("ul[@class='headlines']/li")
    assert [figure.find("span").text for figure in figures] == ["Budget <b>", "Plans"]
    assert [figure.find("strong").text for figure in figures] == [
        "£8.5 million & more",
        "252 plans",
    ]
    verdicts = [figure.findtext("span[@class='verdict']") for figure in figures]
    assert verdicts == ["✗ differs", None]


def test_whatever_a_bottom_line_says_is_escaped():
    html = BottomLine("Costs < income & <script>", HEADLINES).to_html()
    assert "Costs &lt; income &amp; &lt;script&gt;" in html
    assert "Budget &lt;b&gt;" in html
    assert "£8.5 million &amp; more" in html


@pytest.mark.parametrize("many", [0, 1, 4])
def test_up_to_four_headlines_can_lead(many):
    bottom_line = BottomLine("A sentence.", [Headline("Label", "1")] * many)
    assert bottom_line.to_html().count("<li>") == many
    assert ("<ul" in bottom_line.to_html()) == (many > 0)


def test_five_headlines_are_refused():
    with pytest.raises(ValueError, match="5 headlines; at most 4"):
        BottomLine("A sentence.", [Headline("Label", "1")] * 5)


def test_a_bottom_line_in_plain_text():
    assert BottomLine("A. B.", HEADLINES).to_text() == (
        "A. B.\nBudget <b>: £8.5 million & more (differs)\nPlans: 252 plans"
    )


def test_a_report_gets_the_bottom_line_as_data_too():
    standing = Standing("Growth", "January 2025", "5.0%", "36 of 147", "6.0%")
    bundle, metadata = BottomLine("A.", HEADLINES[1:], standing)._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain"}
    assert metadata == {
        "bottom_line": {
            "text": "A.",
            "headlines": [{"label": "Plans", "value": "252 plans", "verdict": ""}],
            "standing": {
                "measure": "Growth",
                "when": "January 2025",
                "figure": "5.0%",
                "rank": "36 of 147",
                "england": "6.0%",
            },
        }
    }
