"""Words in any number of languages, and which of them are missing."""

from collections.abc import Iterable, Mapping

type Words = Mapping[str, str]
"""One text by language (BCP 47 tags): `{"en": "Why?", "zh-hans": "为什么?"}`."""


def said(words: Words, language: str, *, default: str) -> str:
    """One text as a respondent should read it.

    The language itself, else another of the same tongue (en for en-GB, zh-Hans for zh), else the survey's own, else
    any there is.

    Args:
        words: The text by language.
        language: The respondent's language.
        default: The survey's own language.
    """
    for wanted in (language, default):
        found = words.get(wanted) or next(
            (text for tag, text in words.items() if text and _tongue(tag) == _tongue(wanted)), ""
        )
        if found:
            return found
    return next((text for text in words.values() if text), "")


def lacking(words: Words, languages: Iterable[str]) -> tuple[str, ...]:
    """Languages in which a text that is there at all is not written yet."""
    if not any(words.values()):
        return ()
    return tuple(language for language in languages if not words.get(language, "").strip())


def closest(languages: Iterable[str], wanted: Iterable[str]) -> str | None:
    """The first of some wanted languages that there is, by tag or else by tongue; None if there is none."""
    there = tuple(languages)
    for tag in wanted:
        same = [one for one in there if one.lower() == tag.lower()]
        akin = [one for one in there if _tongue(one) == _tongue(tag)]
        if same or akin:
            return (same or akin)[0]
    return None


def _tongue(tag: str) -> str:
    return tag.lower().replace("_", "-").split("-")[0]
