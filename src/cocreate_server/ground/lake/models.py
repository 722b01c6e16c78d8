"""What the lake has still to copy, and how it stands with batches."""

from django.db import models


class LakeChange(models.Model):
    """One row that was added, changed or erased since the lake last looked; written by triggers, drained by the lake.

    `xid` is the transaction that did it. Transactions end in another order than they begin, so the lake reads only
    what lies below the oldest one still open: nothing can appear there later.
    """

    class Kind(models.TextChoices):
        """Whose row."""

        RECORD = "r"
        EVENT = "e"
        CUSTOMER = "c"

    class Deed(models.TextChoices):
        """What was done to it."""

        INSERTED = "I"
        UPDATED = "U"
        DELETED = "D"

    kind = models.CharField(max_length=1, choices=Kind)
    deed = models.CharField(max_length=1, choices=Deed)
    xid = models.BigIntegerField()
    workspace_id = models.BigIntegerField()
    row_uuid = models.UUIDField(null=True)
    row_number = models.BigIntegerField(null=True)
    month = models.CharField(max_length=7)
    batch_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "lake_change"
        indexes = (models.Index(fields=["kind", "xid"], name="lake_change_in_order"),)

    def __str__(self) -> str:
        return f"{self.deed} {self.kind} {self.row_uuid or self.row_number}"
