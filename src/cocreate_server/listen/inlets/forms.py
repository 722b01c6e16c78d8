"""Forms of inlets: a new one, an example, and what its leaves mean."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cocreate_server.ground.core.errors import Malformed
from cocreate_server.listen.inlets.mapping import ANSWERS, IGNORED, MEANINGS, ONCE, SCALED, Meant, guess
from cocreate_server.listen.inlets.models import Inlet
from cocreate_server.listen.inlets.payloads import Branch, payload_read
from cocreate_server.listen.inlets.taking import LARGEST_BYTES

SIGNED = (Inlet.Kind.TYPEFORM, Inlet.Kind.WENJUANXING)


class InletForm(forms.Form):
    """What sends, and what it signs with."""

    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("What sends there, such as “Spring survey”.")
    )
    kind = forms.ChoiceField(label=_("Sent by"), choices=Inlet.Kind, widget=forms.RadioSelect)
    secret = forms.CharField(
        label=_("Secret"),
        required=False,
        max_length=200,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
        help_text=_(
            "What Typeform or Wenjuanxing signs with: the secret of the webhook there, or the key of data pushing."
        ),
    )

    def clean(self) -> dict[str, Any]:
        """Senders that sign need a secret."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("kind") in SIGNED and not given.get("secret"):
            self.add_error("secret", _("Without it nobody could tell whether they sent it."))
        return given


class ChangeForm(forms.Form):
    """Another name, another secret."""

    name = InletForm.base_fields["name"]
    secret = forms.CharField(
        label=_("New secret"),
        required=False,
        max_length=200,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Leave it empty to keep the present one."),
    )


class ExampleForm(forms.Form):
    """A payload pasted in."""

    example = forms.CharField(
        label=_("An example"), max_length=LARGEST_BYTES, strip=True,
        widget=forms.Textarea({"rows": 6, "spellcheck": "false"}),
    )  # fmt: skip

    def clean_example(self) -> str:
        """Refuse what is no payload."""
        example: str = self.cleaned_data["example"]
        try:
            payload_read(example.encode())
        except (Malformed, UnicodeEncodeError) as error:
            raise forms.ValidationError(str(error)) from error
        return example


class MeaningForm(forms.Form):
    """What each leaf of an example means: a meaning, and for scores the ends of the scale."""

    holds_reviews = forms.BooleanField(
        label=_("These are public reviews"), required=False, help_text=_("They are listed under Reviews.")
    )

    def __init__(self, *args: Any, branches: list[Branch], meant: dict[str, Meant], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.leaves = [branch for branch in branches if branch.is_leaf]
        for number, branch in enumerate(self.leaves):
            before = meant.get(branch.path)
            means = before.means if before else (IGNORED if meant else guess(branch))
            low, high = (before.low, before.high) if before else SCALED.get(means, (None, None))
            label = branch.path
            self.fields[f"m{number}"] = forms.ChoiceField(choices=MEANINGS, initial=means, label=label)
            for part, value in (("lo", low), ("hi", high)):
                self.fields[f"{part}{number}"] = forms.FloatField(
                    required=False,
                    initial=_plain(value),
                    min_value=-1e9,
                    max_value=1e9,
                    widget=forms.NumberInput({"step": "any"}),
                )

    def clean(self) -> dict[str, Any]:
        """One leaf for each thing that a submission has once, and at least one answer."""
        given: dict[str, Any] = super().clean() or {}
        chosen = [given.get(f"m{number}") for number in range(len(self.leaves))]
        twice = [code for code in ONCE if chosen.count(code) > 1]
        if twice:
            labels = {code: label for _group, choices in MEANINGS for code, label in choices}
            raise forms.ValidationError(
                _("Two parts are “%(label)s”; choose one."), params={"label": labels[twice[0]]}
            )
        if not {code for code, _label in ANSWERS} & set(chosen):
            raise forms.ValidationError(_("Say of at least one part that it is an answer."))
        return given

    def meant(self) -> list[Meant]:
        """What the leaves mean; the scale only where there is one."""
        given = self.cleaned_data
        return [
            Meant(
                path=branch.path,
                means=given[f"m{number}"],
                low=given[f"lo{number}"] if given[f"m{number}"] in SCALED else None,
                high=given[f"hi{number}"] if given[f"m{number}"] in SCALED else None,
            )
            for number, branch in enumerate(self.leaves)
        ]


def _plain(value: float | None) -> float | int | None:
    """Without a decimal point where it needs none."""
    return int(value) if value is not None and value == int(value) else value
