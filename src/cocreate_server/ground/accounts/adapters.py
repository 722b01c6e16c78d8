"""How django-allauth behaves here: nobody signs up without an invitation, and signing in accepts it."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from cocreate_server.ground.accounts.invitations import (
    SESSION_KEY,
    invitation_accept,
    invitation_of_session,
    invitation_to,
)
from cocreate_server.ground.accounts.models import Invitation, User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Sign-up is open to whoever holds a live invitation."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Whether this visitor may make an account."""
        return invitation_of_session(request) is not None

    def clean_email(self, email: str) -> str:
        """Addresses are compared in lower case."""
        return str(super().clean_email(email)).lower()

    def save_user(self, request: HttpRequest, user: User, form: BaseForm, commit: bool = True) -> User:  # noqa: FBT001, FBT002 - allauth's signature
        """Take over the name from the form."""
        user.name = form.cleaned_data.get("name", "")
        saved: User = super().save_user(request, user, form, commit)
        return saved

    def post_login(self, request: HttpRequest, user: User, **hooks: Any) -> HttpResponse:
        """Accept the invitation this person came with, then go where they wanted."""
        invitation = invitation_of_session(request)
        if invitation is not None and invitation.email == user.email:
            hooks["redirect_url"] = _accept(request, invitation, user)
        elif invitation is not None:
            hooks["redirect_url"] = reverse("invitation", args=[request.session[SESSION_KEY]])
        response: HttpResponse = super().post_login(request, user, **hooks)
        return response

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002 - allauth's signature
        """Whoever changed their password goes on working."""
        return reverse("home")


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """A provider may sign in whoever has an account or an invitation to the same address."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Whether this visitor may make an account through the provider."""
        email = (sociallogin.user.email or "").lower()
        invitation = _invitation_of(request, sociallogin, email)
        if invitation is None or User.objects.filter(email=email).exists():
            return False
        sociallogin.user.email = email
        return True

    def save_user(self, request: HttpRequest, sociallogin: Any, form: BaseForm | None = None) -> User:
        """Keep the account, and make it a member of the workspace it was invited to."""
        user: User = super().save_user(request, sociallogin, form)
        invitation = _invitation_of(request, sociallogin, user.email)
        if invitation is not None:
            _accept(request, invitation, user)
        return user

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> User:
        """Take over the name as the provider tells it."""
        user: User = super().populate_user(request, sociallogin, data)
        user.name = data.get("name") or " ".join(
            filter(None, [data.get("first_name"), data.get("last_name")])
        )
        return user


def _invitation_of(request: HttpRequest, sociallogin: Any, email: str) -> Invitation | None:
    """The invitation somebody came with; else the one sent to an address the provider vouches for."""
    carried = invitation_of_session(request)
    if carried is not None and carried.email == email:
        return carried
    vouched = any(
        address.verified and address.email.lower() == email for address in sociallogin.email_addresses
    )
    return invitation_to(email) if vouched else None


def _accept(request: HttpRequest, invitation: Invitation, user: User) -> str:
    membership = invitation_accept(invitation, user, now=timezone.now())
    request.session.pop(SESSION_KEY, None)
    return reverse("overview", args=[membership.workspace.slug])
