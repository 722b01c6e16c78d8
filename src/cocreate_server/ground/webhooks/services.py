"""What owners do with webhooks: add, change, pause, make a new secret, test, replay, remove."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from cocreate_server.ground.accounts.api import Workspace
from cocreate_server.ground.core.audit import Actor, audit
from cocreate_server.ground.core.errors import Conflict
from cocreate_server.ground.core.sealing import seal
from cocreate_server.ground.webhooks.announcing import message_send
from cocreate_server.ground.webhooks.kinds import TEST
from cocreate_server.ground.webhooks.models import Delivery, Endpoint
from cocreate_server.ground.webhooks.signing import secret_new

MOST_ENDPOINTS = 20
BOTH_SECRETS_SIGN = timedelta(days=1)
CHANGEABLE = ("name", "url", "types", "allows_private")


@transaction.atomic
def webhook_add(
    workspace: Workspace,
    *,
    name: str,
    url: str,
    types: Sequence[str],
    allows_private: bool,
    actor: Actor,
    now: datetime,
) -> tuple[Endpoint, str]:
    """Add an endpoint.

    Returns:
        The endpoint, and its secret, which is shown this once.

    Raises:
        Conflict: There are as many as there may be.
    """
    Workspace.objects.select_for_update().get(pk=workspace.pk)
    if Endpoint.objects.filter(workspace=workspace).count() >= MOST_ENDPOINTS:
        raise Conflict(
            _("There are %(most)s webhooks, which is the most; remove one.") % {"most": MOST_ENDPOINTS}
        )
    secret = secret_new()
    endpoint = Endpoint.objects.create(
        workspace=workspace, name=name, url=url, types=list(types), allows_private=allows_private,
        secret=seal(secret), created_by_id=actor.user_id, created_at=now,
    )  # fmt: skip
    _audit(endpoint, "webhook.added", actor, types=list(types), allows_private=allows_private)
    return endpoint, secret


@transaction.atomic
def webhook_change(endpoint: Endpoint, changes: Mapping[str, Any], *, actor: Actor) -> None:
    """Change what an endpoint is called, where it is, or what it hears. The trail never holds the address."""
    changed = [name for name in CHANGEABLE if changes[name] != getattr(endpoint, name)]
    if changed:
        for name in changed:
            setattr(endpoint, name, changes[name])
        endpoint.save(update_fields=changed)
        _audit(endpoint, "webhook.changed", actor, fields=changed)


@transaction.atomic
def webhook_rotate(endpoint: Endpoint, *, actor: Actor, now: datetime) -> str:
    """Make a new secret; the one before signs too for a day. Returns the new one."""
    secret = secret_new()
    held = Endpoint.objects.select_for_update().get(pk=endpoint.pk)
    held.secret_before, held.secret_before_until = held.secret, now + BOTH_SECRETS_SIGN
    held.secret = seal(secret)
    held.save(update_fields=["secret", "secret_before", "secret_before_until"])
    _audit(endpoint, "webhook.rotated", actor)
    return secret


@transaction.atomic
def webhook_pause(endpoint: Endpoint, *, actor: Actor) -> None:
    """Send nothing there for now; messages wait."""
    if Endpoint.objects.filter(pk=endpoint.pk, state=Endpoint.State.ACTIVE).update(
        state=Endpoint.State.PAUSED
    ):
        _audit(endpoint, "webhook.paused", actor)


@transaction.atomic
def webhook_resume(endpoint: Endpoint, *, actor: Actor) -> None:
    """Send there again, what waits first."""
    still = Endpoint.objects.filter(pk=endpoint.pk).exclude(state=Endpoint.State.ACTIVE)
    if still.update(state=Endpoint.State.ACTIVE, failing=False):
        _audit(endpoint, "webhook.resumed", actor)


@transaction.atomic
def webhook_remove(endpoint: Endpoint, *, actor: Actor) -> None:
    """Remove an endpoint and all that waits for it."""
    _audit(endpoint, "webhook.removed", actor)
    endpoint.deliveries.all().delete()
    endpoint.delete()


@transaction.atomic
def webhook_test(endpoint: Endpoint, *, actor: Actor, now: datetime) -> None:
    """Send a message that says nothing but that it works.

    Raises:
        Conflict: Nothing is sent there at present.
    """
    if endpoint.state != Endpoint.State.ACTIVE:
        raise Conflict(_("Nothing is sent there at present; switch it on first."))
    message_send(endpoint, TEST, {"webhook": endpoint.name}, now=now)
    _audit(endpoint, "webhook.tested", actor)


@transaction.atomic
def delivery_replay(delivery: Delivery, *, actor: Actor, now: datetime) -> None:
    """Send one message again, under the id it had.

    Raises:
        Conflict: The message may not be kept any more.
    """
    if not delivery.message.body:
        raise Conflict(_("What this message said is forgotten, because somebody it speaks of was erased."))
    _send_again([delivery.pk], now)
    _audit(delivery.endpoint, "webhook.replayed", actor, messages=1)


@transaction.atomic
def failed_replay(endpoint: Endpoint, *, since: datetime, actor: Actor, now: datetime) -> int:
    """Send everything again that failed since. Returns how many messages."""
    failed = Delivery.objects.filter(endpoint=endpoint, state=Delivery.State.FAILED, message__at__gte=since)
    ids = list(failed.exclude(message__body="").values_list("pk", flat=True))
    _send_again(ids, now)
    _audit(endpoint, "webhook.replayed", actor, messages=len(ids))
    return len(ids)


def _send_again(ids: Sequence[int], now: datetime) -> None:
    again = {"state": Delivery.State.WAITING, "attempts": 0, "next_at": now, "ended_at": None}
    Delivery.objects.filter(pk__in=ids).update(**again)


def _audit(endpoint: Endpoint, action: str, actor: Actor, **details: Any) -> None:
    audit(
        actor, action, workspace_id=endpoint.workspace_id, subject=f"webhook {endpoint.pk}",
        name=endpoint.name, **details,
    )  # fmt: skip
