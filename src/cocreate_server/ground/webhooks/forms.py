"""Forms of webhooks."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from cocreate_server.ground.webhooks.addresses import LONGEST, AddressRefused, target_of
from cocreate_server.ground.webhooks.kinds import CHOSEN


class EndpointForm(forms.Form):
    """Where messages go, and which."""

    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("What will listen, such as “Help desk”.")
    )
    url = forms.CharField(
        label=_("Address"),
        max_length=LONGEST,
        help_text=_("Messages are sent there by POST, such as https://example.org/hooks."),
        widget=forms.TextInput({"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )
    types = forms.MultipleChoiceField(label=_("Hears"), widget=forms.CheckboxSelectMultiple)
    allows_private = forms.BooleanField(
        label=_("It lies inside our own network"),
        required=False,
        help_text=_(
            "Allows addresses of this machine and of private networks, and http. "
            "Tick it only for a system of yours; what it answers is shown under Deliveries."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["types"].choices = list(CHOSEN.items())  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse addresses that nothing would be sent to."""
        given: dict[str, Any] = super().clean() or {}
        if "url" in given:
            try:
                target_of(given["url"], allows_private=given.get("allows_private", False))
            except AddressRefused as refused:
                self.add_error("url", str(refused))
        return given


class SinceForm(forms.Form):
    """From when on failed messages are sent again."""

    since = forms.DateTimeField(
        label=_("Failed since"), widget=forms.DateTimeInput({"type": "datetime-local"})
    )

    def __init__(self, *args: Any, zone: ZoneInfo, **kwargs: Any) -> None:
        self._zone = zone
        super().__init__(*args, **kwargs)

    def clean_since(self) -> datetime:
        """The moment as the workspace's clocks show it."""
        since: datetime = self.cleaned_data["since"]
        return since.replace(tzinfo=self._zone)
