"""Forms of surveys: what a new one starts from, when it is open and where it may be framed."""

from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext_lazy as _

from cocreate_server.listen.surveys.models import Survey


class NewSurveyForm(forms.Form):
    """A name, and what it starts from."""

    name = forms.CharField(label=_("Name"), max_length=200)
    template = forms.SlugField(required=False)


class OpeningForm(forms.ModelForm):  # type: ignore[type-arg]
    """When answers are taken, and which sites may show it."""

    sites = forms.CharField(
        label=_("Sites that may show it"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One address a line, such as https://www.example.com. Others cannot frame it."),
    )

    class Meta:  # noqa: D106
        model = Survey
        fields = ("name", "opens_at", "closes_at", "sites")
        widgets = {  # noqa: RUF012 - as Django reads it
            name: forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
            for name in ("opens_at", "closes_at")
        }

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.initial["sites"] = "\n".join(self.instance.sites)

    def clean_sites(self) -> list[str]:
        """Addresses of sites, without paths."""
        found = []
        for line in self.cleaned_data["sites"].split():
            parts = urlsplit(line)
            if (
                parts.scheme not in {"http", "https"}
                or not parts.hostname
                or any(mark in line for mark in ";,'\"")
            ):
                raise forms.ValidationError(
                    _("“%(line)s” is not an address that starts with http:// or https://.") % {"line": line}
                )
            found.append(f"{parts.scheme}://{parts.netloc}")
        return found

    def clean(self) -> dict[str, object]:
        """It closes after it opens."""
        cleaned = super().clean() or {}
        opens, closes = cleaned.get("opens_at"), cleaned.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", _("It closes before it opens."))
        return cleaned
