"""Quotas: how many finished responses of a kind are let in, exactly, however many come at once."""

from django.db.models import F

from cocreate_server.listen.answering.models import QuotaCount
from cocreate_surveys.conditions import Known, holds
from cocreate_surveys.definition import Quota, Survey


def quotas_of(survey: Survey, known: Known) -> tuple[Quota, ...]:
    """The quotas a response falls under."""
    return tuple(quota for quota in survey.quotas if holds(quota.when, known))


def quota_full(survey_id: int, quotas: tuple[Quota, ...]) -> Quota | None:
    """The first of some quotas that lets nobody else in."""
    taken = dict(QuotaCount.objects.filter(survey_id=survey_id).values_list("quota_id", "taken"))
    return next((quota for quota in quotas if taken.get(quota.id, 0) >= quota.limit), None)


def quotas_take(survey_id: int, quotas: tuple[Quota, ...]) -> Quota | None:
    """Take a place in each of some quotas, or in none.

    Returns:
        The first that was full; None if all had a place. Counts are locked until the transaction ends, always in the
        same order.
    """
    wanted = sorted(quotas, key=lambda quota: quota.id)
    if not wanted:
        return None
    QuotaCount.objects.bulk_create(
        [QuotaCount(survey_id=survey_id, quota_id=quota.id) for quota in wanted], ignore_conflicts=True
    )
    ids = [quota.id for quota in wanted]
    counts = (
        QuotaCount.objects.select_for_update()
        .filter(survey_id=survey_id, quota_id__in=ids)
        .order_by("quota_id")
    )
    taken = {count.quota_id: count.taken for count in counts}
    full = next((quota for quota in quotas if taken[quota.id] >= quota.limit), None)
    if full is None:
        QuotaCount.objects.filter(survey_id=survey_id, quota_id__in=ids).update(taken=F("taken") + 1)
    return full
