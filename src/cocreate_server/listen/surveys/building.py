"""What the builder's buttons do: each takes the draft and what a form sent, and gives the draft it becomes."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from msgspec.structs import replace

from cocreate_server.ground.core.errors import Invalid
from cocreate_server.listen.surveys.question_forms import end_read, page_read, question_read, worded
from cocreate_server.listen.surveys.whole_forms import quotas_read, scores_read
from cocreate_surveys.checks import LANGUAGE
from cocreate_surveys.definition import Flow, Kind, Survey
from cocreate_surveys.editing import (
    end_add,
    end_remove,
    end_replace,
    page_add,
    page_copy,
    page_move,
    page_remove,
    page_replace,
    question_add,
    question_copy,
    question_move,
    question_place,
    question_remove,
    question_replace,
)
from cocreate_surveys.errors import DefinitionError

if TYPE_CHECKING:
    from django.http import QueryDict


@dataclass(frozen=True, slots=True)
class Built:
    """The draft after a deed, and where the builder stands then."""

    survey: Survey
    at: str


def build(survey: Survey, post: "QueryDict", *, at: str, language: str) -> Built:
    """Do what a form of the builder asks.

    Args:
        survey: The draft.
        post: What the form sent. `op` says what to do; without it, what is at hand is saved.
        at: What is at hand.
        language: In which language its words were edited.

    Raises:
        Invalid: It asks for something that is not there.
    """
    saved = _save(survey, post, at, language) if "saves" in post else survey
    deed, _space, thing = post.get("op", "").partition(" ")
    try:
        return _do(saved, post, deed, thing, at)
    except (DefinitionError, ValueError) as error:
        raise Invalid(_("This is no longer there. Reload to see the survey as it is now.")) from error


def _save(survey: Survey, post: "QueryDict", at: str, language: str) -> Survey:
    what, _colon, thing = at.partition(":")
    if what == "question" and (question := survey.question(thing)):
        return question_replace(survey, question_read(post, question, survey, language=language))
    if what == "page" and (page := next((one for one in survey.pages if one.id == thing), None)):
        return page_replace(survey, page_read(post, page, survey, language=language))
    if what == "end" and (end := survey.end(thing)):
        return end_replace(survey, end_read(post, end, survey, language=language))
    return _whole(survey, post, language)


def _whole(survey: Survey, post: "QueryDict", language: str) -> Survey:
    flow = post.get("flow", survey.flow)
    return replace(
        survey,
        title=worded(survey.title, post.get("title"), language),
        privacy=worded(survey.privacy, post.get("privacy"), language),
        flow=Flow(flow) if flow in set(Flow) else survey.flow,
        progress="progress" in post,
        back="back" in post,
        touchpoint=post.get("touchpoint", survey.touchpoint)[:60],
        channel=post.get("channel", survey.channel)[:60],
        quotas=quotas_read(post, survey),
        scores=scores_read(post, survey, language=language),
    )


def _do(survey: Survey, post: "QueryDict", deed: str, thing: str, at: str) -> Built:
    if deed in ADDING:
        what, add = ADDING[deed]
        added, fresh = add(survey, thing, post, at)
        return Built(added, f"{what}:{fresh}")
    if deed in REMOVING:
        return Built(REMOVING[deed](survey, thing), "survey" if at.endswith(f":{thing}") else at)
    if deed in CHANGING:
        return Built(CHANGING[deed](survey, thing, post), at)
    return Built(survey, at)


def _question_add(survey: Survey, kind: str, post: "QueryDict", at: str) -> tuple[Survey, str]:
    _what, _colon, here = at.partition(":")
    return question_add(survey, Kind(kind), page=post.get("page", here), after=post.get("after", here))


def _question_place(survey: Survey, thing: str, post: "QueryDict") -> Survey:
    return question_place(survey, thing, page=post.get("page", ""), place=int(post.get("place", "0")))


def _language_add(survey: Survey, tag: str) -> Survey:
    plain = tag.strip().lower()
    if not LANGUAGE.fullmatch(plain):
        raise Invalid(_("“%(tag)s” is not a language tag such as en, zh-hans or pt-br.") % {"tag": tag})
    if plain in survey.languages:
        return survey
    return replace(survey, languages=(*survey.languages, plain))


def _language_remove(survey: Survey, tag: str) -> Survey:
    """Ask no longer in a language; its words stay in case it comes back."""
    left = tuple(one for one in survey.languages if one != tag)
    return replace(survey, languages=left) if left else survey


type Add = Callable[[Survey, str, "QueryDict", str], tuple[Survey, str]]
type Change = Callable[[Survey, str, "QueryDict"], Survey]

ADDING: Mapping[str, tuple[str, Add]] = {
    "question_add": ("question", _question_add),
    "question_copy": ("question", lambda survey, thing, _post, _at: question_copy(survey, thing)),
    "page_add": ("page", lambda survey, thing, _post, _at: page_add(survey, after=thing)),
    "page_copy": ("page", lambda survey, thing, _post, _at: page_copy(survey, thing)),
    "end_add": ("end", lambda survey, _thing, _post, _at: end_add(survey)),
}
REMOVING: Mapping[str, Callable[[Survey, str], Survey]] = {
    "question_remove": question_remove,
    "page_remove": page_remove,
    "end_remove": end_remove,
}
CHANGING: Mapping[str, Change] = {
    "question_up": lambda survey, thing, _post: question_move(survey, thing, steps=-1),
    "question_down": lambda survey, thing, _post: question_move(survey, thing, steps=1),
    "question_place": _question_place,
    "page_up": lambda survey, thing, _post: page_move(survey, thing, steps=-1),
    "page_down": lambda survey, thing, _post: page_move(survey, thing, steps=1),
    "language_add": lambda survey, _thing, post: _language_add(survey, post.get("language_tag", "")),
    "language_remove": lambda survey, thing, _post: _language_remove(survey, thing),
}
