"""Taking a payload in: from whom it says, within bounds, and kept before it is acknowledged."""

import hashlib
from datetime import datetime, timedelta

from django.db import transaction
from django.http import HttpRequest
from django.http.request import RawPostDataException
from django.utils.translation import gettext as _

from cocreate_server.ground.core.errors import Malformed, NotFound, TooLarge, TooMany, Unauthorised
from cocreate_server.ground.core.sealing import Unreadable, unseal
from cocreate_server.listen.inlets.models import Arrival, Inlet
from cocreate_server.listen.inlets.payloads import payload_read
from cocreate_server.listen.inlets.signatures import is_signed
from cocreate_server.listen.inlets.tasks import bring_in_later

LARGEST_BYTES = 256 * 1024
MOST_A_MINUTE = 600
MOST_WAITING = 1000


def token_hash_of(token: str) -> str:
    """What a token is found by; it holds 192 random bits, so that one round of a fast hash is enough."""
    return hashlib.sha256(token.encode(errors="replace")).hexdigest()


def inlet_of(token: str) -> Inlet:
    """The inlet whose address was called.

    Raises:
        NotFound: There is none.
    """
    inlet = Inlet.objects.select_related("workspace").filter(token_hash=token_hash_of(token)).first()
    if inlet is None:
        raise NotFound(_("Nothing listens at this address."))
    return inlet


def payload_take(inlet: Inlet, request: HttpRequest, *, now: datetime) -> Arrival:
    """Keep what was sent. The same payload again is kept once.

    Raises:
        TooLarge: The body is.
        Malformed: It is no JSON object.
        Unauthorised: It is not signed by the sender the inlet is for.
        TooMany: More than the inlet takes in a minute, or than may wait for somebody to say what they mean.
    """
    body = _body(request)
    payload = payload_read(body)
    if not is_signed(inlet.kind, secret=_secret(inlet), body=body, payload=payload, headers=request.headers):
        raise Unauthorised(_("The signature is missing or wrong."))
    return _keep(inlet, body, now=now)


@transaction.atomic
def _keep(inlet: Inlet, body: bytes, *, now: datetime) -> Arrival:
    digest = hashlib.sha256(body).hexdigest()
    known = Arrival.objects.filter(inlet=inlet, digest=digest).first()
    if known is not None:
        return known
    _check_pace(inlet, now)
    kept, _is_new = Arrival.objects.get_or_create(
        inlet=inlet, digest=digest, defaults={"body": body.decode(), "received_at": now}
    )
    if inlet.is_ready:
        bring_in_later(inlet.pk)
    return kept


def _check_pace(inlet: Inlet, now: datetime) -> None:
    arrivals = Arrival.objects.filter(inlet=inlet)
    if arrivals.filter(received_at__gt=now - timedelta(minutes=1)).count() >= MOST_A_MINUTE:
        raise TooMany(
            _("At most %(most)s a minute are taken here; send the rest later.") % {"most": MOST_A_MINUTE}
        )
    waiting = arrivals.filter(state=Arrival.State.WAITING)
    if not inlet.is_ready and waiting.count() >= MOST_WAITING:
        raise TooMany(_("%(most)s wait already for somebody to say what they mean.") % {"most": MOST_WAITING})


def _body(request: HttpRequest) -> bytes:
    length = request.headers.get("Content-Length", "")
    if length.isdecimal() and int(length) > LARGEST_BYTES:
        raise TooLarge(_("The body may have %(most)s bytes at most.") % {"most": LARGEST_BYTES})
    try:
        body = request.read(LARGEST_BYTES + 1)
    except (OSError, RawPostDataException) as error:
        raise Malformed(_("The body did not come through.")) from error
    if len(body) > LARGEST_BYTES:
        raise TooLarge(_("The body may have %(most)s bytes at most.") % {"most": LARGEST_BYTES})
    return body


def _secret(inlet: Inlet) -> str:
    """What the sender signs with; nothing fits where it cannot be read any more."""
    try:
        return unseal(inlet.secret) if inlet.secret else ""
    except Unreadable:
        return ""
