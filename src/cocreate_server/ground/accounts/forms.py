"""Forms of accounts outside workspaces."""

import re
from itertools import groupby
from typing import Any, ClassVar
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cocreate_server.ground.accounts.models import User, Workspace

REGIONS = re.compile(r"(Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific)/")


def time_zone_choices() -> list[tuple[str, Any]]:
    """Time zones by region, for a select."""
    names = sorted(name for name in available_timezones() if REGIONS.match(name))
    regions = groupby(names, key=lambda name: name.partition("/")[0])
    return [
        ("UTC", "UTC"),
        *((region, [(name, _place(name)) for name in group]) for region, group in regions),
    ]


def _place(name: str) -> str:
    return name.partition("/")[2].replace("_", " ").replace("/", " – ")


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    """What others see of somebody."""

    class Meta:  # noqa: D106
        model = User
        fields: ClassVar = ["name"]
        widgets: ClassVar = {"name": forms.TextInput({"autocomplete": "name"})}


class NewWorkspaceForm(forms.ModelForm):  # type: ignore[type-arg]
    """A workspace to begin with."""

    language = forms.ChoiceField(label=gettext_lazy("language"), choices=settings.LANGUAGES)

    class Meta:  # noqa: D106
        model = Workspace
        fields: ClassVar = ["name", "slug", "language", "time_zone"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["slug"].required = False
        self.fields["slug"].help_text = _(
            "Part of every page's address: small letters, digits and -. Made of the name where it is empty."
        )
        self.fields["time_zone"].widget = forms.Select(choices=time_zone_choices())

    def clean_slug(self) -> str:
        """The address, made of the name where it is empty."""
        slug = self.cleaned_data["slug"] or slugify(self.cleaned_data.get("name", ""))
        if not slug:
            raise forms.ValidationError(_("Choose an address of Latin letters, digits and -."))
        if Workspace.objects.filter(slug=slug).exists():
            raise forms.ValidationError(_("The address “%(slug)s” is taken.") % {"slug": slug})
        return str(slug)
