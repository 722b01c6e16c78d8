"""Programs with keys, and what they send."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from cocreate_server.ground.accounts import limits
from cocreate_server.ground.accounts.keys import api_key_create
from cocreate_server.ground.accounts.models import Workspace
from cocreate_server.ground.accounts.roles import Scope
from cocreate_server.ground.core.audit import SHELL

EVERYTHING = tuple(Scope.values)


@pytest.fixture
def secret_of(workspace: Workspace) -> Callable[..., str]:
    """Makes keys."""

    def make(*scopes: str, of: Workspace = workspace, **columns: Any) -> str:
        key, secret = api_key_create(of, name="Shop", scopes=scopes or EVERYTHING, actor=SHELL)
        type(key).objects.filter(pk=key.pk).update(**columns) if columns else None
        return secret

    return make


@pytest.fixture
def program(secret_of: Callable[..., str]) -> Callable[..., Client]:
    """Makes programs whose key opens some scopes, or all."""

    def make(*scopes: str, **options: Any) -> Client:
        return Client(headers={"authorization": f"Bearer {secret_of(*scopes, **options)}"})

    return make


@pytest.fixture
def api(program: Callable[..., Client]) -> Client:
    """A program that may do everything."""
    return program()


@pytest.fixture
def stranger(program: Callable[..., Client], db: None) -> Client:
    """A program of another workspace."""
    return program(of=Workspace.objects.create(slug="elsewhere", name="Elsewhere"))


@pytest.fixture
def record() -> dict[str, Any]:
    return {
        "tenant_id": "acme", "source_type": "survey", "source_id": "4", "source_name": "After class", "submission_id": "s1",
        "field_id": "nps", "field_type": "nps", "field_label": "How likely?", "value_number": 9, "user_id": "ada",
        "language": "en", "collected_at": "2026-05-01T12:00:00+02:00", "metadata": {"plan": "yearly"},
    }  # fmt: skip


@pytest.fixture(autouse=True)
def full_buckets(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys of other tests may have had the same numbers."""
    monkeypatch.setattr(limits, "_buckets", limits.Buckets())
