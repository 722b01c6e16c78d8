"""Responses: one person's way through a survey, and the files they sent along."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cocreate_server.ground.accounts.api import Workspace


class Via(models.TextChoices):
    """How somebody came to a survey."""

    LINK = "link", pgettext_lazy("way to a survey", "Link")
    EMAIL = "email", _("E-mail")
    QR = "qr", _("QR code")
    KIOSK = "kiosk", _("Kiosk")
    FRAME = "frame", _("Embedded")
    WIDGET = "widget", _("Widget")


class Response(models.Model):
    """One person's answers to one version of a survey.

    The records made of the answers are the truth for every number; this is what is needed to go on answering. `answers`
    may hold more than counts: what was answered before a skip led elsewhere is kept in case the way leads back.
    """

    class State(models.TextChoices):
        """How far it came."""

        STARTED = "started", _("Started")
        FINISHED = "finished", _("Finished")
        PARTIAL = "partial", _("Partial")
        DISQUALIFIED = "disqualified", _("Not meant")
        OVER_QUOTA = "over_quota", _("Over quota")

    id = models.UUIDField(primary_key=True, editable=False)
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="+", db_index=False)
    survey = models.ForeignKey(
        "surveys.Survey", on_delete=models.CASCADE, related_name="responses", db_index=False
    )
    version = models.ForeignKey(
        "surveys.SurveyVersion", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    customer = models.ForeignKey(  # left standing by an erasure until the files are gone too: `erasing`
        "customers.Customer",
        on_delete=models.DO_NOTHING,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    invitation_id = models.BigIntegerField(null=True)
    via = models.CharField(max_length=8, choices=Via, default=Via.LINK)
    language = models.CharField(max_length=35)
    state = models.CharField(max_length=12, choices=State, default=State.STARTED)
    answers = models.JSONField(default=dict)
    others = models.JSONField(default=dict)
    traits = models.JSONField(
        default=dict
    )  # as they were when it began, so that its logic does not change midway
    seconds = models.JSONField(default=dict)  # by screen
    last_screen = models.CharField(max_length=60, blank=True)
    end = models.CharField(max_length=60, blank=True)
    started_at = models.DateTimeField()
    answered_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["survey", "started_at"], name="responses_of_survey"),
            models.Index(
                fields=["customer"], name="responses_of_customer", condition=models.Q(customer__isnull=False)
            ),
            models.Index(fields=["answered_at"], name="responses_open", condition=models.Q(state="started")),
            models.Index(
                fields=["invitation_id"],
                name="responses_of_invitation",
                condition=models.Q(invitation_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class QuotaCount(models.Model):
    """How many finished responses a quota has let in."""

    survey = models.ForeignKey("surveys.Survey", on_delete=models.CASCADE, related_name="+", db_index=False)
    quota_id = models.CharField(max_length=60)
    taken = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["survey", "quota_id"], name="one_count_a_quota")
        ]

    def __str__(self) -> str:
        return f"{self.quota_id}: {self.taken}"


class SentFile(models.Model):
    """A file that came with an answer."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="files")
    question_id = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    stored_as = models.CharField(max_length=200)
    size_bytes = models.BigIntegerField()
    sent_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
