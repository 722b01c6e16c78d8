"""Names of languages in the reader's language."""

from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language


def language_label(code: str) -> str:
    """The name of a language.

    >>> language_label("zh-hans")
    'Chinese (Simplified)'
    """
    reader = Locale.parse("zh_Hans" if (get_language() or "").startswith("zh") else "en")
    try:
        return Locale.parse(code.replace("-", "_")).get_display_name(reader) or code
    except (UnknownLocaleError, ValueError):
        return code
