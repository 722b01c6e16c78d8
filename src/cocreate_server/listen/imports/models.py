"""An import: one file on its way to records, with what was left out and why."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from cocreate_server.ground.accounts.api import Workspace
from cocreate_server.ground.records.api import Batch


class Import(models.Model):
    """One file: received, its mapping confirmed, brought in as a batch, and perhaps undone."""

    class State(models.TextChoices):
        """Where it stands."""

        RECEIVED = "received", _("Waits for you to confirm")
        QUEUED = "queued", _("Waits for its turn")
        RUNNING = "running", _("Comes in")
        DONE = "done", _("Done")
        CANCELLED = "cancelled", _("Cancelled")
        FAILED = "failed", _("Failed")
        UNDOING = "undoing", _("Being undone")
        UNDONE = "undone", _("Undone")

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="imports")
    batch = models.OneToOneField(Batch, on_delete=models.SET_NULL, null=True, related_name="+")
    file_name = models.CharField(max_length=200)
    stored_as = models.CharField(max_length=300)
    size_bytes = models.BigIntegerField()
    layout = models.CharField(max_length=20)
    encoding = models.CharField(max_length=20, blank=True)
    delimiter = models.CharField(max_length=4, blank=True)
    notes = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    holds_reviews = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=State, default=State.RECEIVED)
    step = models.CharField(max_length=20, blank=True)
    mends = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="mended_by")
    rows_total = models.PositiveIntegerField(null=True)
    records_total = models.PositiveIntegerField(null=True)
    pieces_done = ArrayField(models.IntegerField(), default=list)
    records_done = models.PositiveIntegerField(default=0)
    records_added = models.PositiveIntegerField(default=0)
    records_known = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    problem = models.TextField(blank=True)
    cancel_asked = models.BooleanField(default=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        return self.file_name

    @property
    def is_moving(self) -> bool:
        """Whether it is on its way and worth looking at again soon."""
        return self.state in {self.State.QUEUED, self.State.RUNNING, self.State.UNDOING}

    @property
    def share_done(self) -> float | None:
        """How much of its records are copied, 0 to 1; None where that is not known yet."""
        return self.records_done / self.records_total if self.records_total else None

    @property
    def rows_done(self) -> int:
        """How many rows of the file are copied, as far as records tell."""
        return int((self.rows_total or 0) * (self.share_done or 0))

    def rows_per_second(self, now: datetime) -> float | None:
        """Rows of the file a second, since it began."""
        if self.started_at is None or not self.rows_done:
            return None
        return self.rows_done / max(((self.ended_at or now) - self.started_at).total_seconds(), 0.1)


class Reject(models.Model):
    """One row or field that was left out: where it stands in the file, and why."""

    import_job = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="rejects")
    line = models.PositiveIntegerField()
    row = models.PositiveIntegerField(null=True)
    column = models.TextField(blank=True)
    reason = models.CharField(max_length=40)
    value = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["import_job", "line"], name="rejects_by_line")]

    def __str__(self) -> str:
        return f"{self.line}: {self.reason}"
