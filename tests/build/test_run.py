"""What is left of the outputs of a notebook once it has run."""

import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from analysis.build.run import settled


def stream(name, text):
    return new_output("stream", name=name, text=text)


PICTURE = new_output("display_data", {"text/plain": "a picture"})


def outputs(*given):
    (cell,) = settled(new_notebook(cells=[new_code_cell("x", outputs=list(given))])).cells
    return [(o.output_type, o.get("name"), o.get("text")) for o in cell.outputs]


@pytest.mark.parametrize(
    "pieces",
    [
        [("stdout", "one\n"), ("stderr", "oh"), ("stdout", "two\n"), ("stderr", " no")],
        [("stderr", "oh no"), ("stdout", "one\ntwo\n")],
        [("stdout", "o"), ("stdout", "ne\nt"), ("stderr", "oh no"), ("stdout", "wo\n")],
    ],
)
def test_what_is_printed_is_in_one_piece_however_it_came(pieces):
    streams = [stream(name, text) for name, text in pieces]
    assert outputs(streams[0], PICTURE, *streams[1:]) == [
        ("stream", "stdout", "one\ntwo\n"),
        ("stream", "stderr", "oh no"),
        ("display_data", None, None),
    ]


def test_a_long_line_is_joined_as_it_is():
    line = "x" * 2_000_000
    assert outputs(stream("stdout", line), stream("stdout", line)) == [
        ("stream", "stdout", 2 * line)
    ]
