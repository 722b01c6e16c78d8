"""People and a lake for tests of the server."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client

from cocreate_server.ground.accounts.models import Membership, User, Workspace
from cocreate_server.ground.accounts.roles import Role

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def workspace(db: None) -> Workspace:
    return Workspace.objects.create(slug="acme", name="Acme", time_zone="Europe/London")


@pytest.fixture
def member(workspace: Workspace) -> Callable[..., User]:
    """Makes a member of the workspace with a role."""

    def make(role: str, email: str | None = None) -> User:
        user = User.objects.create_user(email or f"{role}@acme.example", "a long password 1")
        Membership.objects.create(workspace=workspace, user=user, role=role)
        return user

    return make


@pytest.fixture
def signed_in() -> Callable[[User | None], Client]:
    """A client of a user; of nobody for None."""

    def make(user: User | None) -> Client:
        client = Client(headers={"accept": "text/html"})
        if user is not None:
            client.force_login(user, backend=BACKEND)
        return client

    return make


@pytest.fixture
def owner(member: Callable[..., User], signed_in: Callable[[User | None], Client]) -> Client:
    return signed_in(member(Role.OWNER))


@pytest.fixture
def analyst(member: Callable[..., User], signed_in: Callable[[User | None], Client]) -> Client:
    return signed_in(member(Role.ANALYST))


@pytest.fixture
def agent(member: Callable[..., User], signed_in: Callable[[User | None], Client]) -> Client:
    return signed_in(member(Role.AGENT))


@pytest.fixture
def moderator(member: Callable[..., User], signed_in: Callable[[User | None], Client]) -> Client:
    return signed_in(member(Role.MODERATOR))


@pytest.fixture
def outsider(db: None, signed_in: Callable[[User | None], Client]) -> Client:
    """Somebody with an account and a workspace of their own, but no place in this one."""
    user = User.objects.create_user("outsider@elsewhere.example", "a long password 1")
    elsewhere = Workspace.objects.create(slug="elsewhere", name="Elsewhere")
    Membership.objects.create(workspace=elsewhere, user=user, role=Role.OWNER)
    return signed_in(user)


@pytest.fixture
def anonymous(signed_in: Callable[[User | None], Client]) -> Client:
    return signed_in(None)


@pytest.fixture(autouse=True)
def own_lake(tmp_path: Path, settings: Any) -> None:
    """Each test writes to a lake of its own."""
    settings.ENV = replace(django_settings.ENV, lake=str(tmp_path / "lake"))
