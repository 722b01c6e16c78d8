"""Access loaders: every page and call gets its workspace through one of these, or not at all.

A stranger gets 404, as if nothing were there; a member whose role does not include it gets 403.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed
from django.utils.translation import gettext as _

from cocreate_server.ground.accounts.keys import key_of_request, secret_of
from cocreate_server.ground.accounts.limits import take_call
from cocreate_server.ground.accounts.models import Membership, Workspace
from cocreate_server.ground.accounts.roles import Permission, Scope
from cocreate_server.ground.core.audit import Actor
from cocreate_server.ground.core.errors import (
    Forbidden,
    NotFound,
    ProductError,
    answer_of,
    as_product_error,
)

ANY_KEY = "any live key"


@dataclass(frozen=True, slots=True)
class Visit:
    """One member's request in one workspace, access checked."""

    request: HttpRequest
    workspace: Workspace
    membership: Membership

    @property
    def actor(self) -> Actor:
        """Who this is, for the audit trail."""
        return Actor(user_id=self.membership.user_id, label=self.membership.user.email)

    def may(self, permission: Permission) -> bool:
        """Whether the member may do this too."""
        return self.membership.may(permission)

    def ask(self, permission: Permission) -> None:
        """Go on only if the member may do this too.

        Raises:
            Forbidden: The role does not grant it.
        """
        if not self.may(permission):
            raise Forbidden(_("Ask an owner of this workspace."))

    def __getattr__(self, name: str) -> bool:
        """`may_see_customers` and its like, for templates."""
        if name.startswith("may_") and name.removeprefix("may_") in set(Permission):
            return self.may(Permission(name.removeprefix("may_")))
        raise AttributeError(name)


def get_visit_or_404(request: HttpRequest, slug: str, permission: Permission) -> Visit:
    """The visit of a member whose role grants `permission`.

    Raises:
        NotFound: No such workspace, or not a member of it.
        Forbidden: A member whose role does not grant it.
    """
    membership = (
        Membership.objects.select_related("workspace", "user")
        .filter(workspace__slug=slug, user_id=request.user.pk or 0, user__is_active=True)
        .first()
    )
    if membership is None:
        raise NotFound(_("The page does not exist, or it is not yours to see."))
    if not membership.may(permission):
        raise Forbidden(_("Ask an owner of this workspace."))
    request.visit = Visit(request, membership.workspace, membership)  # type: ignore[attr-defined]
    return request.visit  # type: ignore[attr-defined,no-any-return]


type Page[**P] = Callable[Concatenate[Visit, P], HttpResponseBase]
type View = Callable[..., HttpResponseBase]


def member_page(permission: Permission) -> Callable[[Page[...]], View]:
    """Make a view of `/w/<slug>/…` out of a function of a visit: signed in, a member, and allowed."""

    def decorate(page: Page[...]) -> View:
        @wraps(page)
        def view(request: HttpRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return page(get_visit_or_404(request, slug, permission), *args, **kwargs)

        checked = login_required(view)
        checked.asks_for = permission  # type: ignore[attr-defined]
        return checked

    return decorate


@dataclass(frozen=True, slots=True)
class Call:
    """One program's request with a key, scope checked."""

    request: HttpRequest
    workspace: Workspace
    actor: Actor
    scopes: tuple[str, ...]


type Secret = Callable[[HttpRequest], str]


def key_call(
    scope: Scope | None = None, *, secret_in_body: Secret | None = None
) -> Callable[[Callable[..., HttpResponse]], View]:
    """Make an API view out of a function of a call.

    Args:
        scope: What the key has to open; any live key will do without one.
        secret_in_body: Finds the key where no header tells it.
    """

    def decorate(answer: Callable[..., HttpResponse]) -> View:
        @wraps(answer)
        def view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            secret = secret_of(request) or (secret_in_body(request) if secret_in_body else "")
            key = key_of_request(request, scope, secret=secret)
            standing = take_call(key)
            if standing.wait_seconds:
                return standing.tell(answer_of(request, standing.refusal()))
            call = Call(request, key.workspace, Actor(user_id=None, label=str(key)), tuple(key.scopes))
            try:
                return standing.tell(answer(call, *args, **kwargs))
            except Exception as error:
                told = as_product_error(error)
                if told.status == ProductError.status:
                    raise
                return standing.tell(answer_of(request, told))

        view.csrf_exempt = True  # type: ignore[attr-defined]
        view.asks_for = scope or ANY_KEY  # type: ignore[attr-defined]
        return view

    return decorate


def by_method(**answers: View) -> View:
    """Make one API view out of one for each method; each asks for a scope of its own."""

    def view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        method = "GET" if request.method == "HEAD" else request.method or ""
        if method not in answers:
            return HttpResponseNotAllowed(answers)
        return answers[method](request, *args, **kwargs)

    view.csrf_exempt = True  # type: ignore[attr-defined]
    view.asks_for = {method: answer.asks_for for method, answer in answers.items()}  # type: ignore[attr-defined]
    return view
