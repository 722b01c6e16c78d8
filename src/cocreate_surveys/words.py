"""Words in any number of languages, and which of them are missing."""

from collections.abc import Iterable, Mapping

type Words = Mapping[str, str]
"""One text by language (BCP 47 tags): `{"en": "Why?", "zh-hans": "为什么?"}`."""


TRADITIONAL = frozenset({"hant", "tw", "hk", "mo"})


def said(words: Words, language: str, *, default: str) -> str:
    """One text as a respondent should read it.

    The language itself, else another of the same tongue (en for en-GB, zh-Hans for zh), else the survey's own, else
    any there is.

    Args:
        words: The text by language.
        language: The respondent's language.
        default: The survey's own language.
    """
    written = [tag for tag, text in words.items() if text]
    for wanted in (language, default):
        nearest = _nearest(written, wanted)
        if nearest is not None:
            return words[nearest]
    return next((text for text in words.values() if text), "")


def lacking(words: Words, languages: Iterable[str]) -> tuple[str, ...]:
    """Languages in which a text that is there at all is not written yet."""
    if not any(words.values()):
        return ()
    return tuple(language for language in languages if not words.get(language, "").strip())


def closest(languages: Iterable[str], wanted: Iterable[str]) -> str | None:
    """The first of some wanted languages that there is, by tag, else by writing, else by tongue; None if there is none."""
    there = tuple(languages)
    return next((found for tag in wanted if (found := _nearest(there, tag)) is not None), None)


def _nearest(there: Iterable[str], wanted: str) -> str | None:
    """The tag itself, else one written alike (zh-Hant for zh-HK), else one of the same tongue."""
    tags = tuple(there)
    for alike in (str.lower, _writing, _tongue):
        found = next((tag for tag in tags if alike(tag) == alike(wanted)), None)
        if found is not None:
            return found
    return None


def _writing(tag: str) -> str:
    """Tongue and script, which for Chinese follows from the place where no script is said."""
    parts = tag.lower().replace("_", "-").split("-")
    if parts[0] != "zh":
        return parts[0]
    return "zh-hant" if TRADITIONAL & set(parts[1:]) else "zh-hans"


def _tongue(tag: str) -> str:
    return tag.lower().replace("_", "-").split("-")[0]
