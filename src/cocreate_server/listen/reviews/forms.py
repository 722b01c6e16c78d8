"""Forms of reviews: which are wanted, a tag, an answer."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cocreate_server.listen.reviews.reading import A_PAGE, ReviewFilter
from cocreate_server.listen.reviews.services import LONGEST_DRAFT

LONGEST_NUMBER = 18
ANY = [("", _("Any"))]


class ReviewFilterForm(forms.Form):
    """Words, source, stars, answered or not, tag, days."""

    q = forms.CharField(label=_("Words"), required=False, max_length=200)
    source = forms.ChoiceField(label=_("Source"), required=False)
    stars = forms.TypedChoiceField(
        label=_("Stars"), required=False, coerce=int, empty_value=None,
        choices=[*ANY, *((str(n), str(n)) for n in (5, 4, 3, 2, 1))],
    )  # fmt: skip
    answered = forms.ChoiceField(
        label=pgettext_lazy("review", "Answer"),
        required=False,
        choices=[*ANY, ("no", _("Unanswered")), ("yes", _("Answered"))],
    )
    tag = forms.TypedChoiceField(label=_("Tag"), required=False, coerce=int, empty_value=None)
    first = forms.DateField(label=_("From"), required=False, widget=forms.DateInput({"type": "date"}))
    last = forms.DateField(label=_("To"), required=False, widget=forms.DateInput({"type": "date"}))

    def __init__(self, *args: Any, sources: Sequence[str], tags: Mapping[int, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = [*ANY, *((name, name) for name in sources)]  # type: ignore[attr-defined]
        self.fields["tag"].choices = [*ANY, *tags.items()]  # type: ignore[attr-defined]

    def wanted(self, zone: ZoneInfo) -> ReviewFilter:
        """The filter, with days as they begin in the workspace; what is not valid does not narrow."""
        self.is_valid()
        given = getattr(self, "cleaned_data", {})
        return ReviewFilter(
            words=given.get("q", ""),
            source=given.get("source", ""),
            stars=given.get("stars"),
            answered={"yes": True, "no": False}.get(given.get("answered", "")),
            tag_id=given.get("tag"),
            first=_start(given.get("first"), zone),
            last=_start(given.get("last"), zone, days=1),
        )


class TagForm(forms.Form):
    """A tag, and the reviews it is for."""

    name = forms.CharField(
        label=_("Tag"), max_length=40, widget=forms.TextInput({"list": "tags", "autocomplete": "off"})
    )
    reviews = forms.TypedMultipleChoiceField(coerce=int, required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = args[0].getlist("reviews") if args else []
        ids = [text for text in given if text.isdecimal() and len(text) <= LONGEST_NUMBER]
        self.fields["reviews"].choices = [(text, text) for text in ids[: 2 * A_PAGE]]  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    """What we answer."""

    draft = forms.CharField(
        label=_("Your answer"), required=False, max_length=LONGEST_DRAFT, widget=forms.Textarea({"rows": 6})
    )


def _start(day: Any, zone: ZoneInfo, *, days: int = 0) -> datetime | None:
    try:
        return datetime.combine(day + timedelta(days=days), time.min, tzinfo=zone) if day else None
    except OverflowError:
        return None
