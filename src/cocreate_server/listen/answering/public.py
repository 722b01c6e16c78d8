"""What is the same for every page a respondent sees: no cookies needed, nothing kept by caches, framed only where allowed."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.csp import CSP

from cocreate_server.ground.core.errors import NotFound
from cocreate_server.ground.ui.assets import asset_hash

STYLE = "public.css"


def public_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Make a page for respondents out of a view.

    Forms need no token against forgery: there is no session whose rights a forged form could use, only the signed
    address itself.
    """

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except NotFound:
            response = render(request, "answering/nothing.html", status=NotFound.status)
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex"
        if not hasattr(response, "_csp_config"):
            response._csp_config = policy()  # type: ignore[attr-defined] # noqa: SLF001 - as Django's own decorator sets it
        return response

    page.csrf_exempt = True  # type: ignore[attr-defined]
    return page


def policy(sites: Sequence[str] = ()) -> dict[str, list[str]]:
    """What the page may load, and who may frame it."""
    return settings.SECURE_CSP | {
        "style-src": [CSP.SELF, asset_hash(STYLE)],
        "frame-ancestors": list(sites) or [CSP.NONE],
    }


def let_frame(response: HttpResponse, sites: Sequence[str]) -> HttpResponse:
    """Let some sites show a page in a frame."""
    response._csp_config = policy(sites)  # type: ignore[attr-defined] # noqa: SLF001 - as Django's own decorator sets it
    if sites:
        response.xframe_options_exempt = True
    return response
