"""How long payloads are kept: a week once all of it is used, thirty days otherwise."""

from datetime import datetime, timedelta

from cocreate_server.listen.inlets.models import Arrival

USED_KEPT = timedelta(days=7)
UNUSED_KEPT = timedelta(days=30)


def arrivals_sweep(*, now: datetime) -> int:
    """Forget what is old. Returns how many payloads went."""
    used = Arrival.objects.filter(state=Arrival.State.USED, used_at__lt=now - USED_KEPT)
    old = Arrival.objects.filter(received_at__lt=now - UNUSED_KEPT)
    return used.delete()[0] + old.delete()[0]
