"""Jobs of customers."""

import structlog
from django.db import transaction
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from cocreate_server.ground.core.audit import SHELL, audit
from cocreate_server.ground.core.jobs import on_worker_start
from cocreate_server.ground.customers.lake_erasure import erasure_finish
from cocreate_server.ground.customers.models import ErasureReceipt

log = structlog.get_logger("cocreate.customers")
NAME = "customers.erase_in_lake"
LONGEST_WAIT_SECONDS = 60


@app.task(name=NAME, retry=RetryStrategy(max_attempts=20, wait=5, linear_wait=15))
def erase_in_lake(receipt_id: int, tries: int = 0) -> None:
    """Take an erased person out of the lake; where that cannot be finished yet, try again a little later."""
    receipt = ErasureReceipt.objects.filter(pk=receipt_id, lake_erased_at=None).first()
    if receipt is None:
        return
    if erasure_finish(receipt, now=timezone.now()):
        audit(SHELL, "customer.lake_erased", workspace_id=receipt.workspace_id, subject=str(receipt))
    else:
        log.info("the lake still holds an erased customer; trying again", receipt=receipt_id, tries=tries)
        erase_in_lake_later(receipt_id, tries=tries + 1)


def erase_in_lake_later(receipt_id: int, *, tries: int = 0) -> None:
    """Have the worker do it, the later the oftener it was tried; it waits to do so once at most."""
    wait_seconds = min(2**tries, LONGEST_WAIT_SECONDS) if tries else 0
    job = erase_in_lake.configure(
        queueing_lock=f"{NAME}.{receipt_id}", lock=NAME, schedule_in={"seconds": wait_seconds}
    )
    try:
        with transaction.atomic():
            job.defer(receipt_id=receipt_id, tries=tries)
    except AlreadyEnqueued:
        return


@on_worker_start
def resume() -> None:
    """Take up erasures whose job was lost with its worker."""
    for receipt_id in ErasureReceipt.objects.filter(lake_erased_at=None).values_list("pk", flat=True):
        erase_in_lake_later(receipt_id)
