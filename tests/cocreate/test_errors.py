import inspect

import pytest

from cocreate import errors
from cocreate.errors import CocreateError, MissingColumnError

CLASSES = [
    item for item in vars(errors).values() if inspect.isclass(item) and issubclass(item, CocreateError)
]


def test_every_error_is_drawn_in_the_tree():
    for item in CLASSES:
        assert item.__name__ in errors.__doc__


@pytest.mark.parametrize("item", CLASSES[1:], ids=lambda item: item.__name__)
def test_wrong_input_is_a_value_error(item):
    assert issubclass(item, ValueError)


@pytest.mark.parametrize(
    ("name", "available", "said"),
    [
        ("scor", ["score", "when"], "no column 'scor'; did you mean 'score'?"),
        ("NPS", ["nps", "when"], "no column 'NPS'; did you mean 'nps'?"),
        ("x", ["score", "when"], "no column 'x'; there are 'score', 'when'"),
        ("x", [], "no column 'x'; there are none"),
    ],
)
def test_missing_columns_name_the_nearest(name, available, said):
    assert str(MissingColumnError(name, available)) == said


def test_long_lists_are_cut():
    assert str(MissingColumnError("zz", [f"column {i}" for i in range(40)])).endswith("and 28 more")
