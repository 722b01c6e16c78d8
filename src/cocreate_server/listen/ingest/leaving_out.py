"""Events that could not be taken: kept for a while with the reason, so that whoever sends them can mend it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import msgspec

from cocreate_server.ground.customers.api import digest_of
from cocreate_server.listen.ingest.events_wire import LONGEST_ID
from cocreate_server.listen.ingest.models import LeftOut

MOST_A_CALL = 100
MOST_KEPT = 1_000
KEPT_DAYS = 30
LONGEST_BODY = 4_000
ANYTHING = msgspec.json.Decoder(dict[str, Any])
SUBJECTS = ("userId", "anonymousId", "previousId")


@dataclass(frozen=True, slots=True)
class Left:
    """One event that was left out: its kind where the call names it, what was sent, which part is wrong and why."""

    kind: str
    body: bytes
    name: str
    reason: str


def leave_out(workspace_id: int, left: Sequence[Left], *, now: datetime) -> None:
    """Write down what was left out of a call, as far as somebody will look at it."""
    if left:
        LeftOut.objects.bulk_create(_line(workspace_id, one, now=now) for one in left[:MOST_A_CALL])


def left_out_tidy(*, now: datetime) -> None:
    """Forget what is old, and all but the newest of each workspace."""
    LeftOut.objects.filter(received_at__lt=now - timedelta(days=KEPT_DAYS)).delete()
    for workspace_id in LeftOut.objects.order_by().values_list("workspace_id", flat=True).distinct():
        newest = LeftOut.objects.filter(workspace_id=workspace_id).order_by("-received_at", "-pk")
        oldest_kept = list(newest.values_list("received_at", flat=True)[MOST_KEPT : MOST_KEPT + 1])
        if oldest_kept:
            newest.filter(received_at__lte=oldest_kept[0]).delete()


def _line(workspace_id: int, left: Left, *, now: datetime) -> LeftOut:
    said = _said(left.body)
    ids = [str(said[name]) for name in SUBJECTS if isinstance(said.get(name), str | int)]
    return LeftOut(
        workspace_id=workspace_id,
        received_at=now,
        kind=left.kind or _text(said.get("type"), 20),
        name=_text(said.get("event") or said.get("name"), 200),
        message_id=_text(said.get("messageId"), 255),
        reasons=[{"name": left.name, "reason": left.reason}],
        # only of whom it is known whose it is may more be kept: else it could not be found when they are erased
        body=_text(left.body.decode(errors="replace"), LONGEST_BODY) if ids else "",
        subjects=[digest_of(workspace_id, one[: LONGEST_ID * 2]) for one in ids],
    )


def _said(body: bytes) -> dict[str, Any]:
    try:
        return ANYTHING.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}


def _text(value: Any, longest: int) -> str:
    return value.replace("\0", "�")[:longest] if isinstance(value, str) else ""
