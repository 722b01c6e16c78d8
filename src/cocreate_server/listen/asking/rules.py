"""What a sending is made of, as data: whom it is meant for, and what its letter says."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

import msgspec

from cocreate_surveys.words import Words


class TraitTest(StrEnum):
    """How a trait is compared."""

    IS = "is"
    IS_NOT = "is_not"
    AT_LEAST = "at_least"
    CONTAINS = "contains"


class _Part(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Frozen, written without what is as usual, read strictly."""


class TraitRule(_Part, frozen=True):
    """A trait that customers have to have; whoever does not carry it at all fits no rule."""

    name: str
    test: TraitTest = TraitTest.IS
    value: str = ""


class EventRule(_Part, frozen=True):
    """Something that customers did, or did not do, within so many days."""

    name: str
    did: bool = True
    within_days: int = 30


class Audience(_Part, frozen=True):
    """Whom a sending is meant for; what is empty does not narrow.

    Attributes:
        markets: In one of these.
        languages: Who like to be addressed in one of these.
        traits: Every one of these has to fit.
        events: Every one of these has to fit.
        not_asked_days: Who got no letter of any survey within so many days.
    """

    markets: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    traits: tuple[TraitRule, ...] = ()
    events: tuple[EventRule, ...] = ()
    not_asked_days: int = 0


class Letter(_Part, frozen=True):
    """What a letter says, by language; where nothing is said, usual words stand."""

    subject: Words = {}
    above: Words = {}
    below: Words = {}
    button: Words = {}


def audience_from(data: Mapping[str, Any]) -> Audience:
    """An audience as it was kept."""
    return msgspec.convert(data, Audience)


def letter_from(data: Mapping[str, Any]) -> Letter:
    """A letter as it was kept."""
    return msgspec.convert(data, Letter)


def as_data(part: Audience | Letter) -> dict[str, Any]:
    """An audience or a letter as it is kept."""
    kept: dict[str, Any] = msgspec.to_builtins(part)
    return kept
