"""Pages on which two customers are made one, and two again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cocreate_server.ground.accounts.access import Visit, member_page
from cocreate_server.ground.accounts.api import Permission
from cocreate_server.ground.core.errors import Conflict, NotFound
from cocreate_server.ground.customers.finding import customer_named
from cocreate_server.ground.customers.forms import MergeForm
from cocreate_server.ground.customers.merging import customer_merge, customer_unmerge, merge_get
from cocreate_server.ground.customers.views import get_customer_or_404


@require_http_methods(["GET", "HEAD", "POST"])
@member_page(Permission.MERGE_CUSTOMERS)
def merge(visit: Visit, customer_id: int) -> HttpResponse:
    """Say who else the customer is."""
    customer = get_customer_or_404(visit, customer_id)
    form = MergeForm(visit.request.POST or None)
    if form.is_valid():
        other = customer_named(visit.workspace.pk, form.cleaned_data["other"])
        if other is not None and other.pk != customer.pk:
            customer_merge(customer, other.pk, actor=visit.actor, now=timezone.now())
            messages.success(visit.request, _("They are one now."))
            return redirect("customer_detail", slug=visit.workspace.slug, customer_id=customer.pk)
        form.add_error("other", _("There is no other customer with this id, address or number."))
    status = 422 if form.errors else 200
    return render(visit.request, "customers/merge.html", {"customer": customer, "form": form}, status=status)


@require_POST
@member_page(Permission.MERGE_CUSTOMERS)
def unmerge(visit: Visit, customer_id: int, merge_id: int) -> HttpResponse:
    """Part two customers again."""
    customer = get_customer_or_404(visit, customer_id)
    held = merge_get(customer, merge_id)
    if held is None:
        raise NotFound(_("These customers are apart already."))
    try:
        back = customer_unmerge(held, actor=visit.actor, now=timezone.now())
    except Conflict as conflict:
        messages.error(visit.request, str(conflict))
        return redirect("customer_detail", slug=visit.workspace.slug, customer_id=customer.pk)
    messages.success(visit.request, _("They are two again; this is the one who was merged."))
    return redirect("customer_detail", slug=visit.workspace.slug, customer_id=back.pk)
