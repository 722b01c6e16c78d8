from collections.abc import Callable

import pytest
from django.utils import timezone

from cocreate_server.ground.accounts.invitations import SentInvitation, invitation_send
from cocreate_server.ground.accounts.models import User, Workspace
from cocreate_server.ground.core.audit import SHELL

PASSWORD = "a long password 1"


@pytest.fixture
def person(db) -> User:
    """Somebody with an account and no workspace."""
    return User.objects.create_user("pat@example.org", PASSWORD, name="Pat")


@pytest.fixture
def invite(workspace: Workspace) -> Callable[..., SentInvitation]:
    """Invites an address to the workspace."""

    def send(email: str = "new@example.org", role: str = "agent") -> SentInvitation:
        return invitation_send(workspace, email=email, role=role, actor=SHELL, now=timezone.now())

    return send


@pytest.fixture
def sign_in():
    """Signs in by the form."""

    def post(client, email="pat@example.org", password=PASSWORD, **more):
        return client.post("/account/login/", {"login": email, "password": password}, **more)

    return post
