"""Signing in through an OpenID Connect provider; one that cannot be reached gives a page, not an error."""

from collections.abc import Callable
from functools import wraps

import structlog
from allauth.socialaccount.providers.openid_connect import views
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from requests import RequestException

log = structlog.get_logger("cocreate.sign_in")
type View = Callable[[HttpRequest, str], HttpResponse]


def _or_say_so(view: View) -> View:
    @wraps(view)
    def answer(request: HttpRequest, provider_id: str) -> HttpResponse:
        try:
            return view(request, provider_id)
        except RequestException as error:
            log.warning("sign-in provider not reached", error=type(error).__name__)
            return render(request, "socialaccount/authentication_error.html", status=502)

    return answer


begin = _or_say_so(views.login)
come_back = _or_say_so(views.callback)
