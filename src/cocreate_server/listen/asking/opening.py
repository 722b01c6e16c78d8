"""Letters that were opened, as far as an image can tell: some programs load it unasked, many never do."""

from datetime import datetime

from cocreate_server.listen.asking.models import Invitation


def letter_opened(invitation_id: int, *, now: datetime) -> None:
    """Remember when a letter was opened first; not where that is not wanted."""
    Invitation.objects.filter(
        pk=invitation_id, opened_at=None, letters__gt=0, sending__counts_opens=True
    ).update(opened_at=now)
