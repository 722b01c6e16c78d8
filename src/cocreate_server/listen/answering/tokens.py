"""What stands in a respondent's address: unguessable, signed, and good for one thing only.

A *beginning* makes one response, however often its form is sent. A *place* leads back into a response. A *personal*
token says who answers; it may end, and be good for one response or for many.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid5

from django.core import signing

NAMES = UUID("6c5ad3a8-5c0e-4b43-9d0f-0f2a6c3f7a51")
_begin = signing.Signer(salt="answering.begin")
_place = signing.Signer(salt="answering.place")
PERSONAL = "answering.personal"


@dataclass(frozen=True, slots=True)
class Personal:
    """Who answers, and how long the link holds.

    Attributes:
        customer_id: The customer.
        survey_key: Which survey.
        ends_at: When the link stops working; None never.
        once: Whether it is good for one response.
        invitation_id: What it was sent with.
        via: How it reached them.
    """

    customer_id: int
    survey_key: str
    ends_at: datetime | None = None
    once: bool = True
    invitation_id: int | None = None
    via: str = "link"

    @property
    def response_id(self) -> UUID | None:
        """The one response of a link that is good for one."""
        if not self.once:
            return None
        return uuid5(NAMES, f"{self.survey_key} {self.customer_id} {self.invitation_id}")

    def is_over(self, now: datetime) -> bool:
        """Whether the link has stopped working."""
        return self.ends_at is not None and now >= self.ends_at


def begin_token(response_id: UUID) -> str:
    """A token by which a form makes a response that has not begun."""
    return _begin.sign(_short(response_id))


def response_of_beginning(token: str) -> UUID | None:
    """The response that a beginning makes; None if the token is none of ours."""
    return _long(token, _begin)


def place_token(response_id: UUID) -> str:
    """A token that leads back into a response."""
    return _place.sign(_short(response_id))


def response_of_place(token: str) -> UUID | None:
    """The response a token leads into; None if the token is none of ours."""
    return _long(token, _place)


def personal_token(who: Personal) -> str:
    """A token that says who answers."""
    ends = int(who.ends_at.timestamp()) if who.ends_at else 0
    parts = [who.customer_id, who.survey_key, ends, int(who.once), who.invitation_id or 0, who.via]
    return signing.dumps(parts, salt=PERSONAL, compress=True)


def personal_of(token: str) -> Personal | None:
    """Who answers; None if the token is none of ours."""
    try:
        customer_id, key, ends, once, invitation_id, via = signing.loads(token, salt=PERSONAL)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    ends_at = datetime.fromtimestamp(ends, UTC) if ends else None
    return Personal(customer_id, key, ends_at, bool(once), invitation_id or None, via)


def _short(value: UUID) -> str:
    return urlsafe_b64encode(value.bytes).decode().rstrip("=")


def _long(token: str, signer: signing.Signer) -> UUID | None:
    try:
        return UUID(bytes=urlsafe_b64decode(signer.unsign(token) + "=="))
    except (signing.BadSignature, ValueError):
        return None
