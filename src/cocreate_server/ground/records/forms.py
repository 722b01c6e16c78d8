"""What may be asked of the list of records."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from cocreate_server.ground.records.map import WorkspaceMap
from cocreate_server.ground.records.models import Record
from cocreate_server.ground.records.reading import RecordFilter

ANY = [("", _("Any"))]


class RecordFilterForm(forms.Form):
    """Words, kind of answer, place and days."""

    q = forms.CharField(label=_("Words"), required=False, max_length=200)
    field_type = forms.ChoiceField(
        label=_("Kind of answer"), required=False, choices=[*ANY, *Record.FieldType.choices]
    )
    touchpoint = forms.ChoiceField(label=_("Touchpoint"), required=False)
    channel = forms.ChoiceField(label=_("Channel"), required=False)
    source_name = forms.CharField(label=_("Survey"), required=False, max_length=200)
    first = forms.DateField(label=_("From"), required=False, widget=forms.DateInput({"type": "date"}))
    last = forms.DateField(label=_("To"), required=False, widget=forms.DateInput({"type": "date"}))

    def __init__(self, *args: object, places: WorkspaceMap, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["touchpoint"].choices = [*ANY, *places.touchpoints.items()]  # type: ignore[attr-defined]
        self.fields["channel"].choices = [*ANY, *places.channels.items()]  # type: ignore[attr-defined]

    def wanted(self, zone: ZoneInfo) -> RecordFilter:
        """The filter, with days as they begin in the workspace; what is not valid does not narrow."""
        self.is_valid()
        given = getattr(self, "cleaned_data", {})
        columns = ("field_type", "touchpoint", "channel", "source_name")
        first, last = given.get("first"), given.get("last")
        return RecordFilter(
            words=given.get("q", ""),
            equal={column: given[column] for column in columns if given.get(column)},
            first=datetime.combine(first, time.min, tzinfo=zone) if first else None,
            last=datetime.combine(last + timedelta(days=1), time.min, tzinfo=zone) if last else None,
        )
