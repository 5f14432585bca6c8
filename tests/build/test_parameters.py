"""Parameters are checked before any kernel starts."""

import pytest

from analysis.build.parameters import check_parameters, read_parameters
from analysis.errors import DataError, UsageError

DECLARED = """subject: str = "kent-stls-2021"  # a paper id
start: int = 2015  # first January
rate: float = 2.5  # per cent
cost: "Optional[float]" = None  # pounds a year
school: str = None  # name of a school"""


@pytest.fixture
def notebook(write_notebook):
    return write_notebook("sample", parameters=DECLARED)


def test_parameters_are_read_with_their_type_default_and_help(notebook):
    parameters = read_parameters(notebook)
    assert list(parameters) == ["subject", "start", "rate", "cost", "school"]
    assert (parameters["start"].default, parameters["start"].help) == ("2015", "first January")
    assert [name for name, p in parameters.items() if p.required] == ["school"]


@pytest.mark.parametrize(
    ("given", "overrides", "values"),
    [
        ({"school": "A"}, {}, {"school": "A"}),
        ({"school": "A", "rate": 3}, {}, {"school": "A", "rate": 3}),
        ({"school": "A", "start": 2012}, {"start": "2016"}, {"school": "A", "start": 2016}),
        ({}, {"school": "0886", "cost": "24000"}, {"school": "0886", "cost": 24000.0}),
        ({}, {"school": "nan", "rate": "-1.5"}, {"school": "nan", "rate": -1.5}),
    ],
)
def test_values_keep_their_declared_type(notebook, given, overrides, values):
    checked = check_parameters(notebook, given, overrides, "paper.toml")
    assert checked == values
    assert {name: type(value) for name, value in checked.items()} == {
        name: type(value) for name, value in values.items()
    }


@pytest.mark.parametrize(
    ("given", "overrides", "error", "parts"),
    [
        ({"strat": 2012}, {}, DataError, ["paper.toml", "'strat'", "did you mean 'start'", "rate"]),
        ({}, {"strat": "2012"}, UsageError, ["-p strat=2012", "did you mean 'start'", "rate"]),
        ({}, {"paper": "x"}, UsageError, ["-p paper=x: ", "; write --paper to choose it"]),
        ({}, {"subject": "x"}, UsageError, ["; write --paper or --authorities to choose it"]),
        ({"paper": "x"}, {}, DataError, ["paper.toml", "; write --paper to choose it"]),
        (
            {},
            {"authority": "Kent"},
            UsageError,
            ["; write --authorities to choose it"],
        ),
        ({"start": "2012"}, {}, DataError, ["paper.toml", "start", "'2012'", "a whole number"]),
        ({"start": True}, {}, DataError, ["start", "True", "a whole number"]),
        ({"rate": "high"}, {}, DataError, ["rate", "'high'", "a number"]),
        ({}, {"start": "20.5"}, UsageError, ["-p start=20.5", "'20.5'", "a whole number"]),
        ({}, {"start": ""}, UsageError, ["start", "''", "a whole number"]),
        ({}, {"rate": "nan"}, UsageError, ["rate", "'nan'", "a number"]),
        ({}, {}, DataError, ["paper.toml", "'school'", "missing"]),
    ],
)
def test_what_does_not_fit_is_an_error_that_names_it(notebook, given, overrides, error, parts):
    with pytest.raises(error) as raised:
        check_parameters(notebook, given, overrides, "paper.toml")
    for part in parts:
        assert part in str(raised.value)


@pytest.mark.parametrize(
    ("declared", "part"),
    [
        ("start: int = 2015", "does not declare `subject: str`"),
        ('subject: str = "x"\nwhen: date = 1', "'when' is declared as 'date'"),
        ('subject = "x"', "'subject' is declared as 'None'"),
        ('subject: str = "x"\nrate: "float | None" = None', "'rate' is declared as 'float | None'"),
        ('subject: str = "x', "is not Python"),
    ],
)
def test_a_notebook_that_declares_its_parameters_badly_is_refused(write_notebook, declared, part):
    with pytest.raises(DataError, match=part):
        read_parameters(write_notebook("sample", parameters=declared))
