"""Why a delivery failed, in the reader's words."""

from django.utils.translation import gettext_lazy as _

PROBLEMS = {
    "address": _("The address lies inside a network, or is one nothing is sent to"),
    "name": _("The name of the host is not known"),
    "connection": _("No connection"),
    "tls": _("The certificate is not believed"),
    "time": _("No answer within 15 seconds"),
    "protocol": _("The answer was no HTTP"),
    "secret": _("The secret cannot be read any more; make a new one"),
    "redirect": _("It pointed to another address; give that address instead"),
    "gone": _("It said that nobody listens there any more"),
    "status": _("It answered that it did not take it"),
}


def problem_words(problem: str) -> str:
    """The words for a problem; empty for none."""
    return str(PROBLEMS.get(problem, problem))
