"""What people do with inlets: add, say what payloads mean, bring in what waits, remove."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from cocreate_server.ground.accounts.api import Workspace
from cocreate_server.ground.core.audit import Actor, audit
from cocreate_server.ground.core.errors import Conflict
from cocreate_server.ground.core.sealing import seal
from cocreate_server.listen.inlets.mapping import Meant, mapping_to_json
from cocreate_server.listen.inlets.models import Arrival, Inlet
from cocreate_server.listen.inlets.payloads import payload_read
from cocreate_server.listen.inlets.taking import token_hash_of
from cocreate_server.listen.inlets.tasks import bring_in_later

MOST_INLETS = 50


@transaction.atomic
def inlet_add(
    workspace: Workspace,
    *,
    name: str,
    kind: str,
    secret: str,
    actor: Actor,
    now: datetime,
    holds_reviews: bool = False,
) -> Inlet:
    """Add an inlet with an address that nobody can guess.

    Raises:
        Conflict: There are as many as there may be.
    """
    Workspace.objects.select_for_update().get(pk=workspace.pk)
    if Inlet.objects.filter(workspace=workspace).count() >= MOST_INLETS:
        raise Conflict(_("There are %(most)s inlets, which is the most; remove one.") % {"most": MOST_INLETS})
    token = secrets.token_urlsafe(24)
    inlet = Inlet.objects.create(
        workspace=workspace, name=name, kind=kind, token=seal(token), token_hash=token_hash_of(token),
        secret=seal(secret) if secret else "", holds_reviews=holds_reviews, created_by_id=actor.user_id,
        created_at=now,
    )  # fmt: skip
    _audit(inlet, "inlet.added", actor)
    return inlet


@transaction.atomic
def inlet_change(inlet: Inlet, *, name: str, secret: str, actor: Actor) -> None:
    """Change the name and, where one is given, the secret."""
    inlet.name = name
    inlet.secret = seal(secret) if secret else inlet.secret
    inlet.save(update_fields=["name", "secret"])
    _audit(inlet, "inlet.changed", actor)


def inlet_show(inlet: Inlet, example: str) -> None:
    """Keep an example to map by.

    Raises:
        Malformed: It is no JSON object.
    """
    payload_read(example.encode())
    Inlet.objects.filter(pk=inlet.pk).update(example=example)


@transaction.atomic
def inlet_map(inlet: Inlet, meant: Sequence[Meant], *, actor: Actor, holds_reviews: bool = False) -> None:
    """Say what payloads mean, and have what waits brought in."""
    inlet.mapping, inlet.holds_reviews = mapping_to_json(meant), holds_reviews
    inlet.save(update_fields=["mapping", "holds_reviews"])
    _audit(inlet, "inlet.mapped", actor)
    bring_in_later(inlet.pk)


@transaction.atomic
def left_out_again(inlet: Inlet, *, actor: Actor) -> int:
    """Try what was left out again. Returns how many payloads."""
    left = Arrival.objects.filter(inlet=inlet, state=Arrival.State.LEFT_OUT)
    n = left.update(state=Arrival.State.WAITING, problems=[])
    _audit(inlet, "inlet.tried_again", actor)
    bring_in_later(inlet.pk)
    return n


@transaction.atomic
def inlet_remove(inlet: Inlet, *, actor: Actor) -> None:
    """Close the address and forget payloads; records stay."""
    _audit(inlet, "inlet.removed", actor)
    inlet.arrivals.all().delete()
    inlet.delete()


def _audit(inlet: Inlet, action: str, actor: Actor) -> None:
    audit(actor, action, workspace_id=inlet.workspace_id, subject=f"inlet {inlet.pk}", name=inlet.name)
