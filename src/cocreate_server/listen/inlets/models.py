"""Inlets, and what arrived at them: kept as it came before anything is made of it."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cocreate_server.ground.accounts.api import Workspace


class Inlet(models.Model):
    """An address of ours that one other system sends to."""

    class Kind(models.TextChoices):
        """What sends there."""

        TYPEFORM = "typeform", _("Typeform")
        WENJUANXING = "wenjuanxing", _("Wenjuanxing")
        OTHER = "other", _("Anything else that sends JSON")

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    token = models.TextField()  # sealed
    token_hash = models.CharField(max_length=64, unique=True)
    secret = models.TextField(blank=True)  # sealed; what the sender signs with
    holds_reviews = models.BooleanField(default=False)
    example = models.TextField(blank=True)  # JSON that the mapping was made by
    mapping = models.JSONField(default=dict)  # mapping.py
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["created_at", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def is_ready(self) -> bool:
        """Whether it is known what its payloads mean."""
        return self.kind == self.Kind.TYPEFORM or bool(self.mapping)


class Arrival(models.Model):
    """One payload as it came."""

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting", pgettext_lazy("payload", "Waiting")
        USED = "used", pgettext_lazy("payload", "Brought in")
        LEFT_OUT = "left_out", pgettext_lazy("payload", "Left out in part or whole")

    inlet = models.ForeignKey(Inlet, on_delete=models.CASCADE, related_name="arrivals", db_index=False)
    digest = models.CharField(max_length=64)  # of its bytes: the same payload again is the same arrival
    body = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    received_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    records = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=list)  # name and reason of each part that could not be used
    customer_ids = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["inlet", "digest"], name="one_arrival_a_payload")
        ]
        indexes: ClassVar = [
            models.Index(fields=["inlet", "-received_at"], name="arrivals_newest"),
            models.Index(
                fields=["inlet", "id"], name="arrivals_waiting", condition=models.Q(state="waiting")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.inlet_id}: {self.received_at:%Y-%m-%d %H:%M}"
