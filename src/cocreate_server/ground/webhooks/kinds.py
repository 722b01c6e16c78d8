"""What can be announced: the types of messages, and what they are called on pages."""

from typing import Any

from django.utils.translation import gettext_lazy as _

TEST = "webhook.test"
CHOSEN: dict[str, Any] = {
    "record.created": _("Records came in, one by one or a few at once"),
    "survey.response.finished": _("Somebody finished a survey"),
    "import.published": _("A file was brought in"),
    "customer.erased": _("A customer was erased"),
}


def kind_register(code: str, label: Any) -> None:
    """Let a room announce something of its own.

    Args:
        code: As `noun.verb`, such as `case.opened`.
        label: What the pages call it, translated when it is shown.
    """
    CHOSEN[code] = label


def is_kind(code: str) -> bool:
    """Whether messages of this type may be announced."""
    return code == TEST or code in CHOSEN
