"""Surveys, and the versions of them that were published."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from cocreate_server.ground.accounts.api import Workspace


class Survey(models.Model):
    """A survey: what is worked on (the draft), and what is asked (the current version)."""

    class State(models.TextChoices):
        """Where it stands."""

        DRAFT = "draft", _("Draft")
        OPEN = "open", _("Open")
        CLOSED = "closed", _("Closed")

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="surveys")
    key = models.CharField(max_length=16, unique=True)  # in the addresses that respondents see
    name = models.CharField(_("name"), max_length=200)
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    draft = models.JSONField()
    revision = models.PositiveIntegerField(default=1)  # of the draft, so that two editors notice each other
    current = models.ForeignKey("SurveyVersion", on_delete=models.PROTECT, null=True, related_name="+")
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    sites = ArrayField(models.CharField(max_length=200), default=list, blank=True)  # that may frame it
    widget = models.JSONField(default=dict, blank=True)  # when it shows itself there: `widget`
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["workspace", "-changed_at"], name="surveys_newest")]

    def __str__(self) -> str:
        return self.name


class SurveyVersion(models.Model):
    """What was asked from one moment on; it never changes.

    `broken` names the questions whose words or scale are not those of the version before: trends of their answers
    start anew here.
    """

    survey = models.ForeignKey(Survey, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    definition = models.JSONField()
    broken = ArrayField(models.CharField(max_length=130), default=list)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["survey", "number"], name="one_version_a_number")
        ]

    def __str__(self) -> str:
        return f"{self.survey_id} v{self.number}"
