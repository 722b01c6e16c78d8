"""Tags and filters every template has at hand."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.http import QueryDict
from django.utils.html import format_html
from django.utils.safestring import SafeString

from cocreate_server.ground.ui.assets import asset_address
from cocreate_server.ground.ui.numbers import change, figure

register = template.Library()
register.simple_tag(asset_address, name="asset")
register.filter("figure", figure)
register.filter("change", change)


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
    picked = value in chosen if isinstance(chosen, Iterable) and not isinstance(chosen, str) else str(value) == str(chosen)
    return format_html('<option value="{}"{}>{}</option>', value, " selected" if picked else "", label)
