"""Events on their way in: what waits, what was taken in but is no event, what was left out and why, how many came."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from cocreate_server.ground.accounts.api import Workspace


class Waiting(models.Model):
    """One message as it was sent, kept until it is digested."""

    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    message = models.UUIDField(unique=True)  # made of the workspace and the sender's id of it
    kind = models.CharField(max_length=8)
    at = models.DateTimeField()  # when it happened, by our clock
    received_at = models.DateTimeField()
    body = models.TextField()

    def __str__(self) -> str:
        return f"{self.kind} {self.message}"


class Digested(models.Model):
    """A message that left no event (who somebody is, what group they are in), so that it is known when sent again."""

    message = models.UUIDField(primary_key=True)
    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    received_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.message)


class LeftOut(models.Model):
    """A message that could not be taken, and why; kept for a while, so that whoever sends can mend it.

    `subjects` are keyed digests of the ids it came with, so that it is found when the person is erased.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+", db_index=False)
    received_at = models.DateTimeField()
    kind = models.CharField(max_length=20, blank=True)
    name = models.CharField(max_length=200, blank=True)
    message_id = models.CharField(max_length=255, blank=True)
    reasons = models.JSONField(default=list)
    body = models.TextField(blank=True)
    subjects = ArrayField(models.CharField(max_length=64), default=list)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["workspace", "-received_at"], name="left_out_newest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.message_id}"


class Hour(models.Model):
    """How many messages of a workspace were digested in one hour."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+", db_index=False)
    hour = models.DateTimeField()
    messages = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "hour"], name="one_line_an_hour")
        ]

    def __str__(self) -> str:
        return f"{self.hour:%Y-%m-%d %H}: {self.messages}"
