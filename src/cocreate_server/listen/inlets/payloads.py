"""Payloads: read within bounds, laid out as a tree, and looked into by path.

A path is a JSON Pointer (RFC 6901), such as `/answers/0/score`. A list of plain values is one leaf.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from django.utils.translation import gettext as _

from cocreate_server.ground.core.errors import Malformed

DEEPEST = 20
MOST_LEAVES = 300
SHOWN = 120


@dataclass(frozen=True, slots=True)
class Branch:
    """One line of the tree.

    Attributes:
        path: Where it is.
        depth: How far in, from 0.
        name: Its key, or its place in a list.
        is_leaf: Whether it holds a value.
        value: The value, shortened to be shown.
    """

    path: str
    depth: int
    name: str
    is_leaf: bool
    value: str


def payload_read(body: bytes) -> dict[str, Any]:
    """What a payload says.

    Raises:
        Malformed: It is no JSON, no object, too deep, or holds what no text may.
    """
    try:
        payload = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Malformed(_("The body has to be JSON in UTF-8.")) from error
    if not isinstance(payload, dict):
        raise Malformed(_("The body has to be a JSON object."))
    if _too_deep(payload, DEEPEST):
        raise Malformed(_("The body may be %(most)s deep at most.") % {"most": DEEPEST})
    return payload


def tree_of(payload: Mapping[str, Any]) -> list[Branch]:
    """The tree, line by line from the top; as many leaves as a page can carry."""
    branches: list[Branch] = []
    leaves = 0
    for branch in _branches(payload, "", 0):
        leaves += branch.is_leaf
        if leaves > MOST_LEAVES:
            break
        branches.append(branch)
    return branches


def value_at(payload: Any, path: str) -> Any:
    """What lies at a path; None where nothing does."""
    found = payload
    for step in path.split("/")[1:]:
        step = step.replace("~1", "/").replace("~0", "~")  # noqa: PLW2901 - the step itself
        if isinstance(found, Mapping):
            found = found.get(step)
        elif isinstance(found, list):
            found = found[int(step)] if step.isdecimal() and int(step) < len(found) else None
        else:
            return None
    return found


def texts_in(value: Any) -> Iterator[str]:
    """Every plain value in it, as text."""
    if isinstance(value, Mapping):
        for inner in value.values():
            yield from texts_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts_in(inner)
    elif value is not None:
        yield str(value)


def name_of(path: str) -> str:
    """What a leaf is called: the last key on the way to it that is no number."""
    steps = [step.replace("~1", "/").replace("~0", "~") for step in path.split("/")[1:]]
    names = [step for step in steps if not step.isdecimal()]
    return names[-1] if names else path


def _branches(value: Any, path: str, depth: int) -> Iterator[Branch]:
    for key, inner in _inside(value):
        here = f"{path}/{key.replace('~', '~0').replace('/', '~1')}"
        leaf = not isinstance(inner, Mapping) and not (isinstance(inner, list) and not is_plain_list(inner))
        yield Branch(here, depth, key, leaf, _shown(inner) if leaf else "")
        if not leaf:
            yield from _branches(inner, here, depth + 1)


def _inside(value: Any) -> Sequence[tuple[str, Any]]:
    if isinstance(value, Mapping):
        return list(value.items())
    return [(str(place), inner) for place, inner in enumerate(value)]


def is_plain_list(value: Any) -> bool:
    """Whether it is a list of nothing but plain values."""
    return isinstance(value, list) and not any(isinstance(inner, Mapping | list) for inner in value)


def _shown(value: Any) -> str:
    text = value if isinstance(value, str) else orjson.dumps(value).decode()
    return text[:SHOWN]


def _too_deep(value: Any, left: int) -> bool:
    if not isinstance(value, Mapping | list):
        return False
    return left == 0 or any(_too_deep(inner, left - 1) for _key, inner in _inside(value))
