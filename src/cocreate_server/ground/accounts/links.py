"""One-time sign-in links, such as the demo prints: signed, short-lived, spent by use."""

from datetime import timedelta

from django.core import signing
from django.db.models import F

from cocreate_server.ground.accounts.models import User

SALT = "cocreate.sign-in-link"
LIVES = timedelta(hours=12)


def link_token(user: User) -> str:
    """A token that signs `user` in once; using it spends every link made before."""
    return signing.dumps([user.pk, user.links_spent], salt=SALT)


def user_of_link(token: str) -> User | None:
    """The user a live token stands for, spending it; None where it is forged, old or spent."""
    try:
        user_id, state = signing.loads(token, salt=SALT, max_age=LIVES)
    except signing.BadSignature:
        return None
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None or user.links_spent != state:
        return None
    spent = User.objects.filter(pk=user.pk, links_spent=user.links_spent).update(
        links_spent=F("links_spent") + 1
    )
    return user if spent else None
