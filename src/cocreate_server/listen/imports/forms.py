"""Forms of imports: the file, and what its columns mean."""

from dataclasses import replace

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cocreate_files import LAYOUTS, Mapping
from cocreate_files.mapping import SCALES, ColumnMapping
from cocreate_files.notes import Note

LARGEST_BYTES = 4 * 1024**3
MEANINGS = (
    (_("An answer"), (
        ("nps", _("NPS (0–10)")), ("csat", _("CSAT")), ("ces", _("CES (effort)")), ("rating", _("Rating on a scale")),
        ("text", _("Text")), ("categorical", _("Choice")), ("boolean", _("Yes or no")), ("number", _("Number")),
        ("date", _("Date")),
    )),
    (_("When, who and where"), (
        ("submission", _("Id of the submission")), ("when", _("When it was answered")), ("customer", _("Customer id")),
        ("email", _("E-mail address")), ("language", _("Language")), ("market", _("Market")), ("channel", _("Channel")),
        ("touchpoint", _("Touchpoint")), ("component", _("Component")), ("weight", _("Weight")),
    )),
    (_("Else"), (("trait", _("Trait of the customer")), ("ignore", pgettext_lazy("column", "Leave out")))),
)  # fmt: skip


class FileForm(forms.Form):
    """A file to bring in."""

    file = forms.FileField(label=_("File"), allow_empty_file=False)
    layout = forms.ChoiceField(
        label=_("Layout"), required=False, choices=[("auto", _("Recognise it")), *((n, n) for n in LAYOUTS)]
    )

    def clean_file(self) -> object:
        """Refuse what no disk should be asked to hold."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_BYTES:
            raise forms.ValidationError(
                _("The file is larger than 4 GB; split it, or send records by the API.")
            )
        return file


class MappingForm(forms.Form):
    """What each column means: a meaning, and for scores the ends of the scale."""

    def __init__(self, *args: object, mapping: Mapping, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.mapping = mapping
        self.fields["holds_reviews"] = forms.BooleanField(
            label=_("These are public reviews"), required=False, help_text=_("They are listed under Reviews.")
        )
        for column in mapping.columns:
            self.fields[f"m{column.index}"] = forms.ChoiceField(
                choices=MEANINGS, initial=column.field_type or column.role, label=column.name
            )
            for end, value in (("low", column.scale_min), ("high", column.scale_max)):
                self.fields[f"{end}{column.index}"] = forms.FloatField(required=False, initial=value)

    def corrected(self) -> Mapping:
        """The mapping as chosen; columns nobody touched keep their guess and its reason.

        Raises:
            MappingError: It makes no sense as a whole.
        """
        return replace(
            self.mapping, columns=tuple(self._column(column) for column in self.mapping.columns)
        ).validated()

    def _column(self, column: ColumnMapping) -> ColumnMapping:
        meaning = self.cleaned_data[f"m{column.index}"]
        low, high = (self.cleaned_data.get(f"{end}{column.index}") for end in ("low", "high"))
        same = meaning == (column.field_type or column.role)
        if same and (meaning not in SCALES or (low, high) == (column.scale_min, column.scale_max)):
            return column
        by_hand = replace(column, confidence=1.0, reason=Note("corrected_by_hand"))
        if meaning in dict(MEANINGS[0][1]):
            return by_hand.as_answer(meaning, scale=None if low is None or high is None else (low, high))
        return by_hand.with_role(meaning)
