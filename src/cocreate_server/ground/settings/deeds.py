"""What the audit trail calls things, in the reader's words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cocreate_server.ground.accounts.api import Role, Scope

LABELS = {
    "workspace.made": _("Made the workspace"),
    "workspace.changed": _("Changed the workspace"),
    "member.invited": _("Invited somebody"),
    "member.uninvited": _("Withdrew an invitation"),
    "member.joined": _("Joined"),
    "member.left": _("Left"),
    "member.removed": _("Removed a member"),
    "member.role_changed": _("Changed a role"),
    "key.made": _("Made a key"),
    "key.revoked": _("Closed a key"),
    "key.limited": _("Changed how often a key may call"),
    "webhook.added": _("Added a webhook"),
    "webhook.changed": _("Changed a webhook"),
    "webhook.rotated": _("Made a new secret for a webhook"),
    "webhook.paused": _("Paused a webhook"),
    "webhook.resumed": _("Switched a webhook on again"),
    "webhook.removed": _("Removed a webhook"),
    "webhook.tested": _("Sent a test to a webhook"),
    "webhook.replayed": _("Sent messages again"),
    "webhook.gone": _("Switched a webhook off, because its address is gone"),
    "inlet.added": _("Added an inlet"),
    "inlet.changed": _("Changed an inlet"),
    "inlet.mapped": _("Said what an inlet’s payloads mean"),
    "inlet.tried_again": _("Tried what an inlet had left out again"),
    "inlet.removed": _("Removed an inlet"),
    "reviews.tagged": _("Tagged reviews"),
    "reviews.untagged": _("Took a tag off reviews"),
    "review.answered": _("Marked a review as answered"),
    "review.unanswered": _("Marked a review as not answered"),
    "place.added": _("Put a place on the map"),
    "place.changed": _("Changed a place of the map"),
    "place.moved": _("Moved a place on the map"),
    "place.deleted": _("Took a place off the map"),
    "rule.added": _("Added a rule"),
    "rule.changed": _("Changed a rule"),
    "rule.moved": _("Moved a rule"),
    "rule.deleted": _("Deleted a rule"),
    "rules.apply": _("Had the rules applied to records"),
    "rules.applied": _("The rules were applied to records"),
    "survey.made": _("Made a survey"),
    "survey.changed": _("Changed when and where a survey is asked"),
    "survey.published": _("Published a survey"),
    "survey.closed": _("Closed a survey"),
    "survey.reopened": _("Opened a survey again"),
    "survey.removed": _("Threw a draft away"),
    "sending.made": _("Made a sending"),
    "sending.changed": _("Changed a sending"),
    "sending.started": _("Started sending"),
    "sending.paused": _("Paused a sending"),
    "sending.ended": _("Ended a sending"),
    "sending.removed": _("Threw a draft of a sending away"),
    "asking.changed": _("Changed how customers are asked"),
    "import.received": _("Sent a file"),
    "import.mapped": _("Corrected an import"),
    "import.confirmed": _("Brought a file in"),
    "import.cancelled": _("Cancelled an import"),
    "import.undone": _("Undid an import"),
    "customer.exported": _("Exported a customer"),
    "customer.erased": _("Erased a customer"),
    "customer.lake_erased": _("Erased a customer from the lake"),
    "customer.merged": _("Merged two customers"),
    "customer.unmerged": _("Parted two customers"),
    "record.deleted": _("Deleted a record"),
    "records.deleted": _("Deleted a person’s records"),
    "consent.recorded": _("Recorded a consent"),
}
ACTORS = {"shell": _("The command line"), "worker": _("The worker")}
DETAILS = {
    "role": _("Role"),
    "before": _("Before"),
    "records": _("Records"),
    "reviews": _("Reviews"),
    "rows": _("Rows"),
    "fields": _("Fields"),
    "scopes": _("May"),
    "calls_a_minute": _("Calls a minute"),
    "types": _("Hears"),
    "allows_private": _("Inside our own network"),
    "messages": _("Messages"),
    "version": _("Version"),
    "name": _("Name"),
    "language": _("Language"),
    "time_zone": _("Time zone"),
    "min_n": _("Smallest group shown"),
    "weight_by": _("Answers are weighted by"),
    "replace": _("Records with a place, too"),
    "step": _("Step"),
}
VALUES: Mapping[Any, Any] = {
    **dict(Role.choices),
    **dict(Scope.choices),
    True: _("yes"),
    False: _("no"),
    "up": _("up"),
    "down": _("down"),
}


def deed_label(action: str) -> str:
    """The name of a deed; its code where nobody named it."""
    return str(LABELS.get(action, action))


def actor_label(label: str) -> str:
    """Who did it; people and keys by their own names."""
    return str(ACTORS.get(label, label))


def details_label(details: Mapping[str, Any]) -> str:
    """What else is known of a deed, on one line."""
    told = {name: value for name, value in details.items() if value not in ("", None, [])}
    pairs = ({"name": DETAILS.get(name, name), "value": _plain(value)} for name, value in told.items())
    return " · ".join(gettext("%(name)s: %(value)s") % pair for pair in pairs)


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(_plain(item) for item in value)
    # 1 == True, so numbers are kept from being looked up
    return (
        str(value)
        if isinstance(value, int) and not isinstance(value, bool)
        else str(VALUES.get(value, value))
    )
