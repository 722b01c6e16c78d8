"""How sign-in by django-allauth behaves here: nobody signs up without an invitation."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest

from cocreate_server.ground.accounts.invitations import invitation_of_session
from cocreate_server.ground.accounts.models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-up is open to whoever holds a live invitation."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Whether this visitor may make an account."""
        return invitation_of_session(request) is not None

    def clean_email(self, email: str) -> str:
        """Addresses are compared in lower case."""
        return str(super().clean_email(email)).lower()


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """A provider may sign in whoever has an account or an invitation to the same address."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Whether this visitor may make an account through the provider."""
        invitation = invitation_of_session(request)
        return invitation is not None and invitation.email.lower() == (sociallogin.user.email or "").lower()

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> User:
        """Take over the name as the provider tells it."""
        user: User = super().populate_user(request, sociallogin, data)
        user.name = data.get("name") or " ".join(filter(None, [data.get("first_name"), data.get("last_name")]))
        return user
