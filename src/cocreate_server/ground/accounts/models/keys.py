"""An API key: a secret of which only the hash is kept, with the scopes it opens."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from cocreate_server.ground.accounts.models.users import User
from cocreate_server.ground.accounts.models.workspaces import Workspace
from cocreate_server.ground.accounts.roles import Scope

CALLS_A_MINUTE = 6_000
MOST_CALLS_A_MINUTE = 1_000_000


class ApiKey(models.Model):
    """A key for programs; shown once when it is made."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="api_keys")
    name = models.CharField(_("name"), max_length=80)
    prefix = models.CharField(max_length=12)
    secret_hash = models.CharField(max_length=64, unique=True)
    calls_a_minute = models.PositiveIntegerField(
        _("calls a minute"),
        default=CALLS_A_MINUTE,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_CALLS_A_MINUTE)],
        help_text=_("So many on average; as many may come at once."),
    )
    scopes = ArrayField(models.CharField(max_length=24, choices=Scope), verbose_name=_("may"))
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"
