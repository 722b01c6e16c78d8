"""What a new survey starts from."""

from dataclasses import dataclass

from django.utils.translation import get_language
from msgspec.structs import replace

from cocreate_surveys.definition import Survey
from cocreate_surveys.editing import page_add
from cocreate_surveys.templates import TEMPLATES, template
from cocreate_surveys.words import said


@dataclass(frozen=True, slots=True)
class Offered:
    """A template as the page offers it."""

    code: str
    title: str
    about: str
    source: str


def definition_for(code: str, name: str) -> Survey:
    """A template's survey, in the maker's language first; without a template, an empty page.

    Raises:
        DefinitionError: There is no such template.
    """
    language = _language()
    if not code:
        return page_add(Survey(title={language: name}, languages=(language,)))[0]
    made = template(code).make()
    return replace(made, languages=(language, *(one for one in made.languages if one != language)))


def templates_offered() -> tuple[Offered, ...]:
    """Templates to start from, in the maker's language."""
    language = _language()
    return tuple(
        Offered(
            one.code,
            said(one.title, language, default="en"),
            said(one.about, language, default="en"),
            one.source,
        )
        for one in TEMPLATES
    )


def _language() -> str:
    return "zh-hans" if (get_language() or "").startswith("zh") else "en"
