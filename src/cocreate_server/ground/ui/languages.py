"""Names of languages and markets in the reader's language."""

from babel import Locale, UnknownLocaleError
from django.utils.translation import get_language

COUNTRY_CODE_LENGTH = 2


def language_label(code: str) -> str:
    """The name of a language.

    >>> language_label("zh-hans")
    'Chinese (Simplified)'
    """
    try:
        return Locale.parse(code.replace("-", "_")).get_display_name(_reader()) or code
    except (UnknownLocaleError, ValueError):
        return code


def market_label(code: str) -> str:
    """The name of a market: of a country where it is a country's code, else as it stands.

    >>> market_label("cn")
    'China'
    """
    if len(code) != COUNTRY_CODE_LENGTH:
        return code
    return str(_reader().territories.get(code.upper(), code))


def _reader() -> Locale:
    return Locale.parse("zh_Hans" if (get_language() or "").startswith("zh") else "en")
