"""API keys: made, recognised, revoked. Only a hash is kept; the key itself is shown once."""

import base64
import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Model, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from cocreate_server.ground.accounts.models import ApiKey, Workspace
from cocreate_server.ground.accounts.models.keys import CALLS_A_MINUTE
from cocreate_server.ground.accounts.roles import Scope
from cocreate_server.ground.core.audit import Actor, audit
from cocreate_server.ground.core.errors import Forbidden, Unauthorised

PREFIX = "cc_"
KEY_FIELDS = [f"k.{field.column}" for field in ApiKey._meta.concrete_fields]  # noqa: SLF001 - Django's documented name
WORKSPACE_FIELDS = [f"w.{field.column}" for field in Workspace._meta.concrete_fields]  # noqa: SLF001
LIVE_KEY = f"""
    SELECT {", ".join([*KEY_FIELDS, *WORKSPACE_FIELDS])} FROM accounts_apikey k JOIN accounts_workspace w ON w.id = k.workspace_id
    WHERE k.secret_hash = %s AND k.revoked_at IS NULL
"""  # noqa: S608 - names of our own columns
USED_EVERY = timedelta(minutes=1)


@transaction.atomic
def api_key_create(
    workspace: Workspace,
    *,
    name: str,
    scopes: Sequence[str],
    actor: Actor,
    calls_a_minute: int = CALLS_A_MINUTE,
) -> tuple[ApiKey, str]:
    """Make a key.

    Returns:
        The key as it is kept, and the secret, which nobody can see again.
    """
    secret = PREFIX + secrets.token_urlsafe(32)
    key = ApiKey.objects.create(
        workspace=workspace,
        name=name,
        prefix=secret[:9],
        secret_hash=_hash(secret),
        scopes=list(scopes),
        calls_a_minute=calls_a_minute,
        created_by_id=actor.user_id,
    )
    audit(actor, "key.made", workspace_id=workspace.pk, subject=str(key), scopes=list(scopes))
    return key, secret


@transaction.atomic
def api_key_revoke(key: ApiKey, *, actor: Actor, now: datetime) -> None:
    """Close a key for good."""
    if not ApiKey.objects.filter(pk=key.pk, revoked_at=None).update(revoked_at=now):
        return
    audit(actor, "key.revoked", workspace_id=key.workspace_id, subject=str(key))


@transaction.atomic
def api_key_limit(key: ApiKey, calls_a_minute: int, *, actor: Actor) -> None:
    """Let a key call oftener or more seldom."""
    if key.calls_a_minute == calls_a_minute:
        return
    before, key.calls_a_minute = key.calls_a_minute, calls_a_minute
    key.save(update_fields=["calls_a_minute"])
    audit(
        actor,
        "key.limited",
        workspace_id=key.workspace_id,
        subject=str(key),
        before=before,
        calls_a_minute=calls_a_minute,
    )


def api_key_list_for(workspace: Workspace) -> QuerySet[ApiKey]:
    """The keys of a workspace: live ones first, each kind newest first."""
    live_first = F("revoked_at").desc(nulls_first=True)
    return (
        ApiKey.objects.select_related("created_by")
        .filter(workspace=workspace)
        .order_by(live_first, "-created_at")
    )


def api_key_get(workspace: Workspace, key_id: int) -> ApiKey | None:
    """One live key of a workspace."""
    return ApiKey.objects.filter(workspace=workspace, pk=key_id, revoked_at=None).first()


def key_of_request(request: HttpRequest, scope: Scope | None, *, secret: str = "") -> ApiKey:
    """The live key a request came with.

    Args:
        request: The request.
        scope: What the key has to open; any live key will do without one.
        secret: The key, where it is known already.

    Raises:
        Unauthorised: None, an unknown or a revoked one.
        Forbidden: The key does not open `scope`.
    """
    key = _live_key(_hash(secret or secret_of(request)))
    if key is None:
        raise Unauthorised(_("Send a live key as “Authorization: Bearer cc_…”."))
    if scope is not None and scope not in key.scopes:
        raise Forbidden(_("This key does not open %(scope)s.") % {"scope": scope})
    now = timezone.now()
    if key.last_used_at is None or now - key.last_used_at > USED_EVERY:
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=now)
    return key


def _live_key(secret_hash: str) -> ApiKey | None:
    """The key with its workspace; without the ORM's compiler, for every call of a program asks it."""
    with connection.cursor() as cursor:
        cursor.execute(LIVE_KEY, [secret_hash])
        row = cursor.fetchone()
    if row is None:
        return None
    key = _of_row(ApiKey, row[: len(KEY_FIELDS)])
    key.workspace = _of_row(Workspace, row[len(KEY_FIELDS) :])
    return key


def _of_row[M: Model](model: type[M], row: Sequence[Any]) -> M:
    """A row of a table as its object."""
    fields = model._meta.concrete_fields  # noqa: SLF001 - Django's documented name
    values = [
        field.from_db_value(value, None, connection) if hasattr(field, "from_db_value") else value
        for field, value in zip(fields, row, strict=True)
    ]
    return model.from_db(connection.alias, [field.attname for field in fields], values)


def secret_of(request: HttpRequest) -> str:
    """The key as the headers tell it; nothing where they do not."""
    kind, _space, value = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "bearer":
        return value.strip()
    if kind.lower() == "basic":
        try:
            return base64.b64decode(value, validate=True).decode().partition(":")[0]
        except ValueError:
            return ""
    return request.headers.get("X-Api-Key", "")


def _hash(secret: str) -> str:
    # a key holds 256 random bits, so that one round of a fast hash is enough
    return hashlib.sha256(secret.encode()).hexdigest()
