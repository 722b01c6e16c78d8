"""Jobs of inlets."""

from django.db import transaction
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from cocreate_server.ground.core.jobs import on_worker_start
from cocreate_server.listen.inlets.bringing import bring_some_in
from cocreate_server.listen.inlets.keeping import arrivals_sweep
from cocreate_server.listen.inlets.models import Arrival, Inlet

NAME = "inlets.bring_in"


@app.task(name=NAME, retry=RetryStrategy(max_attempts=10, wait=5, linear_wait=20))
def bring_in(inlet_id: int) -> None:
    """Make records of everything that waits at an inlet."""
    inlet = Inlet.objects.select_related("workspace").filter(pk=inlet_id).first()
    while inlet is not None and inlet.is_ready and bring_some_in(inlet, now=timezone.now()):
        pass
    arrivals_sweep(now=timezone.now())


def bring_in_later(inlet_id: int) -> None:
    """Have the worker do it; it waits to do so once at most."""
    job = bring_in.configure(queueing_lock=f"{NAME}.{inlet_id}", lock=f"{NAME}.{inlet_id}")
    try:
        with transaction.atomic():
            job.defer(inlet_id=inlet_id)
    except AlreadyEnqueued:
        return


@on_worker_start
def resume() -> None:
    """Take up payloads whose job was lost with its worker, and forget what is old."""
    waiting = Arrival.objects.filter(state=Arrival.State.WAITING)
    for inlet in Inlet.objects.filter(pk__in=waiting.values("inlet_id").distinct()):
        if inlet.is_ready:
            bring_in_later(inlet.pk)
    arrivals_sweep(now=timezone.now())
