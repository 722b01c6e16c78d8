"""Records (one answered field each), events (one deed each), and the batches that bring many at once."""

import uuid
from typing import ClassVar

from django.contrib.postgres.indexes import BrinIndex, GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from cocreate_server.ground.accounts.api import Workspace


class FieldType(models.TextChoices):
    """What kind of answer a record holds."""

    TEXT = "text", _("Text")
    CATEGORICAL = "categorical", _("Choice")
    NPS = "nps", _("NPS")
    CSAT = "csat", _("CSAT")
    CES = "ces", _("CES")
    RATING = "rating", _("Rating")
    NUMBER = "number", _("Number")
    BOOLEAN = "boolean", _("Yes or no")
    DATE = "date", _("Date")


class Batch(models.Model):
    """Many rows brought at once. They count only once the batch is published, all together; undone, all are gone."""

    class State(models.TextChoices):
        """Where the batch stands."""

        LOADING = "loading"
        PUBLISHING = "publishing"
        PUBLISHED = "published"
        UNDOING = "undoing"
        UNDONE = "undone"

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="batches")
    label = models.CharField(max_length=200)
    state = models.CharField(max_length=12, choices=State, default=State.LOADING)
    records = models.PositiveIntegerField(default=0)
    events = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["state"], name="unpublished", condition=~models.Q(state__in=["published", "undone"])
            )
        ]

    def __str__(self) -> str:
        return self.label


class Record(models.Model):
    """One answered field of feedback from one customer at one time.

    `id` is made from workspace, submission and field (`records.ids`), so that the primary key itself says that a
    field of a submission exists once, and the records of a submission lie side by side.
    """

    FieldType = FieldType

    id = models.UUIDField(primary_key=True, editable=False)
    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    submission_id = models.TextField()
    field_id = models.TextField()
    field_label = models.TextField(blank=True, default="")
    field_type = models.CharField(max_length=12, choices=FieldType)
    field_group_id = models.TextField(blank=True, default="", db_default="")
    field_group_label = models.TextField(blank=True, default="", db_default="")
    source_type = models.CharField(max_length=40, default="import")
    source_id = models.TextField(blank=True, default="")
    source_name = models.TextField(blank=True, default="")
    value_text = models.TextField(null=True)  # noqa: DJ001 - no answer is not an empty answer
    value_number = models.FloatField(null=True)
    value_boolean = models.BooleanField(null=True)
    value_date = models.DateTimeField(null=True)
    value_id = models.TextField(blank=True, default="", db_default="")
    scale_min = models.FloatField(null=True)
    scale_max = models.FloatField(null=True)
    customer = models.ForeignKey(
        "customers.Customer",
        on_delete=models.CASCADE,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    user_id = models.TextField(blank=True, default="", db_default="")
    language = models.CharField(max_length=35, blank=True, default="", db_default="")
    market = models.CharField(max_length=60, blank=True, default="", db_default="")
    channel = models.CharField(max_length=60, blank=True, default="")
    touchpoint = models.CharField(max_length=60, blank=True, default="")
    component = models.CharField(max_length=60, blank=True, default="")
    collected_at = models.DateTimeField()
    received_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(null=True)  # where it was written over
    metadata = models.JSONField(default=dict, db_default={}, blank=True)
    batch = models.ForeignKey(
        Batch, on_delete=models.DO_NOTHING, null=True, related_name="+", db_index=False, db_constraint=False
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["workspace", "collected_at"], name="records_newest"),
            models.Index(
                fields=["customer", "-collected_at"],
                name="records_of_customer",
                condition=models.Q(customer__isnull=False),
            ),
            BrinIndex(fields=["batch"], name="records_of_batch", pages_per_range=16),
        ]

    def __str__(self) -> str:
        return f"{self.field_id} of {self.submission_id}"

    @property
    def said_beside(self) -> dict[str, object]:
        """What else came with the answer: its traits, then its other metadata."""
        rest = {name: value for name, value in self.metadata.items() if name != "traits"}
        return {**self.metadata.get("traits", {}), **rest}


class RecordText(models.Model):
    """The searchable words of one record's text: English by stem, Chinese by character."""

    record = models.OneToOneField(
        Record, on_delete=models.CASCADE, primary_key=True, related_name="words", db_constraint=False
    )
    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    words = SearchVectorField()

    class Meta:
        indexes: ClassVar = [GinIndex(fields=["words"], name="record_words")]

    def __str__(self) -> str:
        return str(self.record_id)


class Event(models.Model):
    """Something a customer did."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    message_id = models.TextField()
    name = models.CharField(max_length=200)
    identity_id = models.BigIntegerField(
        null=True
    )  # the id of the sender it came with; its events move with it
    customer = models.ForeignKey(
        "customers.Customer",
        on_delete=models.CASCADE,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    channel = models.CharField(max_length=60, blank=True, default="")
    touchpoint = models.CharField(max_length=60, blank=True, default="")
    properties = models.JSONField(default=dict, blank=True)
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField(db_default=Now())
    batch = models.ForeignKey(
        Batch, on_delete=models.DO_NOTHING, null=True, related_name="+", db_index=False, db_constraint=False
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["workspace", "occurred_at"], name="events_newest"),
            models.Index(
                fields=["customer", "-occurred_at"],
                name="events_of_customer",
                condition=models.Q(customer__isnull=False),
            ),
            models.Index(
                fields=["identity_id"],
                name="events_of_identity",
                condition=models.Q(identity_id__isnull=False),
            ),
            BrinIndex(fields=["batch"], name="events_of_batch", pages_per_range=16),
        ]

    def __str__(self) -> str:
        return self.name
