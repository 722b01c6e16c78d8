"""Dates as people and programs write them: which way a column does it, and the SQL that reads it.

All times come out in UTC; one without an offset is taken to be in the mapping's time zone.
"""

import re
from collections.abc import Sequence

from cocreate_files.staging import literal

__all__ = ["DATE_FORMATS", "date_sql", "detect_date_format"]

CLOCK = r"(?:[ T]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[AaPp]\.?[Mm]\.?)?)?"
MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
MONTH = rf"(?:{MONTHS})[a-z]*\.?"
WEEKDAY = r"(?:[a-z]{3,9},? )?"
PATTERNS: dict[str, str] = {
    "iso": rf"\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}{CLOCK} ?(?:Z|UTC|GMT|[+-]\d{{2}}(?::?\d{{2}})?)?",
    "chinese": r"\d{4}年\d{1,2}月\d{1,2}[日号]? ?(?:\d{1,2}[:：时点]\d{1,2}(?:[:：分](?:\d{1,2}秒?)?)?)?",
    "day_first": rf"\d{{1,2}}[-/.]\d{{1,2}}[-/.]\d{{4}}{CLOCK}",
    "month_first": rf"\d{{1,2}}[-/.]\d{{1,2}}[-/.]\d{{4}}{CLOCK}",
    "day_month_name": rf"{WEEKDAY}\d{{1,2}}(?:st|nd|rd|th)?[- ](?:of )?{MONTH},?[- ]\d{{4}}{CLOCK}",
    "month_name_day": rf"{WEEKDAY}{MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}{CLOCK}",
    "epoch_seconds": r"1\d{9}(?:\.\d+)?",
    "epoch_milliseconds": r"1\d{12}",
}
DATE_FORMATS: tuple[str, ...] = tuple(PATTERNS)
MOST = 0.8
LAST_MONTH = 12
CLOCKS = ("", " %H:%M", " %H:%M:%S", " %H:%M:%S.%f", " %I:%M %p", " %I:%M:%S %p", " %I:%M%p", " %I:%M:%S%p")


def detect_date_format(values: Sequence[str]) -> tuple[str, bool] | None:
    """How most of the values write a date.

    Args:
        values: Values that are not blank.

    Returns:
        One of `DATE_FORMATS` and whether it is certain, or None where they are no dates. Days and months as
        in 05/03/2024 are told apart by any value above twelve; where there is none, the day is taken first.

    Examples:
        >>> detect_date_format(["05/03/2024", "25/03/2024"]), detect_date_format(["05/03/2024"])
        (('day_first', True), ('day_first', False))
    """
    if not values or not any(value[:1].isdigit() or value[:1].isalpha() for value in values):
        return None
    for name, pattern in PATTERNS.items():
        matching = re.compile(pattern, re.IGNORECASE)
        fitting = [value for value in values if matching.fullmatch(value.strip())]
        if len(fitting) >= MOST * len(values):
            return _day_or_month_first(fitting) if name == "day_first" else (name, True)
    return None


def _day_or_month_first(values: Sequence[str]) -> tuple[str, bool]:
    parts = [re.split(r"[-/.]", value.strip())[:2] for value in values]
    day_first = sum(int(first) > LAST_MONTH for first, _ in parts)
    month_first = sum(int(second) > LAST_MONTH for _, second in parts)
    return ("month_first", True) if month_first > day_first else ("day_first", day_first > 0)


def date_sql(expression: str, *, date_format: str, timezone: str = "UTC") -> str:
    """SQL that reads text as a `TIMESTAMP` in UTC, NULL where it cannot.

    Args:
        expression: SQL for the text.
        date_format: One of `DATE_FORMATS`.
        timezone: Where times without an offset were taken, as the IANA names it.

    Returns:
        The SQL.
    """
    text = f"trim({expression})"
    match date_format:
        case "iso":
            return _iso_sql(text, timezone)
        case "chinese":
            plain = f"regexp_replace(regexp_replace({text}, '[年月]', '-', 'g'), '[日号] *', ' ')"
            clock = f"regexp_replace(regexp_replace({plain}, '[时点：]', ':', 'g'), '[分秒]', '', 'g')"
            return _in_utc(f"TRY_CAST(trim({clock}) AS TIMESTAMP)", timezone)
        case "epoch_seconds":
            return f"make_timestamp(CAST(TRY_CAST({text} AS DOUBLE) * 1000000 AS BIGINT))"
        case "epoch_milliseconds":
            return f"make_timestamp(TRY_CAST({text} AS BIGINT) * 1000)"
        case "day_first" | "month_first":
            order = "%d/%m/%Y" if date_format == "day_first" else "%m/%d/%Y"
            plain = f"regexp_replace({text}, '^(\\d+)[-.](\\d+)[-.]', '\\1/\\2/')"
            return _in_utc(_strptime(plain, order), timezone)
        case _:
            order = "%d %b %Y" if date_format == "day_month_name" else "%b %d %Y"
            return _in_utc(_strptime(_plain_month_name(text), order), timezone)


def _iso_sql(text: str, timezone: str) -> str:
    plain = f"replace({text}, '/', '-')"
    if timezone == "UTC":
        return f"TRY_CAST({plain} AS TIMESTAMPTZ) AT TIME ZONE 'UTC'"
    has_offset = f"regexp_matches({text}, '(Z|UTC|GMT|:\\d\\d(\\.\\d+)? ?[+-]\\d\\d:?(\\d\\d)?)$')"
    return (
        f"CASE WHEN {has_offset} THEN TRY_CAST({plain} AS TIMESTAMPTZ) AT TIME ZONE 'UTC'"
        f" ELSE {_in_utc(f'TRY_CAST({plain} AS TIMESTAMP)', timezone)} END"
    )


def _in_utc(timestamp: str, timezone: str) -> str:
    return (
        timestamp
        if timezone == "UTC"
        else f"({timestamp} AT TIME ZONE {literal(timezone)}) AT TIME ZONE 'UTC'"
    )


def _strptime(text: str, order: str) -> str:
    formats = ", ".join(literal(order + clock) for clock in CLOCKS)
    return f"try_strptime({text}, [{formats}])"


def _plain_month_name(text: str) -> str:
    """`Sunday, 1st of March, 2015` as `1 mar 2015`."""
    lower = f"regexp_replace(lower({text}), '^[a-z]+,? +([0-9a-z])', '\\1')"
    has_weekday = f"regexp_matches(lower({text}), '^(mon|tue|wed|thu|fri|sat|sun)')"
    weekday = f"CASE WHEN {has_weekday} THEN {lower} ELSE lower({text}) END"
    ordinal = f"regexp_replace({weekday}, '(\\d)(st|nd|rd|th)\\b', '\\1')"
    month = f"regexp_replace({ordinal}, '({MONTHS})[a-z]*\\.?', '\\1')"
    return f"regexp_replace(replace(replace({month}, ' of ', ' '), ',', ''), '[- ]+', ' ', 'g')"
