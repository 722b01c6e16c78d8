"""Forms of asking: a sending with its audience and letter, and how a workspace asks in general."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cocreate_server.ground.accounts.api import Workspace
from cocreate_server.ground.customers.api import customer_choices
from cocreate_server.ground.ui.languages import language_label, market_label
from cocreate_server.listen.asking.models import Manners, Sending
from cocreate_server.listen.asking.rules import (
    Audience,
    EventRule,
    Letter,
    TraitRule,
    TraitTest,
    as_data,
    audience_from,
    letter_from,
)
from cocreate_server.listen.asking.usual_words import usual

TRAIT_ROWS, EVENT_ROWS = 3, 2
LETTER_PARTS = ("subject", "above", "below", "button")
LETTER_LABELS = {
    "subject": _("Subject"), "above": _("Words above"), "below": _("Words below"), "button": _("Button"),
}  # fmt: skip
TESTS = [
    (TraitTest.IS, _("is")),
    (TraitTest.IS_NOT, _("is not")),
    (TraitTest.AT_LEAST, _("is at least")),
    (TraitTest.CONTAINS, _("contains")),
]
PLAIN = (
    "name", "moment", "event_name", "delay_minutes", "send_hour", "share_pct", "reminder_days", "reminders_most",
    "link_days", "counts_opens",
)  # fmt: skip
LOCAL = "%Y-%m-%dT%H:%M"


def _number(label: Any, least: int, most: int, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=most, **more)


class SendingForm(forms.Form):
    """A sending: when, to whom, how often, and what the letter says in each language."""

    name = forms.CharField(label=_("Name"), max_length=200)
    moment = forms.ChoiceField(label=_("When"), choices=Sending.Moment.choices)
    at = forms.DateTimeField(
        label=_("At"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=LOCAL),
    )
    event_name = forms.CharField(label=_("Event"), required=False, max_length=200)
    delay_minutes = _number(_("Minutes after the event"), 0, 525600)
    send_hour = _number(
        _("Hour of the day"),
        0,
        23,
        required=False,
        help_text=_("On each person’s own clock; any hour where empty."),
    )
    markets = forms.MultipleChoiceField(
        label=_("Markets"), required=False, widget=forms.CheckboxSelectMultiple
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"), required=False, widget=forms.CheckboxSelectMultiple
    )
    not_asked_days = _number(_("Not asked for days"), 0, 3650)
    share_pct = _number(_("Share of them, in %"), 1, 100, help_text=_("Drawn by lot, exactly so many."))
    reminders_most = _number(
        _("Reminders, at most"), 0, 5, help_text=_("Only to those who have not answered.")
    )
    reminder_days = _number(_("Days before a reminder"), 1, 60)
    link_days = _number(_("Days for which links work"), 1, 365)
    counts_opens = forms.BooleanField(
        label=_("Count opened letters"),
        required=False,
        help_text=_("By a tiny image; many mail programs hide from it."),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        workspace: Workspace,
        languages: tuple[str, ...],
        sending: Sending | None,
    ) -> None:
        self._zone, self._tags = workspace.zone, languages
        super().__init__(data, initial=_initial(sending, languages, self._zone))
        self._offer(workspace, audience_from(sending.audience) if sending else Audience())
        for row in range(TRAIT_ROWS):
            self.fields[f"trait_{row}_name"] = forms.CharField(
                label=_("Trait"), required=False, max_length=120
            )
            self.fields[f"trait_{row}_test"] = forms.ChoiceField(
                label=_("How"), required=False, choices=TESTS
            )
            self.fields[f"trait_{row}_value"] = forms.CharField(
                label=_("Value"), required=False, max_length=200
            )
        for row in range(EVENT_ROWS):
            self.fields[f"event_{row}_name"] = forms.CharField(
                label=_("Event"), required=False, max_length=200
            )
            self.fields[f"event_{row}_did"] = forms.ChoiceField(
                label=_("Happened"), required=False, choices=[("yes", _("did")), ("no", _("did not"))]
            )
            self.fields[f"event_{row}_days"] = _number(_("Within days"), 1, 3650, required=False)
        for place, tag in enumerate(languages):
            self._say(place, tag)

    def clean(self) -> dict[str, Any]:
        """A time where one is needed, and an event."""
        cleaned = super().clean() or {}
        if cleaned.get("moment") == Sending.Moment.AT and not cleaned.get("at"):
            self.add_error("at", _("Say when."))
        if cleaned.get("moment") == Sending.Moment.EVENT and not cleaned.get("event_name"):
            self.add_error("event_name", _("Say which event."))
        return cleaned

    def given(self) -> dict[str, Any]:
        """What was chosen, as a sending keeps it."""
        said = self.cleaned_data
        at = said["at"] if said["moment"] == Sending.Moment.AT else None
        return {name: said[name] for name in PLAIN} | {
            "at": at.replace(tzinfo=self._zone) if at else None,
            "audience": as_data(self._audience()),
            "letter": as_data(self._letter()),
        }

    def sections(self) -> Iterator[tuple[Any, list[forms.BoundField]]]:
        """The fields in groups, as the page shows them."""
        groups: list[tuple[Any, list[str]]] = [
            ("", ["name"]),
            (_("When"), ["moment", "at", "event_name", "delay_minutes", "send_hour"]),
            (_("To whom"), ["markets", "languages", "not_asked_days", "share_pct"]),
            (_("Again"), ["reminders_most", "reminder_days", "link_days", "counts_opens"]),
        ]
        for label, names in groups:
            yield (
                label,
                [self[name] for name in names if name not in {"markets", "languages"} or self._has(name)],
            )

    def traits(self) -> list[list[forms.BoundField]]:
        """Rows of rules about traits."""
        return [
            [self[f"trait_{row}_{part}"] for part in ("name", "test", "value")] for row in range(TRAIT_ROWS)
        ]

    def events(self) -> list[list[forms.BoundField]]:
        """Rows of rules about events."""
        return [
            [self[f"event_{row}_{part}"] for part in ("name", "did", "days")] for row in range(EVENT_ROWS)
        ]

    def narrows(self) -> bool:
        """Whether rules about traits or events are there, or wrong, so that the page shows them at once."""
        said = self.data or self.initial
        rules = [
            name for name in self.fields if name.startswith(("trait_", "event_")) and name != "event_name"
        ]
        return any(said.get(name) for name in rules if name.endswith("_name")) or any(
            name in self.errors for name in rules
        )

    def letters(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields of the letter, by language."""
        return [
            (tag, [self[f"{part}_{place}"] for part in LETTER_PARTS]) for place, tag in enumerate(self._tags)
        ]

    def _offer(self, workspace: Workspace, audience: Audience) -> None:
        choices = customer_choices(workspace.pk)
        for name, there, chosen, label in (
            ("markets", choices.markets, audience.markets, market_label),
            ("languages", choices.languages, audience.languages, language_label),
        ):
            offered = [(code, label(code)) for code in sorted({*there, *chosen})]
            self.fields[name].choices = offered  # type: ignore[attr-defined]

    def _has(self, name: str) -> bool:
        return name in self.errors or bool(self.fields[name].choices)  # type: ignore[attr-defined]

    def _say(self, place: int, tag: str) -> None:
        for part in LETTER_PARTS:
            widget = forms.Textarea(attrs={"rows": 4}) if part in {"above", "below"} else forms.TextInput()
            widget.attrs |= {"lang": tag, "dir": "auto", "placeholder": usual(part, tag)}
            self.fields[f"{part}_{place}"] = forms.CharField(
                label=LETTER_LABELS[part],
                required=False,
                max_length=4000 if "rows" in widget.attrs else 200,
                widget=widget,
            )

    def _audience(self) -> Audience:
        said = self.cleaned_data
        rows = [
            [said[f"trait_{row}_{part}"] for part in ("name", "test", "value")] for row in range(TRAIT_ROWS)
        ]
        events = [
            [said[f"event_{row}_{part}"] for part in ("name", "did", "days")] for row in range(EVENT_ROWS)
        ]
        return Audience(
            markets=tuple(said["markets"]),
            languages=tuple(said["languages"]),
            traits=tuple(
                TraitRule(name=name, test=TraitTest(test or TraitTest.IS), value=value)
                for name, test, value in rows
                if name
            ),
            events=tuple(
                EventRule(name=name, did=did != "no", within_days=days or 30)
                for name, did, days in events
                if name
            ),
            not_asked_days=said["not_asked_days"],
        )

    def _letter(self) -> Letter:
        words: dict[str, dict[str, str]] = {part: {} for part in LETTER_PARTS}
        for place, tag in enumerate(self._tags):
            for part in LETTER_PARTS:
                if self.cleaned_data[f"{part}_{place}"].strip():
                    words[part][tag] = self.cleaned_data[f"{part}_{place}"].strip()
        return Letter(**words)


class MannersForm(forms.ModelForm):  # type: ignore[type-arg]
    """How a workspace asks, whatever the survey."""

    class Meta:  # noqa: D106
        model = Manners
        fields: ClassVar = [
            "sender_name",
            "reply_to",
            "cool_down_days",
            "needs_yes",
            "quiet_from",
            "quiet_until",
        ]
        widgets: ClassVar = {
            name: forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
            for name in ("quiet_from", "quiet_until")
        }
        help_texts: ClassVar = {
            "cool_down_days": _("Across all surveys. 0 for none."),
            "needs_yes": _("Otherwise everybody who has not refused is asked."),
            "quiet_from": _("On each person’s own clock, where their time zone is known."),
            "quiet_until": _("The same time twice means no quiet hours."),
            "sender_name": _("The workspace’s name where empty."),
        }


def _initial(sending: Sending | None, languages: tuple[str, ...], zone: Any) -> dict[str, Any]:
    """What the form shows first."""
    shown: Sending = sending or Sending(seed=0, share_pct=100)
    initial: dict[str, Any] = {name: getattr(shown, name) for name in PLAIN}
    initial["at"] = _local(shown.at, zone)
    audience, letter = audience_from(shown.audience), letter_from(shown.letter)
    initial |= {name: getattr(audience, name) for name in ("markets", "languages", "not_asked_days")}
    for row, rule in enumerate(audience.traits):
        initial |= {
            f"trait_{row}_name": rule.name,
            f"trait_{row}_test": rule.test,
            f"trait_{row}_value": rule.value,
        }
    for row, event in enumerate(audience.events):
        initial |= {
            f"event_{row}_name": event.name, f"event_{row}_did": "yes" if event.did else "no",
            f"event_{row}_days": event.within_days,
        }  # fmt: skip
    for place, tag in enumerate(languages):
        initial |= {f"{part}_{place}": _words(letter, part).get(tag, "") for part in LETTER_PARTS}
    return initial


def _words(letter: Letter, part: str) -> Mapping[str, str]:
    words: Mapping[str, str] = getattr(letter, part)
    return words


def _local(moment: datetime | None, zone: Any) -> datetime | None:
    return timezone.make_naive(moment, zone) if moment else None
