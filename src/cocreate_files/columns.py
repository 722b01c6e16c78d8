"""A column as it was found: its names, a profile of its values, and what kind of values they seem to be."""

import re
from dataclasses import dataclass, field
from functools import cached_property

from cocreate_files.dates import detect_date_format

__all__ = ["NO_ANSWER", "Column", "Profile", "as_number", "leading_number"]

NO_ANSWER = frozenset({"", "na", "n/a", "#n/a", "nan", "null", "none", "nil", "-", "--", ".", "—", "无", "/"})
BOOLEAN_WORDS = {
    "true": True, "false": False, "yes": True, "no": False, "y": True, "n": False, "t": True, "f": False,
    "1": True, "0": False, "是": True, "否": False, "对": True, "错": False, "有": True, "没有": False,
    "会": True, "不会": False, "checked": True, "unchecked": False, "on": True, "off": False,
}  # fmt: skip
LEADING = re.compile(
    r"^\s*(-?\d+(?:\.\d+)?)\s*(?:$|[-–—:：.)=分星点/／(（]|stars?\b|points?\b|out of\b)", re.IGNORECASE
)
EMAIL = re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]{2,}$")
HAN = re.compile(r"[㐀-鿿]")
NEARLY_ALL = 0.9
STRAY_SHARE = 0.02
TEXT_LENGTH = 40
TEXT_HAN_LENGTH = 12


def as_number(value: str) -> float | None:
    """The value as a finite number, or None.

    Examples:
        >>> as_number(" 4.0 "), as_number("1,250.5"), as_number("nan")
        (4.0, 1250.5, None)
    """
    text = value.strip()
    if re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", text):
        text = text.replace(",", "")
    elif re.fullmatch(r"-?\d+,\d{1,2}", text):
        text = text.replace(",", ".")
    try:
        number = float(text) if "_" not in text else float("nan")
    except ValueError:
        return None
    return number if abs(number) < float("inf") else None


def leading_number(value: str) -> float | None:
    """The number an answer begins with, as tools write scale points: `10 - Extremely likely`, `8分`."""
    found = LEADING.match(value)
    return float(found.group(1)) if found else None


@dataclass(frozen=True)
class Profile:
    """A column's values in a sample of rows.

    Args:
        values: The commonest distinct values with their counts, long ones cut short.
        filled: How many sampled rows have a value.
        distinct: How many different values they have.
        rows: How many rows were sampled.
    """

    values: tuple[tuple[str, int], ...] = ()
    filled: int = 0
    distinct: int = 0
    rows: int = 0

    @cached_property
    def answers(self) -> tuple[tuple[str, int], ...]:
        """The values that are answers, not one of the ways to write that there is none."""
        return tuple((value, count) for value, count in self.values if value.strip().lower() not in NO_ANSWER)

    def _share(self, counted: int) -> float:
        total = sum(count for _, count in self.answers)
        return counted / total if total else 0.0

    @cached_property
    def numbers(self) -> tuple[float, ...]:
        """The distinct numbers, where nearly all values are numbers; else empty."""
        found = [(as_number(value), count) for value, count in self.answers]
        share = self._share(sum(count for number, count in found if number is not None))
        return tuple(sorted({n for n, _ in found if n is not None})) if share >= NEARLY_ALL else ()

    @cached_property
    def _points(self) -> tuple[tuple[float, int], ...]:
        """The whole numbers values are or begin with and how often, where nearly all do; else empty."""
        counts: dict[float, int] = {}
        for value, count in self.answers:
            number = leading_number(value)
            if number is not None and number.is_integer():
                counts[number] = counts.get(number, 0) + count
        return tuple(sorted(counts.items())) if self._share(sum(counts.values())) >= NEARLY_ALL else ()

    @property
    def scale_points(self) -> tuple[float, ...]:
        """The distinct whole numbers values are or begin with, where nearly all do; else empty."""
        return tuple(point for point, _ in self._points)

    @property
    def usual_points(self) -> tuple[float, ...]:
        """The points of the scale without a few strays at its ends, such as an 11 or a 99."""
        kept = list(self._points)
        for end in (-1, 0):
            share = 0.0
            while kept and (share := share + self._share(kept[end][1])) <= STRAY_SHARE:
                kept.pop(end)
        return tuple(point for point, _ in kept)

    @cached_property
    def is_boolean(self) -> bool:
        """Whether the values are yes and no, in one of the ways to write that."""
        words = {value.strip().lower() for value, _ in self.answers}
        meanings = {BOOLEAN_WORDS.get(word) for word in words}
        return meanings == {True, False} or (
            len(words) == 1 and None not in meanings and not words & {"0", "1"}
        )

    @cached_property
    def is_email(self) -> bool:
        """Whether nearly all values are e-mail addresses."""
        return (
            self._share(sum(count for value, count in self.answers if EMAIL.match(value.strip())))
            >= NEARLY_ALL
        )

    @cached_property
    def is_text(self) -> bool:
        """Whether the values read like sentences rather than names of things."""
        if not self.answers or self.distinct < 0.2 * self.filled or self.numbers:
            return False
        total = sum(count for _, count in self.answers)
        length = sum(len(value) * count for value, count in self.answers) / total
        han = self._share(sum(count for value, count in self.answers if HAN.search(value)))
        words = sum(len(value.split()) * count for value, count in self.answers) / total
        return length >= (TEXT_HAN_LENGTH if han > 0.5 else TEXT_LENGTH) and (words >= 4 or han > 0.5)  # noqa: PLR2004

    @cached_property
    def date_format(self) -> tuple[str, bool] | None:
        """The format of its dates and whether day and month could be told apart, or None."""
        return detect_date_format([value for value, _ in self.answers])

    @property
    def is_unique(self) -> bool:
        """Whether every row has a value of its own."""
        return self.filled > 1 and self.distinct == self.filled == self.rows


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Args:
        index: Its place, from 0.
        name: Its name, unique in the table.
        label: The question or description, where the file has one; else the name.
        group_id: The question it is a part of (a matrix row, one choice of many).
        group_label: That question's words.
        profile: Its values.
        value_labels: Code and label of values that have labels.
        missing: Ranges of codes, from–to, that mean no answer.
    """

    index: int
    name: str
    label: str
    group_id: str = ""
    group_label: str = ""
    profile: Profile = field(default_factory=Profile)
    value_labels: tuple[tuple[str, str], ...] = ()
    missing: tuple[tuple[str, str], ...] = ()

    @property
    def samples(self) -> tuple[str, ...]:
        """Up to five of its values."""
        return tuple(value for value, _ in self.profile.answers[:5])

    @property
    def kind(self) -> str:
        """What its values seem to be: empty, email, boolean, date, number, text or word."""
        profile = self.profile
        if not profile.answers:
            return "empty"
        checks = (
            ("email", profile.is_email),
            ("boolean", profile.is_boolean),
            ("date", profile.date_format),
            ("number", profile.numbers),
            ("text", profile.is_text),
        )
        return next((kind for kind, found in checks if found), "word")
