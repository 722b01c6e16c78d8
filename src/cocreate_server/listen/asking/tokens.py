"""What stands in a letter's addresses besides the link to the survey: signed, and good for one thing each."""

from dataclasses import dataclass

from django.core import signing

_opened = signing.Signer(salt="asking.opened")
_posted = signing.Signer(salt="asking.posted", sep=".")
LEAVE = "asking.leave"
LONGEST_NUMBER = 18


@dataclass(frozen=True, slots=True)
class Leaving:
    """Who wants no more letters; a test letter names nobody."""

    workspace_id: int
    customer_id: int | None
    language: str


def leave_token(who: Leaving) -> str:
    """A token by which somebody says that they do not want to be asked."""
    return signing.dumps([who.workspace_id, who.customer_id, who.language], salt=LEAVE)


def leaving_of(token: str) -> Leaving | None:
    """Who says so; None if the token is none of ours."""
    try:
        workspace_id, customer_id, language = signing.loads(token, salt=LEAVE)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Leaving(workspace_id, customer_id, language)


def opened_token(invitation_id: int) -> str:
    """A token that says that a letter was opened."""
    return _opened.sign(str(invitation_id))


def opened_of(token: str) -> int | None:
    """Whose letter was opened; None if the token is none of ours."""
    return _number(token, _opened)


def letter_name(invitation_id: int) -> str:
    """The part of a letter's Message-ID before the @, by which a returned letter is told again."""
    return f"cocreate-{_posted.sign(str(invitation_id))}"


def invitation_of_letter(name: str) -> int | None:
    """Whose letter a Message-ID names; None if it is none of ours."""
    prefix, _dash, rest = name.partition("-")
    return _number(".".join(rest.split(".")[:2]), _posted) if prefix == "cocreate" else None


def _number(signed: str, signer: signing.Signer) -> int | None:
    try:
        number = signer.unsign(signed)
    except signing.BadSignature:
        return None
    return int(number) if number.isdecimal() and len(number) <= LONGEST_NUMBER else None
