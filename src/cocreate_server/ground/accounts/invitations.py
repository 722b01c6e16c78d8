"""Invitations: sent, opened, accepted, revoked. The link holds a secret; only its hash is kept."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from cocreate_server.ground.accounts.models import Invitation, Membership, User, Workspace
from cocreate_server.ground.core.audit import Actor, audit
from cocreate_server.ground.core.errors import Conflict

LIVES = timedelta(days=7)
SESSION_KEY = "invitation"
log = structlog.get_logger("cocreate.invitations")


@dataclass(frozen=True, slots=True)
class SentInvitation:
    """An invitation on its way.

    Attributes:
        invitation: As it is kept.
        link: What opens it; nobody can see it again.
        mailed: Whether the mail went out; if not, the link has to be handed over by other ways.
    """

    invitation: Invitation
    link: str
    mailed: bool


def invitation_send(
    workspace: Workspace, *, email: str, role: str, actor: Actor, now: datetime
) -> SentInvitation:
    """Invite somebody by e-mail; an open invitation to the same address is replaced.

    Raises:
        Conflict: The address belongs to a member already.
    """
    email = email.lower()
    if Membership.objects.filter(workspace=workspace, user__email=email).exists():
        raise Conflict(_("This person is a member already."))
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        Invitation.objects.filter(workspace=workspace, email=email, accepted_at=None).delete()
        invitation = Invitation.objects.create(
            workspace=workspace,
            email=email,
            role=role,
            token_hash=_hash(token),
            invited_by_id=actor.user_id,
            expires_at=now + LIVES,
        )
        audit(
            actor,
            "member.invited",
            workspace_id=workspace.pk,
            subject=f"invitation {invitation.pk}",
            role=role,
        )
    link = settings.ENV.url + reverse("invitation", args=[token])
    return SentInvitation(invitation, link, mailed=_mail(invitation, link))


@transaction.atomic
def invitation_revoke(invitation: Invitation, *, actor: Actor) -> None:
    """Close an open invitation: its link opens nothing any more."""
    subject = f"invitation {invitation.pk}"
    invitation.delete()
    audit(actor, "member.uninvited", workspace_id=invitation.workspace_id, subject=subject)


def invitation_list_for(workspace: Workspace) -> QuerySet[Invitation]:
    """Invitations that nobody accepted yet, the expired ones among them."""
    return Invitation.objects.filter(workspace=workspace, accepted_at=None)


def invitation_get(workspace: Workspace, invitation_id: int) -> Invitation | None:
    """One open invitation of a workspace."""
    return invitation_list_for(workspace).filter(pk=invitation_id).first()


def invitation_for(token: str) -> Invitation | None:
    """The live invitation behind a link, if there is one."""
    return _live().filter(token_hash=_hash(token)).first()


def invitation_of_session(request: HttpRequest) -> Invitation | None:
    """The live invitation this visitor came with."""
    token = request.session.get(SESSION_KEY)
    return invitation_for(token) if token else None


def invitation_to(email: str) -> Invitation | None:
    """The newest live invitation to an address."""
    return _live().filter(email=email.lower()).first() if email else None


def invitation_accept(invitation: Invitation, user: User, *, now: datetime) -> Membership:
    """Make the user a member with the role they were invited to; accepting twice changes nothing."""
    with transaction.atomic():
        membership, made = Membership.objects.get_or_create(
            workspace=invitation.workspace, user=user, defaults={"role": invitation.role}
        )
        Invitation.objects.filter(pk=invitation.pk, accepted_at=None).update(accepted_at=now)
        if made:
            actor = Actor(user_id=user.pk, label=user.email)
            audit(
                actor,
                "member.joined",
                workspace_id=invitation.workspace_id,
                subject=f"user {user.pk}",
                role=membership.role,
            )
    return membership


def _live() -> QuerySet[Invitation]:
    open_ones = Invitation.objects.select_related("workspace", "invited_by").filter(accepted_at=None)
    return open_ones.filter(expires_at__gt=timezone.now())


def _mail(invitation: Invitation, link: str) -> bool:
    context = {"invitation": invitation, "link": link}
    with translation.override(invitation.workspace.language):
        subject = _("You are invited to %(workspace)s") % {"workspace": invitation.workspace.name}
        text = render_to_string("accounts/mail/invitation.txt", context)
    try:
        send_mail(subject, text, from_email=None, recipient_list=[invitation.email])
    except OSError as error:
        log.warning("invitation not mailed", invitation=invitation.pk, error=type(error).__name__)
        return False
    return True


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
