"""What may be asked of customers, and what may be written down about them."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from cocreate_server.ground.customers.consents import PURPOSES, Said
from cocreate_server.ground.customers.finding import CustomerChoices, CustomerFilter
from cocreate_server.ground.customers.models import Customer
from cocreate_server.ground.ui.languages import language_label, market_label

ANY = [("", _("Any"))]


class MergeForm(forms.Form):
    """With whom to merge a customer."""

    other = forms.CharField(
        label=_("The other one"),
        max_length=320,
        help_text=_("An id or e-mail address, or # and the number of their page."),
    )


class CustomerFilterForm(forms.Form):
    """Words, market, language, kind."""

    q = forms.CharField(label=_("Name, id or address"), required=False, max_length=200, strip=True)
    market = forms.ChoiceField(label=_("Market"), required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[*ANY, *Customer.Kind.choices])

    def __init__(self, *args: object, choices: CustomerChoices, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        for name, codes, label in (
            ("market", choices.markets, market_label),
            ("language", choices.languages, language_label),
        ):
            self.fields[name].choices = [*ANY, *((code, label(code)) for code in codes)]  # type: ignore[attr-defined]

    def wanted(self) -> CustomerFilter:
        """The filter; what is not valid does not narrow."""
        self.is_valid()
        given = getattr(self, "cleaned_data", {})
        equal = {column: given[column] for column in ("market", "language", "kind") if given.get(column)}
        return CustomerFilter(words=given.get("q", ""), equal=equal)


class ConsentForm(forms.Form):
    """A yes or a no, what for, where it was said, and when."""

    purpose = forms.ChoiceField(label=_("purpose"), choices=list(PURPOSES.items()))
    granted = forms.ChoiceField(
        label=_("The customer"),
        choices=[("yes", _("agrees")), ("no", _("withdraws"))],
        widget=forms.RadioSelect,
        initial="yes",
    )
    source = forms.CharField(
        label=_("where it was said"), max_length=120, help_text=_("Such as: phone call, letter.")
    )
    day = forms.DateField(label=_("on"), widget=forms.DateInput({"type": "date"}))

    def __init__(self, *args: object, now: datetime, zone: ZoneInfo, **kwargs: object) -> None:
        self._now, self._zone = now, zone
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["day"].initial = now.astimezone(zone).date().isoformat()

    def clean_day(self) -> datetime:
        """The moment: now for today, the first of the day for a day gone by."""
        day = self.cleaned_data["day"]
        today = self._now.astimezone(self._zone).date()
        if day > today:
            raise forms.ValidationError(_("This day has not come yet."))
        return self._now if day == today else datetime.combine(day, time.min, tzinfo=self._zone)

    @property
    def given(self) -> Said:
        """What was said."""
        answers = self.cleaned_data
        return Said(answers["purpose"], answers["granted"] == "yes", answers["source"], answers["day"])


class ErasureForm(forms.Form):
    """The word that says it is meant."""

    word = forms.CharField(
        max_length=200, widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"})
    )

    def __init__(self, *args: object, word: str, **kwargs: object) -> None:
        self._word = word
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["word"].label = _("Type %(word)s to confirm") % {"word": word}

    def clean_word(self) -> str:
        """Only the exact word will do."""
        word: str = self.cleaned_data["word"]
        if word.strip() != self._word:
            raise forms.ValidationError(_("Type it exactly as it stands above."))
        return word


class ReceiptCheckForm(forms.Form):
    """Somebody's id or address, to be held against a receipt."""

    value = forms.CharField(label=_("id or address"), max_length=320)
