"""Invitations: sent, opened, accepted. The link holds a secret; only its hash is kept."""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
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


def invitation_send(workspace: Workspace, *, email: str, role: str, actor: Actor, now: datetime) -> tuple[Invitation, str]:
    """Invite somebody by e-mail; an open invitation to the same address is replaced.

    Returns:
        The invitation and its link, which can be handed over by other ways too.

    Raises:
        Conflict: The address belongs to a member already.
    """
    if Membership.objects.filter(workspace=workspace, user__email=email.lower()).exists():
        raise Conflict(_("This person is a member already."))
    token = secrets.token_urlsafe(32)
    with transaction.atomic():
        Invitation.objects.filter(workspace=workspace, email=email.lower(), accepted_at=None).delete()
        invitation = Invitation.objects.create(
            workspace=workspace,
            email=email.lower(),
            role=role,
            token_hash=_hash(token),
            invited_by_id=actor.user_id,
            expires_at=now + LIVES,
        )
        audit(actor, "member.invited", workspace_id=workspace.pk, subject=f"invitation {invitation.pk}", role=role)
    link = settings.ENV.url + reverse("invitation", args=[token])
    _mail(invitation, link)
    return invitation, link


def invitation_for(token: str) -> Invitation | None:
    """The live invitation behind a link, if there is one."""
    live = Invitation.objects.select_related("workspace", "invited_by")
    return live.filter(token_hash=_hash(token), accepted_at=None, expires_at__gt=timezone.now()).first()


def invitation_of_session(request: HttpRequest) -> Invitation | None:
    """The live invitation this visitor came with."""
    token = request.session.get(SESSION_KEY)
    return invitation_for(token) if token else None


def invitation_accept(invitation: Invitation, user: User, *, now: datetime) -> Membership:
    """Make the user a member with the role they were invited to; accepting twice changes nothing."""
    with transaction.atomic():
        membership, made = Membership.objects.get_or_create(
            workspace=invitation.workspace, user=user, defaults={"role": invitation.role}
        )
        Invitation.objects.filter(pk=invitation.pk).update(accepted_at=now)
        if made:
            actor = Actor(user_id=user.pk, label=user.email)
            audit(actor, "member.joined", workspace_id=invitation.workspace_id, subject=f"user {user.pk}", role=membership.role)
    return membership


def _mail(invitation: Invitation, link: str) -> None:
    context = {"invitation": invitation, "link": link}
    with translation.override(invitation.workspace.language):
        send_mail(
            subject=_("You are invited to %(workspace)s") % {"workspace": invitation.workspace.name},
            message=render_to_string("accounts/mail/invitation.txt", context),
            from_email=None,
            recipient_list=[invitation.email],
            fail_silently=False,
        )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
