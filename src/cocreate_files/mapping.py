"""What each column of a table means: guessed, shown, corrected, kept as JSON."""

import json
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as Mappable
from dataclasses import asdict, dataclass, field, fields, replace
from difflib import get_close_matches
from typing import Any, Self

from cocreate_files.dates import DATE_FORMATS
from cocreate_files.errors import MappingError
from cocreate_files.notes import Note

__all__ = ["FIELD_TYPES", "ROLES", "SCALES", "UNIQUE_ROLES", "ColumnMapping", "Mapping"]

UNIQUE_ROLES: tuple[str, ...] = (
    "submission", "when", "customer", "email", "language", "channel", "market", "touchpoint",
    "component", "weight",
)  # fmt: skip
ROLES: tuple[str, ...] = (*UNIQUE_ROLES, "answer", "trait", "ignore")
FIELD_TYPES: tuple[str, ...] = (
    "text", "categorical", "nps", "csat", "ces", "rating", "number", "boolean", "date",
)  # fmt: skip
SCALES: dict[str, tuple[float, float]] = {"nps": (0, 10), "csat": (1, 5), "ces": (1, 7), "rating": (1, 5)}
DATE_ROLES = ("when",)


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """What one column means.

    Args:
        index: The column's place, from 0.
        name: The column's name.
        role: One of `ROLES`.
        field_type: For answers, one of `FIELD_TYPES`.
        field_id: For answers, the question's stable id.
        label: The question's words.
        group_id: The question this is a part of.
        group_label: That question's words.
        scale_min: Lowest answer of a scale.
        scale_max: Highest answer of a scale.
        date_format: How dates are written, one of `dates.DATE_FORMATS`.
        labels: Code and label of labelled values; a cell may hold either.
        missing: Ranges of codes, from–to, that mean no answer.
        confidence: How sure the guess is, 0–1; 1 where a person chose.
        reason: Why it was guessed.
    """

    index: int
    name: str
    role: str
    field_type: str = ""
    field_id: str = ""
    label: str = ""
    group_id: str = ""
    group_label: str = ""
    scale_min: float | None = None
    scale_max: float | None = None
    date_format: str = ""
    labels: tuple[tuple[str, str], ...] = ()
    missing: tuple[tuple[str, str], ...] = ()
    confidence: float = 1.0
    reason: Note = field(default_factory=lambda: Note("corrected_by_hand"))

    def with_role(self, role: str, *, reason: Note | None = None, confidence: float | None = None) -> Self:
        """The same column in another role that is not an answer."""
        return replace(
            self,
            role=role,
            field_type="",
            scale_min=None,
            scale_max=None,
            reason=reason or self.reason,
            confidence=self.confidence if confidence is None else confidence,
        )

    def as_answer(self, field_type: str, *, scale: tuple[float, float] | None = None) -> Self:
        """The same column as an answer of a type, on its usual scale unless another is given."""
        low, high = scale or SCALES.get(field_type) or (None, None)
        return replace(
            self,
            role="answer",
            field_type=field_type,
            field_id=self.field_id or self.name,
            label=self.label or self.name,
            scale_min=low,
            scale_max=high,
        )


@dataclass(frozen=True, slots=True)
class Mapping:
    """What every column of a table means.

    Args:
        columns: One entry a column, in the table's order.
        layout: The layout it was guessed for.
        timezone: Where times without an offset were taken (IANA name).
    """

    columns: tuple[ColumnMapping, ...]
    layout: str = "table"
    timezone: str = "UTC"

    @property
    def answers(self) -> tuple[ColumnMapping, ...]:
        """The columns that become records."""
        return tuple(column for column in self.columns if column.role == "answer")

    @property
    def traits(self) -> tuple[ColumnMapping, ...]:
        """The columns that describe the customer."""
        return tuple(column for column in self.columns if column.role == "trait")

    def of_role(self, role: str) -> ColumnMapping | None:
        """The column in a role that only one can have, or None."""
        return next((column for column in self.columns if column.role == role), None)

    def with_column(self, column: ColumnMapping) -> Self:
        """The mapping with one column replaced."""
        return replace(
            self, columns=tuple(column if old.index == column.index else old for old in self.columns)
        )

    def override(self, corrections: Iterable[str]) -> Self:
        """The mapping as a person corrects it.

        Args:
            corrections: `meaning=column` each; a meaning is a role or a field type, the latter with a scale
                where it is not the usual one: `when=Date`, `nps=Q3`, `rating:1:10=overall`, `ignore=IP`.

        Returns:
            A mapping that was validated.

        Raises:
            MappingError: If a correction cannot be read, or names no column or meaning.
        """
        mapping = self
        for correction in corrections:
            meaning, equals, name = correction.partition("=")
            if not equals:
                raise MappingError(
                    f"{correction!r}, wanted field=column such as when=Date",
                    code="correction_form",
                    given=correction,
                )
            mapping = mapping._corrected(meaning.strip().lower(), name.strip())
        return mapping.validated()

    def _corrected(self, meaning: str, name: str) -> Self:
        column = self._named(name)
        meaning, _, scale = meaning.partition(":")
        by_hand = replace(column, confidence=1.0, reason=Note("corrected_by_hand"))
        if meaning in FIELD_TYPES:
            kept = (column.scale_min, column.scale_max) if column.field_type == meaning else None
            chosen = _scale(scale) if scale else (kept if kept and None not in kept else None)
            return self.with_column(by_hand.as_answer(meaning, scale=chosen))  # type: ignore[arg-type]
        if meaning not in ROLES or meaning == "answer":
            meanings = (*[role for role in ROLES if role != "answer"], *FIELD_TYPES)
            raise MappingError(
                f"no field {meaning!r}{_nearest(meaning, meanings)}", code="no_such_meaning", given=meaning
            )
        freed = self
        if meaning in UNIQUE_ROLES and (old := self.of_role(meaning)) and old.index != column.index:
            freed = self.with_column(old.with_role("trait"))
        return freed.with_column(by_hand.with_role(meaning))

    def _named(self, name: str) -> ColumnMapping:
        for column in self.columns:
            if name in (column.name, column.label):
                return column
        names = [column.name for column in self.columns]
        raise MappingError(f"no column {name!r}{_nearest(name, names)}", code="no_such_column", name=name)

    def validated(self) -> Self:
        """The mapping itself, if it makes sense.

        Raises:
            MappingError: If there is no answer, a role is taken twice, a field id occurs twice, a type or
                role is unknown, or a scale is upside down.
        """
        if not self.answers:
            raise MappingError(
                "no column is an answer: say which one is, such as nps=COLUMN or text=COLUMN",
                code="no_answers",
            )
        for role in UNIQUE_ROLES:
            names = [column.name for column in self.columns if column.role == role]
            if len(names) > 1:
                raise MappingError(
                    f"{role} is taken by {len(names)} columns ({', '.join(names)}), wanted one",
                    code="role_twice",
                )
        seen: set[str] = set()
        for column in self.columns:
            _check(column)
            if column.role == "answer" and column.field_id in seen:
                raise MappingError(
                    f"field id {column.field_id!r} occurs twice: give each answer its own",
                    code="field_id_twice",
                )
            seen.update({column.field_id} if column.role == "answer" else ())
        return self

    def to_json(self) -> str:
        """The mapping as JSON."""
        columns = [{**asdict(column), "reason": column.reason.to_dict()} for column in self.columns]
        return json.dumps(
            {"layout": self.layout, "timezone": self.timezone, "columns": columns}, ensure_ascii=False
        )

    @classmethod
    def from_json(cls, text: str | Mappable[str, Any], *, validate: bool = True) -> Self:
        """The mapping that `to_json` wrote.

        Args:
            text: JSON, or the object it stands for.
            validate: Whether it has to make sense already; a guess may not.

        Raises:
            MappingError: If it is not such JSON, or does not make sense.
        """
        try:
            data = json.loads(text) if isinstance(text, str) else text
            columns = tuple(_column_from(part) for part in data["columns"])
            mapping = cls(columns, str(data.get("layout", "table")), str(data.get("timezone", "UTC")))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise MappingError(f"not a mapping: {error}", code="not_a_mapping") from error
        return mapping.validated() if validate else mapping


def _column_from(part: Mappable[str, Any]) -> ColumnMapping:
    known = {each.name for each in fields(ColumnMapping)}
    values = {key: value for key, value in part.items() if key in known}
    for key in ("labels", "missing"):
        values[key] = tuple((str(first), str(second)) for first, second in values.get(key, ()))
    if "reason" in values:
        values["reason"] = Note.from_dict(values["reason"])
    return ColumnMapping(**values)


def _check(column: ColumnMapping) -> None:
    if column.role not in ROLES:
        raise MappingError(
            f"{column.name}: no role {column.role!r}{_nearest(column.role, ROLES)}", code="no_such_role"
        )
    if column.role == "answer" and column.field_type not in FIELD_TYPES:
        near = _nearest(column.field_type, FIELD_TYPES)
        raise MappingError(f"{column.name}: no field type {column.field_type!r}{near}", code="no_such_type")
    if column.role == "answer" and column.field_type in SCALES:
        low, high = column.scale_min, column.scale_max
        if low is None or high is None or low >= high:
            raise MappingError(
                f"{column.name}: scale_max == {high}, must be > scale_min ({low})", code="scale_upside_down"
            )
    if column.date_format and column.date_format not in DATE_FORMATS:
        near = _nearest(column.date_format, DATE_FORMATS)
        raise MappingError(
            f"{column.name}: no date format {column.date_format!r}{near}", code="no_such_date_format"
        )


def _scale(text: str) -> tuple[float, float]:
    try:
        low, high = (float(part) for part in text.split(":"))
    except ValueError as error:
        raise MappingError(
            f"scale {text!r}, wanted MIN:MAX such as 1:10", code="scale_form", given=text
        ) from error
    return low, high


def _nearest(name: str, names: Sequence[str]) -> str:
    near = get_close_matches(name, names, n=1, cutoff=0.5)
    return f"; did you mean {near[0]!r}?" if near else f"; there are {', '.join(names[:20])}"
