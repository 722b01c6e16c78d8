"""Whether a part of a page is asked for, rather than the whole."""

from typing import Any

from django.http import HttpRequest


def asks_for_part(request: HttpRequest, target: str = "") -> bool:
    """Whether htmx asks for a part (for the element with the id `target`, where one is given)."""
    htmx: Any = getattr(request, "htmx", None)
    if not htmx or htmx.boosted or htmx.history_restore_request:
        return False
    return not target or target in str(htmx.target)
