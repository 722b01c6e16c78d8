"""The public surface: complete, sorted, told in full, and light to import."""

import doctest
import importlib
import inspect
import pkgutil
import subprocess
import sys

import pytest

import cocreate

PUBLIC = [getattr(cocreate, name) for name in cocreate.__all__]
FUNCTIONS = [item for item in PUBLIC if inspect.isfunction(item)]
MODULES = [
    module.name
    for module in pkgutil.walk_packages(cocreate.__path__, "cocreate.")
    if not module.name.startswith(("cocreate.charts", "cocreate.worlds"))
]


def test_all_is_sorted_and_complete():
    assert cocreate.__all__ == sorted(cocreate.__all__)
    brought_in = {
        name
        for name, item in vars(cocreate).items()
        if not name.startswith("_") and not inspect.ismodule(item) and item.__module__.startswith("cocreate")
    }
    assert brought_in == set(cocreate.__all__)


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.__name__)
def test_functions_are_told_in_full(function):
    text = inspect.getdoc(function) or ""
    for section in ("Args:", "Returns:", "Raises:", "Method:", "Source:", ">>> "):
        assert section in text, f"{function.__name__} lacks {section}"
    described = text.split("Args:")[1].split("Returns:")[0]
    for name in inspect.signature(function).parameters:
        assert f"{name}:" in described, f"{function.__name__} does not tell {name}"


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.__name__)
def test_named_test_files_exist(function, request):
    named = (inspect.getdoc(function) or "").split("Source:")[1].split("tests/")[1].split(".py")[0]
    assert (request.config.rootpath / "tests" / f"{named}.py").is_file()


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda function: function.__name__)
def test_options_are_keyword_only(function):
    after_data = list(inspect.signature(function).parameters.values())[2:]
    assert all(parameter.kind in {parameter.KEYWORD_ONLY, parameter.VAR_KEYWORD} for parameter in after_data)


@pytest.mark.parametrize(
    "item", [item for item in PUBLIC if inspect.isclass(item)], ids=lambda item: item.__name__
)
def test_classes_say_what_they_hold(item):
    assert inspect.getdoc(item)
    if not issubclass(item, Exception):
        assert "Attributes:" in inspect.getdoc(item) or item is cocreate.Estimates


@pytest.mark.parametrize("name", MODULES)
def test_doctests(name):
    module = importlib.import_module(name)
    module = sys.modules[name]
    assert doctest.testmod(module).failed == 0


def test_import_is_light():
    heavy = ["scipy", "narwhals", "duckdb", "pandas", "polars", "pyarrow", "django", "sklearn"]
    code = f"import sys, cocreate; print([name for name in {heavy} if name in sys.modules])"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"


def test_scores_never_load_scipy_stats():
    code = (
        "import sys, cocreate as c; t = {'s': [1, 2, 3, 4, 5] * 4, 'g': [1, 2] * 10};"
        "[f(t, 's') for f in (c.nps, c.csat, c.ces, c.mean_score)];"
        "c.compare_to_rest(t, 's', by='g', measure='mean');"
        "print('scipy.stats' in sys.modules)"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "False"
