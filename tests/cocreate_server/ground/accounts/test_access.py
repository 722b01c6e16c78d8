"""Every address of the product: whom it lets in."""

import re
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from cocreate_server.ground.accounts.roles import GRANTS, Permission, Role

pytestmark = pytest.mark.django_db
FILLINGS = {"int": "1", "uuid": str(uuid.UUID(int=1)), "slug": "x", "str": "x", "path": "x"}


def _routes(patterns: list[Any], before: str = "") -> Iterator[tuple[str, Any]]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route, pattern.callback


def _address(route: str) -> str:
    route = route.replace("<slug:slug>", "acme", 1)
    return "/" + re.sub(r"<(?:(\w+):)?\w+>", lambda found: FILLINGS[found[1] or "str"], route)


ALL = list(_routes(get_resolver().url_patterns))
OF_WORKSPACES = [(route, view) for route, view in ALL if route.startswith("w/<slug:slug>/")]
OPEN_TO_ALL = {"v1/openapi.json"}  # what calls there are is no secret
OF_PROGRAMS = [(route, view) for route, view in ALL if route.startswith("v1/") and route not in OPEN_TO_ALL]


def _ask(client: Any, route: str) -> Any:
    """GET, or the method an address takes where it does not take that."""
    answer = client.get(_address(route))
    if answer.status_code != 405:
        return answer
    return client.generic(answer["Allow"].split(",")[0], _address(route))


def test_there_is_something_to_check():
    assert len(OF_WORKSPACES) > 20
    assert OF_PROGRAMS


@pytest.mark.parametrize(("route", "view"), OF_WORKSPACES, ids=[route for route, _view in OF_WORKSPACES])
def test_pages_of_a_workspace(  # noqa: PLR0917 - everybody is here
    route, view, workspace, anonymous, outsider, member, signed_in
):
    wanted = Permission(view.asks_for)
    answer = _ask(anonymous, route)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/login/?next=/w/acme/")
    assert _ask(outsider, route).status_code == 404
    for role in [role for role in Role if wanted not in GRANTS[role]][:1]:
        assert _ask(signed_in(member(role)), route).status_code == 403


@pytest.mark.parametrize(("route", "view"), OF_PROGRAMS, ids=[route for route, _view in OF_PROGRAMS])
def test_addresses_of_programs(route, view, anonymous, owner):
    assert view.asks_for
    for client in (anonymous, owner):
        answer = _ask(client, route)
        assert (answer.status_code, answer["Content-Type"]) == (401, "application/problem+json")


def test_member_who_was_closed_is_a_stranger(workspace, member, signed_in):
    user = member(Role.OWNER)
    client = signed_in(user)
    user.is_active = False
    user.save()
    assert client.get("/w/acme/settings/").status_code in {302, 404}
