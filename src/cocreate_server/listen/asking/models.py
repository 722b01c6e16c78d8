"""Sendings, the invitations they make, and what a workspace says of asking in general."""

from datetime import time
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from cocreate_server.ground.accounts.api import Workspace


class Manners(models.Model):
    """How a workspace asks, whatever the survey."""

    workspace = models.OneToOneField(Workspace, on_delete=models.CASCADE, primary_key=True, related_name="+")
    cool_down_days = models.PositiveSmallIntegerField(
        _("days between letters to one person"), default=14, validators=[MaxValueValidator(365)]
    )
    needs_yes = models.BooleanField(_("ask only those who agreed"), default=False)
    quiet_from = models.TimeField(_("quiet from"), default=time(21))
    quiet_until = models.TimeField(_("quiet until"), default=time(8))
    sender_name = models.CharField(_("sender’s name"), max_length=80, blank=True)
    reply_to = models.EmailField(_("answers go to"), blank=True)

    def __str__(self) -> str:
        return f"manners of {self.workspace_id}"


class Sending(models.Model):
    """Letters that ask for answers to one survey."""

    class State(models.TextChoices):
        """Where it stands."""

        DRAFT = "draft", _("Draft")
        RUNNING = "running", _("Running")
        PAUSED = "paused", _("Paused")
        DONE = "done", _("Done")

    class Moment(models.TextChoices):
        """When its letters go out."""

        NOW = "now", _("As soon as it is started")
        AT = "at", _("At a certain time")
        EVENT = "event", _("Each time an event happens")

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+", db_index=False)
    survey = models.ForeignKey("surveys.Survey", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    audience = models.JSONField(default=dict, blank=True)
    letter = models.JSONField(default=dict, blank=True)
    share_pct = models.PositiveSmallIntegerField(
        default=100, validators=[MinValueValidator(1), MaxValueValidator(100)]
    )
    seed = models.PositiveIntegerField()
    moment = models.CharField(max_length=8, choices=Moment, default=Moment.NOW)
    at = models.DateTimeField(null=True, blank=True)
    event_name = models.CharField(max_length=200, blank=True)
    delay_minutes = models.PositiveIntegerField(default=0)
    send_hour = models.PositiveSmallIntegerField(null=True, blank=True)  # on the person's own clock
    reminder_days = models.PositiveSmallIntegerField(default=3)
    reminders_most = models.PositiveSmallIntegerField(default=0)
    link_days = models.PositiveSmallIntegerField(default=30)
    counts_opens = models.BooleanField(default=True)
    happened = models.BigIntegerField(default=0)  # events counted, of which the share is asked
    started_at = models.DateTimeField(null=True)
    drawn_at = models.DateTimeField(null=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["workspace", "event_name"],
                name="sendings_on_event",
                condition=models.Q(state="running", moment="event"),
            ),
            models.Index(
                fields=["at"], name="sendings_to_draw", condition=models.Q(state="running", drawn_at=None)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Invitation(models.Model):
    """One customer asked by one sending; where an event asks, one for each time it happened.

    `due_at` says when the next letter is due: the first while it waits, a reminder once it was sent, None when nothing
    more is to be sent. `claimed_at` stands while a letter is being handed over.
    """

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting", _("Waiting")
        SENT = "sent", _("Sent")
        SKIPPED = "skipped", _("Not sent")
        REFUSED = "refused", _("Refused by the mail server")
        BOUNCED = "bounced", _("Came back")
        UNCERTAIN = "uncertain", _("Uncertain")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    class Reason(models.TextChoices):
        """Why no letter was sent."""

        GONE = "gone", _("no longer a customer")
        NO_ADDRESS = "no_address", _("no e-mail address that works")
        DO_NOT_CONTACT = "do_not_contact", _("not to be contacted")
        REFUSED = "said_no", _("does not want to be asked")
        NO_YES = "no_yes", _("has not agreed to be asked")
        ASKED_LATELY = "asked_lately", _("asked lately")
        ANSWERED = "answered", _("has answered already")
        CLOSED = "closed", _("the survey takes no answers")

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+", db_index=False)
    sending = models.ForeignKey(Sending, on_delete=models.CASCADE, related_name="invitations", db_index=False)
    customer = models.ForeignKey(  # forgotten by `erasing` after the customer is gone
        "customers.Customer",
        on_delete=models.DO_NOTHING,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    event_id = models.UUIDField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    reason = models.CharField(max_length=16, choices=Reason, blank=True)
    told = models.CharField(max_length=300, blank=True)  # what the mail server said
    made_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)  # the first letter
    last_sent_at = models.DateTimeField(null=True)
    letters = models.PositiveSmallIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)  # of the letter that is due
    opened_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["sending", "customer"],
                name="asked_once",
                condition=models.Q(event_id=None),
            ),
            models.UniqueConstraint(
                fields=["sending", "event_id"],
                name="asked_once_an_event",
                condition=models.Q(event_id__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["due_at"], name="letters_due", condition=models.Q(due_at__isnull=False)),
            models.Index(
                fields=["claimed_at"], name="letters_claimed", condition=models.Q(claimed_at__isnull=False)
            ),
            models.Index(fields=["customer", "last_sent_at"], name="letters_of_customer"),
            models.Index(fields=["sending", "state", "id"], name="invitations_of_sending"),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"


class BadAddress(models.Model):
    """An address that letters came back from, or that the mail server refuses for good."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+", db_index=False)
    customer = models.ForeignKey(
        "customers.Customer", on_delete=models.DO_NOTHING, related_name="+", db_constraint=False
    )
    address = models.CharField(max_length=320)
    told = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "address"], name="one_bad_address")
        ]

    def __str__(self) -> str:
        return f"bad address {self.pk}"


class Happening(models.Model):
    """An event that a running sending waits for; written by a trigger with the event, struck off with its invitation."""

    sending = models.ForeignKey(
        Sending, on_delete=models.CASCADE, related_name="+", db_index=False, db_constraint=False
    )
    event_id = models.UUIDField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sending", "event_id"], name="one_happening_an_event")
        ]

    def __str__(self) -> str:
        return f"{self.event_id} for {self.sending_id}"
