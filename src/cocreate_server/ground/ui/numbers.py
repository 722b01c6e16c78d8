"""Numbers as people read them: the decimals a measure deserves, a real minus sign, the reader's own separators."""

from django.utils.formats import number_format

MINUS = "\N{MINUS SIGN}"


def figure(value: float | None, decimals: int | str = 1) -> str:
    """A number with fixed decimals.

    >>> figure(-1234.56)
    '−1,234.6'
    """
    if value is None:
        return "–"
    text = number_format(abs(round(value, int(decimals))), decimal_pos=int(decimals), force_grouping=True)
    return (MINUS if round(value, int(decimals)) < 0 else "") + text


def change(value: float | None, decimals: int | str = 1) -> str:
    """A difference with its sign.

    >>> change(2)
    '+2.0'
    """
    if value is None:
        return "–"
    return figure(value, decimals) if round(value, int(decimals)) <= 0 else f"+{figure(value, decimals)}"


def plain(value: float | None) -> str:
    """A number with no more decimals than it has.

    >>> plain(9.0)
    '9'
    """
    if value is None:
        return "–"
    return figure(value, 0 if float(value).is_integer() else 2)
