"""Forms of surveys: what a new one starts from, when it is open and where it may be framed."""

from typing import Self
from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext_lazy as _

from cocreate_server.listen.surveys.models import Survey
from cocreate_server.listen.surveys.widget import MOST_PAGES, WidgetRules
from cocreate_surveys.templates import TEMPLATES


class NewSurveyForm(forms.Form):
    """A name, and what it starts from."""

    name = forms.CharField(label=_("Name"), max_length=200)
    template = forms.ChoiceField(
        required=False, choices=[("", ""), *((one.code, one.code) for one in TEMPLATES)]
    )


class BringForm(forms.Form):
    """A file of another tool."""

    file = forms.FileField(label=_("File"), allow_empty_file=False)

    def title(self) -> str:
        """What the file is called, without its ending."""
        name = str(self.cleaned_data["file"].name).replace("\0", "")
        return name.rpartition(".")[0] or name


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


class WidgetForm(forms.Form):
    """When the survey shows itself on a site's page."""

    pages = forms.CharField(
        label=_("On pages"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("One path a line, with * for anything: /checkout/*. Everywhere where it is empty."),
    )
    event = forms.CharField(
        label=_("After an event"),
        required=False,
        max_length=80,
        help_text=_('Told by the page: cocreate.event("Paid").'),
    )
    delay_seconds = forms.FloatField(label=_("After seconds"), min_value=0, max_value=3600)
    scroll_pct = forms.FloatField(label=_("After scrolling, in %"), min_value=0, max_value=100)
    share_pct = forms.FloatField(label=_("To how many visitors, in %"), min_value=0, max_value=100)
    again_days = forms.IntegerField(
        label=_("Not again for days"),
        min_value=0,
        max_value=3650,
        help_text=_("Remembered in the browser, and only after cocreate.consent(true)."),
    )
    side = forms.ChoiceField(label=_("Side"), choices=[("right", _("Right")), ("left", _("Left"))])

    @classmethod
    def of(cls, survey: Survey) -> Self:
        """The form with what holds now."""
        rules = WidgetRules.of(survey.widget)
        initial = rules.as_data() | {"pages": "\n".join(rules.pages), "share_pct": 100 * rules.share}
        return cls(initial=initial, prefix="widget")

    def rules(self) -> WidgetRules:
        """The rules as chosen."""
        said = dict(self.cleaned_data)
        pages = tuple(line.strip()[:200] for line in said.pop("pages").splitlines() if line.strip())
        return WidgetRules(pages=pages[:MOST_PAGES], share=said.pop("share_pct") / 100, **said)
