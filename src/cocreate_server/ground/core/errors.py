"""Errors, and the one place that turns them into a page, a fragment or problem+json.

CocreateError (the library's root)   a question that has no answer, told to whoever asked
ProductError
├── NotFound         404   it is not there, or not for you: strangers cannot tell which
├── Forbidden        403   you are a member, but your role does not include it
├── Malformed        400   a call that is not of its form; says which parts and why
├── Unauthorised     401   no valid key
├── Invalid          422   what was sent cannot be used; says which parts and why
├── NotAllowed       405   it is there, but does not answer to this method
├── Conflict         409   it exists already, or is in a state that does not allow it
├── TooLarge         413   the body of a call is larger than it may be
├── TooMany          429   slower, please
└── QueryTooLarge    503   the engine stopped at its bound of time or memory
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import structlog
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cocreate.errors import CocreateError
from cocreate_server.ground.core.parts import asks_for_part

log = structlog.get_logger("cocreate.errors")


@dataclass(eq=False)
class ProductError(Exception):
    """Something that keeps a request from its answer, with words for the person who asked."""

    detail: Any = ""
    invalid_params: list[dict[str, str]] = field(default_factory=list)

    status = 500
    code = "error"
    title = gettext_lazy("Something went wrong")

    def __str__(self) -> str:
        return str(self.detail)


class NotFound(ProductError):
    """It is not there, or not for this person."""

    status = 404
    code = "not_found"
    title = gettext_lazy("There is nothing here")


class Forbidden(ProductError):
    """A member's role does not include it."""

    status = 403
    code = "forbidden"
    title = gettext_lazy("Your role does not include this")


class Malformed(ProductError):
    """A program's call is not of the form it has to be."""

    status = 400
    code = "validation"
    title = gettext_lazy("This call is not of its form")


class Unauthorised(ProductError):
    """No valid key was sent."""

    status = 401
    code = "unauthorized"
    title = gettext_lazy("A valid key is needed")


class Invalid(ProductError):
    """What was sent cannot be used as it stands."""

    status = 422
    code = "invalid"
    title = gettext_lazy("This cannot be used as it stands")


class NotAllowed(ProductError):
    """It does not answer to this method."""

    status = 405
    code = "method_not_allowed"
    title = gettext_lazy("This cannot be asked for in this way")


class Conflict(ProductError):
    """It exists already, or its state does not allow it."""

    status = 409
    code = "conflict"
    title = gettext_lazy("This cannot be done now")


class TooLarge(ProductError):
    """The body is larger than may be sent at once."""

    status = 413
    code = "too_large"
    title = gettext_lazy("This is too large to be sent at once")


class TooMany(ProductError):
    """Too many requests."""

    status = 429
    code = "too_many_requests"
    title = gettext_lazy("Too many tries")


class QueryTooLarge(ProductError):
    """The engine stopped a question at its bound."""

    status = 503
    code = "query_too_large"
    title = gettext_lazy("This question is too large")


class ErrorMiddleware:
    """Turns every error into its answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and give the framework's bodiless refusal of a method our form too."""
        response = self.get_response(request)
        if response.status_code != NotAllowed.status or response.content:
            return response
        detail = _("It answers to %(methods)s.") % {"methods": response["Allow"]}
        told = answer_of(request, NotAllowed(detail))
        told["Allow"] = response["Allow"]
        return told

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse:
        """Answer what a view raised."""
        error = as_product_error(exception)
        if error.status == ProductError.status:
            log.error("unexpected error", exc_info=exception)
        return answer_of(request, error)


def as_product_error(exception: Exception) -> ProductError:
    """The error of ours that stands for any exception."""
    if isinstance(exception, ProductError):
        return exception
    if isinstance(exception, Http404):
        return NotFound(_("The page does not exist, or it is not yours to see."))
    if isinstance(exception, PermissionDenied):
        return Forbidden(str(exception))
    if isinstance(exception, CocreateError):
        return Invalid(str(exception))
    return ProductError(_("It is written down under the number below. Nothing you saved is lost."))


def answer_of(request: HttpRequest, error: ProductError) -> HttpResponse:
    """A problem+json for programs, a fragment for a part of a page, a page for everybody else."""
    if wants_json(request):
        return _problem(request, error)
    template = "errors/fragment.html" if asks_for_part(request) else "errors/page.html"
    context = {"error": error, "request_id": getattr(request, "request_id", "")}
    return render(request, template, context, status=error.status)


def wants_json(request: HttpRequest) -> bool:
    """Whether a program asks: an API address, or JSON preferred over HTML."""
    return (
        request.path.startswith("/v1/")
        or request.get_preferred_type(["text/html", "application/json"]) == "application/json"
    )


def _problem(request: HttpRequest, error: ProductError) -> HttpResponse:
    body = {
        "type": f"urn:cocreate:error:{error.code}",
        "title": str(error.title),
        "status": error.status,
        "code": error.code,
        "detail": str(error.detail),
        "instance": request.path,
        "request_id": getattr(request, "request_id", ""),
        "invalid_params": error.invalid_params,
    }
    response = JsonResponse(body, status=error.status, content_type="application/problem+json")
    if error.status == Unauthorised.status:
        response["WWW-Authenticate"] = "Bearer"
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """Django's handler400."""
    return answer_of(request, Invalid(_("The request could not be read.")))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler403."""
    return answer_of(request, as_product_error(PermissionDenied(str(exception))))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Django's handler404."""
    return answer_of(request, as_product_error(Http404()))


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """What the throttles of sign-in answer."""
    return answer_of(request, TooMany(_("Wait a few minutes, then try again.")))


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500."""
    return answer_of(request, as_product_error(RuntimeError()))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """What CSRF_FAILURE_VIEW answers."""
    return answer_of(
        request,
        Forbidden(_("The form was too old or came from elsewhere. Go back, reload, and send it again.")),
    )
