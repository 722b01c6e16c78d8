"""What programs may ask about customers: everything kept of one, and to forget one."""

from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cocreate_server.ground.accounts.access import Call, key_call
from cocreate_server.ground.accounts.api import Scope
from cocreate_server.ground.core.errors import NotFound
from cocreate_server.ground.customers.erasing import customer_erase
from cocreate_server.ground.customers.erasure_views import get_receipt_or_404
from cocreate_server.ground.customers.exporting import customer_export
from cocreate_server.ground.customers.finding import customer_get_by_external_id
from cocreate_server.ground.customers.models import Customer
from cocreate_server.ground.customers.receipts import receipt_document
from cocreate_server.ground.customers.views import export_response


@require_http_methods(["GET"])
@never_cache
@key_call(Scope.READ_CUSTOMERS)
def export(call: Call, external_id: str) -> HttpResponse:
    """Everything kept of a customer."""
    customer = _customer_or_404(call, external_id)
    return export_response(customer, customer_export(customer, actor=call.actor, now=timezone.now()))


@require_http_methods(["DELETE"])
@never_cache
@key_call(Scope.ERASE_CUSTOMERS)
def customer(call: Call, external_id: str) -> HttpResponse:
    """Erase a customer; `Location` tells how far the lake has followed."""
    found = _customer_or_404(call, external_id)
    receipt = customer_erase(found, actor=call.actor, now=timezone.now())
    location = reverse("v1_customer_erasure", args=[receipt.pk])
    return JsonResponse(receipt_document(receipt), status=202, headers={"Location": location})


@require_safe
@never_cache
@key_call(Scope.ERASE_CUSTOMERS)
def erasure(call: Call, receipt_id: int) -> HttpResponse:
    """The receipt of an erasure."""
    return JsonResponse(receipt_document(get_receipt_or_404(call.workspace.pk, receipt_id)))


def _customer_or_404(call: Call, external_id: str) -> Customer:
    found = customer_get_by_external_id(call.workspace.pk, external_id)
    if found is None:
        raise NotFound(_("Nothing is kept of a customer with this id."))
    found.workspace = call.workspace
    return found
