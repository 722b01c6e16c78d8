"""Pages of erasure: asking for it, and its receipts."""

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cocreate_server.ground.accounts.access import Visit, member_page
from cocreate_server.ground.accounts.api import Permission
from cocreate_server.ground.core.errors import NotFound
from cocreate_server.ground.core.paging import page_of
from cocreate_server.ground.customers.erasing import customer_erase, erasure_preview
from cocreate_server.ground.customers.forms import ErasureForm, ReceiptCheckForm
from cocreate_server.ground.customers.models import ErasureReceipt
from cocreate_server.ground.customers.receipts import (
    loads_of,
    receipt_document,
    receipt_get,
    receipt_is_about,
    receipt_list_for,
)
from cocreate_server.ground.customers.views import get_customer_or_404


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@member_page(Permission.ERASE_CUSTOMER)
def erase(visit: Visit, customer_id: int) -> HttpResponse:
    """Erase a customer, once the word is typed."""
    customer = get_customer_or_404(visit, customer_id)
    preview = erasure_preview(customer)
    form = ErasureForm(visit.request.POST or None, word=preview.word)
    if form.is_valid():
        receipt = customer_erase(customer, actor=visit.actor, now=timezone.now())
        return redirect("customer_receipt", slug=visit.workspace.slug, receipt_id=receipt.pk)
    context = {"customer": customer, "preview": preview, "form": form}
    return render(visit.request, "customers/erase.html", context, status=422 if form.is_bound else 200)


@require_safe
@member_page(Permission.ERASE_CUSTOMER)
def receipts(visit: Visit) -> HttpResponse:
    """Every receipt."""
    page = page_of(receipt_list_for(visit.workspace.pk), visit.request.GET.get("page"))
    return render(visit.request, "customers/receipts.html", {"list": page})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@member_page(Permission.ERASE_CUSTOMER)
def receipt(visit: Visit, receipt_id: int) -> HttpResponse:
    """One receipt; an id or address can be held against it."""
    found = get_receipt_or_404(visit.workspace.pk, receipt_id)
    form = ReceiptCheckForm(visit.request.POST or None)
    verdict = receipt_is_about(found, form.cleaned_data["value"]) if form.is_valid() else None
    context = {"receipt": found, "loads": loads_of(found), "form": form, "verdict": verdict}
    return render(visit.request, "customers/receipt.html", context)


@require_safe
@member_page(Permission.ERASE_CUSTOMER)
def receipt_json(visit: Visit, receipt_id: int) -> HttpResponse:
    """One receipt as a file."""
    found = get_receipt_or_404(visit.workspace.pk, receipt_id)
    response = JsonResponse(receipt_document(found), json_dumps_params={"indent": 2})
    response["Content-Disposition"] = f'attachment; filename="erasure-receipt-{found.pk}.json"'
    return response


def get_receipt_or_404(workspace_id: int, receipt_id: int) -> ErasureReceipt:
    """A receipt of a workspace.

    Raises:
        NotFound: There is none of this number.
    """
    found = receipt_get(workspace_id, receipt_id)
    if found is None:
        raise NotFound(_("There is no such receipt."))
    return found
