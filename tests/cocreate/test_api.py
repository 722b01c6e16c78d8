"""The public surface: complete, sorted, told in full, and light to import."""

import doctest
import importlib
import inspect
import pkgutil
import re
import subprocess
import sys

import pytest

import cocreate
from cocreate.families import FAMILIES as FAMILIES_BY_NAME

TOLD_IN_SHORT = {"charts", "worlds"}  # they estimate nothing
FAMILIES = [
    importlib.import_module(module.name)
    for module in pkgutil.iter_modules(cocreate.__path__, "cocreate.")
    if module.ispkg and module.name != "cocreate.scores"
]
SURFACES = [cocreate, *(family for family in FAMILIES if family.__name__.split(".")[1] not in TOLD_IN_SHORT)]
PUBLIC = {
    f"{surface.__name__}.{name}": getattr(surface, name) for surface in SURFACES for name in surface.__all__
}
FUNCTIONS = [pytest.param(item, id=name) for name, item in PUBLIC.items() if inspect.isfunction(item)]
CLASSES = [pytest.param(item, id=name) for name, item in PUBLIC.items() if inspect.isclass(item)]
MODULES = [
    module.name
    for module in pkgutil.walk_packages(cocreate.__path__, "cocreate.")
    if not module.name.startswith(("cocreate.charts", "cocreate.worlds"))
]


@pytest.mark.parametrize("surface", [cocreate, *FAMILIES], ids=lambda surface: surface.__name__)
def test_all_is_complete(surface):
    brought_in = {
        name
        for name, item in vars(surface).items()
        if not name.startswith("_")
        and not inspect.ismodule(item)
        and getattr(item, "__module__", "").startswith("cocreate")
    }
    assert brought_in <= set(surface.__all__)


def test_every_family_is_reached_from_the_root():
    assert {family.__name__.split(".")[1] for family in FAMILIES} == FAMILIES_BY_NAME
    for family in FAMILIES:
        assert getattr(cocreate, family.__name__.split(".")[1]) is family
    with pytest.raises(AttributeError, match="nothing_of_the_kind"):
        _ = cocreate.nothing_of_the_kind


@pytest.mark.parametrize("function", FUNCTIONS)
def test_functions_are_told_in_full(function):
    text = inspect.getdoc(function) or ""
    for section in ("Args:", "Returns:", "Raises:", "Method:", "Source:", ">>> "):
        assert section in text, f"{function.__name__} lacks {section}"
    described = text.split("Args:")[1].split("Returns:")[0]
    for name in inspect.signature(function).parameters:
        assert re.search(rf"\b{name}( \(.*\))?:", described), f"{function.__name__} does not tell {name}"


@pytest.mark.parametrize("function", FUNCTIONS)
def test_named_test_files_exist(function, request):
    named = (inspect.getdoc(function) or "").split("Source:")[1].split("tests/")[1].split(".py")[0]
    assert (request.config.rootpath / "tests" / f"{named}.py").is_file()


@pytest.mark.parametrize("function", FUNCTIONS)
def test_options_are_keyword_only(function):
    after_data = list(inspect.signature(function).parameters.values())[2:]
    assert all(parameter.kind in {parameter.KEYWORD_ONLY, parameter.VAR_KEYWORD} for parameter in after_data)


@pytest.mark.parametrize("item", CLASSES)
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
