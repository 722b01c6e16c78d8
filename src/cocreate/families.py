"""The families of methods that stand beside the scores, each loaded when it is first asked for."""

from importlib import import_module
from types import ModuleType

FAMILIES = frozenset(
    {
        "charts",
        "choices",
        "drivers",
        "effects",
        "journeys",
        "loyalty",
        "opinions",
        "recommend",
        "scales",
        "text",
        "worlds",
    }
)


def load(name: str) -> ModuleType:
    """Load a family; any other name is no attribute of the library."""
    if name not in FAMILIES:
        raise AttributeError(f"module 'cocreate' has no attribute {name!r}")
    return import_module(f"cocreate.{name}")
