"""Plain values of payloads as numbers, yes or no, and times."""

import math
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

YES = frozenset({"true", "yes", "y", "1", "on", "是", "对", "有"})
NO = frozenset({"false", "no", "n", "0", "off", "否", "不是", "没有"})
FORMS = (
    "%Y-%m-%d %H:%M:%S",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y-%m-%d %H:%M",
    "%Y/%m/%d",
    "%Y年%m月%d日",
)
MILLISECONDS_FROM = 100_000_000_000


class Unusable(ValueError):
    """A value is not of the kind that it was taken for; says why."""


def number_of(value: Any) -> float:
    """A number, also where it came as text.

    Raises:
        Unusable: It is none.
    """
    try:
        number = math.nan if isinstance(value, bool) else float(value)
    except (TypeError, ValueError, OverflowError):
        number = math.nan
    if not math.isfinite(number):
        raise Unusable(_("This is no number."))
    return number


def boolean_of(value: Any) -> bool:
    """Yes or no, in English or Chinese, or as 1 or 0.

    Raises:
        Unusable: It is neither.
    """
    said = str(value).strip().lower()
    if said in YES or said in NO:
        return said in YES
    raise Unusable(_("This is neither yes nor no."))


def text_of(value: Any) -> str:
    """A text; lists are joined.

    Raises:
        Unusable: It holds what no text may.
    """
    text = ", ".join(str(inner) for inner in value) if isinstance(value, list) else str(value)
    if "\0" in text:
        raise Unusable(_("This holds a NUL character, which no text may."))
    return text.strip()


def parts_of(value: Any) -> list[str]:
    """Several choices: a list, or a text with commas, upright strokes or ┋ between."""
    given = (
        value
        if isinstance(value, list)
        else str(value).replace("┋", ",").replace("|", ",").replace("，", ",").split(",")
    )
    return list(dict.fromkeys(text for part in given if (text := text_of(part))))


def time_of(value: Any, *, zone: ZoneInfo) -> datetime:
    """A moment: ISO 8601, a few other common forms, or seconds or milliseconds since 1970.

    Args:
        value: As it came.
        zone: Whose clocks it was read from, where it does not say.

    Raises:
        Unusable: It is none.
    """
    moment = (
        _from_number(value)
        if not isinstance(value, str) or value.strip().isdecimal()
        else _from_text(value.strip())
    )
    if moment is None:
        raise Unusable(_("This is no time that could be read."))
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _from_number(value: Any) -> datetime | None:
    try:
        seconds = number_of(value)
        return datetime.fromtimestamp(seconds / 1000 if seconds >= MILLISECONDS_FROM else seconds, tz=UTC)
    except (Unusable, OverflowError, OSError, ValueError):
        return None


def _from_text(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    for form in FORMS:
        try:
            return datetime.strptime(text, form)  # noqa: DTZ007 - the caller says whose clocks
        except ValueError:
            continue
    return None
