"""Roles of members and what each may do: one table, read by every access check."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What a member is to a workspace."""

    OWNER = "owner", _("Owner")
    ANALYST = "analyst", _("Analyst")
    AGENT = "agent", _("Agent")
    MODERATOR = "moderator", _("Moderator")


class Permission(StrEnum):
    """What a page or call asks for."""

    SEE_SCORES = "see_scores"
    SEE_RECORDS = "see_records"
    SEE_CUSTOMERS = "see_customers"
    EXPORT_CUSTOMER = "export_customer"
    ERASE_CUSTOMER = "erase_customer"
    MERGE_CUSTOMERS = "merge_customers"
    ANSWER_REVIEWS = "answer_reviews"
    BRING_IN_FILES = "bring_in_files"
    SHAPE_JOURNEYS = "shape_journeys"
    SEE_SURVEYS = "see_surveys"
    SHAPE_SURVEYS = "shape_surveys"
    SHAPE_WORKSPACE = "shape_workspace"
    SEE_MEMBERS = "see_members"
    RUN_MEMBERS = "run_members"
    RUN_KEYS = "run_keys"
    RUN_WEBHOOKS = "run_webhooks"
    SEE_AUDIT = "see_audit"


_EVERYONE = frozenset(
    {Permission.SEE_SCORES, Permission.SEE_RECORDS, Permission.SEE_SURVEYS, Permission.SEE_MEMBERS}
)
_AGENT = _EVERYONE | {Permission.SEE_CUSTOMERS, Permission.EXPORT_CUSTOMER, Permission.ANSWER_REVIEWS}
_ANALYST = _AGENT | {Permission.BRING_IN_FILES, Permission.SHAPE_JOURNEYS, Permission.SHAPE_SURVEYS}

GRANTS: dict[str, frozenset[Permission]] = {
    Role.OWNER: frozenset(Permission),
    Role.ANALYST: _ANALYST,
    Role.AGENT: _AGENT,
    Role.MODERATOR: _EVERYONE,
}


class Scope(TextChoices):
    """What an API key may do."""

    READ_SCORES = "scores:read", _("Read scores")
    READ_RECORDS = "records:read", _("Read records")
    WRITE_RECORDS = "records:write", _("Send records and events")
    READ_CUSTOMERS = "customers:read", _("Read customers")
    ERASE_CUSTOMERS = "customers:erase", _("Erase customers")
