"""What the columns of a table mean, guessed from their names and their values, each guess with its reason."""

from collections.abc import Sequence
from dataclasses import replace

from cocreate_files.columns import Column, leading_number
from cocreate_files.mapping import UNIQUE_ROLES, ColumnMapping
from cocreate_files.names import is_about, role_of_name
from cocreate_files.notes import Note
from cocreate_files.scale_words import scale_of_words

__all__ = ["guess_column", "guess_columns", "guess_scale", "plain", "settle"]

FEW_VALUES = 60
SCALE_ENDS: tuple[tuple[float, float], ...] = (
    (1, 5),
    (1, 6),
    (1, 7),
    (1, 10),
    (0, 10),
    (1, 4),
    (0, 5),
    (1, 3),
)
MOST_SPREAD_POINTS = 11
FEWEST_POINTS = 3
NEARLY_UNIQUE_SHARE = 0.95
MOST_REPEATED_SHARE = 0.3
MOST_INSIDE_SHARE = 0.8
NPS_POINTS = frozenset(float(point) for point in range(11))


def guess_columns(columns: Sequence[Column]) -> tuple[ColumnMapping, ...]:
    """Guess every column's meaning; a role that only one can have goes to the surest."""
    return settle(tuple(guess_column(column) for column in columns))


def settle(guesses: Sequence[ColumnMapping]) -> tuple[ColumnMapping, ...]:
    """Leave each unique role to one column, and give answers ids that differ."""
    chosen: dict[str, ColumnMapping] = {}
    for guess in guesses:
        best = chosen.get(guess.role)
        if guess.role in UNIQUE_ROLES and (best is None or guess.confidence > best.confidence):
            chosen[guess.role] = guess
    settled = [
        guess if guess.role not in UNIQUE_ROLES or chosen[guess.role] is guess else _loser(guess)
        for guess in guesses
    ]
    return tuple(settled)


def _loser(guess: ColumnMapping) -> ColumnMapping:
    role = "ignore" if guess.role in {"submission", "email"} else "trait"
    return guess.with_role(role, confidence=0.4)


def plain(column: Column) -> ColumnMapping:
    """A column without a meaning yet, what the file says of it carried over."""
    dates = column.profile.date_format
    return ColumnMapping(
        index=column.index,
        name=column.name,
        role="ignore",
        field_id=column.name,
        label=column.label,
        group_id=column.group_id,
        group_label=column.group_label,
        date_format=dates[0] if dates else "",
        labels=column.value_labels,
        missing=column.missing,
        reason=Note("column_empty"),
        confidence=0.9,
    )


def guess_column(column: Column) -> ColumnMapping:
    """Guess one column's meaning.

    Args:
        column: The column with its profile.

    Returns:
        The meaning with its confidence and reason.
    """
    guess, kind = plain(column), column.kind
    if kind == "empty":
        return guess
    if is_about("index", column.name) and column.profile.is_unique and column.profile.numbers:
        return guess.with_role("ignore", reason=Note("column_index"), confidence=0.9)
    named = _by_name(column, guess)
    if named:
        return named
    if is_about("personal", column.name, column.label) and kind != "boolean":
        return guess.with_role("ignore", reason=Note("column_personal"), confidence=0.7)
    by_kind = {
        "email": _email,
        "boolean": _boolean,
        "date": _date,
        "number": _number,
        "text": _text,
        "word": _word,
    }
    return by_kind[kind](column, guess)


def _by_name(column: Column, guess: ColumnMapping) -> ColumnMapping | None:
    role = role_of_name(column.name) or role_of_name(column.label)
    reason = Note("column_named", {"name": column.name})
    fits = {
        "submission": column.profile.distinct >= NEARLY_UNIQUE_SHARE * max(2, column.profile.rows),
        "when": column.kind == "date",
        "email": column.kind == "email",
        "customer": column.kind in {"number", "word", "email"},
        "weight": column.kind == "number" and min(column.profile.numbers, default=-1) >= 0,
    }
    if role is None or not fits.get(role, column.kind in {"word", "boolean", "number"}):
        return None
    if role in {"market", "channel", "touchpoint", "component", "language"} and _is_scale(column):
        return None
    confidence = 0.9 if _is_precise(role, column.name) else 0.8
    return guess.with_role(role, reason=reason, confidence=confidence)


def _is_precise(role: str, name: str) -> bool:
    """Whether to prefer the column to others of its role: a country to a region, an end to a date."""
    words = name.lower()
    precise = {
        "market": ("country", "market", "cntry", "国家", "市场"),
        "when": ("submit", "record", "complet", "end", "提交"),
        "channel": ("channel", "渠道"),
        "submission": ("response", "submission", "respondent", "答卷"),
    }
    return role not in precise or any(word in words for word in precise[role])


def _is_scale(column: Column) -> bool:
    return bool(column.profile.scale_points) and is_about("rating", column.name, column.label)


def _email(column: Column, guess: ColumnMapping) -> ColumnMapping:  # noqa: ARG001 - one form for all kinds
    return guess.with_role("email", reason=Note("address_words"), confidence=0.9)


def _boolean(column: Column, guess: ColumnMapping) -> ColumnMapping:
    if is_about("about_person", column.name, column.label):
        return guess.with_role("trait", reason=Note("column_named", {"name": column.name}), confidence=0.7)
    return replace(guess.as_answer("boolean"), reason=Note("values_boolean"), confidence=0.8)


def _date(column: Column, guess: ColumnMapping) -> ColumnMapping:
    name, certain = column.profile.date_format or ("iso", True)
    reason = Note("date_format", {"format": name}) if certain else Note("date_order_assumed")
    starts = is_about("about_person", column.name) or "start" in column.name.lower()
    return guess.with_role("when", reason=reason, confidence=0.3 if starts else 0.5)


def _number(column: Column, guess: ColumnMapping) -> ColumnMapping:
    if is_about("about_person", column.name, column.label) or is_about("key", column.name):
        return guess.with_role("trait", reason=Note("column_named", {"name": column.name}), confidence=0.8)
    if column.profile.distinct == 1:
        return guess.with_role("trait", reason=Note("columns_few_values", {"distinct": 1}), confidence=0.5)
    scale = guess_scale(column, guess)
    if scale:
        return scale
    if column.profile.is_unique and all(number.is_integer() for number in column.profile.numbers):
        return guess.with_role("ignore", reason=Note("column_mostly_unique"), confidence=0.5)
    return replace(guess.as_answer("number"), reason=Note("values_numbers"), confidence=0.5)


def guess_scale(column: Column, guess: ColumnMapping) -> ColumnMapping | None:
    """The column as a score, where its values are points of a scale; else None.

    Args:
        column: The column.
        guess: What is known of it so far.

    Returns:
        An answer of type nps, csat, ces or rating with its scale, or None.
    """
    labels = (
        () if column.profile.scale_points else scale_of_words(value for value, _ in column.profile.answers)
    )
    if labels:
        low, high = 1.0, float(len(labels))
        reason = Note("scale_labels", {"low": 1, "high": len(labels)})
        return replace(
            guess.as_answer(_score_type(column, low, high), scale=(low, high)),
            labels=labels,
            reason=reason,
            confidence=0.9,
        )
    points = _recommended(column) or [
        point for point in column.profile.scale_points if not _is_missing(point, column)
    ]
    ends = _ends(column, points)
    if ends is None and is_about("score", column.name, column.label):
        ends = _ends(column, column.profile.usual_points)
    if ends is None:
        return None
    field_type = _score_type(column, *ends)
    reason = Note("scale_values", {"low": int(ends[0]), "high": int(ends[1])})
    sure = 0.6 if field_type == "rating" and not is_about("rating", column.name, column.label) else 0.9
    return replace(guess.as_answer(field_type, scale=ends), reason=reason, confidence=sure)


def _is_missing(point: float, column: Column) -> bool:
    try:
        return any(float(low) <= point <= float(high) for low, high in column.missing)
    except ValueError:
        return False


def _recommended(column: Column) -> list[float]:
    """Points of 0 to 10, where the name speaks of recommending and nearly all answers are such; else none."""
    if not is_about("recommend", column.name, column.label):
        return []
    counted = [(leading_number(value), count) for value, count in column.profile.answers]
    inside = [(number, count) for number, count in counted if number in NPS_POINTS]
    if sum(count for _, count in inside) < MOST_INSIDE_SHARE * sum(count for _, count in counted):
        return []
    return sorted({number for number, _ in inside if number is not None})


def _ends(column: Column, points: Sequence[float]) -> tuple[float, float] | None:
    """The ends of the scale that the points lie on, the usual one for what the name speaks of."""
    if not points or len(points) > MOST_SPREAD_POINTS:
        return None
    low, high = points[0], points[-1]
    if is_about("recommend", column.name, column.label) and low >= 0 and 5 < high <= 10:  # noqa: PLR2004 - the scale of NPS
        return 0, 10
    if is_about("effort", column.name, column.label) and low >= 1 and 5 < high <= 7:  # noqa: PLR2004 - the scale of CES
        return 1, 7
    if len(points) < FEWEST_POINTS:
        return None
    return next(((first, last) for first, last in SCALE_ENDS if first <= low and high == last), None)


def _score_type(column: Column, low: float, high: float) -> str:
    names = (column.name, column.label)
    if (low, high) == (0, 10) and is_about("recommend", *names):
        return "nps"
    if is_about("effort", *names) and high in {5, 7}:
        return "ces"
    if is_about("satisfaction", *names):
        return "csat"
    return "rating"


def _text(column: Column, guess: ColumnMapping) -> ColumnMapping:
    sure = 0.9 if is_about("comment", column.name, column.label) else 0.7
    return replace(guess.as_answer("text"), reason=Note("text_words"), confidence=sure)


def _word(column: Column, guess: ColumnMapping) -> ColumnMapping:
    scale = guess_scale(column, guess)
    if scale:
        return scale
    if is_about("link", column.name):
        return guess.with_role("ignore", reason=Note("column_named", {"name": column.name}), confidence=0.6)
    if is_about("comment", column.name) and column.profile.distinct > FEW_VALUES:
        return replace(
            guess.as_answer("text"), reason=Note("column_named", {"name": column.name}), confidence=0.7
        )
    if is_about("title", column.name) and column.profile.distinct > FEW_VALUES:
        return replace(
            guess.as_answer("text"), reason=Note("column_named", {"name": column.name}), confidence=0.5
        )
    few = column.profile.distinct <= max(FEW_VALUES, MOST_REPEATED_SHARE * column.profile.filled)
    if few:
        reason = Note("columns_few_values", {"distinct": column.profile.distinct})
        return guess.with_role("trait", reason=reason, confidence=0.6)
    return guess.with_role("ignore", reason=Note("column_mostly_unique"), confidence=0.5)
