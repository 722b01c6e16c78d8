"""Customers: who they are, how they are known, what they agreed to."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cocreate_server.ground.accounts.api import Workspace


class Customer(models.Model):
    """A person or account that records and events belong to; may be anonymous."""

    class Kind(models.TextChoices):
        """What a customer is."""

        PERSON = "person", _("Person")
        ACCOUNT = "account", pgettext_lazy("kind of customer", "Account")

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+", db_index=False)
    external_id = models.CharField(_("id in your systems"), max_length=200, null=True, blank=True)  # noqa: DJ001 - unique, and unknown is not empty
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.PERSON)
    name = models.CharField(_("name"), max_length=200, blank=True)
    language = models.CharField(_("language"), max_length=35, blank=True)
    market = models.CharField(_("market"), max_length=60, blank=True)
    traits = models.JSONField(_("traits"), default=dict, blank=True)
    created_at = models.DateTimeField()
    batch_id = models.BigIntegerField(null=True, editable=False)  # the load that first brought them
    traits_at = models.DateTimeField(null=True, editable=False)  # when the newest of them were said

    class Meta:
        constraints: ClassVar = [
            # the operator class lets the same index find ids by their beginning
            models.UniqueConstraint(
                fields=["workspace", "external_id"],
                name="one_customer_an_external_id",
                opclasses=["int8_ops", "varchar_pattern_ops"],
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["workspace", "-created_at", "-id"], name="customers_newest"),
            BrinIndex(fields=["batch_id"], name="customers_of_batch"),
        ]

    def __str__(self) -> str:
        return self.name or self.external_id or f"#{self.pk}"


class Identity(models.Model):
    """One way a customer is known: an e-mail address, a phone number, an id of another system."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+", db_index=False)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="identities")
    kind = models.CharField(max_length=24)
    value = models.CharField(max_length=320)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "kind", "value"], name="one_customer_an_identity")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["workspace", "value"],
                name="identity_starts_with",
                opclasses=["int8_ops", "varchar_pattern_ops"],
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.value}"


class Consent(models.Model):
    """What a customer agreed to or refused, when, and where it was said; the newest for a purpose counts."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=60)
    granted = models.BooleanField()
    source = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["customer", "purpose", "-at"], name="newest_consent")]

    def __str__(self) -> str:
        return f"{self.purpose}: {self.granted}"


class IdentityLink(models.Model):
    """What a sender said about two ids: they are one person (`alias`), or whoever had the one was the other (`claim`).

    Links are never undone by later ones, so that the order in which they arrive does not matter; an owner may cut one.
    """

    class Kind(models.TextChoices):
        """What was said."""

        ALIAS = "alias"
        CLAIM = "claim"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=8, choices=Kind)
    value = models.CharField(max_length=320)  # the id it was before: of a user, or of nobody known
    user_id = models.CharField(max_length=320)
    at = models.DateTimeField()  # the earliest time it was said
    cut_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "kind", "value", "user_id"], name="one_link_a_pair")
        ]
        indexes: ClassVar = [models.Index(fields=["workspace", "kind", "user_id"], name="links_of_user")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.value} → {self.user_id}"


class Merge(models.Model):
    """Two customers that became one, with all that is needed to make them two again."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    kept = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="merges")
    gone_id = models.BigIntegerField()
    gone = models.JSONField()  # the columns of the one that is gone
    before = models.JSONField()  # those of the one that stayed, as they were
    identity_ids = ArrayField(models.BigIntegerField(), default=list)
    consent_ids = ArrayField(models.BigIntegerField(), default=list)
    record_ids = ArrayField(models.UUIDField(), default=list)
    event_ids = ArrayField(models.UUIDField(), default=list)  # those without an identity
    merge_ids = ArrayField(models.BigIntegerField(), default=list)  # merges into the one that is gone
    said_by = models.CharField(max_length=160)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-at", "-id"]
        indexes: ClassVar = [models.Index(fields=["kept", "-at"], name="merges_into")]

    def __str__(self) -> str:
        return f"#{self.gone_id} → #{self.kept_id}"


class ErasureReceipt(models.Model):
    """Proof that a person was erased; it names nobody, only keyed digests of their ids and what was counted.

    `waiting_for` (the customer's number) and `waiting_records` say which rows the lake has still to let go,
    `waiting_batches` which loads may still bring some; they are emptied with the proof that nothing is left.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    subject_digests = ArrayField(models.CharField(max_length=64))
    records = models.PositiveIntegerField()
    events = models.PositiveIntegerField()
    identities = models.PositiveIntegerField()
    consents = models.PositiveIntegerField()
    batch_ids = ArrayField(models.BigIntegerField(), default=list)
    holdings = ArrayField(models.CharField(max_length=120), default=list)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    requested_with = models.CharField(max_length=160, blank=True)  # the key or shell, where no user asked
    requested_at = models.DateTimeField()
    lake_erased_at = models.DateTimeField(null=True, blank=True)
    waiting_for = models.BigIntegerField(null=True, editable=False)
    waiting_batches = ArrayField(models.BigIntegerField(), default=list, editable=False)
    waiting_records = ArrayField(models.UUIDField(), default=list, editable=False)

    class Meta:
        ordering: ClassVar = ["-requested_at", "-id"]

    def __str__(self) -> str:
        return f"receipt {self.pk}"
