"""Pages outside workspaces: home, language, profile, one-time links, invitations, a first workspace."""

from typing import TYPE_CHECKING, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cocreate_server.ground.accounts.forms import NewWorkspaceForm, ProfileForm
from cocreate_server.ground.accounts.invitations import SESSION_KEY, invitation_accept, invitation_for
from cocreate_server.ground.accounts.links import user_of_link
from cocreate_server.ground.accounts.members import memberships_of
from cocreate_server.ground.accounts.workspaces import may_start_workspace, workspace_create
from cocreate_server.ground.core.audit import Actor
from cocreate_server.ground.core.errors import NotFound

if TYPE_CHECKING:
    from cocreate_server.ground.accounts.models import User

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """The overview of the member's workspace; a list where there are several or none."""
    user = cast("User", request.user)
    memberships = memberships_of(user)
    if len(memberships) == 1:
        return redirect("overview", slug=memberships[0].workspace.slug)
    context = {"memberships": memberships, "may_start": may_start_workspace(user)}
    return render(request, "accounts/workspaces.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def workspace_new(request: HttpRequest) -> HttpResponse:
    """Make a workspace: superusers, and whoever comes first."""
    user = cast("User", request.user)
    if not may_start_workspace(user):
        raise NotFound(_("The page does not exist, or it is not yours to see."))
    form = NewWorkspaceForm(request.POST or None, initial={"language": request.LANGUAGE_CODE})
    if request.method == "POST" and form.is_valid():
        workspace = workspace_create(
            **form.cleaned_data, owner=user, actor=Actor(user_id=user.pk, label=user.email)
        )
        return redirect("overview", slug=workspace.slug)
    return render(request, "accounts/workspace_new.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def profile(request: HttpRequest) -> HttpResponse:
    """What others see of somebody: their name."""
    form = ProfileForm(request.POST or None, instance=cast("User", request.user))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("account_profile")
    return render(request, "accounts/profile.html", {"form": form})


@require_POST
def language_choose(request: HttpRequest) -> HttpResponse:
    """Remember the language chosen by hand and go back to the page."""
    response = redirect(_safe(request, request.POST.get("next", "")))
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            chosen,
            max_age=365 * 24 * 3600,
            samesite="Lax",
            secure=settings.ENV.secure,
        )
    return response


@require_safe
def sign_in_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Sign in by a one-time link."""
    user = user_of_link(token)
    if user is None:
        return render(request, "accounts/link_gone.html", status=404)
    login(request, user, backend=BACKEND)
    return redirect(_safe(request, request.GET.get("next", "")))


@require_http_methods(["GET", "HEAD", "POST"])
def invitation_page(request: HttpRequest, token: str) -> HttpResponse:
    """Show an invitation; whoever is signed in may accept it, whoever has no account makes one."""
    invitation = invitation_for(token)
    if invitation is None:
        return render(request, "accounts/invitation_gone.html", status=404)
    request.session[SESSION_KEY] = token
    if request.method == "POST" and request.user.is_authenticated:
        invitation_accept(invitation, request.user, now=timezone.now())
        request.session.pop(SESSION_KEY, None)
        return redirect("overview", slug=invitation.workspace.slug)
    return render(request, "accounts/invitation.html", {"invitation": invitation})


def _safe(request: HttpRequest, target: str) -> str:
    """The address somebody wants to go to, if it is one of ours; else the start."""
    return target if url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}) else "/"
