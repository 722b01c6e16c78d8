"""Reviews: one row each, kept up by the database as records of the source type `review` come, change and go.

The records are the truth. A row here joins the rating and the text of a review, so that a hundred thousand can be listed
and filtered quickly, and carries what people did about it. It goes with its records, and so with an erased person.
"""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from cocreate_server.ground.accounts.api import Workspace


class Tag(models.Model):
    """A word of the workspace's own that reviews are marked with."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("tag"), max_length=40)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["workspace", "name"], name="one_tag_a_name")]

    def __str__(self) -> str:
        return self.name


class Review(models.Model):
    """One public review.

    `reply` is what was published beside it when it came in; `draft` and `answered_at` are ours.
    """

    workspace = models.ForeignKey(
        Workspace, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    submission_id = models.TextField()
    source = models.TextField()
    rating = models.FloatField(null=True)
    scale_min = models.FloatField(null=True)
    scale_max = models.FloatField(null=True)
    stars = models.PositiveSmallIntegerField(null=True)  # the rating as one to five
    rating_record_id = models.UUIDField(null=True)
    text_record_id = models.UUIDField(null=True)
    title = models.TextField(db_default="")
    author = models.TextField(db_default="")
    link = models.TextField(db_default="")
    reply = models.TextField(db_default="")
    language = models.CharField(max_length=35, db_default="")
    collected_at = models.DateTimeField()
    batch_id = models.BigIntegerField(null=True)
    draft = models.TextField(db_default="")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    tags = ArrayField(models.BigIntegerField(), db_default=[])

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "submission_id"], name="one_review_a_submission")
        ]
        indexes: ClassVar = [
            models.Index(fields=["workspace", "-collected_at", "-id"], name="reviews_newest"),
            models.Index(
                fields=["workspace", "-collected_at", "-id"],
                name="reviews_unanswered",
                condition=models.Q(answered_at=None, reply=""),
            ),
            models.Index(fields=["workspace", "source", "-collected_at"], name="reviews_of_source"),
            GinIndex(fields=["tags"], name="reviews_tagged"),
        ]

    def __str__(self) -> str:
        return self.submission_id

    @property
    def is_answered(self) -> bool:
        """Whether it has an answer, ours or one that was there when it came in."""
        return self.answered_at is not None or bool(self.reply)

    @property
    def web_link(self) -> str:
        """The link, where it is one that a browser may be led to."""
        return self.link if self.link.startswith(("https://", "http://")) else ""
