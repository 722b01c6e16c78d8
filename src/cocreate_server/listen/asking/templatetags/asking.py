"""Shares and estimates as the pages of asking write them."""

from django import template
from django.utils.translation import gettext as _

from cocreate.estimates import Estimate
from cocreate_server.ground.ui.numbers import figure

register = template.Library()


@register.filter
def pct(share: float) -> str:
    """A share in per cent.

    >>> pct(0.425)
    '42.5 %'
    """
    return f"{figure(100 * share)} %"


@register.filter
def told(estimate: Estimate) -> str:
    """An estimate with its interval and n, a share in per cent."""
    as_text = pct if estimate.unit == "share" else figure
    return _("%(value)s (%(low)s to %(high)s), n %(n)s") % {
        "value": as_text(estimate.value),
        "low": as_text(estimate.low),
        "high": as_text(estimate.high),
        "n": figure(estimate.n, 0),
    }
