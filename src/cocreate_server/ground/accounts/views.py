"""Pages of accounts outside workspaces: home, language, one-time links, invitations."""

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from cocreate_server.ground.accounts.invitations import SESSION_KEY, invitation_accept, invitation_for
from cocreate_server.ground.accounts.links import user_of_link
from cocreate_server.ground.accounts.models import Membership
from cocreate_server.ground.core.errors import NotFound

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """The overview of the member's workspace; a list where there are several or none."""
    memberships = list(Membership.objects.select_related("workspace").filter(user_id=request.user.pk))
    if len(memberships) == 1:
        return redirect("overview", slug=memberships[0].workspace.slug)
    return render(request, "accounts/workspaces.html", {"memberships": memberships})


@require_POST
def language_choose(request: HttpRequest) -> HttpResponse:
    """Remember the language chosen by hand and go back to the page."""
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = "/"
    response = redirect(target)
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, chosen, max_age=365 * 24 * 3600, samesite="Lax", secure=settings.ENV.secure
        )
    return response


def sign_in_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Sign in by a one-time link."""
    user = user_of_link(token)
    if user is None:
        raise NotFound
    login(request, user, backend=BACKEND)
    return redirect("home")


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
