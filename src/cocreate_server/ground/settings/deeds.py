"""What the audit trail calls things, in the reader's words."""

from django.utils.translation import gettext_lazy as _

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
    "import.started": _("Brought a file in"),
    "import.cancelled": _("Cancelled an import"),
    "import.undone": _("Undid an import"),
    "customer.exported": _("Exported a customer"),
    "customer.erased": _("Erased a customer"),
}


def deed_label(action: str) -> str:
    """The name of a deed; its code where nobody named it."""
    return str(LABELS.get(action, action))
