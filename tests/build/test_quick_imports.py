"""Imports that leave out what is not used."""

import gc
import sys

import pytest

from analysis.build.quick_imports import quick_imports

UNUSED = "this"
"""A module of Python itself that nothing imports."""


@pytest.fixture(autouse=True)
def not_imported(monkeypatch):
    monkeypatch.delitem(sys.modules, UNUSED, raising=False)


def test_an_unused_module_is_missing_only_meanwhile(capsys):
    with quick_imports((UNUSED,)), pytest.raises(ModuleNotFoundError):
        import this
    import this

    assert "Zen" in capsys.readouterr().out
    assert this


def test_a_module_that_is_imported_already_stays():
    with quick_imports(("json",)):
        import json

        assert json.dumps(1) == "1"
    assert sys.modules["json"] is json


def test_garbage_is_collected_again_also_after_an_error():
    with pytest.raises(ZeroDivisionError), quick_imports((UNUSED,)):
        assert not gc.isenabled()
        1 / 0  # noqa: B018
    assert gc.isenabled()
    assert UNUSED not in sys.modules
