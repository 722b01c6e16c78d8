"""Pages of the rules that place records."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cocreate_server.ground.accounts.access import Visit, member_page
from cocreate_server.ground.accounts.api import Permission
from cocreate_server.ground.core.errors import NotFound
from cocreate_server.ground.records.map_forms import ApplyForm, RuleForm
from cocreate_server.ground.records.map_rules import (
    Tried,
    rule_add,
    rule_delete,
    rule_get,
    rule_list_for,
    rule_move,
    rule_update,
    rules_try,
)
from cocreate_server.ground.records.models import MappingRule
from cocreate_server.ground.records.tasks import rules_apply_later, rules_being_applied


@require_safe
@member_page(Permission.SHAPE_JOURNEYS)
def rules(visit: Visit) -> HttpResponse:
    """The rules in their order, with what each finds among the newest records."""
    workspace_id = visit.workspace.pk
    found = list(rule_list_for(workspace_id))
    tried = rules_try(workspace_id, found)
    context = {"rules": list(zip(found, tried.fits, strict=True)), "tried": tried, "form": ApplyForm()}
    return render(
        visit.request, "records/map_rules.html", context | {"applying": rules_being_applied(workspace_id)}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@member_page(Permission.SHAPE_JOURNEYS)
def add(visit: Visit) -> HttpResponse:
    """A new rule; it can be tried before it is saved."""
    form = RuleForm(visit.request.POST or None, workspace_id=visit.workspace.pk)
    if _wants_saving(visit, form):
        rule_add(visit.workspace.pk, form.cleaned_data, actor=visit.actor)
        messages.success(visit.request, _("The rule is added. It places records from now on."))
        return redirect("settings_rules", slug=visit.workspace.slug)
    return _form_page(visit, form)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page(Permission.SHAPE_JOURNEYS)
def edit(visit: Visit, rule_id: int) -> HttpResponse:
    """Change a rule; the change can be tried before it is saved."""
    rule = _rule_or_404(visit, rule_id)
    form = RuleForm(visit.request.POST or None, workspace_id=visit.workspace.pk, instance=rule)
    if _wants_saving(visit, form):
        rule_update(rule, form.cleaned_data, actor=visit.actor)
        messages.success(visit.request, _("Saved."))
        return redirect("settings_rules", slug=visit.workspace.slug)
    return _form_page(visit, form, rule=rule)


@require_POST
@member_page(Permission.SHAPE_JOURNEYS)
def move(visit: Visit, rule_id: int) -> HttpResponse:
    """Try a rule earlier or later."""
    rule = _rule_or_404(visit, rule_id)
    rule_move(rule, "up" if visit.request.POST.get("step") == "up" else "down", actor=visit.actor)
    return redirect("settings_rules", slug=visit.workspace.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@member_page(Permission.SHAPE_JOURNEYS)
def delete(visit: Visit, rule_id: int) -> HttpResponse:
    """Delete a rule, after asking."""
    rule = _rule_or_404(visit, rule_id)
    if visit.request.method == "POST":
        rule_delete(rule, actor=visit.actor)
        messages.success(visit.request, _("The rule is deleted."))
        return redirect("settings_rules", slug=visit.workspace.slug)
    return render(visit.request, "records/map_rule_delete.html", {"rule": rule})


@require_POST
@member_page(Permission.SHAPE_JOURNEYS)
def apply(visit: Visit) -> HttpResponse:
    """Have the rules applied to the records that are there."""
    form = ApplyForm(visit.request.POST)
    form.is_valid()  # a box that is ticked or not is always valid
    rules_apply_later(visit.workspace.pk, replace=form.cleaned_data["replace"], actor=visit.actor)
    messages.success(
        visit.request,
        _("The rules are being applied. You can leave this page; figures follow as records move."),
    )
    return redirect("settings_rules", slug=visit.workspace.slug)


def _wants_saving(visit: Visit, form: RuleForm) -> bool:
    return visit.request.method == "POST" and form.is_valid() and "try" not in visit.request.POST


def _form_page(visit: Visit, form: RuleForm, rule: MappingRule | None = None) -> HttpResponse:
    tried: Tried | None = None
    if form.is_bound and form.is_valid():
        tried = rules_try(visit.workspace.pk, [form.instance])
    context: dict[str, Any] = {"form": form, "rule": rule, "tried": tried}
    return render(visit.request, "records/map_rule.html", context)


def _rule_or_404(visit: Visit, rule_id: int) -> MappingRule:
    rule = rule_get(visit.workspace.pk, rule_id)
    if rule is None:
        raise NotFound(_("This rule does not exist."))
    return rule
