"""Pages of members and invitations."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cocreate_server.ground.accounts.access import Visit, member_page
from cocreate_server.ground.accounts.api import Permission, Role
from cocreate_server.ground.accounts.invitations import (
    SentInvitation,
    invitation_get,
    invitation_list_for,
    invitation_revoke,
    invitation_send,
)
from cocreate_server.ground.accounts.members import (
    is_last_owner,
    member_change_role,
    member_get,
    member_list_for,
    member_remove,
)
from cocreate_server.ground.accounts.models import Invitation, Membership
from cocreate_server.ground.core.errors import Conflict, NotFound
from cocreate_server.ground.settings.forms import InvitationForm, RoleForm


@require_safe
@member_page(Permission.SEE_MEMBERS)
def members(visit: Visit) -> HttpResponse:
    """Who belongs here, and who is invited."""
    return _page(visit, form=InvitationForm())


@require_POST
@never_cache
@member_page(Permission.RUN_MEMBERS)
def invite(visit: Visit) -> HttpResponse:
    """Send an invitation; its link is shown this once."""
    form = InvitationForm(visit.request.POST)
    if not form.is_valid():
        return _page(visit, form=form, status=422)
    try:
        sent = invitation_send(visit.workspace, **form.cleaned_data, actor=visit.actor, now=timezone.now())
    except Conflict as error:
        form.add_error("email", str(error))
        return _page(visit, form=form, status=error.status)
    return _page(visit, form=InvitationForm(), sent=sent)


@require_POST
@member_page(Permission.RUN_MEMBERS)
def change_role(visit: Visit, membership_id: int) -> HttpResponse:
    """Give a member another role."""
    membership = _member_or_404(visit, membership_id)
    form = RoleForm(visit.request.POST)
    try:
        if form.is_valid() and member_change_role(membership, form.cleaned_data["role"], actor=visit.actor):
            said = {"who": membership.user, "role": membership.get_role_display()}
            messages.success(visit.request, _("%(who)s is now: %(role)s.") % said)
    except Conflict as error:
        messages.error(visit.request, str(error))
    return redirect("settings_members", slug=visit.workspace.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page(Permission.RUN_MEMBERS)
def remove(visit: Visit, membership_id: int) -> HttpResponse:
    """Take a member out, after asking."""
    membership = _member_or_404(visit, membership_id)
    if visit.request.method == "POST":
        member_remove(membership, actor=visit.actor)
        messages.success(visit.request, _("%(who)s is no member any more.") % {"who": membership.user})
        return redirect("settings_members", slug=visit.workspace.slug)
    return render(visit.request, "settings/member_remove.html", {"membership": membership})


@require_http_methods(["GET", "HEAD", "POST"])
@member_page(Permission.SEE_MEMBERS)
def leave(visit: Visit) -> HttpResponse:
    """Leave the workspace, after asking."""
    if visit.request.method == "POST":
        member_remove(visit.membership, actor=visit.actor)
        messages.success(visit.request, _("You left %(workspace)s.") % {"workspace": visit.workspace})
        return redirect("home")
    return render(visit.request, "settings/leave.html", {"last_owner": is_last_owner(visit.membership)})


@require_http_methods(["GET", "HEAD", "POST"])
@member_page(Permission.RUN_MEMBERS)
def revoke(visit: Visit, invitation_id: int) -> HttpResponse:
    """Close an invitation, after asking."""
    invitation = _invitation_or_404(visit, invitation_id)
    if visit.request.method == "POST":
        invitation_revoke(invitation, actor=visit.actor)
        messages.success(visit.request, _("The invitation is withdrawn; its link opens nothing any more."))
        return redirect("settings_members", slug=visit.workspace.slug)
    return render(visit.request, "settings/invitation_revoke.html", {"invitation": invitation})


def _page(
    visit: Visit, *, form: InvitationForm, sent: SentInvitation | None = None, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "form": form,
        "sent": sent,
        "members": list(member_list_for(visit.workspace)),
        "invitations": list(invitation_list_for(visit.workspace))
        if visit.may(Permission.RUN_MEMBERS)
        else [],
        "roles": Role.choices,
        "now": timezone.now(),
    }
    return render(visit.request, "settings/members.html", context, status=status)


def _member_or_404(visit: Visit, membership_id: int) -> Membership:
    membership = member_get(visit.workspace, membership_id)
    if membership is None:
        raise NotFound(_("This person is no member."))
    return membership


def _invitation_or_404(visit: Visit, invitation_id: int) -> Invitation:
    invitation = invitation_get(visit.workspace, invitation_id)
    if invitation is None:
        raise NotFound(_("This invitation was accepted or withdrawn."))
    return invitation
