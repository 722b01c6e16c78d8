"""The map of the experience: journeys with their stages, touchpoints, channels, components, and rules that place a record."""

from typing import ClassVar

from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from cocreate_server.ground.accounts.api import Workspace


class Place(models.Model):
    """A named place with a stable code; records carry the code, pages show the name."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="%(class)ss")
    code = models.SlugField(
        _("code"), max_length=60, help_text=_("Stable: records carry it. Letters, digits, - and _.")
    )
    name_en = models.CharField(_("name in English"), max_length=80, blank=True)
    name_zh = models.CharField(_("name in Chinese"), max_length=80, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        abstract = True
        ordering: ClassVar = ["position", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["workspace", "code"], name="one_%(class)s_a_code")
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name in the reader's language, or in the other, or the code."""
        chinese = (translation.get_language() or "").startswith("zh")
        first, second = (self.name_zh, self.name_en) if chinese else (self.name_en, self.name_zh)
        return first or second or self.code


class Journey(Place):
    """What a customer goes through from start to end."""


class Stage(Place):
    """One leg of a journey."""

    journey = models.ForeignKey(
        Journey, on_delete=models.CASCADE, related_name="stages", verbose_name=_("journey")
    )


class Channel(Place):
    """A way to reach a customer: web, app, store, phone, e-mail, chat, social."""


class Component(Place):
    """Which part of the experience a record speaks of."""


class Touchpoint(Place):
    """Where a customer meets the company."""

    stage = models.ForeignKey(
        Stage,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="touchpoints",
        verbose_name=_("stage"),
    )


class MappingRule(models.Model):
    """Places records that arrive without a touchpoint: the first rule that fits decides."""

    class Field(models.TextChoices):
        """What of the record is looked at."""

        SOURCE_TYPE = "source_type", _("Source type")
        SOURCE_ID = "source_id", _("Source id")
        SOURCE_NAME = "source_name", _("Source name")
        FIELD_ID = "field_id", _("Field id")
        FIELD_LABEL = "field_label", _("Question")
        CHANNEL = "channel", _("Channel")

    class Operator(models.TextChoices):
        """How it is compared."""

        IS = "is", _("is")
        CONTAINS = "contains", _("contains")
        STARTS = "starts", _("starts with")

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="mapping_rules")
    position = models.PositiveSmallIntegerField(default=0)
    field = models.CharField(_("when the"), max_length=16, choices=Field)
    operator = models.CharField(_("comparison"), max_length=8, choices=Operator, default=Operator.IS)
    value = models.CharField(_("value"), max_length=200)
    touchpoint = models.ForeignKey(
        Touchpoint,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="rules",
        verbose_name=_("touchpoint"),
    )
    channel = models.ForeignKey(
        Channel, on_delete=models.CASCADE, null=True, blank=True, related_name="+", verbose_name=_("channel")
    )
    component = models.ForeignKey(
        Component,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("component"),
    )

    class Meta:
        ordering: ClassVar = ["position", "id"]

    def __str__(self) -> str:
        return f"{self.field} {self.operator} {self.value}"
