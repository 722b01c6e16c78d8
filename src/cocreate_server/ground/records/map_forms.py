"""Forms of the map's places and rules."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django import forms
from django.core.validators import validate_unicode_slug
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cocreate_server.ground.records.map_services import LONGEST_CODE, Place, code_for, places_of
from cocreate_server.ground.records.models import Journey, MappingRule, Stage

PARENTS: Mapping[str, str] = {"stage": "journey", "touchpoint": "stage"}


class PlaceForm(forms.Form):
    """Names of a place in both languages; where it lies; its code, which is chosen once."""

    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=80, required=False)
    name_zh = forms.CharField(label=gettext_lazy("Name in Chinese"), max_length=80, required=False)
    journey = forms.ModelChoiceField(Journey.objects.none(), label=gettext_lazy("Journey"), empty_label=None)
    stage = forms.ModelChoiceField(
        Stage.objects.none(), label=gettext_lazy("Stage"), required=False, empty_label=gettext_lazy("None")
    )
    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=LONGEST_CODE,
        required=False,
        validators=[validate_unicode_slug],
        help_text=gettext_lazy("Records carry it, so it stays as it is. Made of the name where it is empty."),
    )

    def __init__(
        self, data: Any, *, workspace_id: int, kind: str, place: Place | None = None, inside: str = ""
    ) -> None:
        names = ("name_en", "name_zh", PARENTS.get(kind, ""))
        initial = {name: getattr(place, name) for name in names if name and place}
        super().__init__(data, initial=initial or {PARENTS.get(kind, ""): inside})
        self.workspace_id, self.kind, self.place = workspace_id, kind, place
        for child, parent in PARENTS.items():
            if kind == child:
                self.fields[parent].queryset = places_of(workspace_id, parent)  # type: ignore[attr-defined]
            else:
                del self.fields[parent]
        if place is not None:
            del self.fields["code"]

    def clean_code(self) -> str:
        """A code nobody carries yet."""
        code: str = self.cleaned_data["code"]
        if code and places_of(self.workspace_id, self.kind).filter(code=code).exists():
            raise forms.ValidationError(_("The code “%(code)s” is taken.") % {"code": code})
        return code

    def clean(self) -> dict[str, Any]:
        """One name at least; the code made of it where none was given."""
        cleaned: dict[str, Any] = super().clean() or {}
        name = cleaned.get("name_en") or cleaned.get("name_zh")
        if not name and not self.errors:
            raise forms.ValidationError(_("Give a name in one language at least."))
        if "code" in self.fields and not self.errors:
            cleaned["code"] = cleaned["code"] or code_for(self.workspace_id, self.kind, str(name))
        return cleaned


class RuleForm(forms.ModelForm):  # type: ignore[type-arg]
    """When a record fits, and where it then lies."""

    class Meta:  # noqa: D106
        model = MappingRule
        fields: ClassVar = ["field", "operator", "value", "touchpoint", "channel", "component"]

    def __init__(self, *args: Any, workspace_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = MappingRule.Field.choices  # type: ignore[attr-defined]
        self.fields["value"].help_text = _("Capital and small letters are the same.")
        for target in ("touchpoint", "channel", "component"):
            self.fields[target].queryset = places_of(workspace_id, target)  # type: ignore[attr-defined]
            self.fields[target].empty_label = _("leave as it is")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A rule leads somewhere."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors and not any(
            cleaned.get(target) for target in ("touchpoint", "channel", "component")
        ):
            raise forms.ValidationError(
                _("Choose a touchpoint, a channel or a component the record is put on.")
            )
        return cleaned


class ApplyForm(forms.Form):
    """How rules are applied to records that are there already."""

    replace = forms.BooleanField(
        label=gettext_lazy("Also move records that have a place already"),
        required=False,
        help_text=gettext_lazy("Otherwise only places that are empty are filled."),
    )
