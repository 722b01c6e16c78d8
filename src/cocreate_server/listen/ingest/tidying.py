"""Forgetting what nobody needs any more of what came in."""

from datetime import datetime, timedelta

from cocreate_server.listen.ingest.leaving_out import left_out_tidy
from cocreate_server.listen.ingest.models import Digested, Hour

REMEMBERED_DAYS = 30
HOURS_KEPT_DAYS = 90


def tidy(*, now: datetime) -> None:
    """Forget ids of messages that left no event, counts by the hour, and what was left out, once they are old."""
    Digested.objects.filter(received_at__lt=now - timedelta(days=REMEMBERED_DAYS)).delete()
    Hour.objects.filter(hour__lt=now - timedelta(days=HOURS_KEPT_DAYS)).delete()
    left_out_tidy(now=now)
