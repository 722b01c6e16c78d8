"""What every page knows: whose visit it is and which room it lies in."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

# address name, its label, what the member needs to see it
ROOMS = (
    ("overview", _("Overview"), "see_scores"),
    ("scores", _("Scores"), "see_scores"),
    ("records", _("Records"), "see_records"),
    ("customers", _("Customers"), "see_customers"),
    ("surveys", _("Surveys"), "see_surveys"),
    ("reviews", _("Reviews"), "see_records"),
    ("imports", _("Imports"), "bring_in_files"),
    ("events", _("Events"), "bring_in_files"),
)


def page(request: HttpRequest) -> dict[str, Any]:
    """Context of the frame: the visit, if there is one, and the rooms its member may enter."""
    visit = getattr(request, "visit", None)
    if visit is None:
        return {"visit": None, "rooms": []}
    here = (request.resolver_match.url_name if request.resolver_match else "") or ""
    rooms = [
        {
            "label": label,
            "address": reverse(name, args=[visit.workspace.slug]),
            "here": bool(here) and (here == name or here.startswith(name.rstrip("s") + "_")),
        }
        for name, label, permission in ROOMS
        if visit.may(permission)
    ]
    return {"visit": visit, "workspace": visit.workspace, "rooms": rooms}
