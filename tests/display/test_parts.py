"""What is not available, verdicts, colours, and what the package gives to a notebook's module."""

import subprocess
import sys

import pytest
from afcharts.af_colours import get_af_colours

import analysis.display
from analysis.display import KIND_ROLES, ROLES, VERDICTS, NotAvailable, colours, marked


def test_what_is_not_available_shows_itself_as_a_sentence():
    missing = NotAvailable("No <releases> are imported.")
    bundle, metadata = missing._repr_mimebundle_()
    assert bundle == {
        "text/html": "<p>No &lt;releases&gt; are imported.</p>",
        "text/plain": "No <releases> are imported.",
    }
    assert metadata == {"not_available": "No <releases> are imported."}


def test_a_verdict_is_a_shape_and_a_word():
    assert [marked(verdict) for verdict in VERDICTS] == [
        "✓ agrees",
        "≈ rounding",
        "✗ differs",
        "○ stated",
    ]


def test_what_differs_is_the_most_severe_and_what_is_only_stated_the_least():
    by_severity = sorted(VERDICTS.values(), key=lambda verdict: -verdict.severity)
    assert [verdict.key for verdict in by_severity] == ["differs", "rounding", "agrees", "stated"]
    assert len({verdict.colour for verdict in VERDICTS.values()}) == len(VERDICTS)


def test_colours_are_those_of_the_analysis_function():
    named = [colours.DARK_BLUE, colours.TURQUOISE, colours.DARK_PINK, colours.ORANGE]
    assert named == get_af_colours("categorical", number_of_colours=4)


def test_parts_of_a_whole_are_told_apart_by_colour_and_by_shape():
    looks = [ROLES[f"part {number}"] for number in (1, 2, 3, 4)]
    assert len({look.colour for look in looks}) == len({look.marker for look in looks}) == 4


def test_areas_have_a_shape_each_and_four_colours_with_the_band_behind_them():
    looks = [ROLES[role] for role in ("own", "england", "region")]
    for shapes in ({look.marker for look in looks}, {(look.line, look.hatch) for look in looks}):
        assert len(shapes) == len(looks)
    areas = [ROLES[role].colour for role in ("own", "england", "region", "neighbour")]
    assert len({*areas, colours.PALE_GREY}) == 4


def test_every_kind_of_comparator_has_a_role():
    assert set(KIND_ROLES.values()) <= set(ROLES)


@pytest.mark.parametrize("name", analysis.display.__all__)
def test_each_public_name_can_be_imported(name):
    assert getattr(analysis.display, name) is not None


def test_an_unknown_name_is_an_error_as_of_any_module():
    with pytest.raises(AttributeError, match="no attribute 'unknown'"):
        analysis.display.unknown  # noqa: B018


def test_importing_the_package_takes_no_time_for_what_draws():
    slow = "'pandas', 'matplotlib', 'jinja2', 'IPython'"
    script = f"import sys, analysis.display; print({{{slow}}} & set(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "set()"
