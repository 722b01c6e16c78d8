"""The page of the audit trail."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cocreate_server.ground.accounts.access import Visit, member_page
from cocreate_server.ground.accounts.api import Permission
from cocreate_server.ground.core.audit import audit_list_for
from cocreate_server.ground.core.models import AuditEntry
from cocreate_server.ground.core.paging import page_of
from cocreate_server.ground.settings.deeds import actor_label, deed_label, details_label


@dataclass(frozen=True, slots=True)
class Deed:
    """One line of the trail, in the reader's words."""

    at: datetime
    who: str
    what: str
    subject: str
    details: str

    @classmethod
    def of(cls, entry: AuditEntry) -> "Deed":
        """The line of an entry."""
        what, details = deed_label(entry.action), details_label(entry.details)
        return cls(entry.at, actor_label(entry.actor_label), what, entry.subject, details)


@require_safe
@member_page(Permission.SEE_AUDIT)
def audit(visit: Visit) -> HttpResponse:
    """Who did what, when; newest first."""
    page = page_of(audit_list_for(visit.workspace.pk), visit.request.GET.get("page"))
    context = {"list": page, "deeds": [Deed.of(entry) for entry in page.items]}
    return render(visit.request, "settings/audit.html", context)
