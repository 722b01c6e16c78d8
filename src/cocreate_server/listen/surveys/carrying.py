"""Surveys from files of other tools, and into such files."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import IO

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from msgspec.structs import replace

from cocreate_server.ground.accounts.api import Workspace
from cocreate_server.ground.core.audit import Actor
from cocreate_server.ground.core.errors import Invalid
from cocreate_server.listen.surveys.models import Survey
from cocreate_server.listen.surveys.services import survey_create
from cocreate_surveys.codec import survey_from_data, survey_to_json
from cocreate_surveys.definition import Survey as Definition
from cocreate_surveys.editing import page_add
from cocreate_surveys.errors import FormatError
from cocreate_surveys.formats import Lost, Taken, read_any, write_surveyjs, write_xlsform

LARGEST_BYTES = 10 * 1024**2
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

LOST: Mapping[str, Promise] = {
    "type": gettext_lazy("Left out, since there is nothing like it: %(detail)s"),
    "nearest": gettext_lazy("Written as what comes nearest: %(detail)s"),
    "split": gettext_lazy("Became several questions: %(detail)s"),
    "condition": gettext_lazy("A condition that could not be read: %(detail)s"),
    "validation": gettext_lazy("A rule for answers: %(detail)s"),
    "setting": gettext_lazy("A setting: %(detail)s"),
    "skip": gettext_lazy("Where to go on: %(detail)s"),
    "end": gettext_lazy("An end: %(detail)s"),
    "quota": gettext_lazy("A quota: %(detail)s"),
    "score": gettext_lazy("A score: %(detail)s"),
    "renamed": gettext_lazy("Is called otherwise now; it was: %(detail)s"),
    "markup": gettext_lazy("Markup within words: %(detail)s"),
    "piping": gettext_lazy("Words filled in from elsewhere: %(detail)s"),
    "flow": gettext_lazy("A step of the flow: %(detail)s"),
    "repeat": gettext_lazy("A repetition, asked only once: %(detail)s"),
    "trash": gettext_lazy("Left in the trash: %(detail)s"),
    "kept": gettext_lazy("What Cocreate had kept inside could not be read: %(detail)s"),
    "more": gettext_lazy("And more; only the first %(detail)s are listed."),
}


@dataclass(frozen=True, slots=True)
class LostLine:
    """One thing that was lost, in words."""

    where: str
    sentence: str


@dataclass(frozen=True, slots=True)
class BroughtSurvey:
    """A draft that came out of a file, and what did not come along."""

    survey: Survey
    lost: tuple[LostLine, ...]


@dataclass(frozen=True, slots=True)
class TakenSurvey:
    """A file to take away."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class _Form:
    ending: str
    content_type: str
    write: Callable[[Definition], Taken]


FORMS: Mapping[str, _Form] = {
    "xlsform": _Form("xlsx", XLSX, write_xlsform),
    "surveyjs": _Form("surveyjs.json", "application/json", write_surveyjs),
    "json": _Form("json", "application/json", lambda survey: Taken(survey_to_json(survey))),
}


def survey_bring(
    workspace: Workspace, *, file: IO[bytes], name: str, actor: Actor, now: datetime
) -> BroughtSurvey:
    """Make a draft of a file.

    Args:
        workspace: Where it goes.
        file: What was uploaded.
        name: What it is called where the file gives no title.
        actor: Who brings it.
        now: The time.

    Raises:
        Invalid: The file holds no survey that can be read; it says why.
    """
    try:
        brought = read_any(file.read(LARGEST_BYTES + 1))
    except FormatError as error:
        raise Invalid(_("This file could not be brought in: %(why)s") % {"why": error}) from error
    definition = brought.survey if brought.survey.pages else page_add(brought.survey)[0]
    title = next((text for text in definition.title.values() if text.strip()), "")
    named = (title or name or _("Brought in")).strip()[:200]
    if not title:
        definition = replace(definition, title={definition.language: named})
    survey = survey_create(workspace, name=named, definition=definition, actor=actor, now=now)
    return BroughtSurvey(survey, tuple(lost_line(one) for one in brought.lost))


def survey_take(survey: Survey, form: str) -> TakenSurvey:
    """The draft as a file of a form: `xlsform`, `surveyjs` or `json`."""
    chosen = FORMS[form]
    taken = chosen.write(survey_from_data(survey.draft))
    return TakenSurvey(f"survey-{survey.key}.{chosen.ending}", chosen.content_type, taken.content)


def lost_on_the_way(survey: Survey, form: str) -> tuple[LostLine, ...]:
    """What a file of that form does not say to other tools; Cocreate reads it back whole."""
    return tuple(lost_line(one) for one in FORMS[form].write(survey_from_data(survey.draft)).lost)


def lost_line(lost: Lost) -> LostLine:
    """One thing in words."""
    return LostLine(lost.where, str(LOST[lost.what]) % {"detail": lost.detail or "–"})
