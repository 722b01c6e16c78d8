"""What a letter's addresses lead to besides the survey: to be asked no more, and the image that tells it was opened."""

from base64 import b64decode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cocreate_server.ground.core.errors import NotFound
from cocreate_server.listen.answering.api import public_page
from cocreate_server.listen.asking.leaving import leave
from cocreate_server.listen.asking.opening import letter_opened
from cocreate_server.listen.asking.tokens import leaving_of, opened_of

IMAGE = b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")


@require_http_methods(["GET", "HEAD", "POST"])
@public_page
def asking_leave(request: HttpRequest, token: str) -> HttpResponse:
    """A page with one button; the button, or a mail program on its own, says that somebody wants no more letters."""
    who = leaving_of(token)
    if who is None:
        raise NotFound(_("The page does not exist, or it is not yours to see."))
    done = request.method == "POST"
    if done:
        leave(who, now=timezone.now())
    with translation.override("zh-hans" if who.language.lower().startswith("zh") else "en"):
        return render(request, "asking/leave.html", {"done": done, "is_test": who.customer_id is None})


@require_safe
def asking_opened(request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG001 - as every view
    """The smallest image; whoever loads it has probably opened the letter."""
    invitation_id = opened_of(token)
    if invitation_id is not None:
        letter_opened(invitation_id, now=timezone.now())
    response = HttpResponse(IMAGE, content_type="image/gif")
    response["Cache-Control"] = "no-store"
    return response
