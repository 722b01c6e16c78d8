"""Pages of customers: the list, one with the whole timeline, consents, export."""

from collections.abc import Iterator
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cocreate_server.ground.accounts.access import Visit, member_page
from cocreate_server.ground.accounts.api import Permission
from cocreate_server.ground.core.errors import NotFound
from cocreate_server.ground.core.paging import page_of
from cocreate_server.ground.customers.consents import consent_list_for, consent_record
from cocreate_server.ground.customers.exporting import customer_export
from cocreate_server.ground.customers.finding import customer_choices, customer_get, customer_list_for
from cocreate_server.ground.customers.forms import ConsentForm, CustomerFilterForm
from cocreate_server.ground.customers.merging import merge_list_for
from cocreate_server.ground.customers.models import Customer
from cocreate_server.ground.customers.timeline import latest_scores, timeline_of
from cocreate_server.ground.records.api import map_of


def get_customer_or_404(visit: Visit, customer_id: int) -> Customer:
    """A customer of the visit's workspace.

    Raises:
        NotFound: There is none of this number.
    """
    customer = customer_get(visit.workspace.pk, customer_id)
    if customer is None:
        raise NotFound(_("This customer does not exist, or was erased."))
    customer.workspace = visit.workspace
    return customer


@require_safe
@member_page(Permission.SEE_CUSTOMERS)
def customers(visit: Visit) -> HttpResponse:
    """Search and filter."""
    form = CustomerFilterForm(visit.request.GET, choices=customer_choices(visit.workspace.pk))
    found = customer_list_for(visit.workspace.pk, form.wanted())
    context = {"form": form, "list": page_of(found, visit.request.GET.get("page"))}
    return render(visit.request, "customers/customers.html", context)


@require_safe
@member_page(Permission.SEE_CUSTOMERS)
def customer_detail(visit: Visit, customer_id: int) -> HttpResponse:
    """Who it is, what they agreed to, and everything they said and did."""
    customer = get_customer_or_404(visit, customer_id)
    return _page(visit, customer, form=_consent_form(visit, timezone.now()))


@require_POST
@member_page(Permission.EXPORT_CUSTOMER)
def consent(visit: Visit, customer_id: int) -> HttpResponse:
    """Write down a yes or a no."""
    customer = get_customer_or_404(visit, customer_id)
    form = _consent_form(visit, timezone.now())
    if not form.is_valid():
        return _page(visit, customer, form=form, status=422)
    consent_record(customer, form.given, actor=visit.actor)
    messages.success(visit.request, _("Written down."))
    return redirect("customer_detail", slug=visit.workspace.slug, customer_id=customer.pk)


@require_http_methods(["GET", "POST"])
@never_cache
@member_page(Permission.EXPORT_CUSTOMER)
def export(visit: Visit, customer_id: int) -> HttpResponse:
    """Everything kept of the customer as one file."""
    customer = get_customer_or_404(visit, customer_id)
    return export_response(customer, customer_export(customer, actor=visit.actor, now=timezone.now()))


def export_response(customer: Customer, pieces: Iterator[bytes]) -> HttpResponse:
    """An export as a download."""
    response = StreamingHttpResponse(pieces, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="customer-{customer.pk}.json"'
    return response  # type: ignore[return-value]


def _consent_form(visit: Visit, now: datetime) -> ConsentForm:
    return ConsentForm(visit.request.POST or None, now=now, zone=visit.workspace.zone)


def _page(visit: Visit, customer: Customer, *, form: ConsentForm, status: int = 200) -> HttpResponse:
    context = {
        "customer": customer,
        "identities": list(customer.identities.order_by("kind", "value")),
        "merges": merge_list_for(customer),
        "purposes": consent_list_for(customer),
        "scores": latest_scores(customer),
        "timeline": timeline_of(customer, after=visit.request.GET.get("after", "")),
        "places": map_of(visit.workspace.pk),
        "form": form,
    }
    return render(visit.request, "customers/customer.html", context, status=status)
