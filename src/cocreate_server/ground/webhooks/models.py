"""Endpoints that listen, messages that were announced, and the delivery of each message to each endpoint."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cocreate_server.ground.accounts.api import Workspace


class Endpoint(models.Model):
    """An address of another system, and what it wants to hear."""

    class State(models.TextChoices):
        """Whether messages are sent there."""

        ACTIVE = "active", pgettext_lazy("webhook", "On")
        PAUSED = "paused", pgettext_lazy("webhook", "Paused")
        OFF = "off", pgettext_lazy("webhook", "Off: the address is gone")

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("name"), max_length=80)
    url = models.CharField(_("address"), max_length=500)
    types = ArrayField(models.CharField(max_length=60))
    allows_private = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=State, default=State.ACTIVE)
    failing = models.BooleanField(default=False)  # its latest try failed: fewer are made at once
    secret = models.TextField()  # sealed
    secret_before = models.TextField(blank=True)  # sealed; signs too until the moment below
    secret_before_until = models.DateTimeField(null=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["created_at", "id"]

    def __str__(self) -> str:
        return self.name


class Message(models.Model):
    """One thing that happened, in the very bytes that are signed; the same for every endpoint and every try.

    `about` are the numbers of the customers it speaks of. A message that may not be kept any longer has no body.
    """

    public_id = models.CharField(max_length=40, unique=True)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    type = models.CharField(max_length=60)
    body = models.TextField(blank=True)
    about = ArrayField(models.BigIntegerField(), default=list)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["at"], name="webhook_messages_at"),
            models.Index(
                fields=["type"], name="webhook_messages_erased", condition=models.Q(type="customer.erased")
            ),
            GinIndex(fields=["about"], name="webhook_messages_about", condition=~models.Q(about=[])),
        ]

    def __str__(self) -> str:
        return self.public_id


class Delivery(models.Model):
    """One message on its way to one endpoint."""

    class State(models.TextChoices):
        """Where it stands."""

        WAITING = "waiting", pgettext_lazy("webhook", "Waiting")
        DELIVERED = "delivered", pgettext_lazy("webhook", "Delivered")
        FAILED = "failed", pgettext_lazy("webhook", "Failed")

    endpoint = models.ForeignKey(
        Endpoint, on_delete=models.CASCADE, related_name="deliveries", db_index=False
    )
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="deliveries")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)  # since it was announced or replayed
    next_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    tries = models.JSONField(default=list)  # the newest last: at, status, problem, ms, body

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["endpoint", "-id"], name="webhook_deliveries_newest"),
            models.Index(
                fields=["endpoint", "next_at"],
                name="webhook_deliveries_due",
                condition=models.Q(state="waiting"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.message_id} to {self.endpoint_id}"

    @property
    def last_try(self) -> dict[str, object] | None:
        """What came of the newest try."""
        return self.tries[-1] if self.tries else None
