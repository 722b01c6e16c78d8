"""What people do about reviews: tag, draft an answer, mark as answered."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from cocreate_server.ground.core.audit import Actor, audit
from cocreate_server.ground.core.errors import Conflict
from cocreate_server.listen.reviews.models import Review, Tag

MOST_TAGS = 200
LONGEST_DRAFT = 5000


@transaction.atomic
def reviews_tag(workspace_id: int, review_ids: Sequence[int], *, name: str, actor: Actor) -> int:
    """Mark reviews with a tag, which is made where it is new. Returns how many were marked anew.

    Raises:
        Conflict: There are as many tags as there may be.
    """
    tag = Tag.objects.filter(workspace_id=workspace_id, name=name).first()
    if tag is None:
        if Tag.objects.filter(workspace_id=workspace_id).count() >= MOST_TAGS:
            raise Conflict(_("There are %(most)s tags, which is the most.") % {"most": MOST_TAGS})
        tag, _is_new = Tag.objects.get_or_create(workspace_id=workspace_id, name=name)
    n = _change("array_append(tags, %s)", "NOT tags @> ARRAY[%s]::bigint[]", tag.pk, workspace_id, review_ids)
    audit(actor, "reviews.tagged", workspace_id=workspace_id, subject=f"tag {tag.pk}", name=name, reviews=n)
    return n


@transaction.atomic
def reviews_untag(workspace_id: int, review_ids: Sequence[int], *, tag_id: int, actor: Actor) -> int:
    """Take a tag off reviews. Returns how many had it."""
    n = _change("array_remove(tags, %s)", "tags @> ARRAY[%s]::bigint[]", tag_id, workspace_id, review_ids)
    audit(actor, "reviews.untagged", workspace_id=workspace_id, subject=f"tag {tag_id}", reviews=n)
    return n


def review_draft(review: Review, draft: str) -> None:
    """Keep the draft of an answer."""
    Review.objects.filter(pk=review.pk).update(draft=draft)


@transaction.atomic
def review_answered(review: Review, *, draft: str, actor: Actor, now: datetime) -> None:
    """Mark a review as answered: the answer stands where the review does."""
    Review.objects.filter(pk=review.pk).update(draft=draft, answered_at=now, answered_by_id=actor.user_id)
    audit(actor, "review.answered", workspace_id=review.workspace_id, subject=f"review {review.pk}")


@transaction.atomic
def review_unanswered(review: Review, *, actor: Actor) -> None:
    """Take the mark back."""
    if (
        Review.objects.filter(pk=review.pk)
        .exclude(answered_at=None)
        .update(answered_at=None, answered_by=None)
    ):
        audit(actor, "review.unanswered", workspace_id=review.workspace_id, subject=f"review {review.pk}")


def _change(tags: str, where: str, tag_id: int, workspace_id: int, review_ids: Sequence[int]) -> int:
    statement = (
        f"UPDATE reviews_review SET tags = {tags} WHERE {where} AND workspace_id = %s AND id = ANY (%s)"  # noqa: S608 - our own
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [tag_id, tag_id, workspace_id, list(review_ids)])
        return int(cursor.rowcount)
