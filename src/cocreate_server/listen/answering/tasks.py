"""Jobs of answering: responses that were left are marked as partial."""

from datetime import timedelta

import structlog
from django.utils import timezone
from procrastinate.contrib.django import app

from cocreate_server.listen.answering.models import Response
from cocreate_server.listen.answering.services import response_close
from cocreate_server.listen.surveys.api import asked_version

log = structlog.get_logger("cocreate.answering")
LEFT_AFTER = timedelta(hours=24)
AT_ONCE = 1000


@app.periodic(cron="17 * * * *")
@app.task(name="answering.close_left", queueing_lock="answering.close_left")
def close_left(timestamp: int) -> None:  # noqa: ARG001 - the moment the job was due
    """Mark responses in which nothing was answered for a day; whoever comes again goes on all the same."""
    now = timezone.now()
    left = Response.objects.filter(state=Response.State.STARTED, answered_at__lt=now - LEFT_AFTER)
    for response_id, version_id in left.order_by("answered_at").values_list("pk", "version_id")[:AT_ONCE]:
        asked = asked_version(version_id, now=now)
        if asked is not None:
            response_close(asked, response_id)
