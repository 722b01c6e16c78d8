"""How long messages are kept: thirty days, and what says who was erased only until everybody has heard it."""

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from cocreate_server.ground.webhooks.models import Delivery, Message

KEPT = timedelta(days=30)
SWEPT_AT_ONCE = 5000
SPEAKS_OF_ERASED = "customer.erased"


def messages_sweep(*, now: datetime) -> int:
    """Forget what need not be kept any more. Returns how many messages went."""
    heard = Delivery.objects.filter(message=OuterRef("pk")).exclude(state=Delivery.State.DELIVERED)
    told = Message.objects.filter(type=SPEAKS_OF_ERASED).exclude(body="").exclude(Exists(heard))
    told.update(body="")
    old = Message.objects.filter(at__lt=now - KEPT).order_by("at").values_list("pk", flat=True)
    gone = list(old[:SWEPT_AT_ONCE])
    Delivery.objects.filter(message_id__in=gone).delete()
    Message.objects.filter(pk__in=gone).delete()
    return len(gone)
