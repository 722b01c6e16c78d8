"""Records out of a payload, by its mapping; what cannot be used is told, part by part."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from cocreate_server.ground.records.api import NewRecord
from cocreate_server.listen.inlets.mapping import ABOUT, ANSWERS, REVIEW, Meant
from cocreate_server.listen.inlets.payloads import name_of, value_at
from cocreate_server.listen.inlets.values import (
    Unusable,
    boolean_of,
    number_of,
    parts_of,
    text_of,
    time_of,
)

ANSWER_CODES = frozenset(code for code, _label in ANSWERS)
ABOUT_CODES = frozenset(code for code, _label in ABOUT)
REVIEW_CODES = frozenset(code for code, _label in REVIEW)
REVIEW_GROUP = "review"


@dataclass(frozen=True, slots=True)
class Problem:
    """A part of a payload that could not be used, and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Made:
    """What a payload gives."""

    records: tuple[NewRecord, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a payload came from.

    Attributes:
        source_type: typeform, wenjuanxing, webhook or review.
        source_id: The inlet, or the form.
        source_name: What it is called.
        digest: Of the payload: stands in where it has no id of its own.
        zone: Whose clocks times without an offset were read from.
    """

    source_type: str
    source_id: str
    source_name: str
    digest: str
    zone: ZoneInfo


@dataclass
class _Making:
    about: dict[str, Any] = field(default_factory=dict)
    metadata: dict[str, Any] = field(default_factory=dict)
    traits: dict[str, Any] = field(default_factory=dict)
    answers: list[NewRecord] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def records_made(payload: Mapping[str, Any], meant: Sequence[Meant], origin: Origin) -> Made:
    """Make the records of one payload.

    Args:
        payload: As it came.
        meant: What its leaves mean.
        origin: Where it came from.
    """
    making = _Making()
    for leaf in meant:
        value = value_at(payload, leaf.path)
        if value is None or value in ("", []):
            continue
        try:
            _take(making, leaf, value, origin.zone)
        except Unusable as error:
            making.problems.append(Problem(leaf.path, str(error)))
    if not making.answers and not making.problems:
        making.problems.append(Problem("/", _("There is no answer in it.")))
    return Made(tuple(_finished(making, origin)), tuple(making.problems))


def _take(making: _Making, leaf: Meant, value: Any, zone: ZoneInfo) -> None:
    if isinstance(value, Mapping) or (
        isinstance(value, list) and leaf.means not in {"choices", "text", "categorical", "trait"}
    ):
        raise Unusable(_("This holds more than one value."))
    if leaf.means in ANSWER_CODES:
        making.answers.extend(_answers(leaf, value, zone))
    elif leaf.means == "when":
        making.about["collected_at"] = time_of(value, zone=zone)
    elif leaf.means in ABOUT_CODES:
        making.about[FIELDS.get(leaf.means, leaf.means)] = text_of(value)
    elif leaf.means == "replied_at":
        making.metadata["replied_at"] = time_of(value, zone=zone).isoformat()
    elif leaf.means in REVIEW_CODES:
        making.metadata[leaf.means] = text_of(value)
    else:
        making.traits[leaf.label or name_of(leaf.path)] = text_of(value)


FIELDS = {"submission": "submission_id", "customer": "user_id"}


def _answers(leaf: Meant, value: Any, zone: ZoneInfo) -> Iterator[NewRecord]:
    blank = NewRecord(
        submission_id="", field_id=leaf.path.lstrip("/")[:255], field_type=leaf.means,
        field_label=leaf.label or name_of(leaf.path),
    )  # fmt: skip
    if leaf.means == "choices":
        for part in parts_of(value):
            yield replace(
                blank, field_type="categorical", field_id=f"{blank.field_id[:127]}:{part[:127]}", value_text=part,
                field_group_id=blank.field_id, field_group_label=blank.field_label,
                metadata={"question_type": "choices"},
            )  # fmt: skip
    elif leaf.means in {"text", "categorical"}:
        yield replace(blank, value_text=text_of(value))
    elif leaf.means == "boolean":
        yield replace(blank, value_boolean=boolean_of(value))
    elif leaf.means == "date":
        yield replace(blank, value_date=time_of(value, zone=zone))
    else:
        yield replace(blank, value_number=number_of(value), scale_min=leaf.low, scale_max=leaf.high)


def _finished(making: _Making, origin: Origin) -> Iterator[NewRecord]:
    """The answers with everything that is said of all of them."""
    about = {"submission_id": origin.digest, **making.about}
    traits = {"traits": making.traits} if making.traits else {}
    is_review = origin.source_type == "review"
    source = making.metadata.pop("source", "") or origin.source_name
    for record in making.answers:
        group = record.field_group_id or (REVIEW_GROUP if is_review else "")
        yield replace(
            record, **about, field_group_id=group, source_type=origin.source_type, source_id=origin.source_id,
            source_name=source, metadata={**record.metadata, **making.metadata, **traits},
        )  # fmt: skip
