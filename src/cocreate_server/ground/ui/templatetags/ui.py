"""Tags and filters every template has at hand."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from cocreate_server.ground.ui.assets import asset_address, asset_text
from cocreate_server.ground.ui.languages import language_label, market_label
from cocreate_server.ground.ui.numbers import change, figure, plain

if TYPE_CHECKING:
    from django.http import QueryDict

register = template.Library()
register.simple_tag(asset_address, name="asset")

register.filter("figure", figure)
register.filter("change", change)
register.filter("plain", plain)
register.filter("language", language_label)
register.filter("market", market_label)


@register.simple_tag(name="asset_text")
def carried(name: str) -> SafeString:
    """What a built asset holds, to be carried along by the page."""
    return mark_safe(asset_text(name))  # noqa: S308 - our own build


@register.filter
def lookup(names: Mapping[str, Any], key: str) -> Any:
    """The name of a code; the code itself where it has none."""
    return names.get(key, key)


@register.filter
def local(moment: datetime | None, workspace: Any) -> str:
    """A moment as the workspace's clocks show it, in the reader's manner."""
    if moment is None:
        return "–"
    return date_format(timezone.localtime(moment, workspace.zone), "SHORT_DATETIME_FORMAT")


@register.simple_tag(takes_context=True)
def address_with(context: Any, **changes: Any) -> str:
    """This page's address with some of its questions changed; None takes one away."""
    query: QueryDict = context["request"].GET.copy()
    for name, value in changes.items():
        if value is None:
            query.pop(name, None)
        elif isinstance(value, list | tuple):
            query.setlist(name, [str(item) for item in value])
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}"


@register.simple_tag
def option(value: Any, label: Any, chosen: Any) -> SafeString:
    """One option of a select, marked where it is chosen."""
    picked = (
        value in chosen
        if isinstance(chosen, Iterable) and not isinstance(chosen, str)
        else str(value) == str(chosen)
    )
    return format_html('<option value="{}"{}>{}</option>', value, " selected" if picked else "", label)
